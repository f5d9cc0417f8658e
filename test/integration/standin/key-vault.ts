import { generateKeyPairSync } from 'node:crypto';
import type { ApiRequest, ApiResponse} from './http';
import { failure, noContent, ok } from './http';
import { guidOf } from './identifiers';
import type { JsonObject } from './json';
import { asObject, asString } from './json';
import type { Store } from './store';

type Collection = 'keys' | 'secrets';

/** A secret of others, in a vault by its name. */
export interface ExistingSecret {
  readonly vault: string;
  readonly name: string;
  readonly value: string;
}

interface VaultItem {
  readonly bundle: JsonObject;
  rotationPolicy: JsonObject;
}

const CREATED = 1_767_225_600;

/** A public key of the asked kind; the private half is thrown away. */
function publicKey(request: JsonObject): JsonObject {
  const kind = asString(request['kty']).replace('-HSM', '');
  const pair = kind === 'EC'
    ? generateKeyPairSync('ec', { namedCurve: asString(request['crv']) || 'P-256' })
    : generateKeyPairSync('rsa', { modulusLength: Number(request['key_size'] ?? 2048) });
  return { ...pair.publicKey.export({ format: 'jwk' }), kty: request['kty'] };
}

/** Answers as the data plane of every Key Vault, keys and secrets (`https://<vault>.vault.local/keys/…`). */
export class KeyVaultDataPlane {
  /** By `vault/collection/name`. */
  private readonly items = new Map<string, VaultItem>();
  private readonly deleted = new Map<string, VaultItem>();
  /** Items of others, which stay. */
  private readonly existing = new Set<string>();

  public constructor(private readonly store: Store) {}

  /** Put a secret there that nobody creates in the run. */
  public addExisting({ vault, name, value }: ExistingSecret): void {
    const id = `${vault}/secrets/${name}`.toLowerCase();
    const url = `https://${vault}.vault.local/secrets/${name}`;
    this.items.set(id, { bundle: this.bundle('secrets', `${url}/${guidOf(url).replace(/-/g, '')}`, { value }), rotationPolicy: {} });
    this.existing.add(id);
  }

  /** What was neither deleted by itself nor with its vault, as `vault/collection/name`. */
  public remaining(): string[] {
    return [...this.items.keys()].filter((id) => !this.existing.has(id));
  }

  /** Forget what was in a vault, when the vault itself is deleted. */
  public forgetVault(vault: string): void {
    for (const items of [this.items, this.deleted]) {
      for (const id of [...items.keys()]) if (id.startsWith(`${vault.toLowerCase()}/`)) items.delete(id);
    }
  }

  public handle(request: ApiRequest): ApiResponse | undefined {
    const vault = /^([a-z0-9-]+)\.vault\.local/.exec(request.host)?.[1];
    if (vault === undefined) return undefined;
    if (!this.store.ofType('Microsoft.KeyVault/vaults').some(({ name }) => name.toLowerCase() === vault)) {
      return failure(404, 'VaultNotFound', `no vault ${vault}`);
    }
    const [, segment = '', name, action] = request.path.split('/');
    const match = /^(deleted)?(keys|secrets)$/i.exec(segment);
    if (match === null || name === undefined) return ok({ value: [] });
    const id = `${vault}/${match[2]}/${name.toLowerCase()}`;
    return match[1] === undefined ? this.onItem(request, id, action) : this.onDeleted(request, id, action);
  }

  private onItem(request: ApiRequest, id: string, action: string | undefined): ApiResponse {
    const { method, host, path } = request;
    const body = asObject(request.body);
    if (method === 'POST' && action === 'create') return this.create(request, id, 'keys', body);
    if (method === 'PUT' && action === undefined && id.includes('/secrets/')) return this.create(request, id, 'secrets', body);
    const item = this.items.get(id);
    if (item === undefined) return notFound(id);
    const { bundle } = item;
    if (action === 'rotationpolicy') {
      if (method === 'PUT') item.rotationPolicy = { ...body, id: `https://${host}${path}` };
      return ok(item.rotationPolicy);
    }
    if (action === 'versions') return ok({ value: [{ kid: asObject(bundle['key'])['kid'], id: bundle['id'], attributes: bundle['attributes'] }] });
    if (method === 'DELETE') {
      this.items.delete(id);
      this.deleted.set(id, item);
    }
    if (method === 'PATCH') Object.assign(bundle, body, { attributes: { ...asObject(bundle['attributes']), ...asObject(body['attributes']) } });
    return ok(bundle);
  }

  private create({ host, path }: ApiRequest, id: string, collection: Collection, body: JsonObject): ApiResponse {
    if (this.deleted.has(id)) return failure(409, 'Conflict', `${id} is currently in a deleted but recoverable state`);
    const version = guidOf(`version ${id} ${JSON.stringify(body)}`).replace(/-/g, '');
    const itemId = `https://${host}/${collection}/${path.split('/')[2]}/${version}`;
    const bundle = this.bundle(collection, itemId, body);
    this.items.set(id, { bundle, rotationPolicy: { lifetimeActions: [], attributes: {} } });
    return ok(bundle);
  }

  private bundle(collection: Collection, itemId: string, body: JsonObject): JsonObject {
    const attributes = { enabled: true, created: CREATED, updated: CREATED, recoveryLevel: 'Recoverable', ...asObject(body['attributes']) };
    return collection === 'keys'
      ? { key: { ...publicKey(body), kid: itemId, key_ops: body['key_ops'] }, attributes, tags: body['tags'] }
      : { ...body, id: itemId, attributes };
  }

  private onDeleted({ method }: ApiRequest, id: string, action: string | undefined): ApiResponse {
    const item = this.deleted.get(id);
    if (item === undefined) return notFound(id);
    if (method === 'DELETE') {
      this.deleted.delete(id);
      return noContent();
    }
    if (method === 'POST' && action === 'recover') {
      this.deleted.delete(id);
      this.items.set(id, item);
    }
    return ok(item.bundle);
  }
}

/** `KeyNotFound` or `SecretNotFound`, as the clients look for. */
function notFound(id: string): ApiResponse {
  return failure(404, id.includes('/keys/') ? 'KeyNotFound' : 'SecretNotFound', `${id} was not found in this key vault`);
}
