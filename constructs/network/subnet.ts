import { Subnet as SubnetResource } from '@cdktf/provider-azurerm/lib/subnet';
import { SubnetNatGatewayAssociation } from '@cdktf/provider-azurerm/lib/subnet-nat-gateway-association';
import { SubnetNetworkSecurityGroupAssociation } from '@cdktf/provider-azurerm/lib/subnet-network-security-group-association';
import { SubnetRouteTableAssociation } from '@cdktf/provider-azurerm/lib/subnet-route-table-association';
import { Token } from 'cdktf';
import type { Construct } from 'constructs';
import type { AzureResourceOptions, DiagnosticTarget, IAzureResource } from '../core/azure-resource';
import { AzureResource } from '../core/azure-resource';
import { Problems } from '../core/errors';
import { parseResourceId } from '../core/resource-id';
import { BuiltInRole } from '../identity/built-in-role';
import type { IGrantable, RoleAssignment } from '../identity/role-assignment';
import { cidrProblem, contains, findOverlap, LARGEST_SUBNET_PREFIX, prefixLengthFor, prefixLengthOf, SMALLEST_SUBNET_PREFIX, usableAddresses } from './cidr';
import type { INatGateway } from './nat-gateway';
import type { INetworkSecurityGroup } from './network-security-group';
import type { IRouteTable } from './route-table';
import type { SubnetDelegation } from './subnet-delegation';
import type { IVirtualNetwork } from './virtual-network';

/** Which rules of the subnet apply to the private endpoints in it. */
export enum PrivateEndpointPolicies {
  /** Security rules and routes. */
  ENABLED = 'Enabled',
  /** Security rules only. */
  NETWORK_SECURITY_GROUP_ENABLED = 'NetworkSecurityGroupEnabled',
  /** Routes only. */
  ROUTE_TABLE_ENABLED = 'RouteTableEnabled',
  /** None: traffic to private endpoints passes by the security group. */
  DISABLED = 'Disabled',
}

/** A service that is reached from a subnet over Azure's backbone, at its public address. */
export enum ServiceEndpoint {
  /** Storage in the region of the network and its pair. */
  STORAGE = 'Microsoft.Storage',
  /** Storage in every region. */
  STORAGE_GLOBAL = 'Microsoft.Storage.Global',
  KEY_VAULT = 'Microsoft.KeyVault',
  CONTAINER_REGISTRY = 'Microsoft.ContainerRegistry',
  COGNITIVE_SERVICES = 'Microsoft.CognitiveServices',
  EVENT_HUBS = 'Microsoft.EventHub',
  SERVICE_BUS = 'Microsoft.ServiceBus',
  SQL = 'Microsoft.Sql',
  WEB = 'Microsoft.Web',
}

export interface SubnetOptions extends Pick<AzureResourceOptions, 'lock' | 'roleAssignments'> {
  /** The range, inside the address space of the network: `10.10.1.0/24`. */
  readonly cidr: string;
  /** @default - by the naming convention, with `purpose` */
  readonly name?: string;
  /** What the subnet is for; tells subnets apart in generated names. @default - none */
  readonly purpose?: string;
  /** The service that the subnet is handed over to; nothing else can be in it. @default - none */
  readonly delegation?: SubnetDelegation;
  /** The rules for traffic in and out. @default - none */
  readonly networkSecurityGroup?: INetworkSecurityGroup;
  /** The way out to the Internet. @default - none */
  readonly natGateway?: INatGateway;
  /** The routes out, for example through a firewall. @default - Azure's own routes */
  readonly routeTable?: IRouteTable;
  /** Services that are reached at their public address over Azure's backbone. @default - none: private endpoints are safer */
  readonly serviceEndpoints?: readonly ServiceEndpoint[];
  /** Which rules apply to private endpoints in the subnet. @default PrivateEndpointPolicies.ENABLED */
  readonly privateEndpointPolicies?: PrivateEndpointPolicies;
  /** Whether Azure gives machines without another way out an address on the Internet. @default false */
  readonly defaultOutboundAccessEnabled?: boolean;
  /** How many addresses what goes in needs, for example the nodes of all pools at their maximum and one surge. @default - Azure's minimum */
  readonly requiredAddresses?: number;
}

/** What is known of an existing subnet. */
export interface SubnetAttributes {
  /** The region of its network. */
  readonly location: string;
  /** The range. @default - not known: it is not checked */
  readonly cidr?: string;
}

/** A subnet, owned or existing. */
export interface ISubnet extends IAzureResource {
  /** The region of its network. */
  readonly location: string;
  /** The range. @default - not known */
  readonly cidr?: string;
  /** How many addresses can be used. @default - not known, as the range isn't */
  readonly usableAddresses?: number;
  /** The service that the subnet is handed over to. @default - none, or not known of an existing subnet */
  readonly delegation?: SubnetDelegation;
  /** Whether a NAT gateway is the way out. @default - not known of an existing subnet */
  readonly natGatewayAttached?: boolean;
  /** Whether a route table is attached. @default - not known of an existing subnet */
  readonly routeTableAttached?: boolean;

