import { Token } from 'cdktf';
import type { Problem, Problems } from '../core/errors';
import { nameProblem } from '../core/naming';
import { AvailabilityZone, hasAvailabilityZones } from '../core/regions';
import type { VmSize } from '../ml/vm-size';
import type { ISubnet } from '../network/subnet';
import type { NodePoolOptions, NodeUpgradeOptions } from './node-pool-options';
import { NodeDiskType } from './node-pool-options';
import { isWholeNumber } from './whole-number';

const MAX_NODES = 1000;
/** How many more nodes there are in an upgrade, unless the user says otherwise. */
export const DEFAULT_SURGE = '10%';
const DEFAULT_DRAIN_MINUTES = 30;
const DEFAULT_MAX_PODS = 110;
const LABEL_NAME = /^[A-Za-z0-9]([\w.-]{0,61}[A-Za-z0-9])?$/;
const LABEL_PREFIX = /^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/;
/** Labels and taints below this prefix are set by AKS alone. */
const AKS_PREFIX = 'kubernetes.azure.com';
/** General-purpose sizes from version 4 on have a local disk only with a `d` among their features. */
const WITHOUT_LOCAL_DISK = /^Standard_[BDE]\d+(-\d+)?(?!\w*d\w*_v)\w*_v([4-9]|\d{2})$/;

/** What the checks of a pool need to know about where it is. */
export interface NodePoolPlace {
  /** What the options are called in messages, with a dot at the end; nothing where they are the props themselves. */
  readonly prefix: string;
  readonly location: string;
  /** How few nodes the pool may have. */
  readonly fewestNodes: number;
}

/** The parts of a pool's block that all kinds of pools have. */
export interface NodePoolBlock {
  readonly name: string;
  readonly vmSize: string;
  readonly autoScalingEnabled: boolean;
  /** @default - none */
  readonly nodeCount?: number;
  /** @default - none */
  readonly minCount?: number;
  /** @default - none */
  readonly maxCount?: number;
  /** @default - none */
  readonly zones?: string[];
  readonly maxPods: number;
  readonly osSku: string;
  readonly osDiskType: string;
  readonly osDiskSizeGb: number;
  readonly hostEncryptionEnabled: boolean;
  readonly temporaryNameForRotation: string;
}

/** How nodes are upgraded, as the provider takes it. */
export interface UpgradeBlock {
  /** @default - none */
  readonly maxSurge?: string;
  /** @default - none */
  readonly maxUnavailable?: string;
  readonly drainTimeoutInMinutes: number;
  /** @default - none */
  readonly nodeSoakDurationInMinutes?: number;
  /** @default - none */
  readonly undrainableNodeBehavior?: string;
}

/** Checks what all kinds of pools have in common, and gives that part of the block. */
export function nodePoolBlock(problems: Problems, options: NodePoolOptions, place: NodePoolPlace): NodePoolBlock {
  const { name, maxPods = DEFAULT_MAX_PODS, osDiskType = NodeDiskType.MANAGED, osDiskSizeGb = 128 } = options;
  const temporaryName = options.temporaryName ?? `tmp${name}`.slice(0, 12);
  const at = (prop: string): string => `${place.prefix}${prop}`;
  [nameProblem('kubernetesNodePool', name, at('name')), nameProblem('kubernetesNodePool', temporaryName, at('temporaryName'))]
    .slice(0, options.temporaryName === undefined ? 1 : 2)
    .forEach((problem) => problem && problems.add(problem));
  problems.require(temporaryName !== name, { code: 'NodePoolTemporaryNameEqual', prop: at('temporaryName'), rule: 'is the name of the pool itself', got: temporaryName, expected: 'another name', fix: "name the stand-in differently" });
  checkNodeCount(problems, options, place);
  problems.require(isWholeNumber(maxPods, 10, 250), { code: 'MaxPodsInvalid', prop: at('maxPods'), rule: 'is out of range', got: maxPods, expected: 'a whole number from 10 to 250', fix: 'change it' });
  problems.require(isWholeNumber(osDiskSizeGb, 30, 2048), { code: 'NodeDiskSizeInvalid', prop: at('osDiskSizeGb'), rule: 'is out of range', got: osDiskSizeGb, expected: 'a whole number from 30 to 2048', fix: 'change it' });
  const localDisk = !WITHOUT_LOCAL_DISK.test(options.vmSize.name);
  problems.require(osDiskType !== NodeDiskType.EPHEMERAL || localDisk, { code: 'EphemeralDiskUnsupported', prop: at('osDiskType'), rule: "can't be ephemeral on a VM size without a local disk", got: options.vmSize.name, expected: 'a size with a "d" among its features, such as Standard_D4ds_v5', fix: 'choose such a size, or NodeDiskType.MANAGED' });
  checkLabels(problems, options.labels ?? {}, at('labels'));
  return {
    name,
    vmSize: options.vmSize.name,
    ...(options.nodeCount === undefined ? { autoScalingEnabled: true, minCount: options.minNodes, maxCount: options.maxNodes } : { autoScalingEnabled: false, nodeCount: options.nodeCount }),
    zones: zonesOf(problems, options.zones, place),
    maxPods,
    osSku: options.operatingSystem ?? 'Ubuntu',
    osDiskType,
    osDiskSizeGb,
    hostEncryptionEnabled: options.hostEncryptionEnabled ?? true,
    temporaryNameForRotation: temporaryName,
  };
}

