import type { App } from 'cdktf';
import type { Environment, Releases, SharedSettings } from '../environments/schema';
import type { LoadOptions } from '../environments';
import { checkTogether, loadEnvironments, loadReleases, loadSharedSettings } from '../environments';
import { AksStack } from './aks-stack';
import type { EnvironmentStackProps } from './environment-stack';
import { SHARED_GROUP } from './environment-stack';
import { MlStack } from './ml-stack';
import { NetworkStack } from './network-stack';
import { PlatformStack } from './platform-stack';
import { ServingStack } from './serving-stack';
import { SharedDevOpsStack } from './shared-devops-stack';
import { SharedRegistryStack } from './shared-registry-stack';
import { SharedStateStack } from './shared-state-stack';
import type { SynthesisResult } from './synthesise';
import { synthesiseApp } from './synthesise';

/** The data that the stacks are made of. */
export interface Landscape {
  readonly shared: SharedSettings;
  readonly environments: readonly Environment[];
  /** Which images of scoring services are released, by environment. @default - none */
  readonly releases?: Readonly<Record<string, Releases>>;
  /** Whether these are all the environments; the shared stacks need to know them all. */
  readonly complete: boolean;
}

/** Where the landscape is read from. */
export type LandscapeSource = LoadOptions;

/** Reads and checks the environments, or some of them. */
export function loadLandscape(source: LandscapeSource = {}): Landscape {
  const shared = loadSharedSettings(source.variables);
  const environments = loadEnvironments(source);
  checkTogether(shared, environments, 'environments/shared.ts', source.only === undefined);
  return { shared, environments, releases: loadReleases(environments, source), complete: source.only === undefined };
}

/** The groups of stacks that are synthesised independently of each other: the shared ones, and one for each environment. */
export function groupsOf({ environments, complete }: Landscape): string[] {
  return [...(complete ? [SHARED_GROUP] : []), ...environments.map(({ name }) => name)];
}

/** Synthesises one group of stacks. */
export function synthesiseGroup(landscape: Landscape, group: string, outdir: string): SynthesisResult {
  return synthesiseApp(outdir, (app) => {
    const environment = landscape.environments.find(({ name }) => name === group);
    if (environment) defineEnvironment(app, { environment, shared: landscape.shared, releases: landscape.releases?.[group] });
    else defineShared(app, landscape);
  });
}

/** Defines the stacks of an environment, in the order in which they depend on each other. */
export function defineEnvironment(app: App, props: EnvironmentStackProps): void {
  const network = new NetworkStack(app, props);
  const platform = new PlatformStack(app, { ...props, network });
  const ml = new MlStack(app, { ...props, network, platform });
  if (!props.environment.features.aks) return;
  const aks = new AksStack(app, { ...props, network, platform, ml });
  if (props.environment.aks?.serving) new ServingStack(app, { ...props, platform, aks });
}

/** Defines the stacks that all environments share. */
export function defineShared(app: App, { shared, environments }: Landscape): void {
  new SharedStateStack(app, { shared, environments });
  if (shared.modelRegistry) new SharedRegistryStack(app, { shared, environments });
  if (shared.devOps) new SharedDevOpsStack(app, { shared, environments });
}
