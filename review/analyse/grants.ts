import { BuiltInRole } from '../../constructs/identity/built-in-role';
import type { JsonObject } from '../../facts/json';
import type { Change } from '../model/change';
import { byText } from '../model/change';
import type { GrantChange } from '../model/finding';
import { SENSITIVE, UNKNOWN } from '../model/values';
import { blocksOf, textOf, textsOf } from './body';

/** How wide a role reaches. */
export type ScopeLevel = 'resource' | 'resource group' | 'subscription' | 'management group' | 'unknown';

/** One permission: who, what, where. */
export interface Grant {
  readonly change: Change;
  readonly principal: string;
  readonly role: string;
  readonly scope: string;
  readonly level: ScopeLevel;
  readonly condition: string | undefined;
  readonly eligible: boolean;
  readonly privileged: boolean;
}

const ASSIGNMENTS = new Set(['azurerm_role_assignment', 'azurerm_pim_eligible_role_assignment', 'azurerm_pim_active_role_assignment']);

const NAMES: ReadonlyMap<string, string> = new Map(
  [...Object.values(BuiltInRole).filter((role) => role instanceof BuiltInRole).map((role) => [role.guid, role.name] as const), ['18d7d88d-d35e-4fb5-a5c3-7773c20a72d9', 'User Access Administrator'], ['8e3af657-a8ff-443c-a75c-2fe8c4bcb635', 'Owner']],
);
const PRIVILEGED = /^(?:Owner|User Access Administrator|Role Based Access Control Administrator|\*)$/;

/** Roles that reach data only, and not how things are set up or who has access. */
const DATA_PLANE = /\bData\b(?!.*Owner)|Secrets User|Crypto (?:User|Service)|AcrP|Metrics Publisher|Registry User|Cluster User|Search Index/;

/** Permissions that come, go or change. The same one made anew is `churn`. */
export function grantsOf(changes: readonly Change[]): GrantChange[] {
  const given: Grant[] = [];
  const taken: Grant[] = [];
  for (const change of changes) {
    if (!ASSIGNMENTS.has(change.type) || ['move', 'import', 'forget', 'read', 'no-op'].includes(change.action)) continue;
    const [old, next] = [change.action === 'create' ? null : change.before, change.action === 'delete' ? null : change.after];
    const [was, is] = [grantOf(change, old), grantOf(change, next)];
    if (was !== undefined) taken.push(was);
    if (is !== undefined) given.push(was === undefined ? is : settled(is, was));
  }
  const rest = new Map<string, Grant[]>();
  for (const grant of taken) rest.set(keyOf(grant), [...(rest.get(keyOf(grant)) ?? []), grant]);
  const found: GrantChange[] = [];
  for (const grant of given) {
    const same = rest.get(keyOf(grant))?.shift();
    if (same === undefined) found.push(entry(grant, 'added', noteOf(grant)));
    else if (same.condition !== grant.condition) found.push(entry(grant, 'changed', grant.condition === undefined ? 'its condition is removed' : 'its condition changes'));
    else found.push(entry(grant, 'churn', 'the same permission is made anew'));
  }
  for (const grant of [...rest.values()].flat()) found.push(entry(grant, 'removed', ''));
  return [...found, ...changes.flatMap(customRole)].sort(byText(({ id, direction }) => `${id} ${direction}`));
}

/** What is unknown only because something it refers to is made anew is still the same permission. */
function settled(is: Grant, was: Grant): Grant {
  const keep = (next: string, old: string): string => (next === UNKNOWN ? old : next);
  return { ...is, principal: keep(is.principal, was.principal), scope: keep(is.scope, was.scope), role: keep(is.role, was.role), level: is.scope === UNKNOWN ? was.level : is.level };
}

function grantOf(change: Change, body: JsonObject | null): Grant | undefined {
  if (body === null) return undefined;
  const role = roleOf(body);
  const [scope, principal] = [textOf(body, 'scope') ?? UNKNOWN, textOf(body, 'principal_id') ?? UNKNOWN];
  return { change, principal, role, scope, level: levelOf(scope), condition: textOf(body, 'condition'), eligible: change.type.includes('eligible'), privileged: PRIVILEGED.test(role) };
}

