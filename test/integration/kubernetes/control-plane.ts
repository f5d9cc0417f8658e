import { generateKeyPairSync } from 'node:crypto';
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { accessSync, constants, createWriteStream, mkdirSync, writeFileSync } from 'node:fs';
import { request } from 'node:https';
import { createServer } from 'node:net';
import { delimiter, join } from 'node:path';

const PROGRAMS = ['etcd', 'kube-apiserver', 'kube-controller-manager'] as const;
const TOKEN = 'integration-test';

/** Where the programs of Kubernetes are: `KUBEBUILDER_ASSETS`, as envtest has it, or the path; and which are not there. */
export function findPrograms(): { readonly found: Readonly<Record<string, string>>; readonly missing: readonly string[] } {
  const folders = [...(process.env['KUBEBUILDER_ASSETS'] ? [process.env['KUBEBUILDER_ASSETS']] : []), ...(process.env['PATH'] ?? '').split(delimiter)];
  const entries = PROGRAMS.map((program) => [program, folders.map((folder) => join(folder, program)).find(isExecutable)] as const);
  return { found: Object.fromEntries(entries.flatMap(([name, path]) => (path === undefined ? [] : [[name, path]]))), missing: entries.filter(([, path]) => path === undefined).map(([name]) => name) };
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** A Kubernetes API with its controllers, and no nodes: etcd, kube-apiserver, kube-controller-manager on loopback. */
export class ControlPlane {
  private readonly children: ChildProcess[] = [];
  private port = 0;

  constructor(private readonly programs: Readonly<Record<string, string>>, private readonly folder: string) {}

  get url(): string {
    return `https://127.0.0.1:${this.port}`;
  }

  get token(): string {
    return TOKEN;
  }

  async start(): Promise<void> {
    mkdirSync(this.folder, { recursive: true });
    const [clients, peers, api, manager] = [await freePort(), await freePort(), await freePort(), await freePort()];
    this.port = api;
    const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048, publicKeyEncoding: { type: 'spki', format: 'pem' }, privateKeyEncoding: { type: 'pkcs1', format: 'pem' } });
    this.write('sa.pub', publicKey);
    this.write('sa.key', privateKey);
    this.write('tokens.csv', `${TOKEN},admin,1,system:masters\n`);
    this.write('kubeconfig', JSON.stringify({ apiVersion: 'v1', kind: 'Config', 'current-context': 'test', clusters: [{ name: 'test', cluster: { server: this.url, 'insecure-skip-tls-verify': true } }], users: [{ name: 'test', user: { token: TOKEN } }], contexts: [{ name: 'test', context: { cluster: 'test', user: 'test' } }] }));
    this.run('etcd', ['--data-dir', join(this.folder, 'etcd'), '--listen-client-urls', `http://127.0.0.1:${clients}`, '--advertise-client-urls', `http://127.0.0.1:${clients}`, '--listen-peer-urls', `http://127.0.0.1:${peers}`]);
    this.run('kube-apiserver', ['--etcd-servers', `http://127.0.0.1:${clients}`, '--cert-dir', join(this.folder, 'certs'), '--bind-address', '127.0.0.1', '--secure-port', `${api}`, '--token-auth-file', join(this.folder, 'tokens.csv'), '--authorization-mode', 'RBAC', '--service-account-issuer', 'https://kubernetes.test', '--service-account-key-file', join(this.folder, 'sa.pub'), '--service-account-signing-key-file', join(this.folder, 'sa.key'), '--service-cluster-ip-range', '10.250.0.0/24']);
    await this.until('the API server', async () => (await this.call('GET', '/readyz')).status === 200);
    // The test itself says how nodes and pods are.
    this.run('kube-controller-manager', ['--kubeconfig', join(this.folder, 'kubeconfig'), '--service-account-private-key-file', join(this.folder, 'sa.key'), '--leader-elect=false', '--bind-address', '127.0.0.1', '--secure-port', `${manager}`, '--cert-dir', join(this.folder, 'certs'), '--controllers', '*,-node-ipam-controller,-service-lb-controller,-node-route-controller,-node-lifecycle-controller,-taint-eviction-controller,-horizontal-pod-autoscaler-controller']);
  }

  stop(): void {
    this.children.reverse().forEach((child) => child.kill());
  }

  /** Asks the API. */
  async call(method: string, path: string, body?: object, contentType = 'application/json'): Promise<{ readonly status: number; readonly body: unknown }> {
    const sentText = body === undefined ? '' : JSON.stringify(body);
    return await new Promise((resolve, reject) => {
      // Node doesn't say by itself how long the body of a DELETE is.
      const headers = { authorization: `Bearer ${TOKEN}`, 'content-type': contentType, 'content-length': Buffer.byteLength(sentText) };
      const sent = request(`${this.url}${path}`, { method, rejectUnauthorized: false, headers }, (response) => {
        let text = '';
        response.on('data', (chunk: Buffer) => { text += chunk.toString('utf8'); });
        response.on('end', () => { resolve({ status: response.statusCode ?? 0, body: text.startsWith('{') ? (JSON.parse(text) as unknown) : text }); });
      });
      sent.on('error', (error) => { reject(error); });
      sent.end(sentText);
    });
  }

  /** Waits until something holds, for a minute. */
  async until(what: string, holds: () => Promise<boolean>): Promise<void> {
    for (let attempt = 0; attempt < 120; attempt += 1) {
      if (await holds().catch(() => false)) return;
      await new Promise((resolve) => { setTimeout(resolve, 500); });
    }
    throw new Error(`${what} did not come up; logs are in ${this.folder}`);
  }

  private run(program: string, args: readonly string[]): void {
    const child = spawn(this.programs[program] ?? program, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    const log = createWriteStream(join(this.folder, `${program}.log`));
    child.stdout.pipe(log);
    child.stderr.pipe(log);
    this.children.push(child);
  }

  private write(name: string, text: string): void {
    writeFileSync(join(this.folder, name), text, { mode: 0o600 });
  }
}

async function freePort(): Promise<number> {
  return await new Promise((resolve) => {
    const server = createServer();
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => { resolve(typeof address === 'object' && address !== null ? address.port : 0); });
    });
  });
}
