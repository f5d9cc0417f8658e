import type { SharedSettings } from '../../environments';
import shared from '../../environments/shared';
import { Landscape, pick, variant } from './landscape-of';

const SUBNET = '/subscriptions/11111111-2222-4333-8444-000000000000/resourceGroups/rg-net/providers/Microsoft.Network/virtualNetworks/vnet/subnets/pe';
const state = (settings: Partial<SharedSettings> = {}, environments = [variant('dev'), variant('test'), variant('prod')]) => Landscape.shared({ ...shared, devOps: undefined, ...settings }, environments).stack('state');
const containers = (template: ReturnType<typeof state>): unknown[] => Object.values(template.resources('azurerm_storage_container')).map(({ name }) => name);

describe('the state stack', () => {
  const template = state();

  test('is an account, a container per environment with its state in it, a lock, and who writes', () => {
    expect(template.counts).toEqual({ azurerm_management_lock: 1, azurerm_resource_group: 1, azurerm_role_assignment: 1, azurerm_storage_account: 1, azurerm_storage_container: 3 });
    expect(containers(template).sort()).toEqual(['tfstate-dev', 'tfstate-prod', 'tfstate-test']);
  });

  test('keeps states redundant, versioned and recoverable, behind Entra and IP rules only', () => {
    expect(template.resource('azurerm_storage_account')).toMatchObject({
      name: 'stmlopssharedwec633x',
      account_replication_type: 'GZRS',
      shared_access_key_enabled: false,
      allow_nested_items_to_be_public: false,
      default_to_oauth_authentication: true,
      https_traffic_only_enabled: true,
      min_tls_version: 'TLS1_2',
      public_network_access_enabled: true,
      network_rules: { default_action: 'Deny', ip_rules: ['203.0.113.0/24'] },
      blob_properties: { versioning_enabled: true, change_feed_enabled: true, change_feed_retention_in_days: 90, delete_retention_policy: { days: 90 }, container_delete_retention_policy: { days: 90 } },
      lifecycle: { prevent_destroy: true },
    });
  });

  test('lets nothing be destroyed by mistake', () => {
    const unprotected = Object.keys(template.counts).filter((type) => !/lock|role_assignment/.test(type)).flatMap((type) => Object.values(template.resources(type))).filter(({ lifecycle }) => JSON.stringify(lifecycle) !== '{"prevent_destroy":true}');
    expect(unprotected).toEqual([]);
    expect(pick(template.resource('azurerm_management_lock'), 'lock_level', 'scope')).toEqual({ lock_level: 'CanNotDelete', scope: '${azurerm_storage_account.StateAccount_B7FF9B93.id}' });
  });

  test('lets the contributors write states, and nobody anything else', () => {
    expect(template.resource('azurerm_role_assignment')).toMatchObject({ principal_id: '00000000-0000-0000-0000-000000000007', principal_type: 'Group', role_definition_id: expect.stringMatching(/ba92f5b4-2d11-453d-a403-e96b0029c9fe$/) });
  });

  test('keeps its own state in a local file', () => {
    expect(template.json['terraform']).toMatchObject({ backend: { local: { path: '../../../terraform.shared-state.tfstate' } } });
  });
});

describe('the settings of the state stack', () => {
  test('give no container to an environment with an account of its own, or another kind of state', () => {
    const environments = [variant('dev', { state: { kind: 'azurerm', storageAccountName: 'stothers' } }), variant('test', { state: { kind: 'hcp', organization: 'contoso' } }), variant('prod')];
    expect(containers(state({}, environments))).toEqual(['tfstate-prod']);
  });

  test('name account and containers', () => {
    const template = state({ stateAccount: { ...shared.stateAccount, name: 'ststates', containerName: 'states' } });
    expect([template.resource('azurerm_storage_account')['name'], containers(template).sort()]).toEqual(['ststates', ['states-dev', 'states-prod', 'states-test']]);
  });

  test('set replication and how long states can be recovered', () => {
    const account = state({ stateAccount: { ...shared.stateAccount, replication: 'ZRS', softDeleteDays: 14 } }).resource('azurerm_storage_account');
    expect(account).toMatchObject({ account_replication_type: 'ZRS', blob_properties: { change_feed_retention_in_days: 14, delete_retention_policy: { days: 14 }, container_delete_retention_policy: { days: 14 } } });
  });

  test('close the account to the internet, and put a private endpoint in a subnet whose zone a policy keeps', () => {
    const template = state({ access: { publicNetworkAccessEnabled: false, allowedIpRanges: [] }, stateAccount: { ...shared.stateAccount, privateEndpointSubnetId: SUBNET } });
    expect(template.resource('azurerm_storage_account')).toMatchObject({ public_network_access_enabled: false, network_rules: { default_action: 'Deny' } });
    expect(template.resource('azurerm_private_endpoint')).toMatchObject({ subnet_id: SUBNET, private_service_connection: { subresource_names: ['blob'], is_manual_connection: false }, lifecycle: { ignore_changes: ['private_dns_zone_group'] } });
  });

  test('switch locks and protection off', () => {
    const template = state({ protection: { locksEnabled: false, deletionProtectionEnabled: false, purgeOnDestroyEnabled: false, reason: 'The states move elsewhere' } });
    expect([template.resources('azurerm_management_lock'), template.resource('azurerm_storage_account')['lifecycle'], template.resource('azurerm_resource_group')['lifecycle']]).toEqual([{}, undefined, undefined]);
  });

  test('let every group of the list write', () => {
    const groups = ['11111111-2222-4333-8444-00000000000a', '11111111-2222-4333-8444-00000000000b'];
    const template = state({ stateAccount: { ...shared.stateAccount, contributorGroupIds: groups } });
    expect(Object.values(template.resources('azurerm_role_assignment')).map(({ principal_id: id }) => id)).toEqual(groups);
  });
});
