import type { TerraformStack } from 'cdktf';
import { ResourceGroup } from '../../../constructs/governance/resource-group';
import { ActionGroup } from '../../../constructs/monitoring/action-group';
import type { LogAlertProps } from '../../../constructs/monitoring/log-alert';
import { LogAlert } from '../../../constructs/monitoring/log-alert';
import { LogAnalyticsWorkspace } from '../../../constructs/monitoring/log-analytics-workspace';
import { AlertSeverity } from '../../../constructs/monitoring/metric-alert';
import { MetricOperator } from '../../../constructs/monitoring/metric-criterion';
import { LOCATION, problemsOf, SUBSCRIPTION_ID, synthesise } from '../../support/template';

const GROUP_ID = `/subscriptions/${SUBSCRIPTION_ID}/resourceGroups/rg-platform`;
const LOGS_ID = `${GROUP_ID}/providers/Microsoft.OperationalInsights/workspaces/log-shared`;
const ALERTS_ID = `${GROUP_ID}/providers/Microsoft.Insights/actionGroups/ag-shared`;
const QUERY = "AmlComputeJobEvent | where EventType == 'JobFailed'";

function define(stack: TerraformStack, props: Partial<LogAlertProps> = {}): LogAlert {
  return new LogAlert(stack, 'Alert', {
    resourceGroup: ResourceGroup.fromResourceGroupId(stack, 'Group', GROUP_ID, LOCATION),
    name: 'jobs fail',
    target: LogAnalyticsWorkspace.fromLogAnalyticsWorkspaceId(stack, 'Logs', LOGS_ID),
    query: QUERY,
    actionGroups: [ActionGroup.fromActionGroupId(stack, 'Alerts', ALERTS_ID)],
    ...props,
  });
}

const failing = (props: Partial<LogAlertProps>): string => problemsOf((stack) => define(stack, props));

describe('LogAlert', () => {
  test('warns of any row in an hour, looking every quarter of an hour', () => {
    const template = synthesise((stack) => define(stack));
    expect(template.counts).toEqual({ azurerm_monitor_scheduled_query_rules_alert_v2: 1 });
    expect(template.resource('azurerm_monitor_scheduled_query_rules_alert_v2')).toEqual({
      action: { action_groups: [ALERTS_ID] },
      auto_mitigation_enabled: true,
      criteria: [{ failing_periods: { minimum_failing_periods_to_trigger_alert: 1, number_of_evaluation_periods: 1 }, operator: 'GreaterThan', query: QUERY, threshold: 0, time_aggregation_method: 'Count' }],
      enabled: true,
      evaluation_frequency: 'PT15M',
      location: LOCATION,
      name: 'jobs fail',
      resource_group_name: 'rg-platform',
      scopes: [LOGS_ID],
      severity: 2,
      skip_query_validation: false,
      window_duration: 'PT1H',
    });
  });

  test('takes all values', () => {
    const template = synthesise((stack) => define(stack, { description: 'All values', operator: MetricOperator.LESS_THAN, threshold: 3, severity: AlertSeverity.ERROR, windowMinutes: 2880, frequencyMinutes: 1440, autoMitigationEnabled: false, queryValidationEnabled: false, enabled: false }));
    expect(template.resource('azurerm_monitor_scheduled_query_rules_alert_v2')).toMatchObject({ auto_mitigation_enabled: false, criteria: [{ operator: 'LessThan', threshold: 3 }], description: 'All values', enabled: false, evaluation_frequency: 'P1D', severity: 1, skip_query_validation: true, window_duration: 'P2D' });
  });

  test.each<[string, Partial<LogAlertProps>, string]>([
    ['a name that can not be', { name: 'jobs > 0' }, `[LogAlertNameInvalid] 'name' is not the name of an alert: got "jobs > 0"; expected 1 to 260 characters, none of # * % & + : < > ? @ { } \\ /, not ending with a space or "."; use only what is allowed (at test/Alert)`],
    ['no query', { query: ' ' }, `[LogAlertQueryEmpty] 'query' is empty: got " "; expected a query in Kusto; say what is looked for (at test/Alert)`],
    ['a part of a row', { threshold: 0.5 }, `[LogAlertThresholdInvalid] 'threshold' is no number of rows: got 0.5; expected a whole number from 0; correct the number (at test/Alert)`],
    ['nobody to tell', { actionGroups: [] }, `[LogAlertActionGroups] 'actionGroups' has the wrong number of action groups: got 0; expected 1 to 5; say who is told (at test/Alert)`],
    ['looking less often than far', { windowMinutes: 5 }, `[LogAlertFrequencyOverWindow] 'frequencyMinutes' is longer than the window: what is between would be missed: got 15; expected at most 5; lower it, or raise 'windowMinutes' (at test/Alert)`],
    ['times that Azure does not have', { windowMinutes: 2881, frequencyMinutes: 2880 }, `2 problems (at test/Alert):
  - [LogAlertTimeInvalid] 'windowMinutes' is not a time that Azure has: got 2881; expected 5, 10, 15, 30, 45, 60, 120, 180, 240, 300, 360, 1440, 2880; choose one of these
  - [LogAlertTimeInvalid] 'frequencyMinutes' is not a time that Azure has: got 2880; expected 5, 10, 15, 30, 45, 60, 120, 180, 240, 300, 360, 1440; choose one of these`],
  ])('fails for %s', (_, props, message) => {
    expect(failing(props)).toBe(message);
  });
});
