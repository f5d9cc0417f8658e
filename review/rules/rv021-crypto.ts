import { shownName, textOf, valueOf } from '../analyse/body';
import type { Change } from '../model/change';
import type { RuleFinding } from '../model/finding';
import { UNKNOWN } from '../model/values';
import type { Rule } from './rule';
import { about } from './rule';

const TLS = ['min_tls_version', 'minimum_tls_version', 'minimal_tls_version', 'ssl_minimal_tls_version_enforced', 'body.properties.minimumTlsVersion', 'body.properties.minimalTlsVersion'];
const FLAGS = ['https_traffic_only_enabled', 'infrastructure_encryption_enabled', 'high_business_impact', 'service_side_encryption_enabled', 'encryption_at_host_enabled', 'host_encryption_enabled', 'default_node_pool.host_encryption_enabled', 'disk_encryption_enabled', 'double_encryption_enabled', 'body.properties.hbiWorkspace', 'body.properties.supportsHttpsTrafficOnly'];
const BLOCKS = ['customer_managed_key', 'encryption', 'disk_encryption_set_id', 'key_management_service', 'body.properties.encryption'];

/** Encryption may not become weaker unseen. */
export const crypto: Rule = {
  id: 'RV021',
  name: 'crypto',
  summary: 'Encryption becomes weaker: TLS below 1.2, no HTTPS, no key of your own, an encryption flag off',
  level: 'block',
  check: ({ changes }) => changes.flatMap((change) => [...tls(change), ...weaker(change), ...keyGone(change)]),
};

function tls(change: Change): RuleFinding[] {
  if (!['create', 'update', 'replace'].includes(change.action)) return [];
  return TLS.flatMap((path) => {
    const [was, is] = [change.action === 'create' ? undefined : textOf(change.before, path), textOf(change.after, path)];
    return is !== undefined && isOld(is) && !isOld(was ?? '1.2') ? [about(change, 'block', `${shownName(change)} accepts ${is}`, 'require TLS 1.2', path)] : [];
  });
}

function isOld(version: string): boolean {
  return /^(?:TLS)?1[._][01]$|^SSL/i.test(version);
}

function weaker(change: Change): RuleFinding[] {
  const { before, after, action } = change;
  if (before === null || after === null || !['update', 'replace'].includes(action)) return [];
  const off = FLAGS.filter((path) => valueOf(before, path) === true && valueOf(after, path) !== true && valueOf(after, path) !== UNKNOWN).map((path) => about(change, 'block', `${shownName(change)} no longer has '${path}'`, 'keep it on', path));
  const gone = BLOCKS.filter((path) => isThere(valueOf(before, path)) && !isThere(valueOf(after, path)) && change.afterUnknown[path] === undefined).map((path) => about(change, 'block', `${shownName(change)} is no longer encrypted with a key of yours: '${path}' is gone`, 'keep the key', path));
  return [...off, ...gone];
}

function isThere(value: unknown): boolean {
  return value !== undefined && value !== null && value !== '' && !(Array.isArray(value) && value.length === 0);
}

function keyGone(change: Change): RuleFinding[] {
  if (!/_customer_managed_key$/.test(change.type) || change.action !== 'delete') return [];
  return [about(change, 'block', `${shownName(change)} goes: what it encrypts is encrypted with a key of Microsoft's again`, 'keep the key')];
}
