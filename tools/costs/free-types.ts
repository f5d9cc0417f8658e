/** Types of Terraform that cost nothing by themselves; what is in neither table is reported, never passed over. */
const FREE_TYPES: ReadonlySet<string> = new Set([
  'azapi_update_resource', 'azapi_resource_action',
  'azurerm_ai_foundry', 'azurerm_ai_foundry_project', 'azurerm_application_insights', 'azurerm_application_insights_workbook', 'azurerm_consumption_budget_resource_group', 'azurerm_consumption_budget_subscription',
  'azurerm_eventgrid_system_topic', 'azurerm_federated_identity_credential', 'azurerm_firewall_policy_rule_collection_group', 'azurerm_key_vault_secret', 'azurerm_kubernetes_cluster_extension', 'azurerm_kubernetes_cluster_trusted_access_role_binding',
  'azurerm_data_factory', 'azurerm_data_factory_dataset_binary', 'azurerm_data_factory_dataset_parquet', 'azurerm_data_factory_linked_service_azure_blob_storage',
  'azurerm_data_factory_linked_service_data_lake_storage_gen2', 'azurerm_data_factory_linked_service_key_vault', 'azurerm_data_factory_trigger_blob_event',
  'azurerm_data_factory_trigger_schedule', 'azurerm_eventhub_consumer_group', 'azurerm_eventhub_namespace_customer_managed_key',
  'azurerm_kusto_cluster_customer_managed_key', 'azurerm_kusto_database', 'azurerm_kusto_database_principal_assignment', 'azurerm_kusto_eventhub_data_connection',
  'azurerm_machine_learning_datastore_blobstorage', 'azurerm_machine_learning_datastore_datalake_gen2', 'azurerm_machine_learning_datastore_fileshare',
  'azurerm_machine_learning_synapse_spark', 'azurerm_machine_learning_workspace', 'azurerm_machine_learning_workspace_network_outbound_rule_service_tag',
  'azurerm_management_lock', 'azurerm_monitor_action_group', 'azurerm_monitor_alert_prometheus_rule_group', 'azurerm_monitor_autoscale_setting', 'azurerm_monitor_data_collection_endpoint', 'azurerm_monitor_data_collection_rule', 'azurerm_monitor_data_collection_rule_association',
  'azurerm_monitor_diagnostic_setting', 'azurerm_monitor_private_link_scope', 'azurerm_monitor_private_link_scoped_service', 'azurerm_nat_gateway_public_ip_association',
  'azurerm_network_security_group', 'azurerm_network_security_rule', 'azurerm_pim_eligible_role_assignment', 'azurerm_private_dns_zone_virtual_network_link', 'azurerm_resource_group',
  'azurerm_role_assignment', 'azurerm_role_definition', 'azurerm_route', 'azurerm_route_table', 'azurerm_storage_account_customer_managed_key', 'azurerm_storage_account_network_rules',
  'azurerm_storage_container', 'azurerm_storage_data_lake_gen2_filesystem', 'azurerm_storage_management_policy', 'azurerm_storage_share', 'azurerm_subnet',
  'azurerm_subnet_nat_gateway_association', 'azurerm_subnet_network_security_group_association', 'azurerm_subnet_route_table_association', 'azurerm_user_assigned_identity',
  'azurerm_virtual_network',
]);

/** Types of azapi without their versions, in lower case. */
const FREE_AZAPI_TYPES = /^microsoft\.storage\/storageaccounts\/queueservices\/queues$|^microsoft\.machinelearningservices\/workspaces$|^microsoft\.machinelearningservices\/(registries|workspaces)\/(batchendpoints|batchendpoints\/deployments|components|connections|data|datastores|environments|featuresets|featurestoreentities|jobs|models|onlineendpoints)(\/versions)?$/;

/** Providers of what isn't billed by Azure as such. */
const OTHER_PROVIDERS = /^(azuread|azuredevops|kubernetes|random|time|tls)_/;

/** Whether a resource costs nothing by itself. */
export function isFree(type: string, azapiType: string | undefined): boolean {
  return FREE_TYPES.has(type) || OTHER_PROVIDERS.test(type) || (azapiType !== undefined && FREE_AZAPI_TYPES.test(azapiType));
}
