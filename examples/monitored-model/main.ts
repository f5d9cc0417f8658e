import type { App } from 'cdktf';
import type { IResourceGroup } from '../../constructs/governance/resource-group';
import { ResourceGroup } from '../../constructs/governance/resource-group';
import { ManagedIdentity } from '../../constructs/identity/managed-identity';
import { AssetReference } from '../../constructs/ml/asset-reference';
import { ComputeCluster } from '../../constructs/ml/compute-cluster';
import { DataCollection } from '../../constructs/ml/data-collection';
import { EndpointAlerts } from '../../constructs/ml/endpoint-alerts';
import { ModelMonitor, MonitorTask } from '../../constructs/ml/model-monitor';
import { MonitorData, MonitorDataContext } from '../../constructs/ml/monitor-data';
import { CategoricalDriftMetric, DataQualityMetric, MonitorSignal, NumericalDriftMetric } from '../../constructs/ml/monitor-signal';
import type { IOnlineDeployment } from '../../constructs/ml/online-deployment';
import { ManagedOnlineDeployment } from '../../constructs/ml/online-deployment';
import type { IOnlineEndpoint } from '../../constructs/ml/online-endpoint';
import { ManagedOnlineEndpoint } from '../../constructs/ml/online-endpoint';
import { OutboundRuleSets } from '../../constructs/ml/outbound-rule-sets';
import { RetrainingTarget } from '../../constructs/ml/retraining-target';
import type { RetrainingTriggerProps } from '../../constructs/ml/retraining-trigger';
import { RetrainingTrigger } from '../../constructs/ml/retraining-trigger';
import { EndpointRollout } from '../../constructs/ml/rollout';
import { VmSize } from '../../constructs/ml/vm-size';
import { Workspace } from '../../constructs/ml/workspace';
import { WorkspaceAlerts } from '../../constructs/ml/workspace-alerts';
import type { IWorkspace } from '../../constructs/ml/workspace-base';
import { WorkspaceEvents } from '../../constructs/ml/workspace-events';
import { WorkspaceWorkbook } from '../../constructs/ml/workspace-workbook';
import { ActionGroup } from '../../constructs/monitoring/action-group';
import { PLACEHOLDER } from '../../environments/placeholders';
import { ExampleStack } from '../support/example-stack';
import { Foundation } from '../support/foundation';
import { PrivateNetwork } from '../support/private-network';
import { runExample } from '../support/run-example';

const settings = {
  location: 'westeurope',
  /** Unique in the region. */
  endpointName: 'credit-demo',
  /** Whether the assets below are in the workspace: deploy with false, register them, deploy with true. */
  assetsRegistered: true,
  /** The model (MLflow), what it was trained with, and what turned out to be true. */
  model: { name: 'credit', version: '3' },
  trainingData: { name: 'credit-training', version: '3' },
  groundTruth: { name: 'credit-outcomes', version: '1' },
  /** Components: one that makes tables of what was collected, one that compares answers with the truth. */
  preprocessing: { name: 'collected-to-table', version: '1' },
  performance: { name: 'performance-metrics', version: '1' },
  /** The pipeline component that trains the model again, and registers it. */
  retraining: { name: 'credit-training-pipeline', version: '1' },
  /** The columns of the prediction, the truth, and what both have in common. */
  columns: { prediction: 'prediction', target: 'defaulted', correlation: 'correlationid' },
  /** Who hears of drift. */
  alertEmail: PLACEHOLDER.email,
};

class MonitoredModel extends ExampleStack {
  constructor(scope: App) {
    super(scope, 'monitored-model', { workload: 'watched', settings });
    const resourceGroup = new ResourceGroup(this, 'ResourceGroup', { location: settings.location });
    const { privateEndpoint } = new PrivateNetwork(this, 'Network', { resourceGroup });
    const foundation = new Foundation(this, 'Foundation', { resourceGroup, privateEndpoint });
    const { storageAccount, containerRegistry, logAnalyticsWorkspace } = foundation;
    const workspace = new Workspace(this, 'Workspace', { ...foundation.workspaceProps, imageBuildComputeName: 'image-build', outboundRules: OutboundRuleSets.defaults(storageAccount) });
    new ComputeCluster(this, 'ImageBuild', { workspace, name: 'image-build', vmSize: VmSize.STANDARD_DS3_V2, maxNodes: 1 });
    const training = new ComputeCluster(this, 'Training', { workspace, name: 'training', vmSize: VmSize.STANDARD_D8DS_V5, maxNodes: 4 });

    const endpoint = new ManagedOnlineEndpoint(this, 'Endpoint', { workspace, name: settings.endpointName, resourceGroup, containerRegistry, storageAccount, diagnosticSettings: { logAnalyticsWorkspace } });
    const deployments = settings.assetsRegistered ? [this.addDeployment(workspace, endpoint)] : [];
    const actionGroups = [new ActionGroup(this, 'ModelOwners', { resourceGroup, shortName: 'models', emails: [settings.alertEmail] })];
    new EndpointAlerts(this, 'EndpointAlerts', { resourceGroup, endpoint, deployments, actionGroups, latencyMilliseconds: 300 });
    new WorkspaceAlerts(this, 'WorkspaceAlerts', { resourceGroup, workspace, actionGroups, slowNodeStartMinutes: 30 });
    new WorkspaceWorkbook(this, 'Workbook', { resourceGroup, workspace, endpoints: [endpoint], deployments, logAnalyticsWorkspace });
    for (const deployment of deployments) {
      const monitor = this.addMonitor(workspace, deployment, foundation, resourceGroup);
      this.addRetraining(monitor, training, foundation, { resourceGroup, actionGroups });
    }
  }

