import type { App } from 'cdktf';
import { AiServices } from '../../constructs/ai/ai-services';
import { SearchService } from '../../constructs/ai/search-service';
import { ResourceGroup } from '../../constructs/governance/resource-group';
import { BuiltInRole } from '../../constructs/identity/built-in-role';
import { ManagedIdentity } from '../../constructs/identity/managed-identity';
import { Principal } from '../../constructs/identity/role-assignment';
import { ComputeCluster } from '../../constructs/ml/compute-cluster';
import { WorkspaceConnection } from '../../constructs/ml/connection';
import { ConnectionTarget } from '../../constructs/ml/connection-target';
import { Hub } from '../../constructs/ml/hub';
import { OutboundRuleSets } from '../../constructs/ml/outbound-rule-sets';
import { VmSize } from '../../constructs/ml/vm-size';
import { MonitorPrivateLinkScope } from '../../constructs/monitoring/monitor-private-link-scope';
import { PLACEHOLDER } from '../../environments/placeholders';
import { ExampleStack } from '../support/example-stack';
import { Foundation } from '../support/foundation';
import { PrivateNetwork } from '../support/private-network';
import { runExample } from '../support/run-example';

const settings = {
  location: 'westeurope',
  /** An Entra group of those who build in the project. */
  developersGroupId: PLACEHOLDER.dataScientists,
};

class PrivateHub extends ExampleStack {
  constructor(scope: App) {
    super(scope, 'private-hub', { workload: 'privhub', settings });
    const resourceGroup = new ResourceGroup(this, 'ResourceGroup', { location: settings.location });
    const { privateEndpoint } = new PrivateNetwork(this, 'Network', { resourceGroup, additionalGroups: ['account', 'searchService', 'azuremonitor'] });
    const foundation = new Foundation(this, 'Foundation', { resourceGroup, privateEndpoint, internetTelemetryEnabled: false });
    const { storageAccount, keyVault, logAnalyticsWorkspace, applicationInsights } = foundation;
    new MonitorPrivateLinkScope(this, 'MonitorScope', { resourceGroup, scopedServices: [logAnalyticsWorkspace, applicationInsights], privateEndpoints: [privateEndpoint] });
    const diagnosticSettings = { logAnalyticsWorkspace };
    const aiServices = new AiServices(this, 'AiServices', { resourceGroup, outboundHosts: ['learn.microsoft.com'], privateEndpoints: [privateEndpoint], diagnosticSettings });
    const searchIdentity = new ManagedIdentity(this, 'SearchIdentity', { resourceGroup, purpose: 'search' });
    const search = new SearchService(this, 'Search', { resourceGroup, identity: searchIdentity, replicaCount: 2, privateEndpoints: [privateEndpoint], diagnosticSettings });

    const identity = new ManagedIdentity(this, 'Identity', { resourceGroup, purpose: 'hub' });
    const hub = new Hub(this, 'Hub', {
      ...foundation.workspaceProps,
      friendlyName: 'Private AI hub',
      identity,
      requiredRoleAssignments: [
        resourceGroup.addRoleAssignment({ role: BuiltInRole.CONTRIBUTOR, grantee: identity }),
        resourceGroup.addRoleAssignment({ role: BuiltInRole.NETWORK_CONNECTION_APPROVER, grantee: identity }),
        storageAccount.grantBlobWrite(identity),
        storageAccount.grantFileWrite(identity),
        keyVault.grantAdminister(identity),
      ],
      imageBuildComputeName: 'image-build',
      outboundRules: [...OutboundRuleSets.defaults(storageAccount), { privateEndpoints: { search: { target: search, group: 'searchService' }, 'ai-services': { target: aiServices, group: 'account' } } }],
    });
    new ComputeCluster(this, 'ImageBuild', { workspace: hub, name: 'image-build', vmSize: VmSize.STANDARD_DS3_V2, maxNodes: 1 });
    new WorkspaceConnection(this, 'AiServicesConnection', { workspace: hub, name: 'ai-services', target: ConnectionTarget.aiServices(aiServices) });
    new WorkspaceConnection(this, 'SearchConnection', { workspace: hub, name: 'search', target: ConnectionTarget.searchService(search) });
    const project = hub.addProject('Project', { purpose: 'first' });

    // Search reads what it indexes, and calls the models that make vectors of it.
    storageAccount.grantBlobRead(searchIdentity);
    aiServices.grantModelUse(searchIdentity);
    const developers = Principal.group('Developers', settings.developersGroupId);
    project.grantDevelop(developers);
    aiServices.grantUse(developers);
    search.grantIndex(developers);
    storageAccount.grantBlobWrite(developers);
  }
}

/** Defines the stack of the example. */
export function define(app: App): void {
  new PrivateHub(app);
}

runExample(module, define);
