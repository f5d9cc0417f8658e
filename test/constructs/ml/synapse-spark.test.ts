import type { SynapseSparkProps } from '../../../constructs/ml/synapse-spark';
import { SynapseSpark } from '../../../constructs/ml/synapse-spark';
import { problemsOf, synthesise } from '../../support/template';
import { GROUP_ID, identity, storage, VAULT_ID, workspace, WORKSPACE_ID } from './fixtures';

const POOL_ID = `${GROUP_ID}/providers/Microsoft.Synapse/workspaces/synw-shared/bigDataPools/pool`;
const failing = (props: Partial<SynapseSparkProps>): string => problemsOf((stack) => new SynapseSpark(stack, 'Spark', { workspace: workspace(stack), name: 'spark', sparkPoolId: POOL_ID, ...props }));

describe('SynapseSpark', () => {
  test('attaches a pool with an identity of its own', () => {
    const template = synthesise((stack) => {
      const spark = new SynapseSpark(stack, 'Spark', { workspace: workspace(stack), name: 'spark', sparkPoolId: POOL_ID });
      storage(stack).grantBlobRead(spark.identity);
    });
    expect(template.resource('azurerm_machine_learning_synapse_spark')).toEqual({
      identity: { type: 'SystemAssigned' },
      lifecycle: { ignore_changes: ['tags'] },
      local_auth_enabled: false,
      location: 'westeurope',
      machine_learning_workspace_id: WORKSPACE_ID,
      name: 'spark',
      synapse_spark_pool_id: POOL_ID,
    });
    expect(template.resource('azurerm_role_assignment')).toMatchObject({ principal_id: expect.stringMatching(/^\$\{azurerm_machine_learning_synapse_spark\.Spark_\w+\.identity\[0\]\.principal_id\}$/) });
  });

  test('takes all values', () => {
    const template = synthesise((stack) => new SynapseSpark(stack, 'Spark', { workspace: workspace(stack), name: 'spark-shared', description: 'All values', sparkPoolId: POOL_ID, identity: identity(stack) }));
    expect(template.resource('azurerm_machine_learning_synapse_spark')).toMatchObject({
      description: 'All values',
      identity: { identity_ids: [`${GROUP_ID}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id-training`], type: 'UserAssigned' },
      name: 'spark-shared',
    });
  });

  test('fails with a name that the provider refuses', () => {
    expect(failing({ name: 'sp' })).toBe(`[SynapseNameTooShort] 'name' is too short for an attached Spark pool: got "sp"; expected 3 to 16 characters; lengthen it (at test/Spark)`);
  });

  test('fails with a name that is too long', () => {
    expect(failing({ name: undefined, purpose: 'shared' })).toBe(`[NameTooLong] 'name of the attached compute' is too long for an attached compute: got "mlops-dev-we-shared"; expected 2 to 16 characters: letters, digits and hyphens, starting with a letter and not ending with a hyphen; shorten the workload, environment or purpose, or set 'name' on the resource (at naming convention)`);
  });

  test('fails with what is no Spark pool', () => {
    expect(failing({ sparkPoolId: VAULT_ID })).toBe(`[ResourceIdWrongType] 'sparkPoolId' is the id of a Microsoft.KeyVault/vaults: got "/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/rg-platform/providers/Microsoft.KeyVault/vaults/k...; expected an id of type Microsoft.Synapse/workspaces/bigDataPools; pass the id of a Microsoft.Synapse/workspaces/bigDataPools (at test/Spark)`);
  });
});
