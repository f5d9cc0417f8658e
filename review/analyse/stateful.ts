import type { Change } from '../model/change';
import { kindOf } from './body';

const ML = 'microsoft.machinelearningservices';

/** Types whose loss is a loss of data, models, keys or history. */
const STATEFUL: ReadonlySet<string> = new Set([
  'azurerm_storage_account', 'azurerm_storage_container', 'azurerm_storage_share', 'azurerm_storage_data_lake_gen2_filesystem', 'azurerm_storage_queue', 'azurerm_storage_table',
  'azurerm_key_vault', 'azurerm_key_vault_key', 'azurerm_key_vault_secret', 'azurerm_key_vault_certificate',
  'azurerm_machine_learning_workspace', 'azurerm_machine_learning_registry', 'azurerm_ai_foundry', 'azurerm_ai_foundry_project',
  'azurerm_machine_learning_datastore_blobstorage', 'azurerm_machine_learning_datastore_datalake_gen2', 'azurerm_machine_learning_datastore_fileshare', 'azurerm_machine_learning_compute_instance',
  'azurerm_container_registry', 'azurerm_cognitive_account', 'azurerm_cognitive_deployment', 'azurerm_search_service',
  'azurerm_log_analytics_workspace', 'azurerm_application_insights', 'azurerm_monitor_workspace',
  'azurerm_cosmosdb_account', 'azurerm_cosmosdb_sql_database', 'azurerm_mssql_server', 'azurerm_mssql_database', 'azurerm_postgresql_flexible_server', 'azurerm_postgresql_flexible_server_database', 'azurerm_mysql_flexible_server', 'azurerm_redis_cache',
  'azurerm_kusto_cluster', 'azurerm_kusto_database', 'azurerm_eventhub_namespace', 'azurerm_eventhub', 'azurerm_data_factory', 'azurerm_synapse_workspace',
  'azurerm_managed_disk', 'azurerm_snapshot', 'azurerm_recovery_services_vault', 'azurerm_data_protection_backup_vault', 'azurerm_resource_group', 'azurerm_kubernetes_cluster',
  'kubernetes_persistent_volume_claim_v1', 'kubernetes_persistent_volume_claim', 'kubernetes_persistent_volume_v1', 'kubernetes_stateful_set_v1', 'kubernetes_namespace_v1',
  'azuredevops_git_repository', 'azuredevops_project',
  `${ML}/workspaces`, `${ML}/registries`, `${ML}/workspaces/datastores`, `${ML}/workspaces/data`, `${ML}/workspaces/data/versions`, `${ML}/workspaces/featuresets`, `${ML}/workspaces/featurestoreentities`, `${ML}/workspaces/models`,
  'microsoft.storage/storageaccounts', 'microsoft.keyvault/vaults', 'microsoft.containerregistry/registries', 'microsoft.documentdb/databaseaccounts', 'microsoft.search/searchservices', 'microsoft.cognitiveservices/accounts',
]);

/** Types that Azure keeps for a while after they are deleted, with the name taken; and how long. */
const SOFT_DELETED: Readonly<Record<string, string>> = {
  azurerm_machine_learning_workspace: '14 days',
  azurerm_ai_foundry: '14 days',
  azurerm_key_vault: '7 to 90 days, as its soft_delete_retention_days says',
  azurerm_key_vault_key: 'as long as its vault keeps them',
  azurerm_key_vault_secret: 'as long as its vault keeps them',
  azurerm_key_vault_certificate: 'as long as its vault keeps them',
  azurerm_cognitive_account: '48 hours',
  azurerm_log_analytics_workspace: '14 days',
  azurerm_api_management: '48 hours',
  azurerm_app_configuration: '1 to 7 days',
  azurerm_recovery_services_vault: '14 days',
  [`${ML}/workspaces`]: '14 days',
  'microsoft.keyvault/vaults': '7 to 90 days',
  'microsoft.cognitiveservices/accounts': '48 hours',
};

/** Whether a resource holds what can't be made again. */
export function isStateful(change: Change): boolean {
  return STATEFUL.has(kindOf(change));
}

/** How long Azure keeps a deleted one with its name; nothing where it doesn't. */
export function softDeleted(change: Change): string | undefined {
  return SOFT_DELETED[kindOf(change)];
}
