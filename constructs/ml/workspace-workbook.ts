import { Construct } from 'constructs';
import type { IResourceGroup } from '../governance/resource-group';
import type { ILogAnalyticsWorkspace } from '../monitoring/log-analytics-workspace';
import { MetricAggregation } from '../monitoring/metric-criterion';
import { Workbook } from '../monitoring/workbook';
import type { WorkbookMetric } from '../monitoring/workbook-part';
import { WorkbookPart } from '../monitoring/workbook-part';
import type { IOnlineDeployment } from './online-deployment';
import type { IOnlineEndpoint } from './online-endpoint';
import type { IWorkspace } from './workspace-base';
import { FAILED_JOBS, NODE_STARTS } from './workspace-logs';

const WORKSPACE = 'Microsoft.MachineLearningServices/workspaces';

export interface WorkspaceWorkbookProps {
  readonly resourceGroup: IResourceGroup;
  readonly workspace: IWorkspace;
  /** What people see in the list of workbooks. @default - `Machine learning`, and the name of the workspace */
  readonly displayName?: string;
  /** Endpoints whose requests are shown. @default - none */
  readonly endpoints?: readonly IOnlineEndpoint[];
  /** Deployments whose processors, GPUs and memory are shown. @default - none */
  readonly deployments?: readonly IOnlineDeployment[];
  /** What the workspace sends its logs to; shows which jobs failed and how long nodes took to start. @default - metrics only */
  readonly logAnalyticsWorkspace?: ILogAnalyticsWorkspace;
  /** The time that is shown. @default 24 */
  readonly hours?: number;
}

/**
 * A page in Azure Monitor with what happens in a workspace: jobs, nodes, quota and processors, the requests of its
 * endpoints, and how busy their deployments are.
 *
 * @see https://learn.microsoft.com/azure/machine-learning/monitor-azure-machine-learning-reference
 */
export class WorkspaceWorkbook extends Construct {
  readonly workbook: Workbook;

  /** @throws ValidationError those of workbooks and parts */
  constructor(scope: Construct, id: string, props: WorkspaceWorkbookProps) {
    super(scope, id);
    const { workspace } = props;
    this.workbook = new Workbook(this, 'Workbook', {
      resourceGroup: props.resourceGroup,
      displayName: props.displayName ?? `Machine learning ${workspace.resourceName}`,
      parts: [...ofWorkspace(props), ...ofLogs(props), ...ofEndpoints(props), ...ofDeployments(props)],
    });
  }
}

function ofWorkspace({ workspace, hours }: WorkspaceWorkbookProps): WorkbookPart[] {
  const chart = (title: string, category: string, aggregation: MetricAggregation, ...metricNames: readonly string[]): WorkbookPart =>
    WorkbookPart.metricChart({ title, targets: [workspace], targetType: WORKSPACE, hours, metrics: metricNames.map((metricName) => ({ metricName, category, aggregation })) });
  return [
    WorkbookPart.text('## Jobs and compute'),
    chart('Jobs', 'Run', MetricAggregation.TOTAL, 'Completed Runs', 'Failed Runs', 'Not Responding Runs'),
    chart('Jobs that wait for nodes', 'Run', MetricAggregation.TOTAL, 'Queued Runs', 'Provisioning Runs', 'Preparing Runs'),
    chart('Nodes', 'Quota', MetricAggregation.MAXIMUM, 'Active Nodes', 'Idle Nodes', 'Unusable Nodes', 'Preempted Nodes'),
    chart('Quota in use, percent', 'Quota', MetricAggregation.AVERAGE, 'Quota Utilization Percentage'),
    chart('Processors and GPUs of jobs, percent', 'Resource', MetricAggregation.AVERAGE, 'CpuUtilizationPercentage', 'GpuUtilizationPercentage'),
    chart('Deployments of models', 'Model', MetricAggregation.TOTAL, 'Model Deploy Succeeded', 'Model Deploy Failed'),
  ];
}

function ofLogs({ logAnalyticsWorkspace: source, hours }: WorkspaceWorkbookProps): WorkbookPart[] {
  if (!source) return [];
  return [
    WorkbookPart.query({ title: 'Jobs that failed', source, hours, query: FAILED_JOBS }),
    WorkbookPart.query({ title: 'How long nodes took to start, in minutes', source, hours, query: `${NODE_STARTS}\n| order by Minutes desc` }),
  ];
}

function ofEndpoints({ endpoints = [], hours }: WorkspaceWorkbookProps): WorkbookPart[] {
  if (endpoints.length === 0) return [];
  const chart = (title: string, ...metrics: readonly WorkbookMetric[]): WorkbookPart => WorkbookPart.metricChart({ title, targets: endpoints, targetType: `${WORKSPACE}/onlineEndpoints`, hours, metrics });
  const latency = ['RequestLatency_P50', 'RequestLatency_P95', 'RequestLatency_P99'].map((metricName) => ({ metricName, category: 'Traffic' }));
  return [
    WorkbookPart.text('## Endpoints'),
    chart('Latency, milliseconds', ...latency),
    chart('Requests per minute, by how they ended', { metricName: 'RequestsPerMinute', category: 'Traffic', splitBy: 'statusCodeClass' }),
  ];
}

function ofDeployments({ deployments = [], hours }: WorkspaceWorkbookProps): WorkbookPart[] {
  if (deployments.length === 0) return [];
  const chart = (title: string, ...metricNames: readonly string[]): WorkbookPart =>
    WorkbookPart.metricChart({ title, targets: deployments, targetType: `${WORKSPACE}/onlineEndpoints/deployments`, hours, metrics: metricNames.map((metricName) => ({ metricName, category: 'Resource' })) });
  return [
    WorkbookPart.text('## Deployments'),
    chart('Processors and GPUs, percent', 'CpuUtilizationPercentage', 'GpuUtilizationPercentage'),
    chart('Memory, percent', 'CpuMemoryUtilizationPercentage', 'GpuMemoryUtilizationPercentage'),
    chart('Instances', 'DeploymentCapacity'),
  ];
}
