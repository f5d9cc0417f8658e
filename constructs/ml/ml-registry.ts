import { Token } from 'cdktf';
import type { Construct } from 'constructs';
import { Resource } from '../../.gen/providers/azapi/resource';
import type { DiagnosticTarget, IPrivateLinkResource, PrivateLinkResourceOptions } from '../core/azure-resource';
import { PrivateLinkResource } from '../core/azure-resource';
import { Problems } from '../core/errors';
import type { AzureCloud } from '../core/cloud';
import { machineLearningRegionProblem } from '../core/cloud-features';
import { cloudOf } from '../core/landscape-context';
import { isKnownRegion, regionCloudProblem, regionsOf } from '../core/regions';
import { parseResourceId } from '../core/resource-id';
import type { IResourceGroup } from '../governance/resource-group';
import { BuiltInRole } from '../identity/built-in-role';
import type { IGrantable, RoleAssignment } from '../identity/role-assignment';
import type { PrivateLinkGroup } from '../network/private-link';
import type { StorageReplication } from '../storage/storage-replication';
import { checkReplication, defaultReplication } from '../storage/storage-replication';
import { SystemAssignedIdentity } from './system-assigned-identity';

const TYPE = 'Microsoft.MachineLearningServices/registries@2025-09-01';

/** A region that the assets of a registry are copied to, and used in. */
export interface MlRegistryRegion {
  /** Azure region, for example `westeurope`. */
  readonly location: string;
  /** How many copies of the assets there are in the region. @default - `ZRS` where the region has zones, else `LRS` */
  readonly replication?: StorageReplication;
}

export interface MlRegistryProps extends PrivateLinkResourceOptions {
  readonly resourceGroup: IResourceGroup;
  /** @default - by the naming convention, with `purpose` */
  readonly name?: string;
  /** Tells registries apart in generated names. @default - none */
  readonly purpose?: string;
  /** The regions, the main one first: another main region means another registry. Azure keeps a premium container registry and a storage account in each. @default - the region of the resource group */
  readonly regions?: readonly MlRegistryRegion[];
  /** Whether the public endpoint answers; Azure has no rules for who. @default false */
  readonly publicNetworkAccessEnabled?: boolean;
  /** @default - `deletionProtectionEnabled` of the stack */
  readonly deletionProtectionEnabled?: boolean;
}

/** What an existing registry is known by, apart from its id. */
export interface MlRegistryAttributes {
  /** The regions, the main one first. */
  readonly regions: readonly string[];
}

/** A registry of models, environments, components and data, owned or existing. */
export interface IMlRegistry extends IPrivateLinkResource {
  /** The main region. */
  readonly location: string;
  /** All regions, the main one first. */
  readonly regions: readonly string[];

  /** Lets the grantee find assets and use them. */
  grantRead(grantee: IGrantable): RoleAssignment;
  /** Lets the grantee do everything with assets: use, register and delete them. */
  grantUse(grantee: IGrantable): RoleAssignment;
  /** Lets the grantee register assets. It is the role of `grantUse`, since no built-in role leaves deleting out. */
  grantRegister(grantee: IGrantable): RoleAssignment;
}

abstract class MlRegistryBase extends PrivateLinkResource implements IMlRegistry {
  abstract readonly location: string;
  abstract readonly regions: readonly string[];
  protected readonly privateLinkGroups: readonly PrivateLinkGroup[] = ['amlregistry'];

  grantRead(grantee: IGrantable): RoleAssignment {
    return this.grant(BuiltInRole.READER, grantee);
  }

  grantUse(grantee: IGrantable): RoleAssignment {
    return this.grant(BuiltInRole.ML_REGISTRY_USER, grantee);
  }

  grantRegister(grantee: IGrantable): RoleAssignment {
    return this.grant(BuiltInRole.ML_REGISTRY_USER, grantee);
  }

  /** Azure Monitor has no metrics of registries. */
  protected override get diagnosticTargets(): readonly DiagnosticTarget[] {
    return [{ metricsEnabled: false }];
  }
}

/**
 * Shares models, environments, components and data between the workspaces of all environments, in several regions.
 *
 * @see https://learn.microsoft.com/azure/machine-learning/concept-machine-learning-registries-mlops
 */
export class MlRegistry extends MlRegistryBase {
  /**
   * An existing registry.
   *
   * @throws ValidationError `MlRegistryRegionsEmpty`, `MlRegistryRegionUnknown`, `MlRegistryRegionTwice`, `RegionOfOtherCloud`, `MachineLearningRegionMissing`, and those of the id
   */
  static fromRegistryId(scope: Construct, id: string, registryId: string, attributes: MlRegistryAttributes): IMlRegistry {
    return new ImportedMlRegistry(scope, id, registryId, attributes);
  }

