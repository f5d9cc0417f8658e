import type { App } from 'cdktf';
import { Principal } from '../../constructs/identity/role-assignment';
import { BlobDatastore } from '../../constructs/ml/blob-datastore';
import { ComputeCluster } from '../../constructs/ml/compute-cluster';
import { ComputeInstance } from '../../constructs/ml/compute-instance';
import { ScheduleAction } from '../../constructs/ml/compute-instance-schedule';
import { IsolationMode } from '../../constructs/ml/managed-network';
import { VmSize } from '../../constructs/ml/vm-size';
import { Workspace } from '../../constructs/ml/workspace';
import { LogAnalyticsWorkspace } from '../../constructs/monitoring/log-analytics-workspace';
import { StorageAccount } from '../../constructs/storage/storage-account';
import { PLACEHOLDER } from '../../environments/placeholders';
import { ExampleStack } from '../support/example-stack';
import { runExample } from '../support/run-example';

const GROUP = `/subscriptions/${PLACEHOLDER.subscriptionId}/resourceGroups/rg-ml`;

const settings = {
  location: 'westeurope',
  /** What exists: its ids, and what the constructs have to know of it. */
  workspaceId: `${GROUP}/providers/Microsoft.MachineLearningServices/workspaces/mlw-existing`,
  isolationMode: IsolationMode.ALLOW_ONLY_APPROVED_OUTBOUND,
  workspacePrincipalId: PLACEHOLDER.userObjectId,
  dataAccountId: `${GROUP}/providers/Microsoft.Storage/storageAccounts/stexistingdata`,
  logAnalyticsWorkspaceId: `${GROUP}/providers/Microsoft.OperationalInsights/workspaces/log-existing`,
  /** Who gets what. */
  dataScientistsGroupId: PLACEHOLDER.dataScientists,
  mlEngineersGroupId: PLACEHOLDER.mlEngineers,
  auditorsGroupId: PLACEHOLDER.auditors,
  instanceUserObjectId: PLACEHOLDER.userObjectId,
};

class ExistingWorkspace extends ExampleStack {
  constructor(scope: App) {
    super(scope, 'existing-workspace', { workload: 'exist', settings });
    const { location, isolationMode } = settings;
    const workspace = Workspace.fromWorkspaceId(this, 'Workspace', settings.workspaceId, { location, isolationMode, principalId: settings.workspacePrincipalId });
    const data = StorageAccount.fromAttributes(this, 'Data', { resourceId: settings.dataAccountId, location });
    workspace.addDiagnosticSettings({ logAnalyticsWorkspace: LogAnalyticsWorkspace.fromLogAnalyticsWorkspaceId(this, 'Logs', settings.logAnalyticsWorkspaceId) });
    workspace.addPrivateEndpointOutboundRule('data-blob', { target: data, group: 'blob' });
    workspace.addFqdnOutboundRule('package-feed', { fqdn: 'pkgs.dev.azure.com' });

    const container = data.addContainer('experiments');
    const cluster = new ComputeCluster(this, 'Cluster', { workspace, name: 'experiments', vmSize: VmSize.of('Standard_D8s_v5'), maxNodes: 4 });
    new ComputeInstance(this, 'Instance', {
      workspace,
      name: 'ci-exist-demo-first',
      vmSize: VmSize.STANDARD_DS3_V2,
      assignedUser: { objectId: settings.instanceUserObjectId },
      idleMinutes: 30,
      schedules: [{ action: ScheduleAction.STOP, cron: '0 19 * * 1-5', timeZone: 'W. Europe Standard Time' }],
    });
    new BlobDatastore(this, 'Experiments', { workspace, name: 'experiments', container });
    if (workspace.identity) container.grantRead(workspace.identity);
    container.grantWrite(cluster.identity);

    const dataScientists = Principal.group('DataScientists', settings.dataScientistsGroupId);
    const mlEngineers = Principal.group('MlEngineers', settings.mlEngineersGroupId);
    workspace.grantDataScience(dataScientists);
    container.grantWrite(dataScientists);
    workspace.grantDataScience(mlEngineers);
    workspace.grantComputeOperate(mlEngineers);
    workspace.grantRead(Principal.group('Auditors', settings.auditorsGroupId));
  }
}

/** Defines the stack of the example. */
export function define(app: App): void {
  new ExistingWorkspace(app);
}

runExample(module, define);
