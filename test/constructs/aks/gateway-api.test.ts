import type { TerraformStack } from 'cdktf';
import { AzapiProvider } from '../../../.gen/providers/azapi/provider';
import type { GatewayApiProps } from '../../../constructs/aks/gateway-api';
import { GatewayApi } from '../../../constructs/aks/gateway-api';
import { problemsOf, synthesise } from '../../support/template';
import { CLUSTER_ID, clusterOf, CPU_POOL, importedCluster } from './support';

function gatewayApi(stack: TerraformStack, props: GatewayApiProps): GatewayApi {
  new AzapiProvider(stack, 'azapi', {});
  return new GatewayApi(stack, 'GatewayApi', props);
}

describe('GatewayApi', () => {
  test('switches on the Gateway API and its gateways, without NGINX', () => {
    const template = synthesise((stack) => gatewayApi(stack, { cluster: importedCluster(stack) }));
    expect(template.resource('azapi_update_resource')).toEqual({
      body: { properties: { ingressProfile: { gatewayAPI: { installation: 'Standard' }, webAppRouting: { enabled: false, gatewayAPIImplementations: { appRoutingIstio: { mode: 'Enabled' } } } } } },
      locks: [CLUSTER_ID],
      resource_id: CLUSTER_ID,
      type: 'Microsoft.ContainerService/managedClusters@2026-05-01',
    });
  });

  test('comes after other changes of the cluster', () => {
    const template = synthesise((stack) => {
      const cluster = clusterOf(stack);
      return gatewayApi(stack, { cluster, after: [cluster.addNodePool('Cpu', CPU_POOL)] });
    });
    expect(template.resource('azapi_update_resource')['depends_on']).toEqual([expect.stringMatching(/^azurerm_kubernetes_cluster_node_pool\./)]);
  });

  test('fails on a cluster that is too old', () => {
    expect(problemsOf((stack) => gatewayApi(stack, { cluster: importedCluster(stack, { kubernetesVersion: '1.33.4' }) }))).toBe(`[GatewayApiVersionTooOld] 'cluster' has a version of Kubernetes without what gateways need: got "1.33.4"; expected 1.34 or later; upgrade the cluster (at test/GatewayApi)`);
    synthesise((stack) => gatewayApi(stack, { cluster: importedCluster(stack, { kubernetesVersion: '1.34' }) }));
  });
});
