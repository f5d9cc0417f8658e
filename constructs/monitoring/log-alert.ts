import { MonitorScheduledQueryRulesAlertV2 } from '@cdktf/provider-azurerm/lib/monitor-scheduled-query-rules-alert-v2';
import { Token } from 'cdktf';
import type { Construct } from 'constructs';
import type { DiagnosticTarget, IAzureResource } from '../core/azure-resource';
import { AzureResource } from '../core/azure-resource';
import { Problems } from '../core/errors';
import type { IResourceGroup } from '../governance/resource-group';
import type { IActionGroup } from './action-group';
import { AlertSeverity } from './metric-alert';
import { MetricOperator } from './metric-criterion';

/** The times that an alert can look back, in minutes, with how Azure's API writes them. */
const DURATIONS: ReadonlyMap<number, string> = new Map([[5, 'PT5M'], [10, 'PT10M'], [15, 'PT15M'], [30, 'PT30M'], [45, 'PT45M'], [60, 'PT1H'], [120, 'PT2H'], [180, 'PT3H'], [240, 'PT4H'], [300, 'PT5H'], [360, 'PT6H'], [1440, 'P1D'], [2880, 'P2D']]);

const MINUTES = [...DURATIONS.keys()];

/** A day is the rarest that Azure looks. */
const MAX_FREQUENCY_MINUTES = 1440;

/** Azure's limit of action groups of one alert. */
const MAX_ACTION_GROUPS = 5;

export interface LogAlertProps {
  readonly resourceGroup: IResourceGroup;
  /** 1 to 260 characters; says what is wrong, since people see it first. */
  readonly name: string;
  /** @default - none */
  readonly description?: string;
  /** What holds the logs: a Log Analytics workspace, or a resource that sends its logs to one. */
  readonly target: IAzureResource;
  /** In Kusto, without a filter of time; the alert counts its rows. */
  readonly query: string;
  /** @default MetricOperator.GREATER_THAN */
  readonly operator?: MetricOperator;
  /** The number of rows that `operator` compares with. @default 0 */
  readonly threshold?: number;
  /** Who is told. */
  readonly actionGroups: readonly IActionGroup[];
  /** @default AlertSeverity.WARNING */
  readonly severity?: AlertSeverity;
  /** The time that is looked at: 5 to 45, whole hours up to 360, 1440 or 2880. @default 60 */
  readonly windowMinutes?: number;
  /** How often it looks; one of the times of `windowMinutes`, up to a day. @default 15 */
  readonly frequencyMinutes?: number;
  /** Whether the alert ends by itself once all is well. @default true */
  readonly autoMitigationEnabled?: boolean;
  /** Whether Azure refuses a query of tables that don't exist yet. @default true */
  readonly queryValidationEnabled?: boolean;
  /** @default true */
  readonly enabled?: boolean;
}

/**
 * Tells people when logs have, or lack, what a query looks for; for what no metric says.
 *
 * @see https://learn.microsoft.com/azure/azure-monitor/alerts/alerts-types#log-alerts
 */
export class LogAlert extends AzureResource {
  readonly resourceId: string;
  readonly resourceName: string;

  /** @throws ValidationError `LogAlertNameInvalid`, `LogAlertQueryEmpty`, `LogAlertThresholdInvalid`, `LogAlertActionGroups`, `LogAlertTimeInvalid`, `LogAlertFrequencyOverWindow` */
  constructor(scope: Construct, id: string, props: LogAlertProps) {
    super(scope, id);
    const { windowMinutes = 60, frequencyMinutes = 15 } = props;
    this.check(props, windowMinutes, frequencyMinutes);
    const resource = new MonitorScheduledQueryRulesAlertV2(this, 'Resource', {
      name: props.name,
      resourceGroupName: props.resourceGroup.resourceName,
      location: props.resourceGroup.location,
      description: props.description,
      scopes: [props.target.resourceId],
      severity: props.severity ?? AlertSeverity.WARNING,
      windowDuration: duration(windowMinutes),
      evaluationFrequency: duration(frequencyMinutes),
      autoMitigationEnabled: props.autoMitigationEnabled ?? true,
      skipQueryValidation: !(props.queryValidationEnabled ?? true),
      enabled: props.enabled ?? true,
      criteria: [{ query: props.query, timeAggregationMethod: 'Count', operator: props.operator ?? MetricOperator.GREATER_THAN, threshold: props.threshold ?? 0, failingPeriods: { numberOfEvaluationPeriods: 1, minimumFailingPeriodsToTriggerAlert: 1 } }],
      action: { actionGroups: props.actionGroups.map((group) => group.resourceId) },
    });
    this.resourceId = resource.id;
    this.resourceName = resource.name;
  }

  protected override get diagnosticTargets(): readonly DiagnosticTarget[] {
    return [];
  }

  private check(props: LogAlertProps, windowMinutes: number, frequencyMinutes: number): void {
    const { actionGroups, threshold = 0 } = props;
    const problems = new Problems(this);
    problems.require(Token.isUnresolved(props.name) || /^[^#*%&+:<>?@{}\\/]{0,259}[^#*%&+:<>?@{}\\/ .]$/.test(props.name), { code: 'LogAlertNameInvalid', prop: 'name', rule: 'is not the name of an alert', got: props.name, expected: '1 to 260 characters, none of # * % & + : < > ? @ { } \\ /, not ending with a space or "."', fix: 'use only what is allowed' });
    problems.require(props.query.trim() !== '', { code: 'LogAlertQueryEmpty', prop: 'query', rule: 'is empty', got: props.query, expected: 'a query in Kusto', fix: 'say what is looked for' });
    problems.require(threshold >= 0 && Number.isInteger(threshold), { code: 'LogAlertThresholdInvalid', prop: 'threshold', rule: 'is no number of rows', got: threshold, expected: 'a whole number from 0', fix: 'correct the number' });
    problems.require(actionGroups.length >= 1 && actionGroups.length <= MAX_ACTION_GROUPS, { code: 'LogAlertActionGroups', prop: 'actionGroups', rule: 'has the wrong number of action groups', got: actionGroups.length, expected: `1 to ${MAX_ACTION_GROUPS}`, fix: 'say who is told' });
    const frequencies = MINUTES.filter((minutes) => minutes <= MAX_FREQUENCY_MINUTES);
    const times = [['windowMinutes', windowMinutes, MINUTES], ['frequencyMinutes', frequencyMinutes, frequencies]] as const;
    for (const [prop, minutes, allowed] of times) {
      problems.require(allowed.includes(minutes), { code: 'LogAlertTimeInvalid', prop, rule: 'is not a time that Azure has', got: minutes, expected: allowed.join(', '), fix: 'choose one of these' });
    }
    problems.require(frequencyMinutes <= windowMinutes, { code: 'LogAlertFrequencyOverWindow', prop: 'frequencyMinutes', rule: 'is longer than the window: what is between would be missed', got: frequencyMinutes, expected: `at most ${windowMinutes}`, fix: "lower it, or raise 'windowMinutes'" });
    problems.throwIfAny();
  }
}

function duration(minutes: number): string {
  return DURATIONS.get(minutes) ?? `PT${minutes}M`;
}
