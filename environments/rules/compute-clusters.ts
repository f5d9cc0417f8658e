import { nearest } from '../../facts/suggest';
import { NAME_RULES } from '../../constructs/core/name-rules';
import { VmSize } from '../../constructs/ml/vm-size';
import type { Environment } from '../schema';
import type { Report } from './rule';
import { rule } from './rule';

type Cluster = Environment['compute']['cpuClusters'][string];

/** Clusters scale in the right direction, on machines of their kind, and keep their nodes in production. */
export const computeClustersRule = rule(['stage', 'compute'], ({ stage, compute }, report) => {
  for (const [kind, clusters] of [['cpuClusters', compute.cpuClusters], ['gpuClusters', compute.gpuClusters]] as const) {
    for (const [name, cluster] of Object.entries(clusters)) {
      const prop = `compute.${kind}.${name}`;
      checkName(prop, name, report);
      checkNodes(prop, cluster, report);
      checkVmSize(prop, cluster.vmSize, kind === 'gpuClusters', report);
      checkPriority(prop, cluster, stage === 'production', report);
    }
  }
});

function checkName(prop: string, name: string, report: Report): void {
  const { minLength, maxLength, pattern, characters } = NAME_RULES.computeCluster;
  if (name.length >= minLength && name.length <= maxLength && pattern.test(name)) return;
  report({ code: 'ClusterNameInvalid', prop, rule: "can't be the name of a compute cluster", got: name, expected: `${minLength} to ${maxLength} characters: ${characters}`, fix: 'rename the cluster' });
}

function checkNodes(prop: string, { minNodes, maxNodes }: Cluster, report: Report): void {
  if (minNodes > maxNodes) report({ code: 'ClusterNodesReversed', prop: `${prop}.minNodes`, rule: "is more than 'maxNodes'", got: minNodes, expected: `at most ${maxNodes}`, fix: "lower it, or raise 'maxNodes'" });
}

function checkVmSize(prop: string, vmSize: string, isGpuCluster: boolean, report: Report): void {
  const isGpu = VmSize.tryOf(vmSize)?.hasGpu;
  if (isGpu === undefined) return;
  if (isGpu && !isGpuCluster) report({ code: 'ClusterGpuSizeInCpu', prop: `${prop}.vmSize`, rule: 'has a GPU, in a CPU cluster', got: vmSize, expected: 'a size without GPU, for example "Standard_D4s_v5"', fix: "change the size, or move the cluster to 'compute.gpuClusters'" });
  if (!isGpu && isGpuCluster) report({ code: 'ClusterCpuSizeInGpu', prop: `${prop}.vmSize`, rule: 'has no GPU, in a GPU cluster', got: vmSize, expected: 'a size with GPU, for example "Standard_NC4as_T4_v3"', fix: "change the size, or move the cluster to 'compute.cpuClusters'" });
}

function checkPriority(prop: string, { priority, reason }: Cluster, isProduction: boolean, report: Report): void {
  if (priority === 'LowPriority' && isProduction && reason === undefined) report({ code: 'ProductionLowPriority', prop: `${prop}.priority`, rule: 'lets Azure take nodes from production jobs', got: priority, expected: '"Dedicated"', fix: `change it, or say why in '${prop}.reason'` });
  if (priority === 'Dedicated' && reason !== undefined) report({ code: 'ClusterReasonUnused', prop: `${prop}.reason`, rule: 'explains nothing, since the nodes are dedicated', got: reason, expected: 'nothing', fix: 'remove it' });
}

/** All compute of a workspace has a name of its own. */
export const computeNamesRule = rule(['compute'], ({ compute }, report) => {
  const named = [
    ...Object.keys(compute.cpuClusters).map((name) => ({ name, prop: `compute.cpuClusters.${name}` })),
    ...Object.keys(compute.gpuClusters).map((name) => ({ name, prop: `compute.gpuClusters.${name}` })),
    ...compute.instances.map(({ name }, index) => ({ name, prop: `compute.instances[${index}].name` })),
    ...(compute.synapseSpark ? [{ name: compute.synapseSpark.name, prop: 'compute.synapseSpark.name' }] : []),
  ];
  const seen = new Map<string, string>();
  for (const { name, prop } of named) {
    const twin = seen.get(name.toLowerCase());
    if (twin) report({ code: 'ComputeNameTwice', prop, rule: `is the name of '${twin}' too`, got: name, expected: 'a name of its own', fix: 'rename one of them' });
    else seen.set(name.toLowerCase(), prop);
  }
});

/** A private registry can't build images, so that one of the CPU clusters does. */
export const imageBuildRule = rule(['compute', 'access'], ({ compute, access }, report) => {
  const { imageBuildCluster, cpuClusters } = compute;
  const prop = 'compute.imageBuildCluster';
  const names = Object.keys(cpuClusters);
  if (imageBuildCluster === undefined) {
    if (!access.publicNetworkAccessEnabled) report({ code: 'ImageBuildClusterMissing', prop, rule: 'is required, since a private registry builds no images', expected: `one of 'compute.cpuClusters': ${names.join(', ') || 'none yet'}`, fix: 'name one' });
    return;
  }
  if (Object.hasOwn(cpuClusters, imageBuildCluster)) return;
  const near = nearest(imageBuildCluster, names);
  report({ code: 'ImageBuildClusterUnknown', prop, rule: 'is not a CPU cluster of the environment', got: imageBuildCluster, expected: `one of 'compute.cpuClusters': ${names.join(', ') || 'none yet'}`, fix: near ? `did you mean "${near}"?` : 'name one of these, or add it' });
});
