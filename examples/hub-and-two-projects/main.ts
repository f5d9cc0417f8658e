import type { App } from 'cdktf';
import { AiServices } from '../../constructs/ai/ai-services';
import { ResourceGroup } from '../../constructs/governance/resource-group';
import { Principal } from '../../constructs/identity/role-assignment';
import { ComputeCluster } from '../../constructs/ml/compute-cluster';
import { WorkspaceConnection } from '../../constructs/ml/connection';
import { ConnectionAuth } from '../../constructs/ml/connection-auth';
import { ConnectionTarget } from '../../constructs/ml/connection-target';
import { Hub } from '../../constructs/ml/hub';
import { IsolationMode } from '../../constructs/ml/managed-network';
import { VmSize } from '../../constructs/ml/vm-size';
import { PLACEHOLDER } from '../../environments/placeholders';
import { ExampleStack } from '../support/example-stack';
import { Foundation } from '../support/foundation';
import { PrivateNetwork } from '../support/private-network';
import { runExample } from '../support/run-example';

const settings = {
  location: 'westeurope',
  /** The Entra groups of the two teams, and of those who run the hub. */
  churnTeamGroupId: PLACEHOLDER.dataScientists,
  assistantTeamGroupId: PLACEHOLDER.dataEngineers,
  hubAdministratorsGroupId: PLACEHOLDER.platformEngineers,
};

class HubAndTwoProjects extends ExampleStack {
  constructor(scope: App) {
    super(scope, 'hub-and-two-projects', { workload: 'hub2', settings });
    const resourceGroup = new ResourceGroup(this, 'ResourceGroup', { location: settings.location });
    const { privateEndpoint } = new PrivateNetwork(this, 'Network', { resourceGroup, additionalGroups: ['account'] });
    const foundation = new Foundation(this, 'Foundation', { resourceGroup, privateEndpoint });
    const { logAnalyticsWorkspace } = foundation;
    const aiServices = new AiServices(this, 'AiServices', { resourceGroup, privateEndpoints: [privateEndpoint], diagnosticSettings: { logAnalyticsWorkspace } });

    const hub = new Hub(this, 'Hub', {
      ...foundation.workspaceProps,
      friendlyName: 'AI platform',
      managedNetwork: { isolationMode: IsolationMode.ALLOW_INTERNET_OUTBOUND },
      imageBuildComputeName: 'image-build',
    });
    // What the hub computes with and connects to, all of its projects use.
    new ComputeCluster(this, 'ImageBuild', { workspace: hub, name: 'image-build', vmSize: VmSize.STANDARD_DS3_V2, maxNodes: 1 });
    new WorkspaceConnection(this, 'AiServicesConnection', { workspace: hub, name: 'ai-services', target: ConnectionTarget.aiServices(aiServices) });
    hub.grantAdminister(Principal.group('HubAdministrators', settings.hubAdministratorsGroupId));

    const churn = hub.addProject('Churn', { purpose: 'churn', friendlyName: 'Customer churn' });
    const assistant = hub.addProject('Assistant', { purpose: 'assist', friendlyName: 'Service assistant' });
    // The repository of this project alone.
    new WorkspaceConnection(this, 'Repository', { workspace: assistant, name: 'samples', target: ConnectionTarget.git('https://github.com/Azure/azureml-examples'), auth: ConnectionAuth.none() });

    const churnTeam = Principal.group('ChurnTeam', settings.churnTeamGroupId);
    const assistantTeam = Principal.group('AssistantTeam', settings.assistantTeamGroupId);
    churn.grantDevelop(churnTeam);
    assistant.grantDevelop(assistantTeam);
    for (const team of [churnTeam, assistantTeam]) {
      aiServices.grantUse(team);
      hub.grantRead(team);
    }
  }
}

/** Defines the stack of the example. */
export function define(app: App): void {
  new HubAndTwoProjects(app);
}

runExample(module, define);
