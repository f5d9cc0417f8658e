import type { Json, JsonObject } from '../../facts/json';
import { asList, isObject } from '../../facts/json';
import type { AttributeFacts, BlockFacts, NestedBlockFacts, TypeConstraint } from '../../facts/model';
import { byText } from '../model/change';
import { canonical, isLiteral } from '../model/values';

/**
 * Brings a body into the one form that is compared: what is absent has its default, a block is a list even where it is written
 * as one, sets are in order, and texts with JSON in them are read.
 *
 * @param facts nothing for a type that isn't known: then only empty values are left out
 */
export function normalise(body: JsonObject, facts: BlockFacts | undefined): JsonObject {
  if (facts === undefined) return Object.fromEntries(Object.entries(body).filter(([, value]) => value !== null && value !== undefined));
  const result: Record<string, Json> = {};
  for (const [name, attribute] of Object.entries(facts.attributes)) {
    const value = body[name] ?? attribute.default;
    if (value !== undefined && value !== null) result[name] = attributeValue(name, value, attribute);
  }
  for (const [name, block] of Object.entries(facts.blocks ?? {})) {
    if (name === 'timeouts') continue;
    const items = blockItems(body[name], block);
    if (items.length > 0) result[name] = block.nesting === 'single' ? (items[0] ?? null) : items;
  }
  for (const [name, value] of Object.entries(body)) {
    if (!(name in result) && name !== 'timeouts' && value !== undefined && value !== null && !(name in facts.attributes) && !(name in (facts.blocks ?? {}))) result[name] = value;
  }
  return result;
}

function blockItems(value: Json | undefined, facts: NestedBlockFacts): Json[] {
  const items = asList(value).map((item) => (isObject(item) ? normalise(item, facts) : item));
  return facts.nesting === 'set' ? items.sort(byText(canonical)) : items;
}

function attributeValue(name: string, value: Json, facts: AttributeFacts): Json {
  if (name === 'location' && isLiteral(value)) return value.toLowerCase().replaceAll(' ', '');
  const { type, fields } = facts;
  if (Array.isArray(type) && (type[0] === 'list' || type[0] === 'set') && Array.isArray(value)) {
    const items = value.map((item) => objectValue(item, type[1], fields));
    return type[0] === 'set' ? items.sort(byText(canonical)) : items;
  }
  if (type === 'string' && typeof value !== 'string' && !isObject(value) && !Array.isArray(value)) return String(value);
  if (type === 'dynamic' && typeof value === 'string' && /^\s*[{[]/.test(value) && isLiteral(value)) return parsed(value);
  if (type === 'number' && typeof value === 'string' && /^-?\d+(?:\.\d+)?$/.test(value)) return Number(value);
  if (type === 'bool' && (value === 'true' || value === 'false')) return value === 'true';
  return value;
}

/** An object of an attribute: absent fields are nothing, sets in it are in order. */
function objectValue(value: Json, type: TypeConstraint, fields: AttributeFacts['fields']): Json {
  if (!isObject(value) || !Array.isArray(type) || type[0] !== 'object') return value;
  const constraints = type[1];
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, item]) => {
      const given = item ?? fields?.[key]?.default;
      if (given === undefined || given === null) return [];
      const constraint = constraints[key];
      return [[key, Array.isArray(constraint) && constraint[0] === 'set' && Array.isArray(given) ? [...given].sort(byText(canonical)) : given]];
    }),
  );
}

function parsed(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return text;
  }
}
