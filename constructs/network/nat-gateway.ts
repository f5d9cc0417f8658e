import { NatGateway as NatGatewayResource } from '@cdktf/provider-azurerm/lib/nat-gateway';
import { NatGatewayPublicIpAssociation } from '@cdktf/provider-azurerm/lib/nat-gateway-public-ip-association';
import { PublicIp } from '@cdktf/provider-azurerm/lib/public-ip';
import type { Construct } from 'constructs';
import type { AzureResourceOptions, DiagnosticTarget, IAzureResource } from '../core/azure-resource';
import { AzureResource } from '../core/azure-resource';
import { Problems } from '../core/errors';
import { hasAvailabilityZones } from '../core/regions';
import type { AvailabilityZone } from '../core/regions';
import { parseResourceId } from '../core/resource-id';
import type { IResourceGroup } from '../governance/resource-group';

/** Azure's limit of public addresses on one gateway. */
const MAX_PUBLIC_IPS = 16;

/** The generations of NAT gateways. */
export enum NatGatewaySku {
  /** In one availability zone, or in whichever Azure picks. */
  STANDARD = 'Standard',
  /** In all availability zones of the region. */
  STANDARD_V2 = 'StandardV2',
}

export interface NatGatewayProps extends AzureResourceOptions {
  readonly resourceGroup: IResourceGroup;
  /** @default - by the naming convention, with `purpose` */
  readonly name?: string;
  /** Tells gateways apart in generated names. @default - none */
  readonly purpose?: string;
  /** @default NatGatewaySku.STANDARD */
  readonly sku?: NatGatewaySku;
  /** The availability zone of a standard gateway. @default - Azure picks one */
  readonly zone?: AvailabilityZone;
  /** How many public addresses the traffic leaves from, 1 to 16; each one carries some 64,000 flows to one destination. @default 1 */
  readonly publicIpCount?: number;
  /** How long idle connections live, 4 to 120 minutes. @default 4 */
  readonly idleTimeoutMinutes?: number;
}

/** What is known of an existing gateway. */
export interface NatGatewayAttributes {
  /** The region. */
  readonly location: string;
}

/** A NAT gateway, owned or existing. */
export interface INatGateway extends IAzureResource {
  readonly location: string;
}

abstract class NatGatewayBase extends AzureResource implements INatGateway {
  abstract readonly location: string;

  /** Gateways emit metrics, and no logs. */
  protected override get diagnosticTargets(): readonly DiagnosticTarget[] {
    return [{ logCategoryGroups: [] }];
  }
}

/**
 * The way out of subnets to the Internet: from fixed public addresses, and not the other way round.
 *
 * @see https://learn.microsoft.com/azure/nat-gateway/nat-overview
 */
export class NatGateway extends NatGatewayBase {
  /** An existing gateway. */
  static fromNatGatewayId(scope: Construct, id: string, natGatewayId: string, attributes: NatGatewayAttributes): INatGateway {
    return new ImportedNatGateway(scope, id, natGatewayId, attributes.location);
  }

  readonly resourceId: string;
  readonly resourceName: string;
  readonly location: string;
  /** The addresses that traffic leaves from, for the allow lists of others; known at apply. */
  readonly publicIpAddresses: readonly string[];

  /** @throws ValidationError `NatIdleTimeoutInvalid`, `NatPublicIpCountInvalid`, `NatZoneUnused`, `NatZoneUnavailable`, and those of the name */
  constructor(scope: Construct, id: string, props: NatGatewayProps) {
    super(scope, id);
    const problems = new Problems(this);
    const { zone, sku = NatGatewaySku.STANDARD, publicIpCount = 1, idleTimeoutMinutes = 4 } = props;
    const { location, resourceName: resourceGroupName } = props.resourceGroup;
    const name = this.nameOf(problems, 'natGateway', props.name, props.purpose);
    problems.require(Number.isInteger(publicIpCount) && publicIpCount >= 1 && publicIpCount <= MAX_PUBLIC_IPS, { code: 'NatPublicIpCountInvalid', prop: 'publicIpCount', rule: 'is out of range', got: publicIpCount, expected: `a whole number from 1 to ${MAX_PUBLIC_IPS}`, fix: 'change it' });
    problems.require(Number.isInteger(idleTimeoutMinutes) && idleTimeoutMinutes >= 4 && idleTimeoutMinutes <= 120, { code: 'NatIdleTimeoutInvalid', prop: 'idleTimeoutMinutes', rule: 'is out of range', got: idleTimeoutMinutes, expected: 'a whole number from 4 to 120', fix: 'change it' });
    problems.require(zone === undefined || sku === NatGatewaySku.STANDARD, { code: 'NatZoneUnused', prop: 'zone', rule: `can't go with a ${sku} gateway, which is in all zones`, got: zone, expected: `no zone, or a ${NatGatewaySku.STANDARD} gateway`, fix: 'leave one of the two out' });
    problems.require(zone === undefined || hasAvailabilityZones(location), { code: 'NatZoneUnavailable', prop: 'zone', rule: `needs availability zones, which ${location} doesn't have`, got: zone, expected: 'no zone', fix: "leave 'zone' out" });
    problems.throwIfAny();
    const zones = zone === undefined ? undefined : [zone];
    const resource = new NatGatewayResource(this, 'Resource', { name, resourceGroupName, location, skuName: sku, idleTimeoutInMinutes: idleTimeoutMinutes, zones });
    this.resourceId = resource.id;
    this.resourceName = resource.name;
    this.location = location;
    this.publicIpAddresses = Array.from({ length: publicIpCount }, (_, index) => {
      const suffix = `${index + 1}`;
      const publicIp = new PublicIp(this, `PublicIp${suffix}`, {
        name: this.nameOf(problems, 'publicIp', props.name === undefined ? undefined : `pip-${props.name}-${suffix}`, ['nat', props.purpose, suffix].filter((part) => part !== undefined).join('-')),
        resourceGroupName,
        location,
        sku,
        allocationMethod: 'Static',
        zones,
      });
      new NatGatewayPublicIpAssociation(this, `PublicIpAssociation${suffix}`, { natGatewayId: resource.id, publicIpAddressId: publicIp.id });
      return publicIp.ipAddress;
    });
    problems.throwIfAny();
    this.addFeatures(props);
  }
}

class ImportedNatGateway extends NatGatewayBase {
  readonly resourceName: string;

  constructor(scope: Construct, id: string, readonly resourceId: string, readonly location: string) {
    super(scope, id);
    this.resourceName = parseResourceId(this, 'natGatewayId', resourceId, 'Microsoft.Network/natGateways').name;
  }
}
