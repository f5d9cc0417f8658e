import type { JsonObject } from '../../facts/json';
import type { Change } from '../model/change';
import { byText, isLoss } from '../model/change';
import type { ExposureChange } from '../model/finding';
import { ACCESS_RANK, accessOf, allowedPeers } from './access';
import { kindOf, referredAddress, textOf, valueOf } from './body';
import { openRules } from './security-rules';

/** Switches that open a way in when they are on. */
const OPENS: Readonly<Record<string, string>> = {
  allow_nested_items_to_be_public: 'blobs can be made public',
  anonymous_pull_enabled: 'images can be pulled without signing in',
  node_public_ip_enabled: 'nodes have public addresses',
  'default_node_pool.node_public_ip_enabled': 'nodes have public addresses',
  'serverless_compute.public_ip_enabled': 'serverless compute has public addresses',
  ssh_public_access_enabled: 'SSH is open to the outside',
  internet_ingestion_enabled: 'telemetry is taken from the Internet',
  internet_query_enabled: 'telemetry can be read from the Internet',
  private_cluster_public_fqdn_enabled: 'the name of the private cluster is public',
  'body.properties.properties.enableNodePublicIp': 'nodes have public addresses',
};

/** How much isolation lets out. */
const ISOLATION: Readonly<Record<string, number>> = { AllowOnlyApprovedOutbound: 0, AllowInternetOutbound: 1, Disabled: 2 };

/** What opens and closes, in both directions: what closes helps to trust the rest. */
export function exposureOf(changes: readonly Change[]): ExposureChange[] {
  const lost = new Set(changes.filter(({ action }) => action === 'delete').map(({ stack, address }) => `${stack}/${address}`));
  return changes.filter(({ mode, action }) => mode === 'managed' && action !== 'move' && action !== 'forget' && action !== 'import').flatMap((change) => ofChange(change, lost)).sort(byText(({ id, attribute, what }) => `${id} ${attribute} ${what}`));
}

function ofChange(change: Change, lost: ReadonlySet<string>): ExposureChange[] {
  const { before, after } = sides(change);
  const found = [...publicAccess(change, before, after), ...switches(change, before, after), ...rules(change, before, after), ...isolation(change, before, after), ...containers(change, before, after), ...ssh(change, before, after)];
  if (change.type === 'azurerm_public_ip' && change.action === 'create') found.push(entry(change, 'opened', 'name', 'a public address is there'));
  if (change.type === 'azurerm_public_ip' && change.action === 'delete') found.push(entry(change, 'closed', 'name', 'a public address is gone'));
  if (isLoss(change) && change.action === 'delete' && ['azurerm_private_endpoint', 'azurerm_private_dns_zone_virtual_network_link', 'azurerm_subnet_network_security_group_association'].includes(change.type)) {
    const served = referredAddress(textOf(before, 'private_service_connection.private_connection_resource_id') ?? textOf(before, 'virtual_network_id') ?? textOf(before, 'subnet_id'));
    const what = change.type === 'azurerm_private_endpoint' ? 'the private way in is gone' : change.type.includes('dns') ? 'names no longer lead to the private way' : 'the subnet has no security group';
    if (served === undefined || !lost.has(`${change.stack}/${served}`)) found.push(entry(change, 'opened', 'name', what));
  }
  return found;
}

/** A new resource is compared with nothing, and one that goes, with what it was. */
function sides({ before, after, action }: Change): { readonly before: JsonObject | null; readonly after: JsonObject | null } {
  return { before, after: action === 'delete' ? null : after };
}

function publicAccess(change: Change, before: JsonObject | null, after: JsonObject | null): ExposureChange[] {
  const kind = kindOf(change);
  const [was, is] = [accessOf(kind, before), accessOf(kind, after)];
  if (change.action === 'create') return is === 'open' ? [entry(change, 'opened', 'public_network_access_enabled', 'everybody on the Internet can reach it', { peer: 'everybody' })] : [];
  if (change.action === 'delete' || was === undefined || is === undefined) return [];
  const words = { closed: 'only private endpoints reach it', selected: 'selected networks reach it', open: 'everybody on the Internet can reach it' };
  if (was !== is) return [entry(change, ACCESS_RANK[is] > ACCESS_RANK[was] ? 'opened' : 'closed', 'public_network_access_enabled', words[is], { peer: is === 'open' ? 'everybody' : allowedPeers(after).join(', ') })];
  const [old, next] = [allowedPeers(before), allowedPeers(after)];
  if (is === 'closed') return [];
  return [
    ...next.filter((peer) => !old.includes(peer)).map((peer) => entry(change, 'opened', 'ip_rules', 'a network is let in', { peer })),
    ...old.filter((peer) => !next.includes(peer)).map((peer) => entry(change, 'closed', 'ip_rules', 'a network is no longer let in', { peer })),
  ];
}

