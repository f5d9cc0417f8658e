import { PrivateDnsZone as PrivateDnsZoneResource } from '@cdktf/provider-azurerm/lib/private-dns-zone';
import { PrivateDnsZoneVirtualNetworkLink } from '@cdktf/provider-azurerm/lib/private-dns-zone-virtual-network-link';
import { Token } from 'cdktf';
import type { Construct } from 'constructs';
import type { AzureResourceOptions, DiagnosticTarget, IAzureResource } from '../core/azure-resource';
import { AzureResource } from '../core/azure-resource';
import type { Problem } from '../core/errors';
import { AZURE_CLOUDS, AzureCloud, cloudEndpoints } from '../core/cloud';
import { fail, Problems } from '../core/errors';
import { cloudOf } from '../core/landscape-context';
import { parseResourceId } from '../core/resource-id';
import type { IResourceGroup } from '../governance/resource-group';
import { BuiltInRole } from '../identity/built-in-role';
import type { IGrantable, RoleAssignment } from '../identity/role-assignment';
import { PRIVATE_LINK_GROUPS, privateLinkZones } from './private-link';
import type { IVirtualNetwork } from './virtual-network';

export interface PrivateDnsZoneProps extends Pick<AzureResourceOptions, 'lock' | 'roleAssignments'> {
  readonly resourceGroup: IResourceGroup;
  /** The domain: `privatelink.blob.core.windows.net`. */
  readonly zone: string;
  /** The networks that resolve the zone. @default - none */
  readonly virtualNetworks?: readonly IVirtualNetwork[];
  /** Whether names that the zone doesn't have are looked up on the Internet: for resources of other tenants. @default false */
  readonly internetFallbackEnabled?: boolean;
}

/** A private DNS zone, owned or existing. */
export interface IPrivateDnsZone extends IAzureResource {
  /** Lets an identity change the zone and its records: what a private AKS cluster needs. */
  grantManage(grantee: IGrantable): RoleAssignment;
}

abstract class PrivateDnsZoneBase extends AzureResource implements IPrivateDnsZone {
  grantManage(grantee: IGrantable): RoleAssignment {
    return this.grant(BuiltInRole.PRIVATE_DNS_ZONE_CONTRIBUTOR, grantee);
  }

  protected override get diagnosticTargets(): readonly DiagnosticTarget[] {
    return [];
  }
}

/**
 * Resolves the names of private endpoints to their private addresses, in the networks that it is linked to.
 *
 * @see https://learn.microsoft.com/azure/dns/private-dns-overview
 */
export class PrivateDnsZone extends PrivateDnsZoneBase {
  /** A zone that somebody else owns, for example the platform team. */
  static fromPrivateDnsZoneId(scope: Construct, id: string, zoneId: string): IPrivateDnsZone {
    return new ImportedPrivateDnsZone(scope, id, zoneId);
  }

  readonly resourceId: string;
  readonly resourceName: string;

  private readonly resourceGroupName: string;
  private readonly resolutionPolicy: string;
  private readonly linked = new Map<string, string>();

  /** @throws ValidationError `PrivateDnsZoneInvalid`, `PrivateDnsZoneOfOtherCloud`, and those of `addVirtualNetwork` */
  constructor(scope: Construct, id: string, props: PrivateDnsZoneProps) {
    super(scope, id);
    const problem = privateDnsZoneProblem(props.zone, 'zone', cloudOf(this));
    if (problem) fail(this, problem);
    const resource = new PrivateDnsZoneResource(this, 'Resource', { name: props.zone, resourceGroupName: props.resourceGroup.resourceName });
    this.resourceId = resource.id;
    this.resourceName = resource.name;
    this.resourceGroupName = props.resourceGroup.resourceName;
    this.resolutionPolicy = props.internetFallbackEnabled ? 'NxDomainRedirect' : 'Default';
    props.virtualNetworks?.forEach((network) => this.addVirtualNetwork(network));
    this.addFeatures(props);
  }

  /**
   * Lets a network resolve the zone. Azure allows one link of a zone name for each network.
   *
   * @throws ValidationError `PrivateDnsZoneLinkedTwice`
   */
  addVirtualNetwork(network: IVirtualNetwork): void {
    const problems = new Problems(this);
    const id = network.node.id;
    const earlier = this.linked.get(id) ?? [...this.linked.values()].find((resourceId) => resourceId.toLowerCase() === network.resourceId.toLowerCase());
    if (earlier !== undefined) problems.add({ code: 'PrivateDnsZoneLinkedTwice', prop: 'virtualNetworks', rule: 'has a network twice, or two with one construct id', got: id, expected: 'each network once, with a construct id of its own', fix: 'leave one out, or rename one of the constructs' });
    problems.throwIfAny();
    const name = this.nameOf(problems, 'privateDnsZoneLink', undefined, id.replace(/([a-z0-9])([A-Z])/g, '$1-$2').toLowerCase());
    this.linked.set(id, network.resourceId);
    new PrivateDnsZoneVirtualNetworkLink(this, `Link${id}`, {
      name,
      resourceGroupName: this.resourceGroupName,
      privateDnsZoneName: this.resourceName,
      virtualNetworkId: network.resourceId,
      registrationEnabled: false,
      resolutionPolicy: this.resolutionPolicy,
    });
  }
}

class ImportedPrivateDnsZone extends PrivateDnsZoneBase {
  readonly resourceName: string;

  constructor(scope: Construct, id: string, readonly resourceId: string) {
    super(scope, id);
    this.resourceName = Token.isUnresolved(resourceId) ? id : parseResourceId(this, 'zoneId', resourceId, 'Microsoft.Network/privateDnsZones').name;
  }
}

/** What is wrong with the domain of a zone for private endpoints, or nothing. */
export function privateDnsZoneProblem(zone: string, prop: string, cloud: AzureCloud = AzureCloud.PUBLIC): Problem | undefined {
  const known = zonesOf(cloud);
  if (!/^([a-z0-9-]+\.)?privatelink(\.[a-z0-9-]+){2,}$/.test(zone)) {
    const meant = known.find((candidate) => candidate === `privatelink.${zone}` || candidate.toLowerCase() === zone.toLowerCase()) ?? (zone === cloudEndpoints(cloud).keyVault ? privateLinkZones('vault', cloud)[0] : undefined);
    return { code: 'PrivateDnsZoneInvalid', prop, rule: 'is not a zone of private endpoints', got: zone, expected: 'a domain in lower case that starts with "privatelink."', fix: meant ? `did you mean "${meant}"?` : `use a zone of the service, for example ${known[0]}` };
  }
  if (known.includes(zone)) return undefined;
  for (const other of AZURE_CLOUDS) {
    const groups = PRIVATE_LINK_GROUPS.filter((group) => privateLinkZones(group, other).includes(zone));
    if (groups.length === 0) continue;
    const meant = [...new Set(groups.flatMap((group) => privateLinkZones(group, cloud)))];
    return { code: 'PrivateDnsZoneOfOtherCloud', prop, rule: `is a zone of ${cloudEndpoints(other).displayName}`, got: zone, expected: meant.length > 0 ? meant.join(' or ') : `no zone: ${cloudEndpoints(cloud).displayName} has none that Microsoft documents`, fix: 'list zones with PrivateDnsZones.namesIn(), for the cloud of the stack' };
  }
  return undefined;
}

function zonesOf(cloud: AzureCloud): readonly string[] {
  return [...new Set(PRIVATE_LINK_GROUPS.flatMap((group) => privateLinkZones(group, cloud)))];
}
