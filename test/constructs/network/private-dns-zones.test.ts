import type { TerraformStack } from 'cdktf';
import { Lazy, TerraformOutput } from 'cdktf';
import { Principal } from '../../../constructs/identity/role-assignment';
import type { PrivateDnsZonesProps } from '../../../constructs/network/private-dns-zones';
import { PrivateDnsZones } from '../../../constructs/network/private-dns-zones';
import { aksPrivateDnsZone } from '../../../constructs/network/private-link';
import { VirtualNetwork } from '../../../constructs/network/virtual-network';
import { problemsOf, synthesise, testResourceGroup } from '../../support/template';

const BLOB = 'privatelink.blob.core.windows.net';
const ZONES_ID = '/subscriptions/99999999-2222-3333-4444-555555555555/resourceGroups/rg-dns/providers/Microsoft.Network/privateDnsZones';
const HUB_ID = '/subscriptions/99999999-2222-3333-4444-555555555555/resourceGroups/rg-hub/providers/Microsoft.Network/virtualNetworks/vnet-hub';

function zones(stack: TerraformStack, props: Partial<PrivateDnsZonesProps> = {}): PrivateDnsZones {
  return new PrivateDnsZones(stack, 'Dns', { resourceGroup: testResourceGroup(stack), zones: [BLOB], ...props });
}

const hub = (stack: TerraformStack, id: string) => VirtualNetwork.fromVirtualNetworkId(stack, id, HUB_ID, { location: 'westeurope', addressSpace: ['10.100.0.0/16'] });

