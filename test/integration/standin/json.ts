/** A parsed JSON object whose members are not known in advance. */
export type JsonObject = Record<string, unknown>;

/** Read a value as an object; anything else reads as an empty one. */
export function asObject(value: unknown): JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : {};
}

/** Read a value as a list of objects; anything else reads as an empty one. */
export function asObjects(value: unknown): JsonObject[] {
  return Array.isArray(value) ? value.map(asObject) : [];
}

/** Read a value as a string; anything else reads as the empty string. */
export function asString(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** Assign only the members that are not there yet: what a service fills in when the caller left it out. */
export function fillIn(target: JsonObject, defaults: JsonObject): void {
  for (const [name, value] of Object.entries(defaults)) {
    if (target[name] === undefined || target[name] === null) target[name] = value;
  }
}

/** Merge as PATCH does: objects member by member, all else replaced. */
export function mergePatch(old: JsonObject, patch: JsonObject): JsonObject {
  const merged = { ...old };
  for (const [name, value] of Object.entries(patch)) {
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
    merged[name] = isObject ? mergePatch(asObject(old[name]), value as JsonObject) : value;
  }
  return merged;
}
