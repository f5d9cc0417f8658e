import type { TerraformStack } from 'cdktf';
import { Lazy } from 'cdktf';
import { Principal } from '../../../constructs/identity/role-assignment';
import { NatGateway } from '../../../constructs/network/nat-gateway';
import { NetworkSecurityGroup } from '../../../constructs/network/network-security-group';
import { RouteTable } from '../../../constructs/network/route-table';
import type { SubnetOptions } from '../../../constructs/network/subnet';
import { PrivateEndpointPolicies, ServiceEndpoint, Subnet } from '../../../constructs/network/subnet';
import { SubnetDelegation } from '../../../constructs/network/subnet-delegation';
import { VirtualNetwork } from '../../../constructs/network/virtual-network';
import { problemsOf, synthesise, testResourceGroup } from '../../support/template';

const NETWORK_ID = '/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/rg-net/providers/Microsoft.Network/virtualNetworks/vnet-shared';

function network(stack: TerraformStack): VirtualNetwork {
  return new VirtualNetwork(stack, 'Network', { resourceGroup: testResourceGroup(stack), addressSpace: ['10.10.0.0/16', '10.12.0.0/24'] });
}

function subnet(stack: TerraformStack, options: Partial<SubnetOptions> = {}): Subnet {
  return network(stack).addSubnet('Training', { cidr: '10.10.1.0/24', purpose: 'training', ...options });
}

const natGateway = (stack: TerraformStack) => NatGateway.fromNatGatewayId(stack, 'Nat', NETWORK_ID.replace('virtualNetworks/vnet-shared', 'natGateways/ng'), { location: 'westeurope' });
const securityGroup = (stack: TerraformStack, location = 'westeurope') => NetworkSecurityGroup.fromNetworkSecurityGroupId(stack, 'Nsg', NETWORK_ID.replace('virtualNetworks/vnet-shared', 'networkSecurityGroups/nsg'), { location });
const routeTable = (stack: TerraformStack) => RouteTable.fromRouteTableId(stack, 'Routes', NETWORK_ID.replace('virtualNetworks/vnet-shared', 'routeTables/rt'), { location: 'westeurope' });