/** Checks how nodes are upgraded and gives the block; the drain time is always there, since leaving it out later replaces the pool. */
export function upgradeBlock(problems: Problems, options: NodeUpgradeOptions, prefix: string): UpgradeBlock {
  const { maxUnavailable, drainMinutes = DEFAULT_DRAIN_MINUTES, soakMinutes } = options;
  const maxSurge = options.maxSurge ?? (maxUnavailable === undefined ? DEFAULT_SURGE : undefined);
  problems.require(options.maxSurge === undefined || maxUnavailable === undefined, { code: 'NodeUpgradeAmbiguous', prop: `${prefix}upgrade.maxUnavailable`, rule: "can't go with 'maxSurge'", got: maxUnavailable, expected: 'one of the two', fix: 'leave one out' });
  for (const [prop, value] of Object.entries({ maxSurge, maxUnavailable })) {
    problems.require(value === undefined || /^([1-9]\d{0,3}|([1-9]\d?|100)%)$/.test(value), { code: 'NodeUpgradeAmountInvalid', prop: `${prefix}upgrade.${prop}`, rule: 'is neither a number of nodes nor a share', got: value, expected: 'a whole number from 1, or 1% to 100%', fix: 'write for example "1" or "33%"' });
  }
  problems.require(isWholeNumber(drainMinutes, 1, 1440), { code: 'NodeDrainTimeInvalid', prop: `${prefix}upgrade.drainMinutes`, rule: 'is out of range', got: drainMinutes, expected: 'a whole number from 1 to 1440', fix: 'change it' });
  problems.require(soakMinutes === undefined || isWholeNumber(soakMinutes, 0, 30), { code: 'NodeSoakTimeInvalid', prop: `${prefix}upgrade.soakMinutes`, rule: 'is out of range', got: soakMinutes, expected: 'a whole number from 0 to 30', fix: 'change it' });
  return { maxSurge, maxUnavailable, drainTimeoutInMinutes: drainMinutes, nodeSoakDurationInMinutes: soakMinutes, undrainableNodeBehavior: options.undrainableNodeBehavior };
}

/** How many nodes a pool has when it is largest, with those that an upgrade adds. */
export function nodesAtPeak(options: NodePoolOptions, upgrade: UpgradeBlock | undefined): number {
  const most = options.nodeCount ?? options.maxNodes ?? 0;
  const surge = upgrade?.maxSurge ?? '0';
  return most + (surge.endsWith('%') ? Math.ceil((most * Number.parseInt(surge, 10)) / 100) : Number.parseInt(surge, 10));
}

/** Which pods a pool takes: its labels, and its taints as Kubernetes writes them. */
export interface NodePlacement {
  readonly labels: Readonly<Record<string, string>>;
  readonly taints: readonly string[];
}

/** A pool of a cluster, as far as others plan with it. */
export interface KnownNodePool extends NodePlacement {
  readonly name: string;
  readonly vmSize: VmSize;
  /** The most nodes, without those of an upgrade. */
  readonly maxNodes: number;
  readonly maxPods: number;
}

