import type { WriteStream } from 'node:fs';
import { createWriteStream, mkdtempSync } from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import net from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ResourceManager } from './arm';
import { makeCertificate } from './certificate';
import { entraHandler } from './entra';
import type { ApiRequest, ApiResponse} from './http';
import { failure } from './http';
import type { ExistingSecret } from './key-vault';
import { KeyVaultDataPlane } from './key-vault';
import { StorageDataPlane } from './storage-data';
import type { ExistingResource, Resource} from './store';
import { Store } from './store';

/** A running stand-in for Azure. */
export interface StandIn {
  /** Environment variables that point azurerm, azuread and azapi at it. */
  readonly environment: Readonly<Record<string, string>>;
  /** One line a request: status, method, host and path. */
  readonly logFile: string;
  /** Puts resources there that others own: the hub network, DNS zones of the platform team. */
  readonly addExisting: (resources: readonly ExistingResource[]) => void;
  /** Puts secrets of others into vaults that are there. */
  readonly addExistingSecrets: (secrets: readonly ExistingSecret[]) => void;
  /** What was created and not deleted. */
  readonly remaining: () => string[];
  /** Vaults that purge protection keeps in their deleted state. */
  readonly softDeleted: () => string[];
  readonly stop: () => void;
}

async function listen(server: net.Server): Promise<number> {
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the stand-in has no port');
  return address.port;
}

/** A proxy that sends every host (vault, storage, registry) to the stand-in. */
function proxyTo(port: () => number): http.Server {
  return http.createServer().on('connect', (_request, client) => {
    const upstream = net.connect(port(), '127.0.0.1', () => {
      client.write('HTTP/1.1 200 OK\r\n\r\n');
      upstream.pipe(client).pipe(upstream);
    });
    upstream.on('error', () => client.destroy());
    client.on('error', () => upstream.destroy());
  });
}

function parse(message: http.IncomingMessage, base: string, raw: string): ApiRequest {
  const url = new URL(base + (message.url ?? '/').replace(/^\/+/, '/'));
  const path = decodeURIComponent(url.pathname).replace(/\/+$/, '');
  let body: unknown;
  try {
    body = raw === '' ? undefined : JSON.parse(raw);
  } catch {
    body = undefined;
  }
  const headers = Object.fromEntries(Object.entries(message.headers).map(([name, value]) => [name, String(value)]));
  return { method: message.method ?? 'GET', host: headers['host'] ?? '', path, key: path.toLowerCase(), query: url.searchParams, headers, body };
}

function send(response: http.ServerResponse, answer: ApiResponse): void {
  response.writeHead(answer.status, { 'content-type': 'application/json', ...answer.headers });
  if (answer.body === undefined) response.end();
  else response.end(typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body));
}

function serve(message: http.IncomingMessage, response: http.ServerResponse, base: string, log: WriteStream, answerTo: (request: ApiRequest) => ApiResponse): void {
  const chunks: Buffer[] = [];
  message.on('data', (chunk: Buffer) => chunks.push(chunk));
  message.on('end', () => {
    let answer: ApiResponse;
    try {
      answer = answerTo(parse(message, base, Buffer.concat(chunks).toString('utf8')));
    } catch (error) {
      answer = failure(500, 'StandInFault', error instanceof Error ? error.stack ?? error.message : String(error));
    }
    log.write(`${answer.status} ${message.method} ${message.headers.host}${message.url}\n`);
    send(response, answer);
  });
}

/** Start the stand-in with an empty store, its own certificate authority, and ports that were free. */
export async function startStandIn(directory = mkdtempSync(join(tmpdir(), 'azure-standin-'))): Promise<StandIn> {
  const { certificate, key, authorityFile } = makeCertificate(directory);
  const logFile = join(directory, 'requests.log');
  const log = createWriteStream(logFile, { flags: 'a' });
  const store = new Store();
  const vaults = new KeyVaultDataPlane(store);
  const storage = new StorageDataPlane();
  const deleted = (resource: Resource): void => {
    if (/^microsoft\.keyvault\/vaults$/i.test(resource.type)) {
      store.deletedVaults.set(resource.name.toLowerCase(), resource);
      vaults.forgetVault(resource.name);
    }
    if (/^microsoft\.storage\/storageaccounts$/i.test(resource.type)) storage.forgetAccount(resource.name);
  };

  let answerTo: (request: ApiRequest) => ApiResponse = () => failure(503, 'Starting', 'the stand-in is starting');
  let base = 'https://localhost';
  const api = https.createServer({ cert: certificate, key }, (message, response) => serve(message, response, base, log, (request) => answerTo(request)));
  const port = await listen(api);
  base = `https://localhost:${port}`;
  const entra = entraHandler(base);
  const arm = new ResourceManager(store, base, { deleted });
  answerTo = (request) => storage.handle(request) ?? vaults.handle(request) ?? entra(request) ?? arm.handle(request);
  const proxy = proxyTo(() => port);
  const proxyPort = await listen(proxy);

  return {
    environment: {
      ARM_METADATA_HOSTNAME: `localhost:${port}`,
      ARM_CLIENT_ID: '33333333-3333-3333-3333-333333333333',
      ARM_CLIENT_SECRET: 'not-a-secret',
      SSL_CERT_FILE: authorityFile,
      HTTPS_PROXY: `http://127.0.0.1:${proxyPort}`,
      NO_PROXY: 'localhost,127.0.0.1',
    },
    logFile,
    addExisting: (resources) => resources.forEach((resource) => arm.addExisting(resource)),
    addExistingSecrets: (secrets) => secrets.forEach((secret) => vaults.addExisting(secret)),
    remaining: () => [...store.created().map(({ id }) => id), ...vaults.remaining(), ...storage.remaining()],
    softDeleted: () => [...store.deletedVaults.keys()],
    stop: () => {
      for (const server of [api, proxy]) {
        server.close();
        server.closeAllConnections();
      }
      log.end();
    },
  };
}
