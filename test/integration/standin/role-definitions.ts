import type { ApiRequest, ApiResponse} from './http';
import { ok } from './http';
import { guidOf } from './identifiers';

/** Built-in roles: every name exists and has an id derived from it; every id exists. */
export function roleDefinitionsAnswer({ path, query }: ApiRequest, names: Map<string, string>): ApiResponse | undefined {
  const match = /\/providers\/microsoft\.authorization\/roledefinitions(?:\/([^/]+))?$/i.exec(path);
  if (match === null) return undefined;
  const scope = path.slice(0, match.index);
  const definition = (guid: string, roleName: string): object => ({
    id: `${scope}/providers/Microsoft.Authorization/roleDefinitions/${guid}`,
    name: guid,
    type: 'Microsoft.Authorization/roleDefinitions',
    properties: { roleName, type: 'BuiltInRole', description: roleName, assignableScopes: ['/'], permissions: [{ actions: ['*'], notActions: [] }] },
  });
  const guid = match[1];
  if (guid !== undefined) return ok(definition(guid, names.get(guid) ?? guid));
  const asked = /roleName eq '([^']+)'/i.exec(query.get('$filter') ?? '')?.[1];
  if (asked === undefined) return ok({ value: [] });
  names.set(guidOf(`role ${asked}`), asked);
  return ok({ value: [definition(guidOf(`role ${asked}`), asked)] });
}