/** Which pools a cluster has, and whether its addresses have room for them. */
export class NodePoolRegistry {
  private readonly known: KnownNodePool[] = [];
  private readonly names = new Set<string>();
  private readonly nodesBySubnet = new Map<string, number>();
  private nodes = 0;

  /**
   * @param maxNodes how many nodes the pods' range has room for; infinite where it isn't known
   * @param isComplete whether the cluster has no other pools than these: existing clusters may
   */
  constructor(private readonly maxNodes: number, readonly isComplete = true) {}

  /** The pools so far. */
  get pools(): readonly KnownNodePool[] {
    return [...this.known];
  }

  /** The names of the pools so far. */
  get poolNames(): readonly string[] {
    return [...this.names];
  }

  /** Takes a pool in, and records where its name is taken or its nodes don't fit. */
  add(problems: Problems, prefix: string, options: NodePoolOptions, nodes: number, subnet: ISubnet | undefined, { labels, taints }: NodePlacement): void {
    const { name, nodeCount, maxNodes = 0, maxPods = DEFAULT_MAX_PODS, vmSize } = options;
    this.known.push({ name, vmSize, maxNodes: nodeCount ?? maxNodes, maxPods, labels: { agentpool: name, ...labels }, taints });
    const prop = nodeCount === undefined ? 'maxNodes' : 'nodeCount';
    problems.require(!this.names.has(name), { code: 'NodePoolNameTaken', prop: `${prefix}name`, rule: 'is the name of another pool of the cluster', got: name, expected: `a name apart from ${this.poolNames.join(', ')}`, fix: 'choose another name' });
    this.names.add(name);
    this.nodes += nodes;
    const inSubnet = (this.nodesBySubnet.get(subnet?.resourceId ?? '') ?? 0) + nodes;
    this.nodesBySubnet.set(subnet?.resourceId ?? '', inSubnet);
    problems.require(this.nodes <= this.maxNodes, { code: 'PodCidrExhausted', prop: `${prefix}${prop}`, rule: "makes more nodes than the pods' range has room for, upgrades included", got: this.nodes, expected: `at most ${this.maxNodes} in all pools`, fix: "lower it, or choose a larger 'network.podCidr' for the cluster" });
    const room = subnet?.usableAddresses;
    if (room !== undefined && inSubnet > room) problems.add({ code: 'NodeSubnetTooSmall', prop: `${prefix}${prop}`, rule: `makes more nodes than the subnet ${subnet?.cidr ?? ''} has addresses for, upgrades included`, got: inSubnet, expected: `at most ${room} in all pools of the subnet`, fix: 'lower it, or use a larger subnet' });
  }
}

/** Why a Kubernetes label or taint key can't be used, or nothing. */
export function labelKeyProblem(prop: string, key: string): Problem | undefined {
  const [name = '', prefix, ...rest] = key.split('/').reverse();
  if (prefix === AKS_PREFIX || prefix?.endsWith(`.${AKS_PREFIX}`)) return { code: 'NodeLabelReserved', prop, rule: `has a key below ${AKS_PREFIX}, which AKS alone sets`, got: key, expected: 'a key of your own', fix: 'choose another prefix' };
  if (rest.length === 0 && LABEL_NAME.test(name) && (prefix === undefined || LABEL_PREFIX.test(prefix))) return undefined;
  return { code: 'NodeLabelInvalid', prop, rule: "has a key that Kubernetes doesn't take", got: key, expected: 'name or prefix/name, at most 63 letters, digits, "-", "_" and "."', fix: 'correct the key' };
}

/** Why a Kubernetes label or taint value can't be used, or nothing. */
export function labelValueProblem(prop: string, key: string, value: string): Problem | undefined {
  if (value === '' || LABEL_NAME.test(value)) return undefined;
  return { code: 'NodeLabelValueInvalid', prop, rule: `has a value at ${key} that Kubernetes doesn't take`, got: value, expected: 'at most 63 letters, digits, "-", "_" and ".", with a letter or digit at both ends', fix: 'correct the value' };
}

