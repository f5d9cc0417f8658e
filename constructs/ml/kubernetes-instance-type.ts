import type { KnownNodePool, NodePoolRegistry } from '../aks/node-pool-checks';
import { labelKeyProblem, labelValueProblem } from '../aks/node-pool-checks';
import { allocatable, isSelected, runsWorkloads } from '../aks/pool-fit';
import type { Problem, Problems } from '../core/errors';

/** The instance type of jobs and deployments that name none, unless another is chosen. */
export const DEFAULT_INSTANCE_TYPE = 'defaultinstancetype';

/** The processors and memory that a pod has. */
export interface PodResources {
  /** In cores, in steps of a thousandth: 0.5 is half a core. */
  readonly cpuCores: number;
  /** In GiB, in steps of a 1024th. */
  readonly memoryGib: number;
}

/** What a job or deployment asks of a node, under a name that its author chooses. */
export interface KubernetesInstanceType {
  /** What a node must have free. */
  readonly requests: PodResources;
  /** What is never exceeded. @default - as `requests` */
  readonly limits?: PodResources;
  /** Whole GPUs. @default 0 */
  readonly gpus?: number;
  /** The labels of the nodes it runs on, for example `node-purpose`. @default - any node that has room */
  readonly nodeSelector?: Readonly<Record<string, string>>;
}

/** Instance types by name. */
export type KubernetesInstanceTypes = Readonly<Record<string, KubernetesInstanceType>>;

/** An instance type as Azure's API has it. */
export interface InstanceTypeBody {
  /** @default - any node */
  readonly nodeSelector?: Readonly<Record<string, string>>;
  readonly resources: { readonly requests: Readonly<Record<string, string>>; readonly limits: Readonly<Record<string, string>> };
}

/** Records what is wrong with instance types in themselves. */
export function checkInstanceTypes(problems: Problems, types: KubernetesInstanceTypes, defaultType: string | undefined): void {
  const names = Object.keys(types);
  problems.require(defaultType === undefined || names.includes(defaultType), { code: 'DefaultInstanceTypeUnknown', prop: 'defaultInstanceType', rule: 'is not an instance type of the compute', got: defaultType, expected: names.join(', ') || 'nothing, since there are none', fix: 'name one of these, or leave it out' });
  for (const [name, type] of Object.entries(types)) {
    const prop = `instanceTypes.${name}`;
    const { requests, limits = requests, gpus = 0, nodeSelector = {} } = type;
    problems.require(/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/.test(name), { code: 'InstanceTypeNameInvalid', prop, rule: 'is not the name of an instance type', got: name, expected: '1 to 63 lower-case letters, digits and hyphens, starting and ending with a letter or digit', fix: 'rename it' });
    checkPodResources(problems, prop, requests, limits);
    problems.require(Number.isInteger(gpus) && gpus >= 0, { code: 'InstanceTypeGpusInvalid', prop: `${prop}.gpus`, rule: 'is not a number of GPUs', got: gpus, expected: 'a whole number: pods have whole GPUs', fix: 'correct it, or leave it out' });
    Object.entries(nodeSelector).flatMap(([key, value]) => [labelKeyProblem(`${prop}.nodeSelector`, key), labelValueProblem(`${prop}.nodeSelector`, key, value)]).forEach((problem) => problem && problems.add(problem));
  }
}

/** Records requests and limits that Kubernetes can't take. */
export function checkPodResources(problems: Problems, prop: string, requests: PodResources, limits: PodResources): void {
  for (const [part, { cpuCores, memoryGib }] of Object.entries({ requests, limits })) {
    problems.require(cpuCores > 0 && isWhole(cpuCores * 1000), { code: 'PodCpuInvalid', prop: `${prop}.${part}.cpuCores`, rule: 'is not a share of processors', got: cpuCores, expected: 'more than 0, in steps of 0.001', fix: 'correct it' });
    problems.require(memoryGib > 0 && isWhole(memoryGib * 1024), { code: 'PodMemoryInvalid', prop: `${prop}.${part}.memoryGib`, rule: 'is not a size of memory', got: memoryGib, expected: 'more than 0, in steps of a 1024th', fix: 'correct it' });
  }
  problems.require(requests.cpuCores <= limits.cpuCores && requests.memoryGib <= limits.memoryGib, { code: 'PodLimitsBelowRequests', prop: `${prop}.limits`, rule: 'is less than what is requested', got: limits, expected: `at least ${requests.cpuCores} cores and ${requests.memoryGib} GiB`, fix: "raise it, or lower 'requests'" });
}

/** What is asked of the pools of a cluster and none of them has. Nothing is said of clusters that may have other pools. */
export function poolProblems(types: KubernetesInstanceTypes, registry: NodePoolRegistry): Problem[] {
  if (!registry.isComplete) return [];
  const pools = registry.pools.filter(runsWorkloads);
  return Object.entries(types).flatMap(([name, type]) => poolProblem(`instanceTypes.${name}`, type, pools) ?? []);
}

function poolProblem(prop: string, { requests, gpus = 0, nodeSelector = {} }: KubernetesInstanceType, pools: readonly KnownNodePool[]): Problem | undefined {
  const selected = pools.filter((pool) => isSelected(pool, nodeSelector));
  const names = (some: readonly KnownNodePool[]): string => some.map((pool) => `${pool.name} (${pool.vmSize.name})`).join(', ') || 'none';
  if (selected.length === 0) return { code: 'InstanceTypePoolMissing', prop: `${prop}.nodeSelector`, rule: 'selects no pool that Azure Machine Learning can run on', got: nodeSelector, expected: `the labels of one of ${names(pools)}`, fix: 'correct the labels, or add such a pool' };
  const withGpus = gpus === 0 ? selected : selected.filter(({ vmSize }) => vmSize.hasGpu);
  if (withGpus.length === 0) return { code: 'InstanceTypeGpuPoolMissing', prop: `${prop}.gpus`, rule: 'asks for GPUs that no node has', got: gpus, expected: 'a pool for NodePoolPurpose.GPU among those selected', fix: 'add one, correct the labels, or leave GPUs out' };
  const fits = withGpus.some((pool) => {
    const { milliCores, memoryMib = Number.POSITIVE_INFINITY } = allocatable(pool);
    return requests.cpuCores * 1000 <= milliCores && requests.memoryGib * 1024 <= memoryMib;
  });
  if (fits) return undefined;
  return { code: 'InstanceTypeTooLarge', prop: `${prop}.requests`, rule: 'is more than any node has, after what AKS keeps for itself', got: requests, expected: `what fits on a node of ${names(withGpus)}`, fix: 'lower it, or add a pool of larger nodes' };
}

/** Instance types as Azure's API has them. */
export function instanceTypeBodies(types: KubernetesInstanceTypes): Readonly<Record<string, InstanceTypeBody>> {
  return Object.fromEntries(Object.entries(types).map(([name, { requests, limits = requests, gpus = 0, nodeSelector }]) => [name, {
    nodeSelector,
    // GPUs are named among the limits only.
    resources: { requests: quantities(requests), limits: { ...quantities(limits), ...(gpus > 0 ? { 'nvidia.com/gpu': String(gpus) } : {}) } },
  }]));
}

/** Processors and memory as Kubernetes writes them. */
export function quantities({ cpuCores, memoryGib }: PodResources): { readonly cpu: string; readonly memory: string } {
  return { cpu: `${Math.round(cpuCores * 1000)}m`, memory: `${Math.round(memoryGib * 1024)}Mi` };
}

function isWhole(value: number): boolean {
  return Math.abs(value - Math.round(value)) < 1e-6;
}
