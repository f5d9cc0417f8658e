const JOIN = 'Microsoft.Network/virtualNetworks/subnets/join/action';
const ACTION = 'Microsoft.Network/virtualNetworks/subnets/action';
const PREPARE = 'Microsoft.Network/virtualNetworks/subnets/prepareNetworkPolicies/action';
const UNPREPARE = 'Microsoft.Network/virtualNetworks/subnets/unprepareNetworkPolicies/action';

/** What a service that subnets are delegated to needs. */
export interface SubnetDelegationOptions {
  /** What the service may do in the subnet. @default - may let resources join the subnet */
  readonly actions?: readonly string[];
  /** The smallest subnet that the service accepts, as prefix length. @default 29 */
  readonly smallestPrefixLength?: number;
}

/**
 * A service that a subnet is handed over to, with the actions that Azure records for it: leaving them out would show as
 * a change in every plan.
 *
 * @see https://learn.microsoft.com/azure/virtual-network/subnet-delegation-overview
 */
export class SubnetDelegation {
  /** API server of AKS clusters with VNet integration. */
  static readonly KUBERNETES_API_SERVER = new SubnetDelegation('Microsoft.ContainerService/managedClusters', [JOIN], 28);
  /** Container groups. */
  static readonly CONTAINER_INSTANCES = new SubnetDelegation('Microsoft.ContainerInstance/containerGroups', [ACTION], 29);
  /** Container Apps environments with workload profiles. */
  static readonly CONTAINER_APPS = new SubnetDelegation('Microsoft.App/environments', [JOIN], 27);
  /** App Service and Functions with VNet integration. */
  static readonly APP_SERVICE = new SubnetDelegation('Microsoft.Web/serverFarms', [ACTION], 28);
  /** One of the two subnets of a Databricks workspace. */
  static readonly DATABRICKS = new SubnetDelegation('Microsoft.Databricks/workspaces', [JOIN, PREPARE, UNPREPARE], 26);
  /** PostgreSQL flexible servers. */
  static readonly POSTGRESQL_FLEXIBLE_SERVERS = new SubnetDelegation('Microsoft.DBforPostgreSQL/flexibleServers', [JOIN], 28);
  /** Inbound and outbound endpoints of a private DNS resolver. */
  static readonly DNS_RESOLVER = new SubnetDelegation('Microsoft.Network/dnsResolvers', [JOIN], 28);
  /** Managed DevOps pools: agents that run inside the network. */
  static readonly DEVOPS_POOLS = new SubnetDelegation('Microsoft.DevOpsInfrastructure/pools', [JOIN], 29);

  /** A service that is not listed here, for example `Microsoft.Netapp/volumes`. */
  static of(service: string, options: SubnetDelegationOptions = {}): SubnetDelegation {
    return new SubnetDelegation(service, options.actions ?? [JOIN], options.smallestPrefixLength ?? 29);
  }

  private constructor(
    /** The resource type that takes the subnet over. */
    readonly service: string,
    readonly actions: readonly string[],
    /** The smallest subnet that the service accepts, as prefix length. */
    readonly smallestPrefixLength: number,
  ) {}
}
