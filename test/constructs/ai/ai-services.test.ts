import type { TerraformStack } from 'cdktf';
import type { AiServicesProps } from '../../../constructs/ai/ai-services';
import { AiServices } from '../../../constructs/ai/ai-services';
import { Principal } from '../../../constructs/identity/role-assignment';
import { PrivateDnsZones } from '../../../constructs/network/private-dns-zones';
import { KeyVault } from '../../../constructs/security/key-vault';
import { KeyVaultKey } from '../../../constructs/security/key-vault-key';
import { NetworkDefaultAction } from '../../../constructs/security/network-access';
import { problemsOf, synthesise, testResourceGroup } from '../../support/template';
import { GROUP_ID, identity, PERSON_ID, subnet, SUBNET_ID, VAULT_ID } from '../ml/fixtures';

const ACCOUNT_ID = `${GROUP_ID}/providers/Microsoft.CognitiveServices/accounts/ais-shared`;
const KEY_URL = 'https://kv-shared.vault.azure.net/keys/cmk/0123456789abcdef0123456789abcdef';
const ZONES = ['privatelink.cognitiveservices.azure.com', 'privatelink.openai.azure.com', 'privatelink.services.ai.azure.com'].map((name) => `${GROUP_ID}/providers/Microsoft.Network/privateDnsZones/${name}`);

const failing = (props: Partial<AiServicesProps>): string => problemsOf((stack) => new AiServices(stack, 'Services', { resourceGroup: testResourceGroup(stack), ...props }));
const zonesOf = (stack: TerraformStack): ReturnType<typeof PrivateDnsZones.fromZoneIds> => PrivateDnsZones.fromZoneIds(stack, 'Zones', Object.fromEntries(ZONES.map((id) => [id.split('/').at(-1) ?? '', id])));

