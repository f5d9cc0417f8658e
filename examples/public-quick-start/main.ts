import type { App } from 'cdktf';
import { ResourceGroup } from '../../constructs/governance/resource-group';
import { ComputeCluster } from '../../constructs/ml/compute-cluster';
import { IsolationMode } from '../../constructs/ml/managed-network';
import { VmSize } from '../../constructs/ml/vm-size';
import { Workspace } from '../../constructs/ml/workspace';
import { ApplicationInsights } from '../../constructs/monitoring/application-insights';
import { LogAnalyticsWorkspace } from '../../constructs/monitoring/log-analytics-workspace';
import { ContainerRegistry, ContainerRegistrySku } from '../../constructs/registry/container-registry';
import { KeyVault } from '../../constructs/security/key-vault';
import { NetworkDefaultAction } from '../../constructs/security/network-access';
import { StorageAccount } from '../../constructs/storage/storage-account';
import { StorageReplication } from '../../constructs/storage/storage-replication';
import { ExampleStack } from '../support/example-stack';
import { runExample } from '../support/run-example';

const settings = {
  location: 'westeurope',
};

/** Open to the internet: what keeps others out is the sign-in with Entra. */
const OPEN = { publicNetworkAccessEnabled: true, networkDefaultAction: NetworkDefaultAction.ALLOW };

class PublicQuickStart extends ExampleStack {
  constructor(scope: App) {
    super(scope, 'public-quick-start', { workload: 'quick', settings });
    const telemetry = { internetIngestionEnabled: true, internetQueryEnabled: true };
    const resourceGroup = new ResourceGroup(this, 'ResourceGroup', { location: settings.location });
    const logAnalyticsWorkspace = new LogAnalyticsWorkspace(this, 'Logs', { resourceGroup, ...telemetry });
    // Who did what in the workspace, apart from its telemetry: another one, that other people read.
    const auditLogs = new LogAnalyticsWorkspace(this, 'AuditLogs', { resourceGroup, purpose: 'audit', ...telemetry });
    const workspace = new Workspace(this, 'Workspace', {
      resourceGroup,
      storageAccount: new StorageAccount(this, 'Storage', { resourceGroup, replication: StorageReplication.LRS, studioBrowserAccessEnabled: true, ...OPEN }),
      keyVault: new KeyVault(this, 'KeyVault', { resourceGroup, softDeleteRetentionDays: 7, ...OPEN }),
      applicationInsights: new ApplicationInsights(this, 'Insights', { resourceGroup, logAnalyticsWorkspace, ...telemetry }),
      containerRegistry: new ContainerRegistry(this, 'Registry', { resourceGroup, sku: ContainerRegistrySku.BASIC, publicNetworkAccessEnabled: true }),
      managedNetwork: { isolationMode: IsolationMode.DISABLED },
      diagnosticSettings: { logAnalyticsWorkspace: auditLogs },
      ...OPEN,
    });
    new ComputeCluster(this, 'Cluster', { workspace, name: 'cpu', vmSize: VmSize.STANDARD_DS3_V2, maxNodes: 2, nodePublicIpEnabled: true });
  }
}

/** Defines the stack of the example. */
export function define(app: App): void {
  new PublicQuickStart(app);
}

runExample(module, define);
