import type { SystemNodePoolOptions } from '../../../constructs/aks/node-pool-options';
import { NodeDiskType } from '../../../constructs/aks/node-pool-options';
import { NodePoolPurpose, TaintEffect } from '../../../constructs/aks/node-pool';
import type { KubernetesNodePoolOptions } from '../../../constructs/aks/node-pool';
import { AvailabilityZone } from '../../../constructs/core/regions';
import { VmSize } from '../../../constructs/ml/vm-size';
import { problemsOf } from '../../support/template';
import { clusterOf, CPU_POOL, GPU_POOL, importedCluster, subnetOf } from './support';

const SYSTEM_POOL = { name: 'system', vmSize: VmSize.STANDARD_D4DS_V5, minNodes: 1, maxNodes: 3 };

const CASES: readonly [string, Partial<SystemNodePoolOptions>, string][] = [
  ['a pool name with capitals', { name: 'System' }, `[NameInvalid] 'systemNodePool.name' has characters that a kubernetes node pool can't have: got "System"; expected 1 to 12 characters: lower-case letters and digits, starting with a letter; use only what is allowed`],
  ['a temporary name that is the name', { temporaryName: 'system' }, `[NodePoolTemporaryNameEqual] 'systemNodePool.temporaryName' is the name of the pool itself: got "system"; expected another name; name the stand-in differently`],
  ['more nodes at least than at most', { minNodes: 4 }, `[NodeRangeReversed] 'systemNodePool.minNodes' is more than 'maxNodes': got 4; expected at most 3; lower 'minNodes' or raise 'maxNodes'`],
  ['no node at all', { minNodes: 0 }, `[NodeCountInvalid] 'systemNodePool.minNodes' is out of range: got 0; expected a whole number from 1 to 1000; change it`],
  ['a fixed number beside a range', { nodeCount: 3 }, `[NodeCountAmbiguous] 'systemNodePool.nodeCount' can't go with 'minNodes' and 'maxNodes': got 3; expected a fixed number or a range; leave one of the two out`],
  ['neither a fixed number nor a range', { minNodes: undefined, maxNodes: undefined }, `[NodeCountRequired] 'systemNodePool.minNodes' is required for a pool without a fixed number of nodes: got nothing; expected a whole number from 1 to 1000; set 'minNodes' and 'maxNodes', or 'nodeCount'`],
  ['a zone twice', { zones: [AvailabilityZone.ONE, AvailabilityZone.ONE] }, `[NodeZonesRepeated] 'systemNodePool.zones' names a zone twice: got ["1","1"]; expected each zone once; leave the second one out`],
  ['a GPU size in the system pool', { vmSize: VmSize.STANDARD_NC4AS_T4_V3 }, `[SystemPoolGpu] 'systemNodePool.vmSize' can't be a GPU size in a system pool: got "Standard_NC4as_T4_v3"; expected a CPU size; choose a CPU size, and add a pool for GPUs with addNodePool()`],
  ['a size that is too small for the system pool', { vmSize: VmSize.of('Standard_D2s_v5') }, `[SystemPoolSizeUnfit] 'systemNodePool.vmSize' is too weak for a system pool: got "Standard_D2s_v5"; expected a size with 4 cores or more, not of the burstable B family; choose a larger size, for example Standard_D4ds_v5`],
  ['too few pods for the system pool', { maxPods: 20 }, `[SystemPoolMaxPodsTooFew] 'systemNodePool.maxPods' is too few for a system pool: got 20; expected at least 30; raise it`],
  ['too many pods', { maxPods: 300 }, `[MaxPodsInvalid] 'systemNodePool.maxPods' is out of range: got 300; expected a whole number from 10 to 250; change it`],
  ['a disk that is too small', { osDiskSizeGb: 10 }, `[NodeDiskSizeInvalid] 'systemNodePool.osDiskSizeGb' is out of range: got 10; expected a whole number from 30 to 2048; change it`],
  ['an ephemeral disk on a size without a local one', { vmSize: VmSize.STANDARD_D4S_V5, osDiskType: NodeDiskType.EPHEMERAL }, `[EphemeralDiskUnsupported] 'systemNodePool.osDiskType' can't be ephemeral on a VM size without a local disk: got "Standard_D4s_v5"; expected a size with a "d" among its features, such as Standard_D4ds_v5; choose such a size, or NodeDiskType.MANAGED`],
  ['a label that AKS sets', { labels: { 'kubernetes.azure.com/mode': 'user' } }, `[NodeLabelReserved] 'systemNodePool.labels' has a key below kubernetes.azure.com, which AKS alone sets: got "kubernetes.azure.com/mode"; expected a key of your own; choose another prefix`],
  ['a label with a space', { labels: { 'my team': 'ml' } }, `[NodeLabelInvalid] 'systemNodePool.labels' has a key that Kubernetes doesn't take: got "my team"; expected name or prefix/name, at most 63 letters, digits, "-", "_" and "."; correct the key`],
  ['a label value with a slash', { labels: { team: 'ml/ops' } }, `[NodeLabelValueInvalid] 'systemNodePool.labels' has a value at team that Kubernetes doesn't take: got "ml/ops"; expected at most 63 letters, digits, "-", "_" and ".", with a letter or digit at both ends; correct the value`],
  ['a surge of nothing', { upgrade: { maxSurge: '0' } }, `[NodeUpgradeAmountInvalid] 'systemNodePool.upgrade.maxSurge' is neither a number of nodes nor a share: got "0"; expected a whole number from 1, or 1% to 100%; write for example "1" or "33%"`],
  ['no time to drain', { upgrade: { drainMinutes: 0 } }, `[NodeDrainTimeInvalid] 'systemNodePool.upgrade.drainMinutes' is out of range: got 0; expected a whole number from 1 to 1440; change it`],
  ['a soak time that is too long', { upgrade: { soakMinutes: 31 } }, `[NodeSoakTimeInvalid] 'systemNodePool.upgrade.soakMinutes' is out of range: got 31; expected a whole number from 0 to 30; change it`],
  ['more nodes than the subnet has addresses', { maxNodes: 300 }, `2 problems:
  - [PodCidrExhausted] 'systemNodePool.maxNodes' makes more nodes than the pods' range has room for, upgrades included: got 330; expected at most 256 in all pools; lower it, or choose a larger 'network.podCidr' for the cluster
  - [NodeSubnetTooSmall] 'systemNodePool.maxNodes' makes more nodes than the subnet 10.10.0.0/24 has addresses for, upgrades included: got 330; expected at most 251 in all pools of the subnet; lower it, or use a larger subnet`],
];

