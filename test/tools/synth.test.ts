import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { App } from 'cdktf';
import { defineEnvironment, defineShared, loadLandscape } from '../../stacks/landscape';

const ROOT = resolve(__dirname, '../..');

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the command without the `AZURE_*` variables of the machine. */
function synth(args: readonly string[], variables: Readonly<Record<string, string>> = {}): Promise<Ended> {
  const own = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('AZURE_')));
  return new Promise((ended) => {
    execFile(process.execPath, ['--require', 'ts-node/register', 'tools/synth.ts', ...args], { cwd: ROOT, env: { ...own, ...variables } }, (error, stdout, stderr) => {
      ended({ code: typeof error?.code === 'number' ? error.code : error ? -1 : 0, stdout, stderr });
    });
  });
}

/** Every file below a folder with what is in it. */
function filesIn(folder: string): Record<string, string> {
  const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.json'));
  return Object.fromEntries(paths.sort().map((path) => [path, readFileSync(join(folder, path), 'utf8')]));
}

function seed(outdir: string, stack: string): string {
  const file = join(outdir, 'stacks', stack, 'cdk.tf.json');
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, '{}');
  return file;
}

const temporary = mkdtempSync(join(tmpdir(), 'landscape-synth-'));
const outdir = { one: join(temporary, 'one'), many: join(temporary, 'some', 'where', 'deep'), prod: join(temporary, 'prod'), none: join(temporary, 'none') };
const stale = seed(outdir.one, 'gone-ml');
const kept = join(dirname(stale), 'terraform.tfstate');

let one: Ended;
let many: Ended;
let prod: Ended;
let unknown: Ended;
let noJobs: Ended;
let noOption: Ended;

beforeAll(async () => {
  writeFileSync(kept, '{}');
  [one, many, prod, unknown, noJobs, noOption] = await Promise.all([
    synth(['--outdir', outdir.one]),
    synth(['--outdir', outdir.many, '--jobs', '2', '--json']),
    synth(['--env', 'prod'], { CDKTF_OUTDIR: outdir.prod }),
    synth(['--env', 'nowhere', '--outdir', outdir.none]),
    synth(['--jobs', '0', '--outdir', outdir.none]),
    synth(['--colour', '--outdir', outdir.none]),
  ]);
}, 60_000);

afterAll(() => rmSync(temporary, { recursive: true }));

const PARTS = ['network', 'platform', 'ml', 'aks'];
/** Development has no scoring services. */
const partsOf = (environment: string): readonly string[] => (environment === 'dev' ? PARTS : [...PARTS, 'serving']);
const STACKS = ['shared-state', 'shared-registry', 'shared-devops', ...['dev', 'test', 'prod'].flatMap((environment) => partsOf(environment).map((part) => `${environment}-${part}`))];

