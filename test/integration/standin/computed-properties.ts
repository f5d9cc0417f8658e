import { guidOf, nameOf } from './identifiers';
import type { JsonObject } from './json';
import { asObject, asObjects, asString, fillIn } from './json';
import type { Resource } from './store';

/** What the service adds to the properties that the caller sent. */
type Computed = (properties: JsonObject, resource: Resource, base: string) => void;

const scopeOf = (id: string): string => id.replace(/\/providers\/Microsoft\.Authorization\/.*$/i, '');

/** Azure answers with the subscription's form of a role's id, whatever form was sent. */
function canonicalRoleId(roleDefinitionId: string, assignmentId: string): string {
  const subscription = /^\/subscriptions\/[^/]+/i.exec(assignmentId)?.[0] ?? '';
  return `${subscription}/providers/Microsoft.Authorization/roleDefinitions/${nameOf(roleDefinitionId)}`;
}

function computeInstance(properties: JsonObject): void {
  if (properties['computeType'] !== 'ComputeInstance') return;
  const inner = { enableNodePublicIp: true, ...asObject(properties['properties']) };
  const publicIp = inner.enableNodePublicIp ? { publicIpAddress: '20.0.0.4' } : {};
  properties['properties'] = { ...inner, connectivityEndpoints: { privateIpAddress: '10.0.0.4', ...publicIp } };
}

function managedCluster(properties: JsonObject, { id, name }: Resource, base: string): void {
  const group = /^\/subscriptions\/[^/]+\/resourceGroups\/[^/]+/i.exec(id)?.[0] ?? '';
  // The provider sends an empty text where no name was chosen.
  if (properties['nodeResourceGroup'] === '') delete properties['nodeResourceGroup'];
  fillIn(properties, { nodeResourceGroup: `MC_${name}`, privateFQDN: `${name}.privatelink.local`, fqdn: `${name}.local`, maxAgentPools: 100 });
  properties['currentKubernetesVersion'] = properties['kubernetesVersion'];
  const oidc = asObject(properties['oidcIssuerProfile']);
  if (oidc['enabled'] === true) properties['oidcIssuerProfile'] = { ...oidc, issuerURL: `${base}/oidc/${guidOf(id)}/` };
  for (const pool of asObjects(properties['agentPoolProfiles'])) {
    Object.assign(pool, { provisioningState: 'Succeeded', currentOrchestratorVersion: pool['orchestratorVersion'] });
  }
  properties['identityProfile'] = {
    kubeletidentity: {
      resourceId: `${group}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/${name}-agentpool`,
      clientId: guidOf(`${id} kubelet client`),
      objectId: guidOf(`${id} kubelet`),
    },
    ...asObject(properties['identityProfile']),
  };
}

/** SMB settings that were sent empty are left to the service, which doesn't tell its own. */
function fileService(properties: JsonObject): void {
  const protocols = asObject(properties['protocolSettings']);
  const given = Object.entries(asObject(protocols['smb'])).filter(([, value]) => value !== '');
  if (given.length > 0) properties['protocolSettings'] = { ...protocols, smb: Object.fromEntries(given) };
  else delete properties['protocolSettings'];
}

const COMPUTED: Readonly<Record<string, Computed>> = {
  'microsoft.compute/virtualmachinescalesets': (properties) => { delete properties['additionalCapabilities']; },
  'microsoft.managedidentity/userassignedidentities': (properties, { id }) => {
    Object.assign(properties, { principalId: guidOf(`${id} principal`), clientId: guidOf(`${id} client`), tenantId: guidOf('tenant') });
  },
  'microsoft.storage/storageaccounts': (properties, { name, location }) => {
    const endpoint = (service: string): [string, string] => [service, `https://${name}.${service}.storage.local/`];
    fillIn(properties, {
      creationTime: '2026-01-01T00:00:00Z',
      primaryLocation: location,
      statusOfPrimary: 'available',
      primaryEndpoints: Object.fromEntries(['blob', 'file', 'queue', 'table', 'dfs', 'web'].map(endpoint)),
    });
  },
  'microsoft.storage/storageaccounts/fileservices': fileService,
  'microsoft.eventgrid/systemtopics/eventsubscriptions': (properties) => {
    properties['filter'] = { subjectBeginsWith: '', subjectEndsWith: '', ...asObject(properties['filter']) };
  },
  'microsoft.keyvault/vaults': (properties, { name }) => { properties['vaultUri'] = `https://${name}.vault.local/`; },
  'microsoft.containerregistry/registries': (properties, { name }) => { properties['loginServer'] = `${name}.azurecr.local`; },
  'microsoft.eventhub/namespaces': (properties) => { fillIn(properties, { maximumThroughputUnits: 0 }); },
  'microsoft.kusto/clusters': (properties, { name, location }) => {
    const host = `${name}.${asString(location)}.kusto.local`;
    Object.assign(properties, { state: 'Running', uri: `https://${host}`, dataIngestionUri: `https://ingest-${host}` });
  },
  'microsoft.insights/components': (properties, { id }) => {
    const key = guidOf(`${id} key`);
    Object.assign(properties, { AppId: guidOf(id), InstrumentationKey: key, ConnectionString: `InstrumentationKey=${key}` });
  },
  'microsoft.operationalinsights/workspaces': (properties, { id }) => { properties['customerId'] = guidOf(id); },
  'microsoft.machinelearningservices/workspaces': (properties, resource, base) => {
    fillIn(resource, { sku: { name: 'Basic', tier: 'Basic' } });
    Object.assign(properties, { workspaceId: guidOf(resource.id), discoveryUrl: `${base}/discovery` });
  },
  'microsoft.machinelearningservices/workspaces/computes': computeInstance,
  'microsoft.machinelearningservices/workspaces/datastores': (properties) => {
    fillIn(properties, { isDefault: false, credentials: { credentialsType: 'None' } });
  },
  'microsoft.authorization/roleassignments': (properties, { id }) => {
    properties['scope'] = scopeOf(id);
    properties['roleDefinitionId'] = canonicalRoleId(asString(properties['roleDefinitionId']), id);
  },
  'microsoft.containerservice/managedclusters': managedCluster,
  'microsoft.containerservice/managedclusters/agentpools': (properties) => {
    properties['currentOrchestratorVersion'] = properties['orchestratorVersion'];
  },
};

/** Add what the service of the resource's type computes. */
export function computedProperties(resource: Resource, base: string): void {
  COMPUTED[resource.type.toLowerCase()]?.(resource.properties, resource, base);
}
