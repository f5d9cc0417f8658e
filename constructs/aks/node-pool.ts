import { KubernetesClusterNodePool } from '@cdktf/provider-azurerm/lib/kubernetes-cluster-node-pool';
import type { ITerraformDependable } from 'cdktf';
import type { Construct } from 'constructs';
import { AzureConstruct } from '../core/azure-construct';
import { Problems } from '../core/errors';
import type { IWaitable } from '../core/waitable';
import type { ISubnet } from '../network/subnet';
import type { IKubernetesCluster } from './kubernetes-cluster';
import { checkSystemNodes, labelKeyProblem, labelValueProblem, nodePoolBlock, nodesAtPeak, upgradeBlock } from './node-pool-checks';
import type { NodePoolOptions, NodeUpgradeOptions } from './node-pool-options';
import { attachmentsOf, prerequisitesOf } from './prerequisites';

/** Set by AKS on nodes that Azure may take back at any time; written out, so that plans stay empty. */
const SPOT_KEY = 'kubernetes.azure.com/scalesetpriority';

/** What a pool of nodes is for. */
export enum NodePoolPurpose {
  /** More room for Kubernetes' own pods; nothing else is placed there. */
  SYSTEM = 'system',
  /** Models that run on CPUs, and what else is deployed. */
  CPU = 'cpu',
  /** Models that run on GPUs; machine learning is placed there, nothing else. */
  GPU = 'gpu',
}

/** What a taint does to pods that don't tolerate it. */
export enum TaintEffect {
  /** They are not placed on the node. */
  NO_SCHEDULE = 'NoSchedule',
  /** They are placed on the node where there is no other. */
  PREFER_NO_SCHEDULE = 'PreferNoSchedule',
  /** They leave the node. */
  NO_EXECUTE = 'NoExecute',
}

/** Keeps pods away from the nodes of a pool. */
export interface NodeTaint {
  readonly key: string;
  readonly value: string;
  readonly effect: TaintEffect;
}

/** What becomes of a spot node that Azure takes back. */
export enum SpotEvictionPolicy {
  DELETE = 'Delete',
  /** It is stopped, and counts against the quota. */
  DEALLOCATE = 'Deallocate',
}

/** Nodes from Azure's spare capacity: cheap, and gone at 30 seconds' notice. */
export interface SpotOptions {
  /** @default SpotEvictionPolicy.DELETE */
  readonly evictionPolicy?: SpotEvictionPolicy;
  /** The most to pay for an hour of a node, in US dollars. @default - up to the regular price */
  readonly maxPricePerHour?: number;
}

/** A pool of nodes beside the system pool of the cluster. */
export interface KubernetesNodePoolOptions extends NodePoolOptions {
  readonly purpose: NodePoolPurpose;
  /** @default - the node subnet of the cluster */
  readonly subnet?: ISubnet;
  /** @default - `ml.azure.com/amlarc-workload=true:NoSchedule` for GPU, which Azure Machine Learning tolerates; `CriticalAddonsOnly=true:NoSchedule` for SYSTEM; none for CPU */
  readonly taints?: readonly NodeTaint[];
  /** @default - regular nodes */
  readonly spot?: SpotOptions;
  /** Not for spot pools. @default - by 10 percent more nodes, 30 minutes to drain */
  readonly upgrade?: NodeUpgradeOptions;
  /** Whether AKS installs the GPU driver; false where the GPU operator does. For GPU pools only. @default true */
  readonly gpuDriverEnabled?: boolean;
}

export interface KubernetesNodePoolProps extends KubernetesNodePoolOptions {
  readonly cluster: IKubernetesCluster;
}

const DEFAULT_TAINTS: Readonly<Record<NodePoolPurpose, readonly NodeTaint[]>> = {
  [NodePoolPurpose.SYSTEM]: [{ key: 'CriticalAddonsOnly', value: 'true', effect: TaintEffect.NO_SCHEDULE }],
  [NodePoolPurpose.CPU]: [],
  [NodePoolPurpose.GPU]: [{ key: 'ml.azure.com/amlarc-workload', value: 'true', effect: TaintEffect.NO_SCHEDULE }],
};

/**
 * A pool of equal nodes of a cluster, with taints and labels by what it is for.
 *
 * @see https://learn.microsoft.com/azure/aks/create-node-pools
 */
export class KubernetesNodePool extends AzureConstruct implements IWaitable {
  readonly nodePoolId: string;
  readonly nodePoolName: string;
  readonly dependable: ITerraformDependable;

