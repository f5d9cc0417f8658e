import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { UserError } from '../constructs/core/errors';
import { EXAMPLES } from '../examples';
import { synthesiseExample } from '../examples/support/run-example';
import { run } from '../stacks/run';
import { readManifest, selectStacks } from '../test/integration/harness/manifest';
import { runProject } from '../test/integration/harness/project-run';
import { EXIT, worstOf } from '../test/integration/harness/report';
import type { Step } from '../test/integration/harness/stack-run';
import { STEPS } from '../test/integration/harness/stack-run';
import { SEEDS } from '../test/integration/seeds';
import { selectExamples } from './select-examples';

const HELP = `Takes the synthesised stacks through real Terraform and real providers, against a stand-in for Azure.

  npm run test:integration                         every stack: ${STEPS.join(', ')}
  npm run test:integration -- --env dev            the stacks of one environment, and those they need
  npm run test:integration -- --stack dev-ml       one stack, and those it needs
  npm run test:integration -- --examples           every example, each in a stand-in of its own
  npm run test:integration -- --examples NAME...   some examples
  npm run test:integration -- --steps validate     fewer steps, with commas
  npm run test:integration -- --from cdktf.out     stacks that were synthesised already
  npm run test:integration -- --keep               leave the working folder, with states and logs

Exit code ${EXIT.ok}: all of it passed; ${EXIT.failed}: something failed; ${EXIT.incomplete}: something could not run (no terraform, no provider).
`;

interface Options {
  readonly steps: readonly Step[];
  readonly keep: boolean;
}

run(async () => {
  const { values, positionals } = parseArgs({
    options: {
      env: { type: 'string' }, stack: { type: 'string' }, steps: { type: 'string' }, from: { type: 'string' }, examples: { type: 'boolean' }, keep: { type: 'boolean' }, help: { type: 'boolean' },
    },
    allowPositionals: true,
  });
  if (values.help) {
    process.stdout.write(HELP);
    return;
  }
  const options = { steps: stepsFrom(values.steps), keep: values.keep ?? false };
  const others = (['env', 'stack', 'from'] as const).filter((name) => values[name] !== undefined);
  if (values.examples && others.length > 0) throw new UserError(`[OptionWithoutEffect] ${others.map((name) => `'--${name}'`).join(', ')} can't be used with '--examples': leave one of them out`);
  if (!values.examples && positionals.length > 0) throw new UserError(`[OptionWithoutEffect] names are those of examples: got ${positionals.join(', ')}; put '--examples' before them`);
  const synthesised = mkdtempSync(join(tmpdir(), 'landscape-synth-'));
  try {
    if (values.examples) {
      process.exitCode = await runExamples(selectExamples(positionals), synthesised, options);
    } else {
      const outdir = values.from === undefined ? synthesise(synthesised, values.env) : resolve(values.from);
      process.exitCode = await runProject({ ...options, outdir, stacks: selectStacks(readManifest(outdir), values.env, values.stack) });
    }
  } finally {
    rmSync(synthesised, { recursive: true, force: true });
  }
});

/** Each example by itself, one after the other: names of their resources may be the same. */
async function runExamples(names: readonly string[], outdir: string, options: Options): Promise<number> {
  for (const variable of Object.keys(process.env)) if (variable.startsWith('AZURE_')) delete process.env[variable];
  // The subscription stays the placeholder, which the ids of existing resources are in. A tenant of zeros is none to azurerm.
  process.env['AZURE_TENANT_ID'] = '44444444-4444-4444-4444-444444444444';
  const codes = new Map<string, number>();
  for (const [index, name] of names.entries()) {
    process.stdout.write(`\n== ${index + 1}/${names.length} ${name}\n`);
    // The manifest sorts stacks by name; an example with several apps deploys them in the order it defines them in.
    const { stacks } = synthesiseExample(join(outdir, name), EXAMPLES[name] ?? []);
    codes.set(name, await runProject({ ...options, outdir: join(outdir, name), stacks: stacks.map((stack) => stack.name), seed: SEEDS[name] }));
  }
  process.stdout.write(`\n${names.length} examples: ${[...codes].map(([name, code]) => `${name} ${code === EXIT.ok ? 'passed' : code === EXIT.failed ? 'FAILED' : 'INCOMPLETE'}`).join(', ')}\n`);
  return worstOf([...codes.values()]);
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
