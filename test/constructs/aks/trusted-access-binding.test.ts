import type { TerraformStack } from 'cdktf';
import { TrustedAccessBinding, TrustedAccessRole } from '../../../constructs/aks/trusted-access-binding';
import { ExistingResource } from '../../../constructs/core/existing-resource';
import { problemsOf, synthesise } from '../../support/template';
import { CLUSTER_ID, importedCluster } from './support';

const workspaceId = (number: number): string => CLUSTER_ID.replace(/Microsoft\.ContainerService.*/, `Microsoft.MachineLearningServices/workspaces/mlw-${number}`);

function bindings(stack: TerraformStack, ...numbers: readonly number[]): void {
  const cluster = importedCluster(stack);
  const role = TrustedAccessRole.MACHINE_LEARNING;
  numbers.forEach((number, index) => new TrustedAccessBinding(stack, `Binding${index}`, { cluster, source: new ExistingResource(stack, `Source${index}`, workspaceId(number)), role, purpose: index === 0 ? undefined : `w${index}` }));
}

describe('TrustedAccessBinding', () => {
  test('lets a workspace reach the API server', () => {
    expect(synthesise((stack) => bindings(stack, 1)).resource('azurerm_kubernetes_cluster_trusted_access_role_binding')).toEqual({
      kubernetes_cluster_id: CLUSTER_ID,
      name: 'mlops-dev-we-aml',
      roles: ['Microsoft.MachineLearningServices/workspaces/mlworkload'],
      source_resource_id: workspaceId(1),
    });
  });

  test('takes all values', () => {
    const template = synthesise((stack) => void new TrustedAccessBinding(stack, 'Binding', { cluster: importedCluster(stack), source: new ExistingResource(stack, 'Source', workspaceId(1)), role: TrustedAccessRole.MACHINE_LEARNING, name: 'workspace' }));
    expect(template.resource('azurerm_kubernetes_cluster_trusted_access_role_binding')).toMatchObject({ name: 'workspace' });
  });

  test('fails with the same source twice', () => {
    expect(problemsOf((stack) => bindings(stack, 1, 1))).toBe(`[TrustedAccessTwice] 'source' is trusted by the cluster already: got "test/Source1"; expected one binding for each source; use the binding that is there (at test/Binding1)`);
  });

  test('fails with more sources than Azure takes', () => {
    expect(problemsOf((stack) => bindings(stack, 1, 2, 3, 4, 5, 6, 7, 8, 9))).toBe("[TrustedAccessLimit] 'source' is one source too many for the cluster: got 9; expected at most 8; use another cluster (at test/Binding8)");
  });
});
