import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Seed } from '../seeds';
import type { StandIn } from '../standin/server';
import { startStandIn } from '../standin/server';
import { runStacks } from './cycle';
import { inDependencyOrder, readManifest } from './manifest';
import { EXIT, exitCode, findings, table, validatedOnly } from './report';
import type { Step } from './stack-run';
import { StackRun } from './stack-run';
import { terraformIsMissing } from './terraform';

/** A synthesised project: the stacks of an output folder. */
export interface Project {
  /** The folder with `manifest.json`. */
  readonly outdir: string;
  /** The stacks that are wanted, in the order they are taken in where no stack depends on another. */
  readonly stacks: readonly string[];
  /** What is there before. @default - only what stacks refer to by a literal id */
  readonly seed?: Seed;
  readonly steps: readonly Step[];
  /** Whether states and logs stay when all of it passed. */
  readonly keep: boolean;
}

/** Take a project through the steps, in a stand-in and a working folder of its own; the exit code says how it went. */
export async function runProject({ outdir, stacks, seed = {}, steps, keep }: Project): Promise<number> {
  const ordered = inDependencyOrder(readManifest(outdir), stacks);
  const workdir = mkdtempSync(join(tmpdir(), 'landscape-integration-'));
  const standIn = await startStandIn();
  try {
    const runs = ordered.map((stack) => new StackRun(stack, outdir, workdir, standIn.environment, seed.variables));
    standIn.addExisting(seed.resources ?? []);
    standIn.addExistingSecrets(seed.secrets ?? []);
    if (terraformIsMissing()) {
      for (const stackRun of runs) for (const step of steps) stackRun.skip(step, 'not run', 'the terraform command is not there: install it from developer.hashicorp.com/terraform');
    } else {
      process.stdout.write(`${runs.length} ${runs.length === 1 ? 'stack' : 'stacks'}, logs in ${workdir}\n`);
      await runStacks(runs, steps, { addExisting: standIn.addExisting, report: (line) => process.stdout.write(`${line}\n`) });
    }
    const code = conclude(runs, steps, standIn);
    if (keep || code !== EXIT.ok) process.stdout.write(`\nLeft for you: ${workdir} (states, logs), ${standIn.logFile} (requests)\n`);
    else rmSync(workdir, { recursive: true, force: true });
    return code;
  } finally {
    standIn.stop();
  }
}

/** Print the table and the findings; the exit code says the same. */
function conclude(runs: readonly StackRun[], steps: readonly Step[], standIn: StandIn): number {
  const leftBehind = steps.includes('destroy') ? standIn.remaining() : [];
  const code = exitCode(runs, leftBehind);
  const notes = findings(runs);
  process.stdout.write(`\n${table(runs)}\n${notes === '' ? '' : `\n${notes}\n`}`);
  if (leftBehind.length > 0) process.stdout.write(`\nFAILED: left in the stand-in after destroy:\n${leftBehind.map((id) => `    ${id}`).join('\n')}\n`);
  const softDeleted = standIn.softDeleted();
  if (softDeleted.length > 0) process.stdout.write(`\nKept by purge protection, as Azure would: ${softDeleted.join(', ')}\n`);
  const unserved = validatedOnly(runs);
  if (unserved.length > 0) process.stdout.write(`\n*** VALIDATED ONLY, not planned and not applied: ${unserved.join('; ')} ***\n`);
  if (code === EXIT.incomplete) process.stdout.write('\n*** INCOMPLETE: the steps marked "not run" above were NOT tested. This is not a pass. ***\n');
  return code;
}
