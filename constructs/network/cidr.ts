import { Token } from 'cdktf';
import { Address4 } from 'ip-address';
import type { Problem } from '../core/errors';
import { fail, Problems } from '../core/errors';

/** The addresses that Azure keeps for itself in every subnet: network, gateway, two for DNS, broadcast. */
export const AZURE_RESERVED_ADDRESSES = 5;

/** The smallest subnet that Azure allows has this prefix length. */
export const SMALLEST_SUBNET_PREFIX = 29;

/** The largest subnet that Azure allows has this prefix length. */
export const LARGEST_SUBNET_PREFIX = 2;

/**
 * Ranges that can't be part of a virtual network.
 *
 * @see https://learn.microsoft.com/azure/virtual-network/virtual-networks-faq#what-address-ranges-can-i-use-in-my-virtual-networks
 */
const FORBIDDEN_RANGES = ['127.0.0.0/8', '168.63.129.16/32', '169.254.0.0/16', '224.0.0.0/4', '255.255.255.255/32'] as const;

const FORM = /^\d{1,3}(\.\d{1,3}){3}\/\d{1,2}$/;

interface Range {
  readonly first: number;
  readonly last: number;
  readonly prefixLength: number;
}

/** A subnet to find a place for. */
export interface SubnetRequest<Name extends string = string> {
  /** Tells the subnets of a plan apart. */
  readonly name: Name;
  /** The size: 24 stands for 256 addresses. */
  readonly prefixLength: number;
}

/** What is wrong with the text of an IPv4 range, or nothing. Ranges that are only known at apply are not checked. */
export function cidrProblem(text: string, prop: string): Problem | undefined {
  if (Token.isUnresolved(text)) return undefined;
  const problem = { code: 'CidrInvalid', prop, got: text, expected: 'an IPv4 range such as 10.0.0.0/16' };
  if (!FORM.test(text) || !Address4.isValid(text)) return { ...problem, rule: 'is not an IPv4 range in CIDR form', fix: 'write four numbers up to 255, a slash, and a prefix length up to 32' };
  const address = new Address4(text);
  const network = `${address.startAddress().correctForm()}/${address.subnetMask}`;
  return network === text ? undefined : { ...problem, rule: 'starts inside the range, not at its first address', fix: `did you mean "${network}"?` };
}

/** What is wrong with a range as address space of a virtual network, or nothing. */
export function addressSpaceProblem(text: string, prop: string): Problem | undefined {
  const invalid = cidrProblem(text, prop);
  if (invalid || Token.isUnresolved(text)) return invalid;
  const { prefixLength } = rangeOf(text);
  if (prefixLength > SMALLEST_SUBNET_PREFIX || prefixLength < LARGEST_SUBNET_PREFIX) {
    return { code: 'AddressSpaceSize', prop, rule: 'has a size that Azure refuses', got: text, expected: `a prefix length from ${LARGEST_SUBNET_PREFIX} to ${SMALLEST_SUBNET_PREFIX}`, fix: 'change the prefix length' };
  }
  const forbidden = FORBIDDEN_RANGES.find((range) => overlaps(range, text));
  return forbidden && { code: 'AddressSpaceReserved', prop, rule: `meets ${forbidden}, which Azure reserves`, got: text, expected: 'a private range, for example of 10.0.0.0/8, 172.16.0.0/12 or 192.168.0.0/16', fix: 'use another range' };
}

/** Whether two ranges have an address in common. */
export function overlaps(one: string, other: string): boolean {
  return meet(rangeOf(one), rangeOf(other));
}

/** Whether the second range lies inside the first one. */
export function contains(outer: string, inner: string): boolean {
  const [a, b] = [rangeOf(outer), rangeOf(inner)];
  return a.first <= b.first && b.last <= a.last;
}

/** How many addresses of a subnet can be used: all but the five that Azure keeps. */
export function usableAddresses(cidr: string): number {
  const { first, last } = rangeOf(cidr);
  return Math.max(0, last - first + 1 - AZURE_RESERVED_ADDRESSES);
}

/** The smallest subnet that leaves so many addresses for use, as prefix length. */
export function prefixLengthFor(addresses: number): number {
  return Math.min(SMALLEST_SUBNET_PREFIX, 32 - Math.ceil(Math.log2(addresses + AZURE_RESERVED_ADDRESSES)));
}

