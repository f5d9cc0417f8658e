import { Token } from 'cdktf';
import { Address4 } from 'ip-address';
import type { Problems } from '../core/errors';
import { nameProblem } from '../core/naming';
import { cidrProblem, prefixLengthOf } from './cidr';

const MIN_PRIORITY = 100;
const MAX_PRIORITY = 4096;
const MAX_DESCRIPTION = 140;
/** A range at least this large is the Internet by another name. */
const INTERNET_PREFIX = 7;

/** Which way traffic goes, seen from the subnet. */
export enum RuleDirection {
  INBOUND = 'Inbound',
  OUTBOUND = 'Outbound',
}

/** What happens to traffic. */
export enum RuleAccess {
  ALLOW = 'Allow',
  DENY = 'Deny',
}

/** The protocol of traffic. */
export enum RuleProtocol {
  ANY = '*',
  TCP = 'Tcp',
  UDP = 'Udp',
  ICMP = 'Icmp',
  /** IPsec, authentication header. */
  AH = 'Ah',
  /** IPsec, encapsulating security payload. */
  ESP = 'Esp',
}

/** What one rule says of some traffic. */
export interface SecurityRuleOptions {
  readonly direction: RuleDirection;
  readonly access: RuleAccess;
  readonly protocol: RuleProtocol;
  /** Where the traffic comes from: ranges and addresses, or a single service tag, or `*`. */
  readonly sources: readonly string[];
  /** Where the traffic goes to: ranges and addresses, or a single service tag, or `*`. */
  readonly destinations: readonly string[];
  /** The ports that the traffic goes to: `443`, `'8000-8100'`. @default ['*'] */
  readonly ports?: readonly (number | string)[];
  /** 100 to 4096; the lowest that matches decides. @default - after the rules that were added before, from 1000 */
  readonly priority?: number;
  /** Why the rule is there; at most 140 characters. @default - the reason in `internetInboundAllowed`, or none */
  readonly description?: string;
  /** Why the whole Internet may come in: without a reason, such a rule is refused. @default - it may not */
  readonly internetInboundAllowed?: string;
}

/** A rule with its name and its priority. */
export interface SecurityRule extends SecurityRuleOptions {
  readonly name: string;
  readonly priority: number;
}

/** Records all that is wrong with a rule. */
export function checkSecurityRule(problems: Problems, rule: SecurityRule): void {
  const prop = `rules.${rule.name}`;
  const name = nameProblem('networkSecurityRule', rule.name, prop);
  if (name) problems.add(name);
  problems.require(Number.isInteger(rule.priority) && rule.priority >= MIN_PRIORITY && rule.priority <= MAX_PRIORITY, { code: 'RulePriorityInvalid', prop: `${prop}.priority`, rule: 'is out of range', got: rule.priority, expected: `a whole number from ${MIN_PRIORITY} to ${MAX_PRIORITY}`, fix: 'change it' });
  checkPorts(problems, rule, `${prop}.ports`);
  checkAddresses(problems, rule.sources, `${prop}.sources`);
  checkAddresses(problems, rule.destinations, `${prop}.destinations`);
  checkInternet(problems, rule, prop);
  const text = rule.description ?? rule.internetInboundAllowed ?? '';
  problems.require(Token.isUnresolved(text) || text.length <= MAX_DESCRIPTION, { code: 'RuleDescriptionTooLong', prop: `${prop}.${rule.description === undefined ? 'internetInboundAllowed' : 'description'}`, rule: 'is too long', got: `${text.length} characters`, expected: `at most ${MAX_DESCRIPTION} characters`, fix: 'shorten it' });
}

function checkPorts(problems: Problems, rule: SecurityRule, prop: string): void {
  if (rule.ports === undefined) return;
  const bad = rule.ports.length === 0 ? '' : rule.ports.map(String).find((port) => !isPortRange(port, rule.ports?.length === 1));
  if (bad !== undefined) problems.add({ code: 'RulePortInvalid', prop, rule: 'is not a list of ports', got: bad === '' ? rule.ports : bad, expected: 'ports from 0 to 65535, ranges such as 8000-8100, or "*" alone', fix: 'correct it' });
  const portless = [RuleProtocol.ICMP, RuleProtocol.AH, RuleProtocol.ESP].includes(rule.protocol);
  problems.require(!portless, { code: 'RulePortsUnused', prop, rule: `has no effect with ${rule.protocol}, which has no ports`, got: rule.ports, expected: `${RuleProtocol.TCP}, ${RuleProtocol.UDP} or no ports`, fix: 'leave the ports out' });
}

function isPortRange(port: string, alone: boolean): boolean {
  if (port === '*') return alone;
  const match = /^(\d{1,5})(?:-(\d{1,5}))?$/.exec(port);
  if (!match) return false;
  const from = Number(match[1]);
  const to = Number(match[2] ?? match[1]);
  return from <= to && to <= 65535;
}

function checkAddresses(problems: Problems, addresses: readonly string[], prop: string): void {
  problems.require(addresses.length > 0, { code: 'RuleAddressesEmpty', prop, rule: 'is empty', got: addresses, expected: 'at least one range, address or service tag', fix: 'add one, or leave the rule out' });
  for (const address of addresses.filter((text) => !Token.isUnresolved(text))) {
    const named = isTag(address);
    const valid = named || isAddress(address) || cidrProblem(address, prop) === undefined;
    problems.require(valid, { code: 'RuleAddressInvalid', prop, rule: 'is neither a range nor an address nor a service tag', got: address, expected: 'a range such as 10.0.0.0/24, an address, a service tag such as AzureMonitor, or "*"', fix: 'correct it' });
    problems.require(!named || addresses.length === 1, { code: 'RuleAddressesMixed', prop, rule: 'has a service tag or "*" beside others', got: address, expected: 'one service tag alone, or any number of ranges and addresses', fix: 'make it a rule of its own' });
  }
}

function checkInternet(problems: Problems, rule: SecurityRule, prop: string): void {
  const open = rule.direction === RuleDirection.INBOUND && rule.access === RuleAccess.ALLOW ? rule.sources.find(isInternet) : undefined;
  const reason = rule.internetInboundAllowed;
  if (open !== undefined) problems.require(reason !== undefined && reason.trim() !== '', { code: 'InternetInboundRefused', prop: `${prop}.sources`, rule: 'lets the whole Internet in', got: open, expected: 'the ranges or the service tag that need to come in', fix: "narrow the sources, or say why in 'internetInboundAllowed'" });
  problems.require(open !== undefined || reason === undefined, { code: 'InternetInboundUnused', prop: `${prop}.internetInboundAllowed`, rule: "has no effect on a rule that doesn't let the Internet in", got: reason, expected: 'no reason', fix: 'leave it out' });
}

function isTag(text: string): boolean {
  return text === '*' || /^[A-Za-z]\w*(\.\w+)?$/.test(text);
}

function isAddress(text: string): boolean {
  return !text.includes('/') && Address4.isValid(text);
}

function isInternet(source: string): boolean {
  if (Token.isUnresolved(source)) return false;
  if (/^(\*|any|internet|0\.0\.0\.0)$/i.test(source)) return true;
  return source.includes('/') && cidrProblem(source, 'sources') === undefined && prefixLengthOf(source) <= INTERNET_PREFIX;
}
