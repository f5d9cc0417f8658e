import { MachineLearningComputeCluster } from '@cdktf/provider-azurerm/lib/machine-learning-compute-cluster';
import type { Construct } from 'constructs';
import { Problems } from '../core/errors';
import type { IManagedIdentity } from '../identity/managed-identity';
import type { IGrantable } from '../identity/role-assignment';
import type { ComputeNetworkOptions, ComputeOptions, SshOptions } from './compute';
import { checkIdentities, Compute, computeIdentity } from './compute';
import { SystemAssignedIdentity } from './system-assigned-identity';
import type { VmSize } from './vm-size';
import type { IWorkspace } from './workspace-base';

/** What the nodes of a cluster compute with. */
export enum ClusterKind {
  /** Processors only. */
  CPU = 'cpu',
  /** Graphics processors. */
  GPU = 'gpu',
}

/** Whether Azure may take nodes away. */
export enum ClusterPriority {
  /** Nodes stay until they are idle. */
  DEDICATED = 'Dedicated',
  /** Nodes are cheap, and Azure takes them away when it needs them: for jobs that can start again. */
  LOW_PRIORITY = 'LowPriority',
}

export interface ComputeClusterProps extends ComputeOptions, ComputeNetworkOptions {
  /** Tells clusters apart in generated names. @default - the kind */
  readonly purpose?: string;
  /** @default ClusterKind.CPU */
  readonly kind?: ClusterKind;
  readonly vmSize: VmSize;
  /** @default ClusterPriority.DEDICATED */
  readonly priority?: ClusterPriority;
  /** Nodes that stay, and cost, even when idle. @default 0 */
  readonly minNodes?: number;
  readonly maxNodes: number;
  /** How long a node is idle before it goes. @default 120 */
  readonly idleSeconds?: number;
  /** @default - no SSH */
  readonly ssh?: SshOptions;
  /** The identities that jobs can use. @default - one of the cluster's own */
  readonly identities?: readonly IManagedIdentity[];
}

/**
 * A cluster that grows with the jobs in its queue and shrinks to nothing after them.
 *
 * @see https://learn.microsoft.com/azure/machine-learning/how-to-create-attach-compute-cluster
 */
export class ComputeCluster extends Compute {
  readonly resourceId: string;
  readonly resourceName: string;
  readonly workspace: IWorkspace;
  /** Who jobs act as by default: the first of `identities`, or the cluster's own. */
  readonly identity: IGrantable;

  /** @throws ValidationError `GpuSizeInCpuCluster`, `CpuSizeInGpuCluster`, `ClusterNodesInvalid`, `ClusterMinOverMax`, `ClusterIdleInvalid`, and those of a compute and its name */
  constructor(scope: Construct, id: string, props: ComputeClusterProps) {
    super(scope, id);
    const { workspace } = props;
    const kind = props.kind ?? ClusterKind.CPU;
    const minNodes = props.minNodes ?? 0;
    const idleSeconds = props.idleSeconds ?? 120;
    const problems = new Problems(this);
    const name = this.computeName(problems, 'computeCluster', props, props.purpose ?? kind);
    this.checkNetwork(problems, workspace, props);
    this.checkSsh(problems, props.ssh, props.nodePublicIpEnabled);
    checkIdentities(problems, props.identities);
    checkScale(problems, minNodes, props.maxNodes, idleSeconds);
    problems.require(kind === ClusterKind.GPU || !props.vmSize.hasGpu, { code: 'GpuSizeInCpuCluster', prop: 'vmSize', rule: 'has GPUs, which a CPU cluster would pay for and not use', got: props.vmSize.name, expected: 'a size without GPUs', fix: "choose another size, or set 'kind: ClusterKind.GPU'" });
    problems.require(kind === ClusterKind.CPU || props.vmSize.hasGpu, { code: 'CpuSizeInGpuCluster', prop: 'vmSize', rule: 'has no GPUs', got: props.vmSize.name, expected: 'a size of the NC, ND, NG or NV families', fix: "choose another size, or set 'kind: ClusterKind.CPU'" });
    problems.throwIfAny();
    const resource = new MachineLearningComputeCluster(this, 'Resource', {
      name,
      machineLearningWorkspaceId: workspace.resourceId,
      // The provider reads the workspace's region back: any other one would replace the cluster at every plan.
      location: workspace.location,
      description: props.description,
      vmSize: props.vmSize.name,
      vmPriority: props.priority ?? ClusterPriority.DEDICATED,
      scaleSettings: { minNodeCount: minNodes, maxNodeCount: props.maxNodes, scaleDownNodesAfterIdleDuration: `PT${idleSeconds}S` },
      subnetResourceId: props.subnet?.resourceId,
      nodePublicIpEnabled: props.nodePublicIpEnabled ?? false,
      localAuthEnabled: props.ssh !== undefined,
      sshPublicAccessEnabled: props.ssh?.publicAccessEnabled ?? false,
      ssh: props.ssh && { adminUsername: props.ssh.adminUsername, keyValue: props.ssh.publicKey },
      identity: computeIdentity(props.identities),
    });
    workspace.awaitAccess(resource);
    this.resourceId = resource.id;
    this.resourceName = resource.name;
    this.workspace = workspace;
    this.identity = props.identities?.[0] ?? new SystemAssignedIdentity(this, 'SystemAssignedIdentity', resource.identity.principalId);
    this.addFeatures(props);
  }
}

function checkScale(problems: Problems, minNodes: number, maxNodes: number, idleSeconds: number): void {
  const whole = Number.isInteger(minNodes) && minNodes >= 0 && Number.isInteger(maxNodes) && maxNodes >= 1;
  problems.require(whole, { code: 'ClusterNodesInvalid', prop: 'maxNodes', rule: 'and minNodes are not numbers of nodes', got: { minNodes, maxNodes }, expected: 'whole numbers, minNodes from 0 and maxNodes from 1', fix: 'correct the numbers' });
  problems.require(!whole || minNodes <= maxNodes, { code: 'ClusterMinOverMax', prop: 'minNodes', rule: 'is more than maxNodes', got: minNodes, expected: `at most ${maxNodes}`, fix: "lower 'minNodes', or raise 'maxNodes'" });
  problems.require(Number.isInteger(idleSeconds) && idleSeconds >= 1 && idleSeconds <= 86400, { code: 'ClusterIdleInvalid', prop: 'idleSeconds', rule: 'is not a time to wait', got: idleSeconds, expected: 'whole seconds from 1 to 86400, which is a day', fix: 'choose a number in the range' });
}
