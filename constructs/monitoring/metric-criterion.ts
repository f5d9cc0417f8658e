import type { Problems } from '../core/errors';

/** How the values of a window become one. */
export enum MetricAggregation {
  AVERAGE = 'Average',
  MAXIMUM = 'Maximum',
  MINIMUM = 'Minimum',
  TOTAL = 'Total',
  COUNT = 'Count',
}

/** When a value is bad. */
export enum MetricOperator {
  GREATER_THAN = 'GreaterThan',
  GREATER_THAN_OR_EQUAL = 'GreaterThanOrEqual',
  LESS_THAN = 'LessThan',
  LESS_THAN_OR_EQUAL = 'LessThanOrEqual',
}

/** Part of a metric, for example the requests of one deployment. */
export interface MetricDimension {
  readonly name: string;
  readonly values: readonly string[];
}

export interface MetricCriterionOptions {
  /** The type of what emits the metric, for example `Microsoft.KeyVault/vaults`. */
  readonly targetType: string;
  /** As Azure's API has it. */
  readonly metricName: string;
  readonly aggregation: MetricAggregation;
  readonly operator: MetricOperator;
  readonly threshold: number;
  /** @default - the whole metric */
  readonly dimensions?: readonly MetricDimension[];
}

/** What an alert of an endpoint can be narrowed to. */
export interface EndpointMetricOptions {
  /** The name of one deployment. @default - all of them */
  readonly deploymentName?: string;
}

/** The percentiles of the time that requests take. */
export enum LatencyPercentile {
  P50 = 'RequestLatency_P50',
  P90 = 'RequestLatency_P90',
  P95 = 'RequestLatency_P95',
  P99 = 'RequestLatency_P99',
}

const ONLINE_ENDPOINT = 'Microsoft.MachineLearningServices/workspaces/onlineEndpoints';
const ONLINE_DEPLOYMENT = `${ONLINE_ENDPOINT}/deployments`;
const WORKSPACE = 'Microsoft.MachineLearningServices/workspaces';

/**
 * When a metric is bad, with factories for what goes wrong around models.
 *
 * @see https://learn.microsoft.com/azure/machine-learning/monitor-azure-machine-learning-reference
 */
export class MetricCriterion {
  /** Any metric. */
  static of(options: MetricCriterionOptions): MetricCriterion {
    return new MetricCriterion(options);
  }

  /** Requests to an online endpoint take longer than that. */
  static endpointLatency(aboveMilliseconds: number, options: EndpointMetricOptions & { readonly percentile?: LatencyPercentile } = {}): MetricCriterion {
    return above(ONLINE_ENDPOINT, options.percentile ?? LatencyPercentile.P95, MetricAggregation.AVERAGE, aboveMilliseconds, ofDeployment(options));
  }

  /** More requests to an online endpoint fail in a minute than that, through no fault of the caller. */
  static endpointErrors(abovePerMinute: number, options: EndpointMetricOptions = {}): MetricCriterion {
    return above(ONLINE_ENDPOINT, 'RequestsPerMinute', MetricAggregation.AVERAGE, abovePerMinute, [{ name: 'statusCodeClass', values: ['5xx'] }, ...(ofDeployment(options) ?? [])]);
  }

  /** More requests to an online endpoint are refused in a minute than that: callers send what it doesn't take, or more than it can. */
  static endpointClientErrors(abovePerMinute: number, options: EndpointMetricOptions = {}): MetricCriterion {
    return above(ONLINE_ENDPOINT, 'RequestsPerMinute', MetricAggregation.AVERAGE, abovePerMinute, [{ name: 'statusCodeClass', values: ['4xx'] }, ...(ofDeployment(options) ?? [])]);
  }

  /** The processors of an online deployment are busier than that. */
  static deploymentCpu(abovePercent: number): MetricCriterion {
    return above(ONLINE_DEPLOYMENT, 'CpuUtilizationPercentage', MetricAggregation.AVERAGE, abovePercent);
  }