describe('Subnet', () => {
  test('has no implicit way out, and its rules apply to private endpoints', () => {
    const template = synthesise((stack) => subnet(stack));
    expect(template.resource('azurerm_subnet')).toEqual({
      address_prefixes: ['10.10.1.0/24'],
      default_outbound_access_enabled: false,
      name: 'snet-mlops-dev-we-training',
      private_endpoint_network_policies: 'Enabled',
      resource_group_name: '${azurerm_resource_group.ResourceGroup_FFF1A175.name}',
      virtual_network_name: '${azurerm_virtual_network.Network_1C6012B5.name}',
    });
    expect(template.counts).toEqual({ azurerm_resource_group: 1, azurerm_subnet: 1, azurerm_virtual_network: 1 });
  });

  test('takes all values', () => {
    const template = synthesise((stack) =>
      subnet(stack, {
        name: 'snet-own',
        delegation: SubnetDelegation.CONTAINER_APPS,
        networkSecurityGroup: securityGroup(stack),
        natGateway: natGateway(stack),
        routeTable: routeTable(stack),
        serviceEndpoints: [ServiceEndpoint.STORAGE, ServiceEndpoint.KEY_VAULT],
        privateEndpointPolicies: PrivateEndpointPolicies.NETWORK_SECURITY_GROUP_ENABLED,
        requiredAddresses: 251,
        lock: {},
      }),
    );
    expect(template.resource('azurerm_subnet')).toEqual({
      address_prefixes: ['10.10.1.0/24'],
      default_outbound_access_enabled: false,
      delegation: [{ name: 'delegation', service_delegation: { actions: ['Microsoft.Network/virtualNetworks/subnets/join/action'], name: 'Microsoft.App/environments' } }],
      name: 'snet-own',
      private_endpoint_network_policies: 'NetworkSecurityGroupEnabled',
      resource_group_name: '${azurerm_resource_group.ResourceGroup_FFF1A175.name}',
      service_endpoints: ['Microsoft.KeyVault', 'Microsoft.Storage'],
      virtual_network_name: '${azurerm_virtual_network.Network_1C6012B5.name}',
    });
    const subnetId = '${azurerm_subnet.Network_Training_54F9F39C.id}';
    expect(template.resource('azurerm_subnet_network_security_group_association')).toEqual({ network_security_group_id: expect.stringMatching(/networkSecurityGroups\/nsg$/), subnet_id: subnetId });
    expect(template.resource('azurerm_subnet_nat_gateway_association')).toEqual({ nat_gateway_id: expect.stringMatching(/natGateways\/ng$/), subnet_id: subnetId });
    expect(template.resource('azurerm_subnet_route_table_association')).toEqual({ route_table_id: expect.stringMatching(/routeTables\/rt$/), subnet_id: subnetId });
    expect(template.counts).toMatchObject({ azurerm_management_lock: 1 });
  });

  test.each([
    ['DATABRICKS', SubnetDelegation.DATABRICKS, 'Microsoft.Databricks/workspaces', ['Microsoft.Network/virtualNetworks/subnets/join/action', 'Microsoft.Network/virtualNetworks/subnets/prepareNetworkPolicies/action', 'Microsoft.Network/virtualNetworks/subnets/unprepareNetworkPolicies/action']],
    ['APP_SERVICE', SubnetDelegation.APP_SERVICE, 'Microsoft.Web/serverFarms', ['Microsoft.Network/virtualNetworks/subnets/action']],
    ['another service', SubnetDelegation.of('Microsoft.Netapp/volumes'), 'Microsoft.Netapp/volumes', ['Microsoft.Network/virtualNetworks/subnets/join/action']],
  ])('is handed over to %s with the actions that Azure records', (_, delegation, name, actions) => {
    const template = synthesise((stack) => subnet(stack, { delegation }));
    expect(template.resource('azurerm_subnet')).toMatchObject({ delegation: [{ name: 'delegation', service_delegation: { name, actions } }] });
  });

  test('lets machines out by default only where that is asked for', () => {
    const template = synthesise((stack) => subnet(stack, { defaultOutboundAccessEnabled: true }));
    expect(template.resource('azurerm_subnet')).toMatchObject({ default_outbound_access_enabled: true });
  });

  test('takes a range and a name that are known at apply, unchecked', () => {
    const later = (text: string) => Lazy.stringValue({ produce: () => text });
    const template = synthesise((stack) => subnet(stack, { cidr: later('${data.external.plan.cidr}'), name: later('${data.external.plan.name}'), delegation: SubnetDelegation.CONTAINER_APPS, requiredAddresses: 500 }));
    expect(template.resource('azurerm_subnet')).toMatchObject({ address_prefixes: ['${data.external.plan.cidr}'], name: '${data.external.plan.name}' });
  });

  test('knows what it offers', () => {
    synthesise((stack) => {
      const owned = subnet(stack, { natGateway: natGateway(stack), delegation: SubnetDelegation.DNS_RESOLVER });
      expect([owned.usableAddresses, owned.natGatewayAttached, owned.routeTableAttached, owned.location, owned.delegation?.service]).toEqual([251, true, false, 'westeurope', 'Microsoft.Network/dnsResolvers']);
    });
  });

  test('can be an existing one, whose range may be unknown', () => {
    const template = synthesise((stack) => {
      const known = Subnet.fromSubnetId(stack, 'Known', `${NETWORK_ID}/subnets/one`, { location: 'westeurope', cidr: '10.0.0.0/28' });
      const unknown = Subnet.fromSubnetId(stack, 'Unknown', `${NETWORK_ID}/subnets/two`, { location: 'northeurope' });
      expect([known, unknown].map(({ resourceName, location, cidr, usableAddresses }) => [resourceName, location, cidr, usableAddresses])).toEqual([['one', 'westeurope', '10.0.0.0/28', 11], ['two', 'northeurope', undefined, undefined]]);
    });
    expect(template.counts).toEqual({});
  });

  test('is managed by those who are granted it', () => {
    const template = synthesise((stack) => subnet(stack).grantManage(Principal.servicePrincipal('Aks', '77777777-0000-0000-0000-000000000000')));
    expect(template.resource('azurerm_role_assignment')).toMatchObject({
      role_definition_id: '/subscriptions/11111111-2222-3333-4444-555555555555/providers/Microsoft.Authorization/roleDefinitions/4d97b98b-1d4f-4787-a291-c67834d212e7',
      scope: '${azurerm_subnet.Network_Training_54F9F39C.id}',
    });
  });

  test('keeps its resource at the child Resource', () => {
    synthesise((stack) => expect(subnet(stack).node.defaultChild?.node.path).toBe('test/Network/Training/Resource'));
  });

  test.each<[string, Partial<SubnetOptions>, string]>([
    ['outside the address space', { cidr: '10.11.0.0/24' }, `[SubnetOutsideAddressSpace] 'cidr' is outside the address space of its network: got "10.11.0.0/24"; expected a range inside 10.10.0.0/16, 10.12.0.0/24; change the range, or enlarge the address space`],
    ['larger than the address space', { cidr: '10.12.0.0/23' }, `[SubnetOutsideAddressSpace] 'cidr' is outside the address space of its network: got "10.12.0.0/23"; expected a range inside 10.10.0.0/16, 10.12.0.0/24; change the range, or enlarge the address space`],
    ['with host bits', { cidr: '10.10.1.9/24' }, `[CidrInvalid] 'cidr' starts inside the range, not at its first address: got "10.10.1.9/24"; expected an IPv4 range such as 10.0.0.0/16; did you mean "10.10.1.0/24"?`],
    ['too small for Azure', { cidr: '10.10.1.0/30', requiredAddresses: 40 }, `[SubnetTooSmall] 'cidr' is too small for Azure, which keeps 5 addresses of every subnet: got "10.10.1.0/30"; expected /29 or larger; enlarge the subnet`],
    ['too small for its delegation', { cidr: '10.10.1.0/29', delegation: SubnetDelegation.CONTAINER_APPS }, `[SubnetTooSmall] 'cidr' is too small for Microsoft.App/environments: got "10.10.1.0/29"; expected /27 or larger; enlarge the subnet`],
    ['too small for the nodes', { cidr: '10.10.1.0/28', requiredAddresses: 12 }, `[SubnetTooSmall] 'cidr' is too small for 12 addresses: got "10.10.1.0/28"; expected /27 or larger; enlarge the subnet`],
    ['with a wrong number of addresses', { requiredAddresses: -1 }, `[RequiredAddressesInvalid] 'requiredAddresses' is not a number of addresses: got -1; expected a whole number above 0; count what goes in at its maximum, or leave it out`],
    ['with a service endpoint twice', { serviceEndpoints: [ServiceEndpoint.SQL, ServiceEndpoint.SQL] }, `[ServiceEndpointDuplicate] 'serviceEndpoints' names a service twice: got "Microsoft.Sql"; expected each service once; leave one out`],
    ['with policies of a security group that it lacks', { privateEndpointPolicies: PrivateEndpointPolicies.NETWORK_SECURITY_GROUP_ENABLED }, `[PrivateEndpointPoliciesUnused] 'privateEndpointPolicies' has no effect without 'networkSecurityGroup': got "NetworkSecurityGroupEnabled"; expected a subnet with 'networkSecurityGroup'; set 'networkSecurityGroup', or leave 'privateEndpointPolicies' out`],
    ['with policies of a route table that it lacks', { privateEndpointPolicies: PrivateEndpointPolicies.ROUTE_TABLE_ENABLED }, `[PrivateEndpointPoliciesUnused] 'privateEndpointPolicies' has no effect without 'routeTable': got "RouteTableEnabled"; expected a subnet with 'routeTable'; set 'routeTable', or leave 'privateEndpointPolicies' out`],
    ['with a wrong name', { name: 'snet training' }, `[NameInvalid] 'name' has characters that a subnet can't have: got "snet training"; expected 1 to 80 characters: letters, digits, "_", "." and "-", starting with a letter or digit and ending with a letter, digit or "_"; use only what is allowed`],
  ])('fails %s', (_, options, message) => {
    expect(problemsOf((stack) => subnet(stack, options))).toBe(`${message} (at test/Network/Training)`);
  });

  test('fails larger than Azure allows', () => {
    expect(problemsOf((stack) => new VirtualNetwork(stack, 'Network', { resourceGroup: testResourceGroup(stack), addressSpace: ['10.0.0.0/8'] }).addSubnet('Huge', { cidr: '0.0.0.0/1' }))).toBe(`2 problems (at test/Network/Huge):
  - [SubnetOutsideAddressSpace] 'cidr' is outside the address space of its network: got "0.0.0.0/1"; expected a range inside 10.0.0.0/8; change the range, or enlarge the address space
  - [SubnetTooLarge] 'cidr' is larger than Azure allows: got "0.0.0.0/1"; expected /2 or smaller; shrink the subnet`);
  });

  test('fails with the range and the name of another subnet', () => {
    expect(problemsOf((stack) => {
      const vnet = network(stack);
      vnet.addSubnet('First', { cidr: '10.10.0.0/20', name: 'snet-a' });
      vnet.addSubnet('Second', { cidr: '10.10.4.0/24', name: 'SNET-A' });
    })).toBe(`2 problems (at test/Network/Second):
  - [SubnetNameDuplicate] 'name' is the name of First in the same network: got "SNET-A"; expected a name of its own; set 'name' or 'purpose'
  - [SubnetOverlap] 'cidr' overlaps First (10.10.0.0/20): got "10.10.4.0/24"; expected a range that no other subnet of the network has; change one of the two, or let planSubnets() place them`);
  });

  test('fails over a subnet that exists already', () => {
    expect(problemsOf((stack) => VirtualNetwork.fromVirtualNetworkId(stack, 'Network', NETWORK_ID, { location: 'westeurope', addressSpace: ['10.20.0.0/16'], existingSubnetCidrs: ['10.20.1.0/26'] }).addSubnet('New', { cidr: '10.20.1.0/24' }))).toBe(
      `[SubnetOverlap] 'cidr' overlaps the existing subnet 10.20.1.0/26: got "10.20.1.0/24"; expected a range that no other subnet of the network has; change one of the two, or let planSubnets() place them (at test/Network/New)`,
    );
  });

  test('fails with a security group of another region', () => {
    expect(problemsOf((stack) => subnet(stack, { networkSecurityGroup: securityGroup(stack, 'northeurope') }))).toBe(
      `[SubnetRegionMismatch] 'networkSecurityGroup' is in another region than the network: got "northeurope"; expected westeurope; use one of the same region (at test/Network/Training)`,
    );
  });

  test('fails with two ways out', () => {
    expect(problemsOf((stack) => subnet(stack, { natGateway: natGateway(stack), defaultOutboundAccessEnabled: true }))).toBe(
      `[DefaultOutboundUnused] 'defaultOutboundAccessEnabled' has no effect with 'natGateway': got true; expected one way out; leave one of the two out (at test/Network/Training)`,
    );
  });

  test('fails for an existing subnet with a wrong range', () => {
    expect(problemsOf((stack) => Subnet.fromSubnetId(stack, 'Training', `${NETWORK_ID}/subnets/one`, { location: 'westeurope', cidr: '10.0.0.0' }))).toBe(
      `[CidrInvalid] 'cidr' is not an IPv4 range in CIDR form: got "10.0.0.0"; expected an IPv4 range such as 10.0.0.0/16; write four numbers up to 255, a slash, and a prefix length up to 32 (at test/Training)`,
    );
  });

  test('fails for an existing subnet by the id of its network', () => {
    expect(problemsOf((stack) => Subnet.fromSubnetId(stack, 'Training', NETWORK_ID, { location: 'westeurope' }))).toMatch(/^\[ResourceIdWrongType\] 'subnetId' is the id of a Microsoft\.Network\/virtualNetworks: got /);
  });
});
