import type { TerraformStack } from 'cdktf';
import { ResourceGroup } from '../../../constructs/governance/resource-group';
import { ActionGroup } from '../../../constructs/monitoring/action-group';
import { KeyVault } from '../../../constructs/security/key-vault';
import type { MetricAlertProps } from '../../../constructs/monitoring/metric-alert';
import { AlertSeverity, MetricAlert } from '../../../constructs/monitoring/metric-alert';
import { LatencyPercentile, MetricAggregation, MetricCriterion, MetricOperator } from '../../../constructs/monitoring/metric-criterion';
import { LOCATION, problemsOf, SUBSCRIPTION_ID, synthesise } from '../../support/template';

const GROUP_ID = `/subscriptions/${SUBSCRIPTION_ID}/resourceGroups/rg-platform`;
const VAULT_ID = `${GROUP_ID}/providers/Microsoft.KeyVault/vaults/kv-shared`;
const ALERTS_ID = `${GROUP_ID}/providers/Microsoft.Insights/actionGroups/ag-shared`;
const AVAILABILITY = { targetType: 'Microsoft.KeyVault/vaults', metricName: 'Availability', aggregation: MetricAggregation.AVERAGE, operator: MetricOperator.LESS_THAN, threshold: 99 };

function define(stack: TerraformStack, props: Partial<MetricAlertProps> = {}): MetricAlert {
  return new MetricAlert(stack, 'Alert', {
    resourceGroup: ResourceGroup.fromResourceGroupId(stack, 'Group', GROUP_ID, LOCATION),
    name: 'vault is gone',
    target: KeyVault.fromAttributes(stack, 'Vault', { resourceId: VAULT_ID, purgeProtectionEnabled: true }),
    criteria: [MetricCriterion.of(AVAILABILITY)],
    actionGroups: [ActionGroup.fromActionGroupId(stack, 'Alerts', ALERTS_ID)],
    ...props,
  });
}

const failing = (props: Partial<MetricAlertProps>): string => problemsOf((stack) => define(stack, props));

