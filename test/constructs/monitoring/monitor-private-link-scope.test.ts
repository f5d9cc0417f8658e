import type { TerraformStack } from 'cdktf';
import { ManagementLock } from '../../../constructs/governance/management-lock';
import type { ResourceGroup } from '../../../constructs/governance/resource-group';
import { BuiltInRole } from '../../../constructs/identity/built-in-role';
import { Principal } from '../../../constructs/identity/role-assignment';
import { ApplicationInsights } from '../../../constructs/monitoring/application-insights';
import { LogAnalyticsWorkspace } from '../../../constructs/monitoring/log-analytics-workspace';
import type { MonitorPrivateLinkScopeProps } from '../../../constructs/monitoring/monitor-private-link-scope';
import { MonitorAccessMode, MonitorPrivateLinkScope } from '../../../constructs/monitoring/monitor-private-link-scope';
import { PrivateDnsZones } from '../../../constructs/network/private-dns-zones';
import { Subnet } from '../../../constructs/network/subnet';
import { problemsOf, SUBSCRIPTION_ID, synthesise, testResourceGroup } from '../../support/template';

const GROUP = '${azurerm_resource_group.ResourceGroup_FFF1A175.name}';
const OTHER_SUBSCRIPTION = '99999999-2222-3333-4444-555555555555';
const scopeId = (subscription: string) => `/subscriptions/${subscription}/resourceGroups/rg-hub/providers/Microsoft.Insights/privateLinkScopes/ampls-hub`;
const LOGS_ID = `/subscriptions/${SUBSCRIPTION_ID}/resourceGroups/rg/providers/Microsoft.OperationalInsights/workspaces/log`;
const ZONES = PrivateDnsZones.namesFor('azuremonitor');

function ampls(stack: TerraformStack, props: Partial<MonitorPrivateLinkScopeProps> = {}, id = 'Ampls', resourceGroup: ResourceGroup = testResourceGroup(stack)): MonitorPrivateLinkScope {
  return new MonitorPrivateLinkScope(stack, id, { resourceGroup, ...props });
}

const logs = (stack: TerraformStack, id = 'Logs', logsId = LOGS_ID) => LogAnalyticsWorkspace.fromLogAnalyticsWorkspaceId(stack, id, logsId);
const subnet = (stack: TerraformStack) => Subnet.fromSubnetId(stack, 'Endpoints', `/subscriptions/${SUBSCRIPTION_ID}/resourceGroups/rg/providers/Microsoft.Network/virtualNetworks/vnet/subnets/pe`, { location: 'westeurope' });
const zones = (stack: TerraformStack, id = 'Dns') => PrivateDnsZones.fromZoneIds(stack, id, Object.fromEntries(ZONES.map((zone) => [zone, `/subscriptions/${OTHER_SUBSCRIPTION}/resourceGroups/rg-dns/providers/Microsoft.Network/privateDnsZones/${zone}`])));

