import type { RolloutPlan, RolloutPlanStep } from './plan';

/** What a query gave: a number, or nothing. */
export type Ask = (query: string) => Promise<number | undefined>;

/** How one gate of a step stands. */
export interface GateResult {
  readonly metric: string;
  readonly atMost: number;
  /** Nothing where the metric is missing. */
  readonly value: number | undefined;
  readonly passed: boolean;
}

/** How a step stands. */
export interface StepResult {
  readonly step: string;
  /** `waiting` where too few requests were seen to say anything. */
  readonly verdict: 'passed' | 'failed' | 'waiting';
  readonly requests: number | undefined;
  readonly gates: readonly GateResult[];
}

/** Judges a step by what was measured during it. A metric that is missing, or isn't a number, has failed. */
export async function judge({ minRequests }: RolloutPlan, { name, requestsQuery, gates = [] }: RolloutPlanStep, ask: Ask): Promise<StepResult> {
  const requests = requestsQuery === undefined ? undefined : await ask(requestsQuery);
  const results: GateResult[] = [];
  for (const { metric, atMost, query } of gates) {
    const value = await ask(query);
    results.push({ metric, atMost, value, passed: value !== undefined && Number.isFinite(value) && value <= atMost });
  }
  const seen = gates.length === 0 || (requests !== undefined && requests >= minRequests);
  if (!seen) return { step: name, verdict: 'waiting', requests, gates: results };
  return { step: name, verdict: results.every(({ passed }) => passed) ? 'passed' : 'failed', requests, gates: results };
}

/** A step's result, for people. */
export function describe({ step, verdict, requests, gates }: StepResult, minRequests: number): string {
  const lines = gates.map(({ metric, atMost, value, passed }) => `  ${passed ? 'pass' : 'FAIL'}  ${metric}: ${value === undefined ? 'missing' : String(value)}, at most ${atMost}`);
  const head = { passed: 'may go on', failed: 'must be taken back', waiting: `has seen too few requests: ${requests ?? 'none'} of ${minRequests}` }[verdict];
  return [`Step ${step} ${head}`, ...lines, ''].join('\n');
}
