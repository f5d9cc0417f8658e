import type { StorageAccountBlobPropertiesCorsRule } from '@cdktf/provider-azurerm/lib/storage-account';
import { AzureCloud, cloudEndpoints } from '../core/cloud';

/** Sites of public Azure that open blobs in the browser, beside the studio. */
const PUBLIC_SITES: readonly string[] = ['mlworkspace.azure.ai', 'ai.azure.com', '*.ai.azure.com'];

/**
 * Lets the studios open blobs in the browser. Who is signed in there still needs a role, and a way into the network.
 *
 * @see https://learn.microsoft.com/rest/api/storageservices/cross-origin-resource-sharing--cors--support-for-the-azure-storage-services
 */
export function studioCorsRule(cloud: AzureCloud): StorageAccountBlobPropertiesCorsRule {
  const { studio } = cloudEndpoints(cloud);
  const sites = [studio, `*.${studio}`, ...(cloud === AzureCloud.PUBLIC ? PUBLIC_SITES : [])];
  return {
    allowedOrigins: sites.map((site) => `https://${site}`),
    allowedMethods: ['GET', 'HEAD', 'PUT', 'DELETE', 'OPTIONS', 'POST', 'PATCH'],
    allowedHeaders: ['*'],
    exposedHeaders: ['*'],
    maxAgeInSeconds: 1800,
  };
}
