import type { Problems } from '../core/errors';
import { MAX_MIRROR_PERCENT } from './traffic';

/** What tells that a candidate is good enough. */
export enum RolloutMetric {
  /** Percent of the requests that fail. */
  ERROR_PERCENT = 'errorPercent',
  /** Milliseconds that 95 of 100 requests stay below. */
  LATENCY_P95_MILLISECONDS = 'latencyP95Milliseconds',
  /** Percent of the processors in use. */
  CPU_PERCENT = 'cpuPercent',
}

/** A limit of any metric. */
export interface LimitedGate {
  /** More is too much. */
  readonly atMost: number;
}

/** What must hold before the step after this one. The pipeline that moves `currentStep` checks it; the landscape only says it. */
export interface RolloutGate extends LimitedGate {
  readonly metric: RolloutMetric;
}

/** A stop on the way of a candidate from no traffic to all of it. */
export interface RolloutStep<Gate extends LimitedGate = RolloutGate> {
  /** What `currentStep` names. */
  readonly name: string;
  /** The live traffic of the candidate; the stable deployment has the rest. */
  readonly candidatePercent: number;
  /** Copies of live requests for the candidate while it has no live traffic; at most 50. @default - none */
  readonly mirrorPercent?: number;
  /** What must hold before the next step. Required for steps that try the candidate out. @default - nothing */
  readonly gates?: readonly Gate[];
  /** How long the step is watched at least. Required for steps that try the candidate out. @default - no time */
  readonly pauseMinutes?: number;
}

/** What every step of a canary rollout waits for. */
export interface CanaryOptions<Gate extends LimitedGate = RolloutGate> {
  readonly gates: readonly Gate[];
  readonly pauseMinutes: number;
  /** A step of copies, before any live traffic. @default - none */
  readonly mirrorPercent?: number;
}

/** Ways to bring a candidate in. */
export class RolloutSteps {
  /** All or nothing: `blue` is the stable deployment, `green` the candidate. */
  static blueGreen(): RolloutStep[] {
    return [{ name: 'blue', candidatePercent: 0 }, { name: 'green', candidatePercent: 100 }];
  }

  /**
   * Little by little: `stable`, perhaps `mirror`, then `canary-<percent>` for each percentage, then `complete`.
   *
   * @param percents of live traffic, rising, each from 1 to 99
   */
  static canary<Gate extends LimitedGate = RolloutGate>(percents: readonly number[], { gates, pauseMinutes, mirrorPercent }: CanaryOptions<Gate>): RolloutStep<Gate>[] {
    const tried = { gates, pauseMinutes };
    return [
      { name: 'stable', candidatePercent: 0 },
      ...(mirrorPercent === undefined ? [] : [{ name: 'mirror', candidatePercent: 0, mirrorPercent, ...tried }]),
      ...percents.map((candidatePercent) => ({ name: `canary-${candidatePercent}`, candidatePercent, ...tried })),
      { name: 'complete', candidatePercent: 100 },
    ];
  }
}

/** Records what is wrong with the steps of a rollout. */
export function checkSteps(problems: Problems, steps: readonly RolloutStep<LimitedGate>[]): void {
  const names = steps.map(({ name }) => name);
  problems.require(new Set(names).size === names.length, { code: 'RolloutStepTwice', prop: 'steps', rule: 'has a name twice', got: names, expected: 'a name of its own for each step', fix: 'rename one of the two' });
  const percents = steps.map(({ candidatePercent }) => candidatePercent);
  const valid = percents.every((percent) => Number.isInteger(percent) && percent >= 0 && percent <= 100);
  problems.require(valid, { code: 'RolloutPercentInvalid', prop: 'steps', rule: 'has a share that is none', got: percents, expected: 'whole numbers from 0 to 100', fix: 'correct the number' });
  const rising = steps.every((step, index) => {
    const before = steps[index - 1];
    return before === undefined || step.candidatePercent > before.candidatePercent || (step.candidatePercent === 0 && (step.mirrorPercent ?? 0) > (before.mirrorPercent ?? 0));
  });
  problems.require(!valid || rising, { code: 'RolloutStepsNotIncreasing', prop: 'steps', rule: 'does not rise from step to step', got: percents, expected: 'more traffic for the candidate in each step, or more copies while it has none', fix: 'order the steps, and leave out what changes nothing' });
  problems.require(!valid || percents.at(-1) === 100, { code: 'RolloutIncomplete', prop: 'steps', rule: 'does not end with all traffic on the candidate', got: percents, expected: '100 in the last step', fix: 'add a last step' });
  steps.forEach((step, index) => checkStep(problems, step, `steps[${index}]`));
}

function checkStep(problems: Problems, step: RolloutStep<LimitedGate>, prop: string): void {
  const { candidatePercent, mirrorPercent, gates = [], pauseMinutes } = step;
  const mirrored = mirrorPercent !== undefined;
  problems.require(!mirrored || candidatePercent === 0, { code: 'RolloutMirrorWithTraffic', prop: `${prop}.mirrorPercent`, rule: "can't go with live traffic of the candidate", got: { candidatePercent, mirrorPercent }, expected: 'candidatePercent 0', fix: 'make it a step of its own, before' });
  problems.require(!mirrored || (Number.isInteger(mirrorPercent) && mirrorPercent >= 1 && mirrorPercent <= MAX_MIRROR_PERCENT), { code: 'RolloutMirrorInvalid', prop: `${prop}.mirrorPercent`, rule: 'is out of range', got: mirrorPercent, expected: `a whole number from 1 to ${MAX_MIRROR_PERCENT}`, fix: 'choose a number in the range' });
  const tries = mirrored || (candidatePercent > 0 && candidatePercent < 100);
  problems.require(!tries || gates.length > 0, { code: 'RolloutGateRequired', prop: `${prop}.gates`, rule: 'is required where the candidate is tried out', got: gates, expected: 'at least one metric', fix: 'say what must hold before the next step' });
  problems.require(!tries || pauseMinutes !== undefined, { code: 'RolloutPauseRequired', prop: `${prop}.pauseMinutes`, rule: 'is required where the candidate is tried out', got: pauseMinutes, expected: 'minutes', fix: 'say how long the step is watched' });
  problems.require(pauseMinutes === undefined || (Number.isInteger(pauseMinutes) && pauseMinutes >= 1), { code: 'RolloutPauseInvalid', prop: `${prop}.pauseMinutes`, rule: 'is not a time to wait', got: pauseMinutes, expected: 'whole minutes from 1', fix: 'correct the number' });
  problems.require(gates.every(({ atMost }) => atMost >= 0), { code: 'RolloutGateInvalid', prop: `${prop}.gates`, rule: 'has a limit that can never hold', got: gates, expected: 'limits from 0', fix: 'correct the number' });
}
