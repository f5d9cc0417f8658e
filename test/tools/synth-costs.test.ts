import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const ROOT = resolve(__dirname, '../..');

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

function synth(...args: readonly string[]): Promise<Ended> {
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('AZURE_')));
  return new Promise((ended) => {
    execFile(process.execPath, ['--require', 'ts-node/register', 'tools/synth.ts', ...args], { cwd: ROOT, env }, (error, stdout, stderr) => {
      ended({ code: typeof error?.code === 'number' ? error.code : error ? -1 : 0, stdout, stderr });
    });
  });
}

const temporary = mkdtempSync(join(tmpdir(), 'landscape-costs-'));
const outdir = (name: string): string => join(temporary, name);
const good = join(temporary, 'prices.yaml');
const wrong = join(temporary, 'wrong.yaml');

let table: Ended;
let json: Ended;
let noCosts: Ended;
let noDate: Ended;

beforeAll(async () => {
  writeFileSync(good, 'currency: EUR\nasOf: 2026-11-01\nprices:\n  - { region: westeurope, sku: Standard_D4s_v5, unit: hour, price: 0.2 }\n');
  writeFileSync(wrong, 'currency: EUR\nprices:\n  - { region: westeurope, sku: Standard_D4s_v5, unit: hour, price: 0.2 }\n');
  [table, json, noCosts, noDate] = await Promise.all([
    synth('--outdir', outdir('table'), '--costs'),
    synth('--outdir', outdir('json'), '--env', 'dev', '--costs', '--prices', good, '--json'),
    synth('--outdir', outdir('none'), '--prices', good),
    synth('--outdir', outdir('none'), '--costs', '--prices', wrong),
  ]);
}, 60_000);

afterAll(() => rmSync(temporary, { recursive: true }));

describe('npm run synth -- --costs', () => {
  test('prints the drivers of every environment below the table of stacks', () => {
    expect([table.code, table.stderr]).toEqual([0, '']);
    const [stacks = '', ...environments] = table.stdout.split('\n\nCost drivers of ');
    expect(stacks.startsWith('Stack ')).toBe(true);
    expect(environments.map((text) => text.split('\n')[0])).toEqual(['shared', 'dev', 'test', 'prod']);
    expect(table.stdout.endsWith('\nNo money without prices: name a file of them with --prices.\n')).toBe(true);
  });

  test.each([
    ['compute cluster cpu-small', 'Standard_D4s_v5 LowPriority', 'westeurope', '0..2', 'LowPriority', '730', 'after 5 min', /^dev-ml\/azurerm_machine_learning_compute_cluster\.Cluster-cpu-small_/],
    ['compute instance ci-mlops-dev-first', 'Standard_D2s_v5', 'westeurope', '1', '–', '0..730', 'after 30 min', /^dev-ml\/azapi_resource\.Instance-ci-mlops-dev-first_/],
    ['AKS node pool gpu', 'Standard_NC4as_T4_v3', 'westeurope', '0..4', 'Regular', '730', '–', /^prod-aks\/azurerm_kubernetes_cluster_node_pool\.Cluster_GpuPool_/],
    ['logs kept 365 days in log-mlops-prod-we, 31 of them free', 'Log Analytics retention', 'westeurope', 'by GB-month', '–', '–', '–', /^prod-platform\/azurerm_log_analytics_workspace\./],
  ])('has %s', (...expected) => {
    const rows = table.stdout.split('\n').map((line) => line.split(/ {2,}/)).filter(([what]) => what === expected[0]);
    expect(rows.map((row) => row.slice(0, -1)).find((row) => row.join() === expected.slice(0, -1).join())).toEqual(expected.slice(0, -1));
    expect(rows.map((row) => row.at(-1)).filter((address) => expected[7].test(address ?? ''))).toHaveLength(1);
  });

  test('says how much at the prices of a file, in JSON beside the stacks', () => {
    expect([json.code, json.stderr]).toEqual([0, '']);
    const { stacks, costs } = JSON.parse(json.stdout) as { stacks: { name: string }[]; costs: { environments: { environment: string; drivers: { what: string; cost: unknown }[]; total: unknown }[] } };
    expect(stacks.map(({ name }) => name)).toEqual(['dev-network', 'dev-platform', 'dev-ml', 'dev-aks']);
    expect(costs).toMatchObject({ currency: 'EUR', asOf: '2026-11-01', unusedPrices: [] });
    const [dev] = costs.environments;
    const system = dev?.drivers.find(({ what }) => what === 'AKS node pool system');
    const cheap = dev?.drivers.find(({ what }) => what === 'compute cluster cpu-small');
    expect([dev?.environment, system?.cost, cheap?.cost, dev?.total]).toEqual(['dev', { kind: 'priced', monthly: { idle: 146, max: 292 } }, { kind: 'unpriced' }, { idle: 146, max: 584 }]);
  });

  test('fails for prices that would have no effect, in one line', () => {
    expect(noCosts).toEqual({ code: 1, stdout: '', stderr: `[PricesWithoutCosts] '--prices' has no effect without '--costs': got "${good}"; expected nothing; add '--costs'\n` });
  });

  test('fails for prices without a date, and writes nothing', () => {
    expect(noDate).toEqual({ code: 1, stdout: '', stderr: `[SettingMissing] 'asOf' is missing: expected a text; add it (at ${wrong})\n` });
    expect(existsSync(outdir('none'))).toBe(false);
  });
});
