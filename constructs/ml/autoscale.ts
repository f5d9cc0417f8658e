import { MonitorAutoscaleSetting } from '@cdktf/provider-azurerm/lib/monitor-autoscale-setting';
import type { Construct } from 'constructs';
import { AzureConstruct } from '../core/azure-construct';
import { Problems } from '../core/errors';
import type { IResourceGroup } from '../governance/resource-group';
import { checkEmails } from '../monitoring/email';

/** Azure's limit of rules in one profile. */
const MAX_RULES = 10;

/** What a rule looks at. */
export enum AutoscaleMetric {
  /** Percent of the processors in use, on average over the instances. */
  CPU_PERCENT = 'CpuUtilizationPercentage',
  /** Percent of the memory in use. */
  MEMORY_PERCENT = 'CpuMemoryUtilizationPercentage',
  /** Percent of the GPUs in use. */
  GPU_PERCENT = 'GpuUtilizationPercentage',
  /** Milliseconds that 95 of 100 requests to the deployment stay below. */
  REQUEST_LATENCY_P95_MILLISECONDS = 'RequestLatency_P95',
  /** Requests to the deployment in a minute. */
  REQUESTS_PER_MINUTE = 'RequestsPerMinute',
}

/** When instances are added or taken away. */
export interface AutoscaleRule {
  readonly metric: AutoscaleMetric;
  /** Above it, instances are added. */
  readonly scaleOutAbove: number;
  /** Below it, an instance is taken away; lower than `scaleOutAbove`, so that the two don't alternate. @default - never by this rule */
  readonly scaleInBelow?: number;
  /** How many are added at once. @default 1 */
  readonly instanceStep?: number;
  /** The time that is looked at; 5 to 720. @default 5 */
  readonly windowMinutes?: number;
  /** How long nothing happens after a change; 1 to 10080. @default 5 */
  readonly cooldownMinutes?: number;
}

/** How the number of instances follows the load. */
export interface AutoscaleOptions {
  readonly resourceGroup: IResourceGroup;
  /** @default - that of the deployment, with `autoscale-` and the endpoint before it */
  readonly name?: string;
  readonly minInstances: number;
  /** The number while there are no metrics. @default - `minInstances` */
  readonly defaultInstances?: number;
  readonly maxInstances: number;
  readonly rules: readonly AutoscaleRule[];
  /** Who gets mail when the number changes. @default - nobody */
  readonly emails?: readonly string[];
}

/** What scales, for `Autoscale`. */
export interface AutoscaleProps extends AutoscaleOptions {
  readonly targetId: string;
  readonly location: string;
  /** The name that the setting has by default. */
  readonly defaultName: string;
}

const PERCENT_METRICS: readonly AutoscaleMetric[] = [AutoscaleMetric.CPU_PERCENT, AutoscaleMetric.MEMORY_PERCENT, AutoscaleMetric.GPU_PERCENT];

/**
 * Lets the instances of a deployment follow the load, by Azure Monitor; what `addAutoscale` of a deployment makes.
 *
 * @see https://learn.microsoft.com/azure/machine-learning/how-to-autoscale-endpoints
 */
export class Autoscale extends AzureConstruct {
  readonly autoscaleSettingId: string;

  /** @throws ValidationError `AutoscaleNameInvalid`, `AutoscaleCountsInvalid`, `AutoscaleCountsOrder`, `AutoscaleRulesEmpty`, `AutoscaleRuleLimit`, `AutoscaleThresholdInvalid`, `AutoscaleThresholdsFlap`, `AutoscaleNeverShrinks`, `AutoscaleStepInvalid`, `AutoscaleTimeInvalid`, `AutoscaleMetricTwice`, `EmailInvalid` */
  constructor(scope: Construct, id: string, props: AutoscaleProps) {
    super(scope, id);
    const { minInstances, maxInstances, defaultInstances = minInstances } = props;
    const name = props.name ?? props.defaultName;
    const problems = new Problems(this);
    checkAutoscale(problems, props);
    problems.throwIfAny();
    const resource = new MonitorAutoscaleSetting(this, 'Resource', {
      name,
      resourceGroupName: props.resourceGroup.resourceName,
      // The setting must be where its target is.
      location: props.location,
      targetResourceId: props.targetId,
      enabled: true,
      profile: [{
        name: 'load',
        capacity: { minimum: minInstances, default: defaultInstances, maximum: maxInstances },
        rule: props.rules.flatMap((rule) => ruleBlocks(rule, props.targetId)),
      }],
      notification: props.emails && { email: { customEmails: [...props.emails] } },
    });
    this.autoscaleSettingId = resource.id;
  }
}

function ruleBlocks(rule: AutoscaleRule, metricResourceId: string): { metricTrigger: ReturnType<typeof trigger>; scaleAction: ReturnType<typeof action> }[] {
  const cooldown = `PT${rule.cooldownMinutes ?? 5}M`;
  const out = { metricTrigger: trigger(rule, metricResourceId, 'GreaterThan', rule.scaleOutAbove), scaleAction: action('Increase', rule.instanceStep ?? 1, cooldown) };
  if (rule.scaleInBelow === undefined) return [out];
  return [out, { metricTrigger: trigger(rule, metricResourceId, 'LessThan', rule.scaleInBelow), scaleAction: action('Decrease', 1, cooldown) }];
}

