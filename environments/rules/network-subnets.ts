import type { Environment } from '../schema';
import type { AddressRange } from './address-range';
import { rangesOf } from './address-range';
import { rule } from './rule';

/** Addresses that Azure keeps in every subnet. */
const RESERVED_ADDRESSES = 5;
/** The smallest subnet that Azure allows; smaller ones are reported with the shape. */
const SMALLEST_PREFIX = 29;
/** Private endpoints of an environment with everything turned on, each with an address or more. */
const ENDPOINT_ADDRESSES = 20;
/** What the endpoint of a private link scope of Azure Monitor takes. */
const MONITOR_ADDRESSES = 15;

/** The network is either new, with sizes, or existing, with what its owner sets up. */
export const networkKindRule = rule(['network'], ({ network }, report) => {
  const { subnets, existingVirtualNetwork, natGatewayEnabled, hub } = network;
  if (!subnets && !existingVirtualNetwork) {
    report({ code: 'SubnetSizesMissing', prop: 'network.subnets', rule: 'is required for a new network', expected: 'prefix lengths', fix: "add them, or name an existing network in 'network.existingVirtualNetwork'" });
  }
  if (!existingVirtualNetwork) return;
  const fix = "remove it, or 'network.existingVirtualNetwork'";
  if (subnets) report({ code: 'SubnetSizesUnused', prop: 'network.subnets', rule: 'has no effect in an existing network', got: subnets, expected: 'nothing', fix });
  if (natGatewayEnabled) report({ code: 'NatGatewayUnused', prop: 'network.natGatewayEnabled', rule: "can't be added to an existing network, whose owner decides", got: true, expected: 'false', fix });
  if (hub) report({ code: 'HubUnused', prop: 'network.hub', rule: "can't be peered with an existing network, whose owner decides", got: hub.virtualNetworkId, expected: 'nothing', fix });
});

/** Zones of others are named only where private endpoints, or a private cluster, register in them. */
export const dnsZonesRule = rule(['network', 'access', 'workspace', 'aks', 'features'], ({ network, access, workspace, aks, features }, report) => {
  const { kind } = network.privateDnsZones;
  const isUsed = !access.publicNetworkAccessEnabled || workspace.isolationMode === 'Disabled' || network.monitorPrivateLink?.kind === 'owned' || (features.aks && aks?.privateCluster === true);
  if (kind !== 'owned' && !isUsed) report({ code: 'DnsZonesUnused', prop: 'network.privateDnsZones.kind', rule: 'has no effect in an environment without private endpoints', got: kind, expected: '"owned"', fix: 'set it to "owned", or make the environment private' });
});

/** Compute in our own network gets out by the NAT gateway: subnets have no way out by themselves. */
export const trainingOutboundRule = rule(['network', 'workspace'], ({ network, workspace }, report) => {
  if (workspace.isolationMode !== 'Disabled' || network.existingVirtualNetwork || network.natGatewayEnabled) return;
  report({ code: 'TrainingWithoutOutbound', prop: 'network.natGatewayEnabled', rule: "is required with 'workspace.isolationMode' \"Disabled\", whose compute has no other way out", got: false, expected: 'true', fix: 'set it, or choose a managed network' });
});

/** There is a subnet for every part that needs one, and none for what isn't there. */
export const subnetPurposesRule = rule(['network', 'workspace', 'features'], ({ network, workspace, features }, report) => {
  const [prefix, subnets] = network.existingVirtualNetwork ? ['network.existingVirtualNetwork.subnets', network.existingVirtualNetwork.subnets] : ['network.subnets', network.subnets];
  if (!subnets) return;
  const check = (name: 'training' | 'aksNodes', isNeeded: boolean, when: string, unless: string): void => {
    const isThere = subnets[name] !== undefined;
    if (isNeeded && !isThere) report({ code: 'PurposeSubnetMissing', prop: `${prefix}.${name}`, rule: `is required ${when}`, expected: 'a subnet', fix: `add it, or ${unless}` });
    if (!isNeeded && isThere) report({ code: 'PurposeSubnetUnused', prop: `${prefix}.${name}`, rule: `has no effect except ${when}`, got: subnets[name], expected: 'nothing', fix: 'remove it' });
  };
  check('training', workspace.isolationMode === 'Disabled', "with 'workspace.isolationMode' \"Disabled\", whose compute is in our network", 'choose a managed network');
  check('aksNodes', features.aks, "with 'features.aks'", "set 'features.aks' to false");
});

