import type { App, TerraformStack } from 'cdktf';
import { TerraformOutput } from 'cdktf';
import type { IDataExplorerCluster } from '../../../constructs/data/data-explorer-cluster';
import { DataExplorerCluster } from '../../../constructs/data/data-explorer-cluster';
import type { DataExplorerDatabaseOptions } from '../../../constructs/data/data-explorer-database';
import { ManagedIdentity } from '../../../constructs/identity/managed-identity';
import { Principal, PrincipalType } from '../../../constructs/identity/role-assignment';
import { LogAnalyticsWorkspace } from '../../../constructs/monitoring/log-analytics-workspace';
import { problemsOf, synthesise, synthesiseApp, TENANT_ID, testResourceGroup, testStack } from '../../support/template';
import { GROUP_ID, identity, PERSON_ID } from '../ml/fixtures';

const CLUSTER_ID = `${GROUP_ID}/providers/Microsoft.Kusto/clusters/decshared`;

const cluster = (stack: TerraformStack): IDataExplorerCluster => DataExplorerCluster.fromAttributes(stack, 'Telemetry', { resourceId: CLUSTER_ID, location: 'westeurope' });
const problems = (options: DataExplorerDatabaseOptions, name = 'models'): string => problemsOf((stack) => cluster(stack).addDatabase(name, options));

describe('DataExplorerDatabase', () => {
  test('keeps data for a year, and a month of it on fast disks', () => {
    const template = synthesise((stack) => cluster(stack).addDatabase('models'));
    expect(template.resource('azurerm_kusto_database')).toEqual({ cluster_name: 'decshared', hot_cache_period: 'P31D', location: 'westeurope', name: 'models', resource_group_name: 'rg-platform', soft_delete_period: 'P365D' });
  });

  test('takes all values', () => {
    const template = synthesise((stack) => {
      const database = cluster(stack).addDatabase('models', { softDeleteDays: 7, hotCacheDays: 1, lock: {}, deletionProtectionEnabled: true });
      new TerraformOutput(stack, 'uri', { value: database.queryUri });
    });
    expect(template.resource('azurerm_kusto_database')).toMatchObject({ hot_cache_period: 'P1D', lifecycle: { prevent_destroy: true }, soft_delete_period: 'P7D' });
    expect(template.json['output']).toEqual({ uri: { value: expect.stringMatching(/^\$\{join\("\/", \["https:\/\/decshared\.westeurope\.kusto\.windows\.net", azurerm_kusto_database\.\w+-models_\w+\.name\]\)\}$/) } });
  });

  test('never has more on fast disks than it keeps', () => {
    const template = synthesise((stack) => cluster(stack).addDatabase('models', { softDeleteDays: 14 }));
    expect(template.resource('azurerm_kusto_database')).toMatchObject({ hot_cache_period: 'P14D', soft_delete_period: 'P14D' });
  });

  test('grants the roles of Data Explorer, each once', () => {
    const template = synthesise((stack) => {
      const database = cluster(stack).addDatabase('models');
      database.grantView(Principal.group('Analysts', PERSON_ID));
      database.grantView(Principal.group('Analysts', PERSON_ID));
      database.grantIngest(identity(stack));
      database.grantUse({ grantName: 'Someone', principalId: PERSON_ID, principalType: PrincipalType.USER });
      database.grantAdmin(Principal.group('Analysts', PERSON_ID));
    });
    const grants = Object.values(template.resources('azurerm_kusto_database_principal_assignment'));
    expect(grants.map(({ role, principal_id, principal_type }) => [role, principal_id, principal_type])).toEqual([
      ['Admin', PERSON_ID, 'Group'],
      ['Ingestor', 'bbbbbbbb-0000-4000-8000-000000000001', 'App'],
      ['User', PERSON_ID, 'User'],
      ['Viewer', PERSON_ID, 'Group'],
    ]);
    expect(grants[0]).toEqual({
      cluster_name: 'decshared',
      database_name: expect.stringMatching(/^\$\{azurerm_kusto_database\./),
      name: expect.stringMatching(/^[0-9a-f-]{36}$/),
      principal_id: PERSON_ID,
      principal_type: 'Group',
      resource_group_name: 'rg-platform',
      role: 'Admin',
      tenant_id: TENANT_ID,
    });
  });

  test('grants in the later stack where the grantee is in it', () => {
    const templates = synthesiseApp((app: App) => {
      const database = cluster(testStack(app, 'data')).addDatabase('models');
      const later = testStack(app, 'ml');
      database.grantIngest(new ManagedIdentity(later, 'Scoring', { resourceGroup: testResourceGroup(later) }));
    });
    expect(templates['data']?.counts).toEqual({ azurerm_kusto_database: 1 });
    expect(templates['ml']?.counts['azurerm_kusto_database_principal_assignment']).toBe(1);
  });

  test('fails with periods that are none', () => {
    expect(problems({ softDeleteDays: 0 }, 'models!')).toBe(
      `2 problems (at test/Telemetry/Database-models!):
  - [NameInvalid] 'name' has characters that a data explorer database can't have: got "models!"; expected 1 to 260 characters: letters, digits, spaces, "_", "." and "-", not spaces alone; use only what is allowed
  - [DataExplorerPeriodInvalid] 'softDeleteDays' is out of range: got 0; expected whole days from 1 to 36500; choose a number in the range`,
    );
    expect(problems({ softDeleteDays: 30, hotCacheDays: 31 })).toBe("[DataExplorerPeriodInvalid] 'hotCacheDays' is longer than data is kept, or no number of days: got 31; expected whole days from 1 to 30; choose a number in the range, or lengthen 'softDeleteDays' (at test/Telemetry/Database-models)");
  });

  test('fails to send logs, which it has none of', () => {
    expect(problemsOf((stack) => cluster(stack).addDatabase('models').addDiagnosticSettings({ logAnalyticsWorkspace: LogAnalyticsWorkspace.fromLogAnalyticsWorkspaceId(stack, 'Logs', `${GROUP_ID}/providers/Microsoft.OperationalInsights/workspaces/log`) }))).toBe("[DiagnosticsUnavailable] 'diagnosticSettings' has no effect on a type that emits neither logs nor metrics: expected nothing; leave it out (at test/Telemetry/Database-models)");
  });
});
