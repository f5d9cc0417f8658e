import type { App } from 'cdktf';
import type { IResourceGroup } from '../constructs/governance/resource-group';
import { ResourceGroup } from '../constructs/governance/resource-group';
import { planSubnets } from '../constructs/network/cidr';
import { NatGateway } from '../constructs/network/nat-gateway';
import { NetworkSecurityGroup } from '../constructs/network/network-security-group';
import type { IPrivateDnsZones } from '../constructs/network/private-dns-zones';
import { PrivateDnsZones } from '../constructs/network/private-dns-zones';
import type { PrivateEndpointOptions } from '../constructs/network/private-endpoint';
import { aksPrivateDnsZone } from '../constructs/network/private-link';
import type { SecurityRuleOptions } from '../constructs/network/security-rule';
import { SecurityRules } from '../constructs/network/security-rules';
import type { ISubnet } from '../constructs/network/subnet';
import { Subnet } from '../constructs/network/subnet';
import { VirtualNetwork } from '../constructs/network/virtual-network';
import type { EnvironmentStackProps } from './environment-stack';
import { EnvironmentStack } from './environment-stack';
import { grantPersonas } from './personas';

/** What the subnets of an environment are for, in the order in which they get their ranges: an appended one moves none of the others. */
const SUBNET_PURPOSES = ['privateEndpoints', 'aksNodes', 'training'] as const;
type SubnetPurpose = (typeof SUBNET_PURPOSES)[number];

/** How a subnet is called in construct ids and in names. */
const SUBNET_NAMES = {
  privateEndpoints: { id: 'PrivateEndpoints', purpose: 'pe' },
  training: { id: 'Training', purpose: 'training' },
  aksNodes: { id: 'AksNodes', purpose: 'aks' },
} as const satisfies Record<SubnetPurpose, object>;

/** The network of an environment: a new one, or one that the platform team owns already. */
export class NetworkStack extends EnvironmentStack {
  /** The zones of private endpoints; none where an Azure Policy writes the records. */
  readonly privateDnsZones: IPrivateDnsZones | undefined;

  private readonly subnets: Readonly<Partial<Record<SubnetPurpose, ISubnet>>>;

  constructor(scope: App, props: EnvironmentStackProps) {
    super(scope, 'network', props);
    const { location, network } = this.environment;
    const resourceGroup = new ResourceGroup(this, 'ResourceGroup', { location, purpose: 'network' });
    const virtualNetwork = network.existingVirtualNetwork
      ? VirtualNetwork.fromVirtualNetworkId(this, 'VirtualNetwork', network.existingVirtualNetwork.id, { location, addressSpace: network.addressSpace })
      : new VirtualNetwork(this, 'VirtualNetwork', { resourceGroup, addressSpace: network.addressSpace });
    this.subnets = virtualNetwork instanceof VirtualNetwork ? this.newSubnets(virtualNetwork, resourceGroup) : this.existingSubnets();
    if (network.hub) {
      virtualNetwork.addPeering('Hub', { remoteVirtualNetworkId: network.hub.virtualNetworkId, remoteAddressSpace: network.hub.addressSpace, remoteGatewaysEnabled: network.hub.useRemoteGateways });
    }
    const monitor = network.monitorPrivateLink?.kind === 'owned' ? ['azuremonitor' as const] : [];
    const zones = [...PrivateDnsZones.namesIn(this.cloud, 'amlworkspace', 'blob', 'file', 'queue', 'table', 'dfs', 'vault', 'registry', ...monitor), ...(this.environment.features.aks ? [aksPrivateDnsZone(location, this.cloud)] : [])];
    switch (network.privateDnsZones.kind) {
      case 'owned':
        this.privateDnsZones = new PrivateDnsZones(this, 'PrivateDnsZones', { resourceGroup, zones, virtualNetworks: [virtualNetwork] });
        break;
      case 'existing': {
        const { resourceGroupId } = network.privateDnsZones;
        this.privateDnsZones = PrivateDnsZones.fromZoneIds(this, 'PrivateDnsZones', Object.fromEntries(zones.map((zone) => [zone, `${resourceGroupId}/providers/Microsoft.Network/privateDnsZones/${zone}`])));
        break;
      }
      case 'policy':
        this.privateDnsZones = undefined;
    }
    grantPersonas(this.environment, { costs: resourceGroup });
  }

