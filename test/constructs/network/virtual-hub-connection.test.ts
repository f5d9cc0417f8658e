import type { TerraformStack } from 'cdktf';
import type { HubRoutingOptions, VirtualHubConnectionOptions } from '../../../constructs/network/virtual-hub-connection';
import { HubLocalRouteOverride } from '../../../constructs/network/virtual-hub-connection';
import { VirtualNetwork } from '../../../constructs/network/virtual-network';
import { problemsOf, synthesise, testResourceGroup } from '../../support/template';

const HUBS = '/subscriptions/9/resourceGroups/rg-wan/providers/Microsoft.Network/virtualHubs';
const HUB_ID = `${HUBS}/vhub`;
const TABLE_ID = `${HUB_ID}/hubRouteTables/spokes`;
const NETWORK_ID = '/subscriptions/99999999-2222-3333-4444-555555555555/resourceGroups/rg/providers/Microsoft.Network/virtualNetworks/vnet';

const network = (stack: TerraformStack) => new VirtualNetwork(stack, 'Network', { resourceGroup: testResourceGroup(stack), addressSpace: ['10.10.0.0/16'] });
const connect = (stack: TerraformStack, options: Partial<VirtualHubConnectionOptions> = {}) => network(stack).addVirtualHubConnection('WanHub', { virtualHubId: HUB_ID, ...options });

