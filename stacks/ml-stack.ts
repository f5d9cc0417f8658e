import type { App } from 'cdktf';
import type { IAzureResource } from '../constructs/core/azure-resource';
import { ExistingResource } from '../constructs/core/existing-resource';
import { WeekDay } from '../constructs/core/week-day';
import type { IResourceGroup } from '../constructs/governance/resource-group';
import { ResourceGroup } from '../constructs/governance/resource-group';
import { BuiltInRole } from '../constructs/identity/built-in-role';
import { ClusterKind, ClusterPriority, ComputeCluster } from '../constructs/ml/compute-cluster';
import { ComputeInstance } from '../constructs/ml/compute-instance';
import type { ComputeInstanceSchedule } from '../constructs/ml/compute-instance-schedule';
import { RecurrenceFrequency, ScheduleAction } from '../constructs/ml/compute-instance-schedule';
import { DataLakeDatastore } from '../constructs/ml/data-lake-datastore';
import { FeatureStore } from '../constructs/ml/feature-store';
import { IsolationMode } from '../constructs/ml/managed-network';
import type { IMlRegistry } from '../constructs/ml/ml-registry';
import { MlRegistry } from '../constructs/ml/ml-registry';
import type { OutboundPrivateLinkGroup, OutboundRuleSet, PrivateEndpointOutboundRuleOptions } from '../constructs/ml/outbound-rule';
import { OutboundProtocol } from '../constructs/ml/outbound-rule';
import { OutboundRuleSets } from '../constructs/ml/outbound-rule-sets';
import { SecretValue } from '../constructs/ml/secret-value';
import { SynapseSpark } from '../constructs/ml/synapse-spark';
import { VmSize } from '../constructs/ml/vm-size';
import { Workspace } from '../constructs/ml/workspace';
import { WorkspaceAlerts } from '../constructs/ml/workspace-alerts';
import type { WorkspaceOptions } from '../constructs/ml/workspace-options';
import { WorkspaceWorkbook } from '../constructs/ml/workspace-workbook';
import { PrivateEndpoint } from '../constructs/network/private-endpoint';
import type { ISubnet } from '../constructs/network/subnet';
import type { Environment } from '../environments/schema';
import type { EnvironmentStackProps } from './environment-stack';
import { EnvironmentStack, publicNetwork } from './environment-stack';
import { modelRegistryId, usesModelRegistry } from './model-registry';
import type { NetworkStack } from './network-stack';
import { grantPersonas } from './personas';
import type { PlatformStack } from './platform-stack';
import { LAKE_ZONES } from './platform-stack';

/** What the machine learning stack is given. */
export interface MlStackProps extends EnvironmentStackProps {
  readonly network: NetworkStack;
  readonly platform: PlatformStack;
}

const ISOLATION_MODES: Readonly<Record<Environment['workspace']['isolationMode'], IsolationMode>> = {
  Disabled: IsolationMode.DISABLED,
  AllowInternetOutbound: IsolationMode.ALLOW_INTERNET_OUTBOUND,
  AllowOnlyApprovedOutbound: IsolationMode.ALLOW_ONLY_APPROVED_OUTBOUND,
};

const OUTBOUND_PROTOCOLS = { TCP: OutboundProtocol.TCP, UDP: OutboundProtocol.UDP, ICMP: OutboundProtocol.ICMP, '*': OutboundProtocol.ANY } as const;

/** Nodes that take longer to start than that keep people waiting for nothing; images and private links are the usual reasons. */
const SLOW_NODE_START_MINUTES = 30;

/** The workspace and what lives in it: compute, datastores, outbound rules, and the roles of people. */
export class MlStack extends EnvironmentStack {
  readonly workspace: Workspace;

  private readonly network: NetworkStack;
  private readonly platform: PlatformStack;
  /** What models go from one environment to the next through; nothing where there is no registry. */
  private readonly modelRegistry: IMlRegistry | undefined;

  constructor(scope: App, props: MlStackProps) {
    super(scope, 'ml', props);
    this.network = props.network;
    this.platform = props.platform;
    const { location, features } = this.environment;
    const resourceGroup = new ResourceGroup(this, 'ResourceGroup', { location, purpose: 'ml' });
    this.modelRegistry = this.existingModelRegistry(resourceGroup);
    this.workspace = new Workspace(this, 'Workspace', { ...this.workspaceOptions(resourceGroup), outboundRules: this.outboundRules() });
    if (features.featureStore) this.addFeatureStore(resourceGroup);
    this.addCompute();
    this.addDatastores();
    this.addMonitoring(resourceGroup);
    grantPersonas(this.environment, { workspace: this.workspace, costs: resourceGroup });
  }

