import type { ChangeAction, LandscapeGraph, Sheet, SynthesisedStack } from '../../diagram';
import { landscapeGraph, MAX_EDGES, MAX_NODES, mergedGraph, sheetNames, sheetOf } from '../../diagram';
import { goldenGraph, goldenStacks, stackOf } from './golden-graph';

const STACKS = ['network', 'platform', 'ml', 'aks'];
const prod = goldenGraph('prod', STACKS);
const VAULT = 'prod-platform/azurerm_key_vault.KeyVault_EBBC7C6F';
const CLUSTER = 'prod-ml/azurerm_machine_learning_compute_cluster.Cluster-gpu-large_3148ACC9';
const RULE = 'prod-ml/azurerm_machine_learning_workspace_network_outbound_rule_fqdn.Workspace_OutboundRules_pypi_79E0FCB9';
const ASSIGNMENT = 'prod-ml/azurerm_role_assignment.Workspace_ContributorToPlatformEngineer-000000000007_CEBD7594';
const changes = (...entries: readonly (readonly [string, ChangeAction])[]): ReadonlyMap<string, ChangeAction> => new Map(entries);
const nodeNamed = (sheet: Sheet, name: string) => sheet.nodes.find((node) => node.name === name);

/** Everything that the sheet is made of refers to something that is on it. */
function dangling({ nodes, boxes, edges }: Sheet): string[] {
  const known = new Set([...nodes, ...boxes].map(({ id }) => id));
  return [...[...nodes, ...boxes].flatMap(({ box }) => box ?? []), ...edges.flatMap(({ from, to }) => [from, to])].filter((id) => !known.has(id));
}

describe.each(['dev', 'test', 'prod', 'shared'])('the sheets of %s', (environment) => {
  const graph = goldenGraph(environment);

  test.each(sheetNames(graph).flatMap((sheet) => (['azure', 'construct'] as const).map((groupBy) => [sheet, groupBy] as const)))('%s by %s can be read', (name, groupBy) => {
    const sheet = sheetOf(graph, { sheet: name, groupBy });
    expect([sheet.nodes.length <= MAX_NODES, sheet.edges.length <= MAX_EDGES, dangling(sheet)]).toEqual([true, true, []]);
    expect(new Set(sheet.nodes.map(({ id }) => id)).size).toBe(sheet.nodes.length);
  });
});

describe('a sheet', () => {
  test('is there for everything, for access and for each stack', () => {
    expect(sheetNames(prod)).toEqual(['overview', 'access', 'prod-aks', 'prod-ml', 'prod-network', 'prod-platform']);
    expect(sheetNames(landscapeGraph([stackOf('one', { 'azurerm_key_vault.K': { name: 'kv' } })]))).toEqual(['overview']);
  });

  test('says what was collapsed', () => {
    const overview = sheetOf(prod);
    expect(overview.notes.map((note) => note.replace(/\d+/g, 'N')).slice(0, 2)).toEqual(['private endpoints of one target are one node (N nodes became N)', 'parts of one kind are one node (N nodes became N)']);
    expect(nodeNamed(overview, 'curated, features, raw')).toMatchObject({ kind: '3 Storage containers', markers: ['protected'] });
    expect(nodeNamed(overview, 'blob, file, queue, table')?.kind).toBe('4 Private endpoints');
  });

  test('has one line for all roles of a principal on a scope', () => {
    const access = sheetOf(prod, { sheet: 'access' });
    const [principal, scope] = [nodeNamed(access, 'id-mlops-prod-we-workspace')?.id, nodeNamed(access, 'aks-mlops-prod-we')?.id];
    expect(access.edges.filter(({ from, to }) => from === principal && to === scope).map(({ labels }) => labels)).toEqual([['Azure Kubernetes Service Cluster Admin Role', 'Azure Kubernetes Service Contributor Role', 'and 2 more']]);
    expect(access.boxes).toEqual([]);
  });

  test('of a stack says where the rest is', () => {
    const ml = sheetOf(prod, { sheet: 'prod-ml' });
    expect([nodeNamed(ml, 'lake_raw')?.elsewhere, nodeNamed(ml, 'raw')?.elsewhere, nodeNamed(ml, 'mlr-mlops-shared-we-c633x')?.elsewhere]).toEqual([undefined, 'in prod-platform', 'outside']);
  });

  test('has constructs as boxes', () => {
    const sheet = sheetOf(prod, { sheet: 'prod-platform', groupBy: 'construct' });
    const lake = sheet.boxes.find(({ name }) => name === 'DataLake');
    expect(lake).toMatchObject({ kind: 'Construct', box: 'construct:prod-platform' });
    expect(sheet.nodes.filter(({ box }) => box === lake?.id).map(({ name }) => name).sort()).toEqual(['curated', 'features', 'pep-mlops-prod-we-st-lake-blob', 'pep-mlops-prod-we-st-lake-dfs', 'raw', 'stmlopsprodwelakekgu4n']);
  });

  test('fails for what has no effect', () => {
    expect(() => sheetOf(prod, { onlyChanged: true, sheet: 'access' })).toThrow("[OnlyChangedWithoutChanges] 'onlyChanged' has no effect without changes: expected changes beside it; pass 'changes', or leave it out\n  - [OnlyChangedWithSheet] 'sheet' has no effect with onlyChanged: got \"access\"; expected nothing; leave out one of them");
    expect(() => sheetOf(prod, { sheet: 'other' })).toThrow("[SheetUnknown] 'sheet' is not a sheet of this landscape: got \"other\"; expected overview, access, prod-aks, prod-ml, prod-network, prod-platform; name one of these (at diagram)");
  });
});

