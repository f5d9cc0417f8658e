import types from '../../facts/types.json';
import { AZURERM_KINDS } from '../../diagram/azurerm-kinds';
import { GROUP_STYLES } from '../../diagram/kind';
import { kindOf, kindOfArmType } from '../../diagram/kinds';
import { landscapeGraph } from '../../diagram';
import { stackOf } from './golden-graph';

describe('kinds', () => {
  test('are there for every type of azurerm that the library uses', () => {
    expect(types.azurerm.resources.filter((type) => !type.endsWith('*') && !(type in AZURERM_KINDS))).toEqual([]);
  });

  test('look different from group to group: no two have both shape and tint in common', () => {
    const looks = Object.values(GROUP_STYLES).map(({ shape, fill }) => `${shape} ${fill}`);
    expect(new Set(looks).size).toBe(looks.length);
  });

  test.each([
    ['azurerm_machine_learning_workspace', { workspaceKind: 'FeatureStore' }, 'Feature store'],
    ['azapi_resource', { armType: 'Microsoft.MachineLearningServices/workspaces', workspaceKind: 'Hub' }, 'AI hub'],
    ['azapi_resource', { armType: 'Microsoft.MachineLearningServices/workspaces/computes', computeType: 'ComputeInstance' }, 'Compute instance'],
    ['azapi_resource', { armType: 'Microsoft.MachineLearningServices/workspaces/outboundRules', outboundType: 'FQDN' }, 'outbound rule'],
    ['azapi_resource', { armType: 'Microsoft.Fancy/newThings' }, 'New things'],
    ['azapi_update_resource', { armType: 'Microsoft.MachineLearningServices/workspaces' }, 'setting'],
    ['kubernetes_manifest', { manifestKind: 'HTTPRoute' }, 'HTTPRoute'],
    ['azuredevops_project_tags', {}, 'setting of a DevOps project'],
    ['something_of_another_provider', {}, 'Of another provider'],
  ])('tell %s %j', (type, block, label) => {
    expect(kindOf(type, block).label).toBe(label);
  });

  test('of what is outside go by its type in Azure', () => {
    expect(['Microsoft.KeyVault/vaults', 'microsoft.network/virtualNetworks', 'Microsoft.Network/virtualNetworks/subnets'].map((type) => kindOfArmType(type).label)).toEqual(['Key vault', 'Virtual network', 'Subnet']);
  });

  test('of Kubernetes are in their namespace', () => {
    const namespace = { namespace: '${kubernetes_namespace_v1.N.metadata[0].name}' };
    const graph = landscapeGraph([stackOf('s', {
      'kubernetes_namespace_v1.N': { metadata: { name: 'scoring' } },
      'kubernetes_deployment_v1.D': { metadata: { name: 'blue', ...namespace } },
      'kubernetes_network_policy_v1.P': { metadata: { name: 'deny', ...namespace } },
      'kubernetes_manifest.R': { manifest: { kind: 'HTTPRoute', metadata: { name: 'route', ...namespace } } },
    })]);
    expect(graph.nodes.map(({ name, kind, parent, markers }) => [name, kind.label, parent, markers])).toEqual([
      ['blue', 'Deployment', 's/kubernetes_namespace_v1.N', []],
      ['route', 'HTTPRoute', 's/kubernetes_namespace_v1.N', []],
      ['scoring', 'Namespace', undefined, ['1 network policy']],
    ]);
    expect(graph.edges).toEqual([]);
  });
});