function trigger(rule: AutoscaleRule, metricResourceId: string, operator: 'GreaterThan' | 'LessThan', threshold: number) {
  return { metricName: rule.metric, metricResourceId, operator, statistic: 'Average', threshold, timeAggregation: 'Average', timeGrain: 'PT1M', timeWindow: `PT${rule.windowMinutes ?? 5}M` };
}

function action(direction: 'Increase' | 'Decrease', value: number, cooldown: string) {
  return { direction, type: 'ChangeCount', value, cooldown };
}

function checkAutoscale(problems: Problems, props: AutoscaleProps): void {
  const { minInstances, maxInstances, defaultInstances = minInstances, rules } = props;
  const counts = { minInstances, defaultInstances, maxInstances };
  problems.require(props.name === undefined || /^[^<>%&#.,?/\\:+]{1,260}$/.test(props.name), { code: 'AutoscaleNameInvalid', prop: 'name', rule: 'is not the name of an autoscale setting', got: props.name, expected: '1 to 260 characters, none of < > % & # . , ? / \\ : +', fix: 'use only what is allowed' });
  const whole = Object.values(counts).every((count) => Number.isInteger(count) && count >= 1 && count <= 1000);
  problems.require(whole, { code: 'AutoscaleCountsInvalid', prop: 'minInstances', rule: ', defaultInstances and maxInstances are not numbers of instances', got: counts, expected: 'whole numbers from 1 to 1000', fix: 'correct the numbers; a deployment never scales to zero' });
  problems.require(!whole || (minInstances <= defaultInstances && defaultInstances <= maxInstances), { code: 'AutoscaleCountsOrder', prop: 'defaultInstances', rule: 'is not between minInstances and maxInstances', got: counts, expected: 'minInstances <= defaultInstances <= maxInstances', fix: 'correct the numbers' });
  problems.require(rules.length > 0, { code: 'AutoscaleRulesEmpty', prop: 'rules', rule: 'is empty', got: rules, expected: 'at least one rule', fix: "add a rule, or leave 'addAutoscale' out" });
  const blocks = rules.reduce((sum, rule) => sum + (rule.scaleInBelow === undefined ? 1 : 2), 0);
  problems.require(blocks <= MAX_RULES, { code: 'AutoscaleRuleLimit', prop: 'rules', rule: 'are too many, each direction counted', got: blocks, expected: `at most ${MAX_RULES}`, fix: 'leave some out' });
  problems.require(rules.length === 0 || rules.some((rule) => rule.scaleInBelow !== undefined), { code: 'AutoscaleNeverShrinks', prop: 'rules', rule: 'never take an instance away', got: rules.map(({ metric }) => metric), expected: "a rule with 'scaleInBelow'", fix: 'add it to a rule' });
  const metrics = rules.map(({ metric }) => metric);
  problems.require(new Set(metrics).size === metrics.length, { code: 'AutoscaleMetricTwice', prop: 'rules', rule: 'has a metric twice', got: metrics, expected: 'one rule for each metric', fix: 'leave one of the two out' });
  checkEmails(problems, 'emails', props.emails ?? []);
  rules.forEach((rule, index) => checkRule(problems, rule, `rules[${index}]`));
}

function checkRule(problems: Problems, rule: AutoscaleRule, prop: string): void {
  const { scaleOutAbove, scaleInBelow, instanceStep = 1, windowMinutes = 5, cooldownMinutes = 5 } = rule;
  const highest = PERCENT_METRICS.includes(rule.metric) ? 100 : Number.MAX_SAFE_INTEGER;
  const valid = [scaleOutAbove, scaleInBelow ?? 0].every((value) => value >= 0 && value < highest);
  problems.require(valid, { code: 'AutoscaleThresholdInvalid', prop, rule: `has a threshold that ${rule.metric} never passes`, got: { scaleOutAbove, scaleInBelow }, expected: highest === 100 ? 'percent from 0, below 100' : 'numbers from 0', fix: 'correct the threshold' });
  problems.require(!valid || scaleInBelow === undefined || scaleInBelow < scaleOutAbove, { code: 'AutoscaleThresholdsFlap', prop: `${prop}.scaleInBelow`, rule: 'is not lower than scaleOutAbove: instances would come and go', got: scaleInBelow, expected: `less than ${scaleOutAbove}`, fix: 'leave room between the two' });
  problems.require(Number.isInteger(instanceStep) && instanceStep >= 1, { code: 'AutoscaleStepInvalid', prop: `${prop}.instanceStep`, rule: 'is not a number of instances', got: instanceStep, expected: 'a whole number from 1', fix: 'correct the number' });
  const times = Number.isInteger(windowMinutes) && windowMinutes >= 5 && windowMinutes <= 720 && Number.isInteger(cooldownMinutes) && cooldownMinutes >= 1 && cooldownMinutes <= 10080;
  problems.require(times, { code: 'AutoscaleTimeInvalid', prop, rule: 'has a time out of range', got: { windowMinutes, cooldownMinutes }, expected: 'windowMinutes from 5 to 720, cooldownMinutes from 1 to 10080', fix: 'choose numbers in the range' });
}
