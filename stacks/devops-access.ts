import { Construct } from 'constructs';
import { cloudEndpoints } from '../constructs/core/cloud';
import { cloudOf, landscapeContextOf, setLandscapeContext } from '../constructs/core/landscape-context';
import { ExistingResource } from '../constructs/core/existing-resource';
import { parseResourceId } from '../constructs/core/resource-id';
import type { IAgentPool } from '../constructs/devops/agent-pool';
import { AgentPool } from '../constructs/devops/agent-pool';
import type { IBuildDefinition } from '../constructs/devops/build-definition';
import type { IDevOpsProject } from '../constructs/devops/devops-project';
import { ServiceConnection } from '../constructs/devops/service-connection';
import { VariableGroup } from '../constructs/devops/variable-group';
import type { IResourceGroup } from '../constructs/governance/resource-group';
import { BuiltInRole } from '../constructs/identity/built-in-role';
import { ManagedIdentity } from '../constructs/identity/managed-identity';
import { RoleAssignment } from '../constructs/identity/role-assignment';
import { BuildAgentPool } from '../constructs/network/build-agent-pool';
import type { Environment, SharedSettings } from '../environments/schema';
import type { ConnectionPurpose } from '../pipelines/landscape';
import { CONNECTION_PURPOSES, connectionName, SECRETS_GROUP, TEAMS_WEBHOOK_SECRET, variableGroupName } from '../pipelines/landscape';
import type { Pipeline } from '../pipelines/model';
import { usesOf } from '../pipelines/uses';
import { connectionRoles, environmentNaming } from './devops-roles';
import { SERVING_NAMESPACE, sharedNaming } from './environment-stack';
import { modelRegistryName, usesModelRegistry } from './model-registry';

const PURPOSES: Readonly<Record<ConnectionPurpose, string>> = {
  plan: 'Reads the environment, to compare it with what is wanted.',
  deploy: 'Changes the environment, after its approvals.',
  model: 'Trains and releases models; changes no infrastructure.',
};

/** What the access of pipelines is made from. */
export interface DevOpsAccessProps {
  readonly project: IDevOpsProject;
  readonly shared: SharedSettings;
  readonly devOps: NonNullable<SharedSettings['devOps']>;
  readonly environments: readonly Environment[];
  /** Holds the identities of the connections. */
  readonly resourceGroup: IResourceGroup;
}

/** What pipelines reach: service connections with their roles, values and secrets, and agents. */
export class DevOpsAccess extends Construct {
  private readonly connections = new Map<string, ServiceConnection>();
  private readonly variableGroups = new Map<string, VariableGroup>();
  private readonly pools = new Map<string, IAgentPool>();

  constructor(scope: Construct, id: string, private readonly props: DevOpsAccessProps) {
    super(scope, id);
    for (const environment of props.environments) {
      for (const purpose of CONNECTION_PURPOSES) this.addConnection(environment, purpose);
      this.addValues(environment);
    }
    this.addSecrets();
    this.addAgents();
  }

  /** Opens to a pipeline what it names, and nothing else. */
  authorize(definition: IBuildDefinition, pipeline: Pipeline): void {
    const { serviceConnections, variableGroups, pools } = usesOf(pipeline);
    serviceConnections.forEach((name) => this.connections.get(name)?.authorize(definition));
    variableGroups.forEach((name) => this.variableGroups.get(name)?.authorize(definition));
    pools.forEach((name) => this.pools.get(name)?.authorize(definition));
  }

  private addConnection(environment: Environment, purpose: ConnectionPurpose): void {
    const { name, subscriptionId } = environment;
    // Pull requests plan from their own branches, by an identity that can only read.
    const connection = this.newConnection(`${name}-${purpose}`, { name: connectionName(name, purpose), description: `${name}: ${PURPOSES[purpose]}`, subscriptionId, anyBranchAllowed: purpose === 'plan' });
    for (const { role, targetId, where, condition, reason } of connectionRoles(purpose, environment, this.props.shared)) {
      new RoleAssignment(this.inSubscriptionOf(targetId), `${name}-${purpose}-${role.constructId}-${where.replaceAll(/\W/g, '')}`, { role, grantee: connection.identity, targetId, condition, description: `Pipelines: ${reason}` });
    }
  }

  private newConnection(id: string, options: { readonly name: string; readonly description: string; readonly subscriptionId: string; readonly anyBranchAllowed?: boolean }): ServiceConnection {
    const identity = new ManagedIdentity(this, `Identity-${id}`, { resourceGroup: this.props.resourceGroup, purpose: id });
    const connection = new ServiceConnection(this, `Connection-${id}`, { ...options, project: this.props.project, identity });
    this.connections.set(options.name, connection);
    return connection;
  }

