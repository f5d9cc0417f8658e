import { VirtualNetwork as VirtualNetworkResource } from '@cdktf/provider-azurerm/lib/virtual-network';
import { Token } from 'cdktf';
import type { Construct } from 'constructs';
import { Address4 } from 'ip-address';
import type { AzureResourceOptions, IAzureResource } from '../core/azure-resource';
import { AzureResource } from '../core/azure-resource';
import { Problems } from '../core/errors';
import { findLandscapeContext } from '../core/landscape-context';
import { parseResourceId } from '../core/resource-id';
import type { IResourceGroup } from '../governance/resource-group';
import { addressSpaceProblem, cidrProblem, findOverlap } from './cidr';
import type { SubnetOptions } from './subnet';
import { Subnet } from './subnet';
import type { VirtualHubConnectionOptions } from './virtual-hub-connection';
import { VirtualHubConnection } from './virtual-hub-connection';
import type { VirtualNetworkPeeringOptions } from './virtual-network-peering';
import { VirtualNetworkPeering } from './virtual-network-peering';

export interface VirtualNetworkProps extends AzureResourceOptions {
  readonly resourceGroup: IResourceGroup;
  /** The ranges of the network: `['10.10.0.0/16']`. */
  readonly addressSpace: readonly string[];
  /** @default - by the naming convention, with `purpose` */
  readonly name?: string;
  /** Tells networks apart in generated names. @default - none */
  readonly purpose?: string;
  /** Addresses of the DNS servers, for example those of the hub. @default - Azure's own DNS */
  readonly dnsServers?: readonly string[];
  /** How long idle flows are tracked, 4 to 30 minutes. @default - Azure's own value */
  readonly flowTimeoutMinutes?: number;
  /** Whether traffic between machines that support it is encrypted. @default false */
  readonly encryptionEnabled?: boolean;
  /** The id of a DDoS protection plan, which costs by the month. @default - Azure's basic protection */
  readonly ddosProtectionPlanId?: string;
}

/** What is known of an existing network. */
export interface VirtualNetworkAttributes {
  /** The region. */
  readonly location: string;
  /** The ranges of the network. */
  readonly addressSpace: readonly string[];
  /** The ranges of the subnets that exist already: what is added may not overlap them. @default - not known */
  readonly existingSubnetCidrs?: readonly string[];
}

/** A virtual network, owned or existing. */
export interface IVirtualNetwork extends IAzureResource {
  /** The region; what is attached to the network is in the same one. */
  readonly location: string;
  readonly resourceGroupName: string;
  /** The ranges of the network. */
  readonly addressSpace: readonly string[];
  /** The ranges of subnets that exist without the landscape. */
  readonly existingSubnetCidrs: readonly string[];
  /** The subnets that were added, in that order. */
  readonly subnets: readonly Subnet[];

  /** Adds a subnet. */
  addSubnet(id: string, options: SubnetOptions): Subnet;
  /** Connects the network with another one, for example a hub; the other side is set up by its owner. */
  addPeering(id: string, options: VirtualNetworkPeeringOptions): VirtualNetworkPeering;
  /** Connects the network with the hub of a virtual WAN, which takes the place of peerings with a hub network. */
  addVirtualHubConnection(id: string, options: VirtualHubConnectionOptions): VirtualHubConnection;
  /** Records a problem where the network is in another subscription than the stack, which can't add anything to it then. */
  checkSubscription(problems: Problems): void;
}

abstract class VirtualNetworkBase extends AzureResource implements IVirtualNetwork {
  abstract readonly location: string;
  abstract readonly resourceGroupName: string;
  abstract readonly addressSpace: readonly string[];
  abstract readonly existingSubnetCidrs: readonly string[];
  protected abstract readonly subscriptionId: string | undefined;

  get subnets(): readonly Subnet[] {
    return this.node.children.filter((child) => child instanceof Subnet);
  }

  addSubnet(id: string, options: SubnetOptions): Subnet {
    return new Subnet(this, id, options);
  }

  addPeering(id: string, options: VirtualNetworkPeeringOptions): VirtualNetworkPeering {
    return new VirtualNetworkPeering(this, id, options);
  }

  addVirtualHubConnection(id: string, options: VirtualHubConnectionOptions): VirtualHubConnection {
    return new VirtualHubConnection(this, id, options);
  }

  checkSubscription(problems: Problems): void {
    const own = findLandscapeContext(this)?.subscriptionId;
    const other = this.subscriptionId;
    if (own === undefined || other === undefined || Token.isUnresolved(own) || own.toLowerCase() === other.toLowerCase()) return;
    problems.add({ code: 'NetworkSubscriptionMismatch', prop: 'virtualNetworkId', rule: 'is in another subscription than the stack, which can add nothing to it', got: other, expected: own, fix: 'let the owner of the network add it, and import the result' });
  }
}

/**
 * The network of an environment. Its subnets are resources of their own, so that each one changes by itself.
 *
 * @see https://learn.microsoft.com/azure/virtual-network/virtual-networks-overview
 */
