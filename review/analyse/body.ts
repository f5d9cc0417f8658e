import type { Json, JsonObject } from '../../facts/json';
import { asList, isObject } from '../../facts/json';
import type { Change } from '../model/change';

/** The value under names joined by dots; a list of blocks counts as its first. */
export function valueOf(body: JsonObject | null, path: string): Json | undefined {
  return path.split('.').reduce<Json | undefined>((inner, name) => {
    const first = Array.isArray(inner) ? inner[0] : inner;
    return isObject(first) ? (first[name] ?? undefined) : undefined;
  }, body ?? undefined);
}

/** A text under names joined by dots. */
export function textOf(body: JsonObject | null, path: string): string | undefined {
  const value = valueOf(body, path);
  return typeof value === 'string' ? value : undefined;
}

/** A number under names joined by dots. */
export function numberOf(body: JsonObject | null, path: string): number | undefined {
  const value = valueOf(body, path);
  return typeof value === 'number' ? value : undefined;
}

/** The texts of a list, or the one that stands alone. */
export function textsOf(body: JsonObject | null, path: string): string[] {
  return asList(valueOf(body, path)).filter((item) => typeof item === 'string');
}

/** The blocks of a name. */
export function blocksOf(body: JsonObject | null, path: string): JsonObject[] {
  return asList(valueOf(body, path)).filter(isObject);
}

/** The type in Azure's own words, in lower case, of what azapi makes; Terraform's of all else. */
export function kindOf({ type, before, after }: Change): string {
  return type === 'azapi_resource' ? (textOf(after ?? before, 'type') ?? type).split('@')[0]?.toLowerCase() ?? type : type;
}

/** The address in an expression that is nothing but a reference; nothing for other texts. */
export function referredAddress(text: string | undefined): string | undefined {
  return /^\$\{(?:[\w.-]+\/)?((?:data\.)?\w+\.[\w-]+)\./.exec(text ?? '')?.[1];
}

/** A name that people know a resource by: its path in the program, or its address. */
export function shownName({ constructPath, address }: Pick<Change, 'constructPath' | 'address'>): string {
  return constructPath?.replace(/\/Resource$/, '') ?? address;
}

/** Every path of a body with its value, blocks of a single item without a position. */
export function leavesOf(value: Json | undefined, path = ''): [string, Json][] {
  if (value === undefined) return [];
  if (isObject(value)) return Object.entries(value).flatMap(([name, item]) => leavesOf(item, path === '' ? name : `${path}.${name}`));
  if (Array.isArray(value) && value.some(isObject)) return value.flatMap((item, index) => leavesOf(item, value.length === 1 ? path : `${path}[${index}]`));
  return [[path, value]];
}
