import { AvailabilityZone } from '../constructs/core/regions';
import { WeekDay } from '../constructs/core/week-day';
import type { App } from 'cdktf';
import { KubernetesTier, KubernetesUpgradeChannel } from '../constructs/aks/cluster-options';
import { OutboundType } from '../constructs/aks/cluster-network';
import type { IKubernetesCluster } from '../constructs/aks/kubernetes-cluster';
import { KubernetesCluster } from '../constructs/aks/kubernetes-cluster';
import type { MaintenanceWindow } from '../constructs/aks/maintenance-window';
import { MaintenanceFrequency } from '../constructs/aks/maintenance-window';
import { NodePoolPurpose } from '../constructs/aks/node-pool';
import { fail } from '../constructs/core/errors';
import { ResourceGroup } from '../constructs/governance/resource-group';
import { ManagedIdentity } from '../constructs/identity/managed-identity';
import { VmSize } from '../constructs/ml/vm-size';
import type { Environment } from '../environments/schema';
import type { EnvironmentStackProps } from './environment-stack';
import { EnvironmentStack } from './environment-stack';
import type { NetworkStack } from './network-stack';
import { grantPersonas } from './personas';
import type { PlatformStack } from './platform-stack';

/** What the cluster stack is given. */
export interface AksStackProps extends EnvironmentStackProps {
  readonly network: NetworkStack;
  readonly platform: PlatformStack;
}

type AksSettings = NonNullable<Environment['aks']>;

const TIERS = { Free: KubernetesTier.FREE, Standard: KubernetesTier.STANDARD, Premium: KubernetesTier.PREMIUM } as const;
const CHANNELS = { patch: KubernetesUpgradeChannel.PATCH, stable: KubernetesUpgradeChannel.STABLE, rapid: KubernetesUpgradeChannel.RAPID, 'node-image': KubernetesUpgradeChannel.NODE_IMAGE } as const;
const ZONES = { '1': AvailabilityZone.ONE, '2': AvailabilityZone.TWO, '3': AvailabilityZone.THREE } as const;

/** The Kubernetes cluster that models are served from. */
export class AksStack extends EnvironmentStack {
  readonly cluster: IKubernetesCluster;

  constructor(scope: App, { network, platform, ...props }: AksStackProps) {
    super(scope, 'aks', props);
    const { aks = fail(this, { code: 'FeatureSectionMissing', prop: 'aks', rule: "is required with 'features.aks'", got: undefined, expected: 'the settings of the cluster', fix: 'write them, or switch the feature off' }), features, location } = this.environment;
    const nodeSubnet = network.subnet('aksNodes') ?? fail(this, { code: 'SubnetMissing', prop: 'network.subnets.aksNodes', rule: "is required with 'features.aks'", got: undefined, expected: 'the size of the subnet', fix: 'add it, or switch the feature off' });
    const resourceGroup = new ResourceGroup(this, 'ResourceGroup', { location, purpose: 'aks' });
    const zones = aks.zones.map((zone) => ZONES[zone]);
    const pool = ({ vmSize, minNodes, maxNodes }: AksSettings['systemPool']) => ({ vmSize: VmSize.of(vmSize), minNodes, maxNodes, zones });
    const cluster = new KubernetesCluster(this, 'Cluster', {
      resourceGroup,
      nodeSubnet,
      network: { podCidr: aks.podCidr, serviceCidr: aks.serviceCidr, dnsServiceIp: aks.dnsServiceIp, outboundType: this.outboundType, connectedAddressSpaces: this.connectedAddressSpaces },
      privateDnsZones: aks.privateCluster ? network.privateDnsZones : undefined,
      ...(aks.privateCluster ? {} : { publicApiServerEnabled: true, authorizedIpRanges: aks.authorizedIpRanges }),
      adminGroupObjectIds: aks.adminGroupIds,
      identity: new ManagedIdentity(this, 'ControlPlaneIdentity', { resourceGroup, purpose: 'aks' }),
      kubeletIdentity: new ManagedIdentity(this, 'KubeletIdentity', { resourceGroup, purpose: 'kubelet' }),
      containerRegistries: [platform.containerRegistry],
      systemNodePool: { name: 'system', ...pool(aks.systemPool) },
      kubernetesVersion: aks.kubernetesVersion,
      tier: TIERS[aks.skuTier],
      upgradeChannel: CHANNELS[aks.upgradeChannel],
      upgradeWindow: maintenanceWindow(aks),
      nodeOsUpgradeWindow: maintenanceWindow(aks),
      defenderEnabled: features.defender,
      logAnalyticsWorkspace: features.defender ? platform.logAnalyticsWorkspace : undefined,
      diagnosticSettings: features.diagnostics ? { logAnalyticsWorkspace: platform.logAnalyticsWorkspace } : undefined,
      lock: this.lock,
    });
    cluster.addNodePool('CpuPool', { name: 'cpu', purpose: NodePoolPurpose.CPU, ...pool(aks.cpuPool) });
    if (aks.gpuPool) cluster.addNodePool('GpuPool', { name: 'gpu', purpose: NodePoolPurpose.GPU, ...pool(aks.gpuPool) });
    grantPersonas(this.environment, { cluster });
    this.cluster = cluster;
  }

  private get outboundType(): OutboundType {
    const { existingVirtualNetwork, natGatewayEnabled } = this.environment.network;
    if (existingVirtualNetwork) return OutboundType.USER_DEFINED_ROUTING;
    return natGatewayEnabled ? OutboundType.USER_ASSIGNED_NAT_GATEWAY : OutboundType.LOAD_BALANCER;
  }

  /** What pods and services must stay clear of. */
  private get connectedAddressSpaces(): string[] {
    const { addressSpace, hub } = this.environment.network;
    return [...addressSpace, ...(hub?.addressSpace ?? [])];
  }
}

function maintenanceWindow({ maintenanceWindow: { day, startHourUtc, durationHours } }: AksSettings): MaintenanceWindow {
  const dayOfWeek = WeekDay[day.toUpperCase() as Uppercase<typeof day>];
  return { frequency: MaintenanceFrequency.WEEKLY, dayOfWeek, startTime: `${String(startHourUtc).padStart(2, '0')}:00`, durationHours };
}