  /** The registry of the stack `shared-registry`, with what the environment may do in it, and how it gets there. */
  private existingModelRegistry(resourceGroup: IResourceGroup): IMlRegistry | undefined {
    const { environment: { stage }, shared: { modelRegistry }, platform: { trainingIdentity }, network: { privateEndpoint } } = this;
    const registryId = modelRegistryId(this.shared);
    if (!modelRegistry || registryId === undefined || !usesModelRegistry(this.environment, this.shared)) return undefined;
    const regions = modelRegistry.regions.map((region) => region.location);
    const registry = MlRegistry.fromRegistryId(this, 'ModelRegistry', registryId, { regions });
    if (stage === 'development') registry.grantRegister(trainingIdentity);
    else registry.grantRead(trainingIdentity);
    if (privateEndpoint && !modelRegistry.publicNetworkAccessEnabled) {
      new PrivateEndpoint(registry, 'PrivateEndpointamlregistry', { ...privateEndpoint, group: 'amlregistry', targetId: registryId, targetName: 'mlr', resourceGroupName: resourceGroup.resourceName });
    }
    return registry;
  }

  private addFeatureStore(resourceGroup: IResourceGroup): void {
    const { imageBuildComputeName: _, ...options } = this.workspaceOptions(resourceGroup);
    const featureStore = new FeatureStore(this, 'FeatureStore', { ...options, outboundRules: this.readyOutboundRules });
    grantPersonas(this.environment, { workspace: featureStore });
  }

  private workspaceOptions(resourceGroup: IResourceGroup): WorkspaceOptions {
    const { access, compute, features, workspace } = this.environment;
    const { privateEndpoint } = this.network;
    const { platform, trainingSubnet } = this;
    return {
      resourceGroup,
      storageAccount: platform.workspaceStorage,
      keyVault: platform.keyVault,
      applicationInsights: platform.applicationInsights,
      containerRegistry: platform.containerRegistry,
      identity: platform.workspaceIdentity,
      requiredRoleAssignments: [resourceGroup.addRoleAssignment({ role: BuiltInRole.CONTRIBUTOR, grantee: platform.workspaceIdentity })],
      friendlyName: workspace.friendlyName,
      managedNetwork: { isolationMode: ISOLATION_MODES[workspace.isolationMode] },
      highBusinessImpactEnabled: workspace.highBusinessImpact,
      customerManagedKey: platform.workspaceKey,
      imageBuildComputeName: compute.imageBuildCluster,
      serverlessCompute: trainingSubnet && { subnet: trainingSubnet },
      ...publicNetwork(access),
      privateEndpoints: privateEndpoint && [privateEndpoint],
      diagnosticSettings: features.diagnostics ? { logAnalyticsWorkspace: platform.logAnalyticsWorkspace } : undefined,
      lock: this.lock,
    };
  }

  /** Where compute is in a workspace without managed network. */
  private get trainingSubnet(): ISubnet | undefined {
    return this.environment.workspace.isolationMode === 'Disabled' ? this.network.subnet('training') : undefined;
  }

  /** The ready sets of outbound rules for the isolation mode. */
  private get readyOutboundRules(): readonly OutboundRuleSet[] {
    const { workspaceStorage } = this.platform;
    switch (this.environment.workspace.isolationMode) {
      case 'Disabled':
        return [];
      case 'AllowInternetOutbound':
        return [OutboundRuleSets.batch(workspaceStorage)];
      case 'AllowOnlyApprovedOutbound':
        return OutboundRuleSets.defaults(workspaceStorage);
    }
  }

  /** What compute may reach: the ready sets, and what the environment adds. */
  private outboundRules(): OutboundRuleSet[] {
    const { outboundRules } = this.environment.workspace;
    const own: OutboundRuleSet = {
      fqdns: mapValues(outboundRules?.fqdns, (fqdn) => ({ fqdn })),
      serviceTags: mapValues(outboundRules?.serviceTags, ({ serviceTag, protocol, ports }) => ({ serviceTag, protocol: protocol && OUTBOUND_PROTOCOLS[protocol], ports })),
      privateEndpoints: mapValues(outboundRules?.privateEndpoints, ({ targetId, group, sparkEnabled }, name) => ({
        target: new ExistingResource(this, `OutboundTarget-${name}`, targetId),
        group,
        sparkEnabled,
      })),
    };
    return [...this.readyOutboundRules, ...(outboundRules ? [own] : []), ...this.sharedOutboundRules];
  }

