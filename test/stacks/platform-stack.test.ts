import type { Block } from '../support/template';
import { Landscape, pick } from './landscape-of';

const dev = Landscape.of('dev').stack('platform');
const prod = Landscape.of('prod').stack('platform');

/** Resource names without what makes them unique, so that they read as the parts of the stack. */
const part = (name: string): string => name.replace(/_[0-9A-F]{8}$/, '');
const parts = (blocks: Readonly<Record<string, Block>>): string[] => Object.keys(blocks).map(part).sort();
const byPart = (blocks: Readonly<Record<string, Block>>, ...keys: readonly string[]): unknown => Object.fromEntries(Object.entries(blocks).map(([name, block]) => [part(name), pick(block, ...keys)]));

describe.each([
  ['dev', dev],
  ['prod', prod],
])('the platform of %s', (_, template) => {
  test('has no shared key, local account or admin user anywhere', () => {
    expect(Object.values(template.resources('azurerm_storage_account')).map((account) => pick(account, 'shared_access_key_enabled', 'local_user_enabled', 'allow_nested_items_to_be_public'))).toEqual(
      [1, 2].map(() => ({ shared_access_key_enabled: false, local_user_enabled: false, allow_nested_items_to_be_public: false })),
    );
    expect(template.resource('azurerm_container_registry')).toMatchObject({ admin_enabled: false, anonymous_pull_enabled: false });
    expect(template.resource('azurerm_key_vault')).toMatchObject({ rbac_authorization_enabled: true, purge_protection_enabled: true });
    expect(template.resource('azurerm_log_analytics_workspace')['local_authentication_enabled']).toBe(false);
    expect(template.resource('azurerm_application_insights')['local_authentication_enabled']).toBe(false);
  });

  test('has a data lake of three zones beside the storage of the workspace, which is none', () => {
    expect(byPart(template.resources('azurerm_storage_account'), 'is_hns_enabled')).toEqual({ DataLake: { is_hns_enabled: true }, WorkspaceStorage: { is_hns_enabled: false } });
    expect(Object.values(template.resources('azurerm_storage_container')).map(({ name, container_access_type: access }) => [name, access]).sort()).toEqual([['curated', 'private'], ['features', 'private'], ['raw', 'private']]);
  });

  test('lets the workspace and its compute do what they need, and no more', () => {
    const grants = parts(template.resources('azurerm_role_assignment')).filter((name) => /To(Workspace|Training)Identity$/.test(name) && !name.includes('Crypto'));
    expect(grants).toEqual([
      'ApplicationInsights_MonitoringMetricsPublisherToTrainingIdentity',
      'ContainerRegistry_AcrPullToTrainingIdentity',
      'DataLake_StorageBlobDataContributorToTrainingIdentity',
      'DataLake_StorageBlobDataReaderToWorkspaceIdentity',
      'KeyVault_KeyVaultAdministratorToWorkspaceIdentity',
      'ResourceGroup_AzureAIEnterpriseNetworkConnectionApproverToWorkspaceIdentity',
      'ResourceGroup_ContributorToWorkspaceIdentity',
      'WorkspaceStorage_StorageBlobDataContributorToTrainingIdentity',
      'WorkspaceStorage_StorageBlobDataContributorToWorkspaceIdentity',
      'WorkspaceStorage_StorageFileDataPrivilegedContributorToWorkspaceIdentity',
    ]);
  });

  test('sends logs of everything that holds data to Log Analytics', () => {
    const services = ['blob', 'file', 'queue', 'table'].map((service) => `Diagnostics${service}Services`);
    expect(parts(template.resources('azurerm_monitor_diagnostic_setting'))).toEqual(
      ['ContainerRegistry_Diagnostics', 'KeyVault_Diagnostics', ...['DataLake', 'WorkspaceStorage'].flatMap((account) => services.map((service) => `${account}_${service}`))].sort(),
    );
  });
});

describe('the platform of development', () => {
  test('is public to the offices only', () => {
    const closed = { default_action: 'Deny', ip_rules: ['20.1.2.0/24'] };
    expect(dev.resource('azurerm_key_vault')).toMatchObject({ public_network_access_enabled: true, network_acls: closed });
    expect(dev.resource('azurerm_container_registry')).toMatchObject({ public_network_access_enabled: true, network_rule_set: [{ default_action: 'Deny', ip_rule: [{ action: 'Allow', ip_range: '20.1.2.0/24' }] }] });
    for (const account of Object.values(dev.resources('azurerm_storage_account'))) expect(account).toMatchObject({ public_network_access_enabled: true, network_rules: closed });
    expect(dev.resources('azurerm_private_endpoint')).toEqual({});
  });

  test('is small and kept for a short time', () => {
    expect(Object.values(dev.resources('azurerm_storage_account')).map((account) => account['account_replication_type'])).toEqual(['LRS', 'LRS']);
    expect(dev.resource('azurerm_key_vault')).toMatchObject({ sku_name: 'standard', soft_delete_retention_days: 7 });
    expect(dev.resource('azurerm_log_analytics_workspace')['retention_in_days']).toBe(30);
    expect(dev.resource('azurerm_container_registry')).toMatchObject({ zone_redundancy_enabled: false });
  });

  test('can be deleted without regret', () => {
    expect(dev.resources('azurerm_management_lock')).toEqual({});
    expect(JSON.stringify(dev.json)).not.toContain('prevent_destroy');
  });

  test('warns before its budget is spent', () => {
    expect(dev.resource('azurerm_consumption_budget_subscription')).toMatchObject({
      subscription_id: '/subscriptions/11111111-2222-4333-8444-000000000000',
      amount: 500,
      time_grain: 'Monthly',
      time_period: { start_date: '2026-12-01T00:00:00Z' },
      notification: [50, 80, 100].map((threshold) => ({ threshold, contact_emails: ['ml-platform@contoso.com'] })),
    });
  });
});

