import { Lazy } from 'cdktf';
import { ValidationError } from '../../../constructs/core/errors';
import type { SubnetRequest } from '../../../constructs/network/cidr';
import { addressSpaceProblem, cidrProblem, contains, findOverlap, overlaps, planSubnets, prefixLengthFor, usableAddresses } from '../../../constructs/network/cidr';

function planProblems(addressSpace: readonly string[], requests: readonly SubnetRequest[], taken?: readonly string[]): string {
  try {
    planSubnets(addressSpace, requests, taken);
  } catch (error) {
    if (error instanceof ValidationError) return error.message;
    throw error;
  }
  throw new Error('expected a ValidationError, and there was none');
}

describe('ranges', () => {
  test.each([
    ['10.0.0.0/16', '10.0.255.0/24', true],
    ['10.0.0.0/24', '10.0.1.0/24', false],
    ['10.0.1.0/24', '10.0.0.0/16', true],
    ['0.0.0.0/0', '255.255.255.255/32', true],
  ])('%s overlaps %s: %s', (one, other, expected) => expect(overlaps(one, other)).toBe(expected));

  test.each([
    ['10.0.0.0/16', '10.0.255.0/24', true],
    ['10.0.0.0/16', '10.0.0.0/16', true],
    ['10.0.1.0/24', '10.0.0.0/16', false],
    ['10.0.0.0/16', '10.1.0.0/24', false],
  ])('%s contains %s: %s', (outer, inner, expected) => expect(contains(outer, inner)).toBe(expected));

  test('leave all but the five addresses that Azure keeps', () => {
    expect([usableAddresses('10.0.0.0/24'), usableAddresses('10.0.0.0/29'), usableAddresses('10.0.0.0/32')]).toEqual([251, 3, 0]);
  });

  test.each([
    [1, 29],
    [3, 29],
    [4, 28],
    [251, 24],
    [252, 23],
  ])('%i addresses need a /%i', (addresses, prefixLength) => expect(prefixLengthFor(addresses)).toBe(prefixLength));

  test('are compared only where they are well-formed and known', () => {
    expect(findOverlap(['nonsense', '${azurerm_virtual_network.hub.address_space}', '10.0.0.0/16'], ['10.1.0.0/16', '10.0.9.0/24'])).toEqual(['10.0.0.0/16', '10.0.9.0/24']);
  });

  test.each(['10.0.0.0', '10.0.0/8', '300.0.0.0/8', '10.0.0.0/33', 'fd00::/8', '', ' 10.0.0.0/8'])('fails for "%s", which is no IPv4 range', (text) => {
    expect(cidrProblem(text, 'cidr')).toEqual({ code: 'CidrInvalid', prop: 'cidr', rule: 'is not an IPv4 range in CIDR form', got: text, expected: 'an IPv4 range such as 10.0.0.0/16', fix: 'write four numbers up to 255, a slash, and a prefix length up to 32' });
  });

  test('fails with the range that was meant when it has host bits', () => {
    expect(cidrProblem('10.0.3.7/16', 'cidr')).toEqual({ code: 'CidrInvalid', prop: 'cidr', rule: 'starts inside the range, not at its first address', got: '10.0.3.7/16', expected: 'an IPv4 range such as 10.0.0.0/16', fix: 'did you mean "10.0.0.0/16"?' });
  });

  test('fails when ranges that are wrong are compared', () => {
    expect(() => overlaps('10.0.0.0', '10.0.0.0/8')).toThrow(`[CidrInvalid] 'cidr' is not an IPv4 range in CIDR form: got "10.0.0.0"; expected an IPv4 range such as 10.0.0.0/16; write four numbers up to 255, a slash, and a prefix length up to 32 (at CIDR)`);
  });

  test('fails when a range is planned with that is known at apply only', () => {
    expect(planProblems([Lazy.stringValue({ produce: () => '10.0.0.0/16' })], [{ name: 'a', prefixLength: 24 }])).toBe(`[CidrUnknown] 'cidr' must be known at synth: expected an IPv4 range, written out; pass the range itself (at CIDR)`);
  });

  test.each(['168.63.129.0/24', '169.254.0.0/24', '127.0.0.0/24', '224.0.0.0/8', '255.255.255.248/29'])('fails for an address space of %s, which Azure reserves', (range) => {
    expect(addressSpaceProblem(range, 'addressSpace')?.code).toBe('AddressSpaceReserved');
  });

  test.each(['10.0.0.0/30', '0.0.0.0/1'])('fails for an address space of %s, a size that Azure refuses', (range) => {
    expect(addressSpaceProblem(range, 'addressSpace')).toEqual({ code: 'AddressSpaceSize', prop: 'addressSpace', rule: 'has a size that Azure refuses', got: range, expected: 'a prefix length from 2 to 29', fix: 'change the prefix length' });
  });
});

