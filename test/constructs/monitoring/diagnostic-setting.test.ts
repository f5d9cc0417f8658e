import type { TerraformStack } from 'cdktf';
import type { DiagnosticSettingProps } from '../../../constructs/monitoring/diagnostic-setting';
import { DiagnosticSetting } from '../../../constructs/monitoring/diagnostic-setting';
import { LogAnalyticsWorkspace } from '../../../constructs/monitoring/log-analytics-workspace';
import { problemsOf, synthesise } from '../../support/template';

const LOG_ID = '/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/rg-log/providers/Microsoft.OperationalInsights/workspaces/log-hub';
const TARGET_ID = '/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/rg/providers/Microsoft.KeyVault/vaults/kv';

const setting = (stack: TerraformStack, props: Partial<DiagnosticSettingProps>) =>
  new DiagnosticSetting(stack, 'Diagnostics', { logAnalyticsWorkspace: LogAnalyticsWorkspace.fromLogAnalyticsWorkspaceId(stack, 'Logs', LOG_ID), targetId: TARGET_ID, ...props });
const synth = (props: Partial<DiagnosticSettingProps>) => synthesise((stack) => setting(stack, props)).resource('azurerm_monitor_diagnostic_setting');
const problems = (props: Partial<DiagnosticSettingProps>) => problemsOf((stack) => setting(stack, props));

const COMMON = { log_analytics_workspace_id: LOG_ID, name: 'diag-mlops-dev-we', target_resource_id: TARGET_ID };

describe('DiagnosticSetting', () => {
  test('sends all logs and metrics by default', () => {
    expect(synth({})).toEqual({ ...COMMON, enabled_log: [{ category_group: 'allLogs' }], enabled_metric: [{ category: 'AllMetrics' }] });
  });

  test('sends the groups that are named', () => {
    expect(synth({ logCategoryGroups: ['audit'], metricsEnabled: false })).toEqual({ ...COMMON, enabled_log: [{ category_group: 'audit' }] });
  });

  test('sends the categories that are named', () => {
    expect(synth({ logCategories: ['AuditEvent'], metricCategories: ['Transaction', 'Capacity'] })).toEqual({ ...COMMON, enabled_log: [{ category: 'AuditEvent' }], enabled_metric: [{ category: 'Transaction' }, { category: 'Capacity' }] });
  });

  test.each([
    ['categories and groups', { logCategories: ['AuditEvent'], logCategoryGroups: ['audit'] }, `[LogCategoriesAndGroups] 'logCategories' can't go with 'logCategoryGroups': got ["AuditEvent"]; expected categories or groups; leave one of the two out (at test/Diagnostics)`],
    ['nothing to send', { logCategoryGroups: [], metricsEnabled: false }, `[DiagnosticsEmpty] 'logCategoryGroups' leaves nothing to send: got []; expected a group, a category or metrics; name a category group, or leave the diagnostic setting out (at test/Diagnostics)`],
    ['metrics that are off', { metricsEnabled: false, metricCategories: ['Capacity'] }, `[MetricCategoriesUnused] 'metricCategories' has no effect with 'metricsEnabled: false': got ["Capacity"]; expected one of the two; leave one out (at test/Diagnostics)`],
  ])('fails with %s', (_, props, message) => {
    expect(problems(props)).toBe(message);
  });
});
