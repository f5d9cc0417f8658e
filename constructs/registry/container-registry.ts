import { ContainerRegistry as ContainerRegistryResource } from '@cdktf/provider-azurerm/lib/container-registry';
import type { Construct } from 'constructs';
import type { IPrivateLinkResource, PrivateLinkResourceOptions } from '../core/azure-resource';
import { PrivateLinkResource } from '../core/azure-resource';
import { cloudEndpoints } from '../core/cloud';
import type { Problem } from '../core/errors';
import { fail, Problems } from '../core/errors';
import { cloudOf } from '../core/landscape-context';
import { hasAvailabilityZones } from '../core/regions';
import { parseResourceId } from '../core/resource-id';
import type { IResourceGroup } from '../governance/resource-group';
import { BuiltInRole } from '../identity/built-in-role';
import type { IGrantable, RoleAssignment } from '../identity/role-assignment';
import type { PrivateEndpoint, PrivateEndpointOptions } from '../network/private-endpoint';
import type { PrivateLinkGroup } from '../network/private-link';
import type { CustomerManagedKey } from '../security/customer-managed-key';
import { checkCustomerManagedKey, grantCustomerManagedKey } from '../security/customer-managed-key';
import type { PublicNetworkOptions } from '../security/network-access';
import { checkNetworkAccess, ipRulesAsRanges, NetworkDefaultAction } from '../security/network-access';

/** Azure's limit of IP rules on one registry. */
const MAX_IP_RULES = 100;

/** How much a registry holds, and what protects it. */
export enum ContainerRegistrySku {
  /** For trying out: open to the internet, little space. */
  BASIC = 'Basic',
  /** More space; still open to the internet. */
  STANDARD = 'Standard',
  /** Private endpoints, network rules, zones, keys of your own. */
  PREMIUM = 'Premium',
}

export interface ContainerRegistryProps extends PrivateLinkResourceOptions, PublicNetworkOptions {
  readonly resourceGroup: IResourceGroup;
  /** @default - by the naming convention, with `purpose` */
  readonly name?: string;
  /** Tells registries apart in generated names; letters and digits. @default - none */
  readonly purpose?: string;
  /** @default ContainerRegistrySku.PREMIUM */
  readonly sku?: ContainerRegistrySku;
  /** Whether trusted services of Azure, Azure Machine Learning among them, get in. @default true */
  readonly trustedServicesEnabled?: boolean;
  /** Whether images can be copied out to other registries; can be off only in a private premium registry. @default - off where that is possible */
  readonly exportEnabled?: boolean;
  /** Whether images are kept in several availability zones; fixed once the registry exists. @default - on for premium where the region has zones */
  readonly zoneRedundancyEnabled?: boolean;
  /** When manifests without a tag are deleted; 1 to 365 days, premium only. @default - never */
  readonly untaggedRetentionDays?: number;
  /** Whether layers come from host names of this registry alone, which firewalls can name; premium only. @default false */
  readonly dataEndpointEnabled?: boolean;
  /** Premium only; can't be taken away again. @default - keys of Microsoft's */
  readonly customerManagedKey?: CustomerManagedKey;
  /** @default - `deletionProtectionEnabled` of the stack */
  readonly deletionProtectionEnabled?: boolean;
}

/** What an existing registry is known by. */
export interface ContainerRegistryAttributes {
  /** The Azure resource id. */
  readonly resourceId: string;
  /** @default ContainerRegistrySku.PREMIUM */
  readonly sku?: ContainerRegistrySku;
  /** @default false */
  readonly publicNetworkAccessEnabled?: boolean;
}

/** A container registry, owned or existing. */
export interface IContainerRegistry extends IPrivateLinkResource {
  /** The host name of the registry, for example `crmlops.azurecr.io`. */
  readonly loginServer: string;
  readonly sku: ContainerRegistrySku;
  readonly publicNetworkAccessEnabled: boolean;

  /** Lets the grantee pull images. */
  grantPull(grantee: IGrantable): RoleAssignment;
  /** Lets the grantee pull and push images. */
  grantPush(grantee: IGrantable): RoleAssignment;
}

