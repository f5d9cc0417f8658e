import type { Block } from '../support/template';
import { Landscape, pick } from './landscape-of';

const dev = Landscape.of('dev').stack('network');
const prod = Landscape.of('prod').stack('network');
const subnets = (template: typeof dev): unknown => Object.fromEntries(Object.values(template.resources('azurerm_subnet')).map(({ name, address_prefixes: prefixes }) => [name, prefixes]));
const rules = (template: typeof dev): unknown =>
  Object.fromEntries(Object.values(template.resources('azurerm_network_security_group')).map(({ name, security_rule: list }) => [name, (list as Block[]).map((rule) => `${rule['priority']} ${rule['access']} ${rule['direction']} ${rule['name']}`)]));

describe('the network of development', () => {
  test('has its subnets in the order of their purposes', () => {
    expect(subnets(dev)).toEqual({ 'snet-mlops-dev-we-pe': ['10.10.0.0/26'], 'snet-mlops-dev-we-aks': ['10.10.1.0/24'] });
  });

  test('has no hub, and no NAT gateway to pay for', () => {
    expect([dev.resources('azurerm_virtual_network_peering'), dev.resources('azurerm_nat_gateway'), dev.resources('azurerm_public_ip')]).toEqual([{}, {}, {}]);
  });

  test('owns its zones, and links every one of them', () => {
    const zones = Object.values(dev.resources('azurerm_private_dns_zone')).map(({ name }) => name);
    expect(zones.sort()).toEqual([
      'privatelink.api.azureml.ms', 'privatelink.azurecr.io', 'privatelink.blob.core.windows.net', 'privatelink.dfs.core.windows.net', 'privatelink.file.core.windows.net', 'privatelink.notebooks.azure.net',
      'privatelink.queue.core.windows.net', 'privatelink.table.core.windows.net', 'privatelink.vaultcore.azure.net', 'privatelink.westeurope.azmk8s.io',
    ]);
    const links = Object.values(dev.resources('azurerm_private_dns_zone_virtual_network_link'));
    expect(links.map((link) => pick(link, 'registration_enabled', 'virtual_network_id'))).toEqual(zones.map(() => ({ registration_enabled: false, virtual_network_id: '${azurerm_virtual_network.VirtualNetwork_1F61FB4B.id}' })));
  });
});

describe.each([
  ['dev', dev],
  ['prod', prod],
])('the subnets of %s', (environment, template) => {
  test('let nothing in from the internet', () => {
    const closed = ['4096 Deny Inbound DenyInternetInbound'];
    expect(rules(template)).toEqual({ [`nsg-mlops-${environment}-we-pe`]: closed, [`nsg-mlops-${environment}-we-aks`]: closed });
    expect(template.counts['azurerm_subnet_network_security_group_association']).toBe(2);
  });

  test('have no way out by default, and filter what goes to private endpoints', () => {
    expect(Object.values(template.resources('azurerm_subnet')).map((subnet) => pick(subnet, 'default_outbound_access_enabled', 'private_endpoint_network_policies'))).toEqual(
      [1, 2].map(() => ({ default_outbound_access_enabled: false, private_endpoint_network_policies: 'Enabled' })),
    );
  });
});

describe('the network of production', () => {
  test('has room for its nodes', () => {
    expect(subnets(prod)).toEqual({ 'snet-mlops-prod-we-pe': ['10.30.0.0/25'], 'snet-mlops-prod-we-aks': ['10.30.4.0/22'] });
  });

  test('leaves by one address of its own, but for private endpoints, which never call out', () => {
    expect(Object.values(prod.resources('azurerm_subnet_nat_gateway_association')).map(({ subnet_id: id }) => id)).toEqual(['${azurerm_subnet.VirtualNetwork_AksNodes_233A9BA8.id}']);
    expect(prod.resource('azurerm_public_ip')).toMatchObject({ allocation_method: 'Static', sku: 'Standard' });
  });

  test('reaches the hub, and the networks behind it by its gateways', () => {
    expect(prod.resource('azurerm_virtual_network_peering')).toMatchObject({
      remote_virtual_network_id: '/subscriptions/11111111-2222-4333-8444-000000000000/resourceGroups/rg-hub/providers/Microsoft.Network/virtualNetworks/vnet-hub',
      allow_virtual_network_access: true,
      allow_gateway_transit: false,
      use_remote_gateways: true,
      triggers: { remote_address_space: '10.0.0.0/16' },
    });
  });

  test('leaves the zones to the platform team', () => {
    expect([prod.resources('azurerm_private_dns_zone'), prod.resources('azurerm_private_dns_zone_virtual_network_link')]).toEqual([{}, {}]);
  });

  test("can't be destroyed with its resource group", () => {
    expect(prod.resource('azurerm_resource_group')['lifecycle']).toEqual({ prevent_destroy: true });
  });
});
