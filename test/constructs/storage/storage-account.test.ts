import type { TerraformStack } from 'cdktf';
import { AzureCloud } from '../../../constructs/core/cloud';
import { ResourceGroup } from '../../../constructs/governance/resource-group';
import { ManagedIdentity } from '../../../constructs/identity/managed-identity';
import { Principal } from '../../../constructs/identity/role-assignment';
import { LogAnalyticsWorkspace } from '../../../constructs/monitoring/log-analytics-workspace';
import { Subnet } from '../../../constructs/network/subnet';
import { KeyVault } from '../../../constructs/security/key-vault';
import { KeyVaultKey } from '../../../constructs/security/key-vault-key';
import { NetworkDefaultAction } from '../../../constructs/security/network-access';
import type { StorageAccountProps } from '../../../constructs/storage/storage-account';
import { StorageAccessTier, StorageAccount } from '../../../constructs/storage/storage-account';
import { StorageReplication } from '../../../constructs/storage/storage-replication';
import { studioCorsRule } from '../../../constructs/storage/studio-cors';
import { problemsOf, synthesise, testResourceGroup } from '../../support/template';

const SUBNET_ID = '/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/rg-net/providers/Microsoft.Network/virtualNetworks/vnet/subnets/snet';
const ACCOUNT_ID = '/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/rg-data/providers/Microsoft.Storage/storageAccounts/stdata';
const LOG_ID = '/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/rg-log/providers/Microsoft.OperationalInsights/workspaces/log';
const ADDRESS = 'azurerm_storage_account.Storage_07F31EBC';
const GROUP = Principal.group('Scientists', 'aaaaaaaa-0000-0000-0000-000000000001');

const subnet = (stack: TerraformStack) => Subnet.fromSubnetId(stack, 'Subnet', SUBNET_ID, { location: 'westeurope' });
const account = (stack: TerraformStack, props: Partial<StorageAccountProps> = {}) => new StorageAccount(stack, 'Storage', { resourceGroup: testResourceGroup(stack), ...props });
const problems = (props: Partial<StorageAccountProps>) => problemsOf((stack) => account(stack, props));
const inRegion = (location: string, replication: StorageReplication) =>
  problemsOf((stack) => new StorageAccount(stack, 'Storage', { resourceGroup: new ResourceGroup(stack, 'ResourceGroup', { location }), replication }));

const DEFAULTS = {
  access_tier: 'Hot',
  account_kind: 'StorageV2',
  account_replication_type: 'ZRS',
  account_tier: 'Standard',
  allow_nested_items_to_be_public: false,
  blob_properties: { change_feed_enabled: false, container_delete_retention_policy: { days: 30 }, delete_retention_policy: { days: 30 }, last_access_time_enabled: false, versioning_enabled: true },
  cross_tenant_replication_enabled: false,
  default_to_oauth_authentication: true,
  https_traffic_only_enabled: true,
  infrastructure_encryption_enabled: true,
  is_hns_enabled: false,
  local_user_enabled: false,
  location: 'westeurope',
  min_tls_version: 'TLS1_2',
  name: expect.stringMatching(/^stmlopsdevwe[a-z0-9]{5}$/),
  network_rules: { bypass: ['AzureServices'], default_action: 'Deny' },
  public_network_access_enabled: false,
  resource_group_name: '${azurerm_resource_group.ResourceGroup_FFF1A175.name}',
  share_properties: { retention_policy: { days: 30 } },
  shared_access_key_enabled: false,
};

