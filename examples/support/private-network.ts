import { Construct } from 'constructs';
import type { IResourceGroup } from '../../constructs/governance/resource-group';
import { NetworkSecurityGroup } from '../../constructs/network/network-security-group';
import { PrivateDnsZones } from '../../constructs/network/private-dns-zones';
import type { PrivateEndpointOptions } from '../../constructs/network/private-endpoint';
import type { PrivateLinkGroup } from '../../constructs/network/private-link';
import { SecurityRules } from '../../constructs/network/security-rules';
import { VirtualNetwork } from '../../constructs/network/virtual-network';

/** What a workspace and what it stands on are reached by. */
const WORKSPACE_GROUPS: readonly PrivateLinkGroup[] = ['amlworkspace', 'blob', 'file', 'queue', 'table', 'vault', 'registry'];

/** What a network of an example is made of. */
export interface PrivateNetworkProps {
  readonly resourceGroup: IResourceGroup;
  /** What else than a workspace is reached by private endpoints. @default - nothing */
  readonly additionalGroups?: readonly PrivateLinkGroup[];
  /** Zones beside those of the groups: what depends on the region. @default - none */
  readonly additionalZones?: readonly string[];
}

/** A small network for private endpoints, with the DNS zones that lead to them: connect it to where people work. */
export class PrivateNetwork extends Construct {
  readonly virtualNetwork: VirtualNetwork;
  /** How resources get a private endpoint in the network. */
  readonly privateEndpoint: PrivateEndpointOptions;

  constructor(scope: Construct, id: string, { resourceGroup, additionalGroups = [], additionalZones = [] }: PrivateNetworkProps) {
    super(scope, id);
    const networkSecurityGroup = new NetworkSecurityGroup(this, 'SecurityGroup', { resourceGroup, purpose: 'pe', rules: SecurityRules.denyInternetInbound() });
    this.virtualNetwork = new VirtualNetwork(this, 'VirtualNetwork', { resourceGroup, addressSpace: ['10.40.0.0/22'] });
    const subnet = this.virtualNetwork.addSubnet('PrivateEndpoints', { cidr: '10.40.0.0/26', purpose: 'pe', networkSecurityGroup });
    const zones = [...PrivateDnsZones.namesFor(...WORKSPACE_GROUPS, ...additionalGroups), ...additionalZones];
    this.privateEndpoint = { subnet, privateDnsZones: new PrivateDnsZones(this, 'PrivateDnsZones', { resourceGroup, zones, virtualNetworks: [this.virtualNetwork] }) };
  }
}