/** The prefix length of a range. */
export function prefixLengthOf(cidr: string): number {
  return rangeOf(cidr).prefixLength;
}

/** The first pair of ranges, one of each list, that overlap; ranges only known at apply are passed over. */
export function findOverlap(ones: readonly string[], others: readonly string[]): readonly [string, string] | undefined {
  for (const one of literal(ones)) {
    const other = literal(others).find((candidate) => overlaps(one, candidate));
    if (other !== undefined) return [one, other];
  }
  return undefined;
}

/**
 * Gives every subnet a range of an address space. Each one gets the lowest free place that fits, in the order of the
 * requests: a request that is appended never moves those before it, and the same requests always give the same plan.
 *
 * @param taken ranges that are in use already
 * @throws ValidationError `AddressSpaceExhausted`, `SubnetPrefixInvalid`, `SubnetRequestDuplicate`, `CidrInvalid`, `CidrUnknown`
 */
export function planSubnets<Name extends string>(addressSpace: readonly string[], requests: readonly SubnetRequest<Name>[], taken: readonly string[] = []): Readonly<Record<Name, string>> {
  const problems = new Problems('subnet plan');
  for (const problem of [...addressSpace.map((cidr) => addressSpaceProblem(cidr, 'addressSpace')), ...taken.map((cidr) => cidrProblem(cidr, 'taken'))]) if (problem) problems.add(problem);
  requests.forEach(({ name, prefixLength }, index) => {
    problems.require(requests.findIndex((request) => request.name === name) === index, { code: 'SubnetRequestDuplicate', prop: name, rule: 'is planned twice', expected: 'one request for each name', fix: 'rename one of the two' });
    problems.require(Number.isInteger(prefixLength) && prefixLength >= LARGEST_SUBNET_PREFIX && prefixLength <= SMALLEST_SUBNET_PREFIX, { code: 'SubnetPrefixInvalid', prop: `${name}.prefixLength`, rule: 'is not a size that Azure allows', got: prefixLength, expected: `a whole number from ${LARGEST_SUBNET_PREFIX} to ${SMALLEST_SUBNET_PREFIX}`, fix: 'change the prefix length' });
  });
  problems.throwIfAny();
  const spaces = addressSpace.map(rangeOf);
  const used = taken.map(rangeOf);
  const placed: [Name, string][] = [];
  for (const { name, prefixLength } of requests) {
    const range = place(spaces, used, prefixLength);
    if (!range) {
      problems.add({ code: 'AddressSpaceExhausted', prop: name, rule: `finds no room for a /${prefixLength} in ${addressSpace.join(', ')}`, expected: 'an address space with room for every subnet', fix: 'enlarge the address space, or ask for a smaller subnet' });
      continue;
    }
    used.push(range);
    placed.push([name, `${Address4.fromBigInt(BigInt(range.first)).correctForm()}/${prefixLength}`]);
  }
  problems.throwIfAny();
  return Object.fromEntries(placed) as Record<Name, string>;
}

function place(spaces: readonly Range[], used: readonly Range[], prefixLength: number): Range | undefined {
  const size = 2 ** (32 - prefixLength);
  for (const space of spaces) {
    for (let first = space.first; first + size - 1 <= space.last; ) {
      const candidate: Range = { first, last: first + size - 1, prefixLength };
      const obstacle = used.find((range) => meet(range, candidate));
      if (!obstacle) return candidate;
      first = Math.ceil((Math.max(obstacle.last, candidate.last) + 1) / size) * size;
    }
  }
  return undefined;
}

function meet(a: Range, b: Range): boolean {
  return a.first <= b.last && b.first <= a.last;
}

function rangeOf(text: string): Range {
  if (Token.isUnresolved(text)) fail('CIDR', { code: 'CidrUnknown', prop: 'cidr', rule: 'must be known at synth', expected: 'an IPv4 range, written out', fix: 'pass the range itself' });
  const problem = cidrProblem(text, 'cidr');
  if (problem) fail('CIDR', problem);
  const address = new Address4(text);
  return { first: Number(address.startAddress().bigInt()), last: Number(address.endAddress().bigInt()), prefixLength: address.subnetMask };
}

/** The ranges that can be compared: known at synth, and well-formed. */
function literal(ranges: readonly string[]): readonly string[] {
  return ranges.filter((range) => !Token.isUnresolved(range) && cidrProblem(range, 'cidr') === undefined);
}
