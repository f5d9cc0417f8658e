import type { SynthesisedStack } from '../../../diagram';
import { drawChanges } from '../../../review/render/pictures';
import { predict } from '../../../review/predict/predict';
import { readStack } from '../../../review/read/synth';
import type { Change } from '../../../review/model/change';
import type { Resources } from '../support';
import { CLUSTER, stackJson, STORAGE, VAULT, WORKSPACE } from '../support';

const BASE: Resources = { 'azurerm_key_vault.Vault': VAULT, 'azurerm_machine_learning_workspace.Workspace': WORKSPACE, 'azurerm_machine_learning_compute_cluster.Cpu': CLUSTER, 'azurerm_storage_account.Lake': STORAGE };

function stacks(byName: Readonly<Record<string, Resources>>, more = {}): SynthesisedStack[] {
  return Object.entries(byName).map(([name, resources]) => ({ name, json: stackJson(name, resources, more) }));
}

function changesOf(before: readonly SynthesisedStack[], after: readonly SynthesisedStack[]): readonly Change[] {
  const [was, is] = [before, after].map((side) => new Map(side.map(({ name, json }) => [name, readStack(name, json)])));
  return predict(was ?? new Map(), is ?? new Map()).changes;
}

/** What a picture says, node by node and line by line. */
function textsOf(svg = ''): string[] {
  return [...svg.matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map(([, text = '']) => text.replaceAll('&#45;', '-'));
}

async function drawn(before: readonly SynthesisedStack[], after: readonly SynthesisedStack[]): Promise<ReturnType<typeof drawChanges>> {
  return drawChanges(changesOf(before, after), before, after);
}

test('there is one picture for each environment that something changes in', async () => {
  const before = stacks({ 'dev-ml': BASE, 'test-ml': BASE, 'prod-ml': BASE, 'prod-platform': {} });
  const after = stacks({ 'dev-ml': BASE, 'test-ml': { ...BASE, 'azurerm_key_vault.Vault': { ...VAULT, sku_name: 'premium' } }, 'prod-ml': BASE, 'prod-platform': { 'azurerm_storage_account.New': { ...STORAGE, name: 'stnew' } } });
  expect((await drawn(before, after)).map(({ id, title }) => [id, title])).toEqual([['landscape-prod', 'Landscape of prod: what changes'], ['landscape-test', 'Landscape of test: what changes']]);
});

test('what goes, comes and changes is marked, with what is one line away', async () => {
  const { 'azurerm_storage_account.Lake': _lake, ...rest } = BASE;
  const [picture] = await drawn(stacks({ 'dev-ml': BASE }), stacks({ 'dev-ml': { ...rest, 'azurerm_key_vault.Vault': { ...VAULT, sku_name: 'premium' }, 'azurerm_storage_account.New': { ...STORAGE, name: 'stnew', account_replication_type: 'ZRS', account_tier: 'Premium', location: 'northeurope' } } }));
  const texts = textsOf(picture?.svg);
  const markOf = (name: string): string | undefined => texts[texts.indexOf(name) - 1];
  expect([markOf('stone'), markOf('stnew'), markOf('kv-one')]).toEqual(['(-) destroy', '(+) create', '(~) update']);
  expect(texts).toContain('mlw');
  expect(texts).not.toContain('cpu');
  expect(picture?.note).toBe('3 resources of dev before and after in one picture, with what is one line away. Every change is in the tables as well.');
});

test('a type without facts is drawn as replaced, and it is said why', async () => {
  const [picture] = await drawn(stacks({ 'dev-ml': { 'other_thing.T': { name: 'thing', a: 1 } } }), stacks({ 'dev-ml': { 'other_thing.T': { name: 'thing', a: 2 } } }));
  expect(textsOf(picture?.svg)).toContain('(!) replace');
  expect(picture?.note).toMatch(/Marked as replaced because there are no facts for the type: 1\.$/);
});

test('what is moved is drawn once, and not at all where nothing else changes', async () => {
  const { 'azurerm_storage_account.Lake': lake = {}, ...rest } = BASE;
  const before = stacks({ 'dev-ml': BASE });
  const moved = { moved: [{ from: 'azurerm_storage_account.Lake', to: 'azurerm_storage_account.Sea' }] };
  expect(await drawn(before, stacks({ 'dev-ml': { ...rest, 'azurerm_storage_account.Sea': lake } }, moved))).toEqual([]);
  const [picture] = await drawn(before, stacks({ 'dev-ml': { ...rest, 'azurerm_storage_account.Sea': { ...lake, min_tls_version: 'TLS1_3' } } }, moved));
  expect(textsOf(picture?.svg).filter((text) => text === 'stone')).toHaveLength(1);
});

test('many changes are drawn as at most 40 nodes, the same each time', async () => {
  const many = (sku: string): Resources => Object.fromEntries(Array.from({ length: 600 }, (_, index) => [`azurerm_key_vault.V${index}`, { ...VAULT, name: `kv-${index}`, resource_group_name: `rg-${index % 90}`, sku_name: sku }]));
  const [before, after] = [stacks({ 'dev-ml': many('standard') }), stacks({ 'dev-ml': many('premium') })];
  const [one, two] = [await drawn(before, after), await drawn(before, after)];
  expect(one).toEqual(two);
  expect(Number(/: (\d+) nodes/.exec(one[0]?.svg ?? '')?.[1])).toBeLessThanOrEqual(40);
});

test('names that look like secrets are not drawn, and hostile ones stay texts', async () => {
  const password = 'https://user:canary-password@example.com/';
  const after = stacks({ 'dev-ml': { 'azurerm_key_vault.A': { ...VAULT, name: '<script>alert(1)</script>' }, 'azurerm_key_vault.B': { ...VAULT, name: password } } });
  const [picture] = await drawn(stacks({ 'dev-ml': {} }), after);
  expect(picture?.svg).not.toMatch(/canary-password|<script/);
  expect(textsOf(picture?.svg).filter((text) => text === '(+) create')).toHaveLength(2);
});

test('of a plan, instances are drawn as one, with the gravest action', async () => {
  const tree = stacks({ 'dev-ml': { 'azurerm_key_vault.Vault': VAULT } });
  const [template] = changesOf(stacks({ 'dev-ml': {} }), tree);
  if (template === undefined) throw new Error('expected a change');
  const instance = (key: string, action: Change['action']): Change => ({ ...template, id: `dev-ml/azurerm_key_vault.Vault${key}`, address: `azurerm_key_vault.Vault${key}`, action });
  const [picture] = await drawChanges([instance('["a"]', 'update'), instance('[0]', 'replace')], undefined, tree);
  expect(textsOf(picture?.svg)).toContain('(!) replace');
  expect(textsOf(picture?.svg)).not.toContain('(~) update');
});
