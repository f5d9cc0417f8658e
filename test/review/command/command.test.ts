import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { reviewMain } from '../../../review/command/main';
import { targetOf } from '../../../review/command/output';
import { reviewSynth } from '../../../review/command/synth';
import type { Resources } from '../support';
import { FIXTURES, stackJson, STORAGE, VAULT } from '../support';

const TODAY = '2026-06-01';
const folder = mkdtempSync(join(tmpdir(), 'review-command-'));
afterAll(() => rmSync(folder, { recursive: true }));
const at = (name: string): string => join(folder, name);
const plan = (name: string): string => join(FIXTURES, 'plans', `${name}.plan.json`);

function writeTree(name: string, resources: Resources): string {
  mkdirSync(join(at(name), 'stacks', 'dev-ml'), { recursive: true });
  writeFileSync(join(at(name), 'stacks', 'dev-ml', 'cdk.tf.json'), JSON.stringify(stackJson('dev-ml', resources)));
  return at(name);
}

/** The only picture in a page. */
function pictureOf(html = ''): string {
  return Buffer.from(/ src="data:image\/svg\+xml;base64,([^"]+)"/.exec(html)?.[1] ?? '', 'base64').toString('utf8').replaceAll('&#45;', '-');
}

let out = '';
let err = '';
beforeEach(() => {
  out = '';
  err = '';
  jest.spyOn(process.stdout, 'write').mockImplementation((text) => Boolean((out += String(text))));
  jest.spyOn(process.stderr, 'write').mockImplementation((text) => Boolean((err += String(text))));
});
afterEach(() => jest.restoreAllMocks());

const run = (...args: readonly string[]): Promise<number> => reviewMain(args, TODAY);

describe('review synth', () => {
  const base = writeTree('base', { 'azurerm_key_vault.Vault': VAULT, 'azurerm_storage_account.Lake': STORAGE });
  const updated = writeTree('updated', { 'azurerm_key_vault.Vault': { ...VAULT, sku_name: 'premium' }, 'azurerm_storage_account.Lake': STORAGE });
  const lost = writeTree('lost', { 'azurerm_key_vault.Vault': VAULT });

  test('ends with 0 for nothing, and for changes that nothing blocks', async () => {
    expect([await run('synth', '--base', base, '--head', base), await run('synth', '--base', base, '--head', base, '--detailed-exitcode'), await run('synth', '--base', base, '--head', updated)]).toEqual([0, 0, 0]);
    expect(err).toBe('');
  });

  test('ends with 2 for changes, where that is asked for', async () => {
    expect(await run('synth', '--base', base, '--head', updated, '--detailed-exitcode')).toBe(2);
  });

  test('ends with 3 where a gate blocks', async () => {
    expect(await run('synth', '--base', base, '--head', lost, '--detailed-exitcode')).toBe(3);
  });

  test('writes every form, and only JSON to standard output', async () => {
    expect(await run('synth', '--base', base, '--head', lost, '--json', '--markdown', at('r.md'), '--html', at('r.html'), '--sarif', at('r.sarif'), '--junit', at('r.xml'), '--id', 'synth', '--target', 'azuredevops')).toBe(3);
    expect(JSON.parse(out)).toMatchObject({ format_version: '1.2', review: { verdict: { outcome: 'blocked' } } });
    expect(readFileSync(at('r.md'), 'utf8')).toMatch(/^<!-- review:synth -->\n<!-- verdict:blocked -->\n## Review: BLOCKED\n/);
    expect(['r.html', 'r.sarif', 'r.xml'].map((name) => existsSync(at(name)))).toEqual([true, true, true]);
  });

  test('draws what changes into the page, the same each time', async () => {
    await run('synth', '--base', base, '--head', lost, '--html', at('one.html'));
    await run('synth', '--base', base, '--head', lost, '--html', at('two.html'));
    const [one, two] = ['one.html', 'two.html'].map((name) => readFileSync(at(name), 'utf8'));
    expect(one).toBe(two);
    expect(pictureOf(one)).toMatch(/\(-\) destroy[\s\S]*stone/);
  });

  test('draws nothing where nothing changes', async () => {
    await run('synth', '--base', base, '--head', base, '--html', at('same.html'));
    expect(readFileSync(at('same.html'), 'utf8')).not.toContain('<img');
  });

  test('fails for what is no tree, or has no stacks', async () => {
    mkdirSync(join(at('empty'), 'stacks'), { recursive: true });
    expect(await run('synth', '--base', at('none'), '--head', base)).toBe(1);
    expect(await run('synth', '--base', base, '--head', at('empty'))).toBe(1);
    expect(err).toMatch(/\[TreeMissing\][\s\S]*\[TreeEmpty\]/);
  });

  test.each<[string, string, string]>([
    ['is cut off', '{"resource":{"a":', '[InputNotJson]'],
    ['is a list', '[]', '[StackMalformed]'],
    ['has resources that are none', '{"terraform":{},"resource":[]}', '[SectionMalformed]'],
  ])('fails for a stack that %s', async (_, text, code) => {
    const broken = writeTree('broken', {});
    writeFileSync(join(broken, 'stacks', 'dev-ml', 'cdk.tf.json'), text);
    expect(await run('synth', '--base', base, '--head', broken)).toBe(1);
    expect(err).toContain(code);
  });
});

describe('review synth --base-ref', () => {
  const root = at('repository');
  const git = (...args: readonly string[]): string => execFileSync('git', ['-C', root, '-c', 'user.name=t', '-c', 'user.email=t@example.com', ...args], { encoding: 'utf8' });
  const program = (sku: string): string => `
    const { mkdirSync, writeFileSync } = require('node:fs');
    const out = process.argv[process.argv.indexOf('--outdir') + 1];
    mkdirSync(out + '/stacks/dev-ml', { recursive: true });
    writeFileSync(out + '/stacks/dev-ml/cdk.tf.json', JSON.stringify(${JSON.stringify(stackJson('dev-ml', { 'azurerm_key_vault.Vault': { ...VAULT, sku_name: 'SKU' } }))}).replace('SKU', ${JSON.stringify(sku)}));
  `;

  beforeAll(() => {
    mkdirSync(join(root, 'tools'), { recursive: true });
    symlinkSync(join(__dirname, '..', '..', '..', 'node_modules'), join(root, 'node_modules'), 'dir');
    writeFileSync(join(root, '.gitignore'), 'node_modules\n');
    writeFileSync(join(root, 'tsconfig.json'), JSON.stringify({ compilerOptions: { module: 'CommonJS', target: 'ES2022' }, 'ts-node': { swc: true } }));
    writeFileSync(join(root, 'tools', 'synth.ts'), program('standard'));
    git('init', '--quiet', '--initial-branch', 'main');
    git('add', '.');
    git('commit', '--quiet', '--message', 'base');
    writeFileSync(join(root, 'tools', 'synth.ts'), program('premium'));
  });

  test('compares what a commit synthesises by its own code with what is here, and leaves nothing behind', async () => {
    expect(await reviewSynth(['--base-ref', 'main', '--json'], TODAY, root)).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ resource_changes: [{ change: { actions: ['update'], before: { sku_name: 'standard' }, after: { sku_name: 'premium' } } }] });
    expect(git('worktree', 'list').trim().split('\n')).toHaveLength(1);
  });

  test('fails for what git does not know, and for what looks like an option', async () => {
    await expect(reviewSynth(['--base-ref', 'none'], TODAY, root)).rejects.toThrow('[BaseRefUnknown]');
    await expect(reviewSynth(['--base-ref=--all'], TODAY, root)).rejects.toThrow('[BaseRefUnknown]');
  });

  test('fails where a side does not synthesise, with what it says', async () => {
    writeFileSync(join(root, 'tools', 'synth.ts'), "throw new Error('it is broken');");
    await expect(reviewSynth(['--base-ref', 'main'], TODAY, root)).rejects.toThrow(/\[SynthFailed\] Synthesising what is here failed[\s\S]*it is broken/);
    expect(git('worktree', 'list').trim().split('\n')).toHaveLength(1);
  });
});

