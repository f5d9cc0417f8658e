import { Token } from 'cdktf';
import type { Construct, IConstruct } from 'constructs';
import { AgentQueue } from '../../.gen/providers/azuredevops/agent-queue';
import { DataAzuredevopsAgentPool } from '../../.gen/providers/azuredevops/data-azuredevops-agent-pool';
import { ElasticPool } from '../../.gen/providers/azuredevops/elastic-pool';
import { AzureConstruct } from '../core/azure-construct';
import { Problems } from '../core/errors';
import type { IWaitable } from '../core/waitable';
import { waitFor } from '../core/waitable';
import type { IBuildAgentPool } from '../network/build-agent-pool';
import type { IBuildDefinition } from './build-definition';
import { claimDevOpsName } from './devops-name';
import type { IDevOpsProject } from './devops-project';
import type { PipelineAccessOptions } from './pipeline-authorization';
import { authorizePipeline } from './pipeline-authorization';
import type { ServiceConnection } from './service-connection';

export interface AgentPoolProps extends PipelineAccessOptions {
  readonly project: IDevOpsProject;
  readonly name: string;
  /** The machines, which Azure DevOps starts and stops. */
  readonly machines: IBuildAgentPool;
  /** The connection that starts and stops them; its identity gets the role for that on the machines. */
  readonly connection: ServiceConnection;
  /** How many agents there are at most. */
  readonly maxAgents: number;
  /** How many agents wait for work. @default 0 */
  readonly idleAgents?: number;
  /** After how many minutes without work an agent goes. @default 30 */
  readonly idleMinutes?: number;
  /** Roles that the connection needs before: the one that joins machines to their subnet. @default - they are there */
  readonly requiredRoleAssignments?: readonly IWaitable[];
  /** Whether a machine does more than one job: what one leaves behind, the next one finds. @default false */
  readonly machinesReused?: boolean;
}

/** An existing pool of the organization, made usable in a project. */
export interface ExistingAgentPoolOptions extends PipelineAccessOptions {
  readonly project: IDevOpsProject;
  readonly name: string;
}

/** A pool of agents that pipelines of a project run on. */
export interface IAgentPool extends IConstruct {
  readonly poolName: string;

  /** Lets a pipeline run on the agents. */
  authorize(pipeline: IBuildDefinition): void;
}

abstract class AgentPoolBase extends AzureConstruct implements IAgentPool {
  abstract readonly poolName: string;

  private queueId = '';

  constructor(scope: Construct, id: string, protected readonly project: IDevOpsProject) {
    super(scope, id);
  }

  authorize(pipeline: IBuildDefinition): void {
    authorizePipeline(this, this.project, 'queue', this.queueId, pipeline);
  }

  protected addQueue(poolId: string, { allPipelinesAllowed = false }: PipelineAccessOptions): void {
    this.queueId = new AgentQueue(this, 'Queue', { projectId: this.project.projectId, agentPoolId: Token.asNumber(poolId) }).id;
    if (allPipelinesAllowed) authorizePipeline(this, this.project, 'queue', this.queueId);
  }
}

/**
 * Agents on machines of our own network: they reach what has private addresses only. Each machine does one job, and goes.
 *
 * @see https://learn.microsoft.com/azure/devops/pipelines/agents/scale-set-agents
 */
export class AgentPool extends AgentPoolBase {
  /** A pool that the organization has already. */
  static fromPoolName(scope: Construct, id: string, options: ExistingAgentPoolOptions): IAgentPool {
    return new ImportedAgentPool(scope, id, options);
  }

  readonly poolName: string;

  /** @throws ValidationError `AgentCountInvalid`, `IdleAgentsInvalid`, `AgentIdleMinutesInvalid`, and those of the name */
  constructor(scope: Construct, id: string, props: AgentPoolProps) {
    super(scope, id, props.project);
    const problems = new Problems(this);
    const { project, name, machines, connection, maxAgents, idleAgents = 0, idleMinutes = 30 } = props;
    claimDevOpsName(problems, project, 'pool', name);
    problems.require(Number.isInteger(maxAgents) && maxAgents >= 1 && maxAgents <= 1000, { code: 'AgentCountInvalid', prop: 'maxAgents', rule: 'is no number of agents', got: maxAgents, expected: 'a whole number from 1 to 1000', fix: 'change it' });
    problems.require(Number.isInteger(idleAgents) && idleAgents >= 0 && idleAgents <= maxAgents, { code: 'IdleAgentsInvalid', prop: 'idleAgents', rule: 'are more than there can be', got: idleAgents, expected: `a whole number from 0 to ${maxAgents}`, fix: "lower it, or raise 'maxAgents'" });
    problems.require(Number.isInteger(idleMinutes) && idleMinutes >= 0 && idleMinutes <= 1440, { code: 'AgentIdleMinutesInvalid', prop: 'idleMinutes', rule: 'is no time that an agent waits', got: idleMinutes, expected: 'a whole number from 0 to 1440', fix: 'change it' });
    problems.throwIfAny();
    const role = machines.grantScale(connection.identity);
    const resource = new ElasticPool(this, 'Resource', {
      name,
      azureResourceId: machines.resourceId,
      serviceEndpointId: connection.connectionId,
      serviceEndpointScope: project.projectId,
      maxCapacity: maxAgents,
      desiredIdle: idleAgents,
      timeToLiveMinutes: idleMinutes,
      recycleAfterEachUse: !(props.machinesReused ?? false),
      autoProvision: false,
      autoUpdate: true,
      agentInteractiveUi: false,
      // The pool looks at the machines when it is made.
      dependsOn: [...connection.credentials, ...(waitFor(this, [role, ...(props.requiredRoleAssignments ?? [])]) ?? [])],
    });
    this.poolName = name;
    this.addQueue(resource.id, props);
  }
}

class ImportedAgentPool extends AgentPoolBase {
  readonly poolName: string;

  constructor(scope: Construct, id: string, options: ExistingAgentPoolOptions) {
    super(scope, id, options.project);
    const problems = new Problems(this);
    claimDevOpsName(problems, options.project, 'pool', options.name);
    problems.throwIfAny();
    this.poolName = options.name;
    this.addQueue(new DataAzuredevopsAgentPool(this, 'Pool', { name: options.name }).id, options);
  }
}