  /** Drift, and answers that turn out to be wrong, start training; bad data doesn't, since no better model comes of it. */
  private addRetraining(monitor: ModelMonitor, computeCluster: ComputeCluster, { storageAccount, logAnalyticsWorkspace }: Foundation, { resourceGroup, actionGroups }: Pick<RetrainingTriggerProps, 'resourceGroup' | 'actionGroups'>): void {
    const { workspace } = monitor;
    const events = new WorkspaceEvents(this, 'Events', { resourceGroup, workspace });
    const target = RetrainingTarget.job({ component: AssetReference.component({ workspace, ...settings.retraining }), computeCluster });
    new RetrainingTrigger(this, 'Retraining', { resourceGroup, events, monitor, signals: ['data_drift', 'prediction_drift', 'performance'], storageAccount, target, minimumHours: 12, actionGroups, diagnosticSettings: { logAnalyticsWorkspace } });
  }

  private addDeployment(workspace: IWorkspace, endpoint: IOnlineEndpoint): IOnlineDeployment {
    // Inputs and outputs are kept, which is what the monitor reads.
    const deployment = new ManagedOnlineDeployment(this, 'Deployment', { endpoint, name: 'live', model: AssetReference.model({ workspace, ...settings.model }), vmSize: VmSize.STANDARD_DS3_V2, instanceCount: 3 });
    new EndpointRollout(this, 'Traffic', { endpoint, stable: deployment });
    return deployment;
  }

  private addMonitor(workspace: IWorkspace, deployment: IOnlineDeployment, { storageAccount }: Foundation, resourceGroup: IResourceGroup): ModelMonitor {
    const { columns } = settings;
    const identity = new ManagedIdentity(this, 'Monitor', { resourceGroup, purpose: 'monitor' });
    storageAccount.grantBlobWrite(identity);
    workspace.grantDataScience(identity);

    const preprocessing = AssetReference.component({ workspace, ...settings.preprocessing });
    const inputs = MonitorData.collected(deployment, DataCollection.MODEL_INPUTS, { preprocessing, windowDays: 7 });
    const outputs = MonitorData.collected(deployment, DataCollection.MODEL_OUTPUTS, { preprocessing, windowDays: 7, columns: { predictionColumn: columns.prediction } });
    const training = MonitorData.fixed({ asset: AssetReference.data({ workspace, ...settings.trainingData }), context: MonitorDataContext.TRAINING, columns: { targetColumn: columns.target } });
    const truth = MonitorData.rolling({ asset: AssetReference.data({ workspace, ...settings.groundTruth }), context: MonitorDataContext.GROUND_TRUTH, windowDays: 7 });
    const drift = { numerical: { [NumericalDriftMetric.JENSEN_SHANNON_DISTANCE]: 0.1 }, categorical: { [CategoricalDriftMetric.PEARSONS_CHI_SQUARED_TEST]: 0.05 } };
    const quality = { numerical: { [DataQualityMetric.NULL_VALUE_RATE]: 0.01 }, categorical: { [DataQualityMetric.OUT_OF_BOUNDS_RATE]: 0.01 } };
    return new ModelMonitor(this, 'ModelMonitor', {
      workspace,
      name: 'credit-monitor',
      schedule: { cron: '0 5 * * 1', timeZone: 'W. Europe Standard Time' },
      task: MonitorTask.CLASSIFICATION,
      deployment,
      identity,
      emails: [settings.alertEmail],
      signals: {
        data_drift: MonitorSignal.dataDrift({ production: inputs, reference: training, topFeatures: 10, targetColumn: columns.target, thresholds: drift }),
        prediction_drift: MonitorSignal.predictionDrift({ production: outputs, reference: training, thresholds: drift }),
        data_quality: MonitorSignal.dataQuality({ production: inputs, reference: training, thresholds: quality }),
        attribution: MonitorSignal.featureAttributionDrift({ production: [inputs, outputs], reference: training, targetColumn: columns.target, atLeastNdcg: 0.9 }),
        performance: MonitorSignal.modelPerformance({
          component: AssetReference.component({ workspace, ...settings.performance }),
          production: outputs,
          groundTruth: truth,
          targetColumn: columns.target,
          predictionColumn: columns.prediction,
          correlationColumn: columns.correlation,
          thresholds: { Accuracy: 0.9 },
        }),
      },
    });
  }
}

/** Defines the stack of the example. */
export function define(app: App): void {
  new MonitoredModel(app);
}

runExample(module, define);
