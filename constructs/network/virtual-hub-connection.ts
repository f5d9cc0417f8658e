import { VirtualHubConnection as VirtualHubConnectionResource } from '@cdktf/provider-azurerm/lib/virtual-hub-connection';
import { Token } from 'cdktf';
import type { Construct } from 'constructs';
import { Address4 } from 'ip-address';
import { AzureConstruct } from '../core/azure-construct';
import type { Problem } from '../core/errors';
import { formatProblem, Problems } from '../core/errors';
import { nameProblem } from '../core/naming';
import { parseResourceId } from '../core/resource-id';
import { cidrProblem, contains } from './cidr';
import { VirtualNetworkPeering } from './virtual-network-peering';
import type { IVirtualNetwork } from './virtual-network';

/** Whether traffic to addresses of the network itself takes static routes as well. */
export enum HubLocalRouteOverride {
  /** A static route that contains the network's range applies to what is in the network, except for the next hop itself. */
  CONTAINS = 'Contains',
  /** Only a static route with exactly the network's range does. */
  EQUAL = 'Equal',
}

/** What leads to destinations behind an appliance in the network. */
export interface HubStaticRoute {
  /** The ranges behind the appliance. */
  readonly destinations: readonly string[];
  /** The address of the appliance, in the network. */
  readonly nextHopAddress: string;
}

/** Which routes of the hub the network has, and which of its own it tells. */
export interface HubRoutingOptions {
  /** The id of the hub's route table that traffic from the network takes. @default - the default route table of the hub */
  readonly associatedRouteTableId?: string;
  /** The ids of the route tables that learn the way to the network; of any hub of the virtual WAN. @default - the default route table of the hub */
  readonly propagatedRouteTableIds?: readonly string[];
  /** The labels of the route tables that learn the way to the network: `none` for no table. @default - `default` */
  readonly propagatedLabels?: readonly string[];
  /** The id of the route map for routes that the network tells. @default - none */
  readonly inboundRouteMapId?: string;
  /** The id of the route map for routes that the network is told. @default - none */
  readonly outboundRouteMapId?: string;
  /** Routes to what is behind appliances in the network, by name. @default - none */
  readonly staticRoutes?: Readonly<Record<string, HubStaticRoute>>;
  /** Whether other connections learn the static routes. @default true */
  readonly staticRoutesPropagated?: boolean;
  /** @default HubLocalRouteOverride.CONTAINS */
  readonly localRouteOverride?: HubLocalRouteOverride;
}

/** How a network is connected with the hub of a virtual WAN. */
export interface VirtualHubConnectionOptions {
  /** The id of the hub, which the platform team owns; it can be in another subscription. */
  readonly virtualHubId: string;
  /** @default - by the naming convention, with the construct id of the network */
  readonly name?: string;
  /** Whether the network takes the hub's way to the internet, that is its firewall. @default true */
  readonly internetSecurityEnabled?: boolean;
  /** @default - by the default route table of the hub, or by its routing intent */
  readonly routing?: HubRoutingOptions;
}

/**
 * Connects a network with the hub of a virtual WAN: the other networks, offices and the firewall behind it.
 * Define it with `addVirtualHubConnection` of the network.
 *
 * @see https://learn.microsoft.com/azure/virtual-wan/about-virtual-hub-routing
 */
export class VirtualHubConnection extends AzureConstruct {
  readonly connectionId: string;

