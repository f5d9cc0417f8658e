import type { App } from 'cdktf';
import { ResourceGroup } from '../../constructs/governance/resource-group';
import { ManagedIdentity } from '../../constructs/identity/managed-identity';
import { AssetReference } from '../../constructs/ml/asset-reference';
import { BatchDeployment } from '../../constructs/ml/batch-deployment';
import { BatchEndpoint } from '../../constructs/ml/batch-endpoint';
import { ClusterPriority, ComputeCluster } from '../../constructs/ml/compute-cluster';
import { DataLakeDatastore } from '../../constructs/ml/data-lake-datastore';
import { OutboundRuleSets } from '../../constructs/ml/outbound-rule-sets';
import { VmSize } from '../../constructs/ml/vm-size';
import { Workspace } from '../../constructs/ml/workspace';
import { StorageAccount } from '../../constructs/storage/storage-account';
import { ExampleStack } from '../support/example-stack';
import { Foundation } from '../support/foundation';
import { PrivateNetwork } from '../support/private-network';
import { runExample } from '../support/run-example';

const settings = {
  location: 'westeurope',
  /** Unique in the region. */
  endpointName: 'forecast-demo',
  /** Whether the model is in the workspace: deploy with false, register it, deploy with true. */
  modelRegistered: true,
  /** A model in the format of MLflow. */
  modelName: 'forecast',
  modelVersion: '1',
};

class BatchScoring extends ExampleStack {
  constructor(scope: App) {
    super(scope, 'batch-scoring', { workload: 'batch', settings });
    const resourceGroup = new ResourceGroup(this, 'ResourceGroup', { location: settings.location });
    const { privateEndpoint } = new PrivateNetwork(this, 'Network', { resourceGroup, additionalGroups: ['dfs'] });
    const foundation = new Foundation(this, 'Foundation', { resourceGroup, privateEndpoint });
    const { storageAccount, containerRegistry, logAnalyticsWorkspace } = foundation;
    const lake = new StorageAccount(this, 'Lake', {
      resourceGroup,
      purpose: 'lake',
      hierarchicalNamespaceEnabled: true,
      privateEndpoints: [{ ...privateEndpoint, group: 'dfs' }, { ...privateEndpoint, group: 'blob' }],
      diagnosticSettings: { logAnalyticsWorkspace },
    });
    const toScore = lake.addFilesystem('to-score');
    const scored = lake.addFilesystem('scored');

    const workspace = new Workspace(this, 'Workspace', {
      ...foundation.workspaceProps,
      imageBuildComputeName: 'image-build',
      // The default sets have the queues and tables that batch jobs need.
      outboundRules: [...OutboundRuleSets.defaults(storageAccount), { privateEndpoints: { 'lake-dfs': { target: lake, group: 'dfs' }, 'lake-blob': { target: lake, group: 'blob' } } }],
    });
    new ComputeCluster(this, 'ImageBuild', { workspace, name: 'image-build', vmSize: VmSize.STANDARD_DS3_V2, maxNodes: 1 });
    new DataLakeDatastore(this, 'ToScore', { workspace, name: 'to_score', filesystem: toScore });
    new DataLakeDatastore(this, 'Scored', { workspace, name: 'scored', filesystem: scored });

    const identity = new ManagedIdentity(this, 'Scoring', { resourceGroup, purpose: 'scoring' });
    toScore.grantRead(identity);
    scored.grantWrite(identity);
    storageAccount.grantBlobWrite(identity);
    storageAccount.grantQueueWrite(identity);
    storageAccount.grantTableWrite(identity);
    containerRegistry.grantPull(identity);
    const computeCluster = new ComputeCluster(this, 'Cluster', { workspace, name: 'scoring', vmSize: VmSize.STANDARD_D8DS_V5, priority: ClusterPriority.LOW_PRIORITY, maxNodes: 8, identities: [identity] });

    const endpoint = new BatchEndpoint(this, 'Endpoint', { workspace, name: settings.endpointName });
    if (settings.modelRegistered) {
      new BatchDeployment(this, 'Deployment', {
        endpoint,
        name: 'mlflow',
        model: AssetReference.model({ workspace, name: settings.modelName, version: settings.modelVersion }),
        computeCluster,
        instanceCount: 4,
        miniBatchSize: 20,
        maxConcurrencyPerInstance: 4,
        timeoutSeconds: 300,
        defaultEnabled: true,
      });
    }

    // What a scheduler, for example a pipeline of Data Factory, starts jobs as.
    const scheduler = new ManagedIdentity(this, 'Scheduler', { resourceGroup, purpose: 'scheduler' });
    endpoint.grantInvoke(scheduler);
    toScore.grantRead(scheduler);
  }
}

/** Defines the stack of the example. */
export function define(app: App): void {
  new BatchScoring(app);
}

runExample(module, define);
