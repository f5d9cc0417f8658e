import type { Json, JsonObject } from '../../facts/json';
import type { BlockFacts } from '../../facts/model';

/**
 * Blocks that azurerm also computes: the state keeps them when the program no longer has them. `terraform providers schema` says so of
 * attributes only. Taken from the schemas in the source of the pinned version.
 */
const KEPT_BLOCKS: Readonly<Record<string, ReadonlySet<string>>> = {
  azurerm_ai_foundry: new Set(['managed_network']),
  azurerm_data_factory_trigger_schedule: new Set(['pipeline']),
  azurerm_eventhub: new Set(['retention_description']),
  azurerm_key_vault: new Set(['network_acls']),
  azurerm_key_vault_certificate: new Set(['certificate_policy']),
  azurerm_kubernetes_cluster: new Set(['auto_scaler_profile', 'bootstrap_profile', 'kubelet_identity', 'network_profile', 'network_profile.load_balancer_profile', 'network_profile.nat_gateway_profile', 'windows_profile']),
  azurerm_machine_learning_workspace: new Set(['managed_network']),
  azurerm_monitor_diagnostic_setting: new Set(['enabled_metric']),
  azurerm_pim_eligible_role_assignment: new Set(['schedule', 'ticket']),
  azurerm_private_dns_zone: new Set(['soa_record']),
  azurerm_storage_account: new Set(['blob_properties', 'network_rules', 'routing', 'share_properties']),
  azurerm_virtual_hub_connection: new Set(['routing']),
};

/** Whether a block stays in the state when it is taken out of the program. */
export function isKeptBlock(type: string, schemaPath: string): boolean {
  return KEPT_BLOCKS[type]?.has(schemaPath) === true;
}

/** A body as it will be: what the provider keeps where the program says nothing any more is still there. */
export function withKept(type: string, before: JsonObject, after: JsonObject, facts: BlockFacts | undefined): JsonObject {
  const kept: Record<string, Json> = {};
  for (const [name, value] of Object.entries(before)) {
    if (value === undefined || name in after) continue;
    if (facts?.attributes[name]?.use === 'optional computed' || isKeptBlock(type, name)) kept[name] = value;
  }
  return { ...after, ...kept };
}

/** A body with what azurerm puts in by code where the program says nothing. */
export function withCodeDefaults(type: string, body: JsonObject): JsonObject {
  const says = 'local_authentication_enabled' in body || 'local_authentication_disabled' in body;
  return type === 'azurerm_log_analytics_workspace' && !says ? { ...body, local_authentication_enabled: true } : body;
}
