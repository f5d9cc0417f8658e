import { AvailabilityZone } from '../constructs/core/regions';
import { WeekDay } from '../constructs/core/week-day';
import type { App } from 'cdktf';
import { KubernetesTier, KubernetesUpgradeChannel } from '../constructs/aks/cluster-options';
import { OutboundType } from '../constructs/aks/cluster-network';
import { GatewayApi } from '../constructs/aks/gateway-api';
import { KubernetesCluster } from '../constructs/aks/kubernetes-cluster';
import { MachineLearningExtension } from '../constructs/aks/machine-learning-extension';
import type { MaintenanceWindow } from '../constructs/aks/maintenance-window';
import { MaintenanceFrequency } from '../constructs/aks/maintenance-window';
import { NodePoolPurpose } from '../constructs/aks/node-pool';
import { fail } from '../constructs/core/errors';
import { ResourceGroup } from '../constructs/governance/resource-group';
import { ManagedIdentity } from '../constructs/identity/managed-identity';
import { Principal, RoleAssignment } from '../constructs/identity/role-assignment';
import { BuiltInRole } from '../constructs/identity/built-in-role';
import type { IKubernetesCompute } from '../constructs/ml/kubernetes-compute';
import { KubernetesCompute } from '../constructs/ml/kubernetes-compute';
import { VmSize } from '../constructs/ml/vm-size';
import { MonitorWorkspace } from '../constructs/monitoring/monitor-workspace';
import type { Environment } from '../environments/schema';
import type { EnvironmentStackProps } from './environment-stack';
import { EnvironmentStack } from './environment-stack';
import type { MlStack } from './ml-stack';
import type { NetworkStack } from './network-stack';
import { grantPersonas } from './personas';
import type { PlatformStack } from './platform-stack';

/** What the cluster stack is given. */
export interface AksStackProps extends EnvironmentStackProps {
  readonly network: NetworkStack;
  readonly platform: PlatformStack;
  readonly ml: MlStack;
}

type AksSettings = NonNullable<Environment['aks']>;
type MachineLearningSettings = NonNullable<AksSettings['machineLearning']>;

/** How many nodes the routers of the highly available form are spread over. */
const ROUTER_NODES = 3;

const TIERS = { Free: KubernetesTier.FREE, Standard: KubernetesTier.STANDARD, Premium: KubernetesTier.PREMIUM } as const;
const CHANNELS = { patch: KubernetesUpgradeChannel.PATCH, stable: KubernetesUpgradeChannel.STABLE, rapid: KubernetesUpgradeChannel.RAPID, 'node-image': KubernetesUpgradeChannel.NODE_IMAGE } as const;
const ZONES = { '1': AvailabilityZone.ONE, '2': AvailabilityZone.TWO, '3': AvailabilityZone.THREE } as const;

/** The Kubernetes cluster that models are served from. */
export class AksStack extends EnvironmentStack {
  readonly cluster: KubernetesCluster;
  /** Where the metrics of scoring services go; nothing where there are none. */
  readonly monitorWorkspace: MonitorWorkspace | undefined;
  /** The cluster as compute of the workspace; nothing where the two are apart. */
  readonly compute: IKubernetesCompute | undefined;

  constructor(scope: App, { network, platform, ml, ...props }: AksStackProps) {
    super(scope, 'aks', props);
    const { aks = fail(this, { code: 'FeatureSectionMissing', prop: 'aks', rule: "is required with 'features.aks'", got: undefined, expected: 'the settings of the cluster', fix: 'write them, or switch the feature off' }), features, location } = this.environment;
    const nodeSubnet = network.subnet('aksNodes') ?? fail(this, { code: 'SubnetMissing', prop: 'network.subnets.aksNodes', rule: "is required with 'features.aks'", got: undefined, expected: 'the size of the subnet', fix: 'add it, or switch the feature off' });
    const resourceGroup = new ResourceGroup(this, 'ResourceGroup', { location, purpose: 'aks' });
    // Metrics arrive, and are asked for, over the internet by who signs in with Entra: there is no private link scope.
    this.monitorWorkspace = aks.serving && new MonitorWorkspace(this, 'MonitorWorkspace', { resourceGroup, publicNetworkAccessEnabled: true, lock: this.lock });
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
      managedPrometheus: this.monitorWorkspace && { monitorWorkspace: this.monitorWorkspace, internetIngestionEnabled: true },
      diagnosticSettings: features.diagnostics ? { logAnalyticsWorkspace: platform.logAnalyticsWorkspace } : undefined,
      lock: this.lock,
    });
    const pools = [cluster.addNodePool('CpuPool', { name: 'cpu', purpose: NodePoolPurpose.CPU, ...pool(aks.cpuPool) })];
    if (aks.gpuPool) pools.push(cluster.addNodePool('GpuPool', { name: 'gpu', purpose: NodePoolPurpose.GPU, ...pool(aks.gpuPool) }));
    if (aks.serving) new GatewayApi(this, 'GatewayApi', { cluster, after: pools });
    grantPersonas(this.environment, { cluster, costs: resourceGroup });
    this.cluster = cluster;
    this.compute = aks.machineLearning && this.joinWorkspace(cluster, aks, aks.machineLearning, platform, ml);
  }

  /** Makes the cluster compute of the workspace. */
  private joinWorkspace(cluster: KubernetesCluster, { cpuPool, gpuPool }: AksSettings, settings: MachineLearningSettings, platform: PlatformStack, { workspace }: MlStack): IKubernetesCompute {
    const { training, inference, namespace, instanceTypes, defaultInstanceType } = settings;
    const extension = new MachineLearningExtension(this, 'MachineLearningExtension', {
      cluster,
      trainingEnabled: training,
      inference: inference && { certificate: { hostName: inference.hostName, secretName: inference.tlsSecret }, highAvailabilityEnabled: cpuPool.maxNodes >= ROUTER_NODES },
      nvidiaDevicePluginEnabled: gpuPool !== undefined,
    });
    if (inference) {
      // The one certificate alone, not all that the vault holds.
      const secretsProvider = Principal.servicePrincipal('SecretsProvider', cluster.secretsProviderPrincipalId);
      new RoleAssignment(this, 'CertificateRead', { targetId: `${platform.keyVault.resourceId}/secrets/${inference.certificate}`, role: BuiltInRole.KEY_VAULT_SECRETS_USER, grantee: secretsProvider });
    }
    return new KubernetesCompute(this, 'Compute', {
      workspace,
      extension,
      name: 'kubernetes',
      namespace,
      identity: platform.trainingIdentity,
      instanceTypes: Object.fromEntries(Object.entries(instanceTypes).map(([name, { cpuCores, memoryGib, gpus, pool }]) => [name, { requests: { cpuCores, memoryGib }, gpus, nodeSelector: { 'node-purpose': pool } }])),
      defaultInstanceType,
    });
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
