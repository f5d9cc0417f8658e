import type { App } from 'cdktf';
import { SearchService, SearchSku, SemanticRanking } from '../../constructs/ai/search-service';
import { ResourceGroup } from '../../constructs/governance/resource-group';
import { Principal } from '../../constructs/identity/role-assignment';
import { ComputeCluster } from '../../constructs/ml/compute-cluster';
import { WorkspaceConnection } from '../../constructs/ml/connection';
import { ConnectionTarget } from '../../constructs/ml/connection-target';
import { ManagedFirewallSku } from '../../constructs/ml/managed-network';
import { OutboundRuleSets } from '../../constructs/ml/outbound-rule-sets';
import { VmSize } from '../../constructs/ml/vm-size';
import { Workspace } from '../../constructs/ml/workspace';
import { PLACEHOLDER } from '../../environments/placeholders';
import { ExampleStack } from '../support/example-stack';
import { Foundation } from '../support/foundation';
import { PrivateNetwork } from '../support/private-network';
import { runExample } from '../support/run-example';

const settings = {
  location: 'westeurope',
  /** An Entra group of those who build and query indexes. */
  dataScientistsGroupId: PLACEHOLDER.dataScientists,
};

class ApprovedOutboundPrivateSearch extends ExampleStack {
  constructor(scope: App) {
    super(scope, 'approved-outbound-private-search', { workload: 'search', settings });
    const resourceGroup = new ResourceGroup(this, 'ResourceGroup', { location: settings.location });
    const { privateEndpoint } = new PrivateNetwork(this, 'Network', { resourceGroup, additionalGroups: ['searchService'] });
    const foundation = new Foundation(this, 'Foundation', { resourceGroup, privateEndpoint });
    const { storageAccount, logAnalyticsWorkspace } = foundation;
    const search = new SearchService(this, 'Search', {
      resourceGroup,
      sku: SearchSku.BASIC,
      semanticRanking: SemanticRanking.FREE,
      privateEndpoints: [privateEndpoint],
      diagnosticSettings: { logAnalyticsWorkspace },
    });

    const workspace = new Workspace(this, 'Workspace', {
      ...foundation.workspaceProps,
      // The smaller firewall is enough for the traffic of a few computes.
      managedNetwork: { firewallSku: ManagedFirewallSku.BASIC },
      imageBuildComputeName: 'image-build',
      // The computes reach the service by a private endpoint of the managed network.
      outboundRules: [...OutboundRuleSets.defaults(storageAccount), { privateEndpoints: { search: { target: search, group: 'searchService' } } }],
    });
    new ComputeCluster(this, 'ImageBuild', { workspace, name: 'image-build', vmSize: VmSize.STANDARD_DS3_V2, maxNodes: 1 });
    const indexing = new ComputeCluster(this, 'Indexing', { workspace, name: 'indexing', vmSize: VmSize.STANDARD_D4S_V5, maxNodes: 2 });
    // By Entra: whoever uses the connection needs a role at the service, and there is no key.
    new WorkspaceConnection(this, 'SearchConnection', { workspace, name: 'search', target: ConnectionTarget.searchService(search) });

    const people = Principal.group('DataScientists', settings.dataScientistsGroupId);
    workspace.grantDataScience(people);
    search.grantIndex(people);
    search.grantIndex(indexing.identity);
  }
}

/** Defines the stack of the example. */
export function define(app: App): void {
  new ApprovedOutboundPrivateSearch(app);
}

runExample(module, define);
