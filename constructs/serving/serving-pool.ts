import type { NodeTaint } from '../aks/node-pool';
import { NodePoolPurpose, TaintEffect } from '../aks/node-pool';
import { Problems } from '../core/errors';
import type { VmSize } from '../ml/vm-size';
import type { ScoringResources } from './scoring-options';

/** GiB of memory for each core, for families where it is the same in all sizes. */
const MEMORY_PER_CORE: Readonly<Record<string, number>> = { D: 4, E: 8, F: 2 };
/** Thousandths of processors that AKS keeps on a node, by its cores. */
const RESERVED_MILLICORES: readonly (readonly [cores: number, millicores: number])[] = [[1, 60], [2, 100], [4, 140], [8, 180], [16, 260], [32, 420], [64, 740]];
/** What agents of the cluster take on each node: network, secrets, logs, metrics, Defender. */
const AGENT_MILLICORES = 400;
const AGENT_MEMORY_MIB = 1024;

export interface ServingPoolProps {
  /** The name of the pool in the cluster. */
  readonly name: string;
  readonly purpose: NodePoolPurpose.CPU | NodePoolPurpose.GPU;
  readonly vmSize: VmSize;
  /** The most nodes that the pool has, or the fixed number. */
  readonly maxNodes: number;
  /** @default 110 */
  readonly maxPods?: number;
  /** How many GPUs a node has; for GPU pools only. @default 1 */
  readonly gpusPerNode?: number;
  /** What pods must tolerate. @default - `ml.azure.com/amlarc-workload=true:NoSchedule` for GPU, none for CPU, as pools of the landscape have */
  readonly taints?: readonly NodeTaint[];
}

/** Where scoring pods run, and whether there is room for them. */
export class ServingPool {
  readonly poolName: string;
  /** Whether its nodes have GPUs. */
  readonly hasGpu: boolean;
  readonly taints: readonly NodeTaint[];

  private readonly claims: { readonly replicas: number; readonly resources: ScoringResources }[] = [];

  /** @throws ValidationError `ServingPoolSizeWrong`, `ServingPoolNodesInvalid`, `ServingPoolGpusUnused` */
  constructor(private readonly props: ServingPoolProps) {
    this.poolName = props.name;
    this.hasGpu = props.purpose === NodePoolPurpose.GPU;
    this.taints = props.taints ?? (this.hasGpu ? [{ key: 'ml.azure.com/amlarc-workload', value: 'true', effect: TaintEffect.NO_SCHEDULE }] : []);
    const problems = new Problems(`serving pool ${props.name}`);
    const { vmSize, maxNodes, gpusPerNode } = props;
    problems.require(vmSize.hasGpu === this.hasGpu, { code: 'ServingPoolSizeWrong', prop: 'vmSize', rule: `is not a size for a ${props.purpose} pool`, got: vmSize.name, expected: this.hasGpu ? 'a size with GPUs' : 'a size without GPUs', fix: 'name the size that the pool of the cluster has' });
    problems.require(Number.isInteger(maxNodes) && maxNodes >= 1, { code: 'ServingPoolNodesInvalid', prop: 'maxNodes', rule: 'is not a number of nodes', got: maxNodes, expected: 'a whole number from 1', fix: 'name the most nodes that the pool of the cluster has' });
    problems.require(gpusPerNode === undefined || (this.hasGpu && Number.isInteger(gpusPerNode) && gpusPerNode >= 1), { code: 'ServingPoolGpusUnused', prop: 'gpusPerNode', rule: 'has no effect without GPUs, or is none', got: gpusPerNode, expected: this.hasGpu ? 'a whole number from 1' : 'nothing', fix: 'leave it out' });
    problems.throwIfAny();
  }

  /** What places pods on the pool. */
  get nodeSelector(): Readonly<Record<string, string>> {
    return { 'kubernetes.azure.com/agentpool': this.poolName };
  }

  /** Records pods that no node, or not the whole pool, has room for; with all that was placed there before. */
  place(problems: Problems, prop: string, replicas: number, resources: ScoringResources): void {
    if ((resources.gpus ?? 0) > 0 && !this.hasGpu) {
      problems.add({ code: 'GpuPoolRequired', prop: 'resources.gpus', rule: `needs a pool with GPUs, and ${this.poolName} has none`, got: resources.gpus, expected: 'a pool with the purpose NodePoolPurpose.GPU', fix: "choose another pool, or leave 'gpus' out" });
      return;
    }
    const { cpuMillicores, memoryMib, gpus } = this.nodeCapacity;
    const node = { cpuMillicores, ...(memoryMib === undefined ? {} : { memoryMib }), ...(this.hasGpu ? { gpus } : {}) };
    const onNode = this.podsOfNode(resources);
    problems.require(onNode >= 1, { code: 'PodLargerThanNode', prop: 'resources', rule: `are more than a node of ${this.poolName} has for pods`, got: { cpuMillicores: resources.cpuMillicores, memoryMib: resources.memoryMib, gpus: resources.gpus }, expected: `at most ${JSON.stringify(node)} on ${this.props.vmSize.name}`, fix: 'ask for less, or choose a pool of larger nodes' });
    if (onNode < 1) return;
    this.claims.push({ replicas, resources });
    const nodes = this.claims.reduce((sum, claim) => sum + claim.replicas / this.podsOfNode(claim.resources), 0);
    problems.require(Math.ceil(nodes) <= this.props.maxNodes, { code: 'ReplicasExceedPool', prop, rule: `makes more pods than ${this.poolName} has room for, with those of the next release beside them, and all deployments there`, got: `${replicas} pods`, expected: `pods for at most ${this.props.maxNodes} nodes of ${this.props.vmSize.name}, ${onNode} on each; these need ${Math.ceil(nodes)} nodes`, fix: "lower it, ask for less, or raise 'maxNodes' of the pool" });
  }

  private podsOfNode(resources: ScoringResources): number {
    const { cpuMillicores, memoryMib, gpus } = this.nodeCapacity;
    const byMemory = memoryMib === undefined ? Infinity : memoryMib / resources.memoryMib;
    const byGpu = resources.gpus ? gpus / resources.gpus : Infinity;
    return Math.floor(Math.min(cpuMillicores / resources.cpuMillicores, byMemory, byGpu));
  }

  /** What is left on a node for scoring; memory where the family tells it. */
  private get nodeCapacity(): { readonly cpuMillicores: number; readonly memoryMib: number | undefined; readonly gpus: number } {
    const { vmSize, maxPods = 110, gpusPerNode = 1 } = this.props;
    const reserved = RESERVED_MILLICORES.find(([cores]) => cores >= vmSize.cores)?.[1] ?? 740;
    const perCore = MEMORY_PER_CORE[vmSize.family];
    const memory = perCore === undefined ? undefined : vmSize.cores * perCore * 1024;
    return {
      cpuMillicores: vmSize.cores * 1000 - reserved - AGENT_MILLICORES,
      memoryMib: memory === undefined ? undefined : Math.floor(memory - Math.min(20 * maxPods + 50, memory / 4) - 100 - AGENT_MEMORY_MIB),
      gpus: this.hasGpu ? gpusPerNode : 0,
    };
  }
}
