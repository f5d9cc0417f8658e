import { MonitorMetricAlert } from '@cdktf/provider-azurerm/lib/monitor-metric-alert';
import { Token } from 'cdktf';
import type { Construct } from 'constructs';
import type { DiagnosticTarget, IAzureResource } from '../core/azure-resource';
import { AzureResource } from '../core/azure-resource';
import { Problems } from '../core/errors';
import { parseResourceId } from '../core/resource-id';
import type { IResourceGroup } from '../governance/resource-group';
import type { IActionGroup } from './action-group';
import type { MetricCriterion } from './metric-criterion';

/** How bad it is. */
export enum AlertSeverity {
  CRITICAL = 0,
  ERROR = 1,
  WARNING = 2,
  INFORMATIONAL = 3,
  VERBOSE = 4,
}

/** Minutes that an alert can look at, and how often it can. Azure has no others. */
export const ALERT_WINDOW_MINUTES = [1, 5, 15, 30, 60, 360, 720, 1440] as const;

/** How often an alert can look, in minutes. */
export const ALERT_FREQUENCY_MINUTES = [1, 5, 15, 30, 60] as const;

/** Azure's limit of action groups of one alert. */
const MAX_ACTION_GROUPS = 5;

/** Azure's limit of criteria of one alert. */
const MAX_CRITERIA = 5;

export interface MetricAlertProps {
  readonly resourceGroup: IResourceGroup;
  /** 1 to 260 characters; says what is wrong, since people see it first. */
  readonly name: string;
  /** @default - none */
  readonly description?: string;
  /** What emits the metrics. */
  readonly target: IAzureResource;
  /** All of them must be met at once. */
  readonly criteria: readonly MetricCriterion[];
  /** Who is told. */
  readonly actionGroups: readonly IActionGroup[];
  /** @default AlertSeverity.WARNING */
  readonly severity?: AlertSeverity;
  /** The time that is looked at. @default 15 */
  readonly windowMinutes?: (typeof ALERT_WINDOW_MINUTES)[number];
  /** How often it looks. @default 5 */
  readonly frequencyMinutes?: (typeof ALERT_FREQUENCY_MINUTES)[number];
  /** Whether the alert ends by itself once all is well. @default true */
  readonly autoMitigationEnabled?: boolean;
  /** @default true */
  readonly enabled?: boolean;
}

/**
 * Tells people when metrics of a resource are bad.
 *
 * @see https://learn.microsoft.com/azure/azure-monitor/alerts/alerts-types#metric-alerts
 */
export class MetricAlert extends AzureResource {
  readonly resourceId: string;
  readonly resourceName: string;

  /** @throws ValidationError `AlertNameInvalid`, `AlertCriteriaCount`, `AlertCriteriaMixed`, `AlertTargetWrong`, `AlertActionGroups`, `AlertWindowInvalid`, `AlertFrequencyInvalid`, `AlertFrequencyOverWindow`, and those of criteria */
  constructor(scope: Construct, id: string, props: MetricAlertProps) {
    super(scope, id);
    const { windowMinutes = 15, frequencyMinutes = 5 } = props;
    this.check(props, windowMinutes, frequencyMinutes);
    const resource = new MonitorMetricAlert(this, 'Resource', {
      name: props.name,
      resourceGroupName: props.resourceGroup.resourceName,
      description: props.description,
      scopes: [props.target.resourceId],
      severity: props.severity ?? AlertSeverity.WARNING,
      windowSize: duration(windowMinutes),
      frequency: duration(frequencyMinutes),
      autoMitigate: props.autoMitigationEnabled ?? true,
      enabled: props.enabled ?? true,
      criteria: props.criteria.map(({ options }) => ({
        metricNamespace: options.targetType,
        metricName: options.metricName,
        aggregation: options.aggregation,
        operator: options.operator,
        threshold: options.threshold,
        dimension: options.dimensions?.map(({ name, values }) => ({ name, operator: 'Include', values: [...values] })),
      })),
      action: props.actionGroups.map((group) => ({ actionGroupId: group.resourceId })),
    });
    this.resourceId = resource.id;
    this.resourceName = resource.name;
  }

