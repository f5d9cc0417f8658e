import { Token } from 'cdktf';
import type { IAzureResource } from '../core/azure-resource';
import type { Problem } from '../core/errors';
import type { RoleAssignment } from '../identity/role-assignment';

/** The protocols that an outbound rule can name. */
export enum OutboundProtocol {
  /** All of them. */
  ANY = '*',
  TCP = 'TCP',
  UDP = 'UDP',
  ICMP = 'ICMP',
}

/** The service tags that a managed network takes; regional tags are not among them. */
export const OUTBOUND_SERVICE_TAGS = [
  'AppConfiguration', 'AppService', 'AppServiceManagement', 'AutonomousDevelopmentPlatform', 'AzureActiveDirectory', 'AzureActiveDirectoryDomainServices', 'AzureAdvancedThreatProtection',
  'AzureArcInfrastructure', 'AzureAttestation', 'AzureBackup', 'AzureBotService', 'AzureCloud', 'AzureConnectors', 'AzureContainerAppsService', 'AzureContainerRegistry', 'AzureCosmosDB',
  'AzureDatabricks', 'AzureDataLake', 'AzureDevSpaces', 'AzureDeviceUpdate', 'AzureEventGrid', 'AzureFrontDoor.Backend', 'AzureFrontDoor.FirstParty', 'AzureFrontDoor.Frontend',
  'AzureHealthcareAPIs', 'AzureInformationProtection', 'AzureIoTHub', 'AzureKeyVault', 'AzureLoadBalancer', 'AzureMachineLearning', 'AzureManagedGrafana', 'AzureMonitor', 'AzureOpenDatasets',
  'AzurePlatformDNS', 'AzurePlatformIMDS', 'AzurePlatformLKM', 'AzureResourceManager', 'AzureSignalR', 'AzureSiteRecovery', 'AzureSphere', 'AzureSpringCloud', 'AzureStack', 'AzureUpdateDelivery',
  'AzureWebPubSub', 'BatchNodeManagement', 'ChaosStudio', 'CognitiveServicesFrontend', 'CognitiveServicesManagement', 'DataFactory', 'DataFactoryManagement', 'Dynamics365BusinessCentral',
  'Dynamics365ForMarketingEmail', 'EOPExternalPublishedIPs', 'EventHub', 'GuestAndHybridManagement', 'Internet', 'LogicApps', 'M365ManagementActivityApi', 'Marketplace',
  'MicrosoftAzureFluidRelay', 'MicrosoftCloudAppSecurity', 'MicrosoftContainerRegistry', 'MicrosoftDefenderForEndpoint', 'PowerBI', 'PowerPlatformInfra', 'PowerQueryOnline', 'ServiceBus',
  'ServiceFabric', 'Sql', 'SqlManagement', 'Storage', 'StorageSyncService', 'VirtualNetwork', 'WindowsAdminCenter', 'WindowsVirtualDesktop',
] as const;

/** A service tag that a managed network takes. */
export type OutboundServiceTag = (typeof OUTBOUND_SERVICE_TAGS)[number];

/**
 * The sub-resources that a managed network can make private endpoints to.
 *
 * @see https://learn.microsoft.com/azure/machine-learning/how-to-managed-network#private-endpoints
 */
export const OUTBOUND_PRIVATE_LINK_GROUPS = [
  'account', 'amlregistry', 'amlworkspace', 'azuremonitor', 'blob', 'databricks_ui_api', 'dataFactory', 'dfs', 'file', 'mysqlServer', 'namespace', 'postgresqlServer', 'queue', 'redisCache',
  'registry', 'searchService', 'Sql', 'sqlServer', 'table', 'vault', 'web',
] as const;

/** A sub-resource that a managed network can make a private endpoint to. */
export type OutboundPrivateLinkGroup = (typeof OUTBOUND_PRIVATE_LINK_GROUPS)[number];

/** The types of resources that have a sub-resource. */
const TYPES_OF_GROUP: Readonly<Record<OutboundPrivateLinkGroup, readonly string[]>> = {
  account: ['Microsoft.CognitiveServices/accounts'],
  amlregistry: ['Microsoft.MachineLearningServices/registries'],
  amlworkspace: ['Microsoft.MachineLearningServices/workspaces'],
  azuremonitor: ['Microsoft.Insights/privateLinkScopes'],
  blob: ['Microsoft.Storage/storageAccounts'],
  dataFactory: ['Microsoft.DataFactory/factories'],
  databricks_ui_api: ['Microsoft.Databricks/workspaces'],
  dfs: ['Microsoft.Storage/storageAccounts'],
  file: ['Microsoft.Storage/storageAccounts'],
  mysqlServer: ['Microsoft.DBforMySQL/flexibleServers', 'Microsoft.DBforMySQL/servers'],
  namespace: ['Microsoft.EventHub/namespaces'],
  postgresqlServer: ['Microsoft.DBforPostgreSQL/flexibleServers', 'Microsoft.DBforPostgreSQL/servers'],
  queue: ['Microsoft.Storage/storageAccounts'],
  redisCache: ['Microsoft.Cache/Redis'],
  registry: ['Microsoft.ContainerRegistry/registries'],
  searchService: ['Microsoft.Search/searchServices'],
  Sql: ['Microsoft.DocumentDB/databaseAccounts'],
  sqlServer: ['Microsoft.Sql/servers'],
  table: ['Microsoft.Storage/storageAccounts'],
  vault: ['Microsoft.KeyVault/vaults'],
  web: ['Microsoft.Storage/storageAccounts'],
};

