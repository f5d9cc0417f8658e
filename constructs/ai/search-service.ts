import { SearchService as SearchServiceResource } from '@cdktf/provider-azurerm/lib/search-service';
import type { Construct } from 'constructs';
import type { IPrivateLinkResource, PrivateLinkResourceOptions } from '../core/azure-resource';
import { PrivateLinkResource } from '../core/azure-resource';
import { cloudEndpoints } from '../core/cloud';
import type { Problem } from '../core/errors';
import { fail, Problems } from '../core/errors';
import { cloudOf } from '../core/landscape-context';
import { parseResourceId } from '../core/resource-id';
import type { IResourceGroup } from '../governance/resource-group';
import { BuiltInRole } from '../identity/built-in-role';
import type { IManagedIdentity } from '../identity/managed-identity';
import type { IGrantable, RoleAssignment } from '../identity/role-assignment';
import { SystemAssignedIdentity } from '../ml/system-assigned-identity';
import type { PrivateEndpoint, PrivateEndpointOptions } from '../network/private-endpoint';
import type { PrivateLinkGroup } from '../network/private-link';
import type { PublicNetworkOptions } from '../security/network-access';
import { checkNetworkAccess, ipRulesAsRanges, NetworkDefaultAction } from '../security/network-access';

/** Azure's limit of IP rules on one service. */
const MAX_IP_RULES = 200;

/** Azure's limit of replicas times partitions. */
const MAX_SEARCH_UNITS = 36;

const PARTITIONS: readonly number[] = [1, 2, 3, 4, 6, 12];

const ROLES = {
  query: BuiltInRole.of('Search Index Data Reader', '1407120a-92aa-4202-b7e9-c0e197c71c8f'),
  index: BuiltInRole.of('Search Index Data Contributor', '8ebe5a00-799e-43f5-93ac-243d3dce84a7'),
  manage: BuiltInRole.of('Search Service Contributor', '7ca78c08-252a-4471-8644-bb5ff32d4ba0'),
};

/** How large, and how fast, a search service is. */
export enum SearchSku {
  /** For trying out: shared with others, open to the internet, no identity. */
  FREE = 'free',
  /** Up to 3 replicas and 3 partitions. */
  BASIC = 'basic',
  STANDARD = 'standard',
  /** More storage and speed than `STANDARD`. */
  STANDARD2 = 'standard2',
  /** More storage and speed than `STANDARD2`. */
  STANDARD3 = 'standard3',
  /** Much storage at a lower price, slower than `STANDARD`. */
  STORAGE_OPTIMIZED_L1 = 'storage_optimized_l1',
  /** Twice the storage of `STORAGE_OPTIMIZED_L1`. */
  STORAGE_OPTIMIZED_L2 = 'storage_optimized_l2',
}

/** Who pays for the semantic ranking of results. */
export enum SemanticRanking {
  /** A number of requests each month; then none. */
  FREE = 'free',
  /** Every request is paid for. */
  STANDARD = 'standard',
}

const MAXIMA: Readonly<Partial<Record<SearchSku, number>>> = { [SearchSku.FREE]: 1, [SearchSku.BASIC]: 3 };

export interface SearchServiceProps extends PrivateLinkResourceOptions, PublicNetworkOptions {
  readonly resourceGroup: IResourceGroup;
  /** @default - by the naming convention, with `purpose` */
  readonly name?: string;
  /** Tells services apart in generated names. @default - none */
  readonly purpose?: string;
  /** @default SearchSku.STANDARD */
  readonly sku?: SearchSku;
  /** Copies that answer queries: Azure promises availability for queries from 2, and for updates from 3. @default 1 */
  readonly replicaCount?: number;
  /** Parts that the indexes are divided into: 1, 2, 3, 4, 6 or 12. @default 1 */
  readonly partitionCount?: number;
  /** @default - no semantic ranking */
  readonly semanticRanking?: SemanticRanking;
  /** Whether keys let in, beside Entra. @default false */
  readonly localAuthEnabled?: boolean;
  /** Whether trusted services of Azure, AI services among them, get in. @default true */
  readonly trustedServicesEnabled?: boolean;
  /** The user-assigned identity that the service acts as. @default - the service's own; none for `SearchSku.FREE` */
  readonly identity?: IManagedIdentity;
  /** @default - `deletionProtectionEnabled` of the stack */
  readonly deletionProtectionEnabled?: boolean;
}

