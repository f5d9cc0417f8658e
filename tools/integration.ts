import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { UserError } from '../constructs/core/errors';
import { run } from '../stacks/run';
import { runStacks } from '../test/integration/harness/cycle';
import { inDependencyOrder, readManifest, selectStacks } from '../test/integration/harness/manifest';
import { EXIT, exitCode, findings, table } from '../test/integration/harness/report';
import type { Step } from '../test/integration/harness/stack-run';
import { STEPS, StackRun } from '../test/integration/harness/stack-run';
import type { StandIn } from '../test/integration/standin/server';
import { startStandIn } from '../test/integration/standin/server';

const HELP = `Takes the synthesised stacks through real Terraform and real providers, against a stand-in for Azure.

  npm run test:integration                         every stack: ${STEPS.join(', ')}
  npm run test:integration -- --env dev            the stacks of one environment, and those they need
  npm run test:integration -- --stack dev-ml       one stack, and those it needs
  npm run test:integration -- --steps validate     fewer steps, with commas
  npm run test:integration -- --from cdktf.out     stacks that were synthesised already
  npm run test:integration -- --keep               leave the working folder, with states and logs

Exit code ${EXIT.ok}: all of it passed; ${EXIT.failed}: something failed; ${EXIT.incomplete}: something could not run (no terraform, no provider).
`;

run(async () => {
  const { values } = parseArgs({
    options: {
      env: { type: 'string' }, stack: { type: 'string' }, steps: { type: 'string' }, from: { type: 'string' }, keep: { type: 'boolean' }, help: { type: 'boolean' },
    },
  });
  if (values.help) {
    process.stdout.write(HELP);
    return;
  }
  const steps = stepsFrom(values.steps);
  const workdir = mkdtempSync(join(tmpdir(), 'landscape-integration-'));
  const outdir = values.from === undefined ? synthesise(join(workdir, 'synth'), values.env) : resolve(values.from);
  const manifest = readManifest(outdir);
  const stacks = inDependencyOrder(manifest, selectStacks(manifest, values.env, values.stack));
  const standIn = await startStandIn();
  try {
    const runs = stacks.map((stack) => new StackRun(stack, outdir, workdir, standIn.environment));
    standIn.addExisting(runs.flatMap(({ existingResources }) => existingResources));
    if (terraformIsMissing()) {
      for (const stackRun of runs) for (const step of steps) stackRun.skip(step, 'not run', 'the terraform command is not there: install it from developer.hashicorp.com/terraform');
    } else {
      process.stdout.write(`${stacks.length} stacks, logs in ${workdir}\n`);
      await runStacks(runs, steps, (line) => process.stdout.write(`${line}\n`));
    }
    process.exitCode = conclude(runs, steps, standIn);
    if (values.keep || process.exitCode !== EXIT.ok) process.stdout.write(`\nLeft for you: ${workdir} (states, logs), ${standIn.logFile} (requests)\n`);
    else rmSync(workdir, { recursive: true, force: true });
  } finally {
    standIn.stop();
  }
});

/** Print the table and the findings; the exit code says the same. */
function conclude(runs: readonly StackRun[], steps: readonly Step[], standIn: StandIn): number {
  const leftBehind = steps.includes('destroy') ? standIn.remaining() : [];
  const code = exitCode(runs, leftBehind);
  const notes = findings(runs);
  process.stdout.write(`\n${table(runs)}\n${notes === '' ? '' : `\n${notes}\n`}`);
  if (leftBehind.length > 0) process.stdout.write(`\nFAILED: left in the stand-in after destroy:\n${leftBehind.map((id) => `    ${id}`).join('\n')}\n`);
  const softDeleted = standIn.softDeleted();
  if (softDeleted.length > 0) process.stdout.write(`\nKept by purge protection, as Azure would: ${softDeleted.join(', ')}\n`);
  if (code === EXIT.incomplete) process.stdout.write('\n*** INCOMPLETE: the steps marked "not run" above were NOT tested. This is not a pass. ***\n');
  return code;
}

function stepsFrom(text: string | undefined): Step[] {
  if (text === undefined) return [...STEPS];
  const asked = text.split(',').map((step) => step.trim());
  const unknown = asked.filter((step) => !STEPS.some((known) => known === step));
  if (unknown.length > 0) throw new UserError(`[StepUnknown] '--steps' names unknown steps: got ${unknown.map((step) => `"${step}"`).join(', ')}; expected ${STEPS.join(', ')}`);
  return STEPS.filter((step) => asked.includes(step));
}

function synthesise(outdir: string, environment: string | undefined): string {
  const args = ['--require', 'ts-node/register', join(__dirname, 'synth.ts'), '--outdir', outdir, ...(environment === undefined ? [] : ['--env', environment])];
  const { status } = spawnSync(process.execPath, args, { stdio: 'inherit' });
  if (status !== 0) throw new UserError('[SynthFailed] the stacks could not be synthesised: see above');
  return outdir;
}

function terraformIsMissing(): boolean {
  return spawnSync('terraform', ['version'], { stdio: 'ignore' }).error !== undefined;
}