describe('PrivateDnsZones', () => {
  test('makes one zone for each name, without links', () => {
    const template = synthesise((stack) => zones(stack, { zones: [BLOB, aksPrivateDnsZone('westeurope')] }));
    expect(Object.values(template.resources('azurerm_private_dns_zone'))).toEqual(['privatelink.westeurope.azmk8s.io', BLOB].sort().map((name) => ({ name, resource_group_name: '${azurerm_resource_group.ResourceGroup_FFF1A175.name}' })));
    expect(template.counts).toEqual({ azurerm_private_dns_zone: 2, azurerm_resource_group: 1 });
  });

  test('links each zone once to each network', () => {
    const template = synthesise((stack) => {
      const resourceGroup = testResourceGroup(stack);
      const network = new VirtualNetwork(stack, 'Network', { resourceGroup, addressSpace: ['10.10.0.0/16'] });
      new PrivateDnsZones(stack, 'Dns', { resourceGroup, zones: [BLOB, 'privatelink.vaultcore.azure.net'], virtualNetworks: [network, hub(stack, 'CentralHub')], internetFallbackEnabled: true });
    });
    expect(template.counts).toMatchObject({ azurerm_private_dns_zone: 2, azurerm_private_dns_zone_virtual_network_link: 4 });
    const links = Object.values(template.resources('azurerm_private_dns_zone_virtual_network_link'));
    expect(links.find((link) => link['virtual_network_id'] === HUB_ID && `${link['private_dns_zone_name']}`.includes('blob'))).toEqual({
      name: 'pdnslink-mlops-dev-we-central-hub',
      private_dns_zone_name: '${azurerm_private_dns_zone.Dns_privatelinkblobcorewindowsnet_8F555E3C.name}',
      registration_enabled: false,
      resolution_policy: 'NxDomainRedirect',
      resource_group_name: '${azurerm_resource_group.ResourceGroup_FFF1A175.name}',
      virtual_network_id: HUB_ID,
    });
  });

  test('knows which zones private endpoints need, each once', () => {
    expect(PrivateDnsZones.namesFor('amlworkspace', 'amlregistry', 'blob', 'vault')).toEqual(['privatelink.api.azureml.ms', 'privatelink.notebooks.azure.net', BLOB, 'privatelink.vaultcore.azure.net']);
  });

  test('gives the ids of its zones', () => {
    const template = synthesise((stack) => {
      new TerraformOutput(stack, 'ZoneId', { value: zones(stack).zoneId(BLOB) });
    });
    expect(template.json['output']).toEqual({ ZoneId: { value: '${azurerm_private_dns_zone.Dns_privatelinkblobcorewindowsnet_8F555E3C.id}' } });
  });

  test('gives a zone to grant on', () => {
    const template = synthesise((stack) => zones(stack).zone(BLOB).grantManage(Principal.servicePrincipal('Aks', '77777777-0000-0000-0000-000000000000')));
    expect(template.resource('azurerm_role_assignment')).toMatchObject({ role_definition_id: expect.stringMatching(/b12aa53e-6015-4669-85d0-8515ebb3ae7f$/), scope: '${azurerm_private_dns_zone.Dns_privatelinkblobcorewindowsnet_8F555E3C.id}' });
  });

  test('can be those of the platform team, by id or by reference', () => {
    const template = synthesise((stack) => {
      const vault = 'privatelink.vaultcore.azure.net';
      const vaultId = Lazy.stringValue({ produce: () => '${data.azurerm_private_dns_zone.vault.id}' });
      const existing = PrivateDnsZones.fromZoneIds(stack, 'Dns', { [BLOB]: `${ZONES_ID}/${BLOB}`, [vault]: vaultId });
      expect([existing.zoneId(BLOB), existing.zoneId(vault), existing.zone(BLOB).resourceName]).toEqual([`${ZONES_ID}/${BLOB}`, vaultId, BLOB]);
    });
    expect(template.counts).toEqual({});
  });

  test('fails when asked for a zone that it lacks', () => {
    const message = `[PrivateDnsZoneMissing] 'zones' has no privatelink.azurecr.io: got ["${BLOB}"]; expected a list with privatelink.azurecr.io; add "privatelink.azurecr.io" to the zones (at test/Dns)`;
    expect(problemsOf((stack) => zones(stack).zoneId('privatelink.azurecr.io'))).toBe(message);
    expect(problemsOf((stack) => PrivateDnsZones.fromZoneIds(stack, 'Dns', { [BLOB]: `${ZONES_ID}/${BLOB}` }).zoneId('privatelink.azurecr.io'))).toBe(message);
  });

  test('fails without a zone', () => {
    expect(problemsOf((stack) => zones(stack, { zones: [] }))).toBe(`[PrivateDnsZonesEmpty] 'zones' has no zone: got []; expected at least one domain; add the domains, or leave the construct out (at test/Dns)`);
  });

  test('fails with zones that are wrong, saying what was meant', () => {
    expect(problemsOf((stack) => zones(stack, { zones: [BLOB, 'blob.core.windows.net', 'vault.azure.net', 'corp.example', BLOB] }))).toBe(`4 problems (at test/Dns):
  - [PrivateDnsZoneInvalid] 'zones' is not a zone of private endpoints: got "blob.core.windows.net"; expected a domain in lower case that starts with "privatelink."; did you mean "${BLOB}"?
  - [PrivateDnsZoneInvalid] 'zones' is not a zone of private endpoints: got "vault.azure.net"; expected a domain in lower case that starts with "privatelink."; did you mean "privatelink.vaultcore.azure.net"?
  - [PrivateDnsZoneInvalid] 'zones' is not a zone of private endpoints: got "corp.example"; expected a domain in lower case that starts with "privatelink."; use a zone of the service, for example privatelink.api.azureml.ms
  - [PrivateDnsZoneDuplicate] 'zones' has a zone twice: got "${BLOB}"; expected each zone once; leave one out: every private endpoint shares it`);
  });

  test('fails when a network is linked twice, under one construct or two', () => {
    expect(problemsOf((stack) => {
      const network = hub(stack, 'Hub');
      zones(stack, { virtualNetworks: [network, network] });
    })).toBe(`[PrivateDnsZoneLinkedTwice] 'virtualNetworks' has a network twice, or two with one construct id: got "Hub"; expected each network once, with a construct id of its own; leave one out, or rename one of the constructs (at test/Dns/${BLOB})`);
    expect(problemsOf((stack) => zones(stack, { virtualNetworks: [hub(stack, 'One'), hub(stack, 'Two')] }))).toBe(
      `[PrivateDnsZoneLinkedTwice] 'virtualNetworks' has a network twice, or two with one construct id: got "Two"; expected each network once, with a construct id of its own; leave one out, or rename one of the constructs (at test/Dns/${BLOB})`,
    );
  });

  test('fails with the id of another zone', () => {
    expect(problemsOf((stack) => PrivateDnsZones.fromZoneIds(stack, 'Dns', { [BLOB]: `${ZONES_ID}/privatelink.file.core.windows.net` }))).toBe(
      `[PrivateDnsZoneMismatch] '${BLOB}' is the id of another zone: got "privatelink.file.core.windows.net"; expected ${BLOB}; pass the id of the zone that it is listed under (at test/Dns)`,
    );
  });
});