/** What an existing search service is known by. */
export interface SearchServiceAttributes {
  /** The Azure resource id. */
  readonly resourceId: string;
  /** @default SearchSku.STANDARD */
  readonly sku?: SearchSku;
  /** Whether keys let in, beside Entra. @default false */
  readonly localAuthEnabled?: boolean;
}

/** An AI Search service, owned or existing. */
export interface ISearchService extends IPrivateLinkResource {
  /** The URL that clients call. */
  readonly endpoint: string;
  readonly sku: SearchSku;
  /** Whether keys let in, beside Entra. */
  readonly localAuthEnabled: boolean;

  /** Lets the grantee query indexes. */
  grantQuery(grantee: IGrantable): RoleAssignment;
  /** Lets the grantee query indexes, and load documents into them. */
  grantIndex(grantee: IGrantable): RoleAssignment;
  /** Lets the grantee define indexes, indexers and skills, and manage the service. */
  grantManage(grantee: IGrantable): RoleAssignment;
}

abstract class SearchServiceBase extends PrivateLinkResource implements ISearchService {
  abstract readonly endpoint: string;
  abstract readonly sku: SearchSku;
  abstract readonly localAuthEnabled: boolean;
  protected readonly privateLinkGroups: readonly PrivateLinkGroup[] = ['searchService'];

  /** @throws ValidationError `SearchFeatureNeedsSku` */
  override addPrivateEndpoint(options: PrivateEndpointOptions): PrivateEndpoint {
    if (this.sku === SearchSku.FREE) fail(this, needsSku('privateEndpoints'));
    return super.addPrivateEndpoint(options);
  }

  grantQuery(grantee: IGrantable): RoleAssignment {
    return this.grant(ROLES.query, grantee);
  }

  grantIndex(grantee: IGrantable): RoleAssignment {
    return this.grant(ROLES.index, grantee);
  }

  grantManage(grantee: IGrantable): RoleAssignment {
    return this.grant(ROLES.manage, grantee);
  }
}

/**
 * Finds documents for people and models, private and without keys.
 *
 * @see https://learn.microsoft.com/azure/search/search-security-overview
 */
export class SearchService extends SearchServiceBase {
  /** An existing search service. */
  static fromAttributes(scope: Construct, id: string, attributes: SearchServiceAttributes): ISearchService {
    return new ImportedSearchService(scope, id, attributes);
  }

  readonly resourceId: string;
  readonly resourceName: string;
  readonly endpoint: string;
  readonly sku: SearchSku;
  readonly localAuthEnabled: boolean;
  /** Who the service acts as; nobody for `SearchSku.FREE`. */
  readonly identity: IGrantable | undefined;
  protected readonly resourceGroupName: string;
  protected readonly privateLinkName: string;

  /** @throws ValidationError `SearchReplicasInvalid`, `SearchPartitionsInvalid`, `SearchUnitsLimit`, `SearchFeatureNeedsSku`, `SearchNeedsPublicAccess`, and those of name and network */
  constructor(scope: Construct, id: string, props: SearchServiceProps) {
    super(scope, id);
    this.sku = props.sku ?? SearchSku.STANDARD;
    this.localAuthEnabled = props.localAuthEnabled ?? false;
    const free = this.sku === SearchSku.FREE;
    const { replicaCount = 1, partitionCount = 1 } = props;
    const problems = new Problems(this);
    const name = this.nameOf(problems, 'searchService', props.name, props.purpose);
    checkSize(problems, this.sku, replicaCount, partitionCount);
    if (free) checkFree(problems, props);
    else checkNetworkAccess(problems, props, MAX_IP_RULES);
    problems.throwIfAny();
    const open = props.networkDefaultAction === NetworkDefaultAction.ALLOW;
    const resource = new SearchServiceResource(this, 'Resource', {
      name,
      resourceGroupName: props.resourceGroup.resourceName,
      location: props.resourceGroup.location,
      sku: this.sku,
      replicaCount,
      partitionCount,
      semanticSearchSku: props.semanticRanking,
      localAuthenticationEnabled: this.localAuthEnabled,
      // With keys alone, Entra would not let in any more.
      authenticationFailureMode: this.localAuthEnabled ? 'http401WithBearerChallenge' : undefined,
      publicNetworkAccessEnabled: props.publicNetworkAccessEnabled ?? false,
      allowedIps: props.ipRules && !open ? ipRulesAsRanges(props.ipRules) : undefined,
      networkRuleBypassOption: free || props.trustedServicesEnabled === false ? 'None' : 'AzureServices',
      identity: free ? undefined : props.identity ? { type: 'UserAssigned', identityIds: [props.identity.resourceId] } : { type: 'SystemAssigned' },
      lifecycle: this.protectedLifecycle(props.deletionProtectionEnabled),
    });
    this.resourceId = resource.id;
    this.resourceName = resource.name;
    this.endpoint = `https://${resource.name}.${cloudEndpoints(cloudOf(this)).search}`;
    this.identity = props.identity ?? (free ? undefined : new SystemAssignedIdentity(this, 'SystemAssignedIdentity', resource.identity.principalId));
    this.resourceGroupName = props.resourceGroup.resourceName;
    this.privateLinkName = props.purpose ? `srch-${props.purpose}` : 'srch';
    this.addFeatures(props);
  }
}

