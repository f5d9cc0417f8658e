import type { Problems } from '../core/errors';
import type { RolloutStep } from '../ml/rollout-step';
import type { ScoringDeployment } from './scoring-deployment';

/** What tells that a candidate is good enough, from what its pods count. */
export enum ServiceMetric {
  /** Percent of the requests that the service fails. */
  ERROR_PERCENT = 'errorPercent',
  /** Milliseconds that 95 of 100 requests stay below. */
  LATENCY_P95_MILLISECONDS = 'latencyP95Milliseconds',
  /** Milliseconds that 99 of 100 requests stay below. */
  LATENCY_P99_MILLISECONDS = 'latencyP99Milliseconds',
  /** How far predictions are from those of the stable deployment at the same time: the largest difference of their distributions, in percent (Kolmogorov-Smirnov). */
  PREDICTION_DRIFT_PERCENT = 'predictionDriftPercent',
}

/** What must hold before the step after this one; where it doesn't, the candidate is taken back. */
export interface ServiceGate {
  readonly metric: ServiceMetric;
  /** More is too much. */
  readonly atMost: number;
}

/** A stop on the way of a candidate from no traffic to all of it. */
export type ServiceRolloutStep = RolloutStep<ServiceGate>;

/** What the containers call their metrics. */
export interface ServiceMetricNames {
  /** A counter of answers with the label `code`, the HTTP status. @default 'scoring_requests_total' */
  readonly requests?: string;
  /** A histogram of the seconds that answers take. @default 'scoring_request_duration_seconds' */
  readonly duration?: string;
  /** A histogram of what is predicted. @default 'scoring_prediction' */
  readonly prediction?: string;
}

const NAMES: Required<ServiceMetricNames> = { requests: 'scoring_requests_total', duration: 'scoring_request_duration_seconds', prediction: 'scoring_prediction' };
const SHARES: readonly ServiceMetric[] = [ServiceMetric.ERROR_PERCENT, ServiceMetric.PREDICTION_DRIFT_PERCENT];

/** Records limits that can never be passed, metrics that are named twice, and names that Prometheus doesn't take. */
export function checkGates(problems: Problems, steps: readonly ServiceRolloutStep[], names: ServiceMetricNames): void {
  steps.forEach(({ gates = [] }, index) => {
    const prop = `steps[${index}].gates`;
    const metrics = gates.map(({ metric }) => metric);
    problems.require(new Set(metrics).size === metrics.length, { code: 'ServiceGateTwice', prop, rule: 'has a metric twice', got: metrics, expected: 'one limit for each metric', fix: 'leave one of the two out' });
    const never = gates.filter(({ metric, atMost }) => SHARES.includes(metric) && atMost >= 100);
    problems.require(never.length === 0, { code: 'ServiceGateNeverFails', prop, rule: 'has a limit that nothing can pass', got: never, expected: 'percent below 100', fix: 'lower it' });
  });
  const invalid = Object.values(names).filter((name: string) => !/^[a-zA-Z_:][a-zA-Z0-9_:]*$/.test(name));
  problems.require(invalid.length === 0, { code: 'MetricNameInvalid', prop: 'metricNames', rule: 'has a name that Prometheus does not take', got: invalid, expected: 'letters, digits, "_" and ":", not starting with a digit', fix: 'correct it' });
}

/** The pods of a deployment, as labels of Prometheus; the end of their names is Kubernetes' own. */
function podsOf({ objectName, service }: ScoringDeployment): string {
  return `namespace="${service.namespace.namespaceName}",pod=~"${objectName}-[0-9a-z]+-[0-9a-z]{5}"`;
}

/** How many requests a deployment answered. */
export function requestsQuery(deployment: ScoringDeployment, minutes: number, names: ServiceMetricNames = {}): string {
  return `sum(increase(${names.requests ?? NAMES.requests}{${podsOf(deployment)}}[${minutes}m])) or vector(0)`;
}

/** A metric as a query of Prometheus: one number, or none where there are no requests. */
export function metricQuery(metric: ServiceMetric, { deployment, stable, minutes, names = {} }: MetricQueryOptions): string {
  const { requests, duration, prediction } = { ...NAMES, ...names };
  const pods = podsOf(deployment);
  const quantile = (share: number): string => `1000 * histogram_quantile(${share}, sum by (le) (rate(${duration}_bucket{${pods}}[${minutes}m])))`;
  const distribution = (labels: string): string => `sum by (le) (rate(${prediction}_bucket{${labels}}[${minutes}m])) / scalar(sum(rate(${prediction}_count{${labels}}[${minutes}m])))`;
  switch (metric) {
    case ServiceMetric.ERROR_PERCENT: return `100 * (sum(rate(${requests}{${pods},code=~"5.."}[${minutes}m])) or vector(0)) / sum(rate(${requests}{${pods}}[${minutes}m]))`;
    case ServiceMetric.LATENCY_P95_MILLISECONDS: return quantile(0.95);
    case ServiceMetric.LATENCY_P99_MILLISECONDS: return quantile(0.99);
    case ServiceMetric.PREDICTION_DRIFT_PERCENT: return `100 * max(abs(${distribution(pods)} - ${distribution(podsOf(stable))}))`;
  }
}

/** Whose metric, over which time. */
export interface MetricQueryOptions {
  readonly deployment: ScoringDeployment;
  /** What predictions are compared with. */
  readonly stable: ScoringDeployment;
  readonly minutes: number;
  /** @default - as ServiceMetricNames has them */
  readonly names?: ServiceMetricNames;
}