const POOL_CASES: readonly [string, KubernetesNodePoolOptions, string][] = [
  ['a CPU size in a pool for GPUs', { ...GPU_POOL, vmSize: VmSize.STANDARD_D8DS_V5 }, `[GpuSizeRequired] 'vmSize' has no GPU, in a pool for GPUs: got "Standard_D8ds_v5"; expected a GPU size, for example Standard_NC4as_T4_v3; choose a GPU size, or set 'purpose' to NodePoolPurpose.CPU`],
  ['a GPU size in a pool for CPUs', { ...CPU_POOL, vmSize: VmSize.STANDARD_NC4AS_T4_V3 }, `[GpuSizeInCpuPool] 'vmSize' is a GPU size, in a pool for CPUs: got "Standard_NC4as_T4_v3"; expected a CPU size; choose a CPU size, or set 'purpose' to NodePoolPurpose.GPU`],
  ['a GPU driver without GPUs', { ...CPU_POOL, gpuDriverEnabled: false }, `[GpuDriverUnused] 'gpuDriverEnabled' has no effect without GPUs: got false; expected nothing; leave it out`],
  ['taints on a system pool', { ...CPU_POOL, minNodes: 1, purpose: NodePoolPurpose.SYSTEM, taints: [] }, `[SystemPoolTaintsFixed] 'taints' can't be chosen for a system pool: got []; expected nothing: CriticalAddonsOnly is set; leave them out`],
  ['spot nodes in a system pool', { ...CPU_POOL, minNodes: 1, purpose: NodePoolPurpose.SYSTEM, spot: {} }, `[SystemPoolSpot] 'spot' can't be set for a system pool: expected regular nodes; leave it out: Kubernetes' own pods need nodes that stay`],
  ['a spot price of nothing', { ...CPU_POOL, spot: { maxPricePerHour: 0 } }, `[SpotPriceInvalid] 'spot.maxPricePerHour' is not a price: got 0; expected 0.00001 or more; correct it, or leave it out to pay up to the regular price`],
  ['an upgrade of spot nodes', { ...CPU_POOL, spot: {}, upgrade: { maxSurge: '1' } }, `[SpotUpgradeUnused] 'upgrade' has no effect with 'spot': got {"maxSurge":"1"}; expected nothing: Azure does not upgrade spot nodes in turn; leave one of the two out`],
  ['a surge beside missing nodes', { ...CPU_POOL, upgrade: { maxSurge: '1', maxUnavailable: '1' } }, `[NodeUpgradeAmbiguous] 'upgrade.maxUnavailable' can't go with 'maxSurge': got "1"; expected one of the two; leave one out`],
  ['a taint twice', { ...CPU_POOL, taints: [{ key: 'team', value: 'a', effect: TaintEffect.NO_EXECUTE }, { key: 'team', value: 'b', effect: TaintEffect.NO_EXECUTE }] }, `[NodeTaintRepeated] 'taints' has the same key and effect twice: got ["team:NoExecute","team:NoExecute"]; expected each key and effect once; leave the second one out`],
  ['the name of another pool', { ...CPU_POOL, name: 'system' }, `[NodePoolNameTaken] 'name' is the name of another pool of the cluster: got "system"; expected a name apart from system; choose another name`],
  ['more nodes than all pools have addresses for', { ...CPU_POOL, maxNodes: 226 }, `[NodeSubnetTooSmall] 'maxNodes' makes more nodes than the subnet 10.10.0.0/24 has addresses for, upgrades included: got 253; expected at most 251 in all pools of the subnet; lower it, or use a larger subnet`],
];