describe('review plan', () => {
  test('ends with 3 for a failing check, and with 0 for a plan without changes', async () => {
    expect([await run('plan', plan('all-actions'), '--markdown', at('p.md')), await run('plan', plan('nothing'), '--markdown', at('p.md'))]).toEqual([3, 0]);
    expect(out).toBe('Review: BLOCKED\nReview: no changes\n');
  });

  test('draws what changes in the tree that was planned', async () => {
    const entry = (name: string, before: object | null, after: object | null, actions: readonly string[]): object => ({ address: `azurerm_key_vault.${name}`, mode: 'managed', type: 'azurerm_key_vault', name, change: { actions, before, after, after_unknown: {}, before_sensitive: {}, after_sensitive: {} } });
    writeFileSync(at('dev-ml.plan.json'), JSON.stringify({ format_version: '1.2', resource_changes: [entry('Kept', { ...VAULT, name: 'kv-kept' }, { ...VAULT, name: 'kv-kept', sku_name: 'premium' }, ['update']), entry('Gone', { ...VAULT, name: 'kv-gone' }, null, ['delete'])] }));
    await run('plan', at('dev-ml.plan.json'), '--synth', writeTree('planned', { 'azurerm_key_vault.Kept': { ...VAULT, name: 'kv-kept', sku_name: 'premium' } }), '--html', at('planned.html'));
    const svg = pictureOf(readFileSync(at('planned.html'), 'utf8'));
    expect(svg).toMatch(/\(-\) destroy[\s\S]*kv-gone/);
    expect(svg).toMatch(/\(~\) update[\s\S]*kv-kept/);
  });

  test('shows no secret', async () => {
    await run('plan', plan('all-actions'), '--json', '--markdown', at('p.md'), '--html', at('p.html'), '--sarif', at('p.sarif'), '--junit', at('p.xml'));
    expect([out, ...['p.md', 'p.html', 'p.sarif', 'p.xml'].map((name) => readFileSync(at(name), 'utf8'))].filter((text) => text.includes('canary'))).toEqual([]);
  });
});

