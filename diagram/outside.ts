import { BuiltInRole } from '../constructs/identity/built-in-role';
import type { Kind } from './kind';
import { kindOfArmType } from './kinds';
import type { GraphNode } from './landscape-graph';
import { OUTSIDE_SCOPES, PRINCIPALS } from './other-kinds';
import type { SynthesisedResource } from './references';
import { textAt } from './references';

const GUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
/** The id of a role's definition ends in the id of the role. */
const ROLE = /\/roleDefinitions\/([0-9a-f-]{36})$/i;

const ROLE_NAMES: ReadonlyMap<string, string> = new Map(Object.values(BuiltInRole).filter((role): role is BuiltInRole => role instanceof BuiltInRole).map(({ guid, name }) => [guid, name]));

/** Whether a text says nothing to people. */
export function isGuid(text: string): boolean {
  return GUID.test(text);
}

/** What a role is called. */
export function roleName(role: string | undefined, definition: SynthesisedResource | undefined): string {
  if (definition) return textAt(definition.block, 'name') ?? 'custom role';
  const [, id = ''] = ROLE.exec(role ?? '') ?? [];
  return ROLE_NAMES.get(id.toLowerCase()) ?? (id === '' ? (role ?? 'unknown role') : `role ${id}`);
}

/** Something in Azure that isn't in the stacks, by the id that a resource has of it. @default - undefined, where the text is no id */
export function outsideById(id: string): GraphNode | undefined {
  const parts = id.split('/');
  if (parts[0] !== '' || parts.length < 3) return undefined;
  const { kind, name } = outsideKind(id, parts);
  return { id: `outside:${id.toLowerCase()}`, name, kind, markers: [], details: [] };
}

function outsideKind(id: string, parts: readonly string[]): { readonly kind: Kind; readonly name: string } {
  const provider = parts.map((part) => part.toLowerCase()).lastIndexOf('providers');
  const last = parts.at(-1) ?? id;
  const name = last.includes('${') ? 'made by Azure' : last;
  if (parts[1]?.toLowerCase() === 'subscriptions' && provider === -1) return { kind: parts.length > 3 ? OUTSIDE_SCOPES.resourceGroup : OUTSIDE_SCOPES.subscription, name: parts.length > 3 ? name : 'subscription' };
  const type = [parts[provider + 1], ...parts.slice(provider + 2).filter((_part, index) => index % 2 === 0)].join('/');
  return { kind: /^microsoft\.management\/managementgroups$/i.test(type) ? OUTSIDE_SCOPES.managementGroup : kindOfArmType(type), name };
}

/** Somebody who isn't in the stacks: a group, a user, an application. */
export function principalOf(assignment: SynthesisedResource, principalId: string, role: string): GraphNode {
  const type = textAt(assignment.block, 'principal_type');
  const kind = type === 'Group' || type === 'User' || type === 'ServicePrincipal' ? PRINCIPALS[type] : PRINCIPALS.other;
  return { id: `outside:principal/${principalId.toLowerCase()}`, name: principalName(assignment, role) ?? principalId, kind, markers: [], details: [] };
}

/** The constructs call an assignment by its role and its principal, like `ReaderToAuditor-000000000008`. */
function principalName({ constructPath = '' }: SynthesisedResource, role: string): string | undefined {
  const id = constructPath.split('/').at(-2) ?? '';
  const prefix = `${role.replace(/[^A-Za-z0-9]/g, '')}To`;
  const [name = ''] = id.startsWith(prefix) ? id.slice(prefix.length).split('-') : [];
  return name === '' ? undefined : name.replace(/([a-z0-9])([A-Z])/g, '$1 $2');
}