describe('npm run synth', () => {
  test('prints a table of every stack', () => {
    const [head, ...rows] = one.stdout.trimEnd().split('\n').map((row) => row.split(/ {2,}/));
    expect([one.code, one.stderr, head]).toEqual([0, '', ['Stack', 'Resources', 'Data sources', 'Where']]);
    expect(rows.slice(0, -1).map(([stack]) => stack)).toEqual(STACKS);
    const total = rows.slice(0, -1).reduce((sum, [, resources]) => sum + Number(resources), 0);
    expect(rows.at(-1)?.slice(0, 2)).toEqual([`${STACKS.length} stacks`, String(total)]);
  });

  test('counts what is in the files', () => {
    const counted = (JSON.parse(many.stdout) as { name: string; resources: number; dataSources: number; path: string }[]).map(({ name, path, ...numbers }) => ({ name, ...numbers, path }));
    const count = (blocks: unknown): number => Object.values(blocks ?? {}).reduce<number>((sum, byName) => sum + Object.keys(byName ?? {}).length, 0);
    const expected = counted.map(({ name }) => {
      const path = `stacks/${name}/cdk.tf.json`;
      const { resource, data } = JSON.parse(readFileSync(join(outdir.many, path), 'utf8')) as { resource?: unknown; data?: unknown };
      return { name, resources: count(resource), dataSources: count(data), path };
    });
    expect(counted).toEqual(expected);
    expect(counted.map(({ name }) => name).sort()).toEqual([...STACKS].sort());
  });

  test('makes the folder that it is to write into', () => {
    expect([many.code, many.stderr, existsSync(join(outdir.many, 'manifest.json'))]).toEqual([0, '', true]);
  });

  test('writes the same bytes with several processes as with one', () => {
    expect(filesIn(outdir.many)).toEqual(filesIn(outdir.one));
  });

  test('removes stacks that are no longer there, and leaves what else is in their folder', () => {
    expect([existsSync(stale), existsSync(kept)]).toEqual([false, true]);
  });

  test('takes one environment only, into the folder of cdktf', () => {
    expect([prod.code, prod.stderr]).toEqual([0, '']);
    expect(Object.keys(filesIn(outdir.prod))).toEqual(['manifest.json', ...['aks', 'ml', 'network', 'platform', 'serving'].map((part) => `stacks/prod-${part}/cdk.tf.json`)]);
    expect(prod.stdout).toMatch(/^5 stacks /m);
  });

  test('writes one environment as it writes it among others', () => {
    const ofProd = Object.entries(filesIn(outdir.one)).filter(([path]) => path.startsWith('stacks/prod-'));
    const { 'manifest.json': _, ...stacks } = filesIn(outdir.prod);
    expect(stacks).toEqual(Object.fromEntries(ofProd));
  });

  test('fails for an environment that there is not, in one line', () => {
    expect(unknown).toEqual({ code: 1, stdout: '', stderr: `[EnvironmentUnknown] 'env' is not an environment: got "nowhere"; expected one of dev, test, prod; name one of these, or add environments/nowhere.ts (at environments)\n` });
  });

  test('fails for no processes, in one line', () => {
    expect(noJobs).toEqual({ code: 1, stdout: '', stderr: `[JobsInvalid] '--jobs' is not a number of processes: got "0"; expected a whole number from 1; leave it out for the default\n` });
  });

  test('fails for an option that there is not, without a stack trace', () => {
    expect([noOption.code, noOption.stdout]).toEqual([1, '']);
    expect(noOption.stderr).toMatch(/^Unknown option '--colour'[^\n]*\n$/);
  });

  test('writes nothing where it fails', () => {
    expect(existsSync(outdir.none)).toBe(false);
  });
});

describe('the output', () => {
  const ofCdktf = join(temporary, 'cdktf');

  test('is what cdktf writes of all stacks in one app', () => {
    const landscape = loadLandscape({ variables: {} });
    const app = new App({ outdir: ofCdktf, stackTraces: false });
    defineShared(app, landscape);
    for (const environment of landscape.environments) defineEnvironment(app, { environment, shared: landscape.shared, releases: landscape.releases?.[environment.name] });
    app.synth();
    const { 'manifest.json': manifest = '', ...stacks } = filesIn(ofCdktf);
    const { 'manifest.json': ours = '', ...others } = filesIn(outdir.one);
    expect(JSON.parse(ours)).toEqual(JSON.parse(manifest));
    expect(others).toEqual(stacks);
  });

  test('names the stacks that each one depends on', () => {
    const { stacks } = JSON.parse(readFileSync(join(outdir.one, 'manifest.json'), 'utf8')) as { stacks: Record<string, { name: string; dependencies: string[] }> };
    expect(Object.values(stacks).map(({ name }) => name)).toEqual([...STACKS].sort());
    expect(Object.fromEntries(Object.entries(stacks).map(([name, { dependencies }]) => [name, [...dependencies].sort()]))).toEqual({
      'shared-devops': [],
      'shared-registry': [],
      'shared-state': [],
      ...Object.fromEntries(['dev', 'test', 'prod'].flatMap((environment) => [
        [`${environment}-network`, []],
        // Nothing of the network is used where no private endpoint is.
        [`${environment}-platform`, environment === 'dev' ? [] : [`${environment}-network`]],
        [`${environment}-ml`, environment === 'dev' ? ['dev-platform'] : [`${environment}-network`, `${environment}-platform`]],
        // The cluster is attached to the workspace where the workspace uses it.
        [`${environment}-aks`, [...(environment === 'dev' ? [] : [`${environment}-ml`]), `${environment}-network`, `${environment}-platform`]],
        ...(environment === 'dev' ? [] : [[`${environment}-serving`, [`${environment}-aks`, `${environment}-platform`]]]),
      ])),
    });
  });
});