describe('review drift', () => {
  const drifted = (name: string, more: object = {}): string => {
    const entry = (index: number): object => ({ address: `azurerm_key_vault.V${index}`, mode: 'managed', type: 'azurerm_key_vault', name: `V${index}`, change: { actions: ['update'], before: { ...VAULT, tags: { owner: 'a' } }, after: { ...VAULT, tags: { owner: 'b' }, sku_name: index === 0 ? 'premium' : 'standard' }, after_unknown: {}, before_sensitive: {}, after_sensitive: {} } });
    writeFileSync(at(name), JSON.stringify({ format_version: '1.2', resource_changes: [], resource_drift: [0, 1, 2].map(entry), ...more }));
    return at(name);
  };

  test('says alike things once, with how often they are', async () => {
    expect(await run('drift', drifted('dev-ml.plan.json'), '--markdown', at('d.md'), '--detailed-exitcode')).toBe(2);
    expect(out).toBe('Drift: 3 resources in 1 stack differ\n');
    expect(readFileSync(at('d.md'), 'utf8')).toContain('| `azurerm_key_vault` | `tags["owner"]` | changed | 3 | `dev-ml/azurerm_key_vault.V0, dev-ml/azurerm_key_vault.V1, dev-ml/azurerm_key_vault.V2` |\n| `azurerm_key_vault` | `sku_name` | changed | 1 | `dev-ml/azurerm_key_vault.V0` |');
  });

  test('ends with 0 where there is none', async () => {
    expect(await run('drift', plan('nothing'), '--detailed-exitcode')).toBe(0);
  });

  test('gives JSON for scripts', async () => {
    expect(await run('drift', drifted('dev-ml.plan.json'), '--json')).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ drift: [{ type: 'azurerm_key_vault', attribute: 'tags["owner"]', shape: 'changed', resources: ['dev-ml/azurerm_key_vault.V0', 'dev-ml/azurerm_key_vault.V1', 'dev-ml/azurerm_key_vault.V2'] }, { attribute: 'sku_name' }] });
  });

  test('fails for a plan with errors: it may hide drift, and must not be posted as passed', async () => {
    expect(await run('drift', drifted('bad.plan.json', { errored: true }), '--markdown', at('bad.md'))).toBe(1);
    expect(err).toContain('[DriftIncomplete]');
    expect(readFileSync(at('bad.md'), 'utf8')).toMatch(/^<!-- review:review -->\n<!-- verdict:blocked -->\n/);
    expect(await run('drift', drifted('whole.plan.json'), '--markdown', at('whole.md'))).toBe(0);
    expect(readFileSync(at('whole.md'), 'utf8')).toMatch(/^<!-- review:review -->\n<!-- verdict:passed -->\n/);
  });
});

describe('a wrong call ends with 64', () => {
  test.each<[readonly string[], string]>([
    [[], '[SubcommandUnknown]'],
    [['other'], '[SubcommandUnknown]'],
    [['synth'], '[BaseMissing]'],
    [['synth', '--base', 'a', '--base-ref', 'b'], '[BaseMissing]'],
    [['synth', '--base', 'a'], '[HeadMissing]'],
    [['synth', '--base', 'a', '--head', 'b', '--env', 'dev'], '[EnvironmentWithoutRef]'],
    [['plan'], '[PlanFileMissing]'],
    [['plan', 'x', '--as-of', 'tomorrow'], '[DayInvalid]'],
    [['plan', 'x', '--scan-base', 'y'], '[ScanBaseWithoutScan]'],
    [['plan', 'x', '--nonsense'], '--nonsense'],
    [['plan', plan('nothing'), '--target', 'fax'], '[TargetUnknown]'],
    [['drift'], '[DriftFileMissing]'],
    [['drift', 'x', '--sarif', 'y'], '[DriftWithoutFindings]'],
    [['post'], '[PlaceMissing]'],
  ])('%j', async (args, message) => {
    expect(await run(...args)).toBe(64);
    expect(err).toContain(message);
    expect(out).toBe('');
  });

  test('but asking for help ends with 0', async () => {
    expect([await run('--help'), await run('plan', '--help')]).toEqual([0, 0]);
    expect(out).toContain('npm run review -- synth --base DIR --head DIR');
  });
});

test('an input that is missing or too large ends with 1', async () => {
  expect(await run('plan', at('missing.plan.json'))).toBe(1);
  expect(err).toContain('[InputMissing]');
  execFileSync('truncate', ['--size', '300M', at('large.plan.json')]);
  expect(await run('plan', at('large.plan.json'))).toBe(1);
  expect(err).toContain('[InputTooLarge]');
});

test('comments go where the machine says', () => {
  expect([targetOf({}, { TF_BUILD: 'True' }), targetOf({}, {}), targetOf({ target: 'plain' }, { TF_BUILD: 'True' })]).toEqual(['azuredevops', 'github', 'plain']);
});
