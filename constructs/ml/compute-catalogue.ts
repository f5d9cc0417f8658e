import { Token } from 'cdktf';
import { fail, Problems } from '../core/errors';
import type { ComputeClusterProps } from './compute-cluster';
import { ClusterPriority } from './compute-cluster';
import type { ComputeInstanceProps } from './compute-instance';
import type { VmSize } from './vm-size';

/** What a persona may have as clusters. */
export interface ClusterAllowance {
  readonly vmSizes: readonly VmSize[];
  /** The most nodes of one cluster. */
  readonly maxNodes: number;
  /** The most nodes that stay, and cost, even when idle. @default 0 */
  readonly maxMinNodes?: number;
  /** @default - both */
  readonly priorities?: readonly ClusterPriority[];
}

/** What a persona may have as instances. */
export interface InstanceAllowance {
  readonly vmSizes: readonly VmSize[];
  /** The longest that an instance may idle before it is shut down. @default - the instance's own limit, or none */
  readonly maxIdleMinutes?: number;
}

/** What a persona may have. */
export interface ComputeAllowance {
  /** @default - no clusters */
  readonly clusters?: ClusterAllowance;
  /** @default - no instances */
  readonly instances?: InstanceAllowance;
}

/** How long an instance idles that says nothing. */
const DEFAULT_IDLE_MINUTES = 60;

/**
 * Says which compute each persona may have: sizes, numbers of nodes, priorities, idle time. Props of a compute go through
 * `cluster()` or `instance()`, which return them unchanged or say what the persona may not have.
 */
export class ComputeCatalogue<Persona extends string = string> {
  private readonly allowances: ReadonlyMap<Persona, ComputeAllowance>;

  /** @throws ValidationError `CatalogueEmpty`, `CatalogueSizesEmpty`, `CatalogueSizeTwice`, `CatalogueNodesInvalid`, `CataloguePrioritiesEmpty`, `CatalogueIdleInvalid` */
  constructor(allowances: Readonly<Record<Persona, ComputeAllowance>>) {
    this.allowances = new Map(Object.entries<ComputeAllowance>(allowances) as [Persona, ComputeAllowance][]);
    const problems = new Problems('compute catalogue');
    problems.require(this.allowances.size > 0, { code: 'CatalogueEmpty', prop: 'allowances', rule: 'has no persona', got: allowances, expected: 'at least one persona', fix: 'say what somebody may have' });
    for (const [persona, { clusters, instances }] of this.allowances) {
      if (clusters) checkClusters(problems, clusters, `${persona}.clusters`);
      if (instances) checkInstances(problems, instances, `${persona}.instances`);
    }
    problems.throwIfAny();
  }

  /** The personas, in the order of the catalogue. */
  get personas(): readonly Persona[] {
    return [...this.allowances.keys()];
  }

  /**
   * The props of a cluster, where the persona may have it.
   *
   * @throws ValidationError `PersonaUnknown`, `PersonaWithoutClusters`, `PersonaClusterSize`, `PersonaClusterNodes`, `PersonaClusterMinNodes`, `PersonaClusterPriority`
   */
  cluster(persona: Persona, props: ComputeClusterProps): ComputeClusterProps {
    const where = `compute catalogue, ${persona}`;
    const allowed = this.allowanceOf(persona).clusters ?? fail(where, { code: 'PersonaWithoutClusters', prop: 'cluster', rule: 'is nothing that the persona may have', expected: 'no cluster', fix: "give the persona 'clusters' in the catalogue" });
    const problems = new Problems(where);
    const { maxMinNodes = 0, priorities = Object.values(ClusterPriority) } = allowed;
    const { minNodes = 0, priority = ClusterPriority.DEDICATED } = props;
    problems.require(includes(allowed.vmSizes, props.vmSize), { code: 'PersonaClusterSize', prop: 'vmSize', rule: 'is no size of clusters that the persona may have', got: props.vmSize.name, expected: names(allowed.vmSizes), fix: 'choose one of these, or add it to the catalogue' });
    problems.require(props.maxNodes <= allowed.maxNodes, { code: 'PersonaClusterNodes', prop: 'maxNodes', rule: 'is more than the persona may have', got: props.maxNodes, expected: `at most ${allowed.maxNodes}`, fix: 'lower it, or raise it in the catalogue' });
    problems.require(minNodes <= maxMinNodes, { code: 'PersonaClusterMinNodes', prop: 'minNodes', rule: 'is more than the persona may keep idle', got: minNodes, expected: `at most ${maxMinNodes}`, fix: "lower it, or raise 'maxMinNodes' in the catalogue" });
    problems.require(priorities.includes(priority), { code: 'PersonaClusterPriority', prop: 'priority', rule: 'is none that the persona may have', got: priority, expected: priorities.join(', '), fix: 'choose one of these, or add it to the catalogue' });
    problems.throwIfAny();
    return props;
  }