  protected override get diagnosticTargets(): readonly DiagnosticTarget[] {
    return [];
  }

  private check(props: MetricAlertProps, windowMinutes: number, frequencyMinutes: number): void {
    const { criteria, actionGroups, target } = props;
    const problems = new Problems(this);
    problems.require(Token.isUnresolved(props.name) || /^[^#*%&+:<>?@{}\\/]{0,259}[^#*%&+:<>?@{}\\/ .]$/.test(props.name), { code: 'AlertNameInvalid', prop: 'name', rule: 'is not the name of an alert', got: props.name, expected: '1 to 260 characters, none of # * % & + : < > ? @ { } \\ /, not ending with a space or "."', fix: 'use only what is allowed' });
    problems.require(criteria.length >= 1 && criteria.length <= MAX_CRITERIA, { code: 'AlertCriteriaCount', prop: 'criteria', rule: 'has the wrong number of criteria', got: criteria.length, expected: `1 to ${MAX_CRITERIA}`, fix: 'add one, or make several alerts' });
    const types = [...new Set(criteria.map(({ options }) => options.targetType))];
    problems.require(types.length <= 1, { code: 'AlertCriteriaMixed', prop: 'criteria', rule: 'are of several types of resources', got: types, expected: 'criteria of one type', fix: 'make an alert for each type' });
    const [type] = types;
    if (type !== undefined && !Token.isUnresolved(target.resourceId)) {
      const actual = parseResourceId(this, 'target', target.resourceId).type;
      problems.require(types.length > 1 || actual.toLowerCase() === type.toLowerCase(), { code: 'AlertTargetWrong', prop: 'target', rule: 'does not emit the metrics of the criteria', got: actual, expected: type, fix: 'pass another target, or other criteria' });
    }
    problems.require(actionGroups.length >= 1 && actionGroups.length <= MAX_ACTION_GROUPS, { code: 'AlertActionGroups', prop: 'actionGroups', rule: 'has the wrong number of action groups', got: actionGroups.length, expected: `1 to ${MAX_ACTION_GROUPS}`, fix: 'say who is told' });
    const window = oneOf(ALERT_WINDOW_MINUTES, windowMinutes);
    const frequency = oneOf(ALERT_FREQUENCY_MINUTES, frequencyMinutes);
    problems.require(window, { code: 'AlertWindowInvalid', prop: 'windowMinutes', rule: 'is not a time that Azure looks at', got: windowMinutes, expected: ALERT_WINDOW_MINUTES.join(', '), fix: 'choose one of these' });
    problems.require(frequency, { code: 'AlertFrequencyInvalid', prop: 'frequencyMinutes', rule: 'is not a time that Azure waits', got: frequencyMinutes, expected: ALERT_FREQUENCY_MINUTES.join(', '), fix: 'choose one of these' });
    problems.require(!window || !frequency || frequencyMinutes <= windowMinutes, { code: 'AlertFrequencyOverWindow', prop: 'frequencyMinutes', rule: 'is longer than the window: what is between would be missed', got: frequencyMinutes, expected: `at most ${windowMinutes}`, fix: "lower it, or raise 'windowMinutes'" });
    criteria.forEach((criterion, index) => criterion.check(problems, `criteria[${index}]`));
    problems.throwIfAny();
  }
}

function oneOf(allowed: readonly number[], value: number): boolean {
  return allowed.includes(value);
}

/** As Azure's API has it: `PT15M`, `PT6H`, `P1D`. */
function duration(minutes: number): string {
  if (minutes === 1440) return 'P1D';
  return minutes >= 60 ? `PT${minutes / 60}H` : `PT${minutes}M`;
}