function switches(change: Change, before: JsonObject | null, after: JsonObject | null): ExposureChange[] {
  return Object.entries(OPENS).flatMap(([path, what]) => {
    const [was, is] = [valueOf(before, path) === true, valueOf(after, path) === true];
    if (was === is || after === null) return [];
    return [entry(change, is ? 'opened' : 'closed', path, is ? what : `no longer: ${what}`)];
  });
}

function rules(change: Change, before: JsonObject | null, after: JsonObject | null): ExposureChange[] {
  const key = ({ name, ports, peers, protocol }: ReturnType<typeof openRules>[number]): string => `${name}\n${ports}\n${peers}\n${protocol}`;
  const [old, next] = [openRules(change.type, before), openRules(change.type, after)];
  const [known, kept] = [new Set(old.map(key)), new Set(next.map(key))];
  return [
    ...next.filter((rule) => !known.has(key(rule))).map((rule) => entry(change, 'opened', `security_rule["${rule.name}"]`, `rule '${rule.name}' lets everybody in`, { port: rule.ports, peer: rule.peers })),
    ...old.filter((rule) => !kept.has(key(rule))).map((rule) => entry(change, 'closed', `security_rule["${rule.name}"]`, `rule '${rule.name}' no longer lets everybody in`, { port: rule.ports, peer: rule.peers })),
  ];
}

function isolation(change: Change, before: JsonObject | null, after: JsonObject | null): ExposureChange[] {
  return ['managed_network.isolation_mode', 'body.properties.managedNetwork.isolationMode'].flatMap((path): ExposureChange[] => {
    const [was, is] = [textOf(before, path), textOf(after, path)];
    if (before === null || after === null || was === is) return [];
    const [from, to] = [ISOLATION[was ?? 'Disabled'] ?? 2, ISOLATION[is ?? 'Disabled'] ?? 2];
    if (from === to) return [];
    return [{ ...entry(change, to > from ? 'opened' : 'closed', path, `isolation of the managed network: ${was ?? 'none'} becomes ${is ?? 'none'}`), traffic: 'outbound' }];
  });
}

function containers(change: Change, before: JsonObject | null, after: JsonObject | null): ExposureChange[] {
  if (change.type !== 'azurerm_storage_container' || after === null) return [];
  const [was, is] = [textOf(before, 'container_access_type') ?? 'private', textOf(after, 'container_access_type') ?? 'private'];
  if (was === is) return [];
  return [entry(change, is === 'private' ? 'closed' : 'opened', 'container_access_type', is === 'private' ? 'its blobs are private again' : 'its blobs can be read without signing in', { peer: is === 'private' ? '' : 'everybody' })];
}

function ssh(change: Change, before: JsonObject | null, after: JsonObject | null): ExposureChange[] {
  const path = 'body.properties.properties.sshSettings.sshPublicAccess';
  const [was, is] = [textOf(before, path) === 'Enabled', textOf(after, path) === 'Enabled'];
  return was === is || after === null ? [] : [entry(change, is ? 'opened' : 'closed', path, is ? 'SSH is open to the outside' : 'SSH is closed to the outside', { port: '22' })];
}

function entry({ stack, id, constructPath }: Change, direction: ExposureChange['direction'], attribute: string, what: string, more: { readonly port?: string; readonly peer?: string } = {}): ExposureChange {
  return { stack, id, ...(constructPath === undefined ? {} : { constructPath }), direction, traffic: 'inbound', what, attribute, ...(more.port === undefined ? {} : { port: more.port }), ...(more.peer === undefined || more.peer === '' ? {} : { peer: more.peer }) };
}
