import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { goldenTexts } from '../diagram/golden-graph';

const ROOT = resolve(__dirname, '../..');

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

function diagram(...args: readonly string[]): Promise<Ended> {
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('AZURE_')));
  return new Promise((ended) => {
    execFile(process.execPath, ['--require', 'ts-node/register', 'tools/diagram.ts', ...args], { cwd: ROOT, env, maxBuffer: 64 * 1024 * 1024 }, (error, stdout, stderr) => {
      ended({ code: typeof error?.code === 'number' ? error.code : error ? -1 : 0, stdout, stderr });
    });
  });
}

const temporary = mkdtempSync(join(tmpdir(), 'landscape-diagram-test-'));
const from = join(temporary, 'dev');
const drawn = (outdir: string): string[] => readdirSync(join(temporary, outdir, 'diagrams')).sort();

beforeAll(() => {
  const stacks = Object.entries(goldenTexts()['dev'] ?? {});
  for (const [name, text] of stacks) {
    mkdirSync(join(from, 'stacks', name), { recursive: true });
    writeFileSync(join(from, 'stacks', name, 'cdk.tf.json'), text);
  }
  writeFileSync(join(from, 'manifest.json'), JSON.stringify({ stacks: Object.fromEntries(stacks.map(([name]) => [name, { name, synthesizedStackPath: `stacks/${name}/cdk.tf.json` }])) }));
});

afterAll(() => rmSync(temporary, { recursive: true }));

describe('npm run diagram', () => {
  test('draws an environment, and a folder that was synthesised into, to the same bytes', async () => {
    const [environment, folder] = await Promise.all([diagram('--env', 'dev', '--outdir', join(temporary, 'env')), diagram('--from', from, '--outdir', join(temporary, 'from'))]);
    expect([environment.code, environment.stderr, folder.code, folder.stderr]).toEqual([0, '', 0, '']);
    expect(drawn('env')).toEqual(['dev-access.svg', 'dev-aks.svg', 'dev-ml.svg', 'dev-network.svg', 'dev-overview.svg', 'dev-platform.svg', 'dev.md']);
    expect(environment.stdout.split('\n').filter(Boolean)).toHaveLength(7);
    expect(drawn('from').map((file) => readFileSync(join(temporary, 'from/diagrams', file), 'utf8'))).toEqual(drawn('env').map((file) => readFileSync(join(temporary, 'env/diagrams', file), 'utf8')));
  }, 60_000);

  test('draws one format, by constructs', async () => {
    const ended = await diagram('--from', from, '--outdir', join(temporary, 'mermaid'), '--format', 'mermaid', '--group-by', 'construct');
    expect([ended.code, ended.stderr, drawn('mermaid')]).toEqual([0, '', ['dev.md']]);
    expect(readFileSync(join(temporary, 'mermaid/diagrams/dev.md'), 'utf8')).toContain('["DataLake · Construct"]');
  }, 60_000);

  test('prints the graph as JSON, and nothing else', async () => {
    const ended = await diagram('--from', from, '--json');
    const [landscape] = JSON.parse(ended.stdout) as { name: string; graph: { schema: string; nodes: { id: string; kind: string }[] } }[];
    expect([ended.code, ended.stderr, landscape?.name, landscape?.graph.schema]).toEqual([0, '', 'dev', 'landscape-graph/1']);
    expect(landscape?.graph.nodes.find(({ kind }) => kind === 'Virtual network')?.id).toMatch(/^dev-network\/azurerm_virtual_network\./);
  }, 60_000);

  test.each([
    [['--format', 'png'], `[DiagramOptionInvalid] '--format' is not one that there is: got "png"; expected svg or mermaid; leave it out for the default\n`],
    [['--from', 'x', '--env', 'dev'], `[DiagramOptionWithoutEffect] '--env' has no effect with '--from': got both; expected one of them; leave out '--env'\n`],
    [['--json', '--format', 'svg'], `[DiagramOptionWithoutEffect] '--format' has no effect with '--json': got both; expected one of them; leave out '--format'\n`],
    [['--from', temporary], `[SynthesisedStacksMissing] '--from' is not a folder that was synthesised into: got "${temporary}"; expected one with a manifest.json; run 'npm run synth' first\n`],
  ])('fails for %j', async (args, message) => {
    expect(await diagram(...args)).toEqual({ code: 1, stdout: '', stderr: message });
  }, 60_000);
});
