import { KeyVault, KeyVaultSku } from '../../../constructs/security/key-vault';
import { NetworkDefaultAction } from '../../../constructs/security/network-access';
import { BuiltInRole } from '../../../constructs/identity/built-in-role';
import { Principal } from '../../../constructs/identity/role-assignment';
import { LogAnalyticsWorkspace } from '../../../constructs/monitoring/log-analytics-workspace';
import { PrivateDnsZones } from '../../../constructs/network/private-dns-zones';
import { Subnet } from '../../../constructs/network/subnet';
import { problemsOf, synthesise, testResourceGroup } from '../../support/template';
import type { TerraformStack } from 'cdktf';
import type { KeyVaultProps } from '../../../constructs/security/key-vault';

const SUBNET_ID = '/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/rg-net/providers/Microsoft.Network/virtualNetworks/vnet/subnets/snet';
const ZONE_ID = '/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/rg-dns/providers/Microsoft.Network/privateDnsZones/privatelink.vaultcore.azure.net';
const VAULT_ID = '/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/rg-hub/providers/Microsoft.KeyVault/vaults/KV-hub';
const GROUP = Principal.group('Admins', 'aaaaaaaa-0000-0000-0000-000000000001');

const subnet = (stack: TerraformStack) => Subnet.fromSubnetId(stack, 'Subnet', SUBNET_ID, { location: 'westeurope' });
const vault = (stack: TerraformStack, props: Partial<KeyVaultProps> = {}) => new KeyVault(stack, 'Vault', { resourceGroup: testResourceGroup(stack), ...props });
const problems = (props: Partial<KeyVaultProps>) => problemsOf((stack) => vault(stack, props));

const DEFAULTS = {
  enabled_for_deployment: false,
  enabled_for_disk_encryption: false,
  enabled_for_template_deployment: false,
  location: 'westeurope',
  name: expect.stringMatching(/^kv-mlops-dev-we-[a-z0-9]{5}$/),
  network_acls: { bypass: 'AzureServices', default_action: 'Deny' },
  public_network_access_enabled: false,
  purge_protection_enabled: true,
  rbac_authorization_enabled: true,
  resource_group_name: '${azurerm_resource_group.ResourceGroup_FFF1A175.name}',
  sku_name: 'standard',
  soft_delete_retention_days: 90,
  tenant_id: '99999999-8888-7777-6666-555555555555',
};