  /** What is in an environment, by the names that the model's pipelines use. */
  private addValues(environment: Environment): void {
    const { project, shared } = this.props;
    const { name, workload, subscriptionId, compute } = environment;
    const naming = environmentNaming(environment);
    const registry = naming.name('containerRegistry');
    const clusters = Object.keys(compute.cpuClusters).filter((cluster) => cluster !== compute.imageBuildCluster);
    const group = new VariableGroup(this, `Values-${name}`, {
      project,
      name: variableGroupName(name),
      description: `What is in ${name}.`,
      variables: {
        workspaceAddress: `azureml:${subscriptionId}/${naming.name('resourceGroup', 'ml')}/${naming.name('workspace')}`,
        ...(clusters[0] === undefined ? {} : { trainingCompute: clusters[0] }),
        ...(shared.modelRegistry && usesModelRegistry(environment, shared) ? { modelRegistry: modelRegistryName(shared.modelRegistry, sharedNaming(shared)) } : {}),
        containerRegistry: registry,
        containerRegistryServer: `${registry}.${cloudEndpoints(cloudOf(this)).containerRegistry}`,
        imageRepository: this.imageRepository(workload),
        ...(environment.features.aks && environment.aks?.serving
          ? { clusterResourceGroup: naming.name('resourceGroup', 'aks'), clusterName: naming.name('kubernetesCluster'), servingNamespace: SERVING_NAMESPACE, monitorWorkspace: naming.name('monitorWorkspace') }
          : {}),
      },
    });
    this.variableGroups.set(variableGroupName(name), group);
  }

  /** Where scoring images are kept in the registry of every environment: what is served from somewhere, or a name by the workload. */
  private imageRepository(workload: string): string {
    const services = this.props.environments.flatMap(({ aks }) => Object.values(aks?.serving?.services ?? {}));
    return services[0]?.repository ?? `${workload}/scoring`;
  }

  /** The secrets of pipelines, in a vault that is there already. */
  private addSecrets(): void {
    const { project, devOps: { secretsVaultId } } = this.props;
    const { name, subscriptionId } = parseResourceId(this, 'devOps.secretsVaultId', secretsVaultId);
    const connection = this.newConnection('secrets', { name: 'azure-secrets', description: 'Reads the secrets of pipelines.', subscriptionId });
    const role = new RoleAssignment(this.inSubscriptionOf(secretsVaultId), 'secrets-read', { role: BuiltInRole.KEY_VAULT_SECRETS_USER, grantee: connection.identity, targetId: secretsVaultId, description: 'Pipelines: reads the secrets that they use' });
    const group = new VariableGroup(this, 'Secrets', {
      project,
      name: SECRETS_GROUP,
      description: 'Secrets of pipelines, which stay in the key vault.',
      keyVault: { keyVaultName: name, connection, secretNames: [TEAMS_WEBHOOK_SECRET], requiredRoleAssignments: [role] },
    });
    this.variableGroups.set(SECRETS_GROUP, group);
  }

  private addAgents(): void {
    const { project, devOps: { agentPool } } = this.props;
    if (!agentPool) return;
    if (agentPool.kind === 'existing') {
      this.pools.set(agentPool.name, AgentPool.fromPoolName(this, 'Agents', { project, name: agentPool.name }));
      return;
    }
    const { name, scaleSetId, subnetId, maxAgents } = agentPool;
    const connection = this.newConnection('agents', { name: 'azure-agents', description: 'Starts and stops the agents.', subscriptionId: parseResourceId(this, 'devOps.agentPool.scaleSetId', scaleSetId).subscriptionId });
    const machines = BuildAgentPool.fromBuildAgentPoolId(this.inSubscriptionOf(scaleSetId), 'AgentMachines', scaleSetId);
    const subnet = new ExistingResource(this.inSubscriptionOf(subnetId), 'AgentSubnet', subnetId);
    const join = subnet.addRoleAssignment({ role: BuiltInRole.NETWORK_CONTRIBUTOR, grantee: connection.identity, description: 'Pipelines: joins agents to the subnet' });
    this.pools.set(name, new AgentPool(this, 'Agents', { project, name, machines, connection, maxAgents, requiredRoleAssignments: [join] }));
  }

  /** Where roles of a subscription are defined: Azure knows a role by the subscription of what it applies to. */
  private inSubscriptionOf(targetId: string): Construct {
    const subscriptionId = /^\/subscriptions\/([^/]+)/.exec(targetId)?.[1] ?? '';
    const context = landscapeContextOf(this, 'role', 'subscription');
    if (subscriptionId.toLowerCase() === context.subscriptionId.toLowerCase()) return this;
    const id = `Subscription-${subscriptionId.toLowerCase()}`;
    const known = this.node.tryFindChild(id);
    if (known instanceof Construct) return known;
    const scope = new Construct(this, id);
    setLandscapeContext(scope, { ...context, subscriptionId });
    return scope;
  }
}
