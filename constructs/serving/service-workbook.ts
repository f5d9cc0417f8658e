import { Construct } from 'constructs';
import type { IAzureResource } from '../core/azure-resource';
import { Problems } from '../core/errors';
import type { IResourceGroup } from '../governance/resource-group';
import { Workbook } from '../monitoring/workbook';
import { WorkbookPart } from '../monitoring/workbook-part';
import type { ScoringDeployment } from './scoring-deployment';
import type { ServiceMetricNames } from './service-gate';
import { metricQuery, requestsQuery, ServiceMetric } from './service-gate';

/** The time that each point of a chart is about. */
const WINDOW_MINUTES = 5;

/** A service as a workbook shows it. */
export interface ShownService {
  /** The deployment that callers are used to. */
  readonly stable: ScoringDeployment;
  /** What is compared with it. @default - none */
  readonly candidate?: ScoringDeployment;
  /** @default - as ServiceMetricNames has them */
  readonly metricNames?: ServiceMetricNames;
}

export interface ServiceWorkbookProps {
  readonly resourceGroup: IResourceGroup;
  /** The Azure Monitor workspace that the metrics of the cluster go to. */
  readonly monitorWorkspace: IAzureResource;
  readonly services: readonly ShownService[];
  /** What people see in the list of workbooks. @default 'Scoring services' */
  readonly displayName?: string;
  /** The time that is shown. @default 24 */
  readonly hours?: number;
}

/**
 * A page in Azure Monitor with what services of a cluster do: requests, errors, latency, pods, and how far the predictions
 * of a candidate are from those of the stable deployment. It asks the same queries as gates and alerts.
 *
 * @see https://learn.microsoft.com/azure/azure-monitor/visualize/workbooks-data-sources#prometheus
 */
export class ServiceWorkbook extends Construct {
  readonly workbook: Workbook;

  /** @throws ValidationError `ServiceWorkbookEmpty`, and those of workbooks and parts */
  constructor(scope: Construct, id: string, props: ServiceWorkbookProps) {
    super(scope, id);
    const problems = new Problems(this);
    problems.require(props.services.length > 0, { code: 'ServiceWorkbookEmpty', prop: 'services', rule: 'leaves nothing to show', got: [], expected: 'at least one service', fix: 'name one, or leave the workbook out' });
    problems.throwIfAny();
    this.workbook = new Workbook(this, 'Workbook', {
      resourceGroup: props.resourceGroup,
      displayName: props.displayName ?? 'Scoring services',
      parts: props.services.flatMap((service) => ofService(service, props)),
    });
  }
}

function ofService({ stable, candidate, metricNames: names }: ShownService, { monitorWorkspace: source, hours }: ServiceWorkbookProps): WorkbookPart[] {
  const deployments = [stable, ...(candidate ? [candidate] : [])];
  const chart = (title: string, query: string): WorkbookPart => WorkbookPart.prometheus({ title, source, hours, query });
  const each = (queryOf: (deployment: ScoringDeployment) => string): string => deployments.map((deployment) => `label_replace(${queryOf(deployment)}, "deployment", "${deployment.deploymentName}", "", "")`).join(' or ');
  const metric = (own: ServiceMetric) => (deployment: ScoringDeployment): string => metricQuery(own, { deployment, stable, minutes: WINDOW_MINUTES, names });
  const { serviceName, namespace } = stable.service;
  return [
    WorkbookPart.text(`## ${serviceName}`),
    chart('Requests in five minutes', each((deployment) => requestsQuery(deployment, WINDOW_MINUTES, names))),
    chart('Requests that fail, percent', each(metric(ServiceMetric.ERROR_PERCENT))),
    chart('Latency of 95 of 100 requests, milliseconds', each(metric(ServiceMetric.LATENCY_P95_MILLISECONDS))),
    ...(candidate ? [chart('How far predictions are from the stable ones, percent', metric(ServiceMetric.PREDICTION_DRIFT_PERCENT)(candidate))] : []),
    chart('Pods that are ready', each((deployment) => `max(kube_deployment_status_replicas_ready{namespace="${namespace.namespaceName}",deployment="${deployment.objectName}"})`)),
  ];
}
