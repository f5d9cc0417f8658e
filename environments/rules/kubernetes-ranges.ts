import type { AddressRange } from './address-range';
import { addressNumber, canonical, overlaps, rangeOf, rangesOf, startsAtFirst } from './address-range';
import { rule } from './rule';

/** The largest range of services that AKS takes. */
const LARGEST_SERVICE_PREFIX = 12;
/** Every node gets a range of this prefix length from that of the pods. */
const POD_PREFIX_PER_NODE = 24;
/** Ranges that AKS refuses. */
const RESERVED = rangesOf(['169.254.0.0/16', '172.30.0.0/16', '172.31.0.0/16', '192.0.2.0/24']);

/** Pods and services have ranges that meet nothing that they talk to. */
export const clusterRangesRule = rule(['network', 'aks'], ({ network, aks }, report) => {
  if (!aks) return;
  const pods = rangeOf(aks.podCidr);
  const services = rangeOf(aks.serviceCidr);
  const others = [...rangesOf(network.addressSpace).map((range) => ({ range, owner: 'of the network' })), ...rangesOf(network.hub?.addressSpace ?? []).map((range) => ({ range, owner: 'of the hub' }))];
  const check = (prop: string, range: AddressRange | undefined): void => {
    if (!range) return;
    if (!startsAtFirst(range)) report({ code: 'ClusterRangeNotAligned', prop, rule: 'starts inside the range, not at its first address', got: range.text, expected: `"${canonical(range)}"`, fix: 'correct the address or the prefix length' });
    const met = others.find((other) => overlaps(other.range, range));
    if (met) report({ code: 'ClusterRangeOverlaps', prop, rule: `overlaps ${met.range.text} ${met.owner}`, got: range.text, expected: 'a range that nothing else has', fix: 'choose another one' });
    const reserved = RESERVED.find((other) => overlaps(other, range));
    if (reserved) report({ code: 'ClusterRangeReserved', prop, rule: `overlaps ${reserved.text}, which AKS keeps`, got: range.text, expected: 'another range', fix: 'choose another one' });
  };
  check('aks.podCidr', pods);
  check('aks.serviceCidr', services);
  if (pods && services && overlaps(pods, services)) report({ code: 'ClusterRangesMeet', prop: 'aks.serviceCidr', rule: `overlaps 'aks.podCidr' (${pods.text})`, got: services.text, expected: 'a range apart from that of the pods', fix: 'change one of them' });
});

/** The ranges are large enough, and cluster DNS is in them. */
export const clusterRangeSizesRule = rule(['aks'], ({ aks }, report) => {
  if (!aks) return;
  const pods = rangeOf(aks.podCidr);
  const services = rangeOf(aks.serviceCidr);
  const nodes = aks.systemPool.maxNodes + aks.cpuPool.maxNodes + (aks.gpuPool?.maxNodes ?? 0);
  if (pods && 2 ** (POD_PREFIX_PER_NODE - pods.prefixLength) < nodes) {
    report({ code: 'PodRangeTooSmall', prop: 'aks.podCidr', rule: `is too small for ${nodes} nodes, each of which takes a /${POD_PREFIX_PER_NODE}`, got: pods.text, expected: `a prefix length of at most ${POD_PREFIX_PER_NODE - Math.ceil(Math.log2(nodes))}`, fix: 'lower the prefix length' });
  }
  if (services && services.prefixLength < LARGEST_SERVICE_PREFIX) report({ code: 'ServiceRangeTooLarge', prop: 'aks.serviceCidr', rule: 'is larger than AKS takes', got: services.text, expected: `a prefix length of at least ${LARGEST_SERVICE_PREFIX}`, fix: 'raise the prefix length; /20 has 4096 services' });
  const dns = addressNumber(aks.dnsServiceIp);
  if (!services || dns === undefined) return;
  if (dns <= services.first + 1 || dns >= services.last) {
    report({ code: 'DnsAddressOutside', prop: 'aks.dnsServiceIp', rule: "is not an address that cluster DNS can have in 'aks.serviceCidr'", got: aks.dnsServiceIp, expected: `an address in ${services.text}, but not the first two or the last`, fix: 'by habit the tenth address is taken' });
  }
});
