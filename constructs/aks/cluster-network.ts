import type { KubernetesClusterNetworkProfile } from '@cdktf/provider-azurerm/lib/kubernetes-cluster';
import { Token } from 'cdktf';
import { Address4 } from 'ip-address';
import type { Problems } from '../core/errors';
import { cidrProblem, findOverlap, overlaps, prefixLengthOf } from '../network/cidr';
import type { ISubnet } from '../network/subnet';

const DEFAULT_POD_CIDR = '10.244.0.0/16';
const DEFAULT_SERVICE_CIDR = '172.16.0.0/16';
/** The largest range of services that Kubernetes takes. */
const SERVICE_PREFIX_MIN = 12;
/** The smallest range that has room for the services of AKS itself. */
const SERVICE_PREFIX_MAX = 27;
/** Every node takes a range of this size out of the pods' range. */
const NODE_PREFIX = 24;
/** What AKS keeps for itself. */
const RESERVED_CIDRS = ['169.254.0.0/16', '172.30.0.0/16', '172.31.0.0/16', '192.0.2.0/24'];
/** Which address of the services' range DNS gets by default; the first one is the API server's. */
const DNS_OFFSET = 10;

/** How traffic leaves a cluster. */
export enum OutboundType {
  /** Through a public load balancer that AKS makes. */
  LOAD_BALANCER = 'loadBalancer',
  /** Through the NAT gateway of the node subnet. */
  USER_ASSIGNED_NAT_GATEWAY = 'userAssignedNATGateway',
  /** Through a firewall, by the route table of the node subnet. */
  USER_DEFINED_ROUTING = 'userDefinedRouting',
  /** Through a NAT gateway that AKS makes. Azure has it in networks of AKS's own only, so it is refused for now. */
  MANAGED_NAT_GATEWAY = 'managedNATGateway',
}

/** The addresses of a cluster; the network is always Azure CNI overlay with Cilium. */
export interface ClusterNetworkOptions {
  /** What pods get their addresses from, /24 for each node. @default '10.244.0.0/16' */
  readonly podCidr?: string;
  /** What services get their addresses from; from /12 to /27. @default '172.16.0.0/16' */
  readonly serviceCidr?: string;
  /** The address of the cluster's DNS, in the services' range. @default - the tenth address of `serviceCidr` */
  readonly dnsServiceIp?: string;
  /** @default OutboundType.USER_ASSIGNED_NAT_GATEWAY */
  readonly outboundType?: OutboundType;
  /**
   * What pods and services talk to by address, and must stay clear of: the address space of the virtual network, of peered
   * ones, of the premises.
   *
   * @default - the range of the node subnet alone
   */
  readonly connectedAddressSpaces?: readonly string[];
}

/** What is known of a cluster's network once it was checked. */
export interface ClusterNetwork {
  readonly block: KubernetesClusterNetworkProfile;
  /** How many nodes the pods' range has room for. */
  readonly maxNodes: number;
}

/** Checks the addresses of a cluster and gives their block. */
export function clusterNetwork(problems: Problems, options: ClusterNetworkOptions, nodeSubnet: ISubnet): ClusterNetwork {
  const { podCidr = DEFAULT_POD_CIDR, serviceCidr = DEFAULT_SERVICE_CIDR, outboundType = OutboundType.USER_ASSIGNED_NAT_GATEWAY } = options;
  const pods = literalRange(problems, 'podCidr', podCidr);
  const services = literalRange(problems, 'serviceCidr', serviceCidr);
  const spaces = (options.connectedAddressSpaces ?? []).map((cidr) => literalRange(problems, 'connectedAddressSpaces', cidr));
  const connected = [...spaces, nodeSubnet.cidr].filter((cidr) => cidr !== undefined);

  if (pods && services && overlaps(pods, services)) {
    problems.add({ code: 'PodCidrOverlapsServices', prop: 'network.podCidr', rule: 'overlaps the range of the services', got: podCidr, expected: `a range apart from ${serviceCidr}`, fix: "move 'podCidr' or 'serviceCidr'" });
  }
  for (const [prop, range] of Object.entries({ podCidr: pods, serviceCidr: services })) {
    const [, taken] = findOverlap(range ? [range] : [], connected) ?? [];
    if (taken) problems.add({ code: 'ClusterCidrOverlapsNetwork', prop: `network.${prop}`, rule: 'overlaps an address space that the cluster talks to', got: range, expected: `a range apart from ${taken}`, fix: 'choose another range' });
    const [, reserved] = findOverlap(range ? [range] : [], RESERVED_CIDRS) ?? [];
    if (reserved) problems.add({ code: 'ClusterCidrReserved', prop: `network.${prop}`, rule: `overlaps ${reserved}, which AKS keeps for itself`, got: range, expected: `a range apart from ${RESERVED_CIDRS.join(', ')}`, fix: 'choose another range' });
  }
  if (services) {
    problems.require(prefixLengthOf(services) >= SERVICE_PREFIX_MIN, { code: 'ServiceCidrTooLarge', prop: 'network.serviceCidr', rule: 'is too large', got: serviceCidr, expected: `/${SERVICE_PREFIX_MIN} or smaller`, fix: 'choose a smaller range' });
    problems.require(prefixLengthOf(services) <= SERVICE_PREFIX_MAX, { code: 'ServiceCidrTooSmall', prop: 'network.serviceCidr', rule: 'is too small', got: serviceCidr, expected: `/${SERVICE_PREFIX_MAX} or larger`, fix: 'choose a larger range' });
  }
  const podPrefix = pods === undefined ? undefined : prefixLengthOf(pods);
  problems.require(podPrefix === undefined || podPrefix <= NODE_PREFIX, { code: 'PodCidrTooSmall', prop: 'network.podCidr', rule: 'has no room for a node', got: podCidr, expected: `/${NODE_PREFIX} or larger: every node takes a /${NODE_PREFIX}`, fix: 'choose a larger range' });
  checkOutbound(problems, outboundType, nodeSubnet);
  return {
    block: {
      networkPlugin: 'azure',
      networkPluginMode: 'overlay',
      networkDataPlane: 'cilium',
      networkPolicy: 'cilium',
      loadBalancerSku: 'standard',
      podCidr, serviceCidr, outboundType,
      dnsServiceIp: dnsServiceIpOf(problems, options, serviceCidr, services),
    },
    maxNodes: podPrefix === undefined || podPrefix > NODE_PREFIX ? Number.POSITIVE_INFINITY : 2 ** (NODE_PREFIX - podPrefix),
  };
}

