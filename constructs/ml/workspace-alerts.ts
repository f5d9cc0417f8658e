import { Construct } from 'constructs';
import type { IResourceGroup } from '../governance/resource-group';
import type { IActionGroup } from '../monitoring/action-group';
import { LogAlert } from '../monitoring/log-alert';
import { AlertSeverity, MetricAlert } from '../monitoring/metric-alert';
import { MetricCriterion } from '../monitoring/metric-criterion';
import type { IWorkspace } from './workspace-base';
import { checkSlowNodeStart, slowNodeStarts } from './workspace-logs';

export interface WorkspaceAlertsProps {
  readonly resourceGroup: IResourceGroup;
  readonly workspace: IWorkspace;
  /** Who is told. */
  readonly actionGroups: readonly IActionGroup[];
  /** How many jobs may fail in an hour. @default 0 */
  readonly failedJobsPerHour?: number;
  /** How many deployments of models may fail in an hour. @default 0 */
  readonly failedDeploymentsPerHour?: number;
  /** How many nodes may be unusable at once: they could not be started, or broke. @default 0 */
  readonly unusableNodes?: number;
  /** How much of the compute quota may be used. @default 80 */
  readonly quotaPercent?: number;
  /** How long nodes of clusters may take to start; only logs tell, so the workspace must send them to Log Analytics. @default - no such alert */
  readonly slowNodeStartMinutes?: number;
  /** Whether the alerts are on. @default true */
  readonly enabled?: boolean;
}

/**
 * Tells people what goes wrong in a workspace: failed jobs (warning), failed deployments and unusable nodes (error), quota
 * that runs out (warning) and nodes that start slowly (warning).
 *
 * @see https://learn.microsoft.com/azure/machine-learning/monitor-azure-machine-learning
 */
export class WorkspaceAlerts extends Construct {
  /** @throws ValidationError `SlowNodeStartInvalid`, and those of alerts */
  constructor(scope: Construct, id: string, props: WorkspaceAlertsProps) {
    super(scope, id);
    const { workspace, slowNodeStartMinutes } = props;
    const { resourceName } = workspace;
    checkSlowNodeStart(this, slowNodeStartMinutes);
    const common = { resourceGroup: props.resourceGroup, target: workspace, actionGroups: props.actionGroups, enabled: props.enabled };
    const anHour = { windowMinutes: 60, frequencyMinutes: 15 } as const;
    new MetricAlert(this, 'FailedJobs', { ...common, ...anHour, name: `${resourceName} has jobs that failed`, criteria: [MetricCriterion.workspaceFailedJobs(props.failedJobsPerHour)] });
    new MetricAlert(this, 'FailedDeployments', { ...common, ...anHour, name: `${resourceName} has deployments that failed`, criteria: [MetricCriterion.workspaceFailedDeployments(props.failedDeploymentsPerHour)], severity: AlertSeverity.ERROR });
    new MetricAlert(this, 'UnusableNodes', { ...common, name: `${resourceName} has unusable nodes`, criteria: [MetricCriterion.workspaceUnusableNodes(props.unusableNodes)], severity: AlertSeverity.ERROR });
    new MetricAlert(this, 'Quota', { ...common, ...anHour, name: `${resourceName} runs out of quota`, criteria: [MetricCriterion.workspaceQuota(props.quotaPercent ?? 80)] });
    // The tables come with the first node that starts.
    if (slowNodeStartMinutes !== undefined) new LogAlert(this, 'SlowNodeStarts', { ...common, ...anHour, name: `${resourceName} has nodes that start slowly`, query: slowNodeStarts(slowNodeStartMinutes), queryValidationEnabled: false });
  }
}