describe('MonitorPrivateLinkScope', () => {
  test('lets connected networks reach nothing but what is in it', () => {
    const template = synthesise((stack) => ampls(stack));
    expect(template.resource('azurerm_monitor_private_link_scope')).toEqual({ ingestion_access_mode: 'PrivateOnly', name: 'ampls-mlops-dev-we', query_access_mode: 'PrivateOnly', resource_group_name: GROUP });
    expect(template.counts).toEqual({ azurerm_monitor_private_link_scope: 1, azurerm_resource_group: 1 });
  });

  test('takes all values', () => {
    const template = synthesise((stack) => {
      const scope = ampls(stack, { name: 'ampls-own', ingestionAccessMode: MonitorAccessMode.OPEN, queryAccessMode: MonitorAccessMode.OPEN, scopedServices: [logs(stack)], lock: {}, roleAssignments: [{ role: BuiltInRole.READER, grantee: Principal.group('Auditors', 'aaaaaaaa-0000-0000-0000-000000000001') }] });
      expect(scope.node.findAll().filter((node) => node instanceof ManagementLock)).toHaveLength(1);
    });
    expect(template.resource('azurerm_monitor_private_link_scope')).toEqual({ ingestion_access_mode: 'Open', name: 'ampls-own', query_access_mode: 'Open', resource_group_name: GROUP });
    expect(template.counts).toEqual({ azurerm_management_lock: 1, azurerm_monitor_private_link_scope: 1, azurerm_monitor_private_link_scoped_service: 1, azurerm_resource_group: 1, azurerm_role_assignment: 1 });
  });

  test('takes in workspaces and instances one after the other', () => {
    const template = synthesise((stack) => {
      const resourceGroup = testResourceGroup(stack);
      const logAnalyticsWorkspace = new LogAnalyticsWorkspace(stack, 'PlatformLogs', { resourceGroup });
      const scope = ampls(stack, { scopedServices: [logAnalyticsWorkspace] }, 'Ampls', resourceGroup);
      scope.addScopedService(new ApplicationInsights(stack, 'Insights', { resourceGroup, logAnalyticsWorkspace }), { name: 'jobs' });
    });
    const [first, second] = ['platform-logs', 'jobs'].map((end) => Object.values(template.resources('azurerm_monitor_private_link_scoped_service')).find(({ name }) => `${name}`.endsWith(end)));
    expect(first).toEqual({ linked_resource_id: '${azurerm_log_analytics_workspace.PlatformLogs_0A4C5396.id}', name: 'scoped-mlops-dev-we-platform-logs', resource_group_name: GROUP, scope_name: '${azurerm_monitor_private_link_scope.Ampls_931642B1.name}' });
    expect(second).toEqual({
      depends_on: [expect.stringMatching(/^azurerm_monitor_private_link_scoped_service\.Ampls_Service-scoped-mlops-dev-we-platform-logs_/)],
      linked_resource_id: '${azurerm_application_insights.Insights_C4CE1CC7.id}',
      name: 'jobs',
      resource_group_name: GROUP,
      scope_name: '${azurerm_monitor_private_link_scope.Ampls_931642B1.name}',
    });
  });

  test('is reached over an endpoint with five zones, of which storage has one as well', () => {
    expect(ZONES).toEqual(['privatelink.monitor.azure.com', 'privatelink.oms.opinsights.azure.com', 'privatelink.ods.opinsights.azure.com', 'privatelink.agentsvc.azure-automation.net', 'privatelink.blob.core.windows.net']);
    expect(PrivateDnsZones.namesFor('blob', 'azuremonitor')).toHaveLength(5);
    const template = synthesise((stack) => ampls(stack, { privateEndpoints: [{ subnet: subnet(stack), privateDnsZones: zones(stack) }] }));
    expect(template.resource('azurerm_private_endpoint')).toMatchObject({
      name: 'pep-mlops-dev-we-ampls-azuremonitor',
      private_dns_zone_group: { private_dns_zone_ids: ZONES.map((zone) => expect.stringMatching(new RegExp(`/${zone}$`))) },
      private_service_connection: { private_connection_resource_id: '${azurerm_monitor_private_link_scope.Ampls_931642B1.id}', subresource_names: ['azuremonitor'] },
    });
  });

  test('leaves the records to a policy', () => {
    const template = synthesise((stack) => ampls(stack, { privateEndpoints: [{ subnet: subnet(stack), dnsManagedByPolicy: true }] }));
    expect(template.resource('azurerm_private_endpoint')['private_dns_zone_group']).toBeUndefined();
  });

  test('can be an existing one, in the subscription of the stack', () => {
    const template = synthesise((stack) => MonitorPrivateLinkScope.fromMonitorPrivateLinkScopeId(stack, 'Ampls', scopeId(SUBSCRIPTION_ID)).addScopedService(logs(stack)));
    expect(template.resource('azurerm_monitor_private_link_scoped_service')).toEqual({ linked_resource_id: LOGS_ID, name: 'scoped-mlops-dev-we-logs', resource_group_name: 'rg-hub', scope_name: 'ampls-hub' });
  });

  test('fails to add to an existing one of another subscription', () => {
    expect(problemsOf((stack) => MonitorPrivateLinkScope.fromMonitorPrivateLinkScopeId(stack, 'Ampls', scopeId(OTHER_SUBSCRIPTION)).addScopedService(logs(stack)))).toBe(
      `[MonitorScopeSubscriptionMismatch] 'scopedServices' can't be added to a scope of another subscription than the stack: got "${OTHER_SUBSCRIPTION}"; expected ${SUBSCRIPTION_ID}; let the owner of the scope add it (at test/Ampls)`,
    );
  });

  test('fails to import the id of something else', () => {
    expect(problemsOf((stack) => MonitorPrivateLinkScope.fromMonitorPrivateLinkScopeId(stack, 'Ampls', LOGS_ID))).toBe(
      `[ResourceIdWrongType] 'scopeId' is the id of a Microsoft.OperationalInsights/workspaces: got "${LOGS_ID.slice(0, 116)}...; expected an id of type Microsoft.Insights/privateLinkScopes; pass the id of a Microsoft.Insights/privateLinkScopes (at test/Ampls)`,
    );
  });

  test('fails with a resource twice, even under another construct', () => {
    expect(problemsOf((stack) => ampls(stack, { scopedServices: [logs(stack), logs(stack, 'SameLogs', LOGS_ID.toUpperCase().replace('/SUBSCRIPTIONS', '/subscriptions'))] }))).toBe(
      "[ScopedServiceTwice] 'scopedServices' has a resource twice: got \"test/SameLogs\"; expected each workspace and instance once; leave one out (at test/Ampls)",
    );
  });

  test('fails with a name that another link has', () => {
    expect(problemsOf((stack) => {
      const scope = ampls(stack);
      scope.addScopedService(logs(stack), { name: 'logs' });
      scope.addScopedService(logs(stack, 'Other', `${LOGS_ID}2`), { name: 'LOGS' });
    })).toBe("[ScopedServiceNameTaken] 'name' is the name of another link of the scope: got \"LOGS\"; expected a name of its own; set 'name', or rename one of the constructs (at test/Ampls)");
  });

  test('fails with names that Azure refuses', () => {
    expect(problemsOf((stack) => ampls(stack, { name: 'ampls.' }))).toBe(
      '[NameInvalid] \'name\' has characters that a monitor private link scope can\'t have: got "ampls."; expected 1 to 255 characters: letters, digits, "_", "-", "." and parentheses, ending with a letter, digit, "_" or "-"; use only what is allowed (at test/Ampls)',
    );
  });

  test('fails beside another scope with the same zones', () => {
    expect(problemsOf((stack) => {
      const resourceGroup = testResourceGroup(stack);
      const endpoint = { subnet: subnet(stack), privateDnsZones: zones(stack) };
      ampls(stack, { privateEndpoints: [endpoint] }, 'First', resourceGroup);
      ampls(stack, { privateEndpoints: [endpoint] }, 'Second', resourceGroup);
    })).toBe(
      "[MonitorScopeDnsShared] 'privateDnsZones' are those of the scope test/First, and each would overwrite the records of the other: expected one private link scope for each DNS domain; put the resources into that scope, or give this one zones of its own (at test/Second)",
    );
  });

  test('fails to send logs, of which it has none', () => {
    expect(problemsOf((stack) => ampls(stack).addDiagnosticSettings({ logAnalyticsWorkspace: logs(stack) }))).toBe(
      "[DiagnosticsUnavailable] 'diagnosticSettings' has no effect on a type that emits neither logs nor metrics: expected nothing; leave it out (at test/Ampls)",
    );
  });
});
