import type { App } from 'cdktf';
import { AiServices } from '../../constructs/ai/ai-services';
import { ResourceGroup } from '../../constructs/governance/resource-group';
import { Principal } from '../../constructs/identity/role-assignment';
import { WorkspaceConnection } from '../../constructs/ml/connection';
import { ConnectionTarget } from '../../constructs/ml/connection-target';
import { Hub } from '../../constructs/ml/hub';
import { IsolationMode } from '../../constructs/ml/managed-network';
import { ApplicationInsights } from '../../constructs/monitoring/application-insights';
import { LogAnalyticsWorkspace } from '../../constructs/monitoring/log-analytics-workspace';
import { ContainerRegistry, ContainerRegistrySku } from '../../constructs/registry/container-registry';
import { NetworkDefaultAction } from '../../constructs/security/network-access';
import { StorageAccount } from '../../constructs/storage/storage-account';
import { PLACEHOLDER } from '../../environments/placeholders';
import { ExampleStack } from '../support/example-stack';
import { runExample } from '../support/run-example';

const settings = {
  location: 'westeurope',
  /** An Entra group of those who build in the project. */
  developersGroupId: PLACEHOLDER.dataScientists,
};

/** Open to the internet: what keeps others out is the sign-in with Entra. */
const OPEN = { publicNetworkAccessEnabled: true, networkDefaultAction: NetworkDefaultAction.ALLOW };

class HubQuickStart extends ExampleStack {
  constructor(scope: App) {
    super(scope, 'hub-quick-start', { workload: 'hubqs', settings });
    const telemetry = { internetIngestionEnabled: true, internetQueryEnabled: true };
    const resourceGroup = new ResourceGroup(this, 'ResourceGroup', { location: settings.location });
    const logAnalyticsWorkspace = new LogAnalyticsWorkspace(this, 'Logs', { resourceGroup, ...telemetry });
    const storageAccount = new StorageAccount(this, 'Storage', { resourceGroup, studioBrowserAccessEnabled: true, ...OPEN });
    const aiServices = new AiServices(this, 'AiServices', { resourceGroup, ...OPEN });
    const hub = new Hub(this, 'Hub', {
      resourceGroup,
      storageAccount,
      // The one thing that a vault of the hub would hold are secrets of connections, and there are none.
      microsoftManagedKeyVaultEnabled: true,
      applicationInsights: new ApplicationInsights(this, 'Insights', { resourceGroup, logAnalyticsWorkspace, ...telemetry }),
      containerRegistry: new ContainerRegistry(this, 'Registry', { resourceGroup, sku: ContainerRegistrySku.BASIC, publicNetworkAccessEnabled: true }),
      friendlyName: 'AI quick start',
      managedNetwork: { isolationMode: IsolationMode.DISABLED },
      diagnosticSettings: { logAnalyticsWorkspace },
      ...OPEN,
    });
    new WorkspaceConnection(this, 'AiServicesConnection', { workspace: hub, name: 'ai-services', target: ConnectionTarget.aiServices(aiServices) });
    const project = hub.addProject('Project', { purpose: 'first', friendlyName: 'First project' });

    const developers = Principal.group('Developers', settings.developersGroupId);
    project.grantDevelop(developers);
    hub.grantRead(developers);
    aiServices.grantUse(developers);
    storageAccount.grantBlobWrite(developers);
    storageAccount.grantFileWrite(developers);
  }
}

/** Defines the stack of the example. */
export function define(app: App): void {
  new HubQuickStart(app);
}

runExample(module, define);
