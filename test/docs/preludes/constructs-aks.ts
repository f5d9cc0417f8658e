import type { KubernetesCluster } from '../../../constructs/aks/kubernetes-cluster';
import type { Principal } from '../../../constructs/identity/role-assignment';
import type { ILogAnalyticsWorkspace } from '../../../constructs/monitoring/log-analytics-workspace';
import type { Subnet } from '../../../constructs/network/subnet';
import type { VirtualNetwork } from '../../../constructs/network/virtual-network';
import type { ContainerRegistry } from '../../../constructs/registry/container-registry';

export declare const cluster: KubernetesCluster;
export declare const nodeSubnet: Subnet;
export declare const virtualNetwork: VirtualNetwork;
export declare const registry: ContainerRegistry;
export declare const logs: ILogAnalyticsWorkspace;
export declare const dataScientists: Principal;