describe('planSubnets', () => {
  const requests = [
    { name: 'endpoints', prefixLength: 26 },
    { name: 'training', prefixLength: 24 },
    { name: 'bastion', prefixLength: 27 },
  ] as const;

  test('gives each subnet the lowest place that fits', () => {
    expect(planSubnets(['10.0.0.0/22'], requests)).toEqual({ endpoints: '10.0.0.0/26', training: '10.0.1.0/24', bastion: '10.0.0.64/27' });
  });

  test('moves none when one is appended, whatever its size', () => {
    const before = planSubnets(['10.0.0.0/16'], requests);
    for (let prefixLength = 17; prefixLength <= 29; prefixLength += 1) {
      expect(planSubnets(['10.0.0.0/16'], [...requests, { name: 'new', prefixLength }])).toMatchObject(before);
    }
  });

  test('never overlaps, and stays inside the address space', () => {
    const many = Array.from({ length: 40 }, (_, index) => ({ name: `s${index}`, prefixLength: 22 + ((index * 7) % 8) }));
    const ranges = Object.values(planSubnets(['10.0.0.0/17', '10.9.0.0/17'], many));
    expect(ranges.filter((range, index) => findOverlap([range], ranges.slice(index + 1)) || !['10.0.0.0/17', '10.9.0.0/17'].some((space) => contains(space, range)))).toEqual([]);
  });

  test('goes round ranges that are taken, and on to the next range of the address space', () => {
    expect(planSubnets(['10.0.0.0/24', '10.8.0.0/24'], [{ name: 'a', prefixLength: 25 }, { name: 'b', prefixLength: 25 }], ['10.0.0.0/28'])).toEqual({ a: '10.0.0.128/25', b: '10.8.0.0/25' });
  });

  test('fails naming each subnet that finds no room', () => {
    expect(planProblems(['10.0.0.0/24'], [{ name: 'a', prefixLength: 25 }, { name: 'b', prefixLength: 24 }, { name: 'c', prefixLength: 26 }, { name: 'd', prefixLength: 25 }])).toBe(`2 problems (at subnet plan):
  - [AddressSpaceExhausted] 'b' finds no room for a /24 in 10.0.0.0/24: expected an address space with room for every subnet; enlarge the address space, or ask for a smaller subnet
  - [AddressSpaceExhausted] 'd' finds no room for a /25 in 10.0.0.0/24: expected an address space with room for every subnet; enlarge the address space, or ask for a smaller subnet`);
  });

  test('fails with every request and range that is wrong', () => {
    expect(planProblems(['10.0.0.1/24'], [{ name: 'a', prefixLength: 30 }, { name: 'a', prefixLength: 25.5 }], ['x'])).toBe(`5 problems (at subnet plan):
  - [CidrInvalid] 'addressSpace' starts inside the range, not at its first address: got "10.0.0.1/24"; expected an IPv4 range such as 10.0.0.0/16; did you mean "10.0.0.0/24"?
  - [CidrInvalid] 'taken' is not an IPv4 range in CIDR form: got "x"; expected an IPv4 range such as 10.0.0.0/16; write four numbers up to 255, a slash, and a prefix length up to 32
  - [SubnetPrefixInvalid] 'a.prefixLength' is not a size that Azure allows: got 30; expected a whole number from 2 to 29; change the prefix length
  - [SubnetRequestDuplicate] 'a' is planned twice: expected one request for each name; rename one of the two
  - [SubnetPrefixInvalid] 'a.prefixLength' is not a size that Azure allows: got 25.5; expected a whole number from 2 to 29; change the prefix length`);
  });
});