  /** Lets an identity join resources to the subnet and change it: what the control plane of AKS needs. */
  grantManage(grantee: IGrantable): RoleAssignment;
}

abstract class SubnetBase extends AzureResource implements ISubnet {
  abstract readonly location: string;
  abstract readonly cidr?: string;

  get usableAddresses(): number | undefined {
    return this.cidr === undefined || Token.isUnresolved(this.cidr) ? undefined : usableAddresses(this.cidr);
  }

  grantManage(grantee: IGrantable): RoleAssignment {
    return this.grant(BuiltInRole.NETWORK_CONTRIBUTOR, grantee);
  }

  protected override get diagnosticTargets(): readonly DiagnosticTarget[] {
    return [];
  }
}

/**
 * A part of a virtual network, as a Terraform resource of its own, without Azure's implicit way out to the Internet.
 * Define it with `addSubnet` of the network.
 *
 * @see https://learn.microsoft.com/azure/virtual-network/virtual-network-manage-subnet
 */
export class Subnet extends SubnetBase {
  /** An existing subnet. */
  static fromSubnetId(scope: Construct, id: string, subnetId: string, attributes: SubnetAttributes): ISubnet {
    return new ImportedSubnet(scope, id, subnetId, attributes);
  }

  readonly resourceId: string;
  readonly resourceName: string;
  readonly location: string;
  readonly cidr: string;
  readonly delegation?: SubnetDelegation;
  readonly natGatewayAttached: boolean;
  readonly routeTableAttached: boolean;

  /** The name at synth; `resourceName` is a reference. */
  private readonly plannedName: string;

  /**
   * @param network the network that the subnet is part of
   * @throws ValidationError `SubnetOutsideAddressSpace`, `SubnetOverlap`, `SubnetTooSmall`, `SubnetTooLarge`, `SubnetNameDuplicate`,
   * `RequiredAddressesInvalid`, `SubnetRegionMismatch`, `NetworkSubscriptionMismatch`, `ServiceEndpointDuplicate`, `PrivateEndpointPoliciesUnused`, `DefaultOutboundUnused`,
   * `CidrInvalid`, and those of the name
   */
  constructor(network: Construct & IVirtualNetwork, id: string, props: SubnetOptions) {
    super(network, id);
    const problems = new Problems(this);
    const policies = props.privateEndpointPolicies ?? PrivateEndpointPolicies.ENABLED;
    this.plannedName = this.nameOf(problems, 'subnet', props.name, props.purpose);
    this.location = network.location;
    this.cidr = props.cidr;
    this.delegation = props.delegation;
    this.natGatewayAttached = props.natGateway !== undefined;
    this.routeTableAttached = props.routeTable !== undefined;
    this.checkPlace(problems, network);
    this.checkSize(problems, props);
    this.checkFeatures(problems, props);
    problems.throwIfAny();
    const resource = new SubnetResource(this, 'Resource', {
      name: this.plannedName,
      resourceGroupName: network.resourceGroupName,
      virtualNetworkName: network.resourceName,
      addressPrefixes: [props.cidr],
      defaultOutboundAccessEnabled: props.defaultOutboundAccessEnabled ?? false,
      privateEndpointNetworkPolicies: policies,
      serviceEndpoints: props.serviceEndpoints && [...props.serviceEndpoints].sort(),
      delegation: props.delegation && [{ name: 'delegation', serviceDelegation: { name: props.delegation.service, actions: [...props.delegation.actions] } }],
    });
    this.resourceId = resource.id;
    this.resourceName = resource.name;
    if (props.networkSecurityGroup) new SubnetNetworkSecurityGroupAssociation(this, 'NetworkSecurityGroup', { subnetId: resource.id, networkSecurityGroupId: props.networkSecurityGroup.resourceId });
    if (props.natGateway) new SubnetNatGatewayAssociation(this, 'NatGateway', { subnetId: resource.id, natGatewayId: props.natGateway.resourceId });
    if (props.routeTable) new SubnetRouteTableAssociation(this, 'RouteTable', { subnetId: resource.id, routeTableId: props.routeTable.resourceId });
    this.addFeatures(props);
  }

  private checkPlace(problems: Problems, network: Construct & IVirtualNetwork): void {
    const siblings = network.node.children.filter((child): child is Subnet => child instanceof Subnet && child !== this);
    const twin = siblings.find((sibling) => !Token.isUnresolved(this.plannedName) && sibling.plannedName.toLowerCase() === this.plannedName.toLowerCase());
    if (twin) problems.add({ code: 'SubnetNameDuplicate', prop: 'name', rule: `is the name of ${twin.node.id} in the same network`, got: this.plannedName, expected: 'a name of its own', fix: "set 'name' or 'purpose'" });
    network.checkSubscription(problems);
    const invalid = cidrProblem(this.cidr, 'cidr');
    if (invalid) problems.add(invalid);
    if (invalid || Token.isUnresolved(this.cidr)) return;
    const space = network.addressSpace;
    const inside = space.some((range) => Token.isUnresolved(range) || contains(range, this.cidr));
    problems.require(inside, { code: 'SubnetOutsideAddressSpace', prop: 'cidr', rule: 'is outside the address space of its network', got: this.cidr, expected: `a range inside ${space.join(', ')}`, fix: 'change the range, or enlarge the address space' });
    const neighbour = siblings.find((sibling) => findOverlap([this.cidr], [sibling.cidr]));
    const existing = findOverlap([this.cidr], network.existingSubnetCidrs)?.[1];
    const obstacle = neighbour ? `${neighbour.node.id} (${neighbour.cidr})` : existing && `the existing subnet ${existing}`;
    if (obstacle) problems.add({ code: 'SubnetOverlap', prop: 'cidr', rule: `overlaps ${obstacle}`, got: this.cidr, expected: 'a range that no other subnet of the network has', fix: 'change one of the two, or let planSubnets() place them' });
  }

