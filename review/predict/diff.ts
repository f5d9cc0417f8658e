import type { Json, JsonObject } from '../../facts/json';
import { isObject } from '../../facts/json';
import type { AttributeFacts, BlockFacts, FieldRules, NestedBlockFacts } from '../../facts/model';
import { canonical, looksSecret, same, UNKNOWN } from '../model/values';

/** A place where two bodies differ. */
export interface Difference {
  /** As Terraform writes paths. */
  readonly path: readonly (string | number)[];
  /** As people write it. */
  readonly shown: string;
  /** Names only, without keys and positions: by it facts are found. */
  readonly schemaPath: string;
  /** @default - nothing */
  readonly before?: Json;
  /** @default - nothing */
  readonly after?: Json;
  readonly forcesNew: boolean;
  /** The provider gives a value where there is none: the state may already have what is written now. */
  readonly maybeEqual: boolean;
}

/** How bodies are compared. */
export interface DiffOptions {
  /** Absent and empty are the same. */
  readonly zeroIsAbsent: boolean;
  /** What is only computed, and what is computed where it is absent, isn't compared: there is no state to know it from. */
  readonly configurationOnly: boolean;
  /** Whether the provider keeps a block that is taken out of the program. @default - it keeps none */
  readonly keepsBlock?: (schemaPath: string) => boolean;
}

interface Place {
  readonly path: readonly (string | number)[];
  readonly shown: string;
  readonly schemaPath: string;
}

const ROOT: Place = { path: [], shown: '', schemaPath: '' };

/** Names of fields that tell the items of a list apart, the best first. */
const KEYS = ['name', 'key', 'id', 'category', 'category_group', 'role_name', 'zone', 'address_prefix'];

/** Where two normalised bodies of one type differ. */
export function diffBodies(before: JsonObject, after: JsonObject, facts: BlockFacts | undefined, options: DiffOptions): Difference[] {
  const found: Difference[] = [];
  new Comparison(options, found).block(before, after, facts, ROOT);
  return found;
}

class Comparison {
  constructor(
    private readonly options: DiffOptions,
    private readonly found: Difference[],
  ) {}

  block(before: JsonObject, after: JsonObject, facts: BlockFacts | undefined, at: Place): void {
    for (const name of keysOf(before, after)) {
      const [b, a] = [before[name], after[name]];
      const [attribute, nested] = [facts?.attributes[name], facts?.blocks?.[name]];
      const place = field(at, name);
      if (this.equal(b, a)) continue;
      if (attribute !== undefined) this.attribute(b, a, attribute, place);
      else if (nested !== undefined) this.blocks(b, a, nested, place);
      else this.any(b, a, place, {});
    }
  }

  private attribute(before: Json | undefined, after: Json | undefined, facts: AttributeFacts, at: Place): void {
    if (this.options.configurationOnly) {
      if (facts.use === 'computed' || (facts.use === 'optional computed' && after === undefined)) return;
    }
    const maybeEqual = facts.use === 'optional computed' && before === undefined;
    if (facts.nested && isObject(before) && isObject(after) && facts.nested.nesting === 'single') {
      this.block(before, after, { attributes: facts.nested.attributes }, at);
      return;
    }
    this.any(before, after, at, { ...facts, maybeEqual });
  }

  /** A value that isn't a block. Objects in it are compared inside; what forces a replacement above does so below. */
  private any(before: Json | undefined, after: Json | undefined, at: Place, facts: FieldRules & { readonly type?: AttributeFacts['type']; readonly maybeEqual?: boolean }): void {
    if (this.equal(before, after)) return;
    const inner = { force_new: facts.force_new, maybeEqual: facts.maybeEqual };
    if (isObject(before) && isObject(after)) {
      const isMap = Array.isArray(facts.type) && facts.type[0] === 'map';
      for (const name of keysOf(before, after)) this.any(before[name], after[name], isMap ? keyed(at, name) : field(at, name), { ...inner, ...facts.fields?.[name], force_new: facts.force_new ?? facts.fields?.[name]?.force_new });
      return;
    }
    if (isMapOf(facts.type) && (isObject(before) || isObject(after)) && (before === undefined || after === undefined)) {
      this.any(isObject(before) ? before : {}, isObject(after) ? after : {}, at, facts);
      return;
    }
    const texts = [before, after].map(jsonText);
    if (texts.every((value) => value !== undefined)) {
      // A text of JSON is one attribute, in which people want to see what differs.
      const inside: Difference[] = [];
      new Comparison(this.options, inside).any(texts[0], texts[1], ROOT, {});
      for (const entry of inside) this.found.push({ ...entry, path: at.path, shown: `${at.shown}: ${entry.shown}`, schemaPath: at.schemaPath, forcesNew: facts.force_new === true, maybeEqual: facts.maybeEqual === true });
      if (inside.length > 0) return;
    }
    if (isObjects(before) && isObjects(after)) {
      const keys = keyNames(before, after);
      if (keys !== undefined) {
        const [b, a] = [byKey(before, keys), byKey(after, keys)];
        const count = this.found.length;
        for (const key of new Set([...b.keys(), ...a.keys()])) {
          const [bi, ai] = [b.get(key), a.get(key)];
          const place = keyed(at, key);
          if (isObject(bi) && isObject(ai)) {
            for (const name of keysOf(bi, ai)) this.any(bi[name], ai[name], field(place, name), { ...facts.fields?.[name], force_new: facts.force_new ?? facts.fields?.[name]?.force_new });
          } else if (!this.equal(bi, ai)) this.push(place, bi, ai, facts);
        }
        if (this.found.length === count && !isSet(facts.type)) this.push({ ...at, shown: `${at.shown} (order)` }, [...b.keys()], [...a.keys()], facts);
        return;
      }
    }
    this.push(at, before, after, facts);
  }

