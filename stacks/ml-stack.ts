import type { App } from 'cdktf';
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
import type { OutboundRuleSet } from '../constructs/ml/outbound-rule';
import { OutboundProtocol } from '../constructs/ml/outbound-rule';
import { OutboundRuleSets } from '../constructs/ml/outbound-rule-sets';
import { SynapseSpark } from '../constructs/ml/synapse-spark';
import { VmSize } from '../constructs/ml/vm-size';
import { Workspace } from '../constructs/ml/workspace';
import type { WorkspaceOptions } from '../constructs/ml/workspace-options';
import type { ISubnet } from '../constructs/network/subnet';
import type { Environment } from '../environments/schema';
import type { EnvironmentStackProps } from './environment-stack';
import { EnvironmentStack, publicNetwork } from './environment-stack';
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

/** The workspace and what lives in it: compute, datastores, outbound rules, and the roles of people. */
export class MlStack extends EnvironmentStack {
  readonly workspace: Workspace;

  private readonly network: NetworkStack;
  private readonly platform: PlatformStack;

  constructor(scope: App, props: MlStackProps) {
    super(scope, 'ml', props);
    this.network = props.network;
    this.platform = props.platform;
    const { location, features } = this.environment;
    const resourceGroup = new ResourceGroup(this, 'ResourceGroup', { location, purpose: 'ml' });
    this.workspace = new Workspace(this, 'Workspace', { ...this.workspaceOptions(resourceGroup), outboundRules: this.outboundRules() });
    if (features.featureStore) this.addFeatureStore(resourceGroup);
    this.addCompute();
    this.addDatastores();
    grantPersonas(this.environment, { workspace: this.workspace });
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
    return [...this.readyOutboundRules, ...(outboundRules ? [own] : [])];
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
    for (const { name, vmSize, assignedTo, idleMinutes, schedule, setupScript } of features.computeInstances ? compute.instances : []) {
      new ComputeInstance(this, `Instance-${name}`, {
        workspace, name, vmSize: VmSize.of(vmSize), assignedUser: assignedTo, idleMinutes, subnet,
        schedules: schedule && instanceSchedules(schedule),
        creationScript: setupScript === undefined ? undefined : { path: setupScript },
      });
    }
    if (features.synapseSpark && compute.synapseSpark) new SynapseSpark(this, 'SynapseSpark', { workspace, name: compute.synapseSpark.name, sparkPoolId: compute.synapseSpark.sparkPoolId });
  }

  private addDatastores(): void {
    for (const zone of LAKE_ZONES) new DataLakeDatastore(this, `Lake-${zone}`, { workspace: this.workspace, name: `lake_${zone}`, filesystem: this.platform.lakeFilesystem(zone) });
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
