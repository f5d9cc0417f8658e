import type { GraphEdge, LandscapeGraph } from '../../diagram';
import { graphJson, landscapeGraph } from '../../diagram';
import { goldenGraph, goldenStacks, stackOf } from './golden-graph';

const STACKS = ['network', 'platform', 'ml', 'aks'];
const prod = goldenGraph('prod', STACKS);
const named = (graph: LandscapeGraph, id: string): string => graph.nodes.find((node) => node.id === id)?.name ?? id;
const lines = (graph: LandscapeGraph, kind: GraphEdge['kind'], label?: string): string[] => graph.edges.filter((edge) => edge.kind === kind && (label === undefined || edge.label === label)).map(({ from, to }) => `${named(graph, from)} -> ${named(graph, to)}`).sort();
const nodeNamed = (graph: LandscapeGraph, name: string) => graph.nodes.find((node) => node.name === name);
/** The boxes around a node, from near to far. */
function boxes(graph: LandscapeGraph, name: string): string[] {
  const found: string[] = [];
  for (let id = nodeNamed(graph, name)?.parent; id !== undefined; id = graph.nodes.find((node) => node.id === id)?.parent) found.push(named(graph, id));
  return found;
}

describe('the graph of prod', () => {
  test('has private endpoints in their subnet, across stacks', () => {
    expect(boxes(prod, 'pep-mlops-prod-we-kv-vault')).toEqual(['snet-mlops-prod-we-pe', 'vnet-mlops-prod-we', 'rg-mlops-prod-we-network']);
    expect(boxes(prod, 'kv-mlops-prod-we-kgu4n')).toEqual(['rg-mlops-prod-we-platform']);
  });

  test('has parts where their owner is', () => {
    expect(boxes(prod, 'lake_raw')).toEqual(['rg-mlops-prod-we-ml']);
    expect(nodeNamed(prod, 'cpu-large')?.owner).toBe(nodeNamed(prod, 'mlw-mlops-prod-we')?.id);
  });

  test('has lines from private endpoints to what they are for', () => {
    expect(lines(prod, 'private link', 'vault')).toEqual(['pep-mlops-prod-we-kv-vault -> kv-mlops-prod-we-kgu4n']);
    expect(lines(prod, 'private link', 'amlregistry')).toEqual(['pep-mlops-prod-we-mlr-amlregistry -> mlr-mlops-shared-we-c633x']);
  });

  test('has roles as lines from principal to scope, across stacks and to what is outside', () => {
    expect(lines(prod, 'role', 'AcrPull')).toEqual(['id-mlops-prod-we-kubelet -> crmlopsprodwekgu4n', 'id-mlops-prod-we-training -> crmlopsprodwekgu4n']);
    expect(lines(prod, 'role', 'Key Vault Reader')).toEqual(['Auditor -> kv-mlops-prod-we-kgu4n']);
    expect(lines(prod, 'role', 'Private DNS Zone Contributor')).toEqual(['id-mlops-prod-we-aks -> privatelink.westeurope.azmk8s.io']);
    expect(prod.edges.filter(({ resource }) => resource === 'prod-platform/azurerm_role_assignment.KeyVault_KeyVaultReaderToAuditor-000000000008_09E92FC1')).toHaveLength(1);
  });

  test('has the flow of data from the lake to the cluster that serves', () => {
    const flow = lines(prod, 'data');
    for (const line of ['stmlopsprodwelakekgu4n -> raw', 'raw -> lake_raw', 'lake_raw -> mlw-mlops-prod-we', 'mlw-mlops-prod-we -> kubernetes', 'kubernetes -> aks-mlops-prod-we']) expect(flow).toContain(line);
  });

  test('has details as markers, and nothing of telemetry settings', () => {
    expect(nodeNamed(prod, 'kv-mlops-prod-we-kgu4n')?.markers).toEqual(['3 keys', 'locked', 'protected']);
    expect(nodeNamed(prod, 'snet-mlops-prod-we-pe')?.markers).toEqual(['1 network security group']);
    expect(nodeNamed(prod, 'ng-mlops-prod-we')?.markers).toEqual(['1 public IP']);
    expect(prod.nodes.filter(({ id }) => /diagnostic|management_lock|role_assignment|association/.test(id))).toEqual([]);
    expect(nodeNamed(prod, 'kv-mlops-prod-we-kgu4n')?.details).toContain('prod-platform/azurerm_monitor_diagnostic_setting.KeyVault_Diagnostics_D592310A');
  });

  test('says who an identity is of', () => {
    expect(lines(prod, 'runs as').filter((line) => line.endsWith('training'))).toEqual(['cpu-large', 'gpu-large', 'image-build', 'kubernetes'].map((name) => `${name} -> id-mlops-prod-we-training`));
  });

  test('tells a feature store from a workspace', () => {
    expect([nodeNamed(prod, 'mlfs-mlops-prod-we')?.kind.label, nodeNamed(prod, 'mlw-mlops-prod-we')?.kind.label]).toEqual(['Feature store', 'ML workspace']);
  });

  test('doesn\'t depend on the order of stacks', () => {
    expect(graphJson(landscapeGraph(goldenStacks('prod', STACKS).reverse()))).toEqual(graphJson(prod));
  });
});

