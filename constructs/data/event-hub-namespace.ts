import { EventhubNamespace } from '@cdktf/provider-azurerm/lib/eventhub-namespace';
import { EventhubNamespaceCustomerManagedKey } from '@cdktf/provider-azurerm/lib/eventhub-namespace-customer-managed-key';
import type { Construct } from 'constructs';
import type { IPrivateLinkResource, PrivateLinkResourceOptions } from '../core/azure-resource';
import { PrivateLinkResource } from '../core/azure-resource';
import { fail, Problems } from '../core/errors';
import { parseResourceId } from '../core/resource-id';
import type { IResourceGroup } from '../governance/resource-group';
import { BuiltInRole } from '../identity/built-in-role';
import type { IManagedIdentity } from '../identity/managed-identity';
import type { IGrantable, RoleAssignment } from '../identity/role-assignment';
import { SystemAssignedIdentity } from '../ml/system-assigned-identity';
import type { PrivateLinkGroup } from '../network/private-link';
import type { CustomerManagedKey } from '../security/customer-managed-key';
import { checkCustomerManagedKey, grantCustomerManagedKey } from '../security/customer-managed-key';
import type { SubnetNetworkOptions } from '../security/network-access';
import { checkNetworkAccess, ipRulesAsRanges, NetworkDefaultAction } from '../security/network-access';
import type { EventHubOptions } from './event-hub';
import { EventHub } from './event-hub';

/** Azure's limit of IP rules on one namespace. */
const MAX_IP_RULES = 128;

const MAX_THROUGHPUT_UNITS = 40;
const PROCESSING_UNITS: readonly number[] = [1, 2, 4, 8, 16];

/** How fast a namespace is, and what it shares. `Basic` isn't offered: it has neither private endpoints nor capture. */
export enum EventHubSku {
  /** Throughput units on shared machines. */
  STANDARD = 'Standard',
  /** Processing units of its own, keys of yours, and events kept up to 90 days. */
  PREMIUM = 'Premium',
}

export interface EventHubNamespaceProps extends PrivateLinkResourceOptions, SubnetNetworkOptions {
  readonly resourceGroup: IResourceGroup;
  /** @default - by the naming convention, with `purpose` */
  readonly name?: string;
  /** Tells namespaces apart in generated names. @default - none */
  readonly purpose?: string;
  /** @default EventHubSku.STANDARD */
  readonly sku?: EventHubSku;
  /** Throughput units of `STANDARD`, 1 to 40; processing units of `PREMIUM`: 1, 2, 4, 8 or 16. @default 1 */
  readonly capacity?: number;
  /** How many throughput units the namespace may grow to by itself; only for `STANDARD`. @default - it doesn't grow */
  readonly maximumThroughputUnits?: number;
  /** Whether keys let in, beside Entra. @default false */
  readonly localAuthEnabled?: boolean;
  /** The user-assigned identity that the namespace writes captures with. @default - the namespace's own */
  readonly identity?: IManagedIdentity;
  /** Only for `PREMIUM`. @default - keys of Microsoft's */
  readonly customerManagedKey?: CustomerManagedKey;
  /** @default - `deletionProtectionEnabled` of the stack */
  readonly deletionProtectionEnabled?: boolean;
}

/** What an existing namespace is known by. */
export interface EventHubNamespaceAttributes {
  /** The Azure resource id. */
  readonly resourceId: string;
  /** Azure region, for example `westeurope`. */
  readonly location: string;
  /** @default EventHubSku.STANDARD */
  readonly sku?: EventHubSku;
  /** The user-assigned identity that the namespace writes captures with. @default - unknown: no captures */
  readonly identity?: IManagedIdentity;
}

/** A namespace of event hubs, owned or existing. */
export interface IEventHubNamespace extends IPrivateLinkResource {
  readonly location: string;
  readonly resourceGroupName: string;
  readonly sku: EventHubSku;
  /** Who writes captures; unknown for an existing namespace that was given none. */
  readonly identity: IGrantable | undefined;
  /** Where the identity is a user-assigned one. */
  readonly userAssignedIdentity: IManagedIdentity | undefined;

  /** Adds an event hub. */
  addEventHub(name: string, options?: EventHubOptions): EventHub;
  /** Lets the grantee send to all event hubs of the namespace. */
  grantSend(grantee: IGrantable): RoleAssignment;
  /** Lets the grantee receive from all event hubs of the namespace. */
  grantReceive(grantee: IGrantable): RoleAssignment;
}

