import { KustoCluster } from '@cdktf/provider-azurerm/lib/kusto-cluster';
import { KustoClusterCustomerManagedKey } from '@cdktf/provider-azurerm/lib/kusto-cluster-customer-managed-key';
import { KustoClusterManagedPrivateEndpoint } from '@cdktf/provider-azurerm/lib/kusto-cluster-managed-private-endpoint';
import type { Construct } from 'constructs';
import type { IPrivateLinkResource, PrivateLinkResourceOptions } from '../core/azure-resource';
import { PrivateLinkResource } from '../core/azure-resource';
import { cloudEndpoints } from '../core/cloud';
import type { Problem } from '../core/errors';
import { fail, Problems } from '../core/errors';
import { cloudOf } from '../core/landscape-context';
import { hasAvailabilityZones } from '../core/regions';
import { parseResourceId } from '../core/resource-id';
import { kebabCase } from '../core/text';
import type { IResourceGroup } from '../governance/resource-group';
import type { IManagedIdentity } from '../identity/managed-identity';
import type { IGrantable } from '../identity/role-assignment';
import { SystemAssignedIdentity } from '../ml/system-assigned-identity';
import type { PrivateLinkGroup } from '../network/private-link';
import { kustoPrivateDnsZone } from '../network/private-link';
import type { CustomerManagedKey } from '../security/customer-managed-key';
import { checkCustomerManagedKey, grantCustomerManagedKey } from '../security/customer-managed-key';
import { ipRulesAsRanges } from '../security/network-access';
import { checkNetworkAccess } from '../security/network-access';
import type { DataExplorerDatabaseOptions } from './data-explorer-database';
import { DataExplorerDatabase } from './data-explorer-database';
import { DataExplorerSku } from './data-explorer-sku';

const MAX_INSTANCES = 1000;
const MAX_IP_RULES = 200;

/** How many machines a cluster has; Azure chooses by the load. */
export interface DataExplorerAutoScale {
  /** 2 to 1000. */
  readonly minimumInstances: number;
  /** Up to 1000. */
  readonly maximumInstances: number;
}

export interface DataExplorerClusterProps extends PrivateLinkResourceOptions {
  readonly resourceGroup: IResourceGroup;
  /** @default - by the naming convention, with `purpose` */
  readonly name?: string;
  /** Tells clusters apart in generated names; lower-case letters and digits. @default - none */
  readonly purpose?: string;
  /** @default DataExplorerSku.E2ADS_V5 */
  readonly sku?: DataExplorerSku;
  /** The number of machines, 2 to 1000; `DataExplorerSku.DEV` has one. @default - 2, and what `autoScale` starts with */
  readonly instances?: number;
  /** Not with `instances`. @default - the number of machines stays as it is */
  readonly autoScale?: DataExplorerAutoScale;
  /** Whether the cluster stops by itself after days without use. @default - only `DataExplorerSku.DEV` does */
  readonly autoStopEnabled?: boolean;
  /** Whether data is encrypted twice; fixed once the cluster exists. @default true */
  readonly doubleEncryptionEnabled?: boolean;
  /** Whether single events can be queried within seconds. @default false */
  readonly streamingIngestionEnabled?: boolean;
  /** Whether single records can be deleted for good, as the law may want it. @default false */
  readonly purgeEnabled?: boolean;
  /** Whether the public endpoint answers at all. @default false */
  readonly publicNetworkAccessEnabled?: boolean;
  /** Public IPv4 addresses or CIDR ranges that get in. Only and always with `publicNetworkAccessEnabled`. @default - none */
  readonly ipRules?: readonly string[];
  /** Hosts that queries may call and export to; ingestion by connections needs none. @default - none: outbound access is restricted */
  readonly allowedOutboundHosts?: readonly string[];
  /** The user-assigned identity that the cluster acts as. @default - the cluster's own */
  readonly identity?: IManagedIdentity;
  /** @default - keys of Microsoft's */
  readonly customerManagedKey?: CustomerManagedKey;
  /** @default - `deletionProtectionEnabled` of the stack */
  readonly deletionProtectionEnabled?: boolean;
}

