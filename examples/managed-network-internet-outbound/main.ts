import type { App } from 'cdktf';
import { ResourceGroup } from '../../constructs/governance/resource-group';
import { Principal } from '../../constructs/identity/role-assignment';
import { BlobDatastore } from '../../constructs/ml/blob-datastore';
import { ClusterPriority, ComputeCluster } from '../../constructs/ml/compute-cluster';
import { IsolationMode } from '../../constructs/ml/managed-network';
import { OutboundRuleSets } from '../../constructs/ml/outbound-rule-sets';
import { VmSize } from '../../constructs/ml/vm-size';
import { Workspace } from '../../constructs/ml/workspace';
import { MonitorPrivateLinkScope } from '../../constructs/monitoring/monitor-private-link-scope';
import { StorageAccount } from '../../constructs/storage/storage-account';
import { PLACEHOLDER } from '../../environments/placeholders';
import { ExampleStack } from '../support/example-stack';
import { Foundation } from '../support/foundation';
import { PrivateNetwork } from '../support/private-network';
import { runExample } from '../support/run-example';

const settings = {
  location: 'westeurope',
  /** An Entra group of those who work in the workspace. */
  dataScientistsGroupId: PLACEHOLDER.dataScientists,
};

class ManagedNetworkInternetOutbound extends ExampleStack {
  constructor(scope: App) {
    super(scope, 'managed-network-internet-outbound', { workload: 'inet', settings });
    const resourceGroup = new ResourceGroup(this, 'ResourceGroup', { location: settings.location });
    const { privateEndpoint } = new PrivateNetwork(this, 'Network', { resourceGroup, additionalGroups: ['azuremonitor'] });
    const foundation = new Foundation(this, 'Foundation', { resourceGroup, privateEndpoint, internetTelemetryEnabled: false });
    const { storageAccount, logAnalyticsWorkspace, applicationInsights } = foundation;
    const monitorScope = new MonitorPrivateLinkScope(this, 'MonitorScope', { resourceGroup, scopedServices: [logAnalyticsWorkspace, applicationInsights], privateEndpoints: [privateEndpoint] });
    const data = new StorageAccount(this, 'Data', { resourceGroup, purpose: 'data', privateEndpoints: [{ ...privateEndpoint, group: 'blob' }], diagnosticSettings: { logAnalyticsWorkspace } });
    const container = data.addContainer('training-data');

    const workspace = new Workspace(this, 'Workspace', {
      ...foundation.workspaceProps,
      friendlyName: 'Training',
      description: 'Computes reach the internet; data is reached from nowhere else',
      managedNetwork: { isolationMode: IsolationMode.ALLOW_INTERNET_OUTBOUND },
      imageBuildComputeName: 'image-build',
      // The internet is open; what has no public access is reached by private endpoints of the managed network.
      outboundRules: [OutboundRuleSets.batch(storageAccount), { privateEndpoints: { 'data-blob': { target: data, group: 'blob' }, monitor: { target: monitorScope, group: 'azuremonitor' } } }],
    });
    new ComputeCluster(this, 'ImageBuild', { workspace, name: 'image-build', vmSize: VmSize.STANDARD_DS3_V2, maxNodes: 1 });
    const training = new ComputeCluster(this, 'Training', { workspace, name: 'cpu', vmSize: VmSize.of('Standard_D8s_v5'), priority: ClusterPriority.LOW_PRIORITY, maxNodes: 4 });
    new BlobDatastore(this, 'TrainingData', { workspace, name: 'training_data', container });

    container.grantRead(workspace.identity);
    container.grantRead(training.identity);
    const people = Principal.group('DataScientists', settings.dataScientistsGroupId);
    workspace.grantDataScience(people);
    storageAccount.grantBlobWrite(people);
    storageAccount.grantFileWrite(people);
    container.grantRead(people);
  }
}

/** Defines the stack of the example. */
export function define(app: App): void {
  new ManagedNetworkInternetOutbound(app);
}

runExample(module, define);
