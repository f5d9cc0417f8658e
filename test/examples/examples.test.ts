import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { environmentNames } from '../../environments';
import { EXAMPLES } from '../../examples';
import type { Inventory } from '../../examples/support/inventory';
import { inventoryOf, inventoryTable, readTable, withTable } from '../../examples/support/inventory';
import { synthesiseExample } from '../../examples/support/run-example';
import { exposures, literalSecrets } from './audit';

const FOLDER = join(__dirname, '../../examples');
const NAMES = Object.keys(EXAMPLES);

interface Synthesised {
  readonly inventory: Inventory;
  /** The stacks, by name. */
  readonly stacks: Readonly<Record<string, Stack>>;
}

interface Stack {
  readonly resource?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly variable?: Readonly<Record<string, { readonly default?: unknown; readonly sensitive?: boolean; readonly validation?: readonly { readonly error_message: string }[] }>>;
}

const examples = new Map<string, Synthesised>();

function example(name: string): Synthesised {
  const found = examples.get(name);
  if (!found) throw new Error(`'${name}' was not synthesised`);
  return found;
}

function readme(name: string): string {
  return readFileSync(join(FOLDER, name, 'README.md'), 'utf8');
}

beforeAll(() => {
  const variables = { ...process.env };
  for (const name of Object.keys(process.env)) if (name.startsWith('AZURE_')) delete process.env[name];
  const outdir = mkdtempSync(join(tmpdir(), 'landscape-examples-'));
  try {
    for (const [name, apps] of Object.entries(EXAMPLES)) {
      const result = synthesiseExample(join(outdir, name), apps);
      const stacks = result.stacks.map(({ name: stack, path }) => [stack, JSON.parse(readFileSync(join(outdir, name, path), 'utf8')) as Stack] as const);
      examples.set(name, { inventory: inventoryOf(join(outdir, name), result), stacks: Object.fromEntries(stacks) });
    }
  } finally {
    rmSync(outdir, { recursive: true });
    process.env = variables;
  }
});

describe('the folder of examples', () => {
  const folders = readdirSync(FOLDER, { withFileTypes: true }).filter((entry) => entry.isDirectory() && entry.name !== 'support').map(({ name }) => name);

  test('has one folder for each example that is listed', () => {
    expect(folders.sort()).toEqual([...NAMES].sort());
  });

  test.each(NAMES)('%s is a program and a README, and nothing else', (name) => {
    expect(readdirSync(join(FOLDER, name)).sort()).toEqual(['README.md', 'main.ts']);
  });

  test('lists every example in its README, in the same order', () => {
    const list = readFileSync(join(FOLDER, 'README.md'), 'utf8');
    expect([...list.matchAll(/^\| \[([\w-]+)\]\(\1\/README\.md\) \| .+ \|$/gm)].map(([, name]) => name)).toEqual(NAMES);
  });
});

describe('states', () => {
  test('are of one stack each: no example has the stack of another one, or of the landscape', () => {
    const own = NAMES.flatMap((name) => Object.keys(example(name).stacks));
    expect(own.filter((stack, index) => own.indexOf(stack) !== index)).toEqual([]);
    const landscape = [...environmentNames(), 'shared'];
    expect(own.filter((stack) => landscape.some((group) => stack.startsWith(`${group}-`)))).toEqual([]);
  });
});

describe.each(NAMES)('%s', (name) => {
  test('makes what its README says', () => {
    expect(readTable(readme(name), name)).toBe(inventoryTable(example(name).inventory));
  });

  test('says how it is deployed, taken down and changed', () => {
    const text = readme(name);
    const app = `--app "node -r ts-node/register examples/${name}/main.ts"`;
    expect(text).toContain(`npx cdktf deploy ${app}`);
    expect(text).toContain(`npx cdktf destroy ${app}`);
    expect(text.match(/^## .*$/gm)).toEqual(['## What it creates', '## Deploy', '## Tear down', '## Change first']);
  });

  test('has no secrets, in resources and in variables', () => {
    const { stacks } = example(name);
    expect(Object.values(stacks).flatMap((stack) => literalSecrets(stack))).toEqual([]);
    const variables = Object.values(stacks).flatMap(({ variable = {} }) => Object.entries(variable).filter(([id]) => id !== 'unresolved_placeholders'));
    expect(variables.filter(([, { sensitive, default: value }]) => sensitive !== true || value !== undefined)).toEqual([]);
  });

  test('stops a deploy where placeholders are left, and says which', () => {
    for (const { variable } of Object.values(example(name).stacks)) {
      const messages = variable?.['unresolved_placeholders']?.validation?.map(({ error_message: message }) => message);
      expect(messages).toEqual([expect.stringContaining(`Set them in examples/${name}/main.ts (subscription and tenant also by AZURE_SUBSCRIPTION_ID and AZURE_TENANT_ID)`)]);
      expect(messages?.[0]).toMatch(/^\[PlaceholderLeft\] (Example|Environment) "[\w-]+" still has placeholders: subscriptionId, tenantId/);
    }
  });
});

/** What of the examples can be reached from the internet, by address without the hash. */
const PUBLIC: Readonly<Record<string, readonly string[]>> = {
  'public-quick-start': [
    'azurerm_container_registry.Registry: public_network_access_enabled is true',
    'azurerm_key_vault.KeyVault: network_acls.default_action is Allow',
    'azurerm_key_vault.KeyVault: public_network_access_enabled is true',
    'azurerm_machine_learning_compute_cluster.Cluster: node_public_ip_enabled is true',
    'azurerm_machine_learning_workspace.Workspace: public_network_access_enabled is true',
    'azurerm_storage_account.Storage: network_rules.default_action is Allow',
    'azurerm_storage_account.Storage: public_network_access_enabled is true',
  ],
  'hub-quick-start': [
    'azapi_resource.Hub: body.properties.publicNetworkAccess is Enabled',
    'azurerm_cognitive_account.AiServices: network_acls.default_action is Allow',
    'azurerm_cognitive_account.AiServices: public_network_access_enabled is true',
    'azurerm_container_registry.Registry: public_network_access_enabled is true',
    'azurerm_storage_account.Storage: network_rules.default_action is Allow',
    'azurerm_storage_account.Storage: public_network_access_enabled is true',
  ],
};

test.each(NAMES)('public access of %s is what is said here: none, but for the quick starts', (name) => {
  const found = Object.values(example(name).stacks).flatMap((stack) => exposures(stack));
  expect(found.map((exposure) => exposure.replace(/_[0-9A-F]{8}/, ''))).toEqual(PUBLIC[name] ?? []);
});

describe('the table of resources', () => {
  const place = 'before\n<!-- resources: written by npm run examples -- --update -->\nold\n<!-- end of resources -->\nafter\n';

  test('has a row for each type, and the sum', () => {
    expect(inventoryTable({ azurerm_key_vault: 2, azurerm_subnet: 1 })).toBe('| Resource type | Count |\n|---|---:|\n| `azurerm_key_vault` | 2 |\n| `azurerm_subnet` | 1 |\n| **all** | **3** |');
  });

  test('is read from and written to its place', () => {
    expect(readTable(place, 'README.md')).toBe('old');
    expect(withTable(place, 'new', 'README.md')).toBe(place.replace('old', 'new'));
  });

  test('fails for a README without a place for it', () => {
    expect(() => readTable('# Example', 'README.md')).toThrow(
      '[ExampleTableMissing] \'README.md\' has no place for the table of resources: expected the lines "<!-- resources: written by npm run examples -- --update -->" and "<!-- end of resources -->"; add both lines (at README.md)',
    );
  });
});
