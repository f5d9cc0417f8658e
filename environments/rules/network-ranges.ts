import type { AddressRange } from './address-range';
import { canonical, contains, isPrivate, overlaps, rangeOf, rangesOf, startsAtFirst } from './address-range';
import type { Report } from './rule';
import { rule } from './rule';

/** What Azure ML gives to containers on its machines: a network that has it too can't be reached from them. */
const DOCKER_BRIDGE = rangesOf(['172.17.0.0/16']);
const LARGEST_PREFIX = 8;
const SMALLEST_PREFIX = 29;

/** Every range starts where it says, is private, and has a size that a network can have. */
export const addressSpaceRule = rule(['network'], ({ network }, report) => {
  const { addressSpace, hub } = network;
  if (addressSpace.length === 0) report({ code: 'NetworkRangesMissing', prop: 'network.addressSpace', rule: 'is empty', got: [], expected: 'at least one range', fix: "add one, for example '10.10.0.0/20'" });
  addressSpace.forEach((text, index) => checkOwnRange(`network.addressSpace[${index}]`, text, report));
  addressSpace.forEach((text, index) => {
    const range = rangeOf(text);
    const earlier = range && rangesOf(addressSpace.slice(0, index)).find((other) => overlaps(other, range));
    if (earlier) report({ code: 'NetworkRangesOverlap', prop: `network.addressSpace[${index}]`, rule: `overlaps ${earlier.text}`, got: text, expected: 'ranges apart from each other', fix: 'change one of them' });
  });
  if (!hub) return;
  if (hub.addressSpace.length === 0) report({ code: 'HubRangesMissing', prop: 'network.hub.addressSpace', rule: "is empty, so that overlaps can't be seen", got: [], expected: 'the ranges of the hub and of what is behind it', fix: 'ask the network team' });
  for (const [index, text] of addressSpace.entries()) {
    const range = rangeOf(text);
    const met = range && rangesOf(hub.addressSpace).find((other) => overlaps(other, range));
    if (met) report({ code: 'NetworkMeetsHub', prop: `network.addressSpace[${index}]`, rule: `overlaps ${met.text} of the hub, so that they can't peer`, got: text, expected: "a range apart from those in 'network.hub.addressSpace'", fix: 'ask the network team for a free range' });
  }
});

function checkOwnRange(prop: string, text: string, report: Report): void {
  const range = rangeOf(text);
  if (!range) return;
  if (!startsAtFirst(range)) report({ code: 'NetworkRangeNotAligned', prop, rule: 'starts inside the range, not at its first address', got: text, expected: `"${canonical(range)}"`, fix: 'correct the address or the prefix length' });
  if (!isPrivate(range)) report({ code: 'NetworkRangePublic', prop, rule: 'is not private', got: text, expected: 'a range in 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16 or 100.64.0.0/10', fix: 'ask the network team for a free range' });
  if (range.prefixLength < LARGEST_PREFIX || range.prefixLength > SMALLEST_PREFIX) report({ code: 'NetworkRangeSize', prop, rule: "is not a size that a network can have", got: text, expected: `a prefix length from ${LARGEST_PREFIX} to ${SMALLEST_PREFIX}`, fix: 'change the prefix length' });
  if (DOCKER_BRIDGE.some((bridge) => overlaps(bridge, range))) report({ code: 'NetworkMeetsDocker', prop, rule: 'overlaps 172.17.0.0/16, which Azure ML gives to containers', got: text, expected: 'another range', fix: 'move the network' });
}

/** Subnets of an existing network lie in it, apart from each other. */
export const existingSubnetsRule = rule(['network'], ({ network: { existingVirtualNetwork, addressSpace } }, report) => {
  if (!existingVirtualNetwork) return;
  const spaces = rangesOf(addressSpace);
  const seen: { readonly name: string; readonly range: AddressRange }[] = [];
  for (const [name, subnet] of Object.entries(existingVirtualNetwork.subnets)) {
    const range = subnet && rangeOf(subnet.cidr);
    if (!range) continue;
    const prop = `network.existingVirtualNetwork.subnets.${name}.cidr`;
    if (spaces.length > 0 && !spaces.some((space) => contains(space, range))) {
      report({ code: 'ExistingSubnetOutside', prop, rule: 'is not in the network', got: range.text, expected: `a range in ${spaces.map((space) => space.text).join(', ')}`, fix: "correct it, or 'network.addressSpace'" });
    }
    const met = seen.find((other) => overlaps(other.range, range));
    if (met) report({ code: 'ExistingSubnetsOverlap', prop, rule: `overlaps the subnet ${met.name}`, got: range.text, expected: `a range apart from ${met.range.text}`, fix: 'name a subnet of its own for each purpose' });
    seen.push({ name, range });
  }
});