abstract class ContainerRegistryBase extends PrivateLinkResource implements IContainerRegistry {
  abstract readonly loginServer: string;
  abstract readonly sku: ContainerRegistrySku;
  abstract readonly publicNetworkAccessEnabled: boolean;
  protected readonly privateLinkGroups: readonly PrivateLinkGroup[] = ['registry'];

  /** @throws ValidationError `RegistryFeatureNeedsPremium` */
  override addPrivateEndpoint(options: PrivateEndpointOptions): PrivateEndpoint {
    if (this.sku !== ContainerRegistrySku.PREMIUM) fail(this, needsPremium('privateEndpoints', this.sku));
    return super.addPrivateEndpoint(options);
  }

  grantPull(grantee: IGrantable): RoleAssignment {
    return this.grant(BuiltInRole.ACR_PULL, grantee);
  }

  grantPush(grantee: IGrantable): RoleAssignment {
    return this.grant(BuiltInRole.ACR_PUSH, grantee);
  }
}

/**
 * Holds container images, private and without an admin user.
 *
 * @see https://learn.microsoft.com/azure/container-registry/container-registry-best-practices
 */
export class ContainerRegistry extends ContainerRegistryBase {
  /** An existing registry; it must not be in the mode with permissions per repository, which ignores these grants. */
  static fromAttributes(scope: Construct, id: string, attributes: ContainerRegistryAttributes): IContainerRegistry {
    return new ImportedContainerRegistry(scope, id, attributes);
  }

  readonly resourceId: string;
  readonly resourceName: string;
  readonly loginServer: string;
  readonly sku: ContainerRegistrySku;
  readonly publicNetworkAccessEnabled: boolean;
  protected readonly resourceGroupName: string;
  protected readonly privateLinkName: string;

  /** @throws ValidationError with all that `checkSku` and the checks of name, network and key find */
  constructor(scope: Construct, id: string, props: ContainerRegistryProps) {
    super(scope, id);
    this.sku = props.sku ?? ContainerRegistrySku.PREMIUM;
    this.publicNetworkAccessEnabled = props.publicNetworkAccessEnabled ?? false;
    this.resourceGroupName = props.resourceGroup.resourceName;
    this.privateLinkName = props.purpose ? `cr-${props.purpose}` : (props.name ?? 'cr');
    const { location } = props.resourceGroup;
    const premium = this.sku === ContainerRegistrySku.PREMIUM;
    const zones = hasAvailabilityZones(location);
    const { customerManagedKey, untaggedRetentionDays: untagged } = props;
    const problems = new Problems(this);
    const name = this.nameOf(problems, 'containerRegistry', props.name, props.purpose);
    checkSku(problems, props, this.sku);
    if (premium) checkNetworkAccess(problems, props, MAX_IP_RULES);
    problems.require(!props.zoneRedundancyEnabled || zones, { code: 'RegistryZonesUnavailable', prop: 'zoneRedundancyEnabled', rule: `needs availability zones, and ${location} has none`, got: true, expected: 'false', fix: 'leave it out, or choose another region' });
    problems.require(untagged === undefined || (Number.isInteger(untagged) && untagged >= 1 && untagged <= 365), { code: 'UntaggedRetentionOutOfRange', prop: 'untaggedRetentionDays', rule: 'is out of range', got: untagged, expected: 'whole days from 1 to 365', fix: 'choose a number in the range' });
    problems.require(props.exportEnabled !== false || !this.publicNetworkAccessEnabled, { code: 'RegistryExportNeedsPrivate', prop: 'exportEnabled', rule: "can't be off in a registry with public access", got: false, expected: "'publicNetworkAccessEnabled: false' with it", fix: 'switch public access off, or leave it out' });
    if (customerManagedKey) checkCustomerManagedKey(problems, customerManagedKey);
    problems.throwIfAny();
    const grants = customerManagedKey ? grantCustomerManagedKey(this, customerManagedKey) : [];
    const resource = new ContainerRegistryResource(this, 'Resource', {
      name,
      resourceGroupName: this.resourceGroupName,
      location,
      sku: this.sku,
      adminEnabled: false,
      anonymousPullEnabled: false,
      dataEndpointEnabled: props.dataEndpointEnabled ?? false,
      exportPolicyEnabled: props.exportEnabled ?? !(premium && !this.publicNetworkAccessEnabled),
      networkRuleBypassOption: (props.trustedServicesEnabled ?? true) ? 'AzureServices' : 'None',
      networkRuleSet: premium ? [{ defaultAction: props.networkDefaultAction ?? NetworkDefaultAction.DENY, ipRule: ipRulesAsRanges(props.ipRules ?? []).map((ipRange) => ({ action: 'Allow', ipRange })) }] : undefined,
      publicNetworkAccessEnabled: this.publicNetworkAccessEnabled,
      retentionPolicyInDays: untagged,
      zoneRedundancyEnabled: props.zoneRedundancyEnabled ?? (premium && zones),
      ...(customerManagedKey && {
        identity: { type: 'UserAssigned', identityIds: [customerManagedKey.identity.resourceId] },
        encryption: [{ keyVaultKeyId: customerManagedKey.key.keyId, identityClientId: customerManagedKey.identity.clientId }],
      }),
      dependsOn: grants.length > 0 ? grants : undefined,
      lifecycle: this.protectedLifecycle(props.deletionProtectionEnabled),
    });
    this.resourceId = resource.id;
    this.resourceName = resource.name;
    this.loginServer = resource.loginServer;
    this.addFeatures(props);
  }
}