  private checkSize(problems: Problems, props: SubnetOptions): void {
    if (Token.isUnresolved(props.cidr) || cidrProblem(props.cidr, 'cidr')) return;
    const prefixLength = prefixLengthOf(props.cidr);
    const tooSmall = (why: string, smallest: number) =>
      problems.require(prefixLength <= smallest, { code: 'SubnetTooSmall', prop: 'cidr', rule: `is too small for ${why}`, got: props.cidr, expected: `/${smallest} or larger`, fix: 'enlarge the subnet' });
    tooSmall('Azure, which keeps 5 addresses of every subnet', SMALLEST_SUBNET_PREFIX);
    problems.require(prefixLength >= LARGEST_SUBNET_PREFIX, { code: 'SubnetTooLarge', prop: 'cidr', rule: 'is larger than Azure allows', got: props.cidr, expected: `/${LARGEST_SUBNET_PREFIX} or smaller`, fix: 'shrink the subnet' });
    if (prefixLength > SMALLEST_SUBNET_PREFIX) return;
    if (props.delegation) tooSmall(props.delegation.service, props.delegation.smallestPrefixLength);
    const required = props.requiredAddresses;
    const counted = required === undefined || (Number.isInteger(required) && required > 0);
    problems.require(counted, { code: 'RequiredAddressesInvalid', prop: 'requiredAddresses', rule: 'is not a number of addresses', got: required, expected: 'a whole number above 0', fix: 'count what goes in at its maximum, or leave it out' });
    if (required !== undefined && counted) tooSmall(`${required} addresses`, prefixLengthFor(required));
  }

  private checkFeatures(problems: Problems, props: SubnetOptions): void {
    const { networkSecurityGroup, natGateway, routeTable, privateEndpointPolicies: policies, serviceEndpoints = [] } = props;
    for (const [prop, associated] of Object.entries({ networkSecurityGroup, natGateway, routeTable })) {
      if (!associated || Token.isUnresolved(associated.location) || Token.isUnresolved(this.location)) continue;
      problems.require(associated.location === this.location, { code: 'SubnetRegionMismatch', prop, rule: 'is in another region than the network', got: associated.location, expected: this.location, fix: 'use one of the same region' });
    }
    const duplicate = serviceEndpoints.find((endpoint, index) => serviceEndpoints.indexOf(endpoint) !== index);
    if (duplicate) problems.add({ code: 'ServiceEndpointDuplicate', prop: 'serviceEndpoints', rule: 'names a service twice', got: duplicate, expected: 'each service once', fix: 'leave one out' });
    const missing = policies === PrivateEndpointPolicies.NETWORK_SECURITY_GROUP_ENABLED && !networkSecurityGroup ? 'networkSecurityGroup' : policies === PrivateEndpointPolicies.ROUTE_TABLE_ENABLED && !routeTable ? 'routeTable' : undefined;
    if (missing) problems.add({ code: 'PrivateEndpointPoliciesUnused', prop: 'privateEndpointPolicies', rule: `has no effect without '${missing}'`, got: policies, expected: `a subnet with '${missing}'`, fix: `set '${missing}', or leave 'privateEndpointPolicies' out` });
    problems.require(!props.defaultOutboundAccessEnabled || !natGateway, { code: 'DefaultOutboundUnused', prop: 'defaultOutboundAccessEnabled', rule: "has no effect with 'natGateway'", got: true, expected: 'one way out', fix: 'leave one of the two out' });
  }
}

class ImportedSubnet extends SubnetBase {
  readonly resourceId: string;
  readonly resourceName: string;
  readonly location: string;
  readonly cidr?: string;

  constructor(scope: Construct, id: string, subnetId: string, attributes: SubnetAttributes) {
    super(scope, id);
    const problems = new Problems(this);
    const invalid = attributes.cidr === undefined ? undefined : cidrProblem(attributes.cidr, 'cidr');
    if (invalid) problems.add(invalid);
    problems.throwIfAny();
    this.resourceId = subnetId;
    this.resourceName = parseResourceId(this, 'subnetId', subnetId, 'Microsoft.Network/virtualNetworks/subnets').name;
    this.location = attributes.location;
    this.cidr = attributes.cidr;
  }
}
