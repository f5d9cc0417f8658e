import { VirtualNetworkPeering as VirtualNetworkPeeringResource } from '@cdktf/provider-azurerm/lib/virtual-network-peering';
import { Token } from 'cdktf';
import type { Construct } from 'constructs';
import { AzureConstruct } from '../core/azure-construct';
import { Problems } from '../core/errors';
import { parseResourceId } from '../core/resource-id';
import { kebabCase } from '../core/text';
import { cidrProblem, findOverlap } from './cidr';
import type { IVirtualNetwork } from './virtual-network';

/** How a network is connected with another one. */
export interface VirtualNetworkPeeringOptions {
  /** The id of the other network, for example the hub; may be known at apply only. */
  readonly remoteVirtualNetworkId: string;
  /** The ranges of the other network, which may not meet those of this one. */
  readonly remoteAddressSpace: readonly string[];
  /** @default - by the naming convention, with the construct id */
  readonly name?: string;
  /** Whether machines of the two networks reach each other. @default true */
  readonly virtualNetworkAccessEnabled?: boolean;
  /** Whether traffic that the other network only forwards is let in: what a firewall in a hub needs. @default false */
  readonly forwardedTrafficEnabled?: boolean;
  /** Whether the other network may use the gateway of this one. @default false */
  readonly gatewayTransitEnabled?: boolean;
  /** Whether this network uses the gateway of the other one; it can do so with one other network only. @default false */
  readonly remoteGatewaysEnabled?: boolean;
}

/**
 * One side of the connection of two networks; the owner of the other network sets up the other side.
 * Define it with `addPeering` of the network.
 *
 * @see https://learn.microsoft.com/azure/virtual-network/virtual-network-peering-overview
 */
export class VirtualNetworkPeering extends AzureConstruct {
  readonly peeringId: string;

  private readonly remoteAddressSpace: readonly string[];
  /** Whether the network uses the gateway of the other one. */
  readonly remoteGatewaysEnabled: boolean;

  /** @throws ValidationError `PeeringAddressSpaceOverlap`, `PeeringAddressSpaceEmpty`, `PeeringWithItself`, `PeeringGatewayConflict`, `RemoteGatewaysTwice`, `NetworkSubscriptionMismatch`, `CidrInvalid`, those of the id and the name */
  constructor(network: Construct & IVirtualNetwork, id: string, props: VirtualNetworkPeeringOptions) {
    super(network, id);
    const problems = new Problems(this);
    this.remoteAddressSpace = [...props.remoteAddressSpace];
    this.remoteGatewaysEnabled = props.remoteGatewaysEnabled ?? false;
    const gatewayTransit = props.gatewayTransitEnabled ?? false;
    const name = this.nameOf(problems, 'virtualNetworkPeering', props.name, kebabCase(id));
    const others = network.node.children.filter((child): child is VirtualNetworkPeering => child instanceof VirtualNetworkPeering && child !== this);
    network.checkSubscription(problems);
    this.checkAddressSpaces(problems, network, others);
    problems.require(!this.remoteGatewaysEnabled || !gatewayTransit, { code: 'PeeringGatewayConflict', prop: 'remoteGatewaysEnabled', rule: "can't go with 'gatewayTransitEnabled'", got: true, expected: 'the gateway of one of the two networks', fix: 'leave one of the two out' });
    const first = others.find((other) => other.remoteGatewaysEnabled);
    problems.require(!this.remoteGatewaysEnabled || !first, { code: 'RemoteGatewaysTwice', prop: 'remoteGatewaysEnabled', rule: `is set already on the peering ${first?.node.id}`, got: true, expected: 'one peering with the gateway of the other network', fix: 'leave one of the two out' });
    this.checkRemote(problems, network, props.remoteVirtualNetworkId);
    problems.throwIfAny();
    const resource = new VirtualNetworkPeeringResource(this, 'Resource', {
      name,
      resourceGroupName: network.resourceGroupName,
      virtualNetworkName: network.resourceName,
      remoteVirtualNetworkId: props.remoteVirtualNetworkId,
      allowVirtualNetworkAccess: props.virtualNetworkAccessEnabled ?? true,
      allowForwardedTraffic: props.forwardedTrafficEnabled ?? false,
      allowGatewayTransit: gatewayTransit,
      useRemoteGateways: this.remoteGatewaysEnabled,
      // The peering keeps a copy of the other side's ranges: a change there has to synchronise it.
      triggers: { remote_address_space: this.remoteAddressSpace.join(',') },
    });
    this.peeringId = resource.id;
  }

  private checkAddressSpaces(problems: Problems, network: IVirtualNetwork, others: readonly VirtualNetworkPeering[]): void {
    problems.require(this.remoteAddressSpace.length > 0, { code: 'PeeringAddressSpaceEmpty', prop: 'remoteAddressSpace', rule: 'has no range', got: this.remoteAddressSpace, expected: 'the ranges of the other network', fix: 'add them, so that an overlap shows before the deployment' });
    for (const range of this.remoteAddressSpace) {
      const invalid = cidrProblem(range, 'remoteAddressSpace');
      if (invalid) problems.add(invalid);
    }
    const meets = (other: string, ranges: readonly string[]) => {
      const found = findOverlap(this.remoteAddressSpace, ranges);
      if (found) problems.add({ code: 'PeeringAddressSpaceOverlap', prop: 'remoteAddressSpace', rule: `overlaps ${found[1]} of ${other}`, got: found[0], expected: 'ranges that no peered network has', fix: 'move one of the two networks to another range' });
    };
    meets('this network', network.addressSpace);
    others.forEach((other) => meets(`the network behind ${other.node.id}`, other.remoteAddressSpace));
  }

  private checkRemote(problems: Problems, network: IVirtualNetwork, remoteId: string): void {
    const itself = network.resourceId.toLowerCase() === remoteId.toLowerCase();
    problems.require(!itself, { code: 'PeeringWithItself', prop: 'remoteVirtualNetworkId', rule: 'is the network itself', got: remoteId, expected: 'the id of another network', fix: 'pass the id of the other network' });
    if (!Token.isUnresolved(remoteId)) parseResourceId(this, 'remoteVirtualNetworkId', remoteId, 'Microsoft.Network/virtualNetworks');
  }
}
