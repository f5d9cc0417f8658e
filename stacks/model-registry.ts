import type { NamingConvention } from '../constructs/core/naming';
import type { Environment, SharedSettings } from '../environments/schema';
import { cloudOfSettings, sharedNaming } from './environment-stack';

/** What the resource group of the shared registry is called in names. */
export const REGISTRY_PURPOSE = 'registry';

/** Whether an environment uses the registry that environments share: a registry is of one cloud. */
export function usesModelRegistry(environment: Environment, shared: SharedSettings): boolean {
  return shared.modelRegistry !== undefined && cloudOfSettings(environment) === cloudOfSettings(shared);
}

/** The id of the registry that environments share, known before it exists: environments are apps of their own, and can't refer to its construct. */
export function modelRegistryId(shared: SharedSettings): string | undefined {
  if (!shared.modelRegistry) return undefined;
  const naming = sharedNaming(shared);
  return `/subscriptions/${shared.subscriptionId}/resourceGroups/${naming.name('resourceGroup', REGISTRY_PURPOSE)}/providers/Microsoft.MachineLearningServices/registries/${modelRegistryName(shared.modelRegistry, naming)}`;
}

/** The name of the registry that environments share. */
export function modelRegistryName({ name }: NonNullable<SharedSettings['modelRegistry']>, naming: NamingConvention): string {
  return name ?? naming.name('mlRegistry');
}