describe('StorageAccount', () => {
  test('is private, keyless and encrypted twice by default', () => {
    const template = synthesise((stack) => account(stack));
    expect(template.resource('azurerm_storage_account')).toEqual(DEFAULTS);
    expect(template.counts).toEqual({ azurerm_resource_group: 1, azurerm_storage_account: 1 });
  });

  test('lets studios in the browser reach blobs where that is said', () => {
    const template = synthesise((stack) => account(stack, { studioBrowserAccessEnabled: true }));
    expect(template.resource('azurerm_storage_account')['blob_properties']).toMatchObject({
      cors_rule: [{
        allowed_headers: ['*'],
        allowed_methods: ['GET', 'HEAD', 'PUT', 'DELETE', 'OPTIONS', 'POST', 'PATCH'],
        allowed_origins: ['https://ml.azure.com', 'https://*.ml.azure.com', 'https://mlworkspace.azure.ai', 'https://ai.azure.com', 'https://*.ai.azure.com'],
        exposed_headers: ['*'],
        max_age_in_seconds: 1800,
      }],
    });
  });

  test('lets only the studio of another cloud in there', () => {
    expect(studioCorsRule(AzureCloud.CHINA).allowedOrigins).toEqual(['https://studio.ml.azure.cn', 'https://*.studio.ml.azure.cn']);
  });

  test('takes all values', () => {
    const template = synthesise((stack) =>
      account(stack, {
        name: 'stfeatures', replication: StorageReplication.GZRS, accessTier: StorageAccessTier.COOL, sharedKeyEnabled: true, infrastructureEncryptionEnabled: false, blobVersioningEnabled: false,
        blobSoftDeleteDays: 1, containerSoftDeleteDays: 2, fileShareSoftDeleteDays: 3, changeFeedRetentionDays: 90, accessTrackingEnabled: true, deletionProtectionEnabled: true,
        publicNetworkAccessEnabled: true, ipRules: ['8.8.8.8/32', '9.9.9.0/31'], allowedSubnets: [subnet(stack)], trustedServicesEnabled: false,
      }),
    );
    expect(template.resource('azurerm_storage_account')).toEqual({
      ...DEFAULTS,
      access_tier: 'Cool',
      account_replication_type: 'GZRS',
      blob_properties: { change_feed_enabled: true, change_feed_retention_in_days: 90, container_delete_retention_policy: { days: 2 }, delete_retention_policy: { days: 1 }, last_access_time_enabled: true, versioning_enabled: false },
      infrastructure_encryption_enabled: false,
      lifecycle: { prevent_destroy: true },
      name: 'stfeatures',
      network_rules: { bypass: ['None'], default_action: 'Deny', ip_rules: ['8.8.8.8', '9.9.9.0', '9.9.9.1'], virtual_network_subnet_ids: [SUBNET_ID] },
      public_network_access_enabled: true,
      share_properties: { retention_policy: { days: 3 } },
      shared_access_key_enabled: true,
    });
  });

  test('has no versions with a hierarchical namespace', () => {
    const template = synthesise((stack) => account(stack, { hierarchicalNamespaceEnabled: true }));
    expect(template.resource('azurerm_storage_account')).toEqual({ ...DEFAULTS, is_hns_enabled: true, blob_properties: { ...DEFAULTS.blob_properties, versioning_enabled: false } });
  });

  test('can be opened to the internet by a switch of its own', () => {
    const template = synthesise((stack) => account(stack, { publicNetworkAccessEnabled: true, networkDefaultAction: NetworkDefaultAction.ALLOW }));
    expect(template.resource('azurerm_storage_account')).toMatchObject({ public_network_access_enabled: true, network_rules: { default_action: 'Allow', bypass: ['None'] } });
  });

  test('is in one data center where the region has no zones', () => {
    const template = synthesise((stack) => new StorageAccount(stack, 'Storage', { resourceGroup: new ResourceGroup(stack, 'Group', { location: 'westus' }) }));
    expect(template.resource('azurerm_storage_account')).toMatchObject({ account_replication_type: 'LRS', location: 'westus' });
  });

  test('is encrypted with a key of ours, queues and tables too, once its identity may use it', () => {
    const template = synthesise((stack) => {
      const resourceGroup = testResourceGroup(stack);
      const key = new KeyVaultKey(stack, 'Key', { keyVault: new KeyVault(stack, 'Vault', { resourceGroup }) });
      new StorageAccount(stack, 'Storage', { resourceGroup, customerManagedKey: { key, identity: new ManagedIdentity(stack, 'Identity', { resourceGroup }) } });
    });
    expect(template.resource('azurerm_storage_account')).toEqual({
      ...DEFAULTS,
      customer_managed_key: { key_vault_key_id: expect.stringMatching(/^\$\{azurerm_key_vault_key\.Key_\w+\.versionless_id\}$/), user_assigned_identity_id: expect.stringMatching(/^\$\{azurerm_user_assigned_identity\.Identity_\w+\.id\}$/) },
      depends_on: [expect.stringMatching(/^azurerm_role_assignment\.Vault_KeyVaultCryptoServiceEncryptionUserToIdentity_\w+$/)],
      identity: { identity_ids: [expect.stringMatching(/^\$\{azurerm_user_assigned_identity\.Identity_\w+\.id\}$/)], type: 'UserAssigned' },
      queue_encryption_key_type: 'Account',
      table_encryption_key_type: 'Account',
    });
  });

  test('waits for nothing where access to the key is granted already', () => {
    const template = synthesise((stack) => {
      const resourceGroup = testResourceGroup(stack);
      const key = new KeyVaultKey(stack, 'Key', { keyVault: new KeyVault(stack, 'Vault', { resourceGroup }) });
      new StorageAccount(stack, 'Storage', { resourceGroup, customerManagedKey: { key, identity: new ManagedIdentity(stack, 'Identity', { resourceGroup }), accessGranted: true } });
    });
    expect(template.resource('azurerm_storage_account')['depends_on']).toBe(undefined);
    expect(template.resources('azurerm_role_assignment')).toEqual({});
  });

  test('logs from each of its services, with the metrics by name', () => {
    const template = synthesise((stack) => account(stack, { diagnosticSettings: { logAnalyticsWorkspace: LogAnalyticsWorkspace.fromLogAnalyticsWorkspaceId(stack, 'Logs', LOG_ID) } }));
    const settings = Object.values(template.resources('azurerm_monitor_diagnostic_setting'));
    expect(settings).toEqual(['blob', 'file', 'queue', 'table'].map((service) => ({
      enabled_log: [{ category_group: 'allLogs' }],
      enabled_metric: [{ category: 'Capacity' }, { category: 'Transaction' }],
      log_analytics_workspace_id: LOG_ID,
      name: 'diag-mlops-dev-we',
      target_resource_id: `\${${ADDRESS}.id}/${service}Services/default`,
    })));
  });

  test('logs what it is asked to, without metrics', () => {
    const template = synthesise((stack) => account(stack, { diagnosticSettings: { logAnalyticsWorkspace: LogAnalyticsWorkspace.fromLogAnalyticsWorkspaceId(stack, 'Logs', LOG_ID), logCategories: ['StorageDelete'], metricsEnabled: false } }));
    const settings = Object.values(template.resources('azurerm_monitor_diagnostic_setting'));
    expect(settings.map(({ enabled_log, enabled_metric }) => ({ enabled_log, enabled_metric }))).toEqual(Array(4).fill({ enabled_log: [{ category: 'StorageDelete' }], enabled_metric: undefined }));
  });

  test('has an endpoint for each service, and for directories where it has them', () => {
    const template = synthesise((stack) => {
      const groups = ['blob', 'file', 'queue', 'table', 'dfs'] as const;
      const endpoints = { subnet: subnet(stack), dnsManagedByPolicy: true };
      account(stack, { purpose: 'lake', hierarchicalNamespaceEnabled: true, privateEndpoints: groups.map((group) => ({ group, ...endpoints })) });
    });
    const endpoints = Object.values(template.resources('azurerm_private_endpoint'));
    expect(endpoints.map(({ name }) => name)).toEqual(['blob', 'dfs', 'file', 'queue', 'table'].map((group) => `pep-mlops-dev-we-st-lake-${group}`));
  });

  test('holds containers and file shares, owned or existing', () => {
    const template = synthesise((stack) => {
      account(stack, { hierarchicalNamespaceEnabled: true }).addFilesystem('models');
      const existing = StorageAccount.fromAttributes(stack, 'Existing', { resourceId: ACCOUNT_ID, location: 'westeurope' });
      existing.addContainer('data');
      existing.addFileShare('code');
    });
    expect(Object.values(template.resources('azurerm_storage_container'))).toEqual([
      { container_access_type: 'private', name: 'data', storage_account_id: ACCOUNT_ID },
      { container_access_type: 'private', name: 'models', storage_account_id: `\${${ADDRESS}.id}` },
    ]);
    expect(template.resource('azurerm_storage_share')).toEqual({ access_tier: 'TransactionOptimized', enabled_protocol: 'SMB', name: 'code', quota: 100, storage_account_id: ACCOUNT_ID });
  });

  test('grants its roles', () => {
    const template = synthesise((stack) => {
      const existing = StorageAccount.fromAttributes(stack, 'Existing', { resourceId: ACCOUNT_ID, location: 'westeurope' });
      existing.grantBlobRead(GROUP);
      existing.grantBlobWrite(GROUP);
      existing.grantBlobOwn(GROUP);
      existing.grantFileRead(GROUP);
      existing.grantFileWrite(GROUP);
      existing.grantTableWrite(GROUP);
      existing.grantQueueWrite(GROUP);
      existing.grantBlobRead(GROUP);
    });
    const assignments = Object.values(template.resources('azurerm_role_assignment'));
    expect(assignments.map((assignment) => assignment['scope'])).toEqual(Array(7).fill(ACCOUNT_ID));
    expect(assignments.map((assignment) => String(assignment['role_definition_id']).slice(-36)).sort()).toEqual([
      '0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3', '2a2b9908-6ea1-4ae2-8e65-a410df84e7d1', '69566ab7-960f-475b-8e7c-b3118f30c6bd', '974c5e8b-45b9-4653-ba55-5f855dd0fb88',
      'b7e6dc6d-f1e8-4753-8033-0f276bb0955b', 'b8eda974-7b85-4f76-af95-65846b26df6d', 'ba92f5b4-2d11-453d-a403-e96b0029c9fe',
    ]);
  });

  test('reads what an existing account is', () => {
    synthesise((stack) => {
      const { resourceName, location, hierarchicalNamespaceEnabled, sharedKeyEnabled, publicNetworkAccessEnabled } = StorageAccount.fromAttributes(stack, 'Existing', { resourceId: ACCOUNT_ID, location: 'westeurope', sharedKeyEnabled: true });
      expect({ resourceName, location, hierarchicalNamespaceEnabled, sharedKeyEnabled, publicNetworkAccessEnabled }).toEqual({ resourceName: 'stdata', location: 'westeurope', hierarchicalNamespaceEnabled: false, sharedKeyEnabled: true, publicNetworkAccessEnabled: false });
    });
  });

  test('fails without zones in the region', () => {
    expect(inRegion('westus', StorageReplication.ZRS)).toBe(`[StorageReplicationNeedsZones] 'replication' needs availability zones, and westus has none: got "ZRS"; expected LRS, GRS, RAGRS; choose one of these, or another region (at test/Storage)`);
  });

  test('fails without a paired region', () => {
    expect(inRegion('italynorth', StorageReplication.RAGRS)).toBe(`[StorageReplicationNeedsPair] 'replication' needs a paired region, and italynorth has none: got "RAGRS"; expected LRS, ZRS; choose one of these, or another region (at test/Storage)`);
  });

  test.each([
    ['a wrong name', { name: 'st-data' }, `[NameInvalid] 'name' has characters that a storage account can't have: got "st-data"; expected 3 to 24 characters: lower-case letters and digits; use only what is allowed (at test/Storage)`],
    ['soft delete of blobs out of range', { blobSoftDeleteDays: 366 }, `[StorageSoftDeleteOutOfRange] 'blobSoftDeleteDays' is out of range: got 366; expected whole days from 1 to 365; choose a number in the range (at test/Storage)`],
    ['soft delete of containers out of range', { containerSoftDeleteDays: 0 }, `[StorageSoftDeleteOutOfRange] 'containerSoftDeleteDays' is out of range: got 0; expected whole days from 1 to 365; choose a number in the range (at test/Storage)`],
    ['soft delete of shares out of range', { fileShareSoftDeleteDays: 1.5 }, `[StorageSoftDeleteOutOfRange] 'fileShareSoftDeleteDays' is out of range: got 1.5; expected whole days from 1 to 365; choose a number in the range (at test/Storage)`],
    ['a change feed that is kept for no time', { changeFeedRetentionDays: 0 }, `[ChangeFeedRetentionOutOfRange] 'changeFeedRetentionDays' is out of range: got 0; expected whole days from 1 to 146000; choose a number in the range (at test/Storage)`],
    ['versions of a hierarchical namespace', { hierarchicalNamespaceEnabled: true, blobVersioningEnabled: true }, `[VersioningWithHierarchicalNamespace] 'blobVersioningEnabled' can't go with a hierarchical namespace: got true; expected false; leave one of the two out (at test/Storage)`],
    ['a change feed of a hierarchical namespace', { hierarchicalNamespaceEnabled: true, changeFeedRetentionDays: 7 }, `[ChangeFeedWithHierarchicalNamespace] 'changeFeedRetentionDays' can't go with a hierarchical namespace: got 7; expected nothing; leave one of the two out (at test/Storage)`],
    ['too many IP rules', { publicNetworkAccessEnabled: true, ipRules: Array<string>(401).fill('8.8.8.8') }, `[IpRuleLimit] 'ipRules' are too many: got "401 rules"; expected at most 400; merge neighbouring ranges (at test/Storage)`],
  ])('fails with %s', (_, props, message) => {
    expect(problems(props)).toBe(message);
  });

  test('fails with a key in a vault without purge protection', () => {
    const message = problemsOf((stack) => {
      const resourceGroup = testResourceGroup(stack);
      const key = new KeyVaultKey(stack, 'Key', { keyVault: new KeyVault(stack, 'Vault', { resourceGroup, purgeProtectionEnabled: false }) });
      new StorageAccount(stack, 'Storage', { resourceGroup, customerManagedKey: { key, identity: new ManagedIdentity(stack, 'Identity', { resourceGroup }) } });
    });
    expect(message).toBe(`[CustomerManagedKeyUnprotected] 'customerManagedKey.key' is in a vault without purge protection: got "test/Vault"; expected a vault with purge protection; set 'purgeProtectionEnabled: true' on the vault (at test/Storage)`);
  });

  test('fails to add a filesystem without a hierarchical namespace', () => {
    expect(problemsOf((stack) => account(stack).addFilesystem('models'))).toBe(
      `[FilesystemNeedsHierarchicalNamespace] 'hierarchicalNamespaceEnabled' is required for a filesystem: got false; expected true; set 'hierarchicalNamespaceEnabled: true', or add a container (at test/Storage)`,
    );
  });

  test('fails with an endpoint for directories that it has not', () => {
    expect(problemsOf((stack) => account(stack).addPrivateEndpoint({ group: 'dfs', subnet: subnet(stack), dnsManagedByPolicy: true }))).toBe(
      `[PrivateLinkGroupUnknown] 'group' is not a sub-resource of this type: got "dfs"; expected blob, file, queue, table; name one of these (at test/Storage)`,
    );
  });

  test('fails to add a container twice', () => {
    const message = problemsOf((stack) => {
      const storage = account(stack);
      storage.addContainer('data');
      storage.addContainer('data');
    });
    expect(message).toBe(`[StorageChildDuplicate] 'name' is taken by another container of the account: got "data"; expected a name of its own; use the one that exists, or another name (at test/Storage)`);
  });

  test('fails to add a file share twice', () => {
    const message = problemsOf((stack) => {
      const storage = account(stack);
      storage.addFileShare('code');
      storage.addFileShare('code');
    });
    expect(message).toBe(`[StorageChildDuplicate] 'name' is taken by another file share of the account: got "code"; expected a name of its own; use the one that exists, or another name (at test/Storage)`);
  });

  test('fails to import the id of something else', () => {
    expect(problemsOf((stack) => StorageAccount.fromAttributes(stack, 'Existing', { resourceId: 'stdata', location: 'westeurope' }))).toBe(
      "[ResourceIdInvalid] 'resourceId' is not an Azure resource id: got \"stdata\"; expected an id of type Microsoft.Storage/storageAccounts; copy the id from the portal or from `az resource show` (at test/Existing)",
    );
  });
});
