/**
 * The sub-resources that private endpoints connect to, and the private DNS zones that each one needs.
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
} as const satisfies Record<string, readonly string[]>;

/** A sub-resource (group id) of a private endpoint. */
export type PrivateLinkGroup = keyof typeof PRIVATE_LINK_ZONES;

/** The zone of a private AKS API server in a region. */
export function aksPrivateDnsZone(location: string): string {
  return `privatelink.${location}.azmk8s.io`;
}
