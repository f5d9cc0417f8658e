import type { AzureResourceOptions } from '../core/azure-resource';
import type { IResourceGroup } from '../governance/resource-group';
import type { IManagedIdentity } from '../identity/managed-identity';
import type { ILogAnalyticsWorkspace } from '../monitoring/log-analytics-workspace';
import type { IPrivateDnsZones } from '../network/private-dns-zones';
import type { ISubnet } from '../network/subnet';
import type { IContainerRegistry } from '../registry/container-registry';
import type { AutoScalerOptions } from './auto-scaler';
import type { ClusterNetworkOptions } from './cluster-network';
import type { MaintenanceWindow } from './maintenance-window';
import type { ManagedPrometheusOptions } from './managed-prometheus';
import type { SystemNodePoolOptions } from './node-pool-options';

/** What Azure promises for the control plane. */
export enum KubernetesTier {
  /** Nothing; for trying things out. */
  FREE = 'Free',
  /** 99.95 percent with zones. */
  STANDARD = 'Standard',
  /** As Standard, and versions can be supported for two years. */
  PREMIUM = 'Premium',
}

/** Which versions of Kubernetes a cluster is upgraded to by itself. */
export enum KubernetesUpgradeChannel {
  /** None: the version is set by hand. */
  NONE = 'none',
  /** Fixes of the minor version that the cluster has. */
  PATCH = 'patch',
  /** The latest fix of the minor version before the latest. */
  STABLE = 'stable',
  /** The latest fix of the latest minor version. */
  RAPID = 'rapid',
  /** None, only the images of nodes. */
  NODE_IMAGE = 'node-image',
}

/** How the operating system of nodes is kept up to date. */
export enum NodeOsUpgradeChannel {
  /** By new node images, about once a week. */
  NODE_IMAGE = 'NodeImage',
  /** By security patches, mostly without a restart. */
  SECURITY_PATCH = 'SecurityPatch',
  /** By the operating system itself. */
  UNMANAGED = 'Unmanaged',
  /** Not at all. */
  NONE = 'None',
}

export interface KubernetesClusterProps extends AzureResourceOptions {
  readonly resourceGroup: IResourceGroup;
  /** @default - by the naming convention, with `purpose` */
  readonly name?: string;
  /** Tells clusters apart in generated names. @default - none */
  readonly purpose?: string;
  /** The start of the API server's host name; can't be changed. @default - the name */
  readonly dnsPrefix?: string;
  /** What AKS calls the resource group of the nodes; can't be changed. @default - by Azure */
  readonly nodeResourceGroupName?: string;

  /** The subnet of the nodes; pods have addresses of their own. */
  readonly nodeSubnet: ISubnet;
  /** @default - pods and services in ranges of their own, out through the NAT gateway of the subnet */
  readonly network?: ClusterNetworkOptions;
  /** The zones that have `aksPrivateDnsZone()` of the region and cloud, for the private API server. @default - a zone that AKS makes, for the cluster's own network */
  readonly privateDnsZones?: IPrivateDnsZones;
  /** Whether the API server is on the Internet, for `authorizedIpRanges`; can't be changed. @default false */
  readonly publicApiServerEnabled?: boolean;
  /** Who reaches the public API server: public IPv4 ranges. @default - nobody: the API server is private */
  readonly authorizedIpRanges?: readonly string[];

  /** The Entra groups that administer the cluster: object ids, at least one. */
  readonly adminGroupObjectIds: readonly string[];
  /** Acts for the control plane. @default - one of the cluster's own */
  readonly identity?: IManagedIdentity;
  /** Acts for the nodes: pulls images. @default - one of the cluster's own */
  readonly kubeletIdentity?: IManagedIdentity;
  /** The registries that nodes pull images from. @default - none */
  readonly containerRegistries?: readonly IContainerRegistry[];
  /** Whether the cluster grants its identities what they need: network, DNS zone, kubelet identity, images. @default true */
  readonly identityGrantsEnabled?: boolean;

  readonly systemNodePool: SystemNodePoolOptions;
  /** @default - as Azure has it */
  readonly autoScaler?: AutoScalerOptions;

  /** `1.33`, or `1.33.2` with no upgrade channel; with one, the version to begin with. @default - Azure's */
  readonly kubernetesVersion?: string;
  /** @default KubernetesUpgradeChannel.PATCH */
  readonly upgradeChannel?: KubernetesUpgradeChannel;
  /** @default NodeOsUpgradeChannel.NODE_IMAGE */
  readonly nodeOsUpgradeChannel?: NodeOsUpgradeChannel;
  /** When Kubernetes is upgraded; never daily. @default - at any time */
  readonly upgradeWindow?: MaintenanceWindow;
  /** When node images are upgraded. @default - at any time */
  readonly nodeOsUpgradeWindow?: MaintenanceWindow;
  /** @default KubernetesTier.STANDARD */
  readonly tier?: KubernetesTier;
  /** Whether a version is supported for two years; for KubernetesTier.PREMIUM. @default false */
  readonly longTermSupportEnabled?: boolean;
  /** Whether costs are shown by namespace; not for KubernetesTier.FREE. @default false */
  readonly costAnalysisEnabled?: boolean;

  /** Where Defender for Containers sends what it finds. @default - none: only with `defenderEnabled: false` */
  readonly logAnalyticsWorkspace?: ILogAnalyticsWorkspace;
  /** @default true */
  readonly defenderEnabled?: boolean;
  /** Whether Azure Policy checks what is deployed. @default true */
  readonly azurePolicyEnabled?: boolean;
  /** Whether Azure's API runs commands in the cluster, past the private network. @default false */
  readonly runCommandEnabled?: boolean;
  /** Collects the metrics of the cluster, and of pods that say so, for a managed Prometheus. @default - none */
  readonly managedPrometheus?: ManagedPrometheusOptions;
  /** How often secrets from Key Vault are read again. @default 2 */
  readonly secretRotationMinutes?: number;
  /** How often images that nothing uses, and that have known flaws, are removed from nodes: 24 to 2160. @default 168 */
  readonly imageCleanerHours?: number;
  /** Whether pods can mount blob containers. @default false */
  readonly blobDriverEnabled?: boolean;
  /** @default - `deletionProtectionEnabled` of the stack */
  readonly deletionProtectionEnabled?: boolean;
}