describe('the system pool of KubernetesCluster', () => {
  test.each(CASES)('fails with %s', (_, pool, message) => {
    expect(problemsOf((stack) => clusterOf(stack, { systemNodePool: { ...SYSTEM_POOL, ...pool } })).replace(' (at test/Cluster)', '')).toBe(message);
  });
});

describe('KubernetesNodePool', () => {
  test.each(POOL_CASES)('fails with %s', (_, options, message) => {
    expect(problemsOf((stack) => clusterOf(stack).addNodePool('Pool', options)).replace(' (at test/Cluster/Pool)', '')).toBe(message);
  });

  test('fails with zones in a region that has none', () => {
    expect(problemsOf((stack) => importedCluster(stack, { location: 'westus', nodeSubnet: subnetOf(stack, { location: 'westus' }) }).addNodePool('Pool', { ...CPU_POOL, zones: [AvailabilityZone.ONE] }))).toBe(
      `[NodeZonesUnsupported] 'zones' can't be set in westus, which has no availability zones: got ["1"]; expected nothing; leave it out, or choose a region with zones (at test/Shared/Pool)`,
    );
  });

  test('fails without a subnet where the one of the cluster is not known', () => {
    expect(problemsOf((stack) => importedCluster(stack).addNodePool('Pool', CPU_POOL))).toBe(
      `[NodeSubnetRequired] 'subnet' is required for a pool of a cluster whose own subnet is not known: expected a subnet; pass it, or name 'nodeSubnet' among the attributes of the cluster (at test/Shared/Pool)`,
    );
  });
});