describe('the platform of production', () => {
  test('is reached by private endpoints only', () => {
    expect([prod.resource('azurerm_key_vault'), prod.resource('azurerm_container_registry'), ...Object.values(prod.resources('azurerm_storage_account'))].map((block) => block['public_network_access_enabled'])).toEqual([false, false, false, false]);
    expect(parts(prod.resources('azurerm_private_endpoint'))).toEqual([
      'ContainerRegistry_PrivateEndpointregistry', 'DataLake_PrivateEndpointblob', 'DataLake_PrivateEndpointdfs', 'KeyVault_PrivateEndpointvault',
      'WorkspaceStorage_PrivateEndpointblob', 'WorkspaceStorage_PrivateEndpointfile', 'WorkspaceStorage_PrivateEndpointqueue', 'WorkspaceStorage_PrivateEndpointtable',
    ]);
  });

  test('is registered in the zones of the platform team', () => {
    const zones = Object.values(prod.resources('azurerm_private_endpoint')).map((endpoint) => (endpoint['private_dns_zone_group'] as Block)['private_dns_zone_ids']);
    const zone = (name: string): string[] => [`/subscriptions/11111111-2222-4333-8444-000000000000/resourceGroups/rg-hub-dns/providers/Microsoft.Network/privateDnsZones/privatelink.${name}`];
    expect(zones).toEqual(['azurecr.io', 'blob.core.windows.net', 'dfs.core.windows.net', 'vaultcore.azure.net', 'blob.core.windows.net', 'file.core.windows.net', 'queue.core.windows.net', 'table.core.windows.net'].map(zone));
  });

  test('survives the loss of a zone', () => {
    expect(Object.values(prod.resources('azurerm_storage_account')).map((account) => account['account_replication_type'])).toEqual(['GZRS', 'GZRS']);
    expect(prod.resource('azurerm_container_registry')).toMatchObject({ sku: 'Premium', zone_redundancy_enabled: true });
  });

  test('is encrypted by keys of its own, in hardware, that are rotated', () => {
    expect(parts(prod.resources('azurerm_key_vault_key'))).toEqual(['RegistryKey', 'StorageKey', 'WorkspaceKey']);
    for (const key of Object.values(prod.resources('azurerm_key_vault_key'))) expect(key).toMatchObject({ key_type: 'RSA-HSM', key_size: 3072, rotation_policy: { expire_after: 'P365D', automatic: { time_before_expiry: 'P60D' } } });
    const ofStorage = { key_vault_key_id: '${azurerm_key_vault_key.StorageKey_B6649B55.versionless_id}', user_assigned_identity_id: '${azurerm_user_assigned_identity.StorageKeyIdentity_126FE8BE.id}' };
    expect(byPart(prod.resources('azurerm_storage_account'), 'customer_managed_key', 'infrastructure_encryption_enabled')).toEqual({
      DataLake: { customer_managed_key: ofStorage, infrastructure_encryption_enabled: true },
      WorkspaceStorage: { customer_managed_key: ofStorage, infrastructure_encryption_enabled: true },
    });
    expect(prod.resource('azurerm_container_registry')['encryption']).toEqual([{ key_vault_key_id: '${azurerm_key_vault_key.RegistryKey_DD63DA09.versionless_id}', identity_client_id: '${azurerm_user_assigned_identity.RegistryKeyIdentity_DB963A7D.client_id}' }]);
  });

  test('makes keys only once somebody may, and the vault can be reached', () => {
    const administrator = expect.stringMatching(/^azurerm_role_assignment\.KeyVault_KeyVaultAdministratorToPlatformEngineer-/);
    const endpoint = expect.stringMatching(/^azurerm_private_endpoint\.KeyVault_PrivateEndpointvault_/);
    for (const key of Object.values(prod.resources('azurerm_key_vault_key'))) expect(key['depends_on']).toEqual([administrator, endpoint]);
  });

  test('has a lock on all that holds data', () => {
    expect(parts(prod.resources('azurerm_management_lock'))).toEqual(['ContainerRegistry_Lock', 'DataLake_Lock', 'KeyVault_Lock', 'LogAnalyticsWorkspace_Lock', 'WorkspaceStorage_Lock']);
    expect([...new Set(Object.values(prod.resources('azurerm_management_lock')).map((lock) => lock['lock_level']))]).toEqual(['CanNotDelete']);
  });

  test('is kept as long as auditors want it', () => {
    expect([prod.resource('azurerm_log_analytics_workspace')['retention_in_days'], prod.resource('azurerm_key_vault')['soft_delete_retention_days'], prod.resource('azurerm_container_registry')['retention_policy_in_days']]).toEqual([365, 90, 90]);
  });
});
