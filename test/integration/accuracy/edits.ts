import type { Json, JsonObject } from '../../../facts/json';
import { isObject } from '../../../facts/json';
import type { AttributeFacts, BlockFacts } from '../../../facts/model';

/** One edit of one resource, as people make them: a value is changed, taken out or put in. */
export interface Edit {
  readonly what: string;
  readonly body: JsonObject;
}

/** Names that people don't edit by themselves, or that Terraform reads. */
const SKIPPED = new Set(['//', 'depends_on', 'lifecycle', 'provider', 'count', 'for_each', 'timeouts', 'id']);

/** Every edit of a resource that the facts say is a legal one, one attribute each. */
export function editsOf(body: JsonObject, facts: BlockFacts): Edit[] {
  return editsIn(body, facts, '').map(({ what, body: edited }) => ({ what, body: { ...body, ...edited } }));
}

function editsIn(body: JsonObject, facts: BlockFacts, path: string): Edit[] {
  const edits: Edit[] = [];
  for (const [name, attribute] of Object.entries(facts.attributes)) {
    if (SKIPPED.has(name) || attribute.use === 'computed') continue;
    const at = path === '' ? name : `${path}.${name}`;
    const value = body[name];
    if (value === undefined || value === null) {
      const added = addition(attribute);
      if (added !== undefined) edits.push({ what: `add ${at}`, body: { ...body, [name]: added } });
      continue;
    }
    for (const other of changes(name, value, attribute)) edits.push({ what: `change ${at}`, body: { ...body, [name]: other } });
    if (attribute.use !== 'required') edits.push({ what: `remove ${at}`, body: { ...body, [name]: null } });
  }
  for (const [name, block] of Object.entries(facts.blocks ?? {})) {
    const value = body[name];
    if (SKIPPED.has(name) || value === undefined || value === null) continue;
    const at = path === '' ? name : `${path}.${name}`;
    const items = Array.isArray(value) ? value : [value];
    const [first, ...rest] = items;
    if (isObject(first)) for (const { what, body: edited } of editsIn(first, block, at)) edits.push({ what, body: { ...body, [name]: [edited, ...rest] } });
    if ((block.min_items ?? 0) === 0) edits.push({ what: `remove ${at}`, body: { ...body, [name]: null } });
  }
  return edits;
}

function addition({ type, default: fallback, one_of: allowed, use }: AttributeFacts): Json | undefined {
  if (use === 'required') return undefined;
  if (type === 'bool') return fallback !== true;
  if (allowed !== undefined) return allowed.find((each) => each !== fallback);
  if (type === 'number' && typeof fallback === 'number') return fallback + 1;
  return undefined;
}

function changes(name: string, value: Json, { type, one_of: allowed, max }: AttributeFacts): Json[] {
  if (typeof value === 'boolean') return [!value];
  if (typeof value === 'number') return [max !== undefined && value >= max ? value - 1 : value + 1];
  if (typeof value === 'string') {
    if (value.includes('${')) return name === 'resource_group_name' ? ['rg-other'] : [];
    if (allowed !== undefined) return allowed.filter((each) => String(each).toLowerCase() !== value.toLowerCase()).slice(0, 2);
    if (name === 'location') return ['northeurope'];
    if (/^[0-9a-f]{8}-/.test(value)) return [value.replace(/.$/, (char) => (char === '1' ? '2' : '1'))];
    return [/[a-z]$/i.test(value) ? value.replace(/.$/, (char) => (char === 'x' ? 'y' : 'x')) : /\d$/.test(value) ? value.replace(/.$/, (char) => (char === '1' ? '2' : '1')) : `${value}x`];
  }
  if (isObject(value) && Array.isArray(type) && type[0] === 'map') return [{ ...value, review: 'added' }];
  if (Array.isArray(value) && value.length > 1) return [value.slice(1)];
  return [];
}
