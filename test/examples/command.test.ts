import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { EXAMPLES } from '../../examples';

const ROOT = resolve(__dirname, '../..');
const outdir = mkdtempSync(join(tmpdir(), 'landscape-examples-command-'));

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program of the repository, without the `AZURE_*` variables of the machine. */
function node(args: readonly string[], variables: Readonly<Record<string, string>> = {}): Promise<Ended> {
  const own = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('AZURE_')));
  return new Promise((ended) => {
    execFile(process.execPath, ['--require', 'ts-node/register', ...args], { cwd: ROOT, env: { ...own, ...variables } }, (error, stdout, stderr) => {
      ended({ code: typeof error?.code === 'number' ? error.code : error ? -1 : 0, stdout, stderr });
    });
  });
}

let some: Ended;
let unknown: Ended;
let json: Ended;
let alone: Ended;

beforeAll(async () => {
  [some, unknown, json, alone] = await Promise.all([
    node(['tools/examples.ts', '--outdir', join(outdir, 'some'), 'existing-workspace', 'public-quick-start']),
    node(['tools/examples.ts', '--outdir', join(outdir, 'none'), 'feature-shop']),
    node(['tools/examples.ts', '--outdir', join(outdir, 'json'), '--json', 'public-quick-start']),
    node(['examples/public-quick-start/main.ts'], { CDKTF_OUTDIR: join(outdir, 'alone') }),
  ]);
}, 60_000);

afterAll(() => rmSync(outdir, { recursive: true }));

describe('npm run examples', () => {
  test('prints what was synthesised, and nothing else where nobody watches', () => {
    expect(some).toEqual({
      code: 0,
      stderr: '',
      stdout: [
        'Example             Stacks  Resources  Where',
        `existing-workspace       1         14  ${join(outdir, 'some', 'existing-workspace')}`,
        `public-quick-start       1         10  ${join(outdir, 'some', 'public-quick-start')}`,
        '2 examples               2         24',
        '',
      ].join('\n'),
    });
  });

  test('prints it as JSON', () => {
    expect(JSON.parse(json.stdout)).toEqual([{ name: 'public-quick-start', stacks: 1, resources: 10 }]);
  });

  test('makes a folder of each example that is complete for cdktf and the integration test', () => {
    const manifest = JSON.parse(readFileSync(join(outdir, 'some', 'existing-workspace', 'manifest.json'), 'utf8')) as { stacks: object };
    expect(Object.keys(manifest.stacks)).toEqual(['existing-workspace']);
    expect(existsSync(join(outdir, 'some', 'existing-workspace', 'stacks', 'existing-workspace', 'cdk.tf.json'))).toBe(true);
  });

  test('fails for an example that there is not, and lists those there are', () => {
    expect(unknown).toEqual({
      code: 1,
      stdout: '',
      stderr: `[ExampleUnknown] there is no such example: got "feature-shop"; expected some of ${Object.keys(EXAMPLES).join(', ')}\n`,
    });
  });
});

describe('the program of an example', () => {
  test('synthesises it by itself, as cdktf --app runs it', () => {
    expect([alone.code, alone.stderr]).toEqual([0, '']);
    const manifest = JSON.parse(readFileSync(join(outdir, 'alone', 'manifest.json'), 'utf8')) as { stacks: object };
    expect(Object.keys(manifest.stacks)).toEqual(['public-quick-start']);
  });
});
