import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { UserError } from '../../constructs/core/errors';
import { predict } from '../predict/predict';
import { readSynthJson, readSynthTree } from '../read/synth';
import { drawChanges } from '../render/pictures';
import { JUDGE_OPTIONS, judgeBy } from './judge';
import { OUTPUT_OPTIONS } from './output';
import { UsageError } from './usage';

/** Folders that are not in git, and that a program needs to run. */
const LINKED = ['node_modules', '.gen'];

/** `review synth`: compares two synthesised trees. */
export async function reviewSynth(args: readonly string[], today: string, root: string = process.cwd()): Promise<number> {
  const { values } = parseArgs({ args: [...args], options: { ...OUTPUT_OPTIONS, ...JUDGE_OPTIONS, base: { type: 'string' }, head: { type: 'string' }, 'base-ref': { type: 'string' }, env: { type: 'string', multiple: true } } });
  const { base, head, 'base-ref': ref, env } = values;
  if ((base === undefined) === (ref === undefined)) throw new UsageError("[BaseMissing] 'review synth' needs exactly one of '--base' and '--base-ref': expected what to compare with; give one of them");
  if (base !== undefined && head === undefined) throw new UsageError("[HeadMissing] 'review synth' needs '--head' with '--base': expected a synthesised tree; give its folder");
  if (base !== undefined && env !== undefined) throw new UsageError("[EnvironmentWithoutRef] '--env' has no effect with '--base': expected '--base-ref'; leave it out");
  const judge = judgeBy(values, today);
  const compare = async (was: string, is: string, sides: string): Promise<number> => {
    const set = predict(readSynthTree(was), readSynthTree(is));
    return judge(set, sides, values.html === undefined ? [] : await drawChanges(set.changes, readSynthJson(was), readSynthJson(is)));
  };
  if (base !== undefined && head !== undefined) return compare(base, head, `${base} and ${head}`);
  const folder = mkdtempSync(join(tmpdir(), 'review-'));
  try {
    const commit = commitOf(ref ?? '', root);
    const only = (env ?? []).flatMap((name) => ['--env', name]);
    const here = head ?? join(folder, 'head');
    const was = synthesiseCommit(commit, folder, root, only);
    if (head === undefined) synthesise(root, here, only, 'what is here');
    return await compare(was, here, `${commit.slice(0, 12)} and ${head ?? 'the working tree'}`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function commitOf(ref: string, root: string): string {
  try {
    return git(root, 'rev-parse', '--verify', '--quiet', '--end-of-options', `${ref}^{commit}`).trim();
  } catch {
    throw new UserError(`[BaseRefUnknown] '--base-ref' is nothing that git knows here: got "${ref}"; expected a branch, tag or commit; fetch it, with its history`);
  }
}

/** Lets a commit synthesise itself, by its own code, in a folder of its own. */
function synthesiseCommit(commit: string, folder: string, root: string, only: readonly string[]): string {
  const worktree = join(folder, 'worktree');
  const outdir = join(folder, 'base');
  git(root, 'worktree', 'add', '--detach', '--force', worktree, commit);
  if (textAt(root) !== textAt(worktree)) process.stderr.write(`Packages differ from those of ${commit.slice(0, 12)}, which is synthesised with the ones that are installed here.\n`);
  try {
    for (const name of LINKED) if (existsSync(join(root, name)) && !existsSync(join(worktree, name))) symlinkSync(join(root, name), join(worktree, name), 'dir');
    synthesise(worktree, outdir, only, `commit ${commit.slice(0, 12)}`);
  } finally {
    git(root, 'worktree', 'remove', '--force', worktree);
  }
  return outdir;
}

function synthesise(directory: string, outdir: string, only: readonly string[], what: string): void {
  try {
    execFileSync(process.execPath, ['--require', 'ts-node/register', join('tools', 'synth.ts'), '--outdir', outdir, ...only], { cwd: directory, stdio: ['ignore', 'ignore', 'pipe'], encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
  } catch (error) {
    const said = typeof error === 'object' && error !== null && 'stderr' in error ? String(error.stderr).trim() : String(error);
    throw new UserError(`[SynthFailed] Synthesising ${what} failed: expected 'npm run synth' to work there; it says:\n${said}`);
  }
}

/** The packages that a folder asks for. */
function textAt(directory: string): string {
  const file = join(directory, 'package-lock.json');
  return existsSync(file) ? readFileSync(file, 'utf8') : '';
}

function git(directory: string, ...args: readonly string[]): string {
  return execFileSync('git', ['-C', directory, ...args], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}
