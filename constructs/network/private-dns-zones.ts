import { Token } from 'cdktf';
import type { Construct } from 'constructs';
import { AzureConstruct } from '../core/azure-construct';
import { AzureCloud } from '../core/cloud';
import { fail, Problems } from '../core/errors';
import { cloudOf } from '../core/landscape-context';
import { parseResourceId } from '../core/resource-id';
import type { IResourceGroup } from '../governance/resource-group';
import type { IPrivateDnsZone } from './private-dns-zone';
import { PrivateDnsZone, privateDnsZoneProblem } from './private-dns-zone';
import type { PrivateLinkGroup } from './private-link';
import { privateLinkZones } from './private-link';
import type { IVirtualNetwork } from './virtual-network';

export interface PrivateDnsZonesProps {
  readonly resourceGroup: IResourceGroup;
  /** The domains, each once; `PrivateDnsZones.namesFor()` and `namesIn()` list those of private endpoints. */
  readonly zones: readonly string[];
  /** The networks that resolve the zones. @default - none */
  readonly virtualNetworks?: readonly IVirtualNetwork[];
  /** Whether names that a zone doesn't have are looked up on the Internet: for resources of other tenants. @default false */
  readonly internetFallbackEnabled?: boolean;
}

/** The private DNS zones of a landscape, owned or of the platform team. */
export interface IPrivateDnsZones {
  /**
   * The id of a zone.
   *
   * @throws ValidationError `PrivateDnsZoneMissing`
   */
  zoneId(zone: string): string;
  /**
   * A zone, to grant on.
   *
   * @throws ValidationError `PrivateDnsZoneMissing`
   */
  zone(zone: string): IPrivateDnsZone;
}

abstract class PrivateDnsZonesBase extends AzureConstruct implements IPrivateDnsZones {
  protected readonly zones = new Map<string, IPrivateDnsZone>();

  zoneId(zone: string): string {
    return this.zone(zone).resourceId;
  }

  zone(zone: string): IPrivateDnsZone {
    const names = [...this.zones.keys()];
    return this.zones.get(zone) ?? fail(this, { code: 'PrivateDnsZoneMissing', prop: 'zones', rule: `has no ${zone}`, got: names, expected: `a list with ${zone}`, fix: `add "${zone}" to the zones` });
  }
}

/**
 * All private DNS zones of a landscape: one for each name, each linked once to every network, since a network can't have
 * two zones of one name.
 *
 * @see https://learn.microsoft.com/azure/private-link/private-endpoint-dns
 */
export class PrivateDnsZones extends PrivateDnsZonesBase {
  /** Zones that the platform team owns, by domain; their links to networks are the platform team's too. */
  static fromZoneIds(scope: Construct, id: string, zoneIds: Readonly<Record<string, string>>): IPrivateDnsZones {
    return new ImportedPrivateDnsZones(scope, id, zoneIds);
  }

  /** The domains that private endpoints to these sub-resources need in public Azure, each once. */
  static namesFor(...groups: readonly PrivateLinkGroup[]): readonly string[] {
    return PrivateDnsZones.namesIn(AzureCloud.PUBLIC, ...groups);
  }

  /** The domains that private endpoints to these sub-resources need in a cloud, each once. */
  static namesIn(cloud: AzureCloud, ...groups: readonly PrivateLinkGroup[]): readonly string[] {
    return [...new Set(groups.flatMap((group) => privateLinkZones(group, cloud)))];
  }

  /** @throws ValidationError `PrivateDnsZonesEmpty`, `PrivateDnsZoneDuplicate`, `PrivateDnsZoneInvalid`, `PrivateDnsZoneOfOtherCloud`, `PrivateDnsZoneLinkedTwice` */
  constructor(scope: Construct, id: string, props: PrivateDnsZonesProps) {
    super(scope, id);
    const problems = new Problems(this);
    problems.require(props.zones.length > 0, { code: 'PrivateDnsZonesEmpty', prop: 'zones', rule: 'has no zone', got: props.zones, expected: 'at least one domain', fix: 'add the domains, or leave the construct out' });
    props.zones.forEach((zone, index) => {
      const problem = privateDnsZoneProblem(zone, 'zones', cloudOf(this));
      if (problem) problems.add(problem);
      problems.require(props.zones.indexOf(zone) === index, { code: 'PrivateDnsZoneDuplicate', prop: 'zones', rule: 'has a zone twice', got: zone, expected: 'each zone once', fix: 'leave one out: every private endpoint shares it' });
    });
    problems.throwIfAny();
    for (const zone of props.zones) {
      this.zones.set(zone, new PrivateDnsZone(this, zone, { resourceGroup: props.resourceGroup, zone, virtualNetworks: props.virtualNetworks, internetFallbackEnabled: props.internetFallbackEnabled }));
    }
  }
}

class ImportedPrivateDnsZones extends PrivateDnsZonesBase {
  constructor(scope: Construct, id: string, zoneIds: Readonly<Record<string, string>>) {
    super(scope, id);
    const problems = new Problems(this);
    for (const [zone, zoneId] of Object.entries(zoneIds)) {
      if (Token.isUnresolved(zoneId)) continue;
      const { name } = parseResourceId(this, zone, zoneId, 'Microsoft.Network/privateDnsZones');
      problems.require(name === zone, { code: 'PrivateDnsZoneMismatch', prop: zone, rule: 'is the id of another zone', got: name, expected: zone, fix: 'pass the id of the zone that it is listed under' });
    }
    problems.throwIfAny();
    for (const [zone, zoneId] of Object.entries(zoneIds)) this.zones.set(zone, PrivateDnsZone.fromPrivateDnsZoneId(this, zone, zoneId));
  }
}
