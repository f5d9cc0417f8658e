import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export interface Certificate {
  readonly certificate: Buffer;
  readonly key: Buffer;
  /** PEM file of the authority, for `SSL_CERT_FILE`. */
  readonly authorityFile: string;
}

const DATA_PLANE_SUFFIXES = ['blob', 'file', 'queue', 'table', 'dfs', 'web'].map((service) => `${service}.storage.local`);
// The proxy brings every host here; azapi asks these two by name, having no setting for the metadata host.
const PUBLIC_CLOUD = ['login.microsoftonline.com', 'management.azure.com'];
const DATA_PLANES = [...DATA_PLANE_SUFFIXES, 'vault.local', 'azurecr.local', 'synapse.local'].map((suffix) => `*.${suffix}`);
const HOSTS = ['localhost', ...PUBLIC_CLOUD, ...DATA_PLANES];

function openssl(directory: string, args: readonly string[]): void {
  const run = spawnSync('openssl', args, { cwd: directory, encoding: 'utf8' });
  if (run.error) throw new Error(`the stand-in makes its certificate with the openssl command, which can't be run: ${run.error.message}`);
  if (run.status !== 0) throw new Error(`openssl ${args[0]} failed: ${run.stderr}`);
}

/** Make a throw-away authority and a server certificate that it signed, valid for two days. */
export function makeCertificate(directory: string): Certificate {
  const extensions = ['basicConstraints=CA:FALSE', 'extendedKeyUsage=serverAuth', `subjectAltName=${HOSTS.map((host) => `DNS:${host}`).join(',')}`];
  writeFileSync(join(directory, 'server.ext'), extensions.join('\n'));
  const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  openssl(directory, ['req', '-x509', ...newKey, '-keyout', 'ca.key', '-out', 'ca.pem', '-days', '2', '-subj', '/CN=Azure stand-in CA']);
  openssl(directory, ['req', ...newKey, '-keyout', 'server.key', '-out', 'server.csr', '-subj', '/CN=localhost']);
  openssl(directory, ['x509', '-req', '-in', 'server.csr', '-CA', 'ca.pem', '-CAkey', 'ca.key', '-CAcreateserial', '-days', '2', '-extfile', 'server.ext', '-out', 'server.pem']);
  return {
    certificate: readFileSync(join(directory, 'server.pem')),
    key: readFileSync(join(directory, 'server.key')),
    authorityFile: join(directory, 'ca.pem'),
  };
}
