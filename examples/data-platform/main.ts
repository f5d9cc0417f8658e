import type { App } from 'cdktf';
import type { PrivateLinkResourceOptions } from '../../constructs/core/azure-resource';
import { WeekDay } from '../../constructs/core/week-day';
import { CopyFormat } from '../../constructs/data/copy-pipeline';
import { CopyTrigger } from '../../constructs/data/copy-trigger';
import { DataExplorerCluster } from '../../constructs/data/data-explorer-cluster';
import { DataExplorerSku } from '../../constructs/data/data-explorer-sku';
import { DataFactory } from '../../constructs/data/data-factory';
import { DataLake, DataLakeZone } from '../../constructs/data/data-lake';
import type { IEventHub } from '../../constructs/data/event-hub';
import { EventHubNamespace } from '../../constructs/data/event-hub-namespace';
import { KustoDataFormat, KustoEventProperty } from '../../constructs/data/kusto-event-hub-connection';
import type { IResourceGroup } from '../../constructs/governance/resource-group';
import { ResourceGroup } from '../../constructs/governance/resource-group';
import { ManagedIdentity } from '../../constructs/identity/managed-identity';
import { Principal } from '../../constructs/identity/role-assignment';
import { ComputeCluster } from '../../constructs/ml/compute-cluster';
import { DataAsset, DataAssetKind } from '../../constructs/ml/data-asset';
import type { DataLakeDatastore } from '../../constructs/ml/data-lake-datastore';
import { OutboundRuleSets } from '../../constructs/ml/outbound-rule-sets';
import { VmSize } from '../../constructs/ml/vm-size';
import { Workspace } from '../../constructs/ml/workspace';
import type { IWorkspace } from '../../constructs/ml/workspace-base';
import { kustoPrivateDnsZone } from '../../constructs/network/private-link';
import type { PrivateLinkGroup } from '../../constructs/network/private-link';
import { StorageAccount } from '../../constructs/storage/storage-account';
import { PLACEHOLDER } from '../../environments/placeholders';
import { ExampleStack } from '../support/example-stack';
import { Foundation } from '../support/foundation';
import { PrivateNetwork } from '../support/private-network';
import { runExample } from '../support/run-example';

const settings = {
  location: 'westeurope',
  /** The Entra group of the people who analyse telemetry. */
  analystsGroupId: PLACEHOLDER.dataEngineers,
  /** What models are trained with, in the features zone. */
  trainingData: { name: 'churn-training', version: '1', path: 'churn/v1/' },
};

class DataPlatform extends ExampleStack {
  constructor(scope: App) {
    super(scope, 'data-platform', { workload: 'lake', settings });
    const resourceGroup = new ResourceGroup(this, 'ResourceGroup', { location: settings.location });
    const { privateEndpoint } = new PrivateNetwork(this, 'Network', { resourceGroup, additionalGroups: ['dfs', 'namespace', 'dataFactory', 'portal', 'cluster'], additionalZones: [kustoPrivateDnsZone(settings.location)] });
    const foundation = new Foundation(this, 'Foundation', { resourceGroup, privateEndpoint });
    const { logAnalyticsWorkspace } = foundation;
    const reachedBy = (...groups: readonly PrivateLinkGroup[]): PrivateLinkResourceOptions => ({ diagnosticSettings: { logAnalyticsWorkspace }, privateEndpoints: groups.map((group) => ({ ...privateEndpoint, group })) });

    // Files of personal data wait in a zone of their own, and go after three months.
    const lake = new DataLake(this, 'Lake', { resourceGroup, additionalZones: { restricted: { lifecycle: { deleteAfterDays: 90 } } }, ...reachedBy('blob', 'dfs') });
    this.addWorkspace(lake, foundation);

    // What other systems deliver, every night and as it arrives.
    const landing = new StorageAccount(this, 'Landing', { resourceGroup, purpose: 'land', ...reachedBy('blob') });
    const delivered = landing.addContainer('delivered');
    const dataFactory = new DataFactory(this, 'Factory', { resourceGroup, ...reachedBy('dataFactory', 'portal') });
    dataFactory.connectKeyVault(foundation.keyVault);
    dataFactory.addCopyPipeline('Orders', { source: { container: delivered, path: 'orders' }, destination: { container: lake.zone(DataLakeZone.RAW), path: 'orders' }, trigger: CopyTrigger.onArrival() });
    dataFactory.addCopyPipeline('Customers', {
      source: { container: lake.zone(DataLakeZone.RAW), path: 'customers', filePattern: '*.parquet' },
      destination: { container: lake.zone(DataLakeZone.CURATED), path: 'customers' },
      format: CopyFormat.PARQUET,
      trigger: CopyTrigger.weekly([WeekDay.MONDAY], { hour: 3, timeZone: 'W. Europe Standard Time' }),
    });

    // What models say about themselves: as files in the lake, and in tables that can be queried at once.
    const namespace = new EventHubNamespace(this, 'Events', { resourceGroup, maximumThroughputUnits: 4, ...reachedBy('namespace') });
    const telemetry = namespace.addEventHub('model-telemetry', { retentionHours: 72, capture: { filesystem: lake.zone(DataLakeZone.RAW) } });
    this.addTelemetryStore(resourceGroup, telemetry, reachedBy('cluster'));
    telemetry.grantSend(new ManagedIdentity(this, 'Scoring', { resourceGroup, purpose: 'scoring' }));
  }

