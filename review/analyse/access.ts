import type { Json, JsonObject } from '../../facts/json';
import { isObject } from '../../facts/json';
import { textOf, textsOf, valueOf } from './body';

/** From where a service can be reached: nobody outside of private endpoints, some, or everybody. */
export type Access = 'closed' | 'selected' | 'open';

/** How open each is. */
export const ACCESS_RANK: Readonly<Record<Access, number>> = { closed: 0, selected: 1, open: 2 };

/** What closes the public endpoint altogether, in the words of the different types. */
const SWITCHES = ['public_network_access_enabled', 'public_network_enabled', 'public_network_access', 'body.properties.publicNetworkAccess'];
const ACTIONS = ['network_rules.default_action', 'network_acls.default_action', 'network_rule_set.default_action', 'network_rulesets.default_action', 'default_action', 'body.properties.networkAcls.defaultAction', 'body.properties.networkRuleSet.defaultAction'];
const RULES = [
  'network_rules.ip_rules', 'network_acls.ip_rules', 'network_rule_set.ip_rule', 'network_rulesets.ip_rule', 'ip_rules', 'allowed_ip_ranges', 'allowed_ips', 'api_server_access_profile.authorized_ip_ranges',
  'body.properties.ipAllowlist', 'body.properties.networkAcls.ipRules',
];

/** Types that have rules for networks, and are open to all without them. */
const OPEN_WITHOUT_RULES = new Set(['azurerm_storage_account', 'azurerm_key_vault', 'azurerm_container_registry', 'azurerm_cognitive_account', 'azurerm_eventhub_namespace']);

/** From where a resource can be reached; nothing for types that nobody reaches. */
export function accessOf(type: string, body: JsonObject | null): Access | undefined {
  if (body === null) return undefined;
  const switched = SWITCHES.map((path) => valueOf(body, path)).find((value) => value !== undefined);
  const isCluster = type === 'azurerm_kubernetes_cluster';
  if (isCluster && valueOf(body, 'private_cluster_enabled') === true) return 'closed';
  if (switched === undefined && !isCluster && type !== 'azurerm_storage_account_network_rules') return undefined;
  if (switched === false || /^disabled$/i.test(String(switched)) || /^SecuredByPerimeter$/i.test(String(switched))) return 'closed';
  const action = ACTIONS.map((path) => textOf(body, path)).find((value) => value !== undefined);
  const peers = allowedPeers(body);
  if (peers.some(isEverywhere)) return 'open';
  if (action !== undefined) return /^deny$/i.test(action) ? 'selected' : 'open';
  if (OPEN_WITHOUT_RULES.has(type)) return 'open';
  return peers.length > 0 ? 'selected' : 'open';
}

/** The addresses that are let in, sorted. */
export function allowedPeers(body: JsonObject | null): string[] {
  const found = RULES.flatMap((path) => {
    const value = valueOf(body, path);
    return [...textsOf(body, path), ...(Array.isArray(value) ? value.flatMap(peerOf) : [])];
  });
  return [...new Set(found)].sort();
}

function peerOf(item: Json): string[] {
  if (!isObject(item)) return [];
  return [item.ip_range, item.ip_mask, item.value].filter((peer) => typeof peer === 'string');
}

/** Whether a source of traffic is everybody, in any of the ways to write it. */
export function isEverywhere(peer: string): boolean {
  return /^(?:\*|any|internet|0\.0\.0\.0(?:\/0)?|::(?:\/0)?|\d+\.\d+\.\d+\.\d+\/0|<nw>\/0|\/0|0\.0\.0\.0\/1|128\.0\.0\.0\/1)$/i.test(peer.trim());
}
