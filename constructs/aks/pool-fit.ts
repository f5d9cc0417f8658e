import type { KnownNodePool } from './node-pool-checks';

/** The taints that the parts of the Azure Machine Learning extension tolerate. */
const SYSTEM_TAINTS: readonly string[] = ['ml.azure.com/amlarc', 'ml.azure.com/amlarc-system'];
/** The taints that jobs and deployments of Azure Machine Learning tolerate. */
const WORKLOAD_TAINTS: readonly string[] = ['ml.azure.com/amlarc', 'ml.azure.com/amlarc-workload', 'ml.azure.com/resource-group', 'ml.azure.com/workspace', 'ml.azure.com/compute'];

/** Whether the parts of the extension itself can run on a pool. */
export function runsExtension(pool: KnownNodePool): boolean {
  return tolerates(pool, SYSTEM_TAINTS) && !pool.vmSize.hasArmProcessor;
}

/** Whether jobs and deployments can run on a pool. */
export function runsWorkloads(pool: KnownNodePool): boolean {
  return tolerates(pool, WORKLOAD_TAINTS) && !pool.vmSize.hasArmProcessor;
}

/** Whether a pool has all labels of a selector. */
export function isSelected({ labels }: KnownNodePool, selector: Readonly<Record<string, string>>): boolean {
  return Object.entries(selector).every(([key, value]) => labels[key] === value);
}

/**
 * What pods can request of a node at most, after what AKS keeps for itself: processors in thousandths of a core, memory in
 * MiB where the size tells.
 *
 * @see https://learn.microsoft.com/azure/aks/node-resource-reservations
 */
export function allocatable({ vmSize, maxPods }: KnownNodePool): { readonly milliCores: number; readonly memoryMib?: number } {
  const { cores, memoryGib } = vmSize;
  const kept = [60, 40, 20, 20].slice(0, cores).reduce((sum, milliCores) => sum + milliCores, 0) + Math.max(cores - 4, 0) * 10;
  const milliCores = cores * 1000 - kept;
  if (memoryGib === undefined) return { milliCores };
  const memoryMib = memoryGib * 1024;
  return { milliCores, memoryMib: Math.floor(memoryMib - Math.min(20 * maxPods + 50, memoryMib / 4) - 100) };
}

function tolerates({ taints }: KnownNodePool, tolerated: readonly string[]): boolean {
  return taints.every((taint) => taint.endsWith(':PreferNoSchedule') || tolerated.includes(taint.slice(0, taint.search(/[=:]/))));
}