describe('MetricAlert', () => {
  test('warns, looking at a quarter of an hour every five minutes', () => {
    const template = synthesise((stack) => define(stack));
    expect(template.counts).toEqual({ azurerm_monitor_metric_alert: 1 });
    expect(template.resource('azurerm_monitor_metric_alert')).toEqual({
      action: [{ action_group_id: ALERTS_ID }],
      auto_mitigate: true,
      criteria: [{ aggregation: 'Average', metric_name: 'Availability', metric_namespace: 'Microsoft.KeyVault/vaults', operator: 'LessThan', threshold: 99 }],
      enabled: true,
      frequency: 'PT5M',
      name: 'vault is gone',
      resource_group_name: 'rg-platform',
      scopes: [VAULT_ID],
      severity: 2,
      window_size: 'PT15M',
    });
  });

  test('takes all values', () => {
    const dimensions = [{ name: 'ActivityType', values: ['vault'] }];
    const template = synthesise((stack) => define(stack, { description: 'All values', criteria: [MetricCriterion.of({ ...AVAILABILITY, dimensions })], severity: AlertSeverity.CRITICAL, windowMinutes: 1440, frequencyMinutes: 60, autoMitigationEnabled: false, enabled: false }));
    expect(template.resource('azurerm_monitor_metric_alert')).toMatchObject({ auto_mitigate: false, criteria: [{ dimension: [{ name: 'ActivityType', operator: 'Include', values: ['vault'] }] }], description: 'All values', enabled: false, frequency: 'PT1H', severity: 0, window_size: 'P1D' });
  });

  test.each<[string, MetricCriterion, string, string, string, number]>([
    ['latency', MetricCriterion.endpointLatency(200), 'onlineEndpoints', 'RequestLatency_P95', 'Average', 200],
    ['median latency', MetricCriterion.endpointLatency(50, { percentile: LatencyPercentile.P50 }), 'onlineEndpoints', 'RequestLatency_P50', 'Average', 50],
    ['errors', MetricCriterion.endpointErrors(1), 'onlineEndpoints', 'RequestsPerMinute', 'Average', 1],
    ['refused requests', MetricCriterion.endpointClientErrors(5), 'onlineEndpoints', 'RequestsPerMinute', 'Average', 5],
    ['GPUs', MetricCriterion.deploymentGpu(90), 'onlineEndpoints/deployments', 'GpuUtilizationPercentage', 'Average', 90],
    ['processors', MetricCriterion.deploymentCpu(90), 'onlineEndpoints/deployments', 'CpuUtilizationPercentage', 'Average', 90],
    ['memory', MetricCriterion.deploymentMemory(90), 'onlineEndpoints/deployments', 'CpuMemoryUtilizationPercentage', 'Average', 90],
    ['GPU memory', MetricCriterion.deploymentGpuMemory(90), 'onlineEndpoints/deployments', 'GpuMemoryUtilizationPercentage', 'Average', 90],
    ['data collection', MetricCriterion.deploymentDataCollectionErrors(0), 'onlineEndpoints/deployments', 'DataCollectionErrorsPerMinute', 'Average', 0],
    ['quota', MetricCriterion.workspaceQuota(80), '', 'Quota Utilization Percentage', 'Average', 80],
    ['failed jobs', MetricCriterion.workspaceFailedJobs(), '', 'Failed Runs', 'Total', 0],
    ['broken nodes', MetricCriterion.workspaceUnusableNodes(), '', 'Unusable Nodes', 'Maximum', 0],
    ['failed deployments', MetricCriterion.workspaceFailedDeployments(2), '', 'Model Deploy Failed', 'Total', 2],
  ])('knows %s', (_, { options }, type, metricName, aggregation, threshold) => {
    expect(options).toMatchObject({ aggregation, metricName, operator: 'GreaterThan', targetType: ['Microsoft.MachineLearningServices/workspaces', type].filter((part) => part !== '').join('/'), threshold });
  });

  test('looks at one deployment, and at failures that are not those of callers', () => {
    expect(MetricCriterion.endpointClientErrors(1).options.dimensions).toEqual([{ name: 'statusCodeClass', values: ['4xx'] }]);
    expect(MetricCriterion.endpointErrors(1, { deploymentName: 'blue' }).options.dimensions).toEqual([{ name: 'statusCodeClass', values: ['5xx'] }, { name: 'deployment', values: ['blue'] }]);
    expect(MetricCriterion.endpointLatency(1, { deploymentName: 'blue' }).options.dimensions).toEqual([{ name: 'deployment', values: ['blue'] }]);
  });

  test.each<[string, Partial<MetricAlertProps>, string]>([
    ['a name that can not be', { name: 'latency > 200' }, `[AlertNameInvalid] 'name' is not the name of an alert: got "latency > 200"; expected 1 to 260 characters, none of # * % & + : < > ? @ { } \\ /, not ending with a space or "."; use only what is allowed (at test/Alert)`],
    ['no criteria', { criteria: [] }, `[AlertCriteriaCount] 'criteria' has the wrong number of criteria: got 0; expected 1 to 5; add one, or make several alerts (at test/Alert)`],
    ['criteria of several types', { criteria: [MetricCriterion.workspaceQuota(80), MetricCriterion.deploymentCpu(80)] }, `[AlertCriteriaMixed] 'criteria' are of several types of resources: got ["Microsoft.MachineLearningServices/workspaces","Microsoft.MachineLearningServices/workspaces/onlineEndpoints/deploym...; expected criteria of one type; make an alert for each type (at test/Alert)`],
    ['a target of another type', { criteria: [MetricCriterion.workspaceQuota(80)] }, `[AlertTargetWrong] 'target' does not emit the metrics of the criteria: got "Microsoft.KeyVault/vaults"; expected Microsoft.MachineLearningServices/workspaces; pass another target, or other criteria (at test/Alert)`],
    ['nobody to tell', { actionGroups: [] }, `[AlertActionGroups] 'actionGroups' has the wrong number of action groups: got 0; expected 1 to 5; say who is told (at test/Alert)`],
    ['looking less often than far', { windowMinutes: 5, frequencyMinutes: 15 }, `[AlertFrequencyOverWindow] 'frequencyMinutes' is longer than the window: what is between would be missed: got 15; expected at most 5; lower it, or raise 'windowMinutes' (at test/Alert)`],
    ['percent that are never passed', { criteria: [MetricCriterion.of({ ...AVAILABILITY, metricName: 'AvailabilityPercent', threshold: 100 })] }, `[MetricThresholdInvalid] 'criteria[0].threshold' is a limit that AvailabilityPercent never passes: got 100; expected percent from 0, below 100; correct the number (at test/Alert)`],
    ['a type that is none', { criteria: [MetricCriterion.of({ ...AVAILABILITY, targetType: 'vaults' })] }, `2 problems (at test/Alert):
  - [AlertTargetWrong] 'target' does not emit the metrics of the criteria: got "Microsoft.KeyVault/vaults"; expected vaults; pass another target, or other criteria
  - [MetricTargetTypeInvalid] 'criteria[0].targetType' is not a type of Azure: got "vaults"; expected a type like Microsoft.KeyVault/vaults; copy it from the metrics reference`],
    ['a dimension without values', { criteria: [MetricCriterion.of({ ...AVAILABILITY, dimensions: [{ name: 'ActivityType', values: [] }] })] }, `[MetricDimensionEmpty] 'criteria[0].dimensions' has a dimension without name or values: got ["ActivityType"]; expected a name and at least one value; leave it out, or complete it (at test/Alert)`],
  ])('fails for %s', (_, props, message) => {
    expect(failing(props)).toBe(message);
  });

  test('fails for times that Azure does not have', () => {
    const fromFile = (json: string): Partial<MetricAlertProps> => JSON.parse(json) as Partial<MetricAlertProps>;
    expect(failing(fromFile('{ "windowMinutes": 10 }'))).toBe(`[AlertWindowInvalid] 'windowMinutes' is not a time that Azure looks at: got 10; expected 1, 5, 15, 30, 60, 360, 720, 1440; choose one of these (at test/Alert)`);
    expect(failing(fromFile('{ "frequencyMinutes": 2 }'))).toBe(`[AlertFrequencyInvalid] 'frequencyMinutes' is not a time that Azure waits: got 2; expected 1, 5, 15, 30, 60; choose one of these (at test/Alert)`);
  });
});