  private addWorkspace(lake: DataLake<'restricted'>, foundation: Foundation): void {
    const { resourceGroup } = foundation.workspaceProps;
    const workspace = new Workspace(this, 'Workspace', { ...foundation.workspaceProps, imageBuildComputeName: 'image-build', outboundRules: OutboundRuleSets.defaults(foundation.storageAccount) });
    workspace.addOutboundRules({ privateEndpoints: { 'lake-blob': { target: lake.storageAccount, group: 'blob' }, 'lake-dfs': { target: lake.storageAccount, group: 'dfs' } } });
    const identity = new ManagedIdentity(this, 'Training', { resourceGroup, purpose: 'training' });
    new ComputeCluster(this, 'ImageBuild', { workspace, name: 'image-build', vmSize: VmSize.STANDARD_DS3_V2, maxNodes: 1 });
    new ComputeCluster(this, 'Cluster', { workspace, name: 'training', vmSize: VmSize.STANDARD_D8DS_V5, maxNodes: 4, identities: [identity] });
    lake.grantRead(DataLakeZone.CURATED, identity);
    lake.grantWrite(DataLakeZone.FEATURES, identity);
    const features = lake.addDatastores(workspace, { zones: [DataLakeZone.CURATED, DataLakeZone.FEATURES] }).get(DataLakeZone.FEATURES);
    if (features) this.addTrainingData(workspace, features);
  }

  private addTrainingData(workspace: IWorkspace, datastore: DataLakeDatastore): void {
    const { name, version, path } = settings.trainingData;
    new DataAsset(this, 'TrainingData', { workspace, name, kind: DataAssetKind.FOLDER, versions: { [version]: { datastore, path, replacementEnabled: true } } });
  }

  private addTelemetryStore(resourceGroup: IResourceGroup, eventHub: IEventHub, reachedBy: PrivateLinkResourceOptions): void {
    const cluster = new DataExplorerCluster(this, 'Telemetry', { resourceGroup, sku: DataExplorerSku.DEV, ...reachedBy });
    cluster.addManagedPrivateEndpoint('Events', { target: eventHub.namespace, group: 'namespace' });
    const database = cluster.addDatabase('models', { softDeleteDays: 180, hotCacheDays: 14 });
    database.addEventHubConnection('ModelTelemetry', { eventHub, table: 'Telemetry', format: KustoDataFormat.JSON, mapping: 'TelemetryMapping', eventProperties: [KustoEventProperty.ENQUEUED_TIME] });
    database.grantView(Principal.group('Analysts', settings.analystsGroupId));
  }
}

/** Defines the stack of the example. */
export function define(app: App): void {
  new DataPlatform(app);
}

runExample(module, define);