describe('VirtualHubConnection', () => {
  test('takes the way of the hub to the internet, and its default routes', () => {
    const template = synthesise((stack) => connect(stack));
    expect(template.resource('azurerm_virtual_hub_connection')).toEqual({ internet_security_enabled: true, name: 'con-mlops-dev-we-network', remote_virtual_network_id: '${azurerm_virtual_network.Network_1C6012B5.id}', virtual_hub_id: HUB_ID });
    expect(template.counts).toEqual({ azurerm_resource_group: 1, azurerm_virtual_hub_connection: 1, azurerm_virtual_network: 1 });
  });

  test('takes all values', () => {
    const template = synthesise((stack) =>
      connect(stack, {
        name: 'con-own',
        internetSecurityEnabled: false,
        routing: {
          associatedRouteTableId: TABLE_ID,
          propagatedRouteTableIds: [TABLE_ID, `${HUBS}/other/hubRouteTables/defaultRouteTable`],
          propagatedLabels: ['spokes', 'default'],
          inboundRouteMapId: `${HUB_ID}/routeMaps/in`,
          outboundRouteMapId: `${HUB_ID}/routeMaps/out`,
          staticRoutes: { Appliance: { destinations: ['10.20.0.0/16', '10.21.0.0/16'], nextHopAddress: '10.10.9.4' } },
          staticRoutesPropagated: false,
          localRouteOverride: HubLocalRouteOverride.EQUAL,
        },
      }),
    );
    expect(template.resource('azurerm_virtual_hub_connection')).toEqual({
      internet_security_enabled: false,
      name: 'con-own',
      remote_virtual_network_id: '${azurerm_virtual_network.Network_1C6012B5.id}',
      routing: {
        associated_route_table_id: TABLE_ID,
        inbound_route_map_id: `${HUB_ID}/routeMaps/in`,
        outbound_route_map_id: `${HUB_ID}/routeMaps/out`,
        propagated_route_table: { labels: ['default', 'spokes'], route_table_ids: [TABLE_ID, `${HUBS}/other/hubRouteTables/defaultRouteTable`] },
        static_vnet_local_route_override_criteria: 'Equal',
        static_vnet_propagate_static_routes_enabled: false,
        static_vnet_route: [{ address_prefixes: ['10.20.0.0/16', '10.21.0.0/16'], name: 'Appliance', next_hop_ip_address: '10.10.9.4' }],
      },
      virtual_hub_id: HUB_ID,
    });
  });

  test('can keep the way to the network to itself', () => {
    const template = synthesise((stack) => connect(stack, { routing: { propagatedLabels: ['none'] } }));
    expect(template.resource('azurerm_virtual_hub_connection')['routing']).toEqual({ propagated_route_table: { labels: ['none'] }, static_vnet_route: [] });
  });

  test('connects an existing network of another subscription too: it belongs to the hub', () => {
    const template = synthesise((stack) => VirtualNetwork.fromVirtualNetworkId(stack, 'Network', NETWORK_ID, { location: 'westeurope', addressSpace: ['10.10.0.0/16'] }).addVirtualHubConnection('Hub', { virtualHubId: HUB_ID }));
    expect(template.resource('azurerm_virtual_hub_connection')).toMatchObject({ remote_virtual_network_id: NETWORK_ID });
  });

  test.each<[string, HubRoutingOptions, string]>([
    ['with routing that says nothing', { inboundRouteMapId: `${HUB_ID}/routeMaps/in` }, `[HubRoutingEmpty] 'routing' has neither a route table nor a static route: got {"inboundRouteMapId":"${HUB_ID}/routeMaps/in"}; expected 'associatedRouteTableId', 'propagatedRouteTableIds', 'propagatedLabels' or 'staticRoutes'; set one of them, or leave 'routing' out`],
    ['with the route table of another hub', { associatedRouteTableId: `${HUBS}/other/hubRouteTables/x` }, `[HubRouteTableForeign] 'routing.associatedRouteTableId' is of another hub: got "${HUBS}/other/hubRouteTables/x"; expected an id below ${HUB_ID}; pass the id of one of the hub itself`],
    ['with a label for no table beside a table', { propagatedLabels: ['none'], propagatedRouteTableIds: [TABLE_ID] }, `[HubLabelsConflict] 'routing.propagatedLabels' names no table, and tables: got ["none"]; expected 'none' alone, or other labels and tables; leave one of the two out`],
    ['with an option that static routes are missing for', { associatedRouteTableId: TABLE_ID, staticRoutesPropagated: true }, "[HubStaticRouteOptionUnused] 'routing.staticRoutesPropagated' has no effect without static routes: got true; expected 'staticRoutes', or nothing; leave it out"],
    ['with a static route to nowhere', { staticRoutes: { A: { destinations: [], nextHopAddress: '10.10.9.4' } } }, "[HubStaticRouteEmpty] 'routing.staticRoutes.A.destinations' has no range: got []; expected the ranges behind the appliance; add them, or leave the route out"],
    ['with a next hop that is no address', { staticRoutes: { A: { destinations: ['10.20.0.0/16'], nextHopAddress: 'appliance' } } }, "[HubNextHopInvalid] 'routing.staticRoutes.A.nextHopAddress' is not an IPv4 address: got \"appliance\"; expected the address of an appliance in the network; correct it"],
    ['with a next hop outside the network', { staticRoutes: { A: { destinations: ['10.20.0.0/16'], nextHopAddress: '10.20.0.4' } } }, "[HubNextHopOutside] 'routing.staticRoutes.A.nextHopAddress' is outside the network: got \"10.20.0.4\"; expected an address inside 10.10.0.0/16; pass the address of an appliance in the network"],
  ])('fails %s', (_, routing, message) => {
    expect(problemsOf((stack) => connect(stack, { routing }))).toBe(`${message} (at test/Network/WanHub)`);
  });

  test('fails with a second hub', () => {
    expect(problemsOf((stack) => {
      const spoke = network(stack);
      spoke.addVirtualHubConnection('First', { virtualHubId: HUB_ID });
      spoke.addVirtualHubConnection('Second', { virtualHubId: `${HUBS}/other` });
    })).toBe("[HubConnectionTwice] 'virtualHubId' can't be set on a network that First connects with a hub already: expected one hub for each network; leave one of the two out (at test/Network/Second)");
  });

  test('fails beside the gateway of a peered network', () => {
    expect(problemsOf((stack) => {
      const spoke = network(stack);
      spoke.addPeering('Hub', { remoteVirtualNetworkId: NETWORK_ID, remoteAddressSpace: ['10.100.0.0/16'], remoteGatewaysEnabled: true });
      spoke.addVirtualHubConnection('WanHub', { virtualHubId: HUB_ID });
    })).toBe("[HubConnectionWithRemoteGateways] 'virtualHubId' can't be set on a network that uses the gateway behind its peering Hub: expected the gateways of the hub, or those of a peered network; leave one of the two out, or set 'remoteGatewaysEnabled: false' on the peering (at test/Network/WanHub)");
  });

  test('fails at synth where such a peering came later', () => {
    expect(() => synthesise((stack) => {
      const spoke = network(stack);
      spoke.addVirtualHubConnection('WanHub', { virtualHubId: HUB_ID });
      spoke.addPeering('Hub', { remoteVirtualNetworkId: NETWORK_ID, remoteAddressSpace: ['10.100.0.0/16'], remoteGatewaysEnabled: true });
    })).toThrow("[HubConnectionWithRemoteGateways] 'virtualHubId' can't be set on a network that uses the gateway behind its peering Hub");
  });

  test('fails with the id of something else', () => {
    expect(problemsOf((stack) => connect(stack, { virtualHubId: TABLE_ID }))).toBe(
      `[ResourceIdWrongType] 'virtualHubId' is the id of a Microsoft.Network/virtualHubs/hubRouteTables: got "${TABLE_ID}"; expected an id of type Microsoft.Network/virtualHubs; pass the id of a Microsoft.Network/virtualHubs (at test/Network/WanHub)`,
    );
  });
});
