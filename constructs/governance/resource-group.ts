import { ResourceGroup as ResourceGroupResource } from '@cdktf/provider-azurerm/lib/resource-group';
import type { Construct } from 'constructs';
import type { AzureResourceOptions, DiagnosticTarget, IAzureResource } from '../core/azure-resource';
import { AzureResource } from '../core/azure-resource';
import { Problems } from '../core/errors';
import { cloudOf } from '../core/landscape-context';
import { isKnownRegion, regionCloudProblem, regionsOf } from '../core/regions';
import { parseResourceId } from '../core/resource-id';

export interface ResourceGroupProps extends AzureResourceOptions {
  /** @default - by the naming convention, with `purpose` */
  readonly name?: string;
  /** Tells the resource groups of an environment apart in generated names. @default - none */
  readonly purpose?: string;
  /** Azure region, for example `westeurope`. */
  readonly location: string;
  /** @default - `deletionProtectionEnabled` of the stack */
  readonly deletionProtectionEnabled?: boolean;
}

/** A resource group, owned or existing. */
export interface IResourceGroup extends IAzureResource {
  /** Azure region; the default of what is created in the group. */
  readonly location: string;
}

abstract class ResourceGroupBase extends AzureResource implements IResourceGroup {
  abstract readonly location: string;

  protected override get diagnosticTargets(): readonly DiagnosticTarget[] {
    return [];
  }
}

/** Holds resources that live and die together. */
export class ResourceGroup extends ResourceGroupBase {
  /**
   * An existing resource group.
   *
   * @param location the region that resources are created in by default
   */
  static fromResourceGroupId(scope: Construct, id: string, resourceGroupId: string, location: string): IResourceGroup {
    return new ImportedResourceGroup(scope, id, resourceGroupId, location);
  }

  readonly resourceId: string;
  readonly resourceName: string;
  readonly location: string;

  /** @throws ValidationError `RegionUnknown`, `RegionOfOtherCloud`, and those of the name */
  constructor(scope: Construct, id: string, props: ResourceGroupProps) {
    super(scope, id);
    const problems = new Problems(this);
    problems.require(isKnownRegion(props.location), { code: 'RegionUnknown', prop: 'location', rule: 'is not an Azure region', got: props.location, expected: regionsOf(cloudOf(this)).join(', '), fix: 'use the short name of a region' });
    const misplaced = regionCloudProblem(cloudOf(this), props.location, 'location');
    if (misplaced) problems.add(misplaced);
    const name = this.nameOf(problems, 'resourceGroup', props.name, props.purpose);
    problems.throwIfAny();
    const resource = new ResourceGroupResource(this, 'Resource', { name, location: props.location, lifecycle: this.protectedLifecycle(props.deletionProtectionEnabled) });
    this.resourceId = resource.id;
    this.resourceName = resource.name;
    this.location = props.location;
    this.addFeatures(props);
  }
}

class ImportedResourceGroup extends ResourceGroupBase {
  readonly resourceName: string;

  constructor(scope: Construct, id: string, readonly resourceId: string, readonly location: string) {
    super(scope, id);
    this.resourceName = parseResourceId(this, 'resourceGroupId', resourceId, 'Microsoft.Resources/resourceGroups').name;
  }
}
