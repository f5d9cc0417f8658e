import { AzurermProvider } from '@cdktf/provider-azurerm/lib/provider';
import { TerraformStack } from 'cdktf';
import { AzureCloud } from '../../../constructs/core/cloud';
import { setLandscapeContext } from '../../../constructs/core/landscape-context';
import { NamingConvention } from '../../../constructs/core/naming';
import { ResourceGroup } from '../../../constructs/governance/resource-group';
import { IsolationMode } from '../../../constructs/ml/managed-network';
import { ModelMonitor, MonitorTask } from '../../../constructs/ml/model-monitor';
import { MonitorSignal, NumericalDriftMetric } from '../../../constructs/ml/monitor-signal';
import type { RetrainingJobOptions, RetrainingPipelineOptions } from '../../../constructs/ml/retraining-target';
import { RetrainingTarget } from '../../../constructs/ml/retraining-target';
import type { RetrainingTriggerProps } from '../../../constructs/ml/retraining-trigger';
import { RetrainingTrigger } from '../../../constructs/ml/retraining-trigger';
import { Workspace } from '../../../constructs/ml/workspace';
import type { IWorkspace } from '../../../constructs/ml/workspace-base';
import { WorkspaceEvents } from '../../../constructs/ml/workspace-events';
import { ActionGroup } from '../../../constructs/monitoring/action-group';
import { StorageAccount } from '../../../constructs/storage/storage-account';
import type { Block, Template } from '../../support/template';
import { LOCATION, problemsOf, SUBSCRIPTION_ID, synthesise, synthesiseApp, TENANT_ID } from '../../support/template';
import { GROUP_ID, identity, STORAGE_ID, WORKSPACE_ID } from './fixtures';
import { cluster, COMPONENT, deployment, MODEL, monitored, onlineEndpoint } from './serving-fixtures';

const DEVOPS = { organization: 'contoso', project: 'Price models', pipelineId: 12 };
const PRICES = 'egst-mlops-dev-we';
const HEADERS = { 'x-ms-version': '2024-11-04' };
const STORAGE = { audience: 'https://storage.azure.com/', type: 'ManagedServiceIdentity' };

type Choose = (workspace: IWorkspace, stack: TerraformStack) => Partial<RetrainingTriggerProps>;

function define(stack: TerraformStack, choose: Choose = () => ({})): RetrainingTrigger {
  const blue = deployment(stack, onlineEndpoint(stack));
  const { workspace } = blue.endpoint;
  const resourceGroup = ResourceGroup.fromResourceGroupId(stack, 'Group', GROUP_ID, LOCATION);
  const signal = MonitorSignal.dataDrift({ ...monitored(blue), thresholds: { numerical: { [NumericalDriftMetric.JENSEN_SHANNON_DISTANCE]: 0.1 } } });
  const monitor = new ModelMonitor(stack, 'Monitor', { workspace, name: 'prices', schedule: { cron: '0 6 * * *' }, task: MonitorTask.REGRESSION, deployment: blue, signals: { prices_drift: signal, prices_quality: signal } });
  const events = new WorkspaceEvents(stack, 'Events', { resourceGroup, workspace });
  const storageAccount = StorageAccount.fromAttributes(stack, 'Findings', { resourceId: STORAGE_ID, location: LOCATION });
  return new RetrainingTrigger(stack, 'Retraining', { resourceGroup, events, monitor, signals: ['prices_drift'], storageAccount, target: RetrainingTarget.azureDevOpsPipeline(DEVOPS), ...choose(workspace, stack) });
}

const pipeline = (options: Partial<RetrainingPipelineOptions>): Choose => () => ({ target: RetrainingTarget.azureDevOpsPipeline({ ...DEVOPS, ...options }) });
const job = (choose: (workspace: IWorkspace, stack: TerraformStack) => Partial<RetrainingJobOptions> = () => ({})): Choose => (workspace, stack) => ({ target: jobOf(workspace, stack, choose(workspace, stack)) });
const jobOf = (workspace: IWorkspace, stack: TerraformStack, { computeCluster = cluster(stack, workspace), ...options }: Partial<RetrainingJobOptions>): RetrainingTarget => RetrainingTarget.job({ component: COMPONENT, computeCluster, ...options });
const apiResource = (template: Template, type: string): Block => Object.values(template.resources('azapi_resource')).find((block) => String(block['type']).startsWith(type)) ?? {};
const workflowOf = (template: Template): Block => apiResource(template, 'Microsoft.Logic/workflows');
const rolesOf = (template: Template): unknown[] => Object.keys(template.resources('azurerm_role_assignment')).map((name) => name.replace(/_[0-9A-F]{8}$/, '')).sort();
const failing = (choose: Choose): string => problemsOf((stack) => define(stack, choose));