describe('KeyVault', () => {
  test('is private, by roles and protected from purging by default', () => {
    const template = synthesise((stack) => vault(stack));
    expect(template.resource('azurerm_key_vault')).toEqual(DEFAULTS);
    expect(template.counts).toEqual({ azurerm_key_vault: 1, azurerm_resource_group: 1 });
  });

  test('takes all values', () => {
    const template = synthesise((stack) =>
      vault(stack, {
        name: 'kv-models', sku: KeyVaultSku.PREMIUM, softDeleteRetentionDays: 7, purgeProtectionEnabled: false, publicNetworkAccessEnabled: true, ipRules: ['8.8.8.8', '9.9.9.0/24'], allowedSubnets: [subnet(stack)],
        trustedServicesEnabled: false, enabledForDeployment: true, enabledForDiskEncryption: true, enabledForTemplateDeployment: true, deletionProtectionEnabled: true,
      }),
    );
    expect(template.resource('azurerm_key_vault')).toEqual({
      ...DEFAULTS,
      enabled_for_deployment: true,
      enabled_for_disk_encryption: true,
      enabled_for_template_deployment: true,
      lifecycle: { prevent_destroy: true },
      name: 'kv-models',
      network_acls: { bypass: 'None', default_action: 'Deny', ip_rules: ['8.8.8.8/32', '9.9.9.0/24'], virtual_network_subnet_ids: [SUBNET_ID] },
      public_network_access_enabled: true,
      purge_protection_enabled: false,
      sku_name: 'premium',
      soft_delete_retention_days: 7,
    });
  });

  test('can be opened to the internet by a switch of its own', () => {
    const template = synthesise((stack) => vault(stack, { publicNetworkAccessEnabled: true, networkDefaultAction: NetworkDefaultAction.ALLOW }));
    expect(template.resource('azurerm_key_vault')).toMatchObject({ public_network_access_enabled: true, network_acls: { default_action: 'Allow' } });
  });

  test('has logs, a lock, roles and a private endpoint by props', () => {
    const template = synthesise((stack) =>
      vault(stack, {
        purpose: 'ml',
        diagnosticSettings: { logAnalyticsWorkspace: LogAnalyticsWorkspace.fromLogAnalyticsWorkspaceId(stack, 'Logs', '/subscriptions/1/resourceGroups/rg/providers/Microsoft.OperationalInsights/workspaces/log') },
        lock: {},
        roleAssignments: [{ role: BuiltInRole.KEY_VAULT_READER, grantee: GROUP }],
        privateEndpoints: [{ subnet: subnet(stack), privateDnsZones: PrivateDnsZones.fromZoneIds(stack, 'Zones', { 'privatelink.vaultcore.azure.net': ZONE_ID }) }],
      }),
    );
    expect(template.resource('azurerm_monitor_diagnostic_setting')).toEqual({
      enabled_log: [{ category_group: 'allLogs' }],
      enabled_metric: [{ category: 'AllMetrics' }],
      log_analytics_workspace_id: '/subscriptions/1/resourceGroups/rg/providers/Microsoft.OperationalInsights/workspaces/log',
      name: 'diag-mlops-dev-we',
      target_resource_id: '${azurerm_key_vault.Vault_23237E5B.id}',
    });
    expect(template.resource('azurerm_management_lock')).toMatchObject({ lock_level: 'CanNotDelete', scope: '${azurerm_key_vault.Vault_23237E5B.id}' });
    expect(template.resource('azurerm_role_assignment')).toMatchObject({ principal_type: 'Group', role_definition_id: expect.stringContaining('21090545-7ca7-4776-b22c-e363652d74d2') });
    expect(template.resource('azurerm_private_endpoint')).toMatchObject({
      name: 'pep-mlops-dev-we-kv-ml-vault',
      private_dns_zone_group: { name: 'default', private_dns_zone_ids: [ZONE_ID] },
      private_service_connection: { subresource_names: ['vault'], private_connection_resource_id: '${azurerm_key_vault.Vault_23237E5B.id}' },
    });
  });

  test('grants its roles, on an existing vault as on its own', () => {
    const template = synthesise((stack) => {
      const existing = KeyVault.fromAttributes(stack, 'Hub', { resourceId: VAULT_ID });
      existing.grantSecretsRead(GROUP);
      existing.grantSecretsWrite(GROUP);
      existing.grantCryptoUse(GROUP);
      existing.grantCryptoAdminister(GROUP);
      existing.grantAdminister(GROUP);
    });
    const assignments = Object.values(template.resources('azurerm_role_assignment'));
    expect(assignments.map((assignment) => assignment['scope'])).toEqual(Array(5).fill(VAULT_ID));
    expect(assignments.map((assignment) => String(assignment['role_definition_id']).slice(-36)).sort()).toEqual([
      '00482a5a-887f-4fb3-b363-3b7fe8e74483', '14b46e9e-c2b7-41b4-b07b-48a6ebf60603', '4633458b-17de-408a-b874-0445c86b69e6', 'b86a8fe4-44ce-4948-aee5-eccb2c155cd7', 'e147488a-f6f5-4113-8e2d-b22465e65bf6',
    ]);
    expect(template.counts).toEqual({ azurerm_role_assignment: 5 });
  });

  test('reads what an existing vault is from its id', () => {
    synthesise((stack) => {
      const { resourceName, vaultUri, sku, purgeProtectionEnabled } = KeyVault.fromAttributes(stack, 'Hub', { resourceId: VAULT_ID });
      expect({ resourceName, vaultUri, sku, purgeProtectionEnabled }).toEqual({ resourceName: 'KV-hub', vaultUri: 'https://kv-hub.vault.azure.net/', sku: 'standard', purgeProtectionEnabled: false });
    });
  });

  test('an existing vault gets endpoints in its own resource group', () => {
    const template = synthesise((stack) => KeyVault.fromAttributes(stack, 'Hub', { resourceId: VAULT_ID }).addPrivateEndpoint({ subnet: subnet(stack), dnsManagedByPolicy: true }));
    expect(template.resource('azurerm_private_endpoint')).toMatchObject({ name: 'pep-mlops-dev-we-KV-hub-vault', resource_group_name: 'rg-hub' });
  });

  test('is the default child of its construct', () => {
    const template = synthesise((stack) => {
      const child = vault(stack).node.defaultChild;
      expect(child?.node.path).toBe('test/Vault/Resource');
    });
    expect(Object.keys(template.resources('azurerm_key_vault'))).toEqual(['Vault_23237E5B']);
  });

  test.each([
    ['retention', { softDeleteRetentionDays: 6 }, `[SoftDeleteRetentionOutOfRange] 'softDeleteRetentionDays' is out of range: got 6; expected whole days from 7 to 90; choose a number in the range (at test/Vault)`],
    ['name', { name: '1kv' }, `[NameInvalid] 'name' has characters that a key vault can't have: got "1kv"; expected 3 to 24 characters: letters, digits and single hyphens, starting with a letter; use only what is allowed (at test/Vault)`],
    ['IP rules in a private vault', { ipRules: ['8.8.8.8'] }, `[NetworkRuleUnused] 'ipRules' has no effect without 'publicNetworkAccessEnabled': got ["8.8.8.8"]; expected nothing; leave it out, or set 'publicNetworkAccessEnabled: true' (at test/Vault)`],
    ['a default action in a private vault', { networkDefaultAction: NetworkDefaultAction.ALLOW }, `[NetworkRuleUnused] 'networkDefaultAction' has no effect without 'publicNetworkAccessEnabled': got "Allow"; expected nothing; leave it out, or set 'publicNetworkAccessEnabled: true' (at test/Vault)`],
    ['public access that lets nobody in', { publicNetworkAccessEnabled: true }, `[NetworkRuleRequired] 'publicNetworkAccessEnabled' lets nobody in without a rule: expected 'ipRules', 'allowedSubnets' where the type has them, or 'networkDefaultAction'; name who gets in, or set 'networkDefaultAction: NetworkDefaultAction.ALLOW' to open it to the internet (at test/Vault)`],
    ['rules where everybody is let in', { publicNetworkAccessEnabled: true, networkDefaultAction: NetworkDefaultAction.ALLOW, ipRules: ['8.8.8.8'] }, `[NetworkRuleRedundant] 'ipRules' has no effect where everybody is let in: got ["8.8.8.8"]; expected no rules with 'NetworkDefaultAction.ALLOW'; leave the rules or the default action out (at test/Vault)`],
    ['a private address', { publicNetworkAccessEnabled: true, ipRules: ['192.168.1.1'] }, `[IpRuleNotPublic] 'ipRules[0]' is not made of public addresses: got "192.168.1.1"; expected a public IPv4 address or CIDR range, for example 203.0.113.0/24; use the address that the internet sees, or a private endpoint for private addresses (at test/Vault)`],
    ['the whole internet', { publicNetworkAccessEnabled: true, ipRules: ['0.0.0.0/0'] }, `[IpRuleNotPublic] 'ipRules[0]' is not made of public addresses: got "0.0.0.0/0"; expected a public IPv4 address or CIDR range, for example 203.0.113.0/24; use the address that the internet sees, or a private endpoint for private addresses (at test/Vault)`],
    ['a range that is not aligned', { publicNetworkAccessEnabled: true, ipRules: ['8.8.8.8/24'] }, `[IpRuleNotAligned] 'ipRules[0]' does not start at the first address of its range: got "8.8.8.8/24"; expected 8.8.8.0/24; write the first address of the range (at test/Vault)`],
    ['no address', { publicNetworkAccessEnabled: true, ipRules: ['office'] }, `[IpRuleInvalid] 'ipRules[0]' is not an IPv4 address or CIDR range: got "office"; expected a public IPv4 address or CIDR range, for example 203.0.113.0/24; write it as four numbers, with a prefix length for a range (at test/Vault)`],
    ['too many rules', { publicNetworkAccessEnabled: true, ipRules: Array<string>(1001).fill('8.8.8.8') }, `[IpRuleLimit] 'ipRules' are too many: got "1001 rules"; expected at most 1000; merge neighbouring ranges (at test/Vault)`],
    ['two problems', { softDeleteRetentionDays: 91, name: 'a--b' }, `2 problems (at test/Vault):
  - [NameInvalid] 'name' has characters that a key vault can't have: got "a--b"; expected 3 to 24 characters: letters, digits and single hyphens, starting with a letter; use only what is allowed
  - [SoftDeleteRetentionOutOfRange] 'softDeleteRetentionDays' is out of range: got 91; expected whole days from 7 to 90; choose a number in the range`],
  ] as const)('fails with %s', (_, props, message) => {
    expect(problems(props)).toBe(message);
  });

  test('fails with subnets in a private vault', () => {
    expect(problemsOf((stack) => vault(stack, { allowedSubnets: [subnet(stack)] }))).toBe(
      `[NetworkRuleUnused] 'allowedSubnets' has no effect without 'publicNetworkAccessEnabled': got "1 subnets"; expected nothing; leave it out, or set 'publicNetworkAccessEnabled: true' (at test/Vault)`,
    );
  });

  test('fails with a private endpoint for another kind of resource', () => {
    expect(problemsOf((stack) => vault(stack).addPrivateEndpoint({ subnet: subnet(stack), group: 'blob', dnsManagedByPolicy: true }))).toBe(
      `[PrivateLinkGroupUnknown] 'group' is not a sub-resource of this type: got "blob"; expected vault; name one of these (at test/Vault)`,
    );
  });

  test('fails to import the id of something else', () => {
    expect(problemsOf((stack) => KeyVault.fromAttributes(stack, 'Hub', { resourceId: SUBNET_ID }))).toBe(
      `[ResourceIdWrongType] 'resourceId' is the id of a Microsoft.Network/virtualNetworks/subnets: got "${SUBNET_ID.slice(0, 116)}...; expected an id of type Microsoft.KeyVault/vaults; pass the id of a Microsoft.KeyVault/vaults (at test/Hub)`,
    );
  });
});
