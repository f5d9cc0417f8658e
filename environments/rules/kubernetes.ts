import { hasAvailabilityZones, isKnownRegion } from '../../constructs/core/regions';
import { VmSize } from '../../constructs/ml/vm-size';
import { rule } from './rule';

const VERSION = /^1\.\d{2}(\.\d{1,2})?$/;
const PRODUCTION_SYSTEM_NODES = 2;

/** The API server is private, or open to named ranges only. */
export const clusterAccessRule = rule(['stage', 'aks', 'access'], ({ stage, aks, access }, report) => {
  if (!aks) return;
  const { privateCluster, authorizedIpRanges = [] } = aks;
  const prop = 'aks.authorizedIpRanges';
  if (privateCluster && aks.authorizedIpRanges !== undefined) report({ code: 'ClusterRangesUnused', prop, rule: 'has no effect on a private API server', got: authorizedIpRanges, expected: 'nothing', fix: "remove it, or set 'aks.privateCluster' to false" });
  if (!privateCluster && authorizedIpRanges.length === 0) report({ code: 'ClusterOpenToAll', prop, rule: 'is required for a public API server', got: aks.authorizedIpRanges, expected: 'at least one range', fix: "list the public ranges of your offices, or set 'aks.privateCluster' to true" });
  if (!privateCluster && !access.publicNetworkAccessEnabled) {
    report({ code: 'ClusterPublicInPrivateEnvironment', prop: 'aks.privateCluster', rule: 'is off in an environment without public network access', got: false, expected: 'true', fix: "turn it on, or 'access.publicNetworkAccessEnabled' too" });
  }
  if (aks.adminGroupIds.length === 0) report({ code: 'ClusterAdminsMissing', prop: 'aks.adminGroupIds', rule: 'is empty, and local accounts are off', got: [], expected: 'at least one Entra group', fix: 'add the group that operates the cluster' });
  if (stage === 'production' && aks.skuTier === 'Free') report({ code: 'ProductionClusterFree', prop: 'aks.skuTier', rule: 'has no uptime agreement', got: 'Free', expected: '"Standard" or "Premium" in production', fix: 'change it' });
});

/** Nodes are spread over the zones that there are. */
export const clusterZonesRule = rule(['stage', 'location', 'aks'], ({ stage, location, aks }, report) => {
  if (!aks || !isKnownRegion(location)) return;
  const prop = 'aks.zones';
  const hasZones = hasAvailabilityZones(location);
  if (aks.zones.length > 0 && !hasZones) report({ code: 'ClusterZonesUnavailable', prop, rule: `can't be in ${location}, which has no zones`, got: aks.zones, expected: '[]', fix: 'empty it, or change the region' });
  if (new Set(aks.zones).size < aks.zones.length) report({ code: 'ClusterZoneTwice', prop, rule: 'has a zone twice', got: aks.zones, expected: 'each zone once', fix: 'remove one' });
  if (stage === 'production' && hasZones && aks.zones.length < 2) report({ code: 'ProductionClusterNotZonal', prop, rule: 'would lose production with one datacenter', got: aks.zones, expected: "at least two zones, for example ['1', '2', '3']", fix: 'add zones' });
});

/** Pools scale in the right direction, on machines of their kind. */
export const clusterPoolsRule = rule(['stage', 'aks'], ({ stage, aks }, report) => {
  if (!aks) return;
  for (const [name, pool] of [['systemPool', aks.systemPool], ['cpuPool', aks.cpuPool], ['gpuPool', aks.gpuPool]] as const) {
    if (!pool) continue;
    const prop = `aks.${name}`;
    if (pool.minNodes > pool.maxNodes) report({ code: 'PoolNodesReversed', prop: `${prop}.minNodes`, rule: "is more than 'maxNodes'", got: pool.minNodes, expected: `at most ${pool.maxNodes}`, fix: "lower it, or raise 'maxNodes'" });
    const isGpu = VmSize.tryOf(pool.vmSize)?.hasGpu;
    if (isGpu === undefined) continue;
    if (isGpu && name !== 'gpuPool') report({ code: 'PoolGpuSizeInCpu', prop: `${prop}.vmSize`, rule: 'has a GPU, in a pool without', got: pool.vmSize, expected: 'a size without GPU, for example "Standard_D4s_v5"', fix: "change the size, or use 'aks.gpuPool'" });
    if (!isGpu && name === 'gpuPool') report({ code: 'PoolCpuSizeInGpu', prop: `${prop}.vmSize`, rule: 'has no GPU, in the GPU pool', got: pool.vmSize, expected: 'a size with GPU, for example "Standard_NC4as_T4_v3"', fix: "change the size, or remove 'aks.gpuPool'" });
  }
  if (stage === 'production' && aks.systemPool.minNodes < PRODUCTION_SYSTEM_NODES) {
    report({ code: 'ProductionSystemPoolSmall', prop: 'aks.systemPool.minNodes', rule: 'would lose the cluster with one node', got: aks.systemPool.minNodes, expected: `at least ${PRODUCTION_SYSTEM_NODES} in production`, fix: 'raise it' });
  }
  const { kubernetesVersion } = aks;
  if (kubernetesVersion !== undefined && !VERSION.test(kubernetesVersion)) {
    report({ code: 'ClusterVersionInvalid', prop: 'aks.kubernetesVersion', rule: 'is not a version of Kubernetes', got: kubernetesVersion, expected: 'major.minor or major.minor.patch, for example "1.33"', fix: 'see `az aks get-versions --location <region>`' });
  }
});
