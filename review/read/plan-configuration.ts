import type { Json } from '../../facts/json';
import { asList, isObject } from '../../facts/json';
import type { TypeLookup } from '../predict/type-facts';

/** Names of the variables that are sensitive; the section that has their values doesn't say. */
export function sensitiveVariables(configuration: Json | undefined): string[] {
  const variables = rootModule(configuration).variables;
  return Object.entries(isObject(variables) ? variables : {}).filter(([, body]) => isObject(body) && body.sensitive === true).map(([name]) => name);
}

/** Addresses with the sensitive attributes that have a constant in the configuration; the constants themselves are not read. */
export function constantSecrets(configuration: Json | undefined, lookup: TypeLookup): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  for (const resource of asList(rootModule(configuration).resources)) {
    if (!isObject(resource) || typeof resource.type !== 'string' || typeof resource.address !== 'string' || !isObject(resource.expressions)) continue;
    const attributes = lookup.of(resource.type)?.block.attributes ?? {};
    const names = Object.entries(resource.expressions).filter(([name, expression]) => attributes[name]?.sensitive === true && isObject(expression) && hasText(expression.constant_value)).map(([name]) => name);
    if (names.length > 0) found.set(resource.address, names.sort());
  }
  return found;
}

function hasText(value: Json | undefined): boolean {
  return value !== undefined && value !== null && value !== '' && !(Array.isArray(value) && value.length === 0);
}

function rootModule(configuration: Json | undefined): { readonly [key: string]: Json | undefined } {
  const root = isObject(configuration) ? configuration.root_module : undefined;
  return isObject(root) ? root : {};
}