/** What an existing cluster is known by. */
export interface DataExplorerClusterAttributes {
  /** The Azure resource id. */
  readonly resourceId: string;
  /** Azure region, for example `westeurope`. */
  readonly location: string;
  /** The user-assigned identity that connections read with. @default - unknown: connections need one of their own */
  readonly identity?: IManagedIdentity;
}

/** What a cluster is connected to over Microsoft's network. */
export interface DataExplorerManagedEndpointOptions {
  readonly target: IPrivateLinkResource;
  /** The sub-resource, for example `namespace` or `blob`. */
  readonly group: PrivateLinkGroup;
  /** What the owner of the target reads when approving. @default - the path of the cluster */
  readonly requestMessage?: string;
}

/** A Data Explorer cluster, owned or existing. */
export interface IDataExplorerCluster extends IPrivateLinkResource {
  readonly location: string;
  readonly resourceGroupName: string;
  /** The URL that queries are sent to. */
  readonly uri: string;
  /** Who reads for the connections; unknown for an existing cluster that was given none. */
  readonly identity: IGrantable | undefined;
  /** The id of who reads: the cluster itself, or its user-assigned identity. */
  readonly identityResourceId: string;

  /** Adds a database. */
  addDatabase(name: string, options?: DataExplorerDatabaseOptions): DataExplorerDatabase;
  /**
   * Connects the cluster with a resource over Microsoft's network. The owner of the target has to approve the connection.
   */
  addManagedPrivateEndpoint(id: string, options: DataExplorerManagedEndpointOptions): KustoClusterManagedPrivateEndpoint;
  /** The private endpoint to a target, where the cluster was given one. */
  managedPrivateEndpointTo(target: IPrivateLinkResource): KustoClusterManagedPrivateEndpoint | undefined;
}

abstract class DataExplorerClusterBase extends PrivateLinkResource implements IDataExplorerCluster {
  abstract readonly location: string;
  abstract override readonly resourceGroupName: string;
  abstract readonly uri: string;
  abstract readonly identity: IGrantable | undefined;
  abstract readonly identityResourceId: string;
  protected readonly privateLinkGroups: readonly PrivateLinkGroup[] = ['cluster'];

  private readonly managedEndpoints = new Map<IPrivateLinkResource, KustoClusterManagedPrivateEndpoint>();

  protected override get regionalZones(): readonly string[] {
    return [kustoPrivateDnsZone(this.location, cloudOf(this))];
  }

  /** @throws ValidationError `DataExplorerDatabaseDuplicate`, and those of a database */
  addDatabase(name: string, options: DataExplorerDatabaseOptions = {}): DataExplorerDatabase {
    const id = `Database-${name}`;
    if (this.node.tryFindChild(id)) fail(this, { code: 'DataExplorerDatabaseDuplicate', prop: 'name', rule: 'is taken by another database of the cluster', got: name, expected: 'a name of its own', fix: 'use the one that exists, or another name' });
    return new DataExplorerDatabase(this, id, { ...options, name, cluster: this });
  }

  addManagedPrivateEndpoint(id: string, options: DataExplorerManagedEndpointOptions): KustoClusterManagedPrivateEndpoint {
    const problems = new Problems(this);
    const name = this.nameOf(problems, 'managedPrivateEndpoint', undefined, kebabCase(id));
    const endpoint = new KustoClusterManagedPrivateEndpoint(this, `ManagedEndpoint-${id}`, {
      name,
      clusterName: this.resourceName,
      resourceGroupName: this.resourceGroupName,
      privateLinkResourceId: options.target.resourceId,
      groupId: options.group,
      requestMessage: options.requestMessage ?? `For ${this.node.path}`,
    });
    this.managedEndpoints.set(options.target, endpoint);
    return endpoint;
  }