  /** Private endpoints of the managed network to what is outside of the environment: the registry, and Azure Monitor where it has a private link scope. */
  private get sharedOutboundRules(): readonly OutboundRuleSet[] {
    const { environment: { network, workspace }, modelRegistry, platform: { monitorPrivateLinkScope, workspaceIdentity } } = this;
    if (workspace.isolationMode === 'Disabled') return [];
    const approved = (target: IAzureResource, group: OutboundPrivateLinkGroup): PrivateEndpointOutboundRuleOptions => ({
      target, group, requiredRoleAssignments: [target.addRoleAssignment({ role: BuiltInRole.NETWORK_CONNECTION_APPROVER, grantee: workspaceIdentity })],
    });
    const registry = modelRegistry && { 'model-registry': approved(modelRegistry, 'amlregistry') };
    const monitor = monitorPrivateLinkScope && {
      // A scope of our own is in the group of the platform, where the identity has the role already.
      'azure-monitor': network.monitorPrivateLink?.kind === 'owned' ? { target: monitorPrivateLinkScope, group: 'azuremonitor' as const } : approved(monitorPrivateLinkScope, 'azuremonitor'),
    };
    return registry || monitor ? [{ privateEndpoints: { ...registry, ...monitor } }] : [];
  }

  private addCompute(): void {
    const { compute, features } = this.environment;
    const { workspace, trainingSubnet: subnet } = this;
    const identities = [this.platform.trainingIdentity];
    const clusters = [
      ...Object.entries(compute.cpuClusters).map(([name, options]) => ({ name, kind: ClusterKind.CPU, ...options })),
      ...Object.entries(compute.gpuClusters).map(([name, options]) => ({ name, kind: ClusterKind.GPU, ...options })),
    ];
    for (const { name, kind, vmSize, minNodes, maxNodes, priority, idleMinutes } of clusters) {
      new ComputeCluster(this, `Cluster-${name}`, {
        workspace, name, kind, vmSize: VmSize.of(vmSize), minNodes, maxNodes, idleSeconds: idleMinutes * 60, identities, subnet,
        priority: priority === 'LowPriority' ? ClusterPriority.LOW_PRIORITY : ClusterPriority.DEDICATED,
      });
    }
    for (const { name, vmSize, assignedTo, idleMinutes, schedule, setupScript, customApplications } of features.computeInstances ? compute.instances : []) {
      new ComputeInstance(this, `Instance-${name}`, {
        workspace, name, vmSize: VmSize.of(vmSize), assignedUser: assignedTo, idleMinutes, subnet,
        schedules: schedule && instanceSchedules(schedule),
        creationScript: setupScript === undefined ? undefined : { path: setupScript },
        customApplications: customApplications?.map(({ secretEnvironment, ...application }) => ({
          ...application,
          secretEnvironment: secretEnvironment && mapValues(secretEnvironment, (secretName, variable) => SecretValue.fromKeyVault(this, `Secret-${name}-${application.name}-${variable}`, this.platform.keyVault, secretName)),
        })),
      });
    }
    if (features.synapseSpark && compute.synapseSpark) new SynapseSpark(this, 'SynapseSpark', { workspace, name: compute.synapseSpark.name, sparkPoolId: compute.synapseSpark.sparkPoolId });
  }

  private addDatastores(): void {
    for (const zone of LAKE_ZONES) new DataLakeDatastore(this, `Lake-${zone}`, { workspace: this.workspace, name: `lake_${zone}`, filesystem: this.platform.lakeFilesystem(zone) });
  }

  /** What the owners of the environment see, and hear of. Logs add what metrics don't tell. */
  private addMonitoring(resourceGroup: IResourceGroup): void {
    const { workspace, platform, environment: { features } } = this;
    new WorkspaceWorkbook(this, 'Workbook', { resourceGroup, workspace, logAnalyticsWorkspace: features.diagnostics ? platform.logAnalyticsWorkspace : undefined });
    new WorkspaceAlerts(this, 'Alerts', { resourceGroup, workspace, actionGroups: [platform.actionGroup], slowNodeStartMinutes: features.diagnostics ? SLOW_NODE_START_MINUTES : undefined });
  }
}

type InstanceSchedule = NonNullable<Environment['compute']['instances'][number]['schedule']>;

function instanceSchedules({ timeZone, startTime, stopTime, days }: InstanceSchedule): ComputeInstanceSchedule[] {
  const weekDays = days.map((day) => WeekDay[day.toUpperCase() as Uppercase<typeof day>]);
  const at = (action: ScheduleAction, time: string): ComputeInstanceSchedule => {
    const [hour = 0, minute = 0] = time.split(':').map(Number);
    return { action, timeZone, recurrence: { frequency: RecurrenceFrequency.WEEK, weekDays, hours: [hour], minutes: [minute] } };
  };
  return [...(startTime === undefined ? [] : [at(ScheduleAction.START, startTime)]), at(ScheduleAction.STOP, stopTime)];
}

function mapValues<T, U>(values: Readonly<Record<string, T>> | undefined, map: (value: T, key: string) => U): Record<string, U> {
  return Object.fromEntries(Object.entries(values ?? {}).map(([key, value]) => [key, map(value, key)]));
}
