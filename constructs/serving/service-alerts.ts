import { MonitorAlertPrometheusRuleGroup } from '@cdktf/provider-azurerm/lib/monitor-alert-prometheus-rule-group';
import { Construct } from 'constructs';
import type { IAzureResource } from '../core/azure-resource';
import { Problems } from '../core/errors';
import type { IResourceGroup } from '../governance/resource-group';
import type { IActionGroup } from '../monitoring/action-group';
import { AlertSeverity } from '../monitoring/metric-alert';
import type { ScoringDeployment } from './scoring-deployment';
import type { ScoringService } from './scoring-service';
import type { ServiceMetricNames } from './service-gate';
import { metricQuery, ServiceMetric } from './service-gate';

/** Azure's limit of rules in one group. */
const MAX_RULES = 20;
/** Azure's limit of action groups of one rule. */
const MAX_ACTION_GROUPS = 5;

/** When people are told. */
export interface ServiceThreshold {
  readonly metric: ServiceMetric;
  /** Above it, people are told. */
  readonly above: number;
  /** @default AlertSeverity.ERROR */
  readonly severity?: AlertSeverity;
}

export interface ServiceAlertsProps {
  readonly resourceGroup: IResourceGroup;
  /** 1 to 260 characters. */
  readonly name: string;
  readonly service: ScoringService;
  /** The Azure Monitor workspace that the metrics of the cluster go to. */
  readonly monitorWorkspace: IAzureResource;
  /** The name of the cluster, which its metrics are marked with. */
  readonly clusterName: string;
  /** What predictions are compared with; needed for ServiceMetric.PREDICTION_DRIFT_PERCENT. @default - none */
  readonly stable?: ScoringDeployment;
  readonly thresholds: readonly ServiceThreshold[];
  /** Who is told. */
  readonly actionGroups: readonly IActionGroup[];
  /** The time that is looked at, and how long it must be bad. @default 5 */
  readonly windowMinutes?: number;
  /** @default - as ServiceMetricNames has them */
  readonly metricNames?: ServiceMetricNames;
}

/**
 * Tells people when a service fails, is slow, predicts otherwise than before, or has pods that aren't ready; by the managed
 * Prometheus of the cluster, for each deployment.
 *
 * @see https://learn.microsoft.com/azure/azure-monitor/metrics/prometheus-rule-groups
 */
export class ServiceAlerts extends Construct {
  readonly ruleGroupId: string;

  /** @throws ValidationError `ServiceAlertsNameInvalid`, `ServiceThresholdsInvalid`, `ServiceAlertsStableRequired`, `ServiceAlertsActionGroups`, `ServiceAlertsWindowInvalid`, `ServiceAlertRuleLimit` */
  constructor(scope: Construct, id: string, props: ServiceAlertsProps) {
    super(scope, id);
    this.check(props);
    const { service, windowMinutes = 5 } = props;
    const duration = `PT${windowMinutes}M`;
    const action = props.actionGroups.map((group) => ({ actionGroupId: group.resourceId }));
    const rule = (alert: string, expression: string, severity: AlertSeverity) => ({ alert, expression, for: duration, severity, enabled: true, action, alertResolution: { autoResolved: true, timeToResolve: 'PT15M' } });
    const resource = new MonitorAlertPrometheusRuleGroup(this, 'Resource', {
      name: props.name,
      resourceGroupName: props.resourceGroup.resourceName,
      location: props.resourceGroup.location,
      clusterName: props.clusterName,
      scopes: [props.monitorWorkspace.resourceId],
      interval: 'PT1M',
      ruleGroupEnabled: true,
      rule: service.deployments.flatMap((deployment) => [
        ...comparable(props, deployment).map(({ metric, above, severity }) => rule(`${service.serviceName}-${deployment.deploymentName}-${metric}`, `${metricQuery(metric, { deployment, stable: props.stable ?? deployment, minutes: windowMinutes, names: props.metricNames })} > ${above}`, severity ?? AlertSeverity.ERROR)),
        rule(`${service.serviceName}-${deployment.deploymentName}-notReady`, `max(kube_deployment_status_replicas_unavailable{namespace="${service.namespace.namespaceName}",deployment="${deployment.objectName}"}) > 0`, AlertSeverity.WARNING),
      ]),
    });
    this.ruleGroupId = resource.id;
  }

  private check(props: ServiceAlertsProps): void {
    const { name, service, thresholds, stable, actionGroups, windowMinutes = 5 } = props;
    const problems = new Problems(this);
    problems.require(/^[^:@/#{}%&+*<>?]{1,260}$/.test(name), { code: 'ServiceAlertsNameInvalid', prop: 'name', rule: 'is not the name of a group of rules', got: name, expected: '1 to 260 characters, none of : @ / # { } % & + * < > ?', fix: 'use only what is allowed' });
    const metrics = thresholds.map(({ metric }) => metric);
    problems.require(thresholds.length > 0 && new Set(metrics).size === metrics.length && thresholds.every(({ above }) => above >= 0), { code: 'ServiceThresholdsInvalid', prop: 'thresholds', rule: 'are empty, or have a metric twice or a limit below 0', got: thresholds, expected: 'at least one metric, each once, with a limit from 0', fix: 'correct them' });
    const drift = metrics.includes(ServiceMetric.PREDICTION_DRIFT_PERCENT);
    problems.require(drift === (stable !== undefined), { code: 'ServiceAlertsStableRequired', prop: 'stable', rule: `is what ${ServiceMetric.PREDICTION_DRIFT_PERCENT} compares with, and has no other use`, got: stable?.node.path, expected: drift ? 'a deployment of the service' : 'nothing', fix: drift ? 'pass it' : 'leave it out, or add the metric' });
    problems.require(actionGroups.length >= 1 && actionGroups.length <= MAX_ACTION_GROUPS, { code: 'ServiceAlertsActionGroups', prop: 'actionGroups', rule: 'has the wrong number of action groups', got: actionGroups.length, expected: `1 to ${MAX_ACTION_GROUPS}`, fix: 'say who is told' });
    problems.require(Number.isInteger(windowMinutes) && windowMinutes >= 2 && windowMinutes <= 60, { code: 'ServiceAlertsWindowInvalid', prop: 'windowMinutes', rule: 'is out of range', got: windowMinutes, expected: 'whole minutes from 2 to 60: metrics come twice a minute', fix: 'choose a number in the range' });
    const rules = service.deployments.reduce((sum, deployment) => sum + comparable(props, deployment).length + 1, 0);
    problems.require(rules >= 1 && rules <= MAX_RULES, { code: 'ServiceAlertRuleLimit', prop: 'thresholds', rule: 'make the wrong number of rules, for all deployments', got: rules, expected: `1 to ${MAX_RULES}`, fix: 'add the deployments before, or leave some thresholds out' });
    problems.throwIfAny();
  }
}

/** The thresholds of a deployment; the stable one is not compared with itself. */
function comparable({ thresholds, stable }: ServiceAlertsProps, deployment: ScoringDeployment): readonly ServiceThreshold[] {
  return thresholds.filter(({ metric }) => metric !== ServiceMetric.PREDICTION_DRIFT_PERCENT || deployment !== stable);
}
