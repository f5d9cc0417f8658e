import { fork } from 'node:child_process';
import { join } from 'node:path';
import { UserError } from '../constructs/core/errors';
import type { LandscapeSource } from '../stacks/landscape';
import { groupsOf, loadLandscape, synthesiseGroup } from '../stacks/landscape';
import type { SynthesisResult } from '../stacks/synthesise';

/** What a worker is asked for. */
interface Work {
  readonly source: LandscapeSource;
  readonly groups: readonly string[];
  readonly outdir: string;
}

/** What a worker answers: its results, or why there are none. */
type Answer = { readonly results: readonly SynthesisResult[] } | { readonly problem: string };

/**
 * Synthesises groups in several processes. Each one holds a single environment in memory at a time.
 *
 * @throws UserError with the problems of every process
 */
export async function synthesiseSideBySide(source: LandscapeSource, groups: readonly string[], outdir: string, jobs: number): Promise<SynthesisResult[]> {
  const shares = Array.from({ length: Math.min(jobs, groups.length) }, (_, job) => groups.filter((_group, index) => index % jobs === job));
  const answers = await Promise.all(shares.map((share) => ask({ source, groups: share, outdir })));
  const problems = answers.flatMap((answer) => ('problem' in answer ? [answer.problem] : []));
  if (problems.length > 0) throw new UserError(problems.join('\n'));
  return answers.flatMap((answer) => ('results' in answer ? answer.results : []));
}

function ask(work: Work): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const worker = fork(join(__dirname, 'synth-pool.ts'), [], { stdio: 'inherit' });
    worker.on('message', (answer) => resolve(answer as Answer));
    worker.on('error', reject);
    worker.on('exit', (code) => reject(new Error(`a synth process ended with code ${code} and no answer`)));
    worker.send(work);
  });
}

function answer({ source, groups, outdir }: Work): Answer {
  try {
    const landscape = loadLandscape(source);
    const known = new Set(groupsOf(landscape));
    return { results: groups.filter((group) => known.has(group)).map((group) => synthesiseGroup(landscape, group, outdir)) };
  } catch (error) {
    if (error instanceof UserError) return { problem: error.message };
    throw error;
  }
}

if (require.main === module) {
  process.once('message', (work) => process.send?.(answer(work as Work), () => process.disconnect()));
}
