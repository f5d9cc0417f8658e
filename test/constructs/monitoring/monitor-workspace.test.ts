import { MonitorWorkspace } from '../../../constructs/monitoring/monitor-workspace';
import { Principal } from '../../../constructs/identity/role-assignment';
import { problemsOf, synthesise, testResourceGroup } from '../../support/template';

describe('MonitorWorkspace', () => {
  test('is asked over private links only', () => {
    const template = synthesise((stack) => new MonitorWorkspace(stack, 'Metrics', { resourceGroup: testResourceGroup(stack) }));
    expect(template.resource('azurerm_monitor_workspace')).toEqual({ location: 'westeurope', name: 'amw-mlops-dev-we', public_network_access_enabled: false, resource_group_name: '${azurerm_resource_group.ResourceGroup_FFF1A175.name}' });
  });

  test('takes all values', () => {
    const template = synthesise((stack) => new MonitorWorkspace(stack, 'Metrics', { resourceGroup: testResourceGroup(stack), purpose: 'serving', publicNetworkAccessEnabled: true, deletionProtectionEnabled: true, lock: {} }));
    expect(template.resource('azurerm_monitor_workspace')).toMatchObject({ name: 'amw-mlops-dev-we-serving', public_network_access_enabled: true, lifecycle: { prevent_destroy: true } });
    expect(template.counts).toMatchObject({ azurerm_management_lock: 1 });
  });

  test('lets others ask for metrics', () => {
    const template = synthesise((stack) => new MonitorWorkspace(stack, 'Metrics', { resourceGroup: testResourceGroup(stack) }).grantQuery(Principal.group('Engineers', 'aaaaaaaa-0000-0000-0000-000000000001')));
    expect(template.resource('azurerm_role_assignment')).toMatchObject({ role_definition_id: expect.stringMatching(/b0d8363b-8ddd-447d-831f-62ca05bff136$/), scope: expect.stringMatching(/^\$\{azurerm_monitor_workspace\./) });
  });

  test('fails for a name that Azure refuses', () => {
    expect(problemsOf((stack) => new MonitorWorkspace(stack, 'Metrics', { resourceGroup: testResourceGroup(stack), name: 'amw_' }))).toContain("'name'");
  });
});
