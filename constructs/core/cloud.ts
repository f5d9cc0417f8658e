/** A cloud of Azure. The values are those of `environment` in the providers and in the azurerm backend. */
export enum AzureCloud {
  /** Azure for everybody. */
  PUBLIC = 'public',
  /** Azure Government of the United States. */
  US_GOVERNMENT = 'usgovernment',
  /** Azure in China, operated by 21Vianet. */
  CHINA = 'china',
}

/** Where a cloud has its services: host names without the part that names a resource, and without scheme. */
export interface CloudEndpoints {
  /** What the cloud is called in messages. */
  readonly displayName: string;
  /** Microsoft Entra, where people and programs sign in. */
  readonly login: string;
  /** What tokens of a federated credential are for. */
  readonly tokenExchangeAudience: string;
  readonly resourceManager: string;
  /** Microsoft Graph, as notebooks of the studio call it. */
  readonly graph: string;
  /** Users of compute instances. */
  readonly computeDirectory: string;
  readonly portal: string;
  readonly studio: string;
  /** Storage, after `blob.`, `file.`, `queue.`, `table.` and `dfs.`. */
  readonly storage: string;
  readonly keyVault: string;
  readonly containerRegistry: string;
  readonly search: string;
  readonly aiServices: string;
  /** SQL databases, after the name of the server. */
  readonly sql: string;
  /** Event Hubs, Service Bus and Relay. */
  readonly serviceBus: string;
  readonly dataFactory: string;
  /** Azure Data Explorer, after the region, as its private zone has it. */
  readonly kusto: string;
  /** The service of Azure Machine Learning, after the region. */
  readonly machineLearning: string;
  /** All hosts of the studio and the services behind it. */
  readonly machineLearningHosts: readonly string[];
  readonly notebooks: string;
  /** Online endpoints, after their name and the region. */
  readonly inference: string;
  /** API servers of Kubernetes, after the region. */
  readonly kubernetes: string;
  readonly monitor: string;
}

/**
 * The endpoints of every cloud. Machine learning, sign-in and storage are as "Configure inbound and outbound network
 * traffic" lists them by cloud (March 2026), Kubernetes as the pages on its outbound rules do, zones as "Azure Private
 * Endpoint private DNS zone values" does; search, registry, vault, SQL and service bus are what the azurerm provider uses.
 *
 * @see https://learn.microsoft.com/azure/machine-learning/how-to-access-azureml-behind-firewall
 * @see https://learn.microsoft.com/azure/private-link/private-endpoint-dns
 * @see https://learn.microsoft.com/azure/aks/outbound-rules-control-egress
 * @see https://learn.microsoft.com/azure/azure-government/compare-azure-government-global-azure
 * @see https://learn.microsoft.com/azure/china/resources-developer-guide
 * @see https://learn.microsoft.com/entra/workload-id/workload-identity-federation-config-app-trust-managed-identity
 */
const ENDPOINTS: Readonly<Record<AzureCloud, CloudEndpoints>> = {
  [AzureCloud.PUBLIC]: {
    displayName: 'public Azure',
    login: 'login.microsoftonline.com',
    tokenExchangeAudience: 'api://AzureADTokenExchange',
    resourceManager: 'management.azure.com',
    graph: 'graph.microsoft.com',
    computeDirectory: 'graph.windows.net',
    portal: 'portal.azure.com',
    studio: 'ml.azure.com',
    storage: 'core.windows.net',
    keyVault: 'vault.azure.net',
    containerRegistry: 'azurecr.io',
    search: 'search.windows.net',
    aiServices: 'cognitiveservices.azure.com',
    sql: 'database.windows.net',
    serviceBus: 'servicebus.windows.net',
    dataFactory: 'datafactory.azure.net',
    kusto: 'kusto.windows.net',
    machineLearning: 'api.azureml.ms',
    machineLearningHosts: ['*.azureml.ms', '*.azureml.net'],
    notebooks: 'notebooks.azure.net',
    inference: 'inference.ml.azure.com',
    kubernetes: 'azmk8s.io',
    monitor: 'monitor.azure.com',
  },
  [AzureCloud.US_GOVERNMENT]: {
    displayName: 'Azure Government',
    login: 'login.microsoftonline.us',
    tokenExchangeAudience: 'api://AzureADTokenExchangeUSGov',
    resourceManager: 'management.usgovcloudapi.net',
    graph: 'graph.microsoft.us',
    // The one host of the public cloud that compute calls here too.
    computeDirectory: 'graph.windows.net',
    portal: 'portal.azure.us',
    studio: 'ml.azure.us',
    storage: 'core.usgovcloudapi.net',
    keyVault: 'vault.usgovcloudapi.net',
    containerRegistry: 'azurecr.us',
    search: 'search.azure.us',
    aiServices: 'cognitiveservices.azure.us',
    sql: 'database.usgovcloudapi.net',
    serviceBus: 'servicebus.usgovcloudapi.net',
    dataFactory: 'datafactory.azure.us',
    kusto: 'kusto.usgovcloudapi.net',
    machineLearning: 'api.ml.azure.us',
    machineLearningHosts: ['*.ml.azure.us', '*.azureml.us'],
    notebooks: 'notebooks.usgovcloudapi.net',
    inference: 'inference.ml.azure.us',
    kubernetes: 'cx.aks.containerservice.azure.us',
    monitor: 'monitor.azure.us',
  },
  [AzureCloud.CHINA]: {
    displayName: 'Azure operated by 21Vianet',
    login: 'login.chinacloudapi.cn',
    tokenExchangeAudience: 'api://AzureADTokenExchangeChina',
    resourceManager: 'management.chinacloudapi.cn',
    graph: 'graph.chinacloudapi.cn',
    computeDirectory: 'graph.chinacloudapi.cn',
    portal: 'portal.azure.cn',
    studio: 'studio.ml.azure.cn',
    storage: 'core.chinacloudapi.cn',
    keyVault: 'vault.azure.cn',
    containerRegistry: 'azurecr.cn',
    search: 'search.azure.cn',
    aiServices: 'cognitiveservices.azure.cn',
    sql: 'database.chinacloudapi.cn',
    serviceBus: 'servicebus.chinacloudapi.cn',
    dataFactory: 'datafactory.azure.cn',
    kusto: 'kusto.windows.cn',
    machineLearning: 'api.ml.azure.cn',
    machineLearningHosts: ['*.ml.azure.cn', '*.azureml.cn'],
    notebooks: 'notebooks.chinacloudapi.cn',
    inference: 'inference.ml.azure.cn',
    kubernetes: 'cx.prod.service.azk8s.cn',
    monitor: 'monitor.azure.cn',
  },
};

/** All clouds. */
export const AZURE_CLOUDS: readonly AzureCloud[] = Object.values(AzureCloud);

/** Where a cloud has its services. */
export function cloudEndpoints(cloud: AzureCloud): CloudEndpoints {
  return ENDPOINTS[cloud];
}

/** What providers and the azurerm backend are told of the cloud: nothing for the public one, which is their default. */
export function providerEnvironment(cloud: AzureCloud): string | undefined {
  return cloud === AzureCloud.PUBLIC ? undefined : cloud;
}