abstract class EventHubNamespaceBase extends PrivateLinkResource implements IEventHubNamespace {
  abstract readonly location: string;
  abstract override readonly resourceGroupName: string;
  abstract readonly sku: EventHubSku;
  abstract readonly identity: IGrantable | undefined;
  abstract readonly userAssignedIdentity: IManagedIdentity | undefined;
  protected readonly privateLinkGroups: readonly PrivateLinkGroup[] = ['namespace'];

  /** @throws ValidationError `EventHubDuplicate`, and those of an event hub */
  addEventHub(name: string, options: EventHubOptions = {}): EventHub {
    const id = `EventHub-${name}`;
    if (this.node.tryFindChild(id)) fail(this, { code: 'EventHubDuplicate', prop: 'name', rule: 'is taken by another event hub of the namespace', got: name, expected: 'a name of its own', fix: 'use the one that exists, or another name' });
    return new EventHub(this, id, { ...options, name, namespace: this });
  }

  grantSend(grantee: IGrantable): RoleAssignment {
    return this.grant(BuiltInRole.EVENT_HUBS_DATA_SENDER, grantee);
  }

  grantReceive(grantee: IGrantable): RoleAssignment {
    return this.grant(BuiltInRole.EVENT_HUBS_DATA_RECEIVER, grantee);
  }
}

/**
 * Takes in streams of events, by Entra only and closed to the internet. Azure spreads it over availability zones where the
 * region has them.
 *
 * @see https://learn.microsoft.com/azure/event-hubs/event-hubs-about
 */
export class EventHubNamespace extends EventHubNamespaceBase {
  /** An existing namespace. */
  static fromAttributes(scope: Construct, id: string, attributes: EventHubNamespaceAttributes): IEventHubNamespace {
    return new ImportedEventHubNamespace(scope, id, attributes);
  }

  readonly resourceId: string;
  readonly resourceName: string;
  readonly location: string;
  readonly sku: EventHubSku;
  readonly identity: IGrantable;
  readonly userAssignedIdentity: IManagedIdentity | undefined;
  readonly resourceGroupName: string;
  protected readonly privateLinkName: string;

  /** @throws ValidationError `EventHubCapacityInvalid`, `EventHubGrowthInvalid`, `EventHubFeatureNeedsSku`, and those of name, network and key */
  constructor(scope: Construct, id: string, props: EventHubNamespaceProps) {
    super(scope, id);
    const { capacity = 1, maximumThroughputUnits, customerManagedKey, identity } = props;
    const problems = new Problems(this);
    const name = this.nameOf(problems, 'eventHubNamespace', props.name, props.purpose);
    this.sku = props.sku ?? EventHubSku.STANDARD;
    this.location = props.resourceGroup.location;
    this.resourceGroupName = props.resourceGroup.resourceName;
    this.privateLinkName = props.purpose ? `evhns-${props.purpose}` : 'evhns';
    this.userAssignedIdentity = identity;
    checkCapacity(problems, this.sku, capacity, maximumThroughputUnits);
    checkNetworkAccess(problems, props, MAX_IP_RULES);
    if (customerManagedKey) {
      problems.require(this.sku === EventHubSku.PREMIUM, { code: 'EventHubFeatureNeedsSku', prop: 'customerManagedKey', rule: 'is not to be had with this SKU', got: this.sku, expected: EventHubSku.PREMIUM, fix: "set 'sku: EventHubSku.PREMIUM', or leave it out" });
      checkCustomerManagedKey(problems, customerManagedKey);
    }
    problems.throwIfAny();
    const userAssigned = [...new Set([identity, customerManagedKey?.identity].flatMap((user) => (user ? [user.resourceId] : [])))];
    const publicAccess = props.publicNetworkAccessEnabled ?? false;
    const keyGrants = customerManagedKey ? grantCustomerManagedKey(this, customerManagedKey) : [];
    const resource = new EventhubNamespace(this, 'Resource', {
      name,
      resourceGroupName: this.resourceGroupName,
      location: this.location,
      sku: this.sku,
      capacity,
      autoInflateEnabled: maximumThroughputUnits !== undefined,
      maximumThroughputUnits,
      localAuthenticationEnabled: props.localAuthEnabled ?? false,
      minimumTlsVersion: '1.2',
      publicNetworkAccessEnabled: publicAccess,
      networkRulesets: [{
        defaultAction: props.networkDefaultAction ?? NetworkDefaultAction.DENY,
        publicNetworkAccessEnabled: publicAccess,
        trustedServiceAccessEnabled: props.trustedServicesEnabled ?? true,
        ipRule: ipRulesAsRanges(props.ipRules ?? []).map((ipMask) => ({ ipMask, action: 'Allow' })),
        virtualNetworkRule: (props.allowedSubnets ?? []).map((subnet) => ({ subnetId: subnet.resourceId, ignoreMissingVirtualNetworkServiceEndpoint: false })),
      }],
      identity: { type: [identity ? [] : ['SystemAssigned'], userAssigned.length > 0 ? ['UserAssigned'] : []].flat().join(', '), identityIds: userAssigned.length > 0 ? userAssigned : undefined },
      lifecycle: this.protectedLifecycle(props.deletionProtectionEnabled, maximumThroughputUnits === undefined ? {} : { ignoreChanges: ['capacity'] }),
    });
    this.resourceId = resource.id;
    this.resourceName = resource.name;
    this.identity = identity ?? new SystemAssignedIdentity(this, 'SystemAssignedIdentity', resource.identity.principalId);
    if (customerManagedKey) {
      new EventhubNamespaceCustomerManagedKey(this, 'CustomerManagedKey', {
        eventhubNamespaceId: this.resourceId,
        keyVaultKeyIds: [customerManagedKey.key.keyId],
        userAssignedIdentityId: customerManagedKey.identity.resourceId,
        infrastructureEncryptionEnabled: true,
        dependsOn: keyGrants,
      });
    }
    this.addFeatures(props);
  }
}

