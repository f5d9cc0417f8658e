import type { App } from 'cdktf';
import type { IResourceGroup } from '../../constructs/governance/resource-group';
import { ResourceGroup } from '../../constructs/governance/resource-group';
import { Principal } from '../../constructs/identity/role-assignment';
import { AssetReference } from '../../constructs/ml/asset-reference';
import { AutoscaleMetric } from '../../constructs/ml/autoscale';
import { ComputeCluster } from '../../constructs/ml/compute-cluster';
import { ManagedOnlineDeployment } from '../../constructs/ml/online-deployment';
import type { IOnlineEndpoint } from '../../constructs/ml/online-endpoint';
import { ManagedOnlineEndpoint } from '../../constructs/ml/online-endpoint';
import { OutboundRuleSets } from '../../constructs/ml/outbound-rule-sets';
import { EndpointRollout } from '../../constructs/ml/rollout';
import { RolloutMetric, RolloutSteps } from '../../constructs/ml/rollout-step';
import { VmSize } from '../../constructs/ml/vm-size';
import { Workspace } from '../../constructs/ml/workspace';
import type { IWorkspace } from '../../constructs/ml/workspace-base';
import { ActionGroup } from '../../constructs/monitoring/action-group';
import { MetricAlert } from '../../constructs/monitoring/metric-alert';
import { LatencyPercentile, MetricCriterion } from '../../constructs/monitoring/metric-criterion';
import { PLACEHOLDER } from '../../environments/placeholders';
import { ExampleStack } from '../support/example-stack';
import { Foundation } from '../support/foundation';
import { PrivateNetwork } from '../support/private-network';
import { runExample } from '../support/run-example';

const settings = {
  location: 'westeurope',
  /** Unique in the region. */
  endpointName: 'churn-demo',
  /** Whether the models are in the workspace: deploy with false, register them, deploy with true. */
  modelsRegistered: true,
  /** Models in the format of MLflow: what callers know, and what is to take over. */
  modelName: 'churn',
  stableVersion: '1',
  candidateVersion: '2',
  /** Move it one step at a time, once the gates of the step hold: stable, mirror, canary-10, canary-50, complete. */
  currentStep: 'mirror',
  /** Who may call the endpoint, and who hears of trouble. */
  callersGroupId: PLACEHOLDER.mlEngineers,
  alertEmail: PLACEHOLDER.email,
};

class SafeRollout extends ExampleStack {
  constructor(scope: App) {
    super(scope, 'safe-rollout', { workload: 'rollout', settings });
    const resourceGroup = new ResourceGroup(this, 'ResourceGroup', { location: settings.location });
    const { privateEndpoint } = new PrivateNetwork(this, 'Network', { resourceGroup });
    const foundation = new Foundation(this, 'Foundation', { resourceGroup, privateEndpoint });
    const { storageAccount, containerRegistry, logAnalyticsWorkspace } = foundation;
    const workspace = new Workspace(this, 'Workspace', { ...foundation.workspaceProps, imageBuildComputeName: 'image-build', outboundRules: OutboundRuleSets.defaults(storageAccount) });
    new ComputeCluster(this, 'ImageBuild', { workspace, name: 'image-build', vmSize: VmSize.STANDARD_DS3_V2, maxNodes: 1 });

    const endpoint = new ManagedOnlineEndpoint(this, 'Endpoint', { workspace, name: settings.endpointName, resourceGroup, containerRegistry, storageAccount, diagnosticSettings: { logAnalyticsWorkspace } });
    const actionGroups = [new ActionGroup(this, 'OnCall', { resourceGroup, shortName: 'rollout', emails: [settings.alertEmail] })];
    new MetricAlert(this, 'Slow', { resourceGroup, name: 'churn endpoint is slow', target: endpoint, criteria: [MetricCriterion.endpointLatency(300, { percentile: LatencyPercentile.P95 })], actionGroups });
    endpoint.grantInvoke(Principal.group('Callers', settings.callersGroupId));
    if (settings.modelsRegistered) this.addRollout(workspace, endpoint, resourceGroup);
  }

  private addRollout(workspace: IWorkspace, endpoint: IOnlineEndpoint, resourceGroup: IResourceGroup): void {
    const deployment = (name: string, version: string): ManagedOnlineDeployment =>
      new ManagedOnlineDeployment(this, name, { endpoint, name: name.toLowerCase(), model: AssetReference.model({ workspace, name: settings.modelName, version }), vmSize: VmSize.STANDARD_DS3_V2, instanceCount: 3 });
    const stable = deployment('Blue', settings.stableVersion);
    const candidate = deployment('Green', settings.candidateVersion);
    new EndpointRollout(this, 'Rollout', {
      endpoint,
      stable,
      candidate,
      steps: RolloutSteps.canary([10, 50], {
        mirrorPercent: 20,
        pauseMinutes: 60,
        gates: [{ metric: RolloutMetric.ERROR_PERCENT, atMost: 1 }, { metric: RolloutMetric.LATENCY_P95_MILLISECONDS, atMost: 300 }],
      }),
      currentStep: settings.currentStep,
    });
    for (const scaled of [stable, candidate]) {
      scaled.addAutoscale({ resourceGroup, minInstances: 3, maxInstances: 6, rules: [{ metric: AutoscaleMetric.CPU_PERCENT, scaleOutAbove: 70, scaleInBelow: 30 }] });
    }
  }
}

/** Defines the stack of the example. */
export function define(app: App): void {
  new SafeRollout(app);
}

runExample(module, define);
