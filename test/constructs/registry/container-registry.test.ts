import type { TerraformStack } from 'cdktf';
import { ResourceGroup } from '../../../constructs/governance/resource-group';
import { ManagedIdentity } from '../../../constructs/identity/managed-identity';
import { Principal } from '../../../constructs/identity/role-assignment';
import { Subnet } from '../../../constructs/network/subnet';
import type { ContainerRegistryProps } from '../../../constructs/registry/container-registry';
import { ContainerRegistry, ContainerRegistrySku } from '../../../constructs/registry/container-registry';
import { KeyVault } from '../../../constructs/security/key-vault';
import { KeyVaultKey } from '../../../constructs/security/key-vault-key';
import { NetworkDefaultAction } from '../../../constructs/security/network-access';
import { problemsOf, synthesise, testResourceGroup } from '../../support/template';

const SUBNET_ID = '/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/rg-net/providers/Microsoft.Network/virtualNetworks/vnet/subnets/snet';
const REGISTRY_ID = '/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/rg-hub/providers/Microsoft.ContainerRegistry/registries/crHub';
const GROUP = Principal.group('Engineers', 'aaaaaaaa-0000-0000-0000-000000000001');

const registry = (stack: TerraformStack, props: Partial<ContainerRegistryProps> = {}) => new ContainerRegistry(stack, 'Registry', { resourceGroup: testResourceGroup(stack), ...props });
const problems = (props: Partial<ContainerRegistryProps>) => problemsOf((stack) => registry(stack, props));
const endpoint = (stack: TerraformStack) => ({ subnet: Subnet.fromSubnetId(stack, 'Subnet', SUBNET_ID, { location: 'westeurope' }), dnsManagedByPolicy: true });

const DEFAULTS = {
  admin_enabled: false,
  anonymous_pull_enabled: false,
  data_endpoint_enabled: false,
  export_policy_enabled: false,
  location: 'westeurope',
  name: expect.stringMatching(/^crmlopsdevwe[a-z0-9]{5}$/),
  network_rule_bypass_option: 'AzureServices',
  network_rule_set: [{ default_action: 'Deny', ip_rule: [] }],
  public_network_access_enabled: false,
  resource_group_name: '${azurerm_resource_group.ResourceGroup_FFF1A175.name}',
  sku: 'Premium',
  zone_redundancy_enabled: true,
};