function checkLabels(problems: Problems, labels: Readonly<Record<string, string>>, prop: string): void {
  for (const [key, value] of Object.entries(labels)) {
    [labelKeyProblem(prop, key), labelValueProblem(prop, key, value)].forEach((problem) => problem && problems.add(problem));
  }
}

function checkNodeCount(problems: Problems, options: NodePoolOptions, { prefix, fewestNodes }: NodePoolPlace): void {
  const { nodeCount, minNodes, maxNodes } = options;
  const scales = minNodes !== undefined || maxNodes !== undefined;
  const expected = `a whole number from ${fewestNodes} to ${MAX_NODES}`;
  if (nodeCount !== undefined && scales) {
    problems.add({ code: 'NodeCountAmbiguous', prop: `${prefix}nodeCount`, rule: "can't go with 'minNodes' and 'maxNodes'", got: nodeCount, expected: 'a fixed number or a range', fix: 'leave one of the two out' });
  } else if (nodeCount === undefined && (minNodes === undefined || maxNodes === undefined)) {
    problems.add({ code: 'NodeCountRequired', prop: `${prefix}${minNodes === undefined ? 'minNodes' : 'maxNodes'}`, rule: 'is required for a pool without a fixed number of nodes', got: undefined, expected, fix: "set 'minNodes' and 'maxNodes', or 'nodeCount'" });
  } else {
    for (const [prop, value] of Object.entries({ nodeCount, minNodes, maxNodes })) {
      const fewest = prop === 'maxNodes' ? Math.max(fewestNodes, 1) : fewestNodes;
      problems.require(value === undefined || isWholeNumber(value, fewest, MAX_NODES), { code: 'NodeCountInvalid', prop: `${prefix}${prop}`, rule: 'is out of range', got: value, expected: `a whole number from ${fewest} to ${MAX_NODES}`, fix: 'change it' });
    }
    problems.require((minNodes ?? 0) <= (maxNodes ?? 0), { code: 'NodeRangeReversed', prop: `${prefix}minNodes`, rule: "is more than 'maxNodes'", got: minNodes, expected: `at most ${maxNodes ?? 0}`, fix: "lower 'minNodes' or raise 'maxNodes'" });
  }
}

function zonesOf(problems: Problems, zones: readonly AvailabilityZone[] | undefined, { prefix, location }: NodePoolPlace): string[] | undefined {
  const has = Token.isUnresolved(location) || hasAvailabilityZones(location);
  const chosen = zones ?? (has ? Object.values(AvailabilityZone) : []);
  problems.require(has || chosen.length === 0, { code: 'NodeZonesUnsupported', prop: `${prefix}zones`, rule: `can't be set in ${location}, which has no availability zones`, got: chosen, expected: 'nothing', fix: 'leave it out, or choose a region with zones' });
  problems.require(new Set(chosen).size === chosen.length, { code: 'NodeZonesRepeated', prop: `${prefix}zones`, rule: 'names a zone twice', got: chosen, expected: 'each zone once', fix: 'leave the second one out' });
  return chosen.length > 0 ? [...chosen] : undefined;
}

/** Checks that nodes are fit for Kubernetes' own pods. */
export function checkSystemNodes(problems: Problems, { vmSize, maxPods }: NodePoolOptions, prefix: string): void {
  problems.require(!vmSize.hasGpu, { code: 'SystemPoolGpu', prop: `${prefix}vmSize`, rule: "can't be a GPU size in a system pool", got: vmSize.name, expected: 'a CPU size', fix: 'choose a CPU size, and add a pool for GPUs with addNodePool()' });
  problems.require(vmSize.family !== 'B' && vmSize.cores >= 4, { code: 'SystemPoolSizeUnfit', prop: `${prefix}vmSize`, rule: 'is too weak for a system pool', got: vmSize.name, expected: 'a size with 4 cores or more, not of the burstable B family', fix: 'choose a larger size, for example Standard_D4ds_v5' });
  problems.require(maxPods === undefined || maxPods >= 30, { code: 'SystemPoolMaxPodsTooFew', prop: `${prefix}maxPods`, rule: 'is too few for a system pool', got: maxPods, expected: 'at least 30', fix: 'raise it' });
}
