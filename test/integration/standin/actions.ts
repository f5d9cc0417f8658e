import type { ApiRequest, ApiResponse} from './http';
import { failure, ok } from './http';
import { nameOf } from './identifiers';
import type { Store } from './store';

const encode = (text: string): string => Buffer.from(text).toString('base64');

const KUBECONFIG = encode(`apiVersion: v1
kind: Config
clusters:
- name: standin
  cluster: {server: 'https://aks.local', certificate-authority-data: YQ==}
contexts:
- name: standin
  context: {cluster: standin, user: standin}
current-context: standin
users:
- name: standin
  user: {token: t, client-certificate-data: YQ==, client-key-data: YQ==}
`);

const ANSWERS: readonly (readonly [RegExp, object])[] = [
  [/\/listkeys$/, { keys: ['key1', 'key2'].map((keyName) => ({ keyName, permissions: 'Full', value: encode(keyName) })) }],
  [/\/listcluster(user|admin|monitoringuser)credential$/, { kubeconfigs: [{ name: 'clusterUser', value: KUBECONFIG }] }],
  [/\/sharedkeys$/, { primarySharedKey: encode('primary'), secondarySharedKey: encode('secondary') }],
  [/\/checknameavailability$/, { nameAvailable: true }],
  [/\/integrationruntimes\/[^/]+\/getstatus$/, { name: 'runtime', properties: { type: 'Managed', state: 'Online', typeProperties: {} } }],
  [/\/listcredentials$/, { username: 'user', passwords: [{ name: 'password', value: 'password' }] }],
];

/** Answer a POST: the actions that providers read something from; any other succeeds with nothing to tell. */
export function postAction({ key, path }: ApiRequest, store: Store): ApiResponse {
  const purged = /\/deletedvaults\/([^/]+)\/purge$/.exec(key)?.[1];
  if (purged !== undefined) {
    return store.deletedVaults.delete(purged) ? ok() : failure(404, 'DeletedVaultNotFound', `${nameOf(path)} was not found`);
  }
  startOrStop(path, store);
  return ok(ANSWERS.find(([pattern]) => pattern.test(key))?.[1] ?? {});
}

/** Triggers of Data Factory are made stopped, and started by an action. */
function startOrStop(path: string, store: Store): void {
  const [, id, action] = /^(.*\/factories\/[^/]+\/triggers\/[^/]+)\/(start|stop)$/i.exec(path) ?? [];
  const trigger = id === undefined ? undefined : store.get(id);
  if (trigger) store.put({ ...trigger, properties: { ...trigger.properties, runtimeState: action?.toLowerCase() === 'start' ? 'Started' : 'Stopped' } });
}