function checkSize(problems: Problems, sku: SearchSku, replicas: number, partitions: number): void {
  const most = MAXIMA[sku] ?? 12;
  const allowed = PARTITIONS.filter((count) => count <= most);
  problems.require(Number.isInteger(replicas) && replicas >= 1 && replicas <= most, { code: 'SearchReplicasInvalid', prop: 'replicaCount', rule: `is not a number of replicas that ${sku} has`, got: replicas, expected: most === 1 ? '1' : `a whole number from 1 to ${most}`, fix: 'choose a number in the range, or a larger SKU' });
  problems.require(allowed.includes(partitions), { code: 'SearchPartitionsInvalid', prop: 'partitionCount', rule: `is not a number of partitions that ${sku} has`, got: partitions, expected: allowed.join(', '), fix: 'choose one of these, or a larger SKU' });
  problems.require(replicas * partitions <= MAX_SEARCH_UNITS, { code: 'SearchUnitsLimit', prop: 'replicaCount', rule: 'times partitions is more than a service has', got: replicas * partitions, expected: `at most ${MAX_SEARCH_UNITS}`, fix: 'take fewer replicas or partitions' });
}

function needsSku(prop: string): Problem {
  return { code: 'SearchFeatureNeedsSku', prop, rule: 'is not to be had for free', got: SearchSku.FREE, expected: Object.values(SearchSku).filter((sku) => sku !== SearchSku.FREE).join(', '), fix: "choose one of these as 'sku', or leave it out" };
}

function checkFree(problems: Problems, props: SearchServiceProps): void {
  problems.require(props.publicNetworkAccessEnabled === true, { code: 'SearchNeedsPublicAccess', prop: 'publicNetworkAccessEnabled', rule: "can't be off for a free service", got: props.publicNetworkAccessEnabled, expected: 'true', fix: "set it to open the service to the internet, or choose another 'sku'" });
  const used = {
    ipRules: (props.ipRules ?? []).length > 0,
    networkDefaultAction: props.networkDefaultAction === NetworkDefaultAction.DENY,
    trustedServicesEnabled: props.trustedServicesEnabled === true,
    identity: props.identity !== undefined,
    semanticRanking: props.semanticRanking !== undefined,
    privateEndpoints: (props.privateEndpoints ?? []).length > 0,
  };
  for (const [prop, isUsed] of Object.entries(used)) problems.require(!isUsed, needsSku(prop));
}

class ImportedSearchService extends SearchServiceBase {
  readonly resourceId: string;
  readonly resourceName: string;
  readonly endpoint: string;
  readonly sku: SearchSku;
  readonly localAuthEnabled: boolean;
  protected readonly resourceGroupName: string;
  protected readonly privateLinkName: string;

  constructor(scope: Construct, id: string, attributes: SearchServiceAttributes) {
    super(scope, id);
    const { name, resourceGroupName } = parseResourceId(this, 'resourceId', attributes.resourceId, 'Microsoft.Search/searchServices');
    this.resourceId = attributes.resourceId;
    this.resourceName = name;
    this.endpoint = `https://${name}.${cloudEndpoints(cloudOf(this)).search}`;
    this.sku = attributes.sku ?? SearchSku.STANDARD;
    this.localAuthEnabled = attributes.localAuthEnabled ?? false;
    this.resourceGroupName = resourceGroupName;
    this.privateLinkName = name;
  }
}
