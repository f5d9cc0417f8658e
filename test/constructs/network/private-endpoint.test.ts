import type { TerraformStack } from 'cdktf';
import { PrivateDnsZones } from '../../../constructs/network/private-dns-zones';
import type { PrivateEndpointProps } from '../../../constructs/network/private-endpoint';
import { PrivateEndpoint } from '../../../constructs/network/private-endpoint';
import type { PrivateLinkGroup } from '../../../constructs/network/private-link';
import { PRIVATE_LINK_ZONES } from '../../../constructs/network/private-link';
import { Subnet } from '../../../constructs/network/subnet';
import { problemsOf, synthesise } from '../../support/template';

const SUBNET_ID = '/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/rg-net/providers/Microsoft.Network/virtualNetworks/vnet/subnets/snet-pe';
const ZONES_ID = '/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/rg-dns/providers/Microsoft.Network/privateDnsZones';
const TARGET_ID = '/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/rg/providers/Microsoft.KeyVault/vaults/kv';

function zonesOf(stack: TerraformStack, groups: readonly PrivateLinkGroup[]) {
  return PrivateDnsZones.fromZoneIds(stack, 'Dns', Object.fromEntries(PrivateDnsZones.namesFor(...groups).map((zone) => [zone, `${ZONES_ID}/${zone}`])));
}

function endpoint(stack: TerraformStack, props: Partial<PrivateEndpointProps>): PrivateEndpoint {
  const subnet = Subnet.fromSubnetId(stack, 'Subnet', SUBNET_ID, { location: 'northeurope' });
  return new PrivateEndpoint(stack, 'Endpoint', { subnet, group: 'vault', targetId: TARGET_ID, targetName: 'kv', resourceGroupName: 'rg', ...props });
}

describe('PrivateEndpoint', () => {
  test('is in the region of its subnet, with the records of its zone', () => {
    const template = synthesise((stack) => endpoint(stack, { privateDnsZones: zonesOf(stack, ['vault']) }));
    expect(template.resource('azurerm_private_endpoint')).toEqual({
      custom_network_interface_name: 'nic-pep-mlops-dev-we-kv-vault',
      location: 'northeurope',
      name: 'pep-mlops-dev-we-kv-vault',
      private_dns_zone_group: { name: 'default', private_dns_zone_ids: [`${ZONES_ID}/privatelink.vaultcore.azure.net`] },
      private_service_connection: { is_manual_connection: false, name: 'pep-mlops-dev-we-kv-vault', private_connection_resource_id: TARGET_ID, subresource_names: ['vault'] },
      resource_group_name: 'rg',
      subnet_id: SUBNET_ID,
    });
  });

  test.each(Object.entries(PRIVATE_LINK_ZONES).map(([group, zones]) => ({ group: group as PrivateLinkGroup, zones })))('puts $group into $zones', ({ group, zones }) => {
    const template = synthesise((stack) => endpoint(stack, { group, privateDnsZones: zonesOf(stack, [group]) }));
    expect(template.resource('azurerm_private_endpoint')['private_dns_zone_group']).toEqual({ name: 'default', private_dns_zone_ids: zones.map((zone) => `${ZONES_ID}/${zone}`) });
  });

  test('leaves the records to Azure Policy where that writes them', () => {
    const template = synthesise((stack) => endpoint(stack, { name: 'pep-own', dnsManagedByPolicy: true }));
    const { name, lifecycle, private_dns_zone_group: zoneGroup } = template.resource('azurerm_private_endpoint');
    expect({ name, lifecycle, zoneGroup }).toEqual({ name: 'pep-own', lifecycle: { ignore_changes: ['private_dns_zone_group'] }, zoneGroup: undefined });
  });

  test('fails without zones', () => {
    expect(problemsOf((stack) => endpoint(stack, { group: 'amlworkspace' }))).toBe(
      `[PrivateDnsZonesRequired] 'privateDnsZones' is required for a private endpoint: got nothing; expected zones with privatelink.api.azureml.ms, privatelink.notebooks.azure.net; pass the zones, or set 'dnsManagedByPolicy: true' where Azure Policy writes the records (at test/Endpoint)`,
    );
  });

  test('fails with zones that Azure Policy would write', () => {
    expect(problemsOf((stack) => endpoint(stack, { privateDnsZones: zonesOf(stack, ['vault']), dnsManagedByPolicy: true }))).toBe(
      `[PrivateDnsZonesUnused] 'privateDnsZones' has no effect with 'dnsManagedByPolicy': expected one of the two; leave one out (at test/Endpoint)`,
    );
  });

  test('fails naming the zone that is missing', () => {
    expect(problemsOf((stack) => endpoint(stack, { privateDnsZones: zonesOf(stack, ['blob']) }))).toBe(
      `[PrivateDnsZoneMissing] 'zones' has no privatelink.vaultcore.azure.net: got ["privatelink.blob.core.windows.net"]; expected a list with privatelink.vaultcore.azure.net; add "privatelink.vaultcore.azure.net" to the zones (at test/Dns)`,
    );
  });
});