/** Lets computes reach a host by its name, on ports 80 and 443. It brings up an Azure Firewall, which costs money. */
export interface FqdnOutboundRuleOptions {
  /** The host, for example `pypi.org`; `*.` stands for all that is below a domain. */
  readonly fqdn: string;
}

/** Lets computes reach a service of Azure at its public addresses. */
export interface ServiceTagOutboundRuleOptions {
  readonly serviceTag: OutboundServiceTag;
  /** @default OutboundProtocol.TCP */
  readonly protocol?: OutboundProtocol;
  /** Ports and ranges with commas between them, or `*`. @default '443', or '*' for ICMP */
  readonly ports?: string;
}

/** Gives the managed network a private endpoint to a resource. The workspace's identity must be allowed to approve it. */
export interface PrivateEndpointOutboundRuleOptions {
  readonly target: IAzureResource;
  readonly group: OutboundPrivateLinkGroup;
  /** Whether Spark jobs use it too. @default false */
  readonly sparkEnabled?: boolean;
  /** What the identity of the workspace must hold before the endpoint can be approved. @default - nothing that isn't there already */
  readonly requiredRoleAssignments?: readonly RoleAssignment[];
}

/** Outbound rules by their names, as they are passed together. */
export interface OutboundRuleSet {
  /** @default - none */
  readonly fqdns?: Readonly<Record<string, FqdnOutboundRuleOptions>>;
  /** @default - none */
  readonly serviceTags?: Readonly<Record<string, ServiceTagOutboundRuleOptions>>;
  /** @default - none */
  readonly privateEndpoints?: Readonly<Record<string, PrivateEndpointOutboundRuleOptions>>;
}

/** What is wrong with a host, or nothing. */
export function fqdnProblem(fqdn: string): Problem | undefined {
  if (Token.isUnresolved(fqdn)) return undefined;
  if (!/^(\*\.)?([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}$/i.test(fqdn)) {
    return { code: 'OutboundFqdnInvalid', prop: 'fqdn', rule: 'is not the name of a host', got: fqdn, expected: 'a name like pypi.org or *.pypi.org, without scheme, port and path', fix: 'write only the host' };
  }
  if (/(^|\.)(blob|file|queue|table|dfs|web)\.core\.windows\.net$/i.test(fqdn)) {
    return { code: 'OutboundFqdnStorage', prop: 'fqdn', rule: 'is storage of Azure, which rules by name do not open', got: fqdn, expected: 'a host that is not storage', fix: "add a private endpoint rule with 'addPrivateEndpointOutboundRule'" };
  }
  return undefined;
}

/** What is wrong with the ports of a rule, or nothing. */
export function portsProblem(ports: string, protocol: OutboundProtocol): Problem | undefined {
  if (Token.isUnresolved(ports)) return undefined;
  if (protocol === OutboundProtocol.ICMP && ports !== '*') return { code: 'OutboundPortsUnused', prop: 'ports', rule: 'has no effect with ICMP', got: ports, expected: 'nothing, since ICMP has no ports', fix: "leave 'ports' out" };
  if (ports === '*') return undefined;
  const valid = ports.split(',').every((part) => {
    const [from = '', to = from] = part.trim().split('-');
    return /^\d+$/.test(from) && /^\d+$/.test(to) && Number(from) >= 1 && Number(from) <= Number(to) && Number(to) <= 65535;
  });
  return valid ? undefined : { code: 'OutboundPortsInvalid', prop: 'ports', rule: 'is not a list of ports', got: ports, expected: 'ports from 1 to 65535 and ranges, for example "443,8000-8100", or "*"', fix: 'correct the list' };
}

/** What is wrong with the sub-resource of a target, or nothing. Targets that are only known at apply are not checked. */
export function privateEndpointProblem(targetId: string, group: OutboundPrivateLinkGroup): Problem | undefined {
  if (!OUTBOUND_PRIVATE_LINK_GROUPS.includes(group)) return { code: 'OutboundGroupUnsupported', prop: 'group', rule: 'is not a sub-resource that outbound rules reach', got: group, expected: OUTBOUND_PRIVATE_LINK_GROUPS.join(', '), fix: 'name one of these' };
  const types = TYPES_OF_GROUP[group];
  const type = Token.isUnresolved(targetId) ? undefined : resourceTypeOf(targetId);
  if (type === undefined || types.some((candidate) => candidate.toLowerCase() === type.toLowerCase())) return undefined;
  return { code: 'OutboundTargetMismatch', prop: 'group', rule: `is not a sub-resource of ${type}`, got: group, expected: groupsOfType(type).join(' or ') || `a target of the type ${types.join(' or ')}`, fix: 'name a sub-resource of the target, or another target' };
}

function groupsOfType(type: string): OutboundPrivateLinkGroup[] {
  return OUTBOUND_PRIVATE_LINK_GROUPS.filter((group) => TYPES_OF_GROUP[group].some((candidate) => candidate.toLowerCase() === type.toLowerCase()));
}

function resourceTypeOf(id: string): string | undefined {
  return /\/providers\/([^/]+\/[^/]+)\/[^/]+$/i.exec(id)?.[1];
}
