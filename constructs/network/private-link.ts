import { AzureCloud, cloudEndpoints } from '../core/cloud';

/**
 * The sub-resources that private endpoints connect to, and the private DNS zones that each one needs in public Azure.
 *
 * @see https://learn.microsoft.com/azure/private-link/private-endpoint-dns
 */
export const PRIVATE_LINK_ZONES = {
  amlworkspace: ['privatelink.api.azureml.ms', 'privatelink.notebooks.azure.net'],
  amlregistry: ['privatelink.api.azureml.ms'],
  blob: ['privatelink.blob.core.windows.net'],
  file: ['privatelink.file.core.windows.net'],
  queue: ['privatelink.queue.core.windows.net'],
  table: ['privatelink.table.core.windows.net'],
  dfs: ['privatelink.dfs.core.windows.net'],
  vault: ['privatelink.vaultcore.azure.net'],
  registry: ['privatelink.azurecr.io'],
  account: ['privatelink.cognitiveservices.azure.com', 'privatelink.openai.azure.com', 'privatelink.services.ai.azure.com'],
  /** Azure Monitor's private link scope; the zone of blobs is the one that storage has, and shared with it. */
  azuremonitor: ['privatelink.monitor.azure.com', 'privatelink.oms.opinsights.azure.com', 'privatelink.ods.opinsights.azure.com', 'privatelink.agentsvc.azure-automation.net', 'privatelink.blob.core.windows.net'],
  searchService: ['privatelink.search.windows.net'],
  /** Event Hubs. */
  namespace: ['privatelink.servicebus.windows.net'],
  dataFactory: ['privatelink.datafactory.azure.net'],
  /** The studio of a data factory. */
  portal: ['privatelink.adf.azure.com'],
  /** Azure Data Explorer: the storage that data is loaded through; the cluster itself is in the zone of `kustoPrivateDnsZone()`. */
  cluster: ['privatelink.blob.core.windows.net', 'privatelink.queue.core.windows.net', 'privatelink.table.core.windows.net'],
} as const satisfies Record<string, readonly string[]>;

/** A sub-resource (group id) of a private endpoint. */
export type PrivateLinkGroup = keyof typeof PRIVATE_LINK_ZONES;

/** All sub-resources. */
export const PRIVATE_LINK_GROUPS = Object.keys(PRIVATE_LINK_ZONES) as readonly PrivateLinkGroup[];

/**
 * The zones of the other clouds, as Microsoft's tables "Government" and "China" have them. A sub-resource that isn't here has
 * no documented zone in the cloud. The ML registry has the zone of the workspace's API, as everywhere.
 *
 * @see https://learn.microsoft.com/azure/private-link/private-endpoint-dns#government
 * @see https://learn.microsoft.com/azure/private-link/private-endpoint-dns#china
 * @see https://docs.azure.cn/private-link/private-endpoint-dns
 */
const SOVEREIGN_ZONES: Readonly<Record<Exclude<AzureCloud, AzureCloud.PUBLIC>, Readonly<Record<string, readonly string[]>>>> = {
  [AzureCloud.US_GOVERNMENT]: {
    amlworkspace: ['privatelink.api.ml.azure.us', 'privatelink.notebooks.usgovcloudapi.net'],
    amlregistry: ['privatelink.api.ml.azure.us'],
    blob: ['privatelink.blob.core.usgovcloudapi.net'],
    file: ['privatelink.file.core.usgovcloudapi.net'],
    queue: ['privatelink.queue.core.usgovcloudapi.net'],
    table: ['privatelink.table.core.usgovcloudapi.net'],
    dfs: ['privatelink.dfs.core.usgovcloudapi.net'],
    vault: ['privatelink.vaultcore.usgovcloudapi.net'],
    registry: ['privatelink.azurecr.us'],
    account: ['privatelink.cognitiveservices.azure.us'],
    azuremonitor: ['privatelink.monitor.azure.us', 'privatelink.adx.monitor.azure.us', 'privatelink.oms.opinsights.azure.us', 'privatelink.ods.opinsights.azure.us', 'privatelink.agentsvc.azure-automation.us', 'privatelink.blob.core.usgovcloudapi.net'],
    searchService: ['privatelink.search.azure.us'],
    namespace: ['privatelink.servicebus.usgovcloudapi.net'],
    dataFactory: ['privatelink.datafactory.azure.us'],
    portal: ['privatelink.adf.azure.us'],
  },
  [AzureCloud.CHINA]: {
    amlworkspace: ['privatelink.api.ml.azure.cn', 'privatelink.notebooks.chinacloudapi.cn'],
    amlregistry: ['privatelink.api.ml.azure.cn'],
    blob: ['privatelink.blob.core.chinacloudapi.cn'],
    file: ['privatelink.file.core.chinacloudapi.cn'],
    queue: ['privatelink.queue.core.chinacloudapi.cn'],
    table: ['privatelink.table.core.chinacloudapi.cn'],
    dfs: ['privatelink.dfs.core.chinacloudapi.cn'],
    vault: ['privatelink.vaultcore.azure.cn'],
    registry: ['privatelink.azurecr.cn'],
    namespace: ['privatelink.servicebus.chinacloudapi.cn'],
    dataFactory: ['privatelink.datafactory.azure.cn'],
    portal: ['privatelink.adf.azure.cn'],
    cluster: ['privatelink.blob.core.chinacloudapi.cn', 'privatelink.queue.core.chinacloudapi.cn', 'privatelink.table.core.chinacloudapi.cn'],
  },
};

/** The zones that private endpoints to a sub-resource need in a cloud; none where Microsoft documents none. */
export function privateLinkZones(group: PrivateLinkGroup, cloud: AzureCloud): readonly string[] {
  if (cloud === AzureCloud.PUBLIC) return PRIVATE_LINK_ZONES[group];
  return SOVEREIGN_ZONES[cloud][group] ?? [];
}

/** The zone of a private AKS API server in a region. */
export function aksPrivateDnsZone(location: string, cloud: AzureCloud = AzureCloud.PUBLIC): string {
  return `privatelink.${location}.${cloudEndpoints(cloud).kubernetes}`;
}

/** The zone of Azure Data Explorer clusters in a region, beside those of the sub-resource `cluster`. */
export function kustoPrivateDnsZone(location: string, cloud: AzureCloud = AzureCloud.PUBLIC): string {
  return `privatelink.${location}.${cloudEndpoints(cloud).kusto}`;
}
