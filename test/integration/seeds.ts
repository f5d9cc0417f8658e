import { PLACEHOLDER } from '../../environments/placeholders';
import type { ExistingSecret } from './standin/key-vault';
import type { ExistingResource } from './standin/store';

/** What is there before an example is deployed, and what its reader passes in. */
export interface Seed {
  /** Resources that the example reads something from. One that it only refers to by its id is put there without being listed. */
  readonly resources?: readonly ExistingResource[];
  readonly secrets?: readonly ExistingSecret[];
  /** Values of Terraform variables, by name. */
  readonly variables?: Readonly<Record<string, string>>;
}

const group = (name: string): string => `/subscriptions/${PLACEHOLDER.subscriptionId}/resourceGroups/${name}`;

/** By example; one that isn't here needs nothing. */
export const SEEDS: Readonly<Record<string, Seed>> = {
  'existing-workspace': {
    resources: [
      { id: group('rg-ml') },
      { id: `${group('rg-ml')}/providers/Microsoft.Storage/storageAccounts/stexistingdata`, body: { kind: 'StorageV2', sku: { name: 'Standard_LRS', tier: 'Standard' } } },
      {
        id: `${group('rg-ml')}/providers/Microsoft.MachineLearningServices/workspaces/mlw-existing`,
        body: { identity: { type: 'SystemAssigned' }, properties: { managedNetwork: { isolationMode: 'AllowOnlyApprovedOutbound' } } },
      },
    ],
  },
  'datastore-matrix': {
    resources: [
      { id: group('rg-secrets') },
      { id: `${group('rg-secrets')}/providers/Microsoft.KeyVault/vaults/kv-secrets`, body: { properties: { tenantId: PLACEHOLDER.tenantId, sku: { family: 'A', name: 'standard' }, enableRbacAuthorization: true } } },
    ],
    secrets: [
      { vault: 'kv-secrets', name: 'account-key', value: 'bm90LWEta2V5' },
      { vault: 'kv-secrets', name: 'lake-client-secret', value: 'not-a-secret' },
    ],
    variables: { shared_access_signature: 'sv=2024-11-04' },
  },
};