describe('ContainerRegistry', () => {
  test('is premium, private and without an admin user by default', () => {
    const template = synthesise((stack) => registry(stack));
    expect(template.resource('azurerm_container_registry')).toEqual(DEFAULTS);
    expect(template.counts).toEqual({ azurerm_container_registry: 1, azurerm_resource_group: 1 });
  });

  test('takes all values', () => {
    const template = synthesise((stack) => {
      const resourceGroup = testResourceGroup(stack);
      const key = new KeyVaultKey(stack, 'Key', { keyVault: new KeyVault(stack, 'Vault', { resourceGroup }) });
      new ContainerRegistry(stack, 'Registry', {
        resourceGroup, name: 'crimages', trustedServicesEnabled: false, publicNetworkAccessEnabled: true, ipRules: ['8.8.8.8', '9.9.9.0/24'], exportEnabled: true, zoneRedundancyEnabled: false, untaggedRetentionDays: 7,
        dataEndpointEnabled: true, customerManagedKey: { key, identity: new ManagedIdentity(stack, 'Identity', { resourceGroup }) }, deletionProtectionEnabled: true,
      });
    });
    expect(template.resource('azurerm_container_registry')).toEqual({
      ...DEFAULTS,
      data_endpoint_enabled: true,
      depends_on: [expect.stringMatching(/^azurerm_role_assignment\.Vault_KeyVaultCryptoServiceEncryptionUserToIdentity_\w+$/)],
      encryption: [{ identity_client_id: expect.stringMatching(/^\$\{azurerm_user_assigned_identity\.Identity_\w+\.client_id\}$/), key_vault_key_id: expect.stringMatching(/^\$\{azurerm_key_vault_key\.Key_\w+\.versionless_id\}$/) }],
      export_policy_enabled: true,
      identity: { identity_ids: [expect.stringMatching(/^\$\{azurerm_user_assigned_identity\.Identity_\w+\.id\}$/)], type: 'UserAssigned' },
      lifecycle: { prevent_destroy: true },
      name: 'crimages',
      network_rule_bypass_option: 'None',
      network_rule_set: [{ default_action: 'Deny', ip_rule: [{ action: 'Allow', ip_range: '8.8.8.8/32' }, { action: 'Allow', ip_range: '9.9.9.0/24' }] }],
      public_network_access_enabled: true,
      retention_policy_in_days: 7,
      zone_redundancy_enabled: false,
    });
  });

  test('lets images out where it is public, since Azure allows nothing else', () => {
    const template = synthesise((stack) => registry(stack, { publicNetworkAccessEnabled: true, networkDefaultAction: NetworkDefaultAction.ALLOW }));
    expect(template.resource('azurerm_container_registry')).toEqual({ ...DEFAULTS, export_policy_enabled: true, network_rule_set: [{ default_action: 'Allow', ip_rule: [] }], public_network_access_enabled: true });
  });

  test('is open and has no rules as a basic registry', () => {
    const template = synthesise((stack) => registry(stack, { sku: ContainerRegistrySku.BASIC, publicNetworkAccessEnabled: true }));
    const { network_rule_set: _, ...rest } = DEFAULTS;
    expect(template.resource('azurerm_container_registry')).toEqual({ ...rest, export_policy_enabled: true, public_network_access_enabled: true, sku: 'Basic', zone_redundancy_enabled: false });
  });

  test('has no zones where the region has none', () => {
    const template = synthesise((stack) => new ContainerRegistry(stack, 'Registry', { resourceGroup: new ResourceGroup(stack, 'Group', { location: 'westus' }) }));
    expect(template.resource('azurerm_container_registry')).toMatchObject({ location: 'westus', zone_redundancy_enabled: false });
  });

  test('has private endpoints', () => {
    const template = synthesise((stack) => registry(stack, { purpose: 'hub', privateEndpoints: [endpoint(stack)] }));
    expect(template.resource('azurerm_private_endpoint')).toMatchObject({ name: 'pep-mlops-dev-we-cr-hub-registry', private_service_connection: { subresource_names: ['registry'] } });
  });

  test('grants its roles, on an existing registry as on its own', () => {
    const template = synthesise((stack) => {
      const existing = ContainerRegistry.fromAttributes(stack, 'Hub', { resourceId: REGISTRY_ID });
      existing.grantPull(GROUP);
      existing.grantPush(GROUP);
    });
    const assignments = Object.values(template.resources('azurerm_role_assignment'));
    expect(assignments.map(({ scope }) => scope)).toEqual([REGISTRY_ID, REGISTRY_ID]);
    expect(assignments.map((assignment) => String(assignment['role_definition_id']).slice(-36)).sort()).toEqual(['7f951dda-4ed3-4680-a7ca-43fe172d538d', '8311e382-0749-4cb8-b61a-304f252e45ec']);
  });

  test('reads what an existing registry is', () => {
    synthesise((stack) => {
      const { resourceName, loginServer, sku, publicNetworkAccessEnabled } = ContainerRegistry.fromAttributes(stack, 'Hub', { resourceId: REGISTRY_ID, sku: ContainerRegistrySku.STANDARD, publicNetworkAccessEnabled: true });
      expect({ resourceName, loginServer, sku, publicNetworkAccessEnabled }).toEqual({ resourceName: 'crHub', loginServer: 'crhub.azurecr.io', sku: 'Standard', publicNetworkAccessEnabled: true });
    });
  });

  test.each([
    ['a hyphen in the name', { name: 'cr-hub' }, `[NameInvalid] 'name' has characters that a container registry can't have: got "cr-hub"; expected 5 to 50 characters: letters and digits; use only what is allowed (at test/Registry)`],
    ['a private basic registry', { sku: ContainerRegistrySku.BASIC }, `[RegistryNeedsPublicAccess] 'publicNetworkAccessEnabled' can't be off in a Basic registry: got nothing; expected true; set it to open the registry to the internet, or use 'ContainerRegistrySku.PREMIUM' (at test/Registry)`],
    ['retention out of range', { untaggedRetentionDays: 366 }, `[UntaggedRetentionOutOfRange] 'untaggedRetentionDays' is out of range: got 366; expected whole days from 1 to 365; choose a number in the range (at test/Registry)`],
    ['no export from a public registry', { publicNetworkAccessEnabled: true, ipRules: ['8.8.8.8'], exportEnabled: false }, `[RegistryExportNeedsPrivate] 'exportEnabled' can't be off in a registry with public access: got false; expected 'publicNetworkAccessEnabled: false' with it; switch public access off, or leave it out (at test/Registry)`],
    ['too many IP rules', { publicNetworkAccessEnabled: true, ipRules: Array<string>(101).fill('8.8.8.8') }, `[IpRuleLimit] 'ipRules' are too many: got "101 rules"; expected at most 100; merge neighbouring ranges (at test/Registry)`],
    ['what a standard registry has not', { sku: ContainerRegistrySku.STANDARD, publicNetworkAccessEnabled: true, ipRules: ['8.8.8.8'], networkDefaultAction: NetworkDefaultAction.DENY, trustedServicesEnabled: false, zoneRedundancyEnabled: true, untaggedRetentionDays: 7, dataEndpointEnabled: true }, `6 problems (at test/Registry):
  - [RegistryFeatureNeedsPremium] 'ipRules' needs a premium registry: got "Standard"; expected Premium; set 'sku: ContainerRegistrySku.PREMIUM', or leave it out
  - [RegistryFeatureNeedsPremium] 'networkDefaultAction' needs a premium registry: got "Standard"; expected Premium; set 'sku: ContainerRegistrySku.PREMIUM', or leave it out
  - [RegistryFeatureNeedsPremium] 'trustedServicesEnabled' needs a premium registry: got "Standard"; expected Premium; set 'sku: ContainerRegistrySku.PREMIUM', or leave it out
  - [RegistryFeatureNeedsPremium] 'zoneRedundancyEnabled' needs a premium registry: got "Standard"; expected Premium; set 'sku: ContainerRegistrySku.PREMIUM', or leave it out
  - [RegistryFeatureNeedsPremium] 'untaggedRetentionDays' needs a premium registry: got "Standard"; expected Premium; set 'sku: ContainerRegistrySku.PREMIUM', or leave it out
  - [RegistryFeatureNeedsPremium] 'dataEndpointEnabled' needs a premium registry: got "Standard"; expected Premium; set 'sku: ContainerRegistrySku.PREMIUM', or leave it out`],
  ])('fails with %s', (_, props, message) => {
    expect(problems(props)).toBe(message);
  });

  test('fails with a key of ours and endpoints in a basic registry', () => {
    const message = problemsOf((stack) => {
      const resourceGroup = testResourceGroup(stack);
      const key = new KeyVaultKey(stack, 'Key', { keyVault: new KeyVault(stack, 'Vault', { resourceGroup }) });
      const customerManagedKey = { key, identity: new ManagedIdentity(stack, 'Identity', { resourceGroup }) };
      new ContainerRegistry(stack, 'Registry', { resourceGroup, sku: ContainerRegistrySku.BASIC, publicNetworkAccessEnabled: true, customerManagedKey, privateEndpoints: [endpoint(stack)] });
    });
    expect(message).toBe(`2 problems (at test/Registry):
  - [RegistryFeatureNeedsPremium] 'customerManagedKey' needs a premium registry: got "Basic"; expected Premium; set 'sku: ContainerRegistrySku.PREMIUM', or leave it out
  - [RegistryFeatureNeedsPremium] 'privateEndpoints' needs a premium registry: got "Basic"; expected Premium; set 'sku: ContainerRegistrySku.PREMIUM', or leave it out`);
  });

  test('fails to add an endpoint to an existing standard registry', () => {
    expect(problemsOf((stack) => ContainerRegistry.fromAttributes(stack, 'Hub', { resourceId: REGISTRY_ID, sku: ContainerRegistrySku.STANDARD }).addPrivateEndpoint(endpoint(stack)))).toBe(
      `[RegistryFeatureNeedsPremium] 'privateEndpoints' needs a premium registry: got "Standard"; expected Premium; set 'sku: ContainerRegistrySku.PREMIUM', or leave it out (at test/Hub)`,
    );
  });

  test('fails with zones in a region that has none', () => {
    expect(problemsOf((stack) => new ContainerRegistry(stack, 'Registry', { resourceGroup: new ResourceGroup(stack, 'Group', { location: 'westus' }), zoneRedundancyEnabled: true }))).toBe(
      `[RegistryZonesUnavailable] 'zoneRedundancyEnabled' needs availability zones, and westus has none: got true; expected false; leave it out, or choose another region (at test/Registry)`,
    );
  });
});