  /**
   * The props of an instance, where the persona may have it.
   *
   * @throws ValidationError `PersonaUnknown`, `PersonaWithoutInstances`, `PersonaInstanceSize`, `PersonaInstanceIdle`
   */
  instance(persona: Persona, props: ComputeInstanceProps): ComputeInstanceProps {
    const where = `compute catalogue, ${persona}`;
    const allowed = this.allowanceOf(persona).instances ?? fail(where, { code: 'PersonaWithoutInstances', prop: 'instance', rule: 'is nothing that the persona may have', expected: 'no instance', fix: "give the persona 'instances' in the catalogue" });
    const problems = new Problems(where);
    const { maxIdleMinutes } = allowed;
    const idle = props.idleShutdownEnabled === false ? 'no shutdown' : (props.idleMinutes ?? DEFAULT_IDLE_MINUTES);
    problems.require(includes(allowed.vmSizes, props.vmSize), { code: 'PersonaInstanceSize', prop: 'vmSize', rule: 'is no size of instances that the persona may have', got: props.vmSize.name, expected: names(allowed.vmSizes), fix: 'choose one of these, or add it to the catalogue' });
    problems.require(maxIdleMinutes === undefined || (typeof idle === 'number' && idle <= maxIdleMinutes), { code: 'PersonaInstanceIdle', prop: 'idleMinutes', rule: 'is longer than the persona may leave an instance idle', got: idle, expected: `at most ${maxIdleMinutes}`, fix: 'shorten it, or raise it in the catalogue' });
    problems.throwIfAny();
    return props;
  }

  /** The catalogue as a table, for people. */
  toMarkdown(): string {
    const rows = [...this.allowances].flatMap(([persona, { clusters, instances }]) => [
      ...(clusters ? [`| ${persona} | cluster | ${names(clusters.vmSizes)} | ${clusters.maxMinNodes ?? 0}..${clusters.maxNodes} | ${(clusters.priorities ?? Object.values(ClusterPriority)).join(', ')} | |`] : []),
      ...(instances ? [`| ${persona} | instance | ${names(instances.vmSizes)} | 1 | ${ClusterPriority.DEDICATED} | ${instances.maxIdleMinutes ?? ''} |`] : []),
    ]);
    return ['| persona | compute | sizes | nodes (idle..most) | priority | idle minutes |', '|---|---|---|---|---|---|', ...rows].join('\n');
  }

  private allowanceOf(persona: Persona): ComputeAllowance {
    return this.allowances.get(persona) ?? fail('compute catalogue', { code: 'PersonaUnknown', prop: 'persona', rule: 'is not in the catalogue', got: persona, expected: this.personas.join(', '), fix: 'use one of these, or add the persona' });
  }
}

function includes(sizes: readonly VmSize[], size: VmSize): boolean {
  return Token.isUnresolved(size.name) || sizes.some(({ name }) => name === size.name);
}

function names(sizes: readonly VmSize[]): string {
  return sizes.map(({ name }) => name).join(', ');
}

function checkSizes(problems: Problems, sizes: readonly VmSize[], prop: string): void {
  problems.require(sizes.length > 0, { code: 'CatalogueSizesEmpty', prop, rule: 'has no size', got: names(sizes), expected: 'at least one VM size', fix: 'name a size, or leave the kind of compute out' });
  sizes.forEach((size, index) => {
    problems.require(sizes.findIndex(({ name }) => name === size.name) === index, { code: 'CatalogueSizeTwice', prop: `${prop}[${index}]`, rule: 'is in the list already', got: size.name, expected: 'each size once', fix: 'leave one of the two out' });
  });
}

function checkClusters(problems: Problems, allowance: ClusterAllowance, prop: string): void {
  const { maxNodes, maxMinNodes = 0, priorities } = allowance;
  checkSizes(problems, allowance.vmSizes, `${prop}.vmSizes`);
  const valid = Number.isInteger(maxNodes) && maxNodes >= 1 && Number.isInteger(maxMinNodes) && maxMinNodes >= 0 && maxMinNodes <= maxNodes;
  problems.require(valid, { code: 'CatalogueNodesInvalid', prop: `${prop}.maxNodes`, rule: 'and maxMinNodes are not numbers of nodes', got: { maxNodes, maxMinNodes }, expected: 'whole numbers, maxNodes from 1 and maxMinNodes from 0 to maxNodes', fix: 'correct the numbers' });
  problems.require(priorities === undefined || priorities.length > 0, { code: 'CataloguePrioritiesEmpty', prop: `${prop}.priorities`, rule: 'allows no cluster at all', got: priorities, expected: Object.values(ClusterPriority).join(', '), fix: 'name at least one, or leave it out' });
}

function checkInstances(problems: Problems, { vmSizes, maxIdleMinutes }: InstanceAllowance, prop: string): void {
  checkSizes(problems, vmSizes, `${prop}.vmSizes`);
  problems.require(maxIdleMinutes === undefined || (Number.isInteger(maxIdleMinutes) && maxIdleMinutes >= 15 && maxIdleMinutes <= 4320), { code: 'CatalogueIdleInvalid', prop: `${prop}.maxIdleMinutes`, rule: 'is out of range', got: maxIdleMinutes, expected: 'whole minutes from 15 to 4320', fix: 'choose a number in the range' });
}
