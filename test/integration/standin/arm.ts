import { computedProperties } from './computed-properties';
import { generatedWith } from './generated-resources';
import type { ApiRequest, ApiResponse} from './http';
import { failure, noContent, ok } from './http';
import { guidOf, nameOf, parentOf, typeOf } from './identifiers';
import type { JsonObject } from './json';
import { asObject, asString, mergePatch } from './json';
import { postAction } from './actions';
import { refusal } from './refusals';
import { roleDefinitionsAnswer } from './role-definitions';
import type { ExistingResource, Resource, Store } from './store';
import { afterWrite, beforeRead } from './nested-resources';

/** Services that exist with their storage account and are never created. */
const IMPLICIT_CHILDREN = /^(.*\/storageaccounts\/[^/]+)\/(blob|file|queue|table)services\/default$/i;

/** Types whose client takes nothing but a 201 for a write. */
const ANSWERS_CREATED = /^microsoft\.eventgrid\/systemtopics\/eventsubscriptions$/i;

/** What a data factory is made of has no state of its own, but for its private endpoints. */
const WITHOUT_STATE = /^microsoft\.datafactory\/factories\/(?!managedvirtualnetworks)/i;

const OPERATION_DONE = '/providers/Microsoft.StandIn/operationStatuses/done';

export interface ArmEvents {
  readonly deleted: (resource: Resource) => void;
}

/** Answers as Azure Resource Manager: a resource is whatever was PUT at its id, plus what the service computes. */
export class ResourceManager {
  private readonly roleNames = new Map<string, string>();

  public constructor(private readonly store: Store, private readonly base: string, private readonly events: ArmEvents) {}

  public handle(request: ApiRequest): ApiResponse {
    switch (request.method) {
      case 'POST': return postAction(request, this.store);
      case 'PUT':
      case 'PATCH': return this.write(request);
      case 'DELETE': return this.delete(request);
      default: return this.read(request);
    }
  }

  /** Put a resource of others there, complete as the service would show it, unless it is there already. */
  public addExisting({ id, body = {} }: ExistingResource): void {
    if (this.store.get(id) === undefined) this.store.putExisting(this.complete(id, { location: 'westeurope', ...body }));
  }

  private write(request: ApiRequest): ApiResponse {
    const refused = refusal(request, this.store);
    if (refused !== undefined) return refused;
    const old = this.store.get(request.path);
    const body = asObject(request.body);
    const merged = request.method === 'PATCH' && old !== undefined
      ? { ...old, ...body, properties: mergePatch(old.properties, asObject(body['properties'])) }
      : body;
    const resource = this.complete(request.path, merged);
    this.store.put(resource);
    if (old === undefined) for (const { id, body: generated } of generatedWith(resource)) this.store.put(this.complete(id, generated));
    afterWrite(resource, this.store, (id, child) => this.complete(id, child));
    return { ...ok(beforeRead(resource, this.store)), ...(ANSWERS_CREATED.test(resource.type) && { status: 201 }), headers: this.operationDone(request.path) };
  }

  /** Point to an operation that is done, so that providers needn't wait their usual ten seconds before they look at the resource. */
  private operationDone(path: string): Record<string, string> {
    const subscription = path.split('/')[2] ?? '';
    return { 'azure-asyncoperation': `${this.base}/subscriptions/${subscription}${OPERATION_DONE}?api-version=2020-01-01`, 'retry-after': '0' };
  }

  /** Add what the service computes to what the caller sent. */
  private complete(id: string, body: JsonObject): Resource {
    const type = typeOf(id);
    const properties: JsonObject = { ...asObject(body['properties']), ...(WITHOUT_STATE.test(type) ? {} : { provisioningState: 'Succeeded' }) };
    const resource: Resource = { ...body, id, name: nameOf(id), type, properties };
    const identity = asObject(body['identity']);
    if (/assigned/i.test(asString(identity['type']))) {
      const users = Object.keys(asObject(identity['userAssignedIdentities']));
      resource['identity'] = {
        ...identity,
        principalId: guidOf(`${id} principal`),
        tenantId: guidOf('tenant'),
        ...(users.length > 0 && {
          userAssignedIdentities: Object.fromEntries(users.map((user) => [user, { principalId: guidOf(`${user} principal`), clientId: guidOf(`${user} client`) }])),
        }),
      };
    }
    computedProperties(resource, this.base);
    return resource;
  }

