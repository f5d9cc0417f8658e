import type { App } from 'cdktf';
import { ResourceGroup } from '../../constructs/governance/resource-group';
import { ComputeCluster } from '../../constructs/ml/compute-cluster';
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
  /** The hosts that jobs may reach, by the names of their rules: here, a feed of packages in Azure Artifacts. */
  approvedHosts: { 'package-feed': 'pkgs.dev.azure.com', 'package-feed-storage': '*.vsblob.vsassets.io' },
};

class ManagedNetworkApprovedOutbound extends ExampleStack {
  constructor(scope: App) {
    super(scope, 'managed-network-approved-outbound', { workload: 'appr', settings });
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
    const filesystem = lake.addFilesystem('curated');

    // Only approved traffic is the default of a workspace.
    const workspace = new Workspace(this, 'Workspace', {
      ...foundation.workspaceProps,
      managedNetwork: { provisionOnCreationEnabled: true },
      imageBuildComputeName: 'image-build',
      outboundRules: [
        ...OutboundRuleSets.defaults(storageAccount),
        OutboundRuleSets.azureServices('AzureOpenDatasets'),
        { fqdns: Object.fromEntries(Object.entries(settings.approvedHosts).map(([name, fqdn]) => [name, { fqdn }])) },
        { privateEndpoints: { 'lake-dfs': { target: lake, group: 'dfs', sparkEnabled: true }, 'lake-blob': { target: lake, group: 'blob', sparkEnabled: true } } },
      ],
    });
    new ComputeCluster(this, 'ImageBuild', { workspace, name: 'image-build', vmSize: VmSize.STANDARD_DS3_V2, maxNodes: 1 });
    const training = new ComputeCluster(this, 'Training', { workspace, name: 'cpu', vmSize: VmSize.of('Standard_D8s_v5'), maxNodes: 4 });
    new DataLakeDatastore(this, 'Curated', { workspace, name: 'curated', filesystem });
    filesystem.grantRead(workspace.identity);
    filesystem.grantRead(training.identity);
  }
}

/** Defines the stack of the example. */
export function define(app: App): void {
  new ManagedNetworkApprovedOutbound(app);
}

runExample(module, define);