describe('other stacks', () => {
  test('of unknown types are drawn in words', () => {
    const graph = landscapeGraph([stackOf('one', { 'azurerm_strange_new_thing.A': { name: 'a' }, 'other_box.B': { thing_id: '${azurerm_strange_new_thing.A.id}' } })]);
    expect(graph.nodes.map(({ name, kind }) => [name, kind.label])).toEqual([['a', 'Strange new thing'], ['B', 'Box']]);
    expect(graph.edges).toEqual([{ from: 'one/other_box.B', to: 'one/azurerm_strange_new_thing.A', kind: 'uses', label: '' }]);
  });

  test('follow outputs that are made of outputs', () => {
    const remote = (stack: string): object => ({ data: { terraform_remote_state: { [`cross-stack-reference-input-${stack}`]: { backend: 'local' } } } });
    const graph = landscapeGraph([
      stackOf('a', { 'azurerm_key_vault.K': { name: 'kv' } }, { output: { x: { value: '${azurerm_key_vault.K.id}' } } }),
      stackOf('b', {}, { ...remote('a'), output: { y: { value: '${data.terraform_remote_state.cross-stack-reference-input-a.outputs.x}' } } }),
      stackOf('c', { 'azurerm_container_registry.R': { name: 'cr', key: '${data.terraform_remote_state.cross-stack-reference-input-b.outputs.y}' } }, remote('b')),
    ]);
    expect(graph.edges).toEqual([{ from: 'c/azurerm_container_registry.R', to: 'a/azurerm_key_vault.K', kind: 'uses', label: 'key' }]);
  });

  test('that go round in circles come to an end', () => {
    const graph = landscapeGraph([
      stackOf('a', { 'azurerm_subnet.S': { name: 's', virtual_network_name: '${azurerm_virtual_network.V.name}' }, 'azurerm_virtual_network.V': { name: 'v', parent_id: '${azurerm_subnet.S.id}' }, 'azurerm_management_lock.L': { name: 'l', scope: '${azurerm_management_lock.M.id}' }, 'azurerm_management_lock.M': { name: 'm', scope: '${azurerm_management_lock.L.id}' } }, { output: { x: { value: '${data.terraform_remote_state.cross-stack-reference-input-a.outputs.x}' } } }),
    ]);
    expect(graph.nodes.map(({ name }) => name)).toEqual(['s', 'v']);
  });

  test('without resources, and without sense, are empty', () => {
    const nonsense: readonly unknown[] = [{}, null, 'text', [], { resource: 3 }, { resource: { azurerm_key_vault: 'x' } }, { resource: { azurerm_key_vault: { A: null } } }];
    expect(nonsense.map((json) => landscapeGraph([{ name: 's', json }]).nodes.length)).toEqual([0, 0, 0, 0, 0, 0, 1]);
  });

  test('show what exists already only where something refers to it', () => {
    const data = { data: { azurerm_key_vault: { Used: { name: 'used' }, Unused: { name: 'unused' } } } };
    const graph = landscapeGraph([stackOf('s', { 'azurerm_role_assignment.R': { scope: '${data.azurerm_key_vault.Used.id}', principal_id: '00000000-0000-0000-0000-000000000001', role_definition_id: '/subscriptions/x/providers/Microsoft.Authorization/roleDefinitions/acdd72a7-3385-48ef-bd42-f606fba81ae7' } }, data)]);
    expect(graph.nodes.map(({ name, markers }) => [name, markers])).toEqual([['00000000-0000-0000-0000-000000000001', []], ['used', ['existing']]]);
    expect(graph.edges.map(({ label }) => label)).toEqual(['Reader']);
  });
});
