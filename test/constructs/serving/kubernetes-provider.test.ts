import { KubernetesLogin, kubernetesProvider } from '../../../constructs/serving/kubernetes-provider';
import { synthesise } from '../../support/template';

const exec = (login: string): object[] => [{ api_version: 'client.authentication.k8s.io/v1beta1', command: 'kubelogin', args: ['get-token', '--login', login, '--server-id', '6dae42f8-4368-4678-94ff-3960e28e3630'] }];

describe('kubernetesProvider', () => {
  test('signs in to Entra, to a cluster that is looked up', () => {
    const template = synthesise((stack) => kubernetesProvider(stack, 'Kubernetes', { cluster: { resourceGroupName: 'rg-aks', clusterName: 'aks-shared' } }));
    expect(template.json['provider']).toMatchObject({ kubernetes: [{
      host: '${data.azurerm_kubernetes_cluster.KubernetesCluster.kube_config[0].host}',
      cluster_ca_certificate: '${base64decode(data.azurerm_kubernetes_cluster.KubernetesCluster.kube_config[0].cluster_ca_certificate)}',
      exec: exec('azurecli'),
    }] });
  });

  test('signs in by workload identity, to a cluster of the landscape', () => {
    const template = synthesise((stack) => kubernetesProvider(stack, 'Kubernetes', { cluster: { apiServerUrl: 'https://aks.example.com', clusterCaCertificate: 'Q0E=' }, login: KubernetesLogin.WORKLOAD_IDENTITY }));
    expect(template.json['provider']).toMatchObject({ kubernetes: [{ host: 'https://aks.example.com', cluster_ca_certificate: '${base64decode("Q0E=")}', exec: exec('workloadidentity') }] });
    expect(template.json['data']).toBeUndefined();
  });
});
