import { z } from 'zod';
import { UserError } from '../../constructs/core/errors';

const gate = z.object({ metric: z.string(), atMost: z.number(), query: z.string().min(1) });
const step = z.object({ name: z.string(), candidatePercent: z.number(), pauseMinutes: z.number().optional(), requestsQuery: z.string().optional(), gates: z.array(gate).optional() });
const plan = z.object({ service: z.string(), namespace: z.string(), minRequests: z.number(), steps: z.array(step).min(1) });

/** What `ServiceRollout` keeps in the cluster for whoever moves it. */
export type RolloutPlan = z.infer<typeof plan>;

/** One of its steps. */
export type RolloutPlanStep = RolloutPlan['steps'][number];

/**
 * Reads the rollout of a service.
 *
 * @throws UserError where the text isn't one
 */
export function readRolloutPlan(text: string, where: string): RolloutPlan {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new UserError(`[RolloutUnreadable] '${where}' is not JSON: expected the rollout.json of a ServiceRollout; fetch it again`);
  }
  const read = plan.safeParse(value);
  if (!read.success) throw new UserError(`[RolloutInvalid] '${where}' is not a rollout: ${read.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ')}; expected the rollout.json of a ServiceRollout with a candidate; fetch it again`);
  return read.data;
}

/**
 * The step of a name.
 *
 * @throws UserError where there is none
 */
export function stepOf({ steps }: RolloutPlan, name: string): RolloutPlanStep {
  const found = steps.find((candidate) => candidate.name === name);
  if (!found) throw new UserError(`[RolloutStepMissing] '--step' is no step of the rollout: got "${name}"; expected one of ${steps.map((each) => each.name).join(', ')}; correct it`);
  return found;
}