describe('RetrainingTrigger', () => {
  test('keeps findings of the signals in a queue, delivered by the identity of the topic', () => {
    const template = synthesise((stack) => define(stack));
    expect(apiResource(template, 'Microsoft.Storage')).toMatchObject({ name: 'evgs-mlops-dev-we-retraining', parent_id: `${STORAGE_ID}/queueServices/default` });
    expect(template.resource('azurerm_eventgrid_system_topic')).toMatchObject({ name: PRICES });
    expect(template.resource('azurerm_eventgrid_system_topic_event_subscription')).toEqual({
      advanced_filter: {
        string_contains: [
          { key: 'data.RunTags.azureml_modelmonitor_threshold_breached', values: ['has failed due to one or more features violating metric thresholds'] },
          { key: 'data.RunTags.azureml_modelmonitor_threshold_breached', values: ['prices_drift'] },
        ],
      },
      delivery_identity: { type: 'SystemAssigned' },
      depends_on: [expect.stringMatching(/^azurerm_role_assignment\.Retraining_Findings_StorageQueueDataMessageSenderToEvents_\w+$/)],
      included_event_types: ['Microsoft.MachineLearningServices.RunStatusChanged'],
      name: 'evgs-mlops-dev-we-retraining',
      resource_group_name: 'rg-platform',
      retry_policy: { event_time_to_live: 1440, max_delivery_attempts: 30 },
      storage_queue_endpoint: { queue_message_time_to_live_in_seconds: 604_800, queue_name: expect.stringMatching(/^\$\{azapi_resource\.Retraining_Findings_\w+\.name\}$/), storage_account_id: STORAGE_ID },
      system_topic: expect.stringMatching(/^\$\{azurerm_eventgrid_system_topic\.Events_\w+\.name\}$/),
    });
    expect(rolesOf(template)).toEqual(['Retraining_Findings_StorageQueueDataContributorToRetraining', 'Retraining_Findings_StorageQueueDataMessageSenderToEvents']);
  });

  test('looks once a day, one run at a time, and starts a pipeline of Azure DevOps as itself', () => {
    const workflow = workflowOf(synthesise((stack) => define(stack)));
    const queue: unknown = expect.stringMatching(/^https:\/\/stshared\.queue\.core\.windows\.net\/\$\{azapi_resource\.\w+\.name\}(\?comp=metadata|\/messages)$/);
    const authentication = { audience: '499b84ac-1321-427f-aa17-267ca6975798', type: 'ManagedServiceIdentity' };
    const runs = 'https://dev.azure.com/contoso/Price%20models/_apis/pipelines/12/runs';
    expect(workflow).toEqual({
      body: {
        properties: {
          definition: {
            $schema: 'https://schema.management.azure.com/providers/Microsoft.Logic/schemas/2016-06-01/workflowdefinition.json#',
            actions: {
              Count: { inputs: { authentication: STORAGE, headers: HEADERS, method: 'GET', uri: queue }, runAfter: {}, type: 'Http' },
              Found: {
                actions: {
                  Ended: {
                    actions: {
                      Look: { inputs: { authentication, method: 'GET', uri: `${runs}/@{body('Start')?['id']}?api-version=7.1` }, runAfter: { Pause: ['Succeeded'] }, type: 'Http' },
                      Pause: { inputs: { interval: { count: 10, unit: 'Minute' } }, runAfter: {}, type: 'Wait' },
                    },
                    expression: "@equals(body('Look')?['state'], 'completed')",
                    limit: { count: 144, timeout: 'PT24H' },
                    runAfter: { Forget: ['Succeeded'] },
                    type: 'Until',
                  },
                  Forget: { inputs: { authentication: STORAGE, headers: HEADERS, method: 'DELETE', uri: queue }, runAfter: { Start: ['Succeeded'] }, type: 'Http' },
                  Start: { inputs: { authentication, body: { resources: { repositories: { self: { refName: 'refs/heads/main' } } } }, method: 'POST', retryPolicy: { type: 'none' }, uri: `${runs}?api-version=7.1` }, runAfter: {}, type: 'Http' },
                },
                expression: { and: [{ greater: ["@int(coalesce(outputs('Count')?['headers']?['x-ms-approximate-messages-count'], '0'))", 0] }] },
                runAfter: { Count: ['Succeeded'] },
                type: 'If',
              },
            },
            contentVersion: '1.0.0.0',
            triggers: { Every: { recurrence: { frequency: 'Hour', interval: 24 }, runtimeConfiguration: { concurrency: { maximumWaitingRuns: 1, runs: 1 } }, type: 'Recurrence' } },
          },
          state: 'Enabled',
        },
      },
      identity: [{ type: 'SystemAssigned' }],
      location: LOCATION,
      name: 'logic-mlops-dev-we-retraining',
      parent_id: GROUP_ID,
      schema_validation_enabled: true,
      type: 'Microsoft.Logic/workflows@2019-05-01',
    });
  });

  test('starts a job of the workspace, and gets the role for it', () => {
    const template = synthesise((stack) => define(stack, job()));
    const uri = `https://management.azure.com${WORKSPACE_ID}/jobs/retraining-@{toLower(workflow().run.name)}?api-version=2025-09-01`;
    const authentication = { audience: 'https://management.azure.com/', type: 'ManagedServiceIdentity' };
    expect(workflowOf(template)).toMatchObject({
      body: {
        properties: {
          definition: {
            actions: {
              Found: {
                actions: {
                  Ended: { actions: { Look: { inputs: { authentication, method: 'GET', uri } } }, expression: "@contains(createArray('Completed', 'Failed', 'Canceled'), body('Look')?['properties']?['status'])" },
                  Start: {
                    inputs: {
                      authentication,
                      body: {
                        properties: {
                          componentId: COMPONENT.id, displayName: 'Retraining after drift', experimentName: 'retraining', inputs: {}, jobType: 'Pipeline',
                          settings: { default_compute: expect.stringMatching(/^\$\{azurerm_machine_learning_compute_cluster\.\w+\.id\}$/), force_rerun: true },
                        },
                      },
                      method: 'PUT',
                      uri,
                    },
                  },
                },
              },
            },
          },
        },
      },
    });
    expect(rolesOf(template)).toContain('Workspace_AzureMLDataScientistToRetraining');
  });

  test('takes all values', () => {
    const template = synthesise((stack) => define(stack, (workspace, inner) => ({
      ...job((_, own) => ({ experimentName: 'prices', inputs: { rows: 100, full: true, note: '@{now} and @later' }, identity: identity(own) }))(workspace, inner), minimumHours: 6, maximumTrainingHours: 48, enabled: false, name: 'retrain-prices',
    })));
    const text = JSON.stringify(workflowOf(template));
    expect(workflowOf(template)).toMatchObject({ name: 'retrain-prices', body: { properties: { state: 'Disabled', definition: { triggers: { Every: { recurrence: { interval: 6 } } } } } } });
    expect(text).toContain('"limit":{"count":288,"timeout":"PT48H"}');
    expect(text).toContain('"inputs":{"full":{"jobInputType":"literal","value":"true"},"note":{"jobInputType":"literal","value":"@@{now} and @later"},"rows":{"jobInputType":"literal","value":"100"}}');
    expect(text).toContain(`"identity":{"clientId":"bbbbbbbb-0000-4000-8000-000000000002","identityType":"Managed","resourceId":"${GROUP_ID}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id-training"}`);
  });

  test('tells when training can not be started', () => {
    const id = `${GROUP_ID}/providers/Microsoft.Insights/actionGroups/ag-shared`;
    const alert = synthesise((stack) => define(stack, () => ({ actionGroups: [ActionGroup.fromActionGroupId(stack, 'Owners', id)] }))).resource('azurerm_monitor_metric_alert');
    expect(alert).toMatchObject({ action: [{ action_group_id: id }], criteria: [{ aggregation: 'Total', metric_name: 'RunsFailed', metric_namespace: 'Microsoft.Logic/workflows', operator: 'GreaterThan', threshold: 0 }], severity: 1, window_size: 'PT1H' });
    expect(alert['scopes']).toEqual([expect.stringMatching(/^\$\{azapi_resource\.Retraining_\w+\.id\}$/)]);
  });

  test('gives pipelines their branch and parameters', () => {
    const text = JSON.stringify(workflowOf(synthesise((stack) => define(stack, pipeline({ branch: 'release/7', parameters: { reason: '@drift' } })))));
    expect(text).toContain('"body":{"resources":{"repositories":{"self":{"refName":"refs/heads/release/7"}}},"templateParameters":{"reason":"@@drift"}}');
  });

  test('finds the services of other clouds', () => {
    const templates = synthesiseApp((app) => {
      const stack = new TerraformStack(app, 'government');
      const naming = new NamingConvention({ workload: 'mlops', environment: 'dev', location: LOCATION, seed: SUBSCRIPTION_ID });
      setLandscapeContext(stack, { naming, subscriptionId: SUBSCRIPTION_ID, tenantId: TENANT_ID, cloud: AzureCloud.US_GOVERNMENT });
      new AzurermProvider(stack, 'azurerm', { features: [{}] });
      define(stack, job());
    });
    const text = JSON.stringify(templates['government']?.json);
    expect(text).toContain('https://management.usgovcloudapi.net/subscriptions/');
    expect(text).toContain('https://stshared.queue.core.usgovcloudapi.net/');
  });

  test.each<[string, Choose, string]>([
    ['no signals, and times that are none', () => ({ signals: [], minimumHours: 0, maximumTrainingHours: 1.5 }), `3 problems (at test/Retraining):
  - [RetrainingSignalsCount] 'signals' has the wrong number of signals: got 0; expected 1 to 24; say which findings start training
  - [RetrainingHoursInvalid] 'minimumHours' is a time that workflows do not have: got 0; expected whole hours from 1 to 500; correct the number
  - [RetrainingHoursInvalid] 'maximumTrainingHours' is a time that workflows do not have: got 1.5; expected whole hours from 1 to 500; correct the number`],
    ['a signal that the monitor does not have', () => ({ signals: ['drift'] }), `[RetrainingSignalUnknown] 'signals' names what is no signal of the monitor: got ["drift"]; expected prices_drift, prices_quality; name one of these (at test/Retraining)`],
    ['events of another workspace', (_, stack) => ({ events: new WorkspaceEvents(stack, 'OtherEvents', { resourceGroup: ResourceGroup.fromResourceGroupId(stack, 'OtherGroup', GROUP_ID, LOCATION), workspace: otherWorkspace(stack) }) }), `[RetrainingWorkspaceOther] 'events' are those of another workspace: got "test/Other"; expected events of test/Workspace; pass the events of the workspace of the monitor (at test/Retraining)`],
    ['a cluster of another workspace', job((_, stack) => ({ computeCluster: cluster(stack, otherWorkspace(stack)) })), `[RetrainingClusterOther] 'target.computeCluster' is in another workspace: got "test/Cluster"; expected a cluster of test/Workspace; name a cluster of the workspace of the monitor (at test/Retraining)`],
    ['an asset that is no component', job(() => ({ component: MODEL })), `[AssetKindWrong] 'target.component' is a reference to models: got "prices"; expected a reference to components; use another factory of AssetReference, for components (at test/Retraining)`],
    ['names that experiments and inputs can not have', job(() => ({ experimentName: 'after drift', inputs: { 'max rows': 1 } })), `2 problems (at test/Retraining):
  - [RetrainingExperimentInvalid] 'target.experimentName' is not the name of an experiment: got "after drift"; expected 1 to 255 characters: letters, digits, "_" and "-", starting with a letter or digit; use only what is allowed
  - [RetrainingInputInvalid] 'target.inputs' has a name that no input can have: got ["max rows"]; expected letters, digits and "_", not starting with a digit; name the inputs as the component does`],
    ['a pipeline that is not one', pipeline({ organization: 'https://dev.azure.com/contoso', project: 'a/b', pipelineId: 0, branch: 'refs/heads/main' }), `4 problems (at test/Retraining):
  - [RetrainingOrganizationInvalid] 'target.organization' is not the name of an organization: got "https://dev.azure.com/contoso"; expected 1 to 50 letters, digits and hyphens, starting and ending with a letter or digit; pass the name alone, without address
  - [RetrainingProjectInvalid] 'target.project' is not the name of a project: got "a/b"; expected 1 to 64 characters, none of \\ / : * ? " < > ; # $ % { } , + = [ ] |; pass the name or the id
  - [RetrainingPipelineInvalid] 'target.pipelineId' is not the number of a pipeline: got 0; expected a whole number from 1; copy 'definitionId' from the address of the pipeline
  - [RetrainingBranchInvalid] 'target.branch' is not the name of a branch: got "refs/heads/main"; expected a name like main, without refs/heads/; correct the name`],
  ])('fails for %s', (_, choose, message) => {
    expect(failing(choose)).toBe(message);
  });
});

function otherWorkspace(stack: TerraformStack): IWorkspace {
  return Workspace.fromWorkspaceId(stack, 'Other', `${WORKSPACE_ID}-2`, { location: LOCATION, isolationMode: IsolationMode.ALLOW_ONLY_APPROVED_OUTBOUND });
}
