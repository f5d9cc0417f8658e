import type { TerraformStack } from 'cdktf';
import { Lazy } from 'cdktf';
import { VirtualNetwork } from '../../../constructs/network/virtual-network';
import type { VirtualNetworkPeeringOptions } from '../../../constructs/network/virtual-network-peering';
import { problemsOf, synthesise, testResourceGroup } from '../../support/template';

const HUB_ID = '/subscriptions/99999999-2222-3333-4444-555555555555/resourceGroups/rg-hub/providers/Microsoft.Network/virtualNetworks/vnet-hub';

function peer(stack: TerraformStack, options: Partial<VirtualNetworkPeeringOptions> = {}): VirtualNetwork {
  const network = new VirtualNetwork(stack, 'Network', { resourceGroup: testResourceGroup(stack), addressSpace: ['10.10.0.0/16'] });
  network.addPeering('CentralHub', { remoteVirtualNetworkId: HUB_ID, remoteAddressSpace: ['10.100.0.0/16', '10.101.0.0/16'], ...options });
  return network;
}

describe('VirtualNetworkPeering', () => {
  test('lets machines reach each other, and nothing more', () => {
    const template = synthesise((stack) => peer(stack));
    expect(template.resource('azurerm_virtual_network_peering')).toEqual({
      allow_forwarded_traffic: false,
      allow_gateway_transit: false,
      allow_virtual_network_access: true,
      name: 'peer-mlops-dev-we-central-hub',
      remote_virtual_network_id: HUB_ID,
      resource_group_name: '${azurerm_resource_group.ResourceGroup_FFF1A175.name}',
      triggers: { remote_address_space: '10.100.0.0/16,10.101.0.0/16' },
      use_remote_gateways: false,
      virtual_network_name: '${azurerm_virtual_network.Network_1C6012B5.name}',
    });
  });

  test('takes all values, and an id that is known at apply', () => {
    const remoteVirtualNetworkId = Lazy.stringValue({ produce: () => '${data.azurerm_virtual_network.hub.id}' });
    const template = synthesise((stack) => peer(stack, { name: 'to-hub', remoteVirtualNetworkId, virtualNetworkAccessEnabled: false, forwardedTrafficEnabled: true, remoteGatewaysEnabled: true }));
    expect(template.resource('azurerm_virtual_network_peering')).toMatchObject({ allow_forwarded_traffic: true, allow_gateway_transit: false, allow_virtual_network_access: false, name: 'to-hub', remote_virtual_network_id: '${data.azurerm_virtual_network.hub.id}', use_remote_gateways: true });
  });

  test('has its other side from the hub, where that is in the subscription of the stack', () => {
    const hubId = HUB_ID.replace('99999999', '11111111');
    const template = synthesise((stack) => {
      const network = new VirtualNetwork(stack, 'Network', { resourceGroup: testResourceGroup(stack), addressSpace: ['10.10.0.0/16'] });
      const hub = VirtualNetwork.fromVirtualNetworkId(stack, 'Hub', hubId, { location: 'westeurope', addressSpace: ['10.100.0.0/16'] });
      network.addPeering('Hub', { remoteVirtualNetworkId: hub.resourceId, remoteAddressSpace: hub.addressSpace });
      hub.addPeering('Spoke', { remoteVirtualNetworkId: network.resourceId, remoteAddressSpace: network.addressSpace, gatewayTransitEnabled: true });
    });
    expect(Object.values(template.resources('azurerm_virtual_network_peering')).find(({ name }) => name === 'peer-mlops-dev-we-spoke')).toMatchObject({
      allow_gateway_transit: true,
      remote_virtual_network_id: '${azurerm_virtual_network.Network_1C6012B5.id}',
      resource_group_name: 'rg-hub',
      virtual_network_name: 'vnet-hub',
    });
  });

  test('can share the gateway of this network', () => {
    const template = synthesise((stack) => peer(stack, { gatewayTransitEnabled: true }));
    expect(template.resource('azurerm_virtual_network_peering')).toMatchObject({ allow_gateway_transit: true, use_remote_gateways: false });
  });

  test("fails when the hub's address space meets the network's", () => {
    expect(problemsOf((stack) => peer(stack, { remoteAddressSpace: ['10.100.0.0/16', '10.10.4.0/22'] }))).toBe(
      `[PeeringAddressSpaceOverlap] 'remoteAddressSpace' overlaps 10.10.0.0/16 of this network: got "10.10.4.0/22"; expected ranges that no peered network has; move one of the two networks to another range (at test/Network/CentralHub)`,
    );
  });

  test('fails when the hub meets another network that is peered', () => {
    expect(problemsOf((stack) => peer(stack).addPeering('Data', { remoteVirtualNetworkId: `${HUB_ID}2`, remoteAddressSpace: ['10.101.3.0/24'] }))).toBe(
      `[PeeringAddressSpaceOverlap] 'remoteAddressSpace' overlaps 10.101.0.0/16 of the network behind CentralHub: got "10.101.3.0/24"; expected ranges that no peered network has; move one of the two networks to another range (at test/Network/Data)`,
    );
  });

  test('fails without the ranges of the other network, or with wrong ones', () => {
    expect(problemsOf((stack) => peer(stack, { remoteAddressSpace: [] }))).toBe(`[PeeringAddressSpaceEmpty] 'remoteAddressSpace' has no range: got []; expected the ranges of the other network; add them, so that an overlap shows before the deployment (at test/Network/CentralHub)`);
    expect(problemsOf((stack) => peer(stack, { remoteAddressSpace: ['10.100.1.0/16'] }))).toBe(
      `[CidrInvalid] 'remoteAddressSpace' starts inside the range, not at its first address: got "10.100.1.0/16"; expected an IPv4 range such as 10.0.0.0/16; did you mean "10.100.0.0/16"? (at test/Network/CentralHub)`,
    );
  });

  test('fails with the gateways of both networks, and with two remote gateways', () => {
    expect(problemsOf((stack) => peer(stack, { remoteGatewaysEnabled: true, gatewayTransitEnabled: true }))).toBe(
      `[PeeringGatewayConflict] 'remoteGatewaysEnabled' can't go with 'gatewayTransitEnabled': got true; expected the gateway of one of the two networks; leave one of the two out (at test/Network/CentralHub)`,
    );
    expect(problemsOf((stack) => peer(stack, { remoteGatewaysEnabled: true }).addPeering('Second', { remoteVirtualNetworkId: `${HUB_ID}2`, remoteAddressSpace: ['10.102.0.0/16'], remoteGatewaysEnabled: true }))).toBe(
      `[RemoteGatewaysTwice] 'remoteGatewaysEnabled' is set already on the peering CentralHub: got true; expected one peering with the gateway of the other network; leave one of the two out (at test/Network/Second)`,
    );
  });

  test('fails for the network itself', () => {
    const id = HUB_ID.replace('99999999', '11111111');
    expect(problemsOf((stack) => VirtualNetwork.fromVirtualNetworkId(stack, 'Network', id, { location: 'westeurope', addressSpace: ['10.10.0.0/16'] }).addPeering('Hub', { remoteVirtualNetworkId: id.toUpperCase().replace('/SUBSCRIPTIONS', '/subscriptions'), remoteAddressSpace: ['10.100.0.0/16'] }))).toMatch(
      /^\[PeeringWithItself\] 'remoteVirtualNetworkId' is the network itself: got .+; expected the id of another network; pass the id of the other network \(at test\/Network\/Hub\)$/,
    );
  });

  test('fails for an id that is none', () => {
    expect(problemsOf((stack) => peer(stack, { remoteVirtualNetworkId: 'vnet-hub' }))).toBe(
      `[ResourceIdInvalid] 'remoteVirtualNetworkId' is not an Azure resource id: got "vnet-hub"; expected an id of type Microsoft.Network/virtualNetworks; copy the id from the portal or from \`az resource show\` (at test/Network/CentralHub)`,
    );
  });
});