  /**
   * @throws ValidationError `HubConnectionTwice`, `HubConnectionWithRemoteGateways`, `HubRoutingEmpty`, `HubRouteTableForeign`, `HubStaticRouteOptionUnused`, `HubStaticRouteEmpty`,
   * `HubNextHopInvalid`, `HubNextHopOutside`, `HubLabelsConflict`, `CidrInvalid`, and those of the ids and names
   */
  constructor(network: Construct & IVirtualNetwork, id: string, props: VirtualHubConnectionOptions) {
    super(network, id);
    const problems = new Problems(this);
    const { virtualHubId, routing } = props;
    // The hub has the connections of many networks: the name says which one it is of.
    const name = this.nameOf(problems, 'virtualHubConnection', props.name, network.node.id.replace(/([a-z0-9])([A-Z])/g, '$1-$2').toLowerCase());
    this.checkNeighbours(problems, network);
    if (routing) checkRouting(problems, virtualHubId, network, routing);
    problems.throwIfAny();
    this.checkIds(virtualHubId, routing);
    const resource = new VirtualHubConnectionResource(this, 'Resource', {
      name,
      virtualHubId,
      remoteVirtualNetworkId: network.resourceId,
      internetSecurityEnabled: props.internetSecurityEnabled ?? true,
      routing: routing && render(routing),
    });
    this.connectionId = resource.id;
    // Peerings can be added later.
    this.node.addValidation({ validate: () => remoteGatewayProblems(network).map(formatProblem) });
  }

  private checkNeighbours(problems: Problems, network: Construct & IVirtualNetwork): void {
    const other = network.node.children.find((child) => child instanceof VirtualHubConnection && child !== this);
    if (other) problems.add({ code: 'HubConnectionTwice', prop: 'virtualHubId', rule: `can't be set on a network that ${other.node.id} connects with a hub already`, expected: 'one hub for each network', fix: 'leave one of the two out' });
    remoteGatewayProblems(network).forEach((problem) => problems.add(problem));
  }

  private checkIds(virtualHubId: string, routing: HubRoutingOptions = {}): void {
    const parse = (prop: string, type: string, id: string | undefined) => {
      if (id !== undefined && !Token.isUnresolved(id)) parseResourceId(this, prop, id, type);
    };
    parse('virtualHubId', 'Microsoft.Network/virtualHubs', virtualHubId);
    parse('routing.associatedRouteTableId', 'Microsoft.Network/virtualHubs/hubRouteTables', routing.associatedRouteTableId);
    routing.propagatedRouteTableIds?.forEach((id) => parse('routing.propagatedRouteTableIds', 'Microsoft.Network/virtualHubs/hubRouteTables', id));
    parse('routing.inboundRouteMapId', 'Microsoft.Network/virtualHubs/routeMaps', routing.inboundRouteMapId);
    parse('routing.outboundRouteMapId', 'Microsoft.Network/virtualHubs/routeMaps', routing.outboundRouteMapId);
  }
}

function remoteGatewayProblems(network: IVirtualNetwork): readonly Problem[] {
  const peering = network.node.children.find((child) => child instanceof VirtualNetworkPeering && child.remoteGatewaysEnabled);
  return peering ? [{ code: 'HubConnectionWithRemoteGateways', prop: 'virtualHubId', rule: `can't be set on a network that uses the gateway behind its peering ${peering.node.id}`, expected: 'the gateways of the hub, or those of a peered network', fix: "leave one of the two out, or set 'remoteGatewaysEnabled: false' on the peering" }] : [];
}

