import type { TerraformStack } from 'cdktf';
import type { WorkspaceAlertsProps } from '../../../constructs/ml/workspace-alerts';
import { WorkspaceAlerts } from '../../../constructs/ml/workspace-alerts';
import { ResourceGroup } from '../../../constructs/governance/resource-group';
import { ActionGroup } from '../../../constructs/monitoring/action-group';
import { LOCATION, problemsOf, synthesise } from '../../support/template';
import type { Template } from '../../support/template';
import { GROUP_ID, workspace, WORKSPACE_ID } from './fixtures';

const ALERTS_ID = `${GROUP_ID}/providers/Microsoft.Insights/actionGroups/ag-shared`;

function define(stack: TerraformStack, props: Partial<WorkspaceAlertsProps> = {}): WorkspaceAlerts {
  const resourceGroup = ResourceGroup.fromResourceGroupId(stack, 'Group', GROUP_ID, LOCATION);
  return new WorkspaceAlerts(stack, 'Alerts', { resourceGroup, workspace: workspace(stack), actionGroups: [ActionGroup.fromActionGroupId(stack, 'Owners', ALERTS_ID)], ...props });
}

const rulesOf = (template: Template): unknown[] =>
  Object.values(template.resources('azurerm_monitor_metric_alert')).map(({ name, severity, window_size, criteria }) => {
    const [{ metric_name, aggregation, threshold } = { metric_name: '', aggregation: '', threshold: 0 }] = criteria as readonly { metric_name: string; aggregation: string; threshold: number }[];
    return [name, severity, window_size, metric_name, aggregation, threshold];
  });

describe('WorkspaceAlerts', () => {
  test('tells of failed jobs and deployments, unusable nodes and quota', () => {
    const template = synthesise((stack) => define(stack));
    expect(template.counts).toEqual({ azurerm_monitor_metric_alert: 4 });
    expect(rulesOf(template)).toEqual(expect.arrayContaining([
      ['mlw-shared has jobs that failed', 2, 'PT1H', 'Failed Runs', 'Total', 0],
      ['mlw-shared has deployments that failed', 1, 'PT1H', 'Model Deploy Failed', 'Total', 0],
      ['mlw-shared has unusable nodes', 1, 'PT15M', 'Unusable Nodes', 'Maximum', 0],
      ['mlw-shared runs out of quota', 2, 'PT1H', 'Quota Utilization Percentage', 'Average', 80],
    ]));
    for (const alert of Object.values(template.resources('azurerm_monitor_metric_alert'))) expect(alert).toMatchObject({ action: [{ action_group_id: ALERTS_ID }], scopes: [WORKSPACE_ID], enabled: true });
  });

  test('takes all values, and tells of nodes that start slowly', () => {
    const template = synthesise((stack) => define(stack, { failedJobsPerHour: 1, failedDeploymentsPerHour: 2, unusableNodes: 3, quotaPercent: 90, slowNodeStartMinutes: 30, enabled: false }));
    expect(rulesOf(template).map((rule) => (rule as unknown[])[5])).toEqual(expect.arrayContaining([1, 2, 3, 90]));
    expect(template.resource('azurerm_monitor_scheduled_query_rules_alert_v2')).toMatchObject({
      criteria: [{
        operator: 'GreaterThan',
        query: [
          'AmlComputeClusterNodeEvent',
          '| where isnotnull(StartTaskEndTime) and isnotnull(ResizeStartTime)',
          "| summarize Minutes = max(datetime_diff('minute', StartTaskEndTime, ResizeStartTime)) by ClusterName, NodeId, VmSize",
          '| where Minutes > 30',
        ].join('\n'),
        threshold: 0,
      }],
      enabled: false, name: 'mlw-shared has nodes that start slowly', scopes: [WORKSPACE_ID], skip_query_validation: true,
    });
  });

  test('fails for a start that takes no time', () => {
    expect(problemsOf((stack) => define(stack, { slowNodeStartMinutes: 0 }))).toBe("[SlowNodeStartInvalid] 'slowNodeStartMinutes' is not a time that nodes can take: got 0; expected whole minutes from 1; correct the number, or leave it out (at test/Alerts)");
  });
});