function checkCapacity(problems: Problems, sku: EventHubSku, capacity: number, maximum: number | undefined): void {
  const standard = sku === EventHubSku.STANDARD;
  const valid = standard ? Number.isInteger(capacity) && capacity >= 1 && capacity <= MAX_THROUGHPUT_UNITS : PROCESSING_UNITS.includes(capacity);
  problems.require(valid, { code: 'EventHubCapacityInvalid', prop: 'capacity', rule: `is not a capacity that ${sku} has`, got: capacity, expected: standard ? `whole units from 1 to ${MAX_THROUGHPUT_UNITS}` : PROCESSING_UNITS.join(', '), fix: 'choose one of these, or another SKU' });
  if (maximum === undefined) return;
  problems.require(standard, { code: 'EventHubFeatureNeedsSku', prop: 'maximumThroughputUnits', rule: 'is not to be had with this SKU', got: sku, expected: EventHubSku.STANDARD, fix: 'leave it out' });
  problems.require(!standard || !valid || (Number.isInteger(maximum) && maximum > capacity && maximum <= MAX_THROUGHPUT_UNITS), { code: 'EventHubGrowthInvalid', prop: 'maximumThroughputUnits', rule: 'leaves no room to grow, or is more than there is', got: maximum, expected: `whole units above ${capacity}, up to ${MAX_THROUGHPUT_UNITS}`, fix: 'choose a number in the range, or leave it out' });
}

class ImportedEventHubNamespace extends EventHubNamespaceBase {
  readonly resourceId: string;
  readonly resourceName: string;
  readonly location: string;
  readonly sku: EventHubSku;
  readonly identity: IGrantable | undefined;
  readonly userAssignedIdentity: IManagedIdentity | undefined;
  readonly resourceGroupName: string;
  protected readonly privateLinkName: string;

  constructor(scope: Construct, id: string, attributes: EventHubNamespaceAttributes) {
    super(scope, id);
    const { name, resourceGroupName } = parseResourceId(this, 'resourceId', attributes.resourceId, 'Microsoft.EventHub/namespaces');
    this.resourceId = attributes.resourceId;
    this.resourceName = name;
    this.location = attributes.location;
    this.sku = attributes.sku ?? EventHubSku.STANDARD;
    this.identity = attributes.identity;
    this.userAssignedIdentity = attributes.identity;
    this.resourceGroupName = resourceGroupName;
    this.privateLinkName = name;
  }
}
