import type { ExistingResource } from '../standin/store';
import type { StackRun, Step } from './stack-run';

export interface CycleEvents {
  readonly addExisting: (resources: readonly ExistingResource[]) => void;
  readonly report: (line: string) => void;
}

/**
 * Take every stack through the steps, in dependency order; then destroy in reverse, locks first.
 *
 * A stack that reads the outputs of one that wasn't applied can't be planned, and says so. What a stack refers to by a literal id
 * is made to exist before its turn, where no stack before it has made it.
 */
export async function runStacks(runs: readonly StackRun[], steps: readonly Step[], { addExisting, report }: CycleEvents): Promise<void> {
  const forward = steps.filter((step) => step !== 'destroy');
  for (const run of runs) {
    addExisting(run.existingResources.map((id) => ({ id })));
    await forwardSteps(run, runs, forward);
    report(`${run.name}: ${run.outcomes.map(({ step, status, seconds }) => `${step} ${status} ${seconds.toFixed(0)}s`).join(', ')}`);
  }
  if (!steps.includes('destroy')) return;
  const backward = [...runs].reverse().filter((run) => run.outcomes.some(({ step, status }) => step === 'apply' && status !== 'not run' && status !== 'not served'));
  for (const run of backward) await run.unlock();
  for (const run of backward) {
    const { status, seconds } = await run.take('destroy');
    report(`${run.name}: destroy ${status} ${seconds.toFixed(0)}s`);
  }
}

async function forwardSteps(run: StackRun, all: readonly StackRun[], steps: readonly Step[]): Promise<void> {
  const init = await run.init();
  for (const step of steps) {
    if (init.status !== 'ok') run.skip(step, 'not run', init.status === 'fail' ? 'init failed' : 'a provider could not be had');
    else if (run.failed) run.skip(step, 'not run', 'an earlier step failed');
    else await takeOrSkip(run, all, step);
  }
}

async function takeOrSkip(run: StackRun, all: readonly StackRun[], step: Step): Promise<void> {
  const missing = step === 'validate' ? [] : run.readsStatesOf.filter((name) => !all.some((other) => other.name === name && other.did('apply')));
  if (run.notServed.length > 0 && step !== 'validate') run.skip(step, 'not served', `the stand-in doesn't serve ${run.notServed.join(', ')}`);
  else if (missing.length > 0) run.skip(step, 'not run', `needs the outputs of ${missing.join(', ')}, which was not applied`);
  else await run.take(step);
}
