import { PrivateEndpoint as PrivateEndpointResource } from '@cdktf/provider-azurerm/lib/private-endpoint';
import type { ITerraformDependable } from 'cdktf';
import type { Construct } from 'constructs';
import { AzureConstruct } from '../core/azure-construct';
import { cloudEndpoints } from '../core/cloud';
import { Problems } from '../core/errors';
import { cloudOf } from '../core/landscape-context';
import type { IWaitable } from '../core/waitable';
import type { IPrivateDnsZones } from './private-dns-zones';
import type { PrivateLinkGroup } from './private-link';
import { privateLinkZones } from './private-link';
import type { ISubnet } from './subnet';

/** How a resource is reached from a network. */
export interface PrivateEndpointOptions {
  /** The subnet that the endpoint gets its address in. */
  readonly subnet: ISubnet;
  /** The zones that resolve the resource to that address. Leave it out only with `dnsManagedByPolicy`. @default - none */
  readonly privateDnsZones?: IPrivateDnsZones;
  /**
   * Whether an Azure Policy of the platform team writes the zone group: Terraform then leaves it alone.
   *
   * @default false
   */
  readonly dnsManagedByPolicy?: boolean;
  /**
   * The sub-resource to connect to, where the resource has several.
   *
   * @default - the only one, or the main one, of the resource
   */
  readonly group?: PrivateLinkGroup;
  /** @default - by the naming convention */
  readonly name?: string;
}

export interface PrivateEndpointProps extends PrivateEndpointOptions {
  readonly group: PrivateLinkGroup;
  /** The id of the resource to connect to. */
  readonly targetId: string;
  /** Names the resource in the endpoint's own name. */
  readonly targetName: string;
  readonly resourceGroupName: string;
  /** Zones of the target's region, beside those of the sub-resource. @default - none */
  readonly regionalZones?: readonly string[];
}

/**
 * Gives a resource a private address in a subnet, with the DNS records that lead to it.
 *
 * @see https://learn.microsoft.com/azure/private-link/private-endpoint-overview
 */
export class PrivateEndpoint extends AzureConstruct implements IWaitable {
  readonly resourceId: string;
  readonly dependable: ITerraformDependable;

  /** @throws ValidationError `PrivateDnsZonesRequired`, `PrivateDnsZonesUnused`, `PrivateLinkZoneUnknown` */
  constructor(scope: Construct, id: string, props: PrivateEndpointProps) {
    super(scope, id);
    const problems = new Problems(this);
    const byPolicy = props.dnsManagedByPolicy ?? false;
    const zones = props.privateDnsZones;
    const cloud = cloudOf(this);
    const documented = privateLinkZones(props.group, cloud);
    const domains = documented.length > 0 ? [...(props.regionalZones ?? []), ...documented] : documented;
    problems.require(byPolicy || zones !== undefined, { code: 'PrivateDnsZonesRequired', prop: 'privateDnsZones', rule: 'is required for a private endpoint', got: zones, expected: `zones with ${domains.join(', ')}`, fix: "pass the zones, or set 'dnsManagedByPolicy: true' where Azure Policy writes the records" });
    problems.require(!byPolicy || zones === undefined, { code: 'PrivateDnsZonesUnused', prop: 'privateDnsZones', rule: "has no effect with 'dnsManagedByPolicy'", expected: 'one of the two', fix: 'leave one out' });
    problems.require(zones === undefined || domains.length > 0, { code: 'PrivateLinkZoneUnknown', prop: 'privateDnsZones', rule: `have none for ${props.group}, since Microsoft documents no zone of it for ${cloudEndpoints(cloud).displayName}`, expected: "'dnsManagedByPolicy', or no private endpoint", fix: "set 'dnsManagedByPolicy: true' and let the platform team make the records, or leave the endpoint out" });
    const name = this.nameOf(problems, 'privateEndpoint', props.name, `${props.targetName}-${props.group}`);
    const networkInterfaceName = this.nameOf(problems, 'networkInterface', `nic-${name}`);
    problems.throwIfAny();
    const resource = new PrivateEndpointResource(this, 'Resource', {
      name,
      resourceGroupName: props.resourceGroupName,
      location: props.subnet.location,
      subnetId: props.subnet.resourceId,
      customNetworkInterfaceName: networkInterfaceName,
      privateServiceConnection: { name, privateConnectionResourceId: props.targetId, subresourceNames: [props.group], isManualConnection: false },
      privateDnsZoneGroup: zones && { name: 'default', privateDnsZoneIds: domains.map((zone) => zones.zoneId(zone)) },
      lifecycle: byPolicy ? { ignoreChanges: ['private_dns_zone_group'] } : undefined,
    });
    this.resourceId = resource.id;
    this.dependable = resource;
  }
}
