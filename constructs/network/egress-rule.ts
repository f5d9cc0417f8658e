import { Token } from 'cdktf';
import type { Problems } from '../core/errors';
import { nameProblem } from '../core/naming';

const MAX_PORT = 65535;
const HTTP_PORT = 80;
const HTTPS_PORT = 443;

/** The protocol of traffic that goes out. */
export enum EgressProtocol {
  TCP = 'TCP',
  UDP = 'UDP',
  /** Whatever the protocol is. */
  ANY = 'Any',
}

/** What goes out to a service of Azure, known by its service tag. */
export interface ServiceTagEgressRule {
  /** Names the rule; unique among the rules of a firewall. */
  readonly name: string;
  /** What the traffic is for. */
  readonly description: string;
  /** The service: `AzureMachineLearning`, `Storage.westeurope`. */
  readonly serviceTag: string;
  readonly ports: readonly number[];
  /** @default EgressProtocol.TCP */
  readonly protocol?: EgressProtocol;
}

/** What goes out to hosts, by HTTP or HTTPS. */
export interface HostEgressRule {
  /** Names the rule; unique among the rules of a firewall. */
  readonly name: string;
  /** What the traffic is for. */
  readonly description: string;
  /** The hosts: `pypi.org`, or `*.anaconda.com` for all below a domain. */
  readonly hosts: readonly string[];
  /** 443 for HTTPS, 80 for HTTP. @default [443] */
  readonly ports?: readonly number[];
}

/** Traffic that has to get out, whatever lets it: the rules of a firewall are made from these. */
export type EgressRule = ServiceTagEgressRule | HostEgressRule;

/** Records all that is wrong with a rule. */
export function checkEgressRule(problems: Problems, rule: EgressRule): void {
  const prop = `rules.${rule.name}`;
  const name = nameProblem('firewallRule', rule.name, prop);
  if (name) problems.add(name);
  if ('hosts' in rule) checkHosts(problems, prop, rule);
  else checkServiceTag(problems, prop, rule);
}

function checkServiceTag(problems: Problems, prop: string, { serviceTag, ports }: ServiceTagEgressRule): void {
  const valid = Token.isUnresolved(serviceTag) || /^[A-Z]\w*(\.\w+)?$/.test(serviceTag);
  problems.require(valid, { code: 'EgressServiceTagInvalid', prop: `${prop}.serviceTag`, rule: 'is not a service tag', got: serviceTag, expected: 'a tag such as AzureMachineLearning or Storage.westeurope', fix: "correct it, or use 'hosts'" });
  problems.require(serviceTag !== 'Internet', { code: 'EgressOpen', prop: `${prop}.serviceTag`, rule: 'lets everything out', got: serviceTag, expected: 'the tag of a service', fix: 'name the services, or the hosts' });
  const inRange = ports.length > 0 && ports.every((port) => Number.isInteger(port) && port > 0 && port <= MAX_PORT);
  problems.require(inRange, { code: 'EgressPortsInvalid', prop: `${prop}.ports`, rule: 'are no ports', got: ports, expected: `one or more whole numbers from 1 to ${MAX_PORT}`, fix: 'correct them' });
}

function checkHosts(problems: Problems, prop: string, { hosts, ports }: HostEgressRule): void {
  problems.require(hosts.length > 0, { code: 'EgressHostsEmpty', prop: `${prop}.hosts`, rule: 'has no host', got: hosts, expected: 'at least one host', fix: 'add the hosts, or leave the rule out' });
  for (const host of hosts) {
    const valid = Token.isUnresolved(host) || /^(\*\.)?([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z][a-z0-9-]*$/.test(host);
    problems.require(valid, { code: 'EgressHostInvalid', prop: `${prop}.hosts`, rule: 'has what is no host', got: host, expected: 'a host such as pypi.org, or *.anaconda.com, in lower case and without a path', fix: 'correct it' });
  }
  const web = ports === undefined || (ports.length > 0 && ports.every((port) => port === HTTP_PORT || port === HTTPS_PORT));
  problems.require(web, { code: 'EgressHostPortsInvalid', prop: `${prop}.ports`, rule: 'are no ports of HTTP or HTTPS', got: ports, expected: `${HTTPS_PORT}, ${HTTP_PORT} or both`, fix: 'use a service tag for other ports' });
}
