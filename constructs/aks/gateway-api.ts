import type { ITerraformDependable } from 'cdktf';
import type { Construct } from 'constructs';
import { UpdateResource } from '../../.gen/providers/azapi/update-resource';
import { AzureConstruct } from '../core/azure-construct';
import { Problems } from '../core/errors';
import type { IWaitable } from '../core/waitable';
import { waitFor } from '../core/waitable';
import type { IKubernetesCluster } from './kubernetes-cluster';
import { GATEWAY_API_MINOR, versionProblem } from './minor-version';

export interface GatewayApiProps {
  readonly cluster: IKubernetesCluster;
  /** What changes the cluster before: Azure takes one change at a time. Name the pools. @default - nothing */
  readonly after?: readonly IWaitable[];
}

/**
 * Gives a cluster the Gateway API, and what runs its gateways: the application routing add-on, without its NGINX.
 *
 * The azurerm provider has no settings for it, so that this changes the cluster beside it.
 *
 * @see https://learn.microsoft.com/azure/aks/app-routing-gateway-api
 */
export class GatewayApi extends AzureConstruct implements IWaitable {
  readonly dependable: ITerraformDependable;

  /** @throws ValidationError `GatewayApiVersionTooOld` */
  constructor(scope: Construct, id: string, { cluster, after = [] }: GatewayApiProps) {
    super(scope, id);
    const problems = new Problems(this);
    const problem = versionProblem(cluster.kubernetesVersion, GATEWAY_API_MINOR);
    if (problem) problems.add({ code: 'GatewayApiVersionTooOld', prop: 'cluster', ...problem });
    problems.throwIfAny();
    this.dependable = new UpdateResource(this, 'Resource', {
      type: 'Microsoft.ContainerService/managedClusters@2026-05-01',
      resourceId: cluster.resourceId,
      body: {
        properties: {
          ingressProfile: {
            gatewayAPI: { installation: 'Standard' },
            // Said, since azurerm takes a profile that doesn't say for the NGINX that it knows, and would switch it off.
            webAppRouting: { enabled: false, gatewayAPIImplementations: { appRoutingIstio: { mode: 'Enabled' } } },
          },
        },
      },
      locks: [cluster.resourceId],
      dependsOn: waitFor(this, after),
    });
  }
}
