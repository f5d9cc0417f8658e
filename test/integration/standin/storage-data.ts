import type { ApiRequest, ApiResponse } from './http';

const VERSION = { 'x-ms-version': '2023-11-03', 'content-type': 'application/xml' };
const EMPTY_PROPERTIES = '<?xml version="1.0" encoding="utf-8"?><StorageServiceProperties></StorageServiceProperties>';
const NEW_ITEM = {
  'x-ms-properties': '',
  'x-ms-namespace-enabled': 'true',
  'x-ms-owner': '$superuser',
  'x-ms-group': '$superuser',
  'x-ms-acl': 'user::rwx,group::r-x,other::---',
};
const ACCOUNT_HOST = /^([a-z0-9]+)\.(blob|file|queue|table|dfs|web)\.storage\.local/;

/** Answers as the data plane of every storage account: service properties, containers and file systems, paths and their access lists. */
export class StorageDataPlane {
  /** Headers of what exists, by account and path. */
  private readonly items = new Map<string, Record<string, string>>();

  /** What was created and not deleted, as `account/path`. */
  public remaining(): string[] {
    return [...this.items.keys()];
  }

  /** Forget what was in an account, when the account itself is deleted. */
  public forgetAccount(account: string): void {
    for (const id of [...this.items.keys()]) if (id.startsWith(`${account.toLowerCase()}/`)) this.items.delete(id);
  }

  public handle(request: ApiRequest): ApiResponse | undefined {
    const account = ACCOUNT_HOST.exec(request.host)?.[1];
    if (account === undefined) return undefined;
    if (request.path === '') return { status: request.method === 'PUT' ? 202 : 200, body: EMPTY_PROPERTIES, headers: VERSION };
    return this.onItem(request, account + request.path);
  }

  private onItem(request: ApiRequest, id: string): ApiResponse {
    const headers = this.items.get(id);
    const given = Object.fromEntries(Object.entries(request.headers).filter(([name]) => /^x-ms-(properties|acl|owner|group|permissions|meta-)/.test(name)));
    if (request.method === 'PUT') {
      if (headers !== undefined && request.query.size <= 1) return { status: 409, headers: { ...VERSION, 'x-ms-error-code': 'FilesystemAlreadyExists' } };
      this.items.set(id, { ...NEW_ITEM, ...given });
      return { status: 201, headers: VERSION };
    }
    if (headers === undefined && !this.isRoot(id)) {
      return { status: 404, headers: { ...VERSION, 'x-ms-error-code': 'FilesystemNotFound' } };
    }
    if (request.method === 'DELETE') {
      for (const other of [...this.items.keys()]) if (other === id || other.startsWith(`${id}/`)) this.items.delete(other);
      return { status: 202, headers: VERSION };
    }
    if (request.method === 'PATCH') this.items.set(id, { ...headers, ...given });
    return { status: 200, headers: { ...VERSION, ...NEW_ITEM, ...headers } };
  }

  /** The root directory of a file system exists with it. */
  private isRoot(id: string): boolean {
    return /^[^/]+\/[^/]+\/?$/.test(id) && this.items.has(id.replace(/\/$/, ''));
  }
}