  /**
   * @throws ValidationError `GpuSizeRequired`, `GpuSizeInCpuPool`, `GpuDriverUnused`, `SystemPoolSpot`, `SystemPoolTaintsFixed`,
   * `SpotPriceInvalid`, `SpotUpgradeUnused`, `NodeSubnetRequired`, `NodeTaintRepeated`, and those of all pools
   */
  constructor(scope: Construct, id: string, props: KubernetesNodePoolProps) {
    super(scope, id);
    const { cluster, purpose, spot } = props;
    const problems = new Problems(this);
    const subnet = props.subnet ?? cluster.nodeSubnet;
    const isSystem = purpose === NodePoolPurpose.SYSTEM;
    const block = nodePoolBlock(problems, props, { prefix: '', location: cluster.location, fewestNodes: isSystem ? 1 : 0 });
    const upgrade = spot === undefined ? upgradeBlock(problems, props.upgrade ?? {}, '') : undefined;
    this.checkPurpose(problems, props);
    this.checkSpot(problems, props);
    if (subnet === undefined) problems.add({ code: 'NodeSubnetRequired', prop: 'subnet', rule: 'is required for a pool of a cluster whose own subnet is not known', expected: 'a subnet', fix: "pass it, or name 'nodeSubnet' among the attributes of the cluster" });
    const taints = this.taintsOf(problems, props);
    const labels = { 'node-purpose': purpose, ...(spot ? { [SPOT_KEY]: 'spot' } : {}), ...props.labels };
    cluster.nodePools.add(problems, '', props, nodesAtPeak(props, upgrade), subnet, { labels, taints });
    problems.throwIfAny();

    const prerequisites = props.subnet ? prerequisitesOf(this, [...attachmentsOf(props.subnet), ...cluster.grantNetworkUse(props.subnet)]) : [];
    const resource = new KubernetesClusterNodePool(this, 'Resource', {
      ...block,
      kubernetesClusterId: cluster.resourceId,
      mode: isSystem ? 'System' : 'User',
      vnetSubnetId: subnet?.resourceId,
      orchestratorVersion: cluster.kubernetesVersion,
      nodeLabels: labels,
      nodeTaints: taints.length > 0 ? taints : undefined,
      priority: spot ? 'Spot' : 'Regular',
      evictionPolicy: spot && (spot.evictionPolicy ?? SpotEvictionPolicy.DELETE),
      spotMaxPrice: spot?.maxPricePerHour,
      gpuDriver: props.gpuDriverEnabled === false ? 'None' : undefined,
      upgradeSettings: upgrade,
      dependsOn: prerequisites.length > 0 ? [...prerequisites] : undefined,
      // The autoscaler changes the number of nodes; a plan must not change it back.
      lifecycle: block.autoScalingEnabled ? { ignoreChanges: ['node_count'] } : undefined,
    });
    this.nodePoolId = resource.id;
    this.nodePoolName = props.name;
    this.dependable = resource;
  }

  private checkPurpose(problems: Problems, props: KubernetesNodePoolProps): void {
    const { purpose, vmSize } = props;
    if (purpose === NodePoolPurpose.SYSTEM) checkSystemNodes(problems, props, '');
    if (purpose === NodePoolPurpose.GPU) problems.require(vmSize.hasGpu, { code: 'GpuSizeRequired', prop: 'vmSize', rule: 'has no GPU, in a pool for GPUs', got: vmSize.name, expected: 'a GPU size, for example Standard_NC4as_T4_v3', fix: "choose a GPU size, or set 'purpose' to NodePoolPurpose.CPU" });
    if (purpose === NodePoolPurpose.CPU) problems.require(!vmSize.hasGpu, { code: 'GpuSizeInCpuPool', prop: 'vmSize', rule: 'is a GPU size, in a pool for CPUs', got: vmSize.name, expected: 'a CPU size', fix: "choose a CPU size, or set 'purpose' to NodePoolPurpose.GPU" });
    problems.require(props.gpuDriverEnabled === undefined || purpose === NodePoolPurpose.GPU, { code: 'GpuDriverUnused', prop: 'gpuDriverEnabled', rule: 'has no effect without GPUs', got: props.gpuDriverEnabled, expected: 'nothing', fix: 'leave it out' });
    problems.require(props.taints === undefined || purpose !== NodePoolPurpose.SYSTEM, { code: 'SystemPoolTaintsFixed', prop: 'taints', rule: "can't be chosen for a system pool", got: props.taints, expected: 'nothing: CriticalAddonsOnly is set', fix: 'leave them out' });
  }

  private checkSpot(problems: Problems, { purpose, spot, upgrade }: KubernetesNodePoolProps): void {
    if (!spot) return;
    const price = spot.maxPricePerHour;
    problems.require(purpose !== NodePoolPurpose.SYSTEM, { code: 'SystemPoolSpot', prop: 'spot', rule: "can't be set for a system pool", expected: 'regular nodes', fix: "leave it out: Kubernetes' own pods need nodes that stay" });
    problems.require(upgrade === undefined, { code: 'SpotUpgradeUnused', prop: 'upgrade', rule: "has no effect with 'spot'", got: upgrade, expected: 'nothing: Azure does not upgrade spot nodes in turn', fix: 'leave one of the two out' });
    problems.require(price === undefined || price >= 0.00001, { code: 'SpotPriceInvalid', prop: 'spot.maxPricePerHour', rule: 'is not a price', got: price, expected: '0.00001 or more', fix: 'correct it, or leave it out to pay up to the regular price' });
  }

  private taintsOf(problems: Problems, { purpose, spot, taints = DEFAULT_TAINTS[purpose] }: KubernetesNodePoolProps): string[] {
    const keys = taints.map(({ key, effect }) => `${key}:${effect}`);
    problems.require(new Set(keys).size === keys.length, { code: 'NodeTaintRepeated', prop: 'taints', rule: 'has the same key and effect twice', got: keys, expected: 'each key and effect once', fix: 'leave the second one out' });
    taints.flatMap(({ key, value }) => [labelKeyProblem('taints', key), labelValueProblem('taints', key, value)]).forEach((problem) => problem && problems.add(problem));
    const all = taints.map(({ key, value, effect }) => `${key}=${value}:${effect}`);
    return spot ? [...all, `${SPOT_KEY}=spot:NoSchedule`] : all;
  }
}
