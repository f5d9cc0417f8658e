import type { TerraformStack } from 'cdktf';
import { BuiltInRole } from '../../../constructs/identity/built-in-role';
import { Principal } from '../../../constructs/identity/role-assignment';
import type { VirtualNetworkProps } from '../../../constructs/network/virtual-network';
import { VirtualNetwork } from '../../../constructs/network/virtual-network';
import { problemsOf, synthesise, testResourceGroup } from '../../support/template';

const HUB_ID = '/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/rg-net/providers/Microsoft.Network/virtualNetworks/vnet-shared';
const FOREIGN_ID = HUB_ID.replace('11111111', '22222222');

function network(stack: TerraformStack, props: Partial<VirtualNetworkProps> = {}): VirtualNetwork {
  return new VirtualNetwork(stack, 'Network', { resourceGroup: testResourceGroup(stack), addressSpace: ['10.10.0.0/16'], ...props });
}

describe('VirtualNetwork', () => {
  test('is named by the convention, with its address space and nothing else', () => {
    const template = synthesise((stack) => network(stack));
    expect(template.resource('azurerm_virtual_network')).toEqual({
      address_space: ['10.10.0.0/16'],
      location: 'westeurope',
      name: 'vnet-mlops-dev-we',
      resource_group_name: '${azurerm_resource_group.ResourceGroup_FFF1A175.name}',
    });
  });

  test('takes all values', () => {
    const ddosProtectionPlanId = '/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/rg/providers/Microsoft.Network/ddosProtectionPlans/plan';
    const template = synthesise((stack) => network(stack, { name: 'vnet-own', addressSpace: ['10.10.0.0/16', '10.12.0.0/16'], dnsServers: ['10.1.0.4', '10.1.0.5'], flowTimeoutMinutes: 10, encryptionEnabled: true, ddosProtectionPlanId, lock: {} }));
    expect(template.resource('azurerm_virtual_network')).toEqual({
      address_space: ['10.10.0.0/16', '10.12.0.0/16'],
      ddos_protection_plan: { enable: true, id: ddosProtectionPlanId },
      dns_servers: ['10.1.0.4', '10.1.0.5'],
      encryption: { enforcement: 'AllowUnencrypted' },
      flow_timeout_in_minutes: 10,
      location: 'westeurope',
      name: 'vnet-own',
      resource_group_name: '${azurerm_resource_group.ResourceGroup_FFF1A175.name}',
    });
    expect(template.counts).toMatchObject({ azurerm_management_lock: 1 });
  });

  test('lists its subnets in the order in which they were added', () => {
    synthesise((stack) => {
      const vnet = network(stack);
      vnet.addSubnet('Training', { cidr: '10.10.0.0/24', purpose: 'training' });
      vnet.addSubnet('Endpoints', { cidr: '10.10.1.0/24', purpose: 'endpoints' });
      expect(vnet.subnets.map(({ node, cidr }) => [node.id, cidr])).toEqual([['Training', '10.10.0.0/24'], ['Endpoints', '10.10.1.0/24']]);
    });
  });

  test('can be an existing one, which gets subnets round those that it has', () => {
    const template = synthesise((stack) => {
      const vnet = VirtualNetwork.fromVirtualNetworkId(stack, 'Network', HUB_ID, { location: 'northeurope', addressSpace: ['10.20.0.0/16'], existingSubnetCidrs: ['10.20.0.0/24'] });
      vnet.addSubnet('Training', { cidr: '10.20.1.0/24', purpose: 'training' });
    });
    expect(template.counts).toEqual({ azurerm_subnet: 1 });
    expect(template.resource('azurerm_subnet')).toMatchObject({ address_prefixes: ['10.20.1.0/24'], resource_group_name: 'rg-net', virtual_network_name: 'vnet-shared' });
  });

  test('is granted on', () => {
    const template = synthesise((stack) => network(stack).addRoleAssignment({ role: BuiltInRole.NETWORK_CONTRIBUTOR, grantee: Principal.group('Admins', '77777777-0000-0000-0000-000000000000') }));
    expect(template.resource('azurerm_role_assignment')).toMatchObject({ scope: '${azurerm_virtual_network.Network_1C6012B5.id}', principal_type: 'Group' });
  });

  test('fails without a range', () => {
    expect(problemsOf((stack) => network(stack, { addressSpace: [] }))).toBe(`[AddressSpaceEmpty] 'addressSpace' has no range: got []; expected at least one range, for example 10.10.0.0/16; add a range (at test/Network)`);
  });

  test('fails with every value that is wrong', () => {
    expect(problemsOf((stack) => network(stack, { name: '-vnet', addressSpace: ['10.0.0.0/8', '10.1.0.0/16', '169.254.1.0/24', '10.0.0.0'], dnsServers: ['10.0.0.4', 'dns.corp', '10.0.0.4'], flowTimeoutMinutes: 3 }))).toBe(
      `7 problems (at test/Network):
  - [NameInvalid] 'name' has characters that a virtual network can't have: got "-vnet"; expected 1 to 64 characters: letters, digits, "_", "." and "-", starting with a letter or digit and ending with a letter, digit or "_"; use only what is allowed
  - [AddressSpaceOverlap] 'addressSpace' has ranges that overlap: 10.0.0.0/8: got "10.1.0.0/16"; expected ranges without a common address; leave one of the two out
  - [AddressSpaceReserved] 'addressSpace' meets 169.254.0.0/16, which Azure reserves: got "169.254.1.0/24"; expected a private range, for example of 10.0.0.0/8, 172.16.0.0/12 or 192.168.0.0/16; use another range
  - [CidrInvalid] 'addressSpace' is not an IPv4 range in CIDR form: got "10.0.0.0"; expected an IPv4 range such as 10.0.0.0/16; write four numbers up to 255, a slash, and a prefix length up to 32
  - [DnsServerInvalid] 'dnsServers' is not an IPv4 address: got "dns.corp"; expected IPv4 addresses, each once; write the address of the server
  - [DnsServerInvalid] 'dnsServers' names a server twice: got "10.0.0.4"; expected IPv4 addresses, each once; leave one out
  - [FlowTimeoutInvalid] 'flowTimeoutMinutes' is out of range: got 3; expected a whole number from 4 to 30; change it, or leave it out`,
    );
  });

  test('fails for an existing network with wrong ranges', () => {
    expect(problemsOf((stack) => VirtualNetwork.fromVirtualNetworkId(stack, 'Network', HUB_ID, { location: 'westeurope', addressSpace: ['10.0.0.0/31'], existingSubnetCidrs: ['10.0.0.9/24'] }))).toBe(`2 problems (at test/Network):
  - [AddressSpaceSize] 'addressSpace' has a size that Azure refuses: got "10.0.0.0/31"; expected a prefix length from 2 to 29; change the prefix length
  - [CidrInvalid] 'existingSubnetCidrs' starts inside the range, not at its first address: got "10.0.0.9/24"; expected an IPv4 range such as 10.0.0.0/16; did you mean "10.0.0.0/24"?`);
  });

  test('fails for the id of something else', () => {
    expect(problemsOf((stack) => VirtualNetwork.fromVirtualNetworkId(stack, 'Network', `${HUB_ID}/subnets/snet`, { location: 'westeurope', addressSpace: ['10.0.0.0/16'] }))).toBe(
      `[ResourceIdWrongType] 'virtualNetworkId' is the id of a Microsoft.Network/virtualNetworks/subnets: got "${HUB_ID.slice(0, 116)}...; expected an id of type Microsoft.Network/virtualNetworks; pass the id of a Microsoft.Network/virtualNetworks (at test/Network)`,
    );
  });

  test('fails when something is added to a network of another subscription', () => {
    expect(problemsOf((stack) => VirtualNetwork.fromVirtualNetworkId(stack, 'Network', FOREIGN_ID, { location: 'westeurope', addressSpace: ['10.0.0.0/16'] }).addSubnet('Training', { cidr: '10.0.0.0/24' }))).toBe(
      `[NetworkSubscriptionMismatch] 'virtualNetworkId' is in another subscription than the stack, which can add nothing to it: got "22222222-2222-3333-4444-555555555555"; expected 11111111-2222-3333-4444-555555555555; let the owner of the network add it, and import the result (at test/Network/Training)`,
    );
  });
});
