import { Token } from 'cdktf';
import { Address4 } from 'ip-address';
import type { Problem, Problems } from '../core/errors';
import type { ISubnet } from '../network/subnet';

/** What happens to a request over the public endpoint that no rule names. */
export enum NetworkDefaultAction {
  /** It is refused: only the named addresses and subnets get in. */
  DENY = 'Deny',
  /** It is let in: the resource is open to the internet, and rests on its sign-in alone. */
  ALLOW = 'Allow',
}

/** Who reaches a resource over its public endpoint. */
export interface PublicNetworkOptions {
  /** Whether the public endpoint answers at all. @default false */
  readonly publicNetworkAccessEnabled?: boolean;
  /** Public IPv4 addresses or CIDR ranges that get in. @default - none */
  readonly ipRules?: readonly string[];
  /** What happens to all others. @default NetworkDefaultAction.DENY */
  readonly networkDefaultAction?: NetworkDefaultAction;
}

/** Who reaches a resource over its public endpoint, where subnets can be named too. */
export interface SubnetNetworkOptions extends PublicNetworkOptions {
  /** Subnets that get in; each one needs the service endpoint of the resource. @default - none */
  readonly allowedSubnets?: readonly ISubnet[];
  /** Whether trusted services of Azure, Azure Machine Learning among them, get in. @default true */
  readonly trustedServicesEnabled?: boolean;
}

/** The ranges that Azure refuses in rules, since they never are the source of a request from the internet. */
const NON_PUBLIC = ['0.0.0.0/8', '10.0.0.0/8', '100.64.0.0/10', '127.0.0.0/8', '169.254.0.0/16', '172.16.0.0/12', '192.168.0.0/16', '224.0.0.0/3'].map((range) => new Address4(range));

/**
 * Records what is wrong with who reaches a resource.
 *
 * @param maxIpRules Azure's limit of rules on the type
 */
export function checkNetworkAccess(problems: Problems, options: SubnetNetworkOptions, maxIpRules: number): void {
  const ipRules = options.ipRules ?? [];
  const subnets = options.allowedSubnets ?? [];
  const open = options.networkDefaultAction === NetworkDefaultAction.ALLOW;
  const named = ipRules.length + subnets.length > 0;
  const ineffective = (prop: string, got: unknown): Problem => ({ code: 'NetworkRuleUnused', prop, rule: "has no effect without 'publicNetworkAccessEnabled'", got, expected: 'nothing', fix: `leave it out, or set 'publicNetworkAccessEnabled: true'` });
  if (!options.publicNetworkAccessEnabled) {
    if (ipRules.length > 0) problems.add(ineffective('ipRules', ipRules));
    if (subnets.length > 0) problems.add(ineffective('allowedSubnets', `${subnets.length} subnets`));
    if (options.networkDefaultAction !== undefined) problems.add(ineffective('networkDefaultAction', options.networkDefaultAction));
  } else {
    problems.require(open || named, { code: 'NetworkRuleRequired', prop: 'publicNetworkAccessEnabled', rule: 'lets nobody in without a rule', expected: "'ipRules', 'allowedSubnets' where the type has them, or 'networkDefaultAction'", fix: "name who gets in, or set 'networkDefaultAction: NetworkDefaultAction.ALLOW' to open it to the internet" });
    problems.require(!open || !named, { code: 'NetworkRuleRedundant', prop: 'ipRules', rule: 'has no effect where everybody is let in', got: ipRules, expected: "no rules with 'NetworkDefaultAction.ALLOW'", fix: 'leave the rules or the default action out' });
  }
  problems.require(ipRules.length <= maxIpRules, { code: 'IpRuleLimit', prop: 'ipRules', rule: 'are too many', got: `${ipRules.length} rules`, expected: `at most ${maxIpRules}`, fix: 'merge neighbouring ranges' });
  ipRules.forEach((rule, index) => {
    const problem = ipRuleProblem(rule, `ipRules[${index}]`);
    if (problem) problems.add(problem);
  });
}

/** IP rules as every range is written: `203.0.113.7/32`. */
export function ipRulesAsRanges(rules: readonly string[]): string[] {
  return rules.map((rule) => (Token.isUnresolved(rule) || rule.includes('/') ? rule : `${rule}/32`));
}

/** IP rules for storage, which takes ranges up to `/30` and single addresses for what is smaller. */
export function ipRulesAsAddresses(rules: readonly string[]): string[] {
  return rules.flatMap((rule) => {
    if (Token.isUnresolved(rule) || !/\/3[12]$/.test(rule)) return [rule];
    const range = new Address4(rule);
    return [...new Set([range.startAddress(), range.endAddress()].map((address) => address.correctForm()))];
  });
}

function ipRuleProblem(rule: string, prop: string): Problem | undefined {
  if (Token.isUnresolved(rule)) return undefined;
  const expected = 'a public IPv4 address or CIDR range, for example 203.0.113.0/24';
  if (!Address4.isValid(rule)) return { code: 'IpRuleInvalid', prop, rule: 'is not an IPv4 address or CIDR range', got: rule, expected, fix: 'write it as four numbers, with a prefix length for a range' };
  const range = new Address4(rule);
  if (NON_PUBLIC.some((other) => range.isInSubnet(other) || other.isInSubnet(range))) {
    return { code: 'IpRuleNotPublic', prop, rule: 'is not made of public addresses', got: rule, expected, fix: 'use the address that the internet sees, or a private endpoint for private addresses' };
  }
  const start = range.startAddress().correctForm();
  if (range.correctForm() !== start) return { code: 'IpRuleNotAligned', prop, rule: 'does not start at the first address of its range', got: rule, expected: `${start}/${range.subnetMask}`, fix: 'write the first address of the range' };
  return undefined;
}
