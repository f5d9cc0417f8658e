import type { TerraformStack } from 'cdktf';
import { Principal } from '../../../constructs/identity/role-assignment';
import type { LogAnalyticsWorkspaceProps } from '../../../constructs/monitoring/log-analytics-workspace';
import { LogAnalyticsWorkspace } from '../../../constructs/monitoring/log-analytics-workspace';
import { problemsOf, synthesise, testResourceGroup } from '../../support/template';

const LOG_ID = '/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/rg-log/providers/Microsoft.OperationalInsights/workspaces/log-hub';

const workspace = (stack: TerraformStack, props: Partial<LogAnalyticsWorkspaceProps> = {}) => new LogAnalyticsWorkspace(stack, 'Logs', { resourceGroup: testResourceGroup(stack), ...props });
const problems = (props: Partial<LogAnalyticsWorkspaceProps>) => problemsOf((stack) => workspace(stack, props));

const DEFAULTS = {
  internet_ingestion_enabled: false,
  internet_query_enabled: false,
  local_authentication_enabled: false,
  location: 'westeurope',
  name: 'log-mlops-dev-we',
  resource_group_name: '${azurerm_resource_group.ResourceGroup_FFF1A175.name}',
  retention_in_days: 30,
  sku: 'PerGB2018',
};

describe('LogAnalyticsWorkspace', () => {
  test('is keyless and closed to the internet by default', () => {
    const template = synthesise((stack) => workspace(stack));
    expect(template.resource('azurerm_log_analytics_workspace')).toEqual(DEFAULTS);
    expect(template.counts).toEqual({ azurerm_log_analytics_workspace: 1, azurerm_resource_group: 1 });
  });

  test('takes all values', () => {
    const template = synthesise((stack) => workspace(stack, { purpose: 'ml', retentionDays: 730, dailyQuotaGb: 0.5, localAuthenticationEnabled: true, internetIngestionEnabled: true, internetQueryEnabled: true, deletionProtectionEnabled: true }));
    expect(template.resource('azurerm_log_analytics_workspace')).toEqual({
      ...DEFAULTS,
      daily_quota_gb: 0.5,
      internet_ingestion_enabled: true,
      internet_query_enabled: true,
      lifecycle: { prevent_destroy: true },
      local_authentication_enabled: true,
      name: 'log-mlops-dev-we-ml',
      retention_in_days: 730,
    });
  });

  test('lets a group query an existing workspace', () => {
    const template = synthesise((stack) => LogAnalyticsWorkspace.fromLogAnalyticsWorkspaceId(stack, 'Hub', LOG_ID).grantRead(Principal.group('Operators', 'aaaaaaaa-0000-0000-0000-000000000001')));
    expect(template.resource('azurerm_role_assignment')).toMatchObject({ scope: LOG_ID, role_definition_id: expect.stringMatching(/73c42c96-874c-492b-b04d-ab87d138a893$/) });
  });

  test('reads the name of an existing workspace', () => {
    synthesise((stack) => expect(LogAnalyticsWorkspace.fromLogAnalyticsWorkspaceId(stack, 'Hub', LOG_ID).resourceName).toBe('log-hub'));
  });

  test.each([
    ['retention out of range', { retentionDays: 7 }, `[LogRetentionOutOfRange] 'retentionDays' is out of range: got 7; expected whole days from 30 to 730; choose a number in the range (at test/Logs)`],
    ['a quota that is too small', { dailyQuotaGb: 0 }, `[LogQuotaTooSmall] 'dailyQuotaGb' is too small: got 0; expected at least 0.023; raise it, or leave it out for no limit (at test/Logs)`],
    ['a name that is too short', { name: 'log' }, `[NameTooShort] 'name' is too short for a log analytics workspace: got "log"; expected 4 to 63 characters: letters, digits and hyphens; lengthen it (at test/Logs)`],
  ])('fails with %s', (_, props, message) => {
    expect(problems(props)).toBe(message);
  });
});
