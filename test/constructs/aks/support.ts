import type { TerraformStack } from 'cdktf';
import type { KubernetesClusterProps } from '../../../constructs/aks/cluster-options';
import type { IKubernetesCluster, KubernetesClusterAttributes } from '../../../constructs/aks/kubernetes-cluster';
import { KubernetesCluster } from '../../../constructs/aks/kubernetes-cluster';
import type { KubernetesNodePoolOptions } from '../../../constructs/aks/node-pool';
import { NodePoolPurpose } from '../../../constructs/aks/node-pool';
import { ManagedIdentity } from '../../../constructs/identity/managed-identity';
import { VmSize } from '../../../constructs/ml/vm-size';
import { LogAnalyticsWorkspace } from '../../../constructs/monitoring/log-analytics-workspace';
import type { SubnetAttributes } from '../../../constructs/network/subnet';
import { Subnet } from '../../../constructs/network/subnet';
import { LOCATION, SUBSCRIPTION_ID, testResourceGroup } from '../../support/template';

export const ADMINS = 'aaaaaaaa-0000-0000-0000-000000000001';
const PROVIDERS = `/subscriptions/${SUBSCRIPTION_ID}/resourceGroups/rg-shared/providers`;
export const WORKSPACE_ID = `${PROVIDERS}/Microsoft.OperationalInsights/workspaces/log-shared`;
export const SUBNET_ID = `${PROVIDERS}/Microsoft.Network/virtualNetworks/vnet-shared/subnets/snet-nodes`;
export const CLUSTER_ID = `${PROVIDERS}/Microsoft.ContainerService/managedClusters/aks-shared`;

/** An existing identity, so that templates hold the cluster alone. */
export function identityOf(stack: TerraformStack, name: string, digit: number) {
  return ManagedIdentity.fromAttributes(stack, name, { resourceId: `${PROVIDERS}/Microsoft.ManagedIdentity/userAssignedIdentities/${name}`, principalId: `${digit}0000000-0000-0000-0000-000000000001`, clientId: `${digit}0000000-0000-0000-0000-000000000002` });
}

export function subnetOf(stack: TerraformStack, attributes: Partial<SubnetAttributes> = {}, name = 'Nodes') {
  return Subnet.fromSubnetId(stack, name, name === 'Nodes' ? SUBNET_ID : `${SUBNET_ID}-${name.toLowerCase()}`, { location: LOCATION, cidr: '10.10.0.0/24', ...attributes });
}

/** The least that a cluster needs. */
export function leastProps(stack: TerraformStack, own: Partial<KubernetesClusterProps>): KubernetesClusterProps {
  return {
    resourceGroup: own.resourceGroup ?? testResourceGroup(stack),
    nodeSubnet: own.nodeSubnet ?? subnetOf(stack),
    adminGroupObjectIds: [ADMINS],
    systemNodePool: { name: 'system', vmSize: VmSize.STANDARD_D4DS_V5, minNodes: 1, maxNodes: 3 },
    logAnalyticsWorkspace: LogAnalyticsWorkspace.fromLogAnalyticsWorkspaceId(stack, 'Logs', WORKSPACE_ID),
  };
}

export function clusterOf(stack: TerraformStack, props: Partial<KubernetesClusterProps> = {}): KubernetesCluster {
  return new KubernetesCluster(stack, 'Cluster', { ...leastProps(stack, props), ...props });
}

/** The least that a pool for CPUs needs. */
export const CPU_POOL: KubernetesNodePoolOptions = { name: 'cpu', purpose: NodePoolPurpose.CPU, vmSize: VmSize.STANDARD_D8DS_V5, minNodes: 0, maxNodes: 5 };
/** The least that a pool for GPUs needs. */
export const GPU_POOL: KubernetesNodePoolOptions = { name: 'gpu', purpose: NodePoolPurpose.GPU, vmSize: VmSize.STANDARD_NC4AS_T4_V3, minNodes: 0, maxNodes: 2 };

export function importedCluster(stack: TerraformStack, attributes: Partial<KubernetesClusterAttributes> = {}): IKubernetesCluster {
  return KubernetesCluster.fromAttributes(stack, 'Shared', {
    resourceId: CLUSTER_ID,
    location: LOCATION,
    oidcIssuerUrl: 'https://issuer.example.com/',
    nodeResourceGroup: 'rg-nodes',
    privateFqdn: 'aks-shared.privatelink.westeurope.azmk8s.io',
    kubeletIdentity: identityOf(stack, 'id-kubelet', 2),
    ...attributes,
  });
}
