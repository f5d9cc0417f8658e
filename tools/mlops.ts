import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../constructs/core/errors';
import { run } from '../stacks/run';

const HELP = `Runs the model repository template in mlops/, in a virtual environment of its own that is made when needed.

  npm run mlops:local            every step and every gate of a model's life, on this machine
  npm run mlops:test             lint, types, and tests with coverage
  npm run mlops -- COMMAND ...   one command of mlops, such as: prepare --out outputs/data
`;

const FOLDER = join(__dirname, '../mlops');
const VENV = join(FOLDER, '.venv');
const BIN = join(VENV, process.platform === 'win32' ? 'Scripts' : 'bin');
const STAMP = join(VENV, '.installed');
const OLDEST = [3, 11] as const;

const RUNTIME = ['requirements.txt'];
const DEVELOPMENT = [...RUNTIME, 'requirements-dev.txt'];

run(() => {
  const [what, ...rest] = process.argv.slice(2);
  if (what === undefined || what === '--help') {
    process.stdout.write(HELP);
    return;
  }
  if (what === 'test') {
    install(DEVELOPMENT);
    for (const [command, ...args] of [['ruff', 'check', '.'], ['ruff', 'format', '--check', '.'], ['mypy'], ['pytest', ...rest]] as const) {
      process.exitCode = call(join(BIN, command), args);
      if (process.exitCode !== 0) return;
    }
    return;
  }
  install(RUNTIME);
  process.exitCode = call(join(BIN, 'mlops'), [what, ...rest], what === 'local' ? { COMMIT: commit() } : {});
});

/** Makes the virtual environment, unless one with these requirements is there. */
function install(requirements: readonly string[]): void {
  const wanted = fingerprint(requirements);
  if (existsSync(STAMP) && readFileSync(STAMP, 'utf8').split('\n').includes(wanted)) return;
  const stamped = existsSync(STAMP) ? readFileSync(STAMP, 'utf8') : '';
  const extendable = stamped.split('\n').includes(fingerprint(RUNTIME));
  const began = Date.now();
  process.stdout.write('Installing the Python packages of mlops/ into mlops/.venv ...\n');
  if (!extendable) {
    rmSync(VENV, { recursive: true, force: true });
    must(findPython(), ['-m', 'venv', VENV], 'making the virtual environment');
  }
  const pip = ['-m', 'pip', 'install', '--quiet', '--no-compile', '--disable-pip-version-check'];
  const pinned = requirements.flatMap((file) => ['--requirement', file]);
  must(python(), [...pip, '--require-hashes', '--only-binary', ':all:', ...pinned], 'installing the pinned packages');
  // flit-core is among the pinned packages, so nothing is fetched to build this one.
  must(python(), [...pip, '--no-index', '--no-deps', '--no-build-isolation', '--editable', '.'], 'installing mlops itself');
  writeFileSync(STAMP, `${extendable ? stamped : ''}${fingerprint(RUNTIME)}\n${wanted}\n`);
  process.stdout.write(`Installed in ${Math.round((Date.now() - began) / 1000)} s.\n`);
}

/** Changes when the requirements or the package's own description do. */
function fingerprint(requirements: readonly string[]): string {
  const hash = createHash('sha256');
  for (const file of [...requirements, 'pyproject.toml']) hash.update(readFileSync(join(FOLDER, file)));
  return hash.digest('hex');
}

/** A Python that is new enough: the one in PYTHON, or the first of the usual names. */
function findPython(): string {
  const names = process.env.PYTHON ? [process.env.PYTHON] : ['python3', 'python3.11', 'python3.12', 'python3.13', 'python'];
  const found = names.find((name) => {
    const version = spawnSync(name, ['-c', 'import sys, venv; print(*sys.version_info[:2])'], { encoding: 'utf8' });
    const [major = 0, minor = 0] = (version.stdout ?? '').trim().split(' ').map(Number);
    return version.status === 0 && major === OLDEST[0] && minor >= OLDEST[1];
  });
  if (found === undefined) {
    throw new UserError(`mlops/ needs Python ${OLDEST.join('.')} or later with venv, and none of ${names.join(', ')} is one. Install it, or say where it is in PYTHON.`);
  }
  return found;
}

function python(): string {
  return join(BIN, 'python');
}

/** The commit that is checked out, for the model's lineage. */
function commit(): string {
  const told = process.env.COMMIT ?? spawnSync('git', ['rev-parse', 'HEAD'], { cwd: FOLDER, encoding: 'utf8' }).stdout?.trim();
  return told === undefined || told === '' ? 'local' : told;
}

function must(command: string, args: readonly string[], what: string): void {
  if (call(command, args) !== 0) {
    rmSync(STAMP, { force: true });
    throw new UserError(`mlops/: ${what} failed; the lines above say why. Nothing else was run.`);
  }
}

function call(command: string, args: readonly string[], variables: Readonly<Record<string, string>> = {}): number {
  const { status, error } = spawnSync(command, args, { cwd: FOLDER, stdio: 'inherit', env: { ...process.env, ...variables } });
  if (error) throw new UserError(`${command} can't be started: ${error.message}`);
  return status ?? 1;
}