  private blocks(before: Json | undefined, after: Json | undefined, facts: NestedBlockFacts, at: Place): void {
    if (this.options.configurationOnly && isZero(after) && this.options.keepsBlock?.(at.schemaPath) === true) return;
    if (facts.nesting === 'map' || !isItems(before) || !isItems(after)) {
      if (isObject(before ?? {}) && isObject(after ?? {}) && facts.nesting === 'single') this.block(objectOf(before), objectOf(after), facts, at);
      else this.any(before, after, at, { force_new: facts.force_new ?? (hasForceNew(facts) ? true : undefined) });
      return;
    }
    const [b, a] = [itemsOf(before), itemsOf(after)];
    const forces = facts.nesting === 'set' ? this.setForces(b, a, facts) : this.listForces(b, a, facts);
    const start = this.found.length;
    this.items(b, a, facts, at);
    // The provider compares lists by position, and people read them by name: whether something is replaced is the former's.
    const entries = this.found.splice(start);
    const anyForces = entries.some(({ forcesNew }) => forcesNew);
    const maybeEqual = isZero(before) && this.options.keepsBlock?.(at.schemaPath) === true;
    for (const entry of entries) this.found.push({ ...entry, forcesNew: forces && (entry.forcesNew || !anyForces), maybeEqual: entry.maybeEqual || maybeEqual });
  }

  private items(b: readonly Json[], a: readonly Json[], facts: NestedBlockFacts, at: Place): void {
    const single = facts.max_items === 1;
    const keys = single ? undefined : keyNames(b, a, facts);
    if (keys !== undefined) {
      const [before, after] = [byKey(b, keys), byKey(a, keys)];
      const start = this.found.length;
      for (const key of new Set([...before.keys(), ...after.keys()])) this.item(before.get(key), after.get(key), facts, keyed(at, key));
      if (this.found.length === start) this.push({ ...at, shown: `${at.shown} (order)` }, [...before.keys()], [...after.keys()], facts);
      return;
    }
    const [lostItems, newItems] = facts.nesting === 'set' ? withoutCommon(b, a) : [b, a];
    for (let index = 0; index < Math.max(lostItems.length, newItems.length); index += 1) {
      this.item(lostItems[index], newItems[index], facts, single ? { ...at, path: [...at.path, 0] } : { path: [...at.path, index], shown: `${at.shown}[${index}]`, schemaPath: at.schemaPath });
    }
  }

  private item(before: Json | undefined, after: Json | undefined, facts: NestedBlockFacts, at: Place): void {
    if (this.equal(before, after)) return;
    if (isObject(before) && isObject(after)) this.block(before, after, facts, at);
    else this.push(at, before, after, { force_new: facts.force_new ?? (hasForced(before ?? after, facts) ? true : undefined) });
  }

  private setForces(b: readonly Json[], a: readonly Json[], facts: NestedBlockFacts): boolean {
    if (b.length !== a.length && facts.force_new) return true;
    return withoutCommon(b, a).flat().some((item) => hasForced(item, facts));
  }