describe('a sheet of changes', () => {
  test('has what changes and what is one line away', () => {
    const sheet = sheetOf(prod, { changes: changes([CLUSTER, 'create']), onlyChanged: true });
    expect(sheet.nodes.map(({ name, mark }) => [name, mark?.words ?? []]).sort()).toEqual([['gpu-large', ['(+) create']], ['id-mlops-prod-we-training', []], ['mlw-mlops-prod-we', []]]);
    expect(sheet.boxes.map(({ name }) => name).sort()).toEqual(['rg-mlops-prod-we-ml', 'rg-mlops-prod-we-platform']);
  });

  test('marks a node for its details', () => {
    const sheet = sheetOf(prod, { changes: changes([RULE, 'destroy']), onlyChanged: true });
    expect(sheet.nodes.map(({ name, mark }) => [name, mark])).toEqual([['mlw-mlops-prod-we', { words: ['details: 1 (-) destroy'] }]]);
  });

  test('marks lines that are resources', () => {
    const sheet = sheetOf(prod, { changes: changes([ASSIGNMENT, 'replace']), onlyChanged: true });
    expect(sheet.edges.map(({ change, labels }) => [change, labels])).toEqual([['replace', ['(!) replace Contributor']]]);
    expect(sheet.nodes.map(({ name }) => name).sort()).toEqual(['Platform Engineer', 'mlw-mlops-prod-we']);
  });

  test('shows who has a role on what is replaced, not on what is updated', () => {
    const roles = (action: ChangeAction): number => sheetOf(prod, { changes: changes([VAULT, action]), onlyChanged: true }).edges.filter(({ kind }) => kind === 'role').length;
    expect([roles('replace'), roles('update')]).toEqual([5, 0]);
  });

  test('keeps what changes apart from what doesn\'t', () => {
    const sheet = sheetOf(prod, { changes: changes([CLUSTER, 'update']) });
    expect(sheet.nodes.filter(({ kind }) => kind.endsWith('ompute clusters') || kind === 'Compute cluster').map(({ name, mark }) => [name, mark?.action])).toEqual([['cpu-large, image-build', undefined], ['gpu-large', 'update']]);
  });

  test('says what it has nothing for', () => {
    expect(sheetOf(prod, { changes: changes(['prod-ml/azurerm_gone.A', 'destroy'], [VAULT, 'update']), onlyChanged: true }).notes).toEqual(['1 changed resource is not on this sheet: prod-ml/azurerm_gone.A']);
  });

  test('has what is destroyed, from the graph before', () => {
    const without = goldenStacks('prod', STACKS).map(({ name, json }): SynthesisedStack => ({ name, json: JSON.parse(JSON.stringify(json, (key, value: unknown) => (key === 'Cluster-gpu-large_3148ACC9' ? undefined : value))) as unknown }));
    const after = landscapeGraph(without);
    expect(after.nodes.some(({ id }) => id === CLUSTER)).toBe(false);
    const sheet = sheetOf(mergedGraph(prod, after), { changes: changes([CLUSTER, 'destroy']), onlyChanged: true });
    expect(nodeNamed(sheet, 'gpu-large')?.mark).toEqual({ action: 'destroy', words: ['(-) destroy'] });
  });
});

describe('large landscapes', () => {
  /** So many vaults, each with an identity that has a role on it. */
  const large = (count: number, group: (index: number) => string): LandscapeGraph => landscapeGraph([stackOf('big', Object.fromEntries(Array.from({ length: count }, (_, index) => [
    [`azurerm_key_vault.V${index}`, { name: `kv-${index}`, resource_group_name: `\${azurerm_resource_group.${group(index)}.name}` }],
    [`azurerm_user_assigned_identity.I${index}`, { name: `id-${index}` }],
    [`azurerm_resource_group.${group(index)}`, { name: group(index) }],
    [`azurerm_role_assignment.R${index}`, { scope: `\${azurerm_key_vault.V${index}.id}`, principal_id: `\${azurerm_user_assigned_identity.I${index}.principal_id}`, role_definition_id: 'Reader' }],
    [`azurerm_unknown_${index}.U`, { name: `u-${index}`, vault: `\${azurerm_key_vault.V${(index * 7) % count}.id}` }],
  ] as const).flat()))]);

  test.each([[60, () => 'G'], [400, (index: number) => `G${index % 90}`]] as const)('of %d times four resources fit', (count, group) => {
    const graph = large(count, group);
    const sheets = sheetNames(graph).map((sheet) => sheetOf(graph, { sheet }));
    expect(sheets.map(({ nodes, edges }) => [nodes.length <= MAX_NODES, edges.length <= MAX_EDGES])).toEqual(sheets.map(() => [true, true]));
    expect(sheets.every(({ notes }) => notes.length > 0)).toBe(true);
  });

  test('are collapsed with their changes counted', () => {
    const graph = large(100, () => 'G');
    const sheet = sheetOf(graph, { changes: new Map(graph.nodes.filter(({ kind }) => kind.label === 'Key vault').map(({ id }) => [id, 'update'])), onlyChanged: true });
    expect(nodeNamed(sheet, 'kv-0, kv-1, kv-10 and 97 more')?.mark).toEqual({ action: 'update', words: ['100 of 100 (~) update'] });
  });
});
