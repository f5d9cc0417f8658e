import type { SynthesisedStack } from '../../../tools/costs/cost-drivers';

const WORKSPACE = '${azurerm_machine_learning_workspace.Workspace_1.id}';
const REGION = { location: 'westeurope' };

const instance = (properties: object): object => ({
  type: 'Microsoft.MachineLearningServices/workspaces/computes@2025-12-01', name: 'ci-first', parent_id: WORKSPACE, ...REGION,
  body: { properties: { computeType: 'ComputeInstance', properties } },
});

/** Two stacks with a driver of every kind; the numbers are small enough to check by hand. */
export const STACKS: readonly SynthesisedStack[] = [
  {
    name: 'lab-platform',
    json: {
      resource: {
        azurerm_resource_group: { Group_1: { ...REGION, name: 'rg' } },
        azurerm_container_registry: { Registry_1: { ...REGION, name: 'crlab', sku: 'Premium', georeplications: [{ location: 'northeurope' }] } },
        azurerm_storage_account: { Storage_1: { ...REGION, name: 'stlab', account_tier: 'Standard', account_replication_type: 'ZRS' } },
        azurerm_key_vault: { Vault_1: { ...REGION, name: 'kv-lab', sku_name: 'premium' } },
        azurerm_key_vault_key: { Soft_1: { name: 'soft', key_type: 'RSA', key_vault_id: '${azurerm_key_vault.Vault_1.id}' }, Hard_1: { name: 'hard', key_type: 'RSA-HSM', key_vault_id: '${azurerm_key_vault.Vault_1.id}' } },
        azurerm_log_analytics_workspace: { Logs_1: { ...REGION, name: 'log-lab', retention_in_days: 90, daily_quota_gb: 2, sku: 'PerGB2018' } },
        azurerm_private_endpoint: { One_1: REGION, Two_1: REGION, Far_1: { location: 'North Europe' } },
        azurerm_nat_gateway: { Nat_1: { ...REGION, name: 'ng-lab' } },
        azurerm_public_ip: { Ip_1: { ...REGION, name: 'pip-lab', sku: 'Standard' } },
        azurerm_unheard_of: { Thing_1: { ...REGION } },
      },
    },
  },
  {
    name: 'lab-ml',
    json: {
      resource: {
        azurerm_machine_learning_workspace: { Workspace_1: { ...REGION, name: 'mlw-lab' } },
        azurerm_machine_learning_workspace_network_outbound_rule_fqdn: { A_1: { workspace_id: WORKSPACE, destination_fqdn: 'pypi.org' }, B_1: { workspace_id: WORKSPACE, destination_fqdn: 'github.com' } },
        azurerm_machine_learning_workspace_network_outbound_rule_private_endpoint: { C_1: { workspace_id: WORKSPACE } },
        azurerm_machine_learning_compute_cluster: {
          Cheap_1: { name: 'cheap', machine_learning_workspace_id: WORKSPACE, vm_size: 'Standard_D4s_v5', vm_priority: 'LowPriority', scale_settings: { min_node_count: 0, max_node_count: 4, scale_down_nodes_after_idle_duration: 'PT300S' } },
          Ready_1: { name: 'ready', machine_learning_workspace_id: WORKSPACE, vm_size: 'Standard_D4s_v5', vm_priority: 'Dedicated', scale_settings: [{ min_node_count: 1, max_node_count: 3, scale_down_nodes_after_idle_duration: 'PT15M' }] },
        },
        azapi_resource: {
          Instance_1: instance({ vmSize: 'Standard_D2s_v5', idleTimeBeforeShutdown: 'PT30M' }),
          Blue_1: { type: 'Microsoft.MachineLearningServices/workspaces/onlineEndpoints/deployments@2025-09-01', name: 'blue', ...REGION, body: { properties: { endpointComputeType: 'Managed', instanceType: 'Standard_DS3_v2' }, sku: { name: 'Default', capacity: 2 } } },
          Green_1: { type: 'Microsoft.MachineLearningServices/workspaces/onlineEndpoints/deployments@2025-09-01', name: 'green', ...REGION, body: { properties: { endpointComputeType: 'Managed', instanceType: 'Standard_DS3_v2' }, sku: { name: 'Default', capacity: 1 } } },
        },
        azurerm_monitor_autoscale_setting: { Scale_1: { ...REGION, target_resource_id: '${azapi_resource.Green_1.id}', profile: [{ capacity: { minimum: 1, default: 1, maximum: 5 } }] } },
      },
    },
  },
  {
    name: 'lab-aks',
    json: {
      resource: {
        azurerm_kubernetes_cluster: { Cluster_1: { ...REGION, name: 'aks-lab', sku_tier: 'Standard', network_profile: { outbound_type: 'loadBalancer' }, default_node_pool: { name: 'system', vm_size: 'Standard_D4s_v5', auto_scaling_enabled: true, min_count: 1, max_count: 3 } } },
        azurerm_kubernetes_cluster_node_pool: {
          Spot_1: { name: 'spot', kubernetes_cluster_id: '${azurerm_kubernetes_cluster.Cluster_1.id}', vm_size: 'Standard_NC4as_T4_v3', priority: 'Spot', auto_scaling_enabled: true, min_count: 0, max_count: 2 },
          Fixed_1: { name: 'fixed', kubernetes_cluster_id: '${azurerm_kubernetes_cluster.Cluster_1.id}', vm_size: 'Standard_D4s_v5', node_count: 2 },
        },
      },
    },
  },
];

/** One resource in a stack of its own. */
export function stackOf(type: string, block: object, others: object = {}): SynthesisedStack {
  return { name: 'lab-one', json: { resource: { [type]: { It_1: block }, ...others } } };
}
