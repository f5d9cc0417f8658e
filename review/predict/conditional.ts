import type { Json, JsonObject } from '../../facts/json';
import { isObject } from '../../facts/json';

/** A provider's rule in code: whether a change of an attribute replaces the resource. */
type Condition = (before: Json | undefined, after: Json | undefined, resource: JsonObject) => boolean;

const removed: Condition = (before, after) => isSet(before) && !isSet(after);
const turnedOff: Condition = (before, after) => before === true && after !== true;
const wasSet: Condition = (before) => isSet(before);
const always: Condition = () => true;
const unlessTo = (...allowed: readonly string[]): Condition => (before, after) => isSet(before) && !allowed.includes(`${text(before)}>${text(after)}`);

const ZONAL = new Set(['ZRS', 'GZRS', 'RAGZRS']);
/** The only changes of a search service's size that keep it. */
const SEARCH_UPGRADES = new Set(['basic>standard', 'basic>standard2', 'basic>standard3', 'standard>standard2', 'standard>standard3', 'standard2>standard3']);
const LINUX = /^(?:Ubuntu|AzureLinux)/;

/**
 * Replacements that azurerm decides in code, where its schema says nothing. Taken from the `CustomizeDiff` of the pinned version.
 */
const CONDITIONS: Readonly<Record<string, Readonly<Record<string, Condition>>>> = {
  azurerm_kubernetes_cluster: {
    'default_node_pool.name': always,
    'default_node_pool.upgrade_settings.drain_timeout_in_minutes': removed,
    'default_node_pool.upgrade_settings.undrainable_node_behavior': removed,
    oidc_issuer_enabled: turnedOff,
    'service_principal.client_id': (before) => before === 'msi' || !isSet(before),
    'windows_profile.gmsa': removed,
    'windows_profile.gmsa.dns_server': removed,
    'windows_profile.gmsa.root_domain': removed,
    'api_server_access_profile.subnet_id': removed,
    'network_profile.network_data_plane': unlessTo('azure>cilium'),
    'network_profile.network_plugin': (before, after, resource) => !(before === 'kubenet' && after === 'azure' && text(inside(resource, 'network_profile', 'network_plugin_mode')).toLowerCase() === 'overlay'),
    'network_profile.network_plugin_mode': (_, after) => text(after).toLowerCase() !== 'overlay',
    'network_profile.network_policy': unlessTo('azure>cilium', 'calico>cilium'),
    'network_profile.pod_cidr': wasSet,
    'network_profile.pod_cidrs': wasSet,
  },
  azurerm_kubernetes_cluster_node_pool: {
    os_sku: (before, after) => !LINUX.test(text(before)) || !LINUX.test(text(after)),
    'upgrade_settings.drain_timeout_in_minutes': removed,
    'upgrade_settings.undrainable_node_behavior': removed,
  },
  azurerm_storage_account: {
    account_kind: (before, after) => before !== 'Storage' && after !== 'StorageV2',
    large_file_share_enabled: turnedOff,
    'immutability_policy.state': (before) => before === 'Locked',
    account_replication_type: (before, after) => ZONAL.has(text(before).toUpperCase()) !== ZONAL.has(text(after).toUpperCase()),
  },
  azurerm_cognitive_account: {
    customer_managed_key: removed,
    project_management_enabled: (_, __, resource) => resource.kind !== 'AIServices' && resource.kind !== 'OpenAI',
    custom_subdomain_name: wasSet,
    kind: (before, after) => ![before, after].every((kind) => kind === 'OpenAI' || kind === 'AIServices'),
  },
  azurerm_log_analytics_workspace: {
    sku: (before, after) => !['lacluster', ''].includes(text(before).toLowerCase()) && !['capacityreservation>pergb2018', 'pergb2018>capacityreservation'].includes(`${text(before)}>${text(after)}`.toLowerCase()),
  },
  azurerm_eventhub_namespace: { sku: (before, after) => [before, after].some((sku) => text(sku).toLowerCase() === 'premium') },
  azurerm_data_factory: { managed_virtual_network_enabled: turnedOff },
  azurerm_key_vault_key: { expiration_date: removed },
  azurerm_public_ip: { domain_name_label_scope: (before, after) => isSet(before) || !isSet(after) },
  azurerm_linux_virtual_machine_scale_set: { zones: (before, after) => Array.isArray(before) && before.some((zone) => !(Array.isArray(after) && after.includes(zone))) },
  azurerm_monitor_data_collection_rule: { kind: wasSet },
  azurerm_storage_container: { storage_account_id: wasSet, storage_account_name: wasSet },
  azurerm_storage_share: { storage_account_id: wasSet, storage_account_name: wasSet },
  azurerm_search_service: { sku: (before, after) => !SEARCH_UPGRADES.has(`${text(before)}>${text(after)}`) },
};

/** Whether the provider decides in code that a change of an attribute replaces the resource; nothing where it has no such rule. */
export function conditionalReplace(type: string, schemaPath: string, before: Json | undefined, after: Json | undefined, resource: JsonObject): boolean | undefined {
  const conditions = CONDITIONS[type] ?? {};
  const exact = conditions[schemaPath];
  if (exact !== undefined) return exact(before, after, resource);
  // A block that comes or goes brings or takes what is in it.
  const within = Object.entries(conditions).filter(([path]) => path.startsWith(`${schemaPath}.`)).map(([path, condition]) => {
    const names = path.slice(schemaPath.length + 1);
    const [was, is] = [under(before, names), under(after, names)];
    return isSet(was) !== isSet(is) && condition(was, is, resource);
  });
  return within.length === 0 ? undefined : within.some((replaces) => replaces);
}

function under(value: Json | undefined, names: string): Json | undefined {
  return names.split('.').reduce<Json | undefined>((inner, name) => {
    const first = Array.isArray(inner) ? inner[0] : inner;
    return isObject(first) ? first[name] : undefined;
  }, value);
}

function isSet(value: Json | undefined): boolean {
  return value !== undefined && value !== null && value !== '' && value !== 0 && !(Array.isArray(value) && value.length === 0);
}

function text(value: Json | undefined): string {
  return typeof value === 'string' ? value : '';
}

function inside(resource: JsonObject, block: string, name: string): Json | undefined {
  const value = resource[block];
  const first = Array.isArray(value) ? value[0] : value;
  return isObject(first) ? first[name] : undefined;
}
