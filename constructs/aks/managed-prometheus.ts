import { MonitorDataCollectionEndpoint } from '@cdktf/provider-azurerm/lib/monitor-data-collection-endpoint';
import { MonitorDataCollectionRule } from '@cdktf/provider-azurerm/lib/monitor-data-collection-rule';
import { MonitorDataCollectionRuleAssociation } from '@cdktf/provider-azurerm/lib/monitor-data-collection-rule-association';
import type { Construct } from 'constructs';
import { AzureConstruct } from '../core/azure-construct';
import type { IAzureResource } from '../core/azure-resource';
import { Problems } from '../core/errors';
import type { IResourceGroup } from '../governance/resource-group';
import type { IMonitorWorkspace } from '../monitoring/monitor-workspace';

/** What all parts of the managed Prometheus call what they carry. */
const STREAM = 'Microsoft-PrometheusMetrics';
/** What the rule calls the workspace. */
const DESTINATION = 'monitor-workspace';

/** Where the metrics of a cluster go. */
export interface ManagedPrometheusOptions {
  readonly monitorWorkspace: IMonitorWorkspace;
  /** Whether metrics arrive over the Internet, from who signs in with Entra; else by a private link scope. @default false */
  readonly internetIngestionEnabled?: boolean;
}

export interface ManagedPrometheusProps extends ManagedPrometheusOptions {
  /** A cluster with `managedPrometheus`, which makes this. */
  readonly cluster: IAzureResource;
  readonly resourceGroup: IResourceGroup;
}

/**
 * Has the metrics of a cluster collected in an Azure Monitor workspace; what `managedPrometheus` of a cluster makes.
 *
 * @see https://learn.microsoft.com/azure/azure-monitor/containers/kubernetes-monitoring-enable
 */
export class ManagedPrometheus extends AzureConstruct {
  readonly dataCollectionRuleId: string;

  /** @throws ValidationError those of the names */
  constructor(scope: Construct, id: string, { cluster, resourceGroup, monitorWorkspace, internetIngestionEnabled }: ManagedPrometheusProps) {
    super(scope, id);
    const problems = new Problems(this);
    const endpointName = this.nameOf(problems, 'dataCollectionEndpoint', undefined, 'prometheus');
    const ruleName = this.nameOf(problems, 'dataCollectionRule', undefined, 'prometheus');
    problems.throwIfAny();
    const place = { resourceGroupName: resourceGroup.resourceName, location: resourceGroup.location, kind: 'Linux' };
    const endpoint = new MonitorDataCollectionEndpoint(this, 'Endpoint', { ...place, name: endpointName, publicNetworkAccessEnabled: internetIngestionEnabled ?? false });
    const rule = new MonitorDataCollectionRule(this, 'Resource', {
      ...place,
      name: ruleName,
      dataCollectionEndpointId: endpoint.id,
      dataSources: { prometheusForwarder: [{ name: 'prometheus', streams: [STREAM] }] },
      destinations: { monitorAccount: [{ name: DESTINATION, monitorAccountId: monitorWorkspace.resourceId }] },
      dataFlow: [{ streams: [STREAM], destinations: [DESTINATION] }],
    });
    this.dataCollectionRuleId = rule.id;
    new MonitorDataCollectionRuleAssociation(this, 'Association', { name: ruleName, targetResourceId: cluster.resourceId, dataCollectionRuleId: rule.id });
  }
}