  /** The memory of an online deployment is fuller than that. */
  static deploymentMemory(abovePercent: number): MetricCriterion {
    return above(ONLINE_DEPLOYMENT, 'CpuMemoryUtilizationPercentage', MetricAggregation.AVERAGE, abovePercent);
  }

  /** The GPUs of an online deployment are busier than that. */
  static deploymentGpu(abovePercent: number): MetricCriterion {
    return above(ONLINE_DEPLOYMENT, 'GpuUtilizationPercentage', MetricAggregation.AVERAGE, abovePercent);
  }

  /** The memory of the GPUs of an online deployment is fuller than that. */
  static deploymentGpuMemory(abovePercent: number): MetricCriterion {
    return above(ONLINE_DEPLOYMENT, 'GpuMemoryUtilizationPercentage', MetricAggregation.AVERAGE, abovePercent);
  }

  /** Data collection of an online deployment fails more often in a minute than that: monitors then see too little. */
  static deploymentDataCollectionErrors(abovePerMinute: number): MetricCriterion {
    return above(ONLINE_DEPLOYMENT, 'DataCollectionErrorsPerMinute', MetricAggregation.AVERAGE, abovePerMinute);
  }

  /** More of the compute quota of a workspace is used than that. */
  static workspaceQuota(abovePercent: number): MetricCriterion {
    return above(WORKSPACE, 'Quota Utilization Percentage', MetricAggregation.AVERAGE, abovePercent);
  }

  /** More jobs of a workspace fail in the window than that. */
  static workspaceFailedJobs(aboveCount = 0): MetricCriterion {
    return above(WORKSPACE, 'Failed Runs', MetricAggregation.TOTAL, aboveCount);
  }

  /** More nodes of a workspace could not be started, or broke, than that. */
  static workspaceUnusableNodes(aboveCount = 0): MetricCriterion {
    return above(WORKSPACE, 'Unusable Nodes', MetricAggregation.MAXIMUM, aboveCount);
  }

  /** More deployments of models fail in the window than that. */
  static workspaceFailedDeployments(aboveCount = 0): MetricCriterion {
    return above(WORKSPACE, 'Model Deploy Failed', MetricAggregation.TOTAL, aboveCount);
  }

  private constructor(readonly options: MetricCriterionOptions) {}

  /** Records what is wrong with the criterion; what alerts call. */
  check(problems: Problems, prop: string): void {
    const { targetType, metricName, threshold, dimensions = [] } = this.options;
    problems.require(/^[A-Za-z]\w*\.\w+(\/\w+)+$/.test(targetType), { code: 'MetricTargetTypeInvalid', prop: `${prop}.targetType`, rule: 'is not a type of Azure', got: targetType, expected: 'a type like Microsoft.KeyVault/vaults', fix: 'copy it from the metrics reference' });
    const percent = /percent/i.test(metricName);
    problems.require(threshold >= 0 && (!percent || threshold < 100), { code: 'MetricThresholdInvalid', prop: `${prop}.threshold`, rule: `is a limit that ${metricName} never passes`, got: threshold, expected: percent ? 'percent from 0, below 100' : 'a number from 0', fix: 'correct the number' });
    const empty = dimensions.filter(({ name, values }) => name === '' || values.length === 0).map(({ name }) => name);
    problems.require(empty.length === 0, { code: 'MetricDimensionEmpty', prop: `${prop}.dimensions`, rule: 'has a dimension without name or values', got: empty, expected: 'a name and at least one value', fix: 'leave it out, or complete it' });
  }
}

function above(targetType: string, metricName: string, aggregation: MetricAggregation, threshold: number, dimensions?: readonly MetricDimension[]): MetricCriterion {
  return MetricCriterion.of({ targetType, metricName, aggregation, operator: MetricOperator.GREATER_THAN, threshold, dimensions });
}

function ofDeployment({ deploymentName }: EndpointMetricOptions): readonly MetricDimension[] | undefined {
  return deploymentName === undefined ? undefined : [{ name: 'deployment', values: [deploymentName] }];
}
