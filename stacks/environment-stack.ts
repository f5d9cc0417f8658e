import type { Construct } from 'constructs';
import type { AzureCloud } from '../constructs/core/cloud';
import { NamingConvention } from '../constructs/core/naming';
import type { PublicNetworkOptions } from '../constructs/security/network-access';
import type { Environment, Releases, SharedSettings } from '../environments/schema';
import { cloudOfSetting } from '../environments/rules/cloud';
import { MANDATORY_TAGS } from '../environments/schema';
import { findPlaceholders } from '../environments/placeholders';
import type { StateBackend } from './backend';
import { BaseStack } from './base-stack';

/** The name of the group of stacks that all environments share. */
export const SHARED_GROUP = 'shared';

/** Where the settings begin that only scoring services use: other stacks don't wait for their placeholders. */
export const SERVING_SETTINGS = 'aks.serving.';

/** The namespace of scoring services. */
export const SERVING_NAMESPACE = 'serving';

/** What every stack of an environment is given. */
export interface EnvironmentStackProps {
  readonly environment: Environment;
  readonly shared: SharedSettings;
  /** Which images of scoring services are released. @default - none */
  readonly releases?: Releases;
  /** The file that defines the environment. @default - the one in `environments/` */
  readonly definedIn?: string;
}

/** Base of the stacks of one environment, named `<environment>-<part>`. */
export abstract class EnvironmentStack extends BaseStack {
  protected readonly environment: Environment;
  protected readonly shared: SharedSettings;

  /** @param ownPlaceholders what is still to be set before this stack can be deployed, beside what is for all */
  constructor(scope: Construct, part: string, { environment, shared, definedIn }: EnvironmentStackProps, ownPlaceholders: readonly string[] = []) {
    super(scope, `${environment.name}-${part}`, {
      group: environment.name,
      workload: environment.workload,
      location: environment.location,
      subscriptionId: environment.subscriptionId,
      tenantId: environment.tenantId,
      cloud: cloudOfSettings(environment),
      tags: { ...environment.tags, environment: environment.name },
      mandatoryTags: [...MANDATORY_TAGS, 'environment'],
      backend: stateBackend(environment, environment.name, shared),
      placeholders: [...findPlaceholders(environment).filter((path) => !path.startsWith(SERVING_SETTINGS)), ...ownPlaceholders],
      inputSource: definedIn === undefined ? undefined : { what: 'environment', name: environment.name, where: definedIn },
      deletionProtectionEnabled: environment.protection.deletionProtectionEnabled,
      purgeOnDestroy: environment.protection.purgeOnDestroyEnabled,
    });
    this.environment = environment;
    this.shared = shared;
  }

  /** The lock of a resource that holds data, where the environment has locks. */
  protected get lock(): object | undefined {
    return this.environment.protection.locksEnabled ? {} : undefined;
  }
}

/** Who reaches resources at their public addresses: the allowed ranges, or nobody. */
export function publicNetwork({ publicNetworkAccessEnabled, allowedIpRanges }: Environment['access']): PublicNetworkOptions {
  return publicNetworkAccessEnabled ? { publicNetworkAccessEnabled, ipRules: allowedIpRanges } : {};
}

/** The naming convention of the shared scope. */
export function sharedNaming(shared: SharedSettings): NamingConvention {
  return new NamingConvention({ workload: shared.workload, environment: SHARED_GROUP, location: shared.location, seed: shared.subscriptionId });
}

/** The storage account that the states of the environments are kept in. */
export function stateAccountName(shared: SharedSettings): string {
  return shared.stateAccount.name ?? sharedNaming(shared).name('storageAccount');
}

/** The container that the states of a group of stacks are kept in: one each, so that a pipeline can be given its own only. */
export function stateContainerName(shared: SharedSettings, group: string): string {
  return `${shared.stateAccount.containerName}-${group}`;
}

/** The cloud of an environment, or of what all environments share. */
export function cloudOfSettings({ cloud }: Pick<Environment, 'cloud'>): AzureCloud {
  return cloudOfSetting(cloud);
}

/** The backend of a group of stacks, with the account and container of `shared-state` where none is named. */
export function stateBackend(settings: Pick<Environment, 'cloud' | 'state'>, group: string, shared: SharedSettings): StateBackend {
  const { state } = settings;
  if (state.kind !== 'azurerm') return state;
  return {
    kind: 'azurerm',
    storageAccountName: state.storageAccountName ?? stateAccountName(shared),
    containerName: state.containerName ?? stateContainerName(shared, group),
    useOidc: state.useOidc,
    cloud: cloudOfSettings(settings),
  };
}
