export type Json = null | boolean | number | string | Json[] | JsonObject;

export interface JsonObject {
  readonly [key: string]: Json | undefined;
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Terraform reads a block written once or as a list; `null` stands for none. */
export function asList(value: Json | undefined): Json[] {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? value : [value];
}

/** The entries of an object without its comments and absent values. */
export function entriesOf(value: Json | undefined): [string, Json][] {
  if (!isObject(value)) return [];
  return Object.entries(value).filter((entry): entry is [string, Json] => entry[0] !== '//' && entry[1] !== null && entry[1] !== undefined);
}

/** Contents of the `dynamic` blocks in a body, by the name of the block that they make. */
export function dynamicBlocks(value: JsonObject): Map<string, JsonObject[]> {
  const found = new Map<string, JsonObject[]>();
  for (const group of asList(value.dynamic)) {
    for (const [name, definition] of entriesOf(group)) {
      const contents = asList(definition).flatMap((item) => (isObject(item) ? asList(item.content) : [])).filter(isObject);
      found.set(name, [...(found.get(name) ?? []), ...contents]);
    }
  }
  return found;
}