function roleOf(body: JsonObject): string {
  const name = textOf(body, 'role_definition_name');
  if (name !== undefined && name !== UNKNOWN && name !== '') return name;
  const id = textOf(body, 'role_definition_id') ?? UNKNOWN;
  const guid = /([0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12})$/i.exec(id)?.[1]?.toLowerCase();
  return (guid === undefined ? undefined : NAMES.get(guid)) ?? id;
}

/** How wide a scope is. */
export function levelOf(scope: string): ScopeLevel {
  if (scope === '/' || /\/providers\/Microsoft\.Management\/managementGroups\/[^/]+$/i.test(scope) || /azurerm_management_group\b/.test(scope)) return 'management group';
  if (/^\/subscriptions\/[^/]+\/?$/i.test(scope) || /azurerm_subscription\b/.test(scope)) return 'subscription';
  if (/^\/subscriptions\/[^/]+\/resourceGroups\/[^/]+\/?$/i.test(scope) || /azurerm_resource_group\.[\w-]+\.id/.test(scope)) return 'resource group';
  if (/^\/subscriptions\//i.test(scope) || scope.includes('${')) return 'resource';
  return 'unknown';
}

/** Whether a permission is given to what this stack makes, on what it makes, and reaches data only. */
export function isQuiet({ principal, role, scope }: Pick<GrantChange, 'principal' | 'role' | 'scope'>): boolean {
  const own = (text: string): boolean => /^\$\{(?!data\.)[\w-]+\.[\w-]+\./.test(text);
  return own(principal) && own(scope) && DATA_PLANE.test(role);
}

/** What makes two permissions the same. Two secrets look alike: a masked permission is the same as none but itself. */
function keyOf({ change, principal, role, scope, eligible }: Grant): string {
  const hidden = [principal, role, scope].some((text) => text.includes(SENSITIVE.slice(0, -1)));
  return [principal, role, scope, String(eligible), hidden ? change.id : ''].join('\n').toLowerCase();
}

function noteOf({ privileged, level, eligible }: Grant): string {
  return [
    ...(privileged ? ['can give itself and others any access'] : []),
    ...(level === 'subscription' || level === 'management group' ? [`reaches a whole ${level}`] : level === 'resource group' ? ['reaches a whole resource group'] : level === 'unknown' ? ['its scope is not known'] : []),
    ...(eligible ? ['has to be activated'] : []),
  ].join('; ');
}

function entry({ change, principal, role, scope, condition, privileged }: Grant, direction: GrantChange['direction'], note: string): GrantChange {
  return { stack: change.stack, id: change.id, ...(change.constructPath === undefined ? {} : { constructPath: change.constructPath }), direction, principal, role, scope, ...(condition === undefined ? {} : { condition }), note, privileged };
}

/** Actions that a custom role gets or loses. */
function customRole(change: Change): GrantChange[] {
  if (change.type !== 'azurerm_role_definition' || !['create', 'update', 'replace', 'delete'].includes(change.action)) return [];
  const actions = (body: JsonObject | null): string[] => blocksOf(body, 'permissions').flatMap((block) => [...textsOf(block, 'actions'), ...textsOf(block, 'data_actions')]);
  const denied = (body: JsonObject | null): string[] => blocksOf(body, 'permissions').flatMap((block) => [...textsOf(block, 'not_actions'), ...textsOf(block, 'not_data_actions')]);
  const [old, next] = [change.action === 'create' ? null : change.before, change.action === 'delete' ? null : change.after];
  const added = [...actions(next).filter((item) => !actions(old).includes(item)), ...(next === null ? [] : denied(old).filter((item) => !denied(next).includes(item)).map((item) => `no longer denied: ${item}`))];
  const removed = actions(old).filter((item) => !actions(next).includes(item));
  const common = { stack: change.stack, id: change.id, ...(change.constructPath === undefined ? {} : { constructPath: change.constructPath }), principal: 'everybody with the role', scope: textOf(next ?? old, 'scope') ?? UNKNOWN, role: textOf(next ?? old, 'name') ?? change.name };
  const wild = added.some((item) => item === '*' || /^(?:no longer denied: )?Microsoft\.Authorization\/(?:\*|roleAssignments\/(?:\*|write))/i.test(item));
  return [
    ...(added.length > 0 ? [{ ...common, direction: 'added' as const, note: `actions: ${added.join(', ')}`, privileged: wild }] : []),
    ...(removed.length > 0 ? [{ ...common, direction: 'removed' as const, note: `actions: ${removed.join(', ')}`, privileged: false }] : []),
  ];
}
