import { RouteTable as RouteTableResource } from '@cdktf/provider-azurerm/lib/route-table';
import { Token } from 'cdktf';
import type { Construct } from 'constructs';
import { Address4 } from 'ip-address';
import type { AzureResourceOptions, DiagnosticTarget, IAzureResource } from '../core/azure-resource';
import { AzureResource } from '../core/azure-resource';
import { Problems } from '../core/errors';
import { nameProblem } from '../core/naming';
import { parseResourceId } from '../core/resource-id';
import type { IResourceGroup } from '../governance/resource-group';
import { BuiltInRole } from '../identity/built-in-role';
import type { IGrantable, RoleAssignment } from '../identity/role-assignment';
import { cidrProblem } from './cidr';

/** Where traffic goes next. */
export enum NextHop {
  /** A firewall or another machine that forwards; needs `nextHopAddress`. */
  VIRTUAL_APPLIANCE = 'VirtualAppliance',
  /** The VPN or ExpressRoute gateway. */
  VIRTUAL_NETWORK_GATEWAY = 'VirtualNetworkGateway',
  /** Inside the network. */
  VIRTUAL_NETWORK = 'VnetLocal',
  INTERNET = 'Internet',
  /** Nowhere: the traffic is dropped. */
  NONE = 'None',
}

/** Where the traffic to a destination goes. */
export interface RouteOptions {
  /** The destination: a range, or a service tag such as `AzureMonitor`. */
  readonly destination: string;
  readonly nextHop: NextHop;
  /** The address of the virtual appliance. @default - none; required for NextHop.VIRTUAL_APPLIANCE */
  readonly nextHopAddress?: string;
}

export interface RouteTableProps extends Pick<AzureResourceOptions, 'lock' | 'roleAssignments'> {
  readonly resourceGroup: IResourceGroup;
  /** @default - by the naming convention, with `purpose` */
  readonly name?: string;
  /** Tells route tables apart in generated names. @default - none */
  readonly purpose?: string;
  /** The routes by name. @default - none but those that `addRoute` adds */
  readonly routes?: Readonly<Record<string, RouteOptions>>;
  /** Whether routes that a gateway learns apply too; they can lead past a firewall. @default false */
  readonly bgpRoutePropagationEnabled?: boolean;
}

/** What is known of an existing route table. */
export interface RouteTableAttributes {
  /** The region. */
  readonly location: string;
}

/** A route table, owned or existing. */
export interface IRouteTable extends IAzureResource {
  readonly location: string;
  /** Lets an identity change the routes: what the control plane of AKS with kubenet needs. */
  grantManage(grantee: IGrantable): RoleAssignment;
}

abstract class RouteTableBase extends AzureResource implements IRouteTable {
  abstract readonly location: string;

  grantManage(grantee: IGrantable): RoleAssignment {
    return this.grant(BuiltInRole.NETWORK_CONTRIBUTOR, grantee);
  }

  protected override get diagnosticTargets(): readonly DiagnosticTarget[] {
    return [];
  }
}

/**
 * Leads the traffic of subnets another way than Azure's own, for example through the firewall of a hub.
 *
 * @see https://learn.microsoft.com/azure/virtual-network/virtual-networks-udr-overview
 */
export class RouteTable extends RouteTableBase {
  /** An existing route table. */
  static fromRouteTableId(scope: Construct, id: string, routeTableId: string, attributes: RouteTableAttributes): IRouteTable {
    return new ImportedRouteTable(scope, id, routeTableId, attributes.location);
  }

  readonly resourceId: string;
  readonly resourceName: string;
  readonly location: string;

  private readonly resource: RouteTableResource;
  private readonly routes = new Map<string, RouteOptions>();

  /** @throws ValidationError those of the name and of `addRoute` */
  constructor(scope: Construct, id: string, props: RouteTableProps) {
    super(scope, id);
    const problems = new Problems(this);
    const name = this.nameOf(problems, 'routeTable', props.name, props.purpose);
    problems.throwIfAny();
    this.location = props.resourceGroup.location;
    this.resource = new RouteTableResource(this, 'Resource', { name, resourceGroupName: props.resourceGroup.resourceName, location: this.location, bgpRoutePropagationEnabled: props.bgpRoutePropagationEnabled ?? false, route: [] });
    this.resourceId = this.resource.id;
    this.resourceName = this.resource.name;
    Object.entries(props.routes ?? {}).forEach(([route, options]) => this.addRoute(route, options));
    this.addFeatures(props);
  }

  /**
   * Adds a route.
   *
   * @throws ValidationError `RouteDestinationInvalid`, `RouteDuplicate`, `NextHopAddressRequired`, `NextHopAddressUnused`, `NextHopAddressInvalid`, and those of the name
   */
  addRoute(name: string, options: RouteOptions): void {
    const problems = new Problems(this);
    const invalid = nameProblem('route', name, 'routes');
    if (invalid) problems.add(invalid);
    this.checkDestination(problems, name, options.destination);
    checkNextHop(problems, name, options);
    problems.throwIfAny();
    this.routes.set(name, options);
    this.resource.putRoute([...this.routes].map(([route, { destination, nextHop, nextHopAddress }]) => ({ name: route, addressPrefix: destination, nextHopType: nextHop, nextHopInIpAddress: nextHopAddress })));
  }

  private checkDestination(problems: Problems, name: string, destination: string): void {
    const prop = `routes.${name}.destination`;
    const valid = Token.isUnresolved(destination) || /^[A-Za-z]\w*(\.\w+)?$/.test(destination) || cidrProblem(destination, prop) === undefined;
    problems.require(valid, { code: 'RouteDestinationInvalid', prop, rule: 'is neither a range nor a service tag', got: destination, expected: 'a range such as 0.0.0.0/0, or a service tag', fix: 'correct it' });
    const twin = [...this.routes].find(([other, route]) => other.toLowerCase() === name.toLowerCase() || route.destination === destination)?.[0];
    if (twin) problems.add({ code: 'RouteDuplicate', prop, rule: `has its name or its destination in common with the route ${twin}`, got: destination, expected: 'one route for each name and destination', fix: 'leave one out' });
  }
}

function checkNextHop(problems: Problems, name: string, { nextHop, nextHopAddress: address }: RouteOptions): void {
  const prop = `routes.${name}.nextHopAddress`;
  const appliance = nextHop === NextHop.VIRTUAL_APPLIANCE;
  problems.require(!appliance || address !== undefined, { code: 'NextHopAddressRequired', prop, rule: `is required for ${NextHop.VIRTUAL_APPLIANCE}`, got: address, expected: 'the address of the appliance', fix: 'set it' });
  problems.require(appliance || address === undefined, { code: 'NextHopAddressUnused', prop, rule: `has no effect with ${nextHop}`, got: address, expected: `${NextHop.VIRTUAL_APPLIANCE}, or no address`, fix: 'leave it out' });
  if (!appliance || address === undefined || Token.isUnresolved(address)) return;
  problems.require(Address4.isValid(address) && !address.includes('/'), { code: 'NextHopAddressInvalid', prop, rule: 'is not an IPv4 address', got: address, expected: 'an address such as 10.0.0.4', fix: 'correct it' });
}

class ImportedRouteTable extends RouteTableBase {
  readonly resourceName: string;

  constructor(scope: Construct, id: string, readonly resourceId: string, readonly location: string) {
    super(scope, id);
    this.resourceName = parseResourceId(this, 'routeTableId', resourceId, 'Microsoft.Network/routeTables').name;
  }
}
