import type { Json, JsonObject } from '../../facts/json';
import { isObject } from '../../facts/json';
import type { AttributeFacts, BlockFacts } from '../../facts/model';
import { isLiteral, same, SENSITIVE, SENSITIVE_CHANGED, withoutSecrets } from '../model/values';

/** Two sides of a resource without their secrets; that a secret differs can still be seen. */
export interface MaskedPair {
  readonly before: JsonObject | null;
  readonly after: JsonObject | null;
}

/** Marks of what is secret, as Terraform has them: `true` for all of a value, or marks of its parts. */
export type Marks = Json | undefined;

/** Takes out of both sides what either's marks say is secret. A marked part of a set or list whose items can't be told apart takes all of it out. */
export function maskByMarks(before: JsonObject | null, after: JsonObject | null, marks: readonly Marks[]): MaskedPair {
  const [b, a] = maskValues(before ?? undefined, after ?? undefined, marks);
  return { before: isObject(b) ? b : before === null ? null : {}, after: isObject(a) ? a : after === null ? null : {} };
}

function maskValues(before: Json | undefined, after: Json | undefined, marks: readonly Marks[]): [Json | undefined, Json | undefined] {
  const relevant = marks.filter(isMarked);
  if (relevant.length === 0) return [before, after];
  const values = [before, after].filter((value) => value !== undefined && value !== null);
  const whole = relevant.includes(true) || !(values.every(isObject) || values.every(Array.isArray)) || relevant.some((mark) => values.some((value) => Array.isArray(mark) !== Array.isArray(value)));
  if (whole) return masked(before, after);
  if (values.every(isObject)) {
    const [b, a] = [before, after].map((value) => (isObject(value) ? value : undefined));
    const keys = new Set([...Object.keys(b ?? {}), ...Object.keys(a ?? {})]);
    const pairs = [...keys].map((key) => [key, maskValues(b?.[key], a?.[key], relevant.map((mark) => (isObject(mark) ? mark[key] : undefined)))] as const);
    return [b && Object.fromEntries(pairs.filter(([key]) => key in b).map(([key, [value]]) => [key, value])), a && Object.fromEntries(pairs.filter(([key]) => key in a).map(([key, [, value]]) => [key, value]))];
  }
  const lists = [before, after].map((value) => (Array.isArray(value) ? value : undefined));
  if (relevant.some((mark) => Array.isArray(mark) && lists.some((list) => list !== undefined && list.length !== mark.length))) return masked(before, after);
  const [b, a] = lists;
  const length = Math.max(b?.length ?? 0, a?.length ?? 0);
  const items = Array.from({ length }, (_, index) => maskValues(b?.[index], a?.[index], relevant.map((mark) => (Array.isArray(mark) ? mark[index] : undefined))));
  return [b && items.slice(0, b.length).map(([value]) => value ?? null), a && items.slice(0, a.length).map(([, value]) => value ?? null)];
}

function masked(before: Json | undefined, after: Json | undefined): [Json | undefined, Json | undefined] {
  const gone = (value: Json | undefined): boolean => value === undefined || value === null;
  return [gone(before) ? before : SENSITIVE, gone(after) ? after : gone(before) || same(before, after) ? SENSITIVE : SENSITIVE_CHANGED];
}

function isMarked(mark: Marks): boolean {
  if (mark === true) return true;
  if (Array.isArray(mark)) return mark.some(isMarked);
  return isObject(mark) && Object.values(mark).some(isMarked);
}

/** Marks of a body by what the schema says is secret. */
export function marksOfSchema(body: JsonObject | null, facts: BlockFacts | undefined): Marks {
  if (body === null || facts === undefined) return undefined;
  const marks: Record<string, Json> = {};
  for (const [name, value] of Object.entries(body)) {
    if (value === undefined || value === null) continue;
    const [attribute, block] = [facts.attributes[name], facts.blocks?.[name]];
    const mark = attribute !== undefined ? marksOfAttribute(value, attribute) : block === undefined ? undefined : marksOfItems(value, (item) => (isObject(item) ? marksOfSchema(item, block) : undefined));
    if (mark !== undefined) marks[name] = mark;
  }
  return Object.keys(marks).length === 0 ? undefined : marks;
}

function marksOfAttribute(value: Json, facts: AttributeFacts): Marks {
  if (facts.sensitive || facts.write_only) return true;
  const { nested } = facts;
  return nested && marksOfItems(value, (item) => (isObject(item) ? marksOfSchema(item, { attributes: nested.attributes }) : undefined));
}

function marksOfItems(value: Json, marks: (item: Json) => Marks): Marks {
  if (!Array.isArray(value)) return marks(value);
  const items = value.map((item) => marks(item) ?? false);
  return items.some(isMarked) ? items : undefined;
}

/** Paths of secrets that are written out where a reference should stand. */
export function secretLiteralsIn(body: JsonObject | null, marks: Marks): string[] {
  const found: string[] = [];
  if (body === null) return found;
  collect(body, marks, '', found);
  withoutSecrets(withoutMarked(body, marks) ?? {}, '', (path) => found.push(path));
  return [...new Set(found)].sort();
}

function collect(value: Json | undefined, mark: Marks, path: string, found: string[]): void {
  if (mark === true) {
    if (isLiteral(value) ? value !== '' : isObject(value) && JSON.stringify(value).length > 2 && !JSON.stringify(value).includes('${')) found.push(path);
  } else if (Array.isArray(value) && Array.isArray(mark)) {
    value.forEach((item, index) => collect(item, mark[index], `${path}[${index}]`, found));
  } else if (isObject(value) && isObject(mark)) {
    for (const key of Object.keys(mark)) collect(value[key], mark[key], path === '' ? key : `${path}.${key}`, found);
  }
}

function withoutMarked(value: Json | undefined, mark: Marks): Json | undefined {
  if (mark === true || value === undefined) return undefined;
  if (Array.isArray(value)) return value.map((item, index) => withoutMarked(item, Array.isArray(mark) ? mark[index] : undefined) ?? null);
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withoutMarked(item, isObject(mark) ? mark[key] : undefined)]));
}

/** The top-level names that have something masked in them. */
export function maskedNames({ before, after }: MaskedPair): string[] {
  const names = new Set<string>();
  for (const side of [before, after]) for (const [name, value] of Object.entries(side ?? {})) if (JSON.stringify(value)?.includes(SENSITIVE.slice(0, -1))) names.add(name);
  return [...names].sort();
}

/** A pair without what looks like a secret, though nothing marks it as one. */
export function maskByLooks({ before, after }: MaskedPair): MaskedPair {
  const clean = (side: JsonObject | null): JsonObject | null => {
    const result = side === null ? null : withoutSecrets(side);
    return isObject(result) ? result : null;
  };
  return { before: clean(before), after: clean(after) };
}
