import type { TerraformStack } from 'cdktf';
import { ResourceGroup } from '../../../constructs/governance/resource-group';
import type { WorkspaceWorkbookProps } from '../../../constructs/ml/workspace-workbook';
import { WorkspaceWorkbook } from '../../../constructs/ml/workspace-workbook';
import { LogAnalyticsWorkspace } from '../../../constructs/monitoring/log-analytics-workspace';
import type { Block } from '../../support/template';
import { LOCATION, synthesise } from '../../support/template';
import { GROUP_ID, workspace, WORKSPACE_ID } from './fixtures';
import { deployment, ENDPOINT_ID, onlineEndpoint } from './serving-fixtures';

const LOGS_ID = `${GROUP_ID}/providers/Microsoft.OperationalInsights/workspaces/log-shared`;

interface Item {
  readonly type: number;
  readonly content: { readonly title?: string; readonly json?: string; readonly resourceIds?: readonly string[]; readonly crossComponentResources?: readonly string[]; readonly timeContext?: { readonly durationMs: number }; readonly metrics?: readonly { readonly metric: string }[] };
}

type Choose = (stack: TerraformStack) => Partial<WorkspaceWorkbookProps>;

function workbookOf(choose: Choose = () => ({})): { readonly block: Block; readonly items: readonly Item[] } {
  const block = synthesise((stack) => {
    const resourceGroup = ResourceGroup.fromResourceGroupId(stack, 'Group', GROUP_ID, LOCATION);
    const chosen = choose(stack);
    new WorkspaceWorkbook(stack, 'Page', { resourceGroup, workspace: chosen.endpoints?.[0]?.workspace ?? workspace(stack), ...chosen });
  }).resource('azurerm_application_insights_workbook');
  const { items } = JSON.parse(String(block['data_json'])) as { items: readonly Item[] };
  return { block, items };
}

const titles = (items: readonly Item[]): unknown[] => items.map(({ content }) => content.title ?? content.json);
const JOBS = ['## Jobs and compute', 'Jobs', 'Jobs that wait for nodes', 'Nodes', 'Quota in use, percent', 'Processors and GPUs of jobs, percent', 'Deployments of models'];

describe('WorkspaceWorkbook', () => {
  test('shows jobs, nodes, quota and processors of a day', () => {
    const { block, items } = workbookOf();
    expect(block).toMatchObject({ display_name: 'Machine learning mlw-shared', location: LOCATION, resource_group_name: 'rg-platform' });
    expect(titles(items)).toEqual(JOBS);
    expect(items.flatMap(({ content }) => content.metrics?.map(({ metric }) => metric.replace('microsoft.machinelearningservices/workspaces-', '')) ?? [])).toEqual([
      'Run-Completed Runs', 'Run-Failed Runs', 'Run-Not Responding Runs', 'Run-Queued Runs', 'Run-Provisioning Runs', 'Run-Preparing Runs', 'Quota-Active Nodes', 'Quota-Idle Nodes', 'Quota-Unusable Nodes',
      'Quota-Preempted Nodes', 'Quota-Quota Utilization Percentage', 'Resource-CpuUtilizationPercentage', 'Resource-GpuUtilizationPercentage', 'Model-Model Deploy Succeeded', 'Model-Model Deploy Failed',
    ]);
    expect(items[1]?.content).toMatchObject({ resourceIds: [WORKSPACE_ID], timeContext: { durationMs: 86_400_000 } });
  });

  test('shows what only logs tell', () => {
    const { items } = workbookOf((stack) => ({ displayName: 'Ours', hours: 48, logAnalyticsWorkspace: LogAnalyticsWorkspace.fromLogAnalyticsWorkspaceId(stack, 'Logs', LOGS_ID) }));
    expect(titles(items)).toEqual([...JOBS, 'Jobs that failed', 'How long nodes took to start, in minutes']);
    expect(items[8]?.content).toMatchObject({ crossComponentResources: [LOGS_ID], timeContext: { durationMs: 172_800_000 } });
  });

  test('shows endpoints and deployments', () => {
    const { items } = workbookOf((stack) => {
      const endpoint = onlineEndpoint(stack);
      return { endpoints: [endpoint], deployments: [deployment(stack, endpoint)] };
    });
    expect(titles(items)).toEqual([...JOBS, '## Endpoints', 'Latency, milliseconds', 'Requests per minute, by how they ended', '## Deployments', 'Processors and GPUs, percent', 'Memory, percent', 'Instances']);
    expect(items[8]?.content).toMatchObject({ resourceIds: [ENDPOINT_ID], metrics: ['P50', 'P95', 'P99'].map((percentile) => ({ metric: `microsoft.machinelearningservices/workspaces/onlineendpoints-Traffic-RequestLatency_${percentile}` })) });
    expect(items[11]?.content).toMatchObject({ resourceIds: [expect.stringMatching(/^\$\{azapi_resource\.blue_\w+\.id\}$/)] });
  });
});
