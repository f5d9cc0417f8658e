import type { TerraformStack } from 'cdktf';
import { Principal } from '../../../constructs/identity/role-assignment';
import type { RouteOptions, RouteTableProps } from '../../../constructs/network/route-table';
import { NextHop, RouteTable } from '../../../constructs/network/route-table';
import { problemsOf, synthesise, testResourceGroup } from '../../support/template';

const FIREWALL: RouteOptions = { destination: '0.0.0.0/0', nextHop: NextHop.VIRTUAL_APPLIANCE, nextHopAddress: '10.100.0.4' };

function table(stack: TerraformStack, props: Partial<RouteTableProps> = {}): RouteTable {
  return new RouteTable(stack, 'Routes', { resourceGroup: testResourceGroup(stack), purpose: 'egress', ...props });
}

describe('RouteTable', () => {
  test('has no routes, and none of a gateway either', () => {
    const template = synthesise((stack) => table(stack));
    expect(template.resource('azurerm_route_table')).toEqual({ bgp_route_propagation_enabled: false, location: 'westeurope', name: 'rt-mlops-dev-we-egress', resource_group_name: '${azurerm_resource_group.ResourceGroup_FFF1A175.name}', route: [] });
  });

  test('takes all values', () => {
    const template = synthesise((stack) => table(stack, { name: 'rt-own', bgpRoutePropagationEnabled: true, routes: { Firewall: FIREWALL } }).addRoute('Monitor', { destination: 'AzureMonitor', nextHop: NextHop.INTERNET }));
    expect(template.resource('azurerm_route_table')).toMatchObject({
      bgp_route_propagation_enabled: true,
      name: 'rt-own',
      route: [
        { address_prefix: '0.0.0.0/0', name: 'Firewall', next_hop_in_ip_address: '10.100.0.4', next_hop_type: 'VirtualAppliance' },
        { address_prefix: 'AzureMonitor', name: 'Monitor', next_hop_in_ip_address: null, next_hop_type: 'Internet' },
      ],
    });
  });

  test('is managed by those who are granted it', () => {
    const template = synthesise((stack) => table(stack).grantManage(Principal.servicePrincipal('Aks', '77777777-0000-0000-0000-000000000000')));
    expect(template.resource('azurerm_role_assignment')).toMatchObject({ role_definition_id: expect.stringMatching(/4d97b98b-1d4f-4787-a291-c67834d212e7$/) });
  });

  test('can be an existing one', () => {
    synthesise((stack) => {
      const imported = RouteTable.fromRouteTableId(stack, 'Routes', '/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/rg/providers/Microsoft.Network/routeTables/rt', { location: 'westeurope' });
      expect([imported.resourceName, imported.location]).toEqual(['rt', 'westeurope']);
    });
  });

  test.each<[string, RouteOptions, string]>([
    ['with a destination that is none', { ...FIREWALL, destination: '10.0.0.1/8' }, `[RouteDestinationInvalid] 'routes.R.destination' is neither a range nor a service tag: got "10.0.0.1/8"; expected a range such as 0.0.0.0/0, or a service tag; correct it`],
    ['without the address of the appliance', { destination: '0.0.0.0/0', nextHop: NextHop.VIRTUAL_APPLIANCE }, `[NextHopAddressRequired] 'routes.R.nextHopAddress' is required for VirtualAppliance: got nothing; expected the address of the appliance; set it`],
    ['with an address that is none', { ...FIREWALL, nextHopAddress: 'firewall' }, `[NextHopAddressInvalid] 'routes.R.nextHopAddress' is not an IPv4 address: got "firewall"; expected an address such as 10.0.0.4; correct it`],
    ['with an address that nothing uses', { ...FIREWALL, nextHop: NextHop.NONE }, `[NextHopAddressUnused] 'routes.R.nextHopAddress' has no effect with None: got "10.100.0.4"; expected VirtualAppliance, or no address; leave it out`],
  ])('fails %s', (_, route, message) => {
    expect(problemsOf((stack) => table(stack, { routes: { R: route } }))).toBe(`${message} (at test/Routes)`);
  });

  test('fails with a wrong name, and with a destination that has a route already', () => {
    expect(problemsOf((stack) => table(stack, { routes: { Firewall: FIREWALL } }).addRoute('to firewall', FIREWALL))).toBe(`2 problems (at test/Routes):
  - [NameInvalid] 'routes' has characters that a route can't have: got "to firewall"; expected 1 to 80 characters: letters, digits, "_", "." and "-", starting with a letter or digit and ending with a letter, digit or "_"; use only what is allowed
  - [RouteDuplicate] 'routes.to firewall.destination' has its name or its destination in common with the route Firewall: got "0.0.0.0/0"; expected one route for each name and destination; leave one out`);
  });
});
