/** A resource, and one value in it. */
interface Leaf {
  readonly address: string;
  readonly type: string;
  /** The path in the resource: `body.properties.publicNetworkAccess`. */
  readonly path: string;
  readonly value: unknown;
}

interface Stack {
  readonly resource?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

function leavesOf(stack: Stack): Leaf[] {
  return Object.entries(stack.resource ?? {}).flatMap(([type, byName]) =>
    Object.entries(byName).flatMap(([name, block]) => leaves(block, '').map(({ path, value }) => ({ address: `${type}.${name}`, type, path, value }))),
  );
}

function leaves(value: unknown, path: string): { readonly path: string; readonly value: unknown }[] {
  if (typeof value !== 'object' || value === null) return [{ path, value }];
  return Object.entries(value).filter(([key]) => key !== '//').flatMap(([key, child]) => leaves(child, path === '' ? key : `${path}.${key}`));
}

function lastKey({ path }: Leaf): string {
  return path.split('.').pop() ?? '';
}

/** What opens a resource to the internet. */
const OPENING: Readonly<Record<string, unknown>> = {
  public_network_access_enabled: true,
  public_network_enabled: true,
  publicNetworkAccess: 'Enabled',
  node_public_ip_enabled: true,
  enableNodePublicIp: true,
  public_ip_enabled: true,
  ssh_public_access_enabled: true,
  sshPublicAccess: 'Enabled',
  allow_nested_items_to_be_public: true,
  anonymous_pull_enabled: true,
  internet_inbound_allowed: true,
  default_action: 'Allow',
  defaultAction: 'Allow',
};

/** Types whose public access is on where they don't say otherwise. */
const OPEN_BY_DEFAULT: readonly string[] = [
  'azurerm_cognitive_account',
  'azurerm_container_registry',
  'azurerm_eventhub_namespace',
  'azurerm_key_vault',
  'azurerm_kusto_cluster',
  'azurerm_machine_learning_workspace',
  'azurerm_search_service',
  'azurerm_storage_account',
];

/** What of a stack can be reached from the internet, in words. */
export function exposures(stack: Stack): string[] {
  const all = leavesOf(stack);
  const opened = all.filter((leaf) => OPENING[lastKey(leaf)] !== undefined && OPENING[lastKey(leaf)] === leaf.value).map(({ address, path, value }) => `${address}: ${path} is ${String(value)}`);
  const silent = OPEN_BY_DEFAULT.flatMap((type) =>
    Object.entries(stack.resource?.[type] ?? {}).filter(([, block]) => typeof block !== 'object' || block === null || !('public_network_access_enabled' in block)).map(([name]) => `${type}.${name}: public_network_access_enabled is not set`),
  );
  const inbound = all.filter((leaf) => /^security_rule\.\d+\.source_address_prefix(es\.\d+)?$/.test(leaf.path) && ['*', 'Internet', '0.0.0.0/0'].includes(String(leaf.value)) && opensInbound(stack, leaf));
  return [...opened, ...silent, ...inbound.map(({ address, path }) => `${address}: ${path} lets the internet in`)].sort();
}

function opensInbound(stack: Stack, { address, path }: Leaf): boolean {
  const rule = path.split('.').slice(0, 2).join('.');
  const of = (key: string): unknown => leavesOf(stack).find((leaf) => leaf.address === address && leaf.path === `${rule}.${key}`)?.value;
  return of('access') === 'Allow' && of('direction') === 'Inbound';
}

const SECRET_KEY = /(secret|password|passwd|account_?key|access_?key|shared_access_signature|sas_?token|api_?key|^key$|^pat$|connection_string)$/i;
const SECRET_TEXT = /AccountKey=|SharedAccessKey=|[?&]sig=|-----BEGIN|\beyJ[\w-]{10,}\.|\bghp_\w{20,}/;

/** Keys that are the names of fields: those that filters of events look at. */
const NAME_KEY = /^advanced_filter\.\w+\.\d+\.key$/;

/** Texts of a stack that are secrets, or stand where secrets do; a reference that Terraform resolves is none. */
export function literalSecrets(stack: Stack): string[] {
  const reference = (value: string): boolean => /^\$\{[^"]+\}$/.test(value);
  return leavesOf(stack).filter((leaf) => typeof leaf.value === 'string' && ((SECRET_KEY.test(lastKey(leaf)) && !NAME_KEY.test(leaf.path) && !reference(leaf.value)) || SECRET_TEXT.test(leaf.value))).map(({ address, path }) => `${address}: ${path}`);
}