function checkOutbound(problems: Problems, outboundType: OutboundType, nodeSubnet: ISubnet): void {
  const usable = Object.values(OutboundType).filter((type) => type !== OutboundType.MANAGED_NAT_GATEWAY).join(', ');
  problems.require(outboundType !== OutboundType.MANAGED_NAT_GATEWAY, { code: 'ManagedNatGatewayUnsupported', prop: 'network.outboundType', rule: "can't be used with a subnet of one's own", got: outboundType, expected: usable, fix: 'put a NAT gateway on the node subnet, and use userAssignedNATGateway' });
  problems.require(outboundType !== OutboundType.USER_ASSIGNED_NAT_GATEWAY || nodeSubnet.natGatewayAttached !== false, { code: 'OutboundNatGatewayMissing', prop: 'nodeSubnet', rule: 'has no NAT gateway, which is the way out of the cluster', expected: `a subnet with 'natGateway' for ${outboundType}`, fix: "set 'natGateway' on the subnet, or choose another 'network.outboundType'" });
  problems.require(outboundType !== OutboundType.USER_DEFINED_ROUTING || nodeSubnet.routeTableAttached !== false, { code: 'OutboundRouteTableMissing', prop: 'nodeSubnet', rule: 'has no route table, which is the way out of the cluster', expected: `a subnet with 'routeTable' for ${outboundType}`, fix: "set 'routeTable' on the subnet, or choose another 'network.outboundType'" });
}

function dnsServiceIpOf(problems: Problems, { dnsServiceIp }: ClusterNetworkOptions, serviceCidr: string, services: string | undefined): string | undefined {
  if (services === undefined) {
    problems.require(dnsServiceIp !== undefined || !Token.isUnresolved(serviceCidr), { code: 'DnsServiceIpRequired', prop: 'network.dnsServiceIp', rule: "is required where 'serviceCidr' is only known at apply", expected: 'an address in the range of the services', fix: 'set it' });
    return dnsServiceIp;
  }
  const range = new Address4(services);
  if (dnsServiceIp === undefined) return range.startAddress().offset(DNS_OFFSET).correctForm();
  if (Token.isUnresolved(dnsServiceIp)) return dnsServiceIp;
  const address = cidrProblem(`${dnsServiceIp}/32`, '') === undefined ? new Address4(dnsServiceIp).bigInt() : 0n;
  const usable = address > range.startAddress().bigInt() + 1n && address < range.endAddress().bigInt();
  problems.require(usable, { code: 'DnsServiceIpOutside', prop: 'network.dnsServiceIp', rule: 'is not an address that DNS can have', got: dnsServiceIp, expected: `one in ${services} after the first, which is the API server's`, fix: 'choose such an address, or leave it out' });
  return dnsServiceIp;
}

/** The range where it can be checked further; nothing where it is wrong, with a problem, or only known at apply. */
function literalRange(problems: Problems, prop: string, cidr: string): string | undefined {
  const problem = cidrProblem(cidr, `network.${prop}`);
  if (problem) problems.add(problem);
  return problem || Token.isUnresolved(cidr) ? undefined : cidr;
}
