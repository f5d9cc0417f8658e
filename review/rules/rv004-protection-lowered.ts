import type { JsonObject } from '../../facts/json';
import { asList, isObject } from '../../facts/json';
import { leavesOf, referredAddress, shownName, textOf, valueOf } from '../analyse/body';
import type { Change, SettingChange } from '../model/change';
import type { RuleFinding } from '../model/finding';
import type { Rule } from './rule';
import { about } from './rule';

/** Switches that protect when they are on. */
const PROTECTS = ['purge_protection_enabled', 'blob_properties.versioning_enabled', 'blob_properties.change_feed_enabled', 'blob_properties.restore_policy', 'blob_properties.delete_retention_policy', 'blob_properties.container_delete_retention_policy', 'share_properties.retention_policy', 'immutability_policy', 'body.properties.enablePurgeProtection'];

/** Numbers of days that things are kept. */
const KEEPS = /(?:^|\.)(?:soft_delete_retention_days|retention_in_days|retention_policy_in_days|change_feed_retention_in_days|soft_delete_period|hot_cache_period)$|(?:retention|restore)_policy\.days$|retentionInDays$/;

/** Features of the provider: those that destroy more than was asked for, and those that hold it back. */
const DANGEROUS = /purge_soft_delete|permanently_delete|purge_soft_deleted/;
const HOLDING = /prevent_deletion_if_contains_resources|recover_soft_deleted/;

/** What keeps things from being lost may not go unseen. */
export const protectionLowered: Rule = {
  id: 'RV004',
  name: 'protection-lowered',
  summary: 'A protection against loss is taken away: locks, prevent_destroy, soft delete, purge protection, versions, retention',
  level: 'block',
  check: ({ changes, set, byId }) => [...changes.flatMap((change) => [...lifecycle(change), ...lock(change, byId), ...attributes(change)]), ...set.settings.flatMap(features)],
};

function lifecycle(change: Change): RuleFinding[] {
  const { preventDestroyBefore, preventDestroyAfter } = change.lifecycle;
  if (!preventDestroyBefore || preventDestroyAfter) return [];
  return [about(change, 'block', `${shownName(change)} is no longer protected by prevent_destroy`, "keep 'deletionProtectionEnabled', or take it off in a change of its own", 'lifecycle.prevent_destroy')];
}

function lock(change: Change, byId: ReadonlyMap<string, Change>): RuleFinding[] {
  if (change.type !== 'azurerm_management_lock') return [];
  if (change.action === 'update' || change.action === 'replace') {
    const [was, is] = [textOf(change.before, 'lock_level'), textOf(change.after, 'lock_level')];
    return was === 'ReadOnly' && is !== 'ReadOnly' ? [about(change, 'block', `${shownName(change)} locks less: ReadOnly becomes ${is ?? 'nothing'}`, 'keep the level', 'lock_level')] : [];
  }
  if (change.action !== 'delete') return [];
  const locked = referredAddress(textOf(change.before, 'scope'));
  const also = locked !== undefined && byId.get(`${change.stack}/${locked}`)?.action === 'delete';
  return [about(change, also ? 'warn' : 'block', `the lock ${shownName(change)} is removed${also ? ' together with what it locks' : ''}`, "keep 'lock', or take it off in a change of its own")];
}

function attributes(change: Change): RuleFinding[] {
  const { before, after, action } = change;
  if (before === null || after === null || !['update', 'replace', 'unknown'].includes(action)) return [];
  const off = PROTECTS.filter((path) => isOn(valueOf(before, path)) && !isOn(valueOf(after, path)) && !insideUnknown(change, path)).map((path) => about(change, 'block', `${shownName(change)} loses '${path}'`, 'keep it on', path));
  return [...off, ...shorter(change, before, after)];
}

function shorter(change: Change, before: JsonObject, after: JsonObject): RuleFinding[] {
  return leavesOf(before).flatMap(([path, was]) => {
    if (!KEEPS.test(path) || typeof was !== 'number') return [];
    const is = valueOf(after, path);
    return typeof is === 'number' && is < was ? [about(change, 'block', `${shownName(change)} keeps things for a shorter time: '${path}' goes from ${was} to ${is} days`, 'keep the longer time', path)] : [];
  });
}

function isOn(value: unknown): boolean {
  return value === true || isObject(value) || (Array.isArray(value) && value.length > 0);
}

function insideUnknown({ afterUnknown }: Change, path: string): boolean {
  return afterUnknown[path.split('.')[0] ?? ''] === true;
}

function features({ stack, kind, name, before, after }: SettingChange): RuleFinding[] {
  if (kind !== 'provider-config') return [];
  const [was, is] = [flags(before), flags(after)];
  return [...new Set([...was.keys(), ...is.keys()])].flatMap((path) => {
    const worse = (DANGEROUS.test(path) && is.get(path) === true && was.get(path) !== true) || (HOLDING.test(path) && is.get(path) === false && was.get(path) !== false);
    return worse ? [{ stack, level: 'block' as const, attribute: path, message: `provider ${name} of ${stack} loses more when something is destroyed: '${path}' becomes ${String(is.get(path))}`, remedy: 'keep the feature as it was' }] : [];
  });
}

function flags(text: string | undefined): Map<string, unknown> {
  if (text === undefined) return new Map();
  const first: unknown = JSON.parse(text);
  return new Map(asList(isObject(first) || Array.isArray(first) ? first : undefined).flatMap((item) => leavesOf(item)));
}
