import { MachineLearningRoutes } from '../../../constructs/network/machine-learning-routes';
import { RouteTable } from '../../../constructs/network/route-table';
import { problemsOf, synthesise, testResourceGroup } from '../../support/template';

describe('MachineLearningRoutes', () => {
  test('leads everything through the firewall', () => {
    const template = synthesise((stack) => new RouteTable(stack, 'Routes', { resourceGroup: testResourceGroup(stack), purpose: 'training', routes: MachineLearningRoutes.throughFirewall({ firewallAddress: '10.100.0.4' }) }));
    expect(template.resource('azurerm_route_table')).toEqual({
      bgp_route_propagation_enabled: false,
      location: 'westeurope',
      name: 'rt-mlops-dev-we-training',
      resource_group_name: '${azurerm_resource_group.ResourceGroup_FFF1A175.name}',
      route: [{ address_prefix: '0.0.0.0/0', name: 'Firewall', next_hop_in_ip_address: '10.100.0.4', next_hop_type: 'VirtualAppliance' }],
    });
  });

  test('answers the service directly where compute has public addresses', () => {
    expect(MachineLearningRoutes.throughFirewall({ firewallAddress: '172.31.0.4', publicIpComputeEnabled: true })).toEqual({
      Firewall: { destination: '0.0.0.0/0', nextHop: 'VirtualAppliance', nextHopAddress: '172.31.0.4' },
      MachineLearning: { destination: 'AzureMachineLearning', nextHop: 'Internet' },
    });
  });

  test.each(['20.50.1.1', '172.32.0.4', '10.0.0.0/24', '10.0.0.256', 'firewall'])('fails with %s for the address of the firewall', (firewallAddress) => {
    expect(problemsOf(() => MachineLearningRoutes.throughFirewall({ firewallAddress }))).toBe(
      `[FirewallAddressNotPrivate] 'firewallAddress' is not a private IPv4 address: got "${firewallAddress}"; expected an address in 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16; pass the private address of the firewall, not its public one (at MachineLearningRoutes)`,
    );
  });
});