describe('AiServices', () => {
  test('are private, without keys, under a host name of their own', () => {
    const template = synthesise((stack) => new AiServices(stack, 'Services', { resourceGroup: testResourceGroup(stack) }));
    const name = template.resource('azurerm_cognitive_account')['name'];
    expect(name).toMatch(/^ais-mlops-dev-we-[a-z0-9]{5}$/);
    expect(template.resource('azurerm_cognitive_account')).toEqual({
      custom_subdomain_name: name,
      identity: { type: 'SystemAssigned' },
      kind: 'AIServices',
      local_auth_enabled: false,
      location: 'westeurope',
      name,
      network_acls: { bypass: 'AzureServices', default_action: 'Deny' },
      outbound_network_access_restricted: false,
      public_network_access_enabled: false,
      resource_group_name: '${azurerm_resource_group.ResourceGroup_FFF1A175.name}',
      sku_name: 'S0',
    });
  });

  test('take all values', () => {
    const template = synthesise((stack) => {
      const vault = KeyVault.fromAttributes(stack, 'Vault', { resourceId: VAULT_ID, purgeProtectionEnabled: true });
      new AiServices(stack, 'Services', {
        resourceGroup: testResourceGroup(stack),
        name: 'Ais-Full',
        customSubdomainName: 'contoso-ai',
        localAuthEnabled: true,
        identity: identity(stack),
        outboundHosts: ['images.contoso.com'],
        customerManagedKey: { key: KeyVaultKey.fromKeyId(stack, 'Key', vault, KEY_URL), identity: identity(stack, 'Encryption') },
        publicNetworkAccessEnabled: true,
        ipRules: ['203.0.113.7'],
        allowedSubnets: [subnet(stack)],
        trustedServicesEnabled: false,
        lock: {},
        deletionProtectionEnabled: true,
      });
    });
    expect(template.resource('azurerm_cognitive_account')).toMatchObject({
      custom_subdomain_name: 'contoso-ai',
      customer_managed_key: { identity_client_id: 'bbbbbbbb-0000-4000-8000-000000000002', key_vault_key_id: 'https://kv-shared.vault.azure.net/keys/cmk' },
      depends_on: [expect.stringMatching(/^azurerm_role_assignment\./)],
      fqdns: ['images.contoso.com'],
      identity: { identity_ids: [expect.stringMatching(/id-training$/), expect.stringMatching(/id-encryption$/)], type: 'UserAssigned' },
      lifecycle: { prevent_destroy: true },
      local_auth_enabled: true,
      name: 'Ais-Full',
      network_acls: { bypass: 'None', default_action: 'Deny', ip_rules: ['203.0.113.7/32'], virtual_network_rules: [{ subnet_id: SUBNET_ID }] },
      outbound_network_access_restricted: true,
      public_network_access_enabled: true,
    });
    expect(template.counts).toEqual({ azurerm_cognitive_account: 1, azurerm_management_lock: 1, azurerm_resource_group: 1, azurerm_role_assignment: 1 });
  });

  test('have one endpoint with three zones', () => {
    const template = synthesise((stack) => new AiServices(stack, 'Services', { resourceGroup: testResourceGroup(stack), purpose: 'chat', privateEndpoints: [{ subnet: subnet(stack), privateDnsZones: zonesOf(stack) }] }));
    expect(template.resource('azurerm_private_endpoint')).toMatchObject({
      name: 'pep-mlops-dev-we-ais-chat-account',
      private_dns_zone_group: { private_dns_zone_ids: ZONES },
      private_service_connection: { subresource_names: ['account'] },
    });
  });

  test('are imported by their attributes, and grant three roles', () => {
    const template = synthesise((stack) => {
      const services = AiServices.fromAttributes(stack, 'Services', { resourceId: ACCOUNT_ID, customSubdomainName: 'contoso-ai', location: 'westeurope' });
      const people = Principal.group('People', PERSON_ID);
      services.grantUse(people);
      services.grantModelUse(people);
      services.grantContribute(people);
    });
    expect(Object.values(template.resources('azurerm_role_assignment')).map(({ scope, role_definition_id }) => [scope, String(role_definition_id).split('/').at(-1)])).toEqual([
      [ACCOUNT_ID, '25fbc0a9-bd7c-42a3-aa1a-3b75d497ee68'],
      [ACCOUNT_ID, '5e0bd9bd-7b93-4f28-af87-19fc36ad61bd'],
      [ACCOUNT_ID, 'a97b65f3-24c7-4388-baec-2e87135dc908'],
    ]);
  });

  test('grant to their own identity', () => {
    const template = synthesise((stack) => {
      const group = testResourceGroup(stack);
      const services = new AiServices(stack, 'Services', { resourceGroup: group });
      AiServices.fromAttributes(stack, 'Other', { resourceId: ACCOUNT_ID, customSubdomainName: 'contoso-ai', location: 'westeurope' }).grantUse(services.identity);
    });
    expect(template.resource('azurerm_role_assignment')).toMatchObject({ principal_id: expect.stringMatching(/^\$\{azurerm_cognitive_account\.Services_\w+\.identity\[0\]\.principal_id\}$/) });
  });

  test('fail with all that is wrong with names and hosts', () => {
    expect(failing({ name: 'ais_1', customSubdomainName: 'Contoso.AI', outboundHosts: ['https://images.contoso.com/a'] })).toBe(
      `3 problems (at test/Services):
  - [NameInvalid] 'name' has characters that an ai services can't have: got "ais_1"; expected 2 to 64 characters: letters, digits and hyphens, starting and ending with a letter or digit; use only what is allowed
  - [AiSubdomainInvalid] 'customSubdomainName' can't be part of a host name: got "Contoso.AI"; expected 2 to 64 lower-case letters, digits and hyphens, no hyphen first or last; write the first part of the host name, without the domain
  - [AiOutboundHostsInvalid] 'outboundHosts[0]' is not the name of a host: got "https://images.contoso.com/a"; expected a full host name like images.contoso.com; leave out scheme, path and wildcards`,
    );
  });

  test('fail with more hosts than Azure has room for', () => {
    expect(failing({ outboundHosts: Array.from({ length: 1001 }, (_, index) => `host${index}.contoso.com`) })).toBe("[AiOutboundHostsLimit] 'outboundHosts' are too many: got \"1001 hosts\"; expected at most 1000; leave some out (at test/Services)");
  });

  test('fail with network rules that have no effect', () => {
    expect(failing({ ipRules: ['203.0.113.7'], networkDefaultAction: NetworkDefaultAction.ALLOW })).toBe(
      `2 problems (at test/Services):
  - [NetworkRuleUnused] 'ipRules' has no effect without 'publicNetworkAccessEnabled': got ["203.0.113.7"]; expected nothing; leave it out, or set 'publicNetworkAccessEnabled: true'
  - [NetworkRuleUnused] 'networkDefaultAction' has no effect without 'publicNetworkAccessEnabled': got "Allow"; expected nothing; leave it out, or set 'publicNetworkAccessEnabled: true'`,
    );
  });

  test('fail to be imported with a host name in place of its first part', () => {
    expect(problemsOf((stack) => AiServices.fromAttributes(stack, 'Services', { resourceId: ACCOUNT_ID, customSubdomainName: 'contoso-ai.cognitiveservices.azure.com', location: 'westeurope' }))).toBe(
      `[AiSubdomainInvalid] 'customSubdomainName' can't be part of a host name: got "contoso-ai.cognitiveservices.azure.com"; expected 2 to 64 lower-case letters, digits and hyphens, no hyphen first or last; write the first part of the host name, without the domain (at test/Services)`,
    );
  });
});
