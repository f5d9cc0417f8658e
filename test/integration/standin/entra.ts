import type { ApiRequest, ApiResponse} from './http';
import { ok } from './http';
import { CALLER } from './identifiers';

const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** Cloud metadata, as `ARM_METADATA_HOSTNAME` points to: every service of this cloud is the stand-in. */
function cloudMetadata(base: string): object {
  const sameHost = [
    'portal', 'graph', 'graphAudience', 'gallery', 'batch', 'media', 'microsoftGraphResourceId', 'resourceManager', 'sqlManagement',
    'vmImageAliasDoc', 'activeDirectoryDataLake', 'logAnalyticsResourceId', 'synapseAnalyticsResourceId', 'ossrDbmsResourceId',
    'appInsightsResourceId', 'attestationResourceId',
  ];
  return {
    name: 'AzureStandIn',
    ...Object.fromEntries(sameHost.map((name) => [name, base])),
    authentication: { loginEndpoint: base, audiences: [base, base], tenant: 'common', identityProvider: 'AAD' },
    suffixes: {
      acrLoginServer: 'azurecr.local', keyVaultDns: 'vault.local', storage: 'storage.local', sqlServerHostname: 'db.local',
      mysqlServerEndpoint: 'mysql.local', postgresqlServerEndpoint: 'pg.local', azureDataLakeStoreFileSystem: 'adls.local',
      azureDataLakeAnalyticsCatalogAndJob: 'adla.local', mhsmDns: 'mhsm.local', attestationEndpoint: 'attest.local',
      synapseAnalytics: 'synapse.local', mariadbServerEndpoint: 'maria.local', azureFrontDoorEndpointSuffix: 'fd.local',
      storageSyncEndpointSuffix: 'sync.local',
    },
  };
}

function token(base: string, tenantId: string): object {
  const expiry = Math.floor(Date.now() / 1000) + 86_400;
  const claims = { tid: tenantId, oid: CALLER.objectId, appid: CALLER.clientId, aud: base, iss: base, exp: expiry, idtyp: 'app' };
  return {
    token_type: 'Bearer',
    expires_in: '86400',
    expires_on: String(expiry),
    access_token: `${encode({ alg: 'none', typ: 'JWT' })}.${encode(claims)}.x`,
  };
}

/** Answers as the cloud's metadata endpoint, as Entra ID's token endpoint, and as an empty Microsoft Graph. */
export function entraHandler(base: string): (request: ApiRequest) => ApiResponse | undefined {
  return ({ host, key }) => {
    if (key.startsWith('/metadata/endpoints')) return ok(cloudMetadata(base));
    const tenantId = key.split('/')[1] ?? '';
    if (/\/oauth2\/(v2\.0\/)?token$/.test(key)) return ok(token(base, tenantId));
    if (key.includes('openid-configuration')) {
      const login = `https://${host}/${tenantId}`;
      return ok({
        issuer: `${login}/v2.0`,
        authorization_endpoint: `${login}/oauth2/v2.0/authorize`,
        token_endpoint: `${login}/oauth2/v2.0/token`,
        device_authorization_endpoint: `${login}/devicecode`,
      });
    }
    if (/^\/(v1\.0|beta)\//.test(key)) return ok({ value: [] });
    return undefined;
  };
}
