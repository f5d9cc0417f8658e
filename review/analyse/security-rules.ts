import type { JsonObject } from '../../facts/json';
import { blocksOf, textOf, textsOf } from './body';
import { isEverywhere } from './access';

/** A way in that a network security group leaves open to everybody. */
export interface OpenRule {
  readonly name: string;
  readonly ports: string;
  readonly peers: string;
  readonly protocol: string;
}

/** The rules of a group, or the one that a rule is, that let everybody in. */
export function openRules(type: string, body: JsonObject | null): OpenRule[] {
  if (body === null) return [];
  const rules = type === 'azurerm_network_security_group' ? blocksOf(body, 'security_rule') : type === 'azurerm_network_security_rule' ? [body] : [];
  return rules.flatMap((rule) => {
    if (!is(rule, 'access', 'allow') || !is(rule, 'direction', 'inbound')) return [];
    const peers = [...textsOf(rule, 'source_address_prefix'), ...textsOf(rule, 'source_address_prefixes')].filter(isEverywhere);
    if (peers.length === 0) return [];
    const ports = [...textsOf(rule, 'destination_port_range'), ...textsOf(rule, 'destination_port_ranges')].filter((port) => port !== '').sort();
    return [{ name: textOf(rule, 'name') ?? '?', ports: ports.join(', ') || '*', peers: [...new Set(peers)].sort().join(', '), protocol: textOf(rule, 'protocol') ?? '*' }];
  });
}

function is(rule: JsonObject, name: string, value: string): boolean {
  return textOf(rule, name)?.toLowerCase() === value;
}
