import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Json, JsonObject } from '../../../facts/json';
import { isObject } from '../../../facts/json';
import { predict } from '../../../review/predict/predict';
import { readStack, readSynthTree } from '../../../review/read/synth';
import type { SynthStack } from '../../../review/read/synth';
import { loadLandscape, synthesiseGroup } from '../../../stacks/landscape';
import { CLUSTER, predicted, STORAGE, stackJson, VAULT, WORKSPACE } from '../support';

const TYPES: Readonly<Record<string, JsonObject>> = { 'azurerm_key_vault.Vault': VAULT, 'azurerm_storage_account.Lake': STORAGE, 'azurerm_machine_learning_workspace.Workspace': WORKSPACE, 'azurerm_machine_learning_compute_cluster.Cpu': CLUSTER };

/** What the provider keeps when it is no longer written: taking it out changes nothing, and putting it in may. */
const KEPT = new Set(['blob_properties', 'network_rules']);

/** A copy with the keys of every object in the other order. */
function shuffled(value: Json): Json {
  if (Array.isArray(value)) return value.map(shuffled);
  return isObject(value) ? Object.fromEntries(Object.entries(value).reverse().map(([key, item]) => [key, shuffled(item ?? null)])) : value;
}

describe('a comparison', () => {
  const outdir = mkdtempSync(join(tmpdir(), 'review-test-'));
  let dev: ReadonlyMap<string, SynthStack>;
  beforeAll(() => {
    synthesiseGroup(loadLandscape({ only: ['dev'] }), 'dev', outdir);
    dev = readSynthTree(outdir);
  });
  afterAll(() => rmSync(outdir, { recursive: true }));

  test('of a landscape with itself is empty', () => {
    const { changes, renames, outputs, settings } = predict(dev, dev);
    expect({ changes, renames, outputs, settings }).toEqual({ changes: [], renames: [], outputs: [], settings: [] });
    expect(dev.size).toBeGreaterThan(2);
  });

  test('does not depend on the order of keys', () => {
    const stack = stackJson('dev-ml', TYPES);
    const other = shuffled(stack);
    expect(predict(new Map([['dev-ml', readStack('dev-ml', stack)]]), new Map([['dev-ml', readStack('dev-ml', other)]])).changes).toEqual([]);
  });

  test('with nothing is what is made, and the other way round what is destroyed', () => {
    const [made, gone] = [predict(new Map(), dev), predict(dev, new Map())];
    expect(made.changes.map(({ id }) => id)).toEqual(gone.changes.map(({ id }) => id));
    expect(new Set(made.changes.map(({ action }) => action))).toEqual(new Set(['create']));
    expect(new Set(gone.changes.map(({ action }) => action))).toEqual(new Set(['delete']));
  });

  test.each(Object.entries(TYPES).flatMap(([address, body]) => Object.keys(body).filter((key) => !KEPT.has(key)).map((key) => [address, key] as const)))('of %s with another %s mirrors the other way round', (address, key) => {
    const value = TYPES[address]?.[key];
    const other = typeof value === 'boolean' ? !value : typeof value === 'number' ? value - 1 : typeof value === 'string' ? `${value}x` : null;
    const changed = { ...TYPES, [address]: { ...TYPES[address], [key]: other } };
    const [there, back] = [predicted(TYPES, changed), predicted(changed, TYPES)];
    expect(back.changes.map(({ id }) => id)).toEqual(there.changes.map(({ id }) => id));
    const sides = ({ changes }: typeof there) => changes.flatMap(({ attributes }) => attributes.filter(({ consequence }) => !consequence).map(({ path, before, after }) => [path, before, after]));
    expect(sides(back)).toEqual(sides(there).map(([path, before, after]) => [path, after, before]));
  });

  test('gives the same bytes each time', () => {
    const changed = { ...TYPES, 'azurerm_key_vault.Vault': { ...VAULT, name: 'kv-two' } };
    expect(JSON.stringify(predicted(TYPES, changed))).toBe(JSON.stringify(predicted(TYPES, changed)));
  });

  test('of a thousand resources takes less than a second', () => {
    const many = (sku: string) => Object.fromEntries(Array.from({ length: 1000 }, (_, index) => [`azurerm_key_vault.Vault${index}`, { ...VAULT, name: `kv-${index}`, sku_name: sku, resource_group_name: '${azurerm_resource_group.Group.name}' }]));
    const group = { 'azurerm_resource_group.Group': { name: 'rg', location: 'westeurope' } };
    const started = performance.now();
    expect(predicted({ ...group, ...many('standard') }, { ...group, ...many('premium') }).changes).toHaveLength(1000);
    expect(performance.now() - started).toBeLessThan(1000);
  });
});