  /** The subnet for a purpose; the rules of the environment make sure that those that are needed exist. */
  subnet(purpose: SubnetPurpose): ISubnet | undefined {
    return this.subnets[purpose];
  }

  /** How resources get a private endpoint; nothing where people and compute both reach them at their public addresses. */
  get privateEndpoint(): PrivateEndpointOptions | undefined {
    const { access, workspace } = this.environment;
    const subnet = this.subnet('privateEndpoints');
    // Compute in our own subnet has no public address that a range could let in.
    const reachedPrivately = !access.publicNetworkAccessEnabled || workspace.isolationMode === 'Disabled';
    return reachedPrivately ? this.endpointIn(subnet) : undefined;
  }

  /** How the private link scope of Azure Monitor is reached; nothing where others connect it. */
  get monitorEndpoint(): PrivateEndpointOptions | undefined {
    return this.environment.network.monitorPrivateLink?.kind === 'owned' ? this.endpointIn(this.subnet('privateEndpoints')) : undefined;
  }

  private endpointIn(subnet: ISubnet | undefined): PrivateEndpointOptions | undefined {
    return subnet && { subnet, privateDnsZones: this.privateDnsZones, dnsManagedByPolicy: this.privateDnsZones === undefined };
  }

  private newSubnets(virtualNetwork: VirtualNetwork, resourceGroup: IResourceGroup): Partial<Record<SubnetPurpose, ISubnet>> {
    const { addressSpace, subnets, natGatewayEnabled } = this.environment.network;
    const natGateway = natGatewayEnabled ? new NatGateway(this, 'NatGateway', { resourceGroup }) : undefined;
    const requests = SUBNET_PURPOSES.flatMap((name) => (subnets?.[name] === undefined ? [] : [{ name, prefixLength: subnets[name] }]));
    const plan = planSubnets(addressSpace, requests);
    return Object.fromEntries(
      requests.map(({ name }) => {
        const { id, purpose } = SUBNET_NAMES[name];
        const networkSecurityGroup = new NetworkSecurityGroup(this, `${id}NetworkSecurityGroup`, { resourceGroup, purpose, rules: this.securityRules(name) });
        // Private endpoints answer; they never call out.
        return [name, virtualNetwork.addSubnet(id, { cidr: plan[name], purpose, networkSecurityGroup, natGateway: name === 'privateEndpoints' ? undefined : natGateway })];
      }),
    );
  }

  private securityRules(purpose: SubnetPurpose): Readonly<Record<string, SecurityRuleOptions>> {
    const { location, workspace } = this.environment;
    const closed = SecurityRules.denyInternetInbound();
    return purpose === 'training' ? { ...closed, ...SecurityRules.machineLearningOutbound({ location, highBusinessImpact: workspace.highBusinessImpact, cloud: this.cloud }) } : closed;
  }

  private existingSubnets(): Partial<Record<SubnetPurpose, ISubnet>> {
    const { location, network } = this.environment;
    const { id: virtualNetworkId, subnets } = network.existingVirtualNetwork ?? {};
    return Object.fromEntries(
      SUBNET_PURPOSES.flatMap((purpose) => {
        const subnet = subnets?.[purpose];
        return subnet ? [[purpose, Subnet.fromSubnetId(this, SUBNET_NAMES[purpose].id, `${virtualNetworkId}/subnets/${subnet.name}`, { location, cidr: subnet.cidr })]] : [];
      }),
    );
  }
}