function checkRouting(problems: Problems, virtualHubId: string, network: IVirtualNetwork, routing: HubRoutingOptions): void {
  const { associatedRouteTableId: table, propagatedRouteTableIds = [], propagatedLabels = [], staticRoutes = {} } = routing;
  const routes = Object.entries(staticRoutes);
  // The provider sends route maps only together with one of these.
  const something = table !== undefined || propagatedRouteTableIds.length > 0 || propagatedLabels.length > 0 || routes.length > 0;
  problems.require(something, { code: 'HubRoutingEmpty', prop: 'routing', rule: 'has neither a route table nor a static route', got: routing, expected: "'associatedRouteTableId', 'propagatedRouteTableIds', 'propagatedLabels' or 'staticRoutes'", fix: "set one of them, or leave 'routing' out" });
  const maps = { associatedRouteTableId: table, inboundRouteMapId: routing.inboundRouteMapId, outboundRouteMapId: routing.outboundRouteMapId };
  for (const [prop, id] of Object.entries(maps)) {
    if (id === undefined || Token.isUnresolved(id) || Token.isUnresolved(virtualHubId)) continue;
    problems.require(id.toLowerCase().startsWith(`${virtualHubId.toLowerCase()}/`), { code: 'HubRouteTableForeign', prop: `routing.${prop}`, rule: 'is of another hub', got: id, expected: `an id below ${virtualHubId}`, fix: 'pass the id of one of the hub itself' });
  }
  const silent = propagatedLabels.some((label) => label.toLowerCase() === 'none');
  problems.require(!silent || propagatedLabels.length + propagatedRouteTableIds.length === 1, { code: 'HubLabelsConflict', prop: 'routing.propagatedLabels', rule: 'names no table, and tables', got: propagatedLabels, expected: "'none' alone, or other labels and tables", fix: 'leave one of the two out' });
  for (const prop of ['staticRoutesPropagated', 'localRouteOverride'] as const) {
    problems.require(routing[prop] === undefined || routes.length > 0, { code: 'HubStaticRouteOptionUnused', prop: `routing.${prop}`, rule: 'has no effect without static routes', got: routing[prop], expected: "'staticRoutes', or nothing", fix: 'leave it out' });
  }
  routes.forEach(([name, route]) => checkStaticRoute(problems, network, name, route));
}

function checkStaticRoute(problems: Problems, network: IVirtualNetwork, name: string, { destinations, nextHopAddress }: HubStaticRoute): void {
  const prop = `routing.staticRoutes.${name}`;
  const invalid = nameProblem('route', name, prop);
  if (invalid) problems.add(invalid);
  problems.require(destinations.length > 0, { code: 'HubStaticRouteEmpty', prop: `${prop}.destinations`, rule: 'has no range', got: destinations, expected: 'the ranges behind the appliance', fix: 'add them, or leave the route out' });
  for (const destination of destinations) {
    const problem = cidrProblem(destination, `${prop}.destinations`);
    if (problem) problems.add(problem);
  }
  if (Token.isUnresolved(nextHopAddress)) return;
  const valid = Address4.isValid(nextHopAddress) && !nextHopAddress.includes('/');
  problems.require(valid, { code: 'HubNextHopInvalid', prop: `${prop}.nextHopAddress`, rule: 'is not an IPv4 address', got: nextHopAddress, expected: 'the address of an appliance in the network', fix: 'correct it' });
  const inside = network.addressSpace.some((range) => Token.isUnresolved(range) || (valid && contains(range, `${nextHopAddress}/32`)));
  problems.require(!valid || inside, { code: 'HubNextHopOutside', prop: `${prop}.nextHopAddress`, rule: 'is outside the network', got: nextHopAddress, expected: `an address inside ${network.addressSpace.join(', ')}`, fix: 'pass the address of an appliance in the network' });
}

function render(routing: HubRoutingOptions) {
  const { propagatedLabels, propagatedRouteTableIds } = routing;
  const routes = Object.entries(routing.staticRoutes ?? {});
  return {
    associatedRouteTableId: routing.associatedRouteTableId,
    inboundRouteMapId: routing.inboundRouteMapId,
    outboundRouteMapId: routing.outboundRouteMapId,
    propagatedRouteTable: propagatedLabels || propagatedRouteTableIds ? { labels: propagatedLabels && [...propagatedLabels].sort(), routeTableIds: propagatedRouteTableIds && [...propagatedRouteTableIds] } : undefined,
    staticVnetRoute: routes.map(([name, { destinations, nextHopAddress }]) => ({ name, addressPrefixes: [...destinations], nextHopIpAddress: nextHopAddress })),
    staticVnetPropagateStaticRoutesEnabled: routes.length > 0 ? (routing.staticRoutesPropagated ?? true) : undefined,
    staticVnetLocalRouteOverrideCriteria: routes.length > 0 ? (routing.localRouteOverride ?? HubLocalRouteOverride.CONTAINS) : undefined,
  };
}
