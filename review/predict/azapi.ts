import type { Json, JsonObject } from '../../facts/json';
import { asList, isObject } from '../../facts/json';
import { isLiteral, same } from '../model/values';
import type { Difference } from './diff';

/** Attributes of azapi's resources that can only be given to a new one. */
const REPLACING: Readonly<Record<string, ReadonlySet<string>>> = {
  azapi_resource: new Set(['name', 'parent_id', 'location', 'type']),
  azapi_update_resource: new Set(['name', 'parent_id', 'resource_id', 'type']),
  azapi_data_plane_resource: new Set(['name', 'parent_id', 'type']),
  azapi_resource_action: new Set(['resource_id', 'type', 'action']),
};

/** Corrects what the schema of azapi, which has no such facts, says of replacements. */
export function azapiDifferences(type: string, differences: readonly Difference[], before: JsonObject, after: JsonObject): Difference[] {
  const replacing = REPLACING[type];
  if (replacing === undefined) return [...differences];
  const triggers = asList(after.replace_triggers_refs).filter((path) => typeof path === 'string');
  return differences.map((difference) => {
    const name = String(difference.path[0]);
    if (name === 'type') return { ...difference, forcesNew: typeName(before.type) !== typeName(after.type) };
    // Another way to make the resource doesn't make it anew.
    if (name === 'replace_triggers_external_values') return { ...difference, forcesNew: after[name] !== undefined && after[name] !== null };
    if (name === 'body') return { ...difference, forcesNew: triggers.some((path) => isTriggered(difference, path, before.body, after.body)) };
    return { ...difference, forcesNew: replacing.has(name) };
  });
}

/** The type without its API version, which can change in place. */
function typeName(type: Json | undefined): string {
  return isLiteral(type) ? (type.split('@')[0] ?? '').toLowerCase() : String(type);
}

function isTriggered({ schemaPath }: Difference, path: string, before: Json | undefined, after: Json | undefined): boolean {
  const trigger = path.replace(/\[[^\]]*\]/g, '');
  const changed = schemaPath.replace(/^body\.?/, '');
  const related = changed === trigger || changed.startsWith(`${trigger}.`) || trigger.startsWith(`${changed}.`) || changed === '';
  return related && !same(at(before, trigger), at(after, trigger));
}

function at(value: Json | undefined, path: string): Json | undefined {
  return path.split('.').reduce<Json | undefined>((inner, name) => (isObject(inner) ? inner[name] : undefined), value);
}