  private delete(request: ApiRequest): ApiResponse {
    const resource = this.store.get(request.path);
    if (resource === undefined) return noContent();
    const refused = refusal(request, this.store);
    if (refused !== undefined) return refused;
    const prefix = `${request.key}/`;
    for (const gone of this.store.all().filter(({ id }) => id.toLowerCase() === request.key || id.toLowerCase().startsWith(prefix))) {
      this.events.deleted(gone);
    }
    this.store.remove(request.path);
    // The clients of these services take nothing but an accepted deletion for an answer.
    return /^microsoft\.(containerservice|monitor)\//i.test(resource.type) ? { status: 202, body: {} } : ok();
  }

  private read(request: ApiRequest): ApiResponse {
    const { path, key } = request;
    if (path.endsWith(OPERATION_DONE)) return ok({ status: 'Succeeded' });
    const resource = this.store.get(path);
    if (resource !== undefined) return ok(beforeRead(resource, this.store));
    if (/^\/subscriptions\/[^/]+$/.test(key)) {
      return ok({ id: path, subscriptionId: nameOf(path), tenantId: guidOf('tenant'), state: 'Enabled', displayName: 'Stand-in' });
    }
    if (/(^\/subscriptions|\/providers)$/.test(key)) return ok({ value: [] });
    return this.readDeletedVault(path)
      ?? roleDefinitionsAnswer(request, this.roleNames)
      ?? this.readImplicit(path)
      ?? this.readCollection(request)
      ?? failure(404, 'ResourceNotFound', `${path} was not found`);
  }

  private readDeletedVault(path: string): ApiResponse | undefined {
    if (!/\/deletedvaults\/[^/]+$/i.test(path)) return undefined;
    const vault = this.store.deletedVaults.get(nameOf(path).toLowerCase());
    if (vault === undefined) return failure(404, 'DeletedVaultNotFound', `${path} was not found`);
    const { enablePurgeProtection } = vault.properties;
    return ok({ id: path, name: vault.name, properties: { vaultId: vault.id, location: vault['location'], purgeProtectionEnabled: enablePurgeProtection } });
  }

  private readImplicit(path: string): ApiResponse | undefined {
    const account = IMPLICIT_CHILDREN.exec(path)?.[1];
    if (account !== undefined && this.store.get(account) !== undefined) return ok({ id: path, name: 'default', type: typeOf(path), properties: {} });
    const zone = /^(.*\/privatednszones\/([^/]+))\/soa\/@$/i.exec(path);
    if (zone === null || this.store.get(zone[1] ?? '') === undefined) return undefined;
    const soaRecord = {
      email: 'azureprivatedns-host.microsoft.com', host: 'azureprivatedns.net', expireTime: 2_419_200, minimumTtl: 10, refreshTime: 3600, retryTime: 300,
      serialNumber: 1,
    };
    return ok({ id: path, name: '@', type: typeOf(path), properties: { ttl: 3600, fqdn: `${zone[2]}.`, soaRecord } });
  }

  private readCollection({ path, key, query }: ApiRequest): ApiResponse | undefined {
    const everything = /^(\/subscriptions\/[^/]+(?:\/resourcegroups\/[^/]+)?)\/resources$/.exec(key)?.[1];
    if (everything !== undefined) return ok({ value: this.listed(everything, query.get('$filter') ?? '') });
    const segments = key.split('/').filter(Boolean);
    const provider = segments.lastIndexOf('providers');
    const isCollection = provider >= 0 ? (segments.length - provider) % 2 === 1 : segments.length % 2 === 1;
    if (!isCollection) return undefined;
    if (segments.length - provider > 3 && provider >= 0 && this.store.get(parentOf(`${path}/x`)) === undefined) return undefined;
    const children = this.store.childrenOf(path);
    const scope = key.slice(0, key.lastIndexOf('/providers/'));
    const matching = children.length > 0 ? children : this.store.ofType(typeOf(`${path}/x`)).filter(({ id }) => id.toLowerCase().startsWith(`${scope}/`));
    return ok({ value: matching.map((resource) => beforeRead(resource, this.store)) });
  }

  /** Top-level resources of a subscription or a group; the filter is a conjunction of equalities. */
  private listed(scope: string, filter: string): Resource[] {
    const wanted = [...filter.matchAll(/(resourceType|name) eq '([^']*)'/gi)].map((match) => ({ field: match[1] ?? '', value: (match[2] ?? '').toLowerCase() }));
    return this.store.all().filter((resource) => resource.id.toLowerCase().startsWith(`${scope}/`)
      && resource.type.split('/').length === 2
      && !/^Microsoft\.(Resources|Authorization|Insights\/diagnosticSettings|Consumption)/i.test(resource.type)
      && wanted.every(({ field, value }) => (field.toLowerCase() === 'name' ? resource.name : resource.type).toLowerCase() === value));
  }
}