  managedPrivateEndpointTo(target: IPrivateLinkResource): KustoClusterManagedPrivateEndpoint | undefined {
    return this.managedEndpoints.get(target);
  }
}

/**
 * A cluster of Azure Data Explorer (Kusto), where telemetry is kept and queried: private, encrypted twice, trusting no other tenant.
 *
 * @see https://learn.microsoft.com/azure/data-explorer/security
 */
export class DataExplorerCluster extends DataExplorerClusterBase {
  /** An existing cluster. */
  static fromAttributes(scope: Construct, id: string, attributes: DataExplorerClusterAttributes): IDataExplorerCluster {
    return new ImportedDataExplorerCluster(scope, id, attributes);
  }

  readonly resourceId: string;
  readonly resourceName: string;
  readonly location: string;
  readonly resourceGroupName: string;
  readonly uri: string;
  readonly identity: IGrantable;
  readonly identityResourceId: string;
  protected readonly privateLinkName: string;

  /** @throws ValidationError with all that `checkSize`, `checkAccess` and the checks of name and key find */
  constructor(scope: Construct, id: string, props: DataExplorerClusterProps) {
    super(scope, id);
    const { sku = DataExplorerSku.E2ADS_V5, autoScale, identity, customerManagedKey, allowedOutboundHosts = [] } = props;
    const development = sku === DataExplorerSku.DEV;
    const problems = new Problems(this);
    const name = this.nameOf(problems, 'dataExplorerCluster', props.name, props.purpose);
    checkSize(problems, props, development);
    checkAccess(problems, props);
    if (customerManagedKey) checkCustomerManagedKey(problems, customerManagedKey);
    problems.throwIfAny();
    this.location = props.resourceGroup.location;
    this.resourceGroupName = props.resourceGroup.resourceName;
    this.privateLinkName = props.purpose ? `dec-${props.purpose}` : 'dec';
    const userAssigned = [...new Set([identity, customerManagedKey?.identity].flatMap((user) => (user ? [user.resourceId] : [])))];
    const keyGrants = customerManagedKey ? grantCustomerManagedKey(this, customerManagedKey) : [];
    const resource = new KustoCluster(this, 'Resource', {
      name,
      resourceGroupName: this.resourceGroupName,
      location: this.location,
      sku: { name: sku, capacity: development ? 1 : (autoScale?.minimumInstances ?? props.instances ?? 2) },
      optimizedAutoScale: autoScale && { minimumInstances: autoScale.minimumInstances, maximumInstances: autoScale.maximumInstances },
      zones: !development && hasAvailabilityZones(this.location) ? ['1', '2', '3'] : undefined,
      autoStopEnabled: props.autoStopEnabled ?? development,
      diskEncryptionEnabled: true,
      doubleEncryptionEnabled: props.doubleEncryptionEnabled ?? true,
      streamingIngestionEnabled: props.streamingIngestionEnabled ?? false,
      purgeEnabled: props.purgeEnabled ?? false,
      publicNetworkAccessEnabled: props.publicNetworkAccessEnabled ?? false,
      allowedIpRanges: props.ipRules && ipRulesAsRanges(props.ipRules),
      outboundNetworkAccessRestricted: true,
      allowedFqdns: allowedOutboundHosts.length > 0 ? [...allowedOutboundHosts] : undefined,
      trustedExternalTenants: [],
      identity: { type: [identity ? [] : ['SystemAssigned'], userAssigned.length > 0 ? ['UserAssigned'] : []].flat().join(', '), identityIds: userAssigned.length > 0 ? userAssigned : undefined },
      lifecycle: this.protectedLifecycle(props.deletionProtectionEnabled, autoScale ? { ignoreChanges: ['sku[0].capacity'] } : {}),
    });
    this.resourceId = resource.id;
    this.resourceName = resource.name;
    this.uri = resource.uri;
    this.identity = identity ?? new SystemAssignedIdentity(this, 'SystemAssignedIdentity', resource.identity.principalId);
    this.identityResourceId = identity?.resourceId ?? resource.id;
    if (customerManagedKey) {
      new KustoClusterCustomerManagedKey(this, 'CustomerManagedKey', {
        clusterId: this.resourceId,
        keyVaultId: customerManagedKey.key.keyVault.resourceId,
        keyName: customerManagedKey.key.keyName,
        userIdentity: customerManagedKey.identity.resourceId,
        dependsOn: keyGrants,
      });
    }
    this.addFeatures(props);
  }
}

