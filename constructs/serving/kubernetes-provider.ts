import { DataAzurermKubernetesCluster } from '@cdktf/provider-azurerm/lib/data-azurerm-kubernetes-cluster';
import { KubernetesProvider } from '@cdktf/provider-kubernetes/lib/provider';
import { Fn } from 'cdktf';
import type { Construct } from 'constructs';

/** The application of AKS in Entra: who a token must be for. */
const AKS_SERVER_ID = '6dae42f8-4368-4678-94ff-3960e28e3630';

/** How who deploys signs in to the cluster. */
export enum KubernetesLogin {
  /** As `az login` did: people, and pipelines with the Azure CLI task. */
  AZURE_CLI = 'azurecli',
  /** By a federated token in `AZURE_FEDERATED_TOKEN_FILE`, for `AZURE_CLIENT_ID` and `AZURE_TENANT_ID`. */
  WORKLOAD_IDENTITY = 'workloadidentity',
  /** As the machine that deploys. */
  MANAGED_IDENTITY = 'msi',
}

/** An existing cluster, as it is looked up. */
export interface ExistingCluster {
  readonly resourceGroupName: string;
  readonly clusterName: string;
}

/** The API server of a cluster of the landscape; `apiServerUrl` and `clusterCaCertificate` of it. */
export interface ClusterApiServer {
  readonly apiServerUrl: string;
  /** Base64-encoded. */
  readonly clusterCaCertificate: string;
}

export interface KubernetesProviderOptions {
  readonly cluster: ExistingCluster | ClusterApiServer;
  /** @default KubernetesLogin.AZURE_CLI */
  readonly login?: KubernetesLogin;
}

/**
 * The Kubernetes provider for an AKS cluster. Who deploys signs in to Entra with `kubelogin`, which must be on the path; no
 * kubeconfig with keys is read, so none is in the state.
 *
 * A cluster that is looked up leaves the `kube_config` of its data source in the state. Without local accounts, which
 * clusters of the landscape don't have, there is the address and the certificate authority in it, and no key.
 *
 * @see https://azure.github.io/kubelogin/
 */
export function kubernetesProvider(scope: Construct, id: string, { cluster, login = KubernetesLogin.AZURE_CLI }: KubernetesProviderOptions): KubernetesProvider {
  const { apiServerUrl, clusterCaCertificate } = 'apiServerUrl' in cluster ? cluster : lookedUp(scope, id, cluster);
  return new KubernetesProvider(scope, id, {
    host: apiServerUrl,
    clusterCaCertificate: Fn.base64decode(clusterCaCertificate),
    exec: [{
      apiVersion: 'client.authentication.k8s.io/v1beta1',
      command: 'kubelogin',
      args: ['get-token', '--login', login, '--server-id', AKS_SERVER_ID],
    }],
  });
}

function lookedUp(scope: Construct, id: string, { resourceGroupName, clusterName }: ExistingCluster): ClusterApiServer {
  const config = new DataAzurermKubernetesCluster(scope, `${id}Cluster`, { name: clusterName, resourceGroupName }).kubeConfig.get(0);
  return { apiServerUrl: config.host, clusterCaCertificate: config.clusterCaCertificate };
}