/** The subnets are large enough for what comes into them. */
export const subnetSizesRule = rule(['network', 'compute', 'aks'], ({ network: { subnets, monitorPrivateLink }, compute, aks }, report) => {
  if (!subnets) return;
  const check = (name: 'privateEndpoints' | 'training' | 'aksNodes', needed: number, what: string): void => {
    const prefixLength = subnets[name];
    if (prefixLength === undefined || prefixLength > SMALLEST_PREFIX || addressesOf(prefixLength) >= needed) return;
    const enough = 32 - Math.ceil(Math.log2(needed + RESERVED_ADDRESSES));
    report({ code: 'SubnetSizeTooSmall', prop: `network.subnets.${name}`, rule: `leaves ${addressesOf(prefixLength)} addresses for ${what}`, got: prefixLength, expected: `at most ${enough}`, fix: 'lower the prefix length, which makes the subnet larger' });
  };
  const monitor = monitorPrivateLink?.kind === 'owned';
  check('privateEndpoints', ENDPOINT_ADDRESSES + (monitor ? MONITOR_ADDRESSES : 0), `${ENDPOINT_ADDRESSES} private endpoints${monitor ? `, and the ${MONITOR_ADDRESSES} addresses of the one to Azure Monitor` : ''}`);
  const trainingNodes = mostTrainingNodes(compute);
  check('training', trainingNodes, `${trainingNodes} machines`);
  if (!aks) return;
  // One node more per pool: upgrades add it before they take one away.
  const pools = [aks.systemPool, aks.cpuPool, ...(aks.gpuPool ? [aks.gpuPool] : [])];
  const aksNodes = pools.reduce((sum, pool) => sum + pool.maxNodes + Math.ceil(pool.maxNodes / 10), 0);
  check('aksNodes', aksNodes, `${aksNodes} nodes, upgrades included`);
});

function mostTrainingNodes({ cpuClusters, gpuClusters, instances }: Environment['compute']): number {
  const clusters = [...Object.values(cpuClusters), ...Object.values(gpuClusters)];
  return clusters.reduce((sum, cluster) => sum + cluster.maxNodes, instances.length);
}

function addressesOf(prefixLength: number): number {
  return 2 ** (32 - prefixLength) - RESERVED_ADDRESSES;
}

/** The subnets find room in the address space, in their order. */
export const subnetsFitRule = rule(['network'], ({ network: { addressSpace, subnets } }, report) => {
  const spaces = rangesOf(addressSpace);
  if (!subnets || spaces.length === 0) return;
  const ends = spaces.map((space) => space.first);
  for (const [name, prefixLength] of Object.entries(subnets)) {
    if (prefixLength !== undefined && !place(spaces, ends, 2 ** (32 - prefixLength))) {
      report({ code: 'SubnetDoesNotFit', prop: `network.subnets.${name}`, rule: 'finds no room in the address space', got: prefixLength, expected: `a subnet that fits in ${spaces.map((space) => space.text).join(', ')} with the others`, fix: "raise the prefix length, or enlarge 'network.addressSpace'" });
    }
  }
});

function place(spaces: readonly AddressRange[], ends: number[], size: number): boolean {
  return spaces.some((space, index) => {
    const first = Math.ceil((ends[index] ?? space.first) / size) * size;
    if (first + size - 1 > space.last) return false;
    ends[index] = first + size;
    return true;
  });
}
