import type { TerraformStack } from 'cdktf';
import { Principal } from '../../../constructs/identity/role-assignment';
import type { ApplicationInsightsProps } from '../../../constructs/monitoring/application-insights';
import { ApplicationInsights } from '../../../constructs/monitoring/application-insights';
import { LogAnalyticsWorkspace } from '../../../constructs/monitoring/log-analytics-workspace';
import { problemsOf, synthesise, testResourceGroup } from '../../support/template';

const LOG_ID = '/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/rg-log/providers/Microsoft.OperationalInsights/workspaces/log-hub';
const INSIGHTS_ID = '/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/rg-log/providers/Microsoft.Insights/components/appi-hub';
const GROUP = Principal.group('Operators', 'aaaaaaaa-0000-0000-0000-000000000001');

const logs = (stack: TerraformStack, id = 'Logs') => LogAnalyticsWorkspace.fromLogAnalyticsWorkspaceId(stack, id, LOG_ID);
const insights = (stack: TerraformStack, props: Partial<ApplicationInsightsProps> = {}) => new ApplicationInsights(stack, 'Insights', { resourceGroup: testResourceGroup(stack), logAnalyticsWorkspace: logs(stack), ...props });
const problems = (props: Partial<ApplicationInsightsProps>) => problemsOf((stack) => insights(stack, props));

const DEFAULTS = {
  application_type: 'web',
  internet_ingestion_enabled: false,
  internet_query_enabled: false,
  local_authentication_enabled: false,
  location: 'westeurope',
  name: 'appi-mlops-dev-we',
  resource_group_name: '${azurerm_resource_group.ResourceGroup_FFF1A175.name}',
  retention_in_days: 90,
  workspace_id: LOG_ID,
};

describe('ApplicationInsights', () => {
  test('keeps its telemetry in the workspace, keyless and closed to the internet by default', () => {
    const template = synthesise((stack) => insights(stack));
    expect(template.resource('azurerm_application_insights')).toEqual(DEFAULTS);
    expect(template.counts).toEqual({ azurerm_application_insights: 1, azurerm_resource_group: 1 });
  });

  test('takes all values', () => {
    const template = synthesise((stack) => insights(stack, { purpose: 'ml', retentionDays: 365, dailyQuotaGb: 5, samplingPercentage: 50, localAuthenticationEnabled: true, internetIngestionEnabled: true, internetQueryEnabled: true, deletionProtectionEnabled: true }));
    expect(template.resource('azurerm_application_insights')).toEqual({
      ...DEFAULTS,
      daily_data_cap_in_gb: 5,
      internet_ingestion_enabled: true,
      internet_query_enabled: true,
      lifecycle: { prevent_destroy: true },
      local_authentication_enabled: true,
      name: 'appi-mlops-dev-we-ml',
      retention_in_days: 365,
      sampling_percentage: 50,
    });
  });

  test('sends its logs to another workspace than its own', () => {
    const template = synthesise((stack) => insights(stack, { diagnosticSettings: { logAnalyticsWorkspace: LogAnalyticsWorkspace.fromLogAnalyticsWorkspaceId(stack, 'Other', LOG_ID.replace('hub', 'audit')) } }));
    expect(template.resource('azurerm_monitor_diagnostic_setting')).toMatchObject({ log_analytics_workspace_id: LOG_ID.replace('hub', 'audit') });
  });

  test('grants its roles, on an existing instance as on its own', () => {
    const template = synthesise((stack) => {
      const existing = ApplicationInsights.fromApplicationInsightsId(stack, 'Hub', INSIGHTS_ID);
      expect(existing.resourceName).toBe('appi-hub');
      existing.grantPublish(GROUP);
      existing.grantRead(GROUP);
    });
    const assignments = Object.values(template.resources('azurerm_role_assignment'));
    expect(assignments.map(({ scope }) => scope)).toEqual([INSIGHTS_ID, INSIGHTS_ID]);
    expect(assignments.map((assignment) => String(assignment['role_definition_id']).slice(-36)).sort()).toEqual(['3913510d-42f4-4e42-8a64-420c390055eb', '43d0d8ad-25c7-4714-9337-8ba259a9fe05']);
  });

  test('fails with diagnostic settings that send everything twice', () => {
    expect(problemsOf((stack) => insights(stack, { diagnosticSettings: { logAnalyticsWorkspace: logs(stack, 'Same') } }))).toBe(
      `[TelemetrySentTwice] 'diagnosticSettings.logAnalyticsWorkspace' keeps the telemetry of the instance already: got "test/Same"; expected another workspace; leave the diagnostic settings out (at test/Insights)`,
    );
  });

  test.each([
    ['a retention time that there is none of', { retentionDays: 45 }, `[TelemetryRetentionInvalid] 'retentionDays' is not a retention time of Application Insights: got 45; expected 30, 60, 90, 120, 180, 270, 365, 550, 730; choose one of these (at test/Insights)`],
    ['a quota of nothing', { dailyQuotaGb: 0 }, `[TelemetryQuotaInvalid] 'dailyQuotaGb' lets nothing in: got 0; expected more than 0; raise it, or leave it out (at test/Insights)`],
    ['a sampling of more than all', { samplingPercentage: 101 }, `[SamplingOutOfRange] 'samplingPercentage' is out of range: got 101; expected more than 0 and at most 100; choose a number in the range (at test/Insights)`],
  ])('fails with %s', (_, props, message) => {
    expect(problems(props)).toBe(message);
  });
});