  readonly resourceId: string;
  readonly resourceName: string;
  readonly location: string;
  readonly regions: readonly string[];
  /** The registry's own identity. */
  readonly identity: IGrantable;
  /** The group that Azure keeps the storage accounts and container registries of the registry in. */
  readonly managedResourceGroupId: string;
  /** Where clients find the services of the registry. */
  readonly discoveryUrl: string;
  protected readonly resourceGroupName: string;
  protected readonly privateLinkName: string;

  /** @throws ValidationError `MlRegistryRegionsEmpty`, `MlRegistryRegionUnknown`, `MlRegistryRegionTwice`, and those of the name and of `StorageReplication` */
  constructor(scope: Construct, id: string, props: MlRegistryProps) {
    super(scope, id);
    const regions = (props.regions ?? [{ location: props.resourceGroup.location }]).map(({ location, replication }) => ({ location, replication: replication ?? defaultReplication(location) }));
    const locations = regions.map(({ location }) => location);
    const problems = new Problems(this);
    const name = this.nameOf(problems, 'mlRegistry', props.name, props.purpose);
    checkRegions(problems, locations, cloudOf(this));
    regions.forEach(({ location, replication }) => {
      if (isKnownRegion(location)) checkReplication(problems, replication, location);
    });
    problems.throwIfAny();
    const resource = new Resource(this, 'Resource', {
      type: TYPE,
      name,
      parentId: props.resourceGroup.resourceId,
      location: locations[0],
      identity: [{ type: 'SystemAssigned' }],
      body: { properties: { publicNetworkAccess: (props.publicNetworkAccessEnabled ?? false) ? 'Enabled' : 'Disabled', regionDetails: regions.map(regionBody) } },
      // Azure may answer with the regions in another order.
      listUniqueIdProperty: { 'properties.regionDetails': 'location' },
      responseExportValues: { managedResourceGroupId: 'properties.managedResourceGroup.resourceId', discoveryUrl: 'properties.discoveryUrl' },
      schemaValidationEnabled: true,
      lifecycle: this.protectedLifecycle(props.deletionProtectionEnabled),
    });
    this.resourceId = resource.id;
    this.resourceName = resource.name;
    this.location = locations[0] ?? props.resourceGroup.location;
    this.regions = locations;
    this.identity = new SystemAssignedIdentity(this, 'SystemAssignedIdentity', resource.identity.get(0).principalId);
    this.managedResourceGroupId = Token.asString(resource.output.lookup('managedResourceGroupId'));
    this.discoveryUrl = Token.asString(resource.output.lookup('discoveryUrl'));
    this.resourceGroupName = props.resourceGroup.resourceName;
    this.privateLinkName = props.purpose ? `mlr-${props.purpose}` : 'mlr';
    this.addFeatures(props);
  }
}

/** What Azure keeps in a region; private registries need the premium container registry. */
function regionBody({ location, replication }: Required<MlRegistryRegion>): object {
  return {
    location,
    acrDetails: [{ systemCreatedAcrAccount: { acrAccountSku: 'Premium' } }],
    storageAccountDetails: [{ systemCreatedStorageAccount: { storageAccountType: `Standard_${replication}`, storageAccountHnsEnabled: false, allowBlobPublicAccess: false } }],
  };
}

function checkRegions(problems: Problems, locations: readonly string[], cloud: AzureCloud): void {
  problems.require(locations.length > 0, { code: 'MlRegistryRegionsEmpty', prop: 'regions', rule: 'has no region', got: locations, expected: 'at least one region, the main one first', fix: 'name a region, or leave it out to use the region of the resource group' });
  locations.forEach((location, index) => {
    if (Token.isUnresolved(location)) return;
    const prop = `regions[${index}]`;
    problems.require(isKnownRegion(location), { code: 'MlRegistryRegionUnknown', prop, rule: 'is not an Azure region', got: location, expected: regionsOf(cloud).join(', '), fix: 'use the short name of a region' });
    const misplaced = regionCloudProblem(cloud, location, prop) ?? machineLearningRegionProblem(cloud, location, prop);
    if (misplaced) problems.add(misplaced);
    problems.require(locations.indexOf(location) === index, { code: 'MlRegistryRegionTwice', prop, rule: 'is in the list already', got: location, expected: 'each region once', fix: 'leave one of the two out' });
  });
}

class ImportedMlRegistry extends MlRegistryBase {
  readonly resourceName: string;
  readonly location: string;
  readonly regions: readonly string[];
  protected readonly resourceGroupName: string;
  protected readonly privateLinkName: string;

  constructor(scope: Construct, id: string, readonly resourceId: string, attributes: MlRegistryAttributes) {
    super(scope, id);
    const parsed = parseResourceId(this, 'registryId', resourceId, 'Microsoft.MachineLearningServices/registries');
    const problems = new Problems(this);
    checkRegions(problems, attributes.regions, cloudOf(this));
    problems.throwIfAny();
    this.resourceName = parsed.name;
    this.resourceGroupName = parsed.resourceGroupName;
    this.privateLinkName = parsed.name;
    this.location = attributes.regions[0] ?? '';
    this.regions = attributes.regions;
  }
}