export class VirtualNetwork extends VirtualNetworkBase {
  /** An existing network: subnets can be added to it, where it is in the subscription of the stack. */
  static fromVirtualNetworkId(scope: Construct, id: string, virtualNetworkId: string, attributes: VirtualNetworkAttributes): IVirtualNetwork {
    return new ImportedVirtualNetwork(scope, id, virtualNetworkId, attributes);
  }

  readonly resourceId: string;
  readonly resourceName: string;
  readonly location: string;
  readonly resourceGroupName: string;
  readonly addressSpace: readonly string[];
  readonly existingSubnetCidrs: readonly string[] = [];

  protected readonly subscriptionId = undefined;

  /** @throws ValidationError `AddressSpaceEmpty`, `AddressSpaceSize`, `AddressSpaceReserved`, `AddressSpaceOverlap`, `CidrInvalid`, `DnsServerInvalid`, `FlowTimeoutInvalid`, and those of the name */
  constructor(scope: Construct, id: string, props: VirtualNetworkProps) {
    super(scope, id);
    const problems = new Problems(this);
    const name = this.nameOf(problems, 'virtualNetwork', props.name, props.purpose);
    checkAddressSpace(problems, props.addressSpace);
    checkDnsServers(problems, props.dnsServers ?? []);
    const minutes = props.flowTimeoutMinutes;
    problems.require(minutes === undefined || (Number.isInteger(minutes) && minutes >= 4 && minutes <= 30), { code: 'FlowTimeoutInvalid', prop: 'flowTimeoutMinutes', rule: 'is out of range', got: minutes, expected: 'a whole number from 4 to 30', fix: 'change it, or leave it out' });
    problems.throwIfAny();
    const resource = new VirtualNetworkResource(this, 'Resource', {
      name,
      resourceGroupName: props.resourceGroup.resourceName,
      location: props.resourceGroup.location,
      addressSpace: [...props.addressSpace],
      dnsServers: props.dnsServers && [...props.dnsServers],
      flowTimeoutInMinutes: minutes,
      encryption: props.encryptionEnabled ? { enforcement: 'AllowUnencrypted' } : undefined,
      ddosProtectionPlan: props.ddosProtectionPlanId === undefined ? undefined : { id: props.ddosProtectionPlanId, enable: true },
    });
    this.resourceId = resource.id;
    this.resourceName = resource.name;
    this.location = props.resourceGroup.location;
    this.resourceGroupName = props.resourceGroup.resourceName;
    this.addressSpace = [...props.addressSpace];
    this.addFeatures(props);
  }
}

class ImportedVirtualNetwork extends VirtualNetworkBase {
  readonly resourceId: string;
  readonly resourceName: string;
  readonly location: string;
  readonly resourceGroupName: string;
  readonly addressSpace: readonly string[];
  readonly existingSubnetCidrs: readonly string[];

  protected readonly subscriptionId: string;

  constructor(scope: Construct, id: string, virtualNetworkId: string, attributes: VirtualNetworkAttributes) {
    super(scope, id);
    const problems = new Problems(this);
    checkAddressSpace(problems, attributes.addressSpace);
    for (const cidr of attributes.existingSubnetCidrs ?? []) {
      const invalid = cidrProblem(cidr, 'existingSubnetCidrs');
      if (invalid) problems.add(invalid);
    }
    problems.throwIfAny();
    const parsed = parseResourceId(this, 'virtualNetworkId', virtualNetworkId, 'Microsoft.Network/virtualNetworks');
    this.resourceId = virtualNetworkId;
    this.resourceName = parsed.name;
    this.resourceGroupName = parsed.resourceGroupName;
    this.subscriptionId = parsed.subscriptionId;
    this.location = attributes.location;
    this.addressSpace = [...attributes.addressSpace];
    this.existingSubnetCidrs = [...(attributes.existingSubnetCidrs ?? [])];
  }
}

function checkAddressSpace(problems: Problems, addressSpace: readonly string[]): void {
  problems.require(addressSpace.length > 0, { code: 'AddressSpaceEmpty', prop: 'addressSpace', rule: 'has no range', got: addressSpace, expected: 'at least one range, for example 10.10.0.0/16', fix: 'add a range' });
  addressSpace.forEach((range, index) => {
    const invalid = addressSpaceProblem(range, 'addressSpace');
    if (invalid) return problems.add(invalid);
    const [, earlier] = findOverlap([range], addressSpace.slice(0, index)) ?? [];
    if (earlier) problems.add({ code: 'AddressSpaceOverlap', prop: 'addressSpace', rule: `has ranges that overlap: ${earlier}`, got: range, expected: 'ranges without a common address', fix: 'leave one of the two out' });
  });
}

function checkDnsServers(problems: Problems, servers: readonly string[]): void {
  servers.forEach((server, index) => {
    if (Token.isUnresolved(server)) return;
    const valid = Address4.isValid(server) && !server.includes('/');
    problems.require(valid && servers.indexOf(server) === index, { code: 'DnsServerInvalid', prop: 'dnsServers', rule: valid ? 'names a server twice' : 'is not an IPv4 address', got: server, expected: 'IPv4 addresses, each once', fix: valid ? 'leave one out' : 'write the address of the server' });
  });
}
