import type { App } from 'cdktf';
import { PLACEHOLDER } from '../../environments/placeholders';
import { ResourceGroup } from '../../constructs/governance/resource-group';
import { ManagedIdentity } from '../../constructs/identity/managed-identity';
import { Principal } from '../../constructs/identity/role-assignment';
import { DataLakeDatastore } from '../../constructs/ml/data-lake-datastore';
import { FeatureStore } from '../../constructs/ml/feature-store';
import { OutboundRuleSets } from '../../constructs/ml/outbound-rule-sets';
import { StorageAccount } from '../../constructs/storage/storage-account';
import { ExampleStack } from '../support/example-stack';
import { Foundation } from '../support/foundation';
import { PrivateNetwork } from '../support/private-network';
import { runExample } from '../support/run-example';

const settings = {
  location: 'westeurope',
  /** Entra groups: who defines features, and who uses them in models. */
  featureAuthorsGroupId: PLACEHOLDER.dataEngineers,
  featureUsersGroupId: PLACEHOLDER.dataScientists,
};

class FeatureStoreExample extends ExampleStack {
  constructor(scope: App) {
    super(scope, 'feature-store', { workload: 'feat', settings });
    const resourceGroup = new ResourceGroup(this, 'ResourceGroup', { location: settings.location });
    const { privateEndpoint } = new PrivateNetwork(this, 'Network', { resourceGroup, additionalGroups: ['dfs'] });
    const foundation = new Foundation(this, 'Foundation', { resourceGroup, privateEndpoint });
    const { storageAccount, logAnalyticsWorkspace } = foundation;

    const lake = new StorageAccount(this, 'Lake', {
      resourceGroup,
      purpose: 'lake',
      hierarchicalNamespaceEnabled: true,
      privateEndpoints: [{ ...privateEndpoint, group: 'dfs' }, { ...privateEndpoint, group: 'blob' }],
      diagnosticSettings: { logAnalyticsWorkspace },
    });
    const offlineStore = lake.addFilesystem('offlinestore');
    const sources = lake.addFilesystem('sources');

    const featureStore = new FeatureStore(this, 'FeatureStore', {
      ...foundation.workspaceProps,
      outboundRules: [
        OutboundRuleSets.python(),
        OutboundRuleSets.batch(storageAccount),
        // Materialisation runs on Spark, which reads and writes the lake.
        { privateEndpoints: { 'lake-dfs': { target: lake, group: 'dfs', sparkEnabled: true }, 'lake-blob': { target: lake, group: 'blob', sparkEnabled: true } } },
      ],
    });
    new DataLakeDatastore(this, 'Sources', { workspace: featureStore, name: 'sources', filesystem: sources });
    new DataLakeDatastore(this, 'OfflineStore', { workspace: featureStore, name: 'offline_store', filesystem: offlineStore });

    const materialisation = new ManagedIdentity(this, 'Materialisation', { resourceGroup, purpose: 'materialisation' });
    featureStore.grantDataScience(materialisation);
    sources.grantRead(materialisation);
    offlineStore.grantWrite(materialisation);
    sources.grantRead(featureStore.identity);
    offlineStore.grantRead(featureStore.identity);

    const authors = Principal.group('FeatureAuthors', settings.featureAuthorsGroupId);
    const users = Principal.group('FeatureUsers', settings.featureUsersGroupId);
    featureStore.grantDataScience(authors);
    sources.grantRead(authors);
    featureStore.grantRead(users);
    offlineStore.grantRead(users);
  }
}

/** Defines the stack of the example. */
export function define(app: App): void {
  new FeatureStoreExample(app);
}

runExample(module, define);
