import { Construct } from 'constructs';
import { Problems } from '../core/errors';
import type { IResourceGroup } from '../governance/resource-group';
import type { IActionGroup } from '../monitoring/action-group';
import { AlertSeverity, MetricAlert } from '../monitoring/metric-alert';
import { LatencyPercentile, MetricCriterion } from '../monitoring/metric-criterion';
import type { IOnlineDeployment } from './online-deployment';
import type { IOnlineEndpoint } from './online-endpoint';

export interface EndpointAlertsProps {
  readonly resourceGroup: IResourceGroup;
  readonly endpoint: IOnlineEndpoint;
  /** Deployments whose processors and memory are watched. @default - none */
  readonly deployments?: readonly IOnlineDeployment[];
  /** Deployments of `deployments` that have GPUs, which are watched too. @default - none */
  readonly gpuDeployments?: readonly IOnlineDeployment[];
  /** Who is told. */
  readonly actionGroups: readonly IActionGroup[];
  /** How long requests may take, by `latencyPercentile`. @default 1000 */
  readonly latencyMilliseconds?: number;
  /** @default LatencyPercentile.P95 */
  readonly latencyPercentile?: LatencyPercentile;
  /** How many requests may fail in a minute through no fault of the caller (5xx). @default 0 */
  readonly errorsPerMinute?: number;
  /** How many requests may be refused in a minute (4xx): wrong ones, those without a role, and those above what the deployment can take. @default 10 */
  readonly clientErrorsPerMinute?: number;
  /** How busy processors may be. @default 90 */
  readonly cpuPercent?: number;
  /** How full memory may be. @default 90 */
  readonly memoryPercent?: number;
  /** How busy GPUs, and how full their memory, may be; only with `gpuDeployments`. @default 95 */
  readonly gpuPercent?: number;
  /** Whether the alerts are on. @default true */
  readonly enabled?: boolean;
}

/**
 * Tells people what goes wrong with an online endpoint: failed requests (error), slow and refused ones (warning), and
 * deployments that are too small (warning).
 *
 * @see https://learn.microsoft.com/azure/machine-learning/how-to-monitor-online-endpoints
 */
export class EndpointAlerts extends Construct {
  /** @throws ValidationError `EndpointAlertsDeploymentOther`, `EndpointAlertsGpuUnwatched`, `EndpointAlertsUnused`, and those of alerts */
  constructor(scope: Construct, id: string, props: EndpointAlertsProps) {
    super(scope, id);
    const { endpoint, deployments = [], gpuDeployments = [], cpuPercent = 90, memoryPercent = 90, gpuPercent = 95 } = props;
    this.check(props);
    const common = { resourceGroup: props.resourceGroup, actionGroups: props.actionGroups, enabled: props.enabled };
    const ofEndpoint = { ...common, target: endpoint };
    new MetricAlert(this, 'Latency', { ...ofEndpoint, name: `${endpoint.resourceName} is slow`, criteria: [MetricCriterion.endpointLatency(props.latencyMilliseconds ?? 1000, { percentile: props.latencyPercentile ?? LatencyPercentile.P95 })] });
    new MetricAlert(this, 'Errors', { ...ofEndpoint, name: `${endpoint.resourceName} fails`, criteria: [MetricCriterion.endpointErrors(props.errorsPerMinute ?? 0)], severity: AlertSeverity.ERROR });
    new MetricAlert(this, 'ClientErrors', { ...ofEndpoint, name: `${endpoint.resourceName} refuses requests`, criteria: [MetricCriterion.endpointClientErrors(props.clientErrorsPerMinute ?? 10)] });
    for (const deployment of deployments) {
      const { deploymentName } = deployment;
      const alert = (alertId: string, what: string, criterion: MetricCriterion): void => void new MetricAlert(this, `${alertId}-${deploymentName}`, { ...common, target: deployment, name: `${endpoint.resourceName} ${deploymentName} ${what}`, criteria: [criterion] });
      alert('Cpu', 'has busy processors', MetricCriterion.deploymentCpu(cpuPercent));
      alert('Memory', 'has little memory left', MetricCriterion.deploymentMemory(memoryPercent));
      if (!gpuDeployments.includes(deployment)) continue;
      alert('Gpu', 'has busy GPUs', MetricCriterion.deploymentGpu(gpuPercent));
      alert('GpuMemory', 'has little GPU memory left', MetricCriterion.deploymentGpuMemory(gpuPercent));
    }
  }

  private check(props: EndpointAlertsProps): void {
    const { endpoint, deployments = [], gpuDeployments = [] } = props;
    const problems = new Problems(this);
    const others = deployments.filter((deployment) => deployment.endpoint !== endpoint).map(({ node }) => node.path);
    problems.require(others.length === 0, { code: 'EndpointAlertsDeploymentOther', prop: 'deployments', rule: 'are of another endpoint', got: others, expected: `deployments of ${endpoint.node.path}`, fix: 'make alerts for each endpoint' });
    const unwatched = gpuDeployments.filter((deployment) => !deployments.includes(deployment)).map(({ node }) => node.path);
    problems.require(unwatched.length === 0, { code: 'EndpointAlertsGpuUnwatched', prop: 'gpuDeployments', rule: "are not in 'deployments'", got: unwatched, expected: "deployments of 'deployments'", fix: 'name them in both' });
    const unused = [...(deployments.length > 0 ? [] : (['cpuPercent', 'memoryPercent'] as const)), ...(gpuDeployments.length > 0 ? [] : (['gpuPercent'] as const))].filter((prop) => props[prop] !== undefined);
    unused.forEach((prop) => problems.add({ code: 'EndpointAlertsUnused', prop, rule: 'has no effect: no deployment is watched for it', got: props[prop], expected: 'nothing', fix: `leave it out, or name ${prop === 'gpuPercent' ? "'gpuDeployments'" : "'deployments'"}` }));
    problems.throwIfAny();
  }
}