function needsPremium(prop: string, sku: ContainerRegistrySku): Problem {
  return { code: 'RegistryFeatureNeedsPremium', prop, rule: 'needs a premium registry', got: sku, expected: ContainerRegistrySku.PREMIUM, fix: "set 'sku: ContainerRegistrySku.PREMIUM', or leave it out" };
}

function checkSku(problems: Problems, props: ContainerRegistryProps, sku: ContainerRegistrySku): void {
  if (sku === ContainerRegistrySku.PREMIUM) return;
  problems.require(props.publicNetworkAccessEnabled === true, { code: 'RegistryNeedsPublicAccess', prop: 'publicNetworkAccessEnabled', rule: `can't be off in a ${sku} registry`, got: props.publicNetworkAccessEnabled, expected: 'true', fix: "set it to open the registry to the internet, or use 'ContainerRegistrySku.PREMIUM'" });
  const used = {
    ipRules: (props.ipRules ?? []).length > 0,
    networkDefaultAction: props.networkDefaultAction !== undefined,
    trustedServicesEnabled: props.trustedServicesEnabled === false,
    exportEnabled: props.exportEnabled === false,
    zoneRedundancyEnabled: props.zoneRedundancyEnabled === true,
    untaggedRetentionDays: props.untaggedRetentionDays !== undefined,
    dataEndpointEnabled: props.dataEndpointEnabled === true,
    customerManagedKey: props.customerManagedKey !== undefined,
    privateEndpoints: (props.privateEndpoints ?? []).length > 0,
  };
  for (const [prop, isUsed] of Object.entries(used)) problems.require(!isUsed, needsPremium(prop, sku));
}

class ImportedContainerRegistry extends ContainerRegistryBase {
  readonly resourceId: string;
  readonly resourceName: string;
  readonly loginServer: string;
  readonly sku: ContainerRegistrySku;
  readonly publicNetworkAccessEnabled: boolean;
  protected readonly resourceGroupName: string;
  protected readonly privateLinkName: string;

  constructor(scope: Construct, id: string, attributes: ContainerRegistryAttributes) {
    super(scope, id);
    const { name, resourceGroupName } = parseResourceId(this, 'resourceId', attributes.resourceId, 'Microsoft.ContainerRegistry/registries');
    this.resourceId = attributes.resourceId;
    this.resourceName = name;
    this.loginServer = `${name.toLowerCase()}.${cloudEndpoints(cloudOf(this)).containerRegistry}`;
    this.sku = attributes.sku ?? ContainerRegistrySku.PREMIUM;
    this.publicNetworkAccessEnabled = attributes.publicNetworkAccessEnabled ?? false;
    this.resourceGroupName = resourceGroupName;
    this.privateLinkName = name;
  }
}