  private listForces(b: readonly Json[], a: readonly Json[], facts: NestedBlockFacts): boolean {
    if (b.length !== a.length && facts.force_new) return true;
    for (let index = 0; index < Math.max(b.length, a.length); index += 1) {
      const [before, after] = [b[index], a[index]];
      if (this.equal(before, after)) continue;
      if (!isObject(before) || !isObject(after)) {
        if (before === UNKNOWN || after === UNKNOWN ? hasForceNew(facts) : hasForced(before ?? after, facts)) return true;
      } else {
        const inside: Difference[] = [];
        new Comparison(this.options, inside).block(before, after, facts, ROOT);
        if (inside.some(({ forcesNew }) => forcesNew)) return true;
      }
    }
    return false;
  }

  private push(at: Place, before: Json | undefined, after: Json | undefined, facts: { readonly force_new?: true; readonly maybeEqual?: boolean }): void {
    this.found.push({ ...at, ...(before === undefined ? {} : { before }), ...(after === undefined ? {} : { after }), forcesNew: facts.force_new === true, maybeEqual: facts.maybeEqual === true });
  }

  private equal(before: Json | undefined, after: Json | undefined): boolean {
    if (same(before, after)) return true;
    return this.options.zeroIsAbsent && isZero(before) && isZero(after);
  }
}

/** The object or list that a text is JSON of. */
function jsonText(value: Json | undefined): Json | undefined {
  if (typeof value !== 'string' || !/^\s*[{[]/.test(value)) return undefined;
  try {
    return JSON.parse(value) as Json;
  } catch {
    return undefined;
  }
}

/** Whether a value is what an absent one is read as. */
export function isZero(value: Json | undefined): boolean {
  if (value === undefined || value === null || value === '' || value === 0 || value === false) return true;
  if (Array.isArray(value)) return value.length === 0;
  return isObject(value) && Object.keys(value).length === 0;
}

/** Whether a block holds something that forces a replacement when it comes or goes. */
function hasForced(item: Json | undefined, facts: BlockFacts): boolean {
  if (!isObject(item)) return false;
  return Object.entries(item).some(([name, value]) => {
    if (value === undefined) return false;
    const nested = facts.blocks?.[name];
    if (nested === undefined) return facts.attributes[name]?.force_new === true;
    return nested.force_new === true || itemsOf(value).some((inner) => hasForced(inner, nested));
  });
}

function hasForceNew(facts: BlockFacts): boolean {
  return Object.values(facts.attributes).some(({ force_new: forces }) => forces === true) || Object.values(facts.blocks ?? {}).some((block) => block.force_new === true || hasForceNew(block));
}

function withoutCommon(b: readonly Json[], a: readonly Json[]): [Json[], Json[]] {
  const [before, after] = [new Set(b.map(canonical)), new Set(a.map(canonical))];
  return [b.filter((item) => !after.has(canonical(item))), a.filter((item) => !before.has(canonical(item)))];
}

/** The field that tells items apart: every item on both sides has its own, and it is no secret. */
function keyNames(b: readonly Json[], a: readonly Json[], facts?: BlockFacts): string | undefined {
  if (b.length + a.length < 2) return undefined;
  return KEYS.filter((key) => !facts?.attributes[key]?.sensitive).find((key) => [b, a].every((items) => {
    const values = items.map((item) => (isObject(item) ? item[key] : undefined));
    return values.every((value) => typeof value === 'string' && value !== '' && !looksSecret(value)) && new Set(values).size === items.length;
  }));
}

function byKey(items: readonly Json[], key: string): Map<string, Json> {
  return new Map(items.map((item) => [isObject(item) ? String(item[key]) : '', item]));
}

function keysOf(before: JsonObject, after: JsonObject): string[] {
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
}

function field(at: Place, name: string): Place {
  const join = (text: string): string => (text === '' ? name : `${text}.${name}`);
  return { path: [...at.path, name], shown: join(at.shown), schemaPath: join(at.schemaPath) };
}

function keyed(at: Place, key: string): Place {
  return { path: [...at.path, key], shown: `${at.shown}[${JSON.stringify(key)}]`, schemaPath: at.schemaPath };
}

function isItems(value: Json | undefined): boolean {
  return value === undefined || value === null || Array.isArray(value);
}

function itemsOf(value: Json | undefined): Json[] {
  return Array.isArray(value) ? value : value === undefined || value === null ? [] : [value];
}

function objectOf(value: Json | undefined): JsonObject {
  return isObject(value) ? value : {};
}

function isObjects(value: Json | undefined): value is Json[] {
  return Array.isArray(value) && value.length > 0 && value.every(isObject);
}

function isSet(type: AttributeFacts['type']): boolean {
  return Array.isArray(type) && type[0] === 'set';
}

function isMapOf(type: AttributeFacts['type']): boolean {
  return Array.isArray(type) && type[0] === 'map';
}