function instancesProblem(prop: string, got: number, expected: string): Problem {
  return { code: 'DataExplorerInstancesInvalid', prop, rule: 'is not a number of machines that a cluster can have', got, expected, fix: 'choose a number in the range' };
}

function checkSize(problems: Problems, { instances, autoScale }: DataExplorerClusterProps, development: boolean): void {
  const valid = (count: number): boolean => Number.isInteger(count) && count >= 2 && count <= MAX_INSTANCES;
  for (const [prop, value] of Object.entries({ instances, autoScale })) {
    problems.require(!development || value === undefined, { code: 'DataExplorerSizeUnused', prop, rule: 'has no effect on a cluster for development, which has one machine', got: value, expected: 'nothing', fix: "leave it out, or choose another 'sku'" });
  }
  if (development) return;
  problems.require(instances === undefined || autoScale === undefined, { code: 'DataExplorerSizeTwice', prop: 'instances', rule: "has no effect with 'autoScale'", got: instances, expected: 'one of the two', fix: 'leave one out' });
  if (instances !== undefined && !valid(instances)) problems.add(instancesProblem('instances', instances, `a whole number from 2 to ${MAX_INSTANCES}`));
  if (!autoScale) return;
  const { minimumInstances, maximumInstances } = autoScale;
  if (!valid(minimumInstances)) problems.add(instancesProblem('autoScale.minimumInstances', minimumInstances, `a whole number from 2 to ${MAX_INSTANCES}`));
  else if (!valid(maximumInstances) || maximumInstances <= minimumInstances) problems.add(instancesProblem('autoScale.maximumInstances', maximumInstances, `a whole number above ${minimumInstances}, up to ${MAX_INSTANCES}`));
}

function checkAccess(problems: Problems, props: DataExplorerClusterProps): void {
  checkNetworkAccess(problems, { publicNetworkAccessEnabled: props.publicNetworkAccessEnabled, ipRules: props.ipRules }, MAX_IP_RULES);
  props.allowedOutboundHosts?.forEach((host, index) => {
    problems.require(/^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+$/.test(host), { code: 'DataExplorerHostInvalid', prop: `allowedOutboundHosts[${index}]`, rule: 'is not the name of a host', got: host, expected: 'a host in lower case, without scheme, port and wildcard', fix: 'write it as account.blob.core.windows.net' });
  });
}

class ImportedDataExplorerCluster extends DataExplorerClusterBase {
  readonly resourceId: string;
  readonly resourceName: string;
  readonly location: string;
  readonly resourceGroupName: string;
  readonly uri: string;
  readonly identity: IGrantable | undefined;
  readonly identityResourceId: string;
  protected readonly privateLinkName: string;

  constructor(scope: Construct, id: string, attributes: DataExplorerClusterAttributes) {
    super(scope, id);
    const { name, resourceGroupName } = parseResourceId(this, 'resourceId', attributes.resourceId, 'Microsoft.Kusto/clusters');
    this.resourceId = attributes.resourceId;
    this.resourceName = name;
    this.location = attributes.location;
    this.resourceGroupName = resourceGroupName;
    this.uri = `https://${name}.${attributes.location}.${cloudEndpoints(cloudOf(this)).kusto}`;
    this.identity = attributes.identity;
    this.identityResourceId = attributes.identity?.resourceId ?? attributes.resourceId;
    this.privateLinkName = name;
  }
}
