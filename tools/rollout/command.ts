import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { UserError } from '../../constructs/core/errors';
import { describe, judge } from './judge';
import { readRolloutPlan, stepOf } from './plan';
import { prometheus } from './prometheus';

const HELP = `Judges a step of a rollout by its gates, as the release pipeline does.

  npm run rollout -- --plan rollout.json --step NAME --prometheus URL
  npm run rollout -- ... --json              the result as JSON, for scripts
  npm run rollout -- --plan FILE --steps     the names of the steps, in order

  rollout.json is what the service keeps in the cluster:
    kubectl get configmap SERVICE-rollout --namespace NAMESPACE --output jsonpath='{.data.rollout\\.json}'
  PROMETHEUS_TOKEN holds the bearer token, where the server wants one.

Exit codes: 0 the step may go on; 3 it must be taken back; 4 too few requests were seen; 1 an error.
`;

const EXIT_CODES = { passed: 0, failed: 3, waiting: 4 } as const;

/** What a command said, and the exit code that it ends with. */
export interface CommandResult {
  readonly output: string;
  readonly exitCode: number;
}

/**
 * The command `npm run rollout`.
 *
 * @throws UserError for wrong options, an unreadable plan, a server that doesn't answer
 */
export async function rolloutCommand(args: readonly string[], token: string | undefined): Promise<CommandResult> {
  const { values } = parseArgs({ args: [...args], options: { plan: { type: 'string' }, step: { type: 'string' }, steps: { type: 'boolean' }, prometheus: { type: 'string' }, json: { type: 'boolean' }, help: { type: 'boolean' } } });
  if (values.help) return { output: HELP, exitCode: 0 };
  const file = required(values.plan, '--plan', 'the rollout.json of a service');
  const plan = readRolloutPlan(readPlan(file), file);
  if (values.steps) return { output: plan.steps.map(({ name }) => `${name}\n`).join(''), exitCode: 0 };
  const step = stepOf(plan, required(values.step, '--step', 'the name of a step'));
  const result = await judge(plan, step, prometheus(required(values.prometheus, '--prometheus', 'a query endpoint'), token));
  return { output: values.json ? `${JSON.stringify(result, null, 2)}\n` : describe(result, plan.minRequests), exitCode: EXIT_CODES[result.verdict] };
}

function required(value: string | undefined, option: string, expected: string): string {
  if (value === undefined || value === '') throw new UserError(`[RolloutOptionMissing] '${option}' is missing: expected ${expected}; see --help`);
  return value;
}

function readPlan(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    throw new UserError(`[RolloutFileMissing] '--plan' can't be read: got "${file}"; expected a file; fetch it from the cluster`);
  }
}
