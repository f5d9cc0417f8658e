import type { Attributes } from './attributes';
import { minutesOf } from './attributes';
import type { Finding, Range } from './cost-driver';
import { always, ALWAYS, exactly, vmSku } from './cost-driver';
import type { StackResource, StackResources } from './stack-resources';

/** Finds what a resource costs money for. */
export type Reader = (resource: StackResource, stack: StackResources) => readonly Finding[];

/** Log Analytics keeps logs so long without charge. */
const FREE_LOG_DAYS = 31;
const DAYS_PER_MONTH = 730 / 24;

const NOT_SET = 'not set';

/** Readers of resources that are a driver each. */
export const AZURERM_READERS: Readonly<Record<string, Reader>> = {
  azurerm_machine_learning_compute_cluster: ({ block }) => {
    const scale = block.child('scale_settings');
    const priority = block.text('vm_priority');
    return [{
      what: `compute cluster ${block.text('name')}`,
      sku: vmSku(block.text('vm_size') ?? NOT_SET, priority),
      charge: always({ min: scale.number('min_node_count'), max: scale.number('max_node_count') }),
      priority,
      idleShutdown: afterMinutes(minutesOf(scale.text('scale_down_nodes_after_idle_duration'))),
    }];
  },
  azurerm_machine_learning_compute_instance: ({ block }) => [{ what: `compute instance ${block.text('name')}`, sku: vmSku(block.text('virtual_machine_size') ?? NOT_SET), charge: always(1) }],
  azurerm_kubernetes_cluster: ({ block }) => {
    const network = block.child('network_profile');
    const balanced = ['loadBalancer', undefined].includes(network.text('outbound_type'));
    return [
      { what: `AKS cluster ${block.text('name')}`, sku: `AKS ${block.text('sku_tier') ?? 'Free'}`, charge: always(1) },
      nodePool(block.child('default_node_pool')),
      ...(balanced ? [{ what: 'AKS load balancer', sku: 'Load Balancer Standard', charge: always(1) }, { what: 'AKS load balancer address', sku: 'Public IP Standard', charge: always(1) }] : []),
    ];
  },
  azurerm_kubernetes_cluster_node_pool: ({ block }) => [nodePool(block)],
  azurerm_linux_virtual_machine_scale_set: ({ block }) => {
    const priority = block.text('priority') ?? 'Regular';
    // Who scales it, a setting of Azure Monitor or a pool of Azure DevOps, knows the most.
    return [{ what: `machines of ${block.text('name')}`, sku: vmSku(block.text('sku') ?? NOT_SET, priority), charge: always({ min: block.number('instances'), max: undefined }), priority }];
  },
  azurerm_container_registry: ({ block }) => [
    { what: `container registry ${block.text('name')}`, sku: `Container Registry ${block.text('sku')}`, charge: always(1) },
    ...block.children('georeplications').map((replica) => ({ what: `container registry ${block.text('name')}, replica`, region: replica.text('location'), sku: `Container Registry ${block.text('sku')}`, charge: always(1) })),
  ],
  azurerm_storage_account: ({ block }) => [{
    what: `storage account ${block.text('name')}`,
    sku: `Storage ${block.text('account_tier')} ${block.text('account_replication_type')} ${block.text('access_tier') ?? 'Hot'}`,
    charge: { by: 'GB-month', amount: exactly(undefined) },
  }],
  azurerm_key_vault: ({ block }) => [{ what: `key vault ${block.text('name')}`, sku: `Key Vault ${block.text('sku_name')}`, charge: { by: 'requests' } }],
  azurerm_key_vault_key: ({ block }) => (/-HSM$/.test(block.text('key_type') ?? '') ? [{ what: `key ${block.text('name')}, each version in use`, sku: 'Key Vault HSM key', charge: always({ min: 1, max: undefined }) }] : []),
  azurerm_nat_gateway: ({ block }) => [{ what: `NAT gateway ${block.text('name')}`, sku: 'NAT Gateway', charge: always(1) }],
  azurerm_public_ip: ({ block }) => [{ what: `public address ${block.text('name')}`, sku: `Public IP ${block.text('sku') ?? 'Standard'}`, charge: always(1) }],
  azurerm_monitor_workspace: ({ block }) => [{ what: `metrics of ${block.text('name')}`, sku: 'Azure Monitor workspace', charge: { by: 'requests' } }],
  azurerm_log_analytics_workspace: ({ block }) => logAnalytics(block),
  azurerm_virtual_network_peering: ({ block }) => [{ what: `traffic of peering ${block.text('name')}`, sku: 'VNet Peering', charge: { by: 'GB', amount: exactly(undefined) } }],
  azurerm_cognitive_account: ({ block }) => [{ what: `AI service ${block.text('name')}`, sku: `${block.text('kind')} ${block.text('sku_name')}`, charge: { by: 'requests' } }],
  azurerm_eventgrid_system_topic_event_subscription: ({ block }) => [{ what: `events of subscription ${block.text('name')}`, sku: 'Event Grid Basic', charge: { by: 'requests' } }],
  azurerm_search_service: ({ block }) => [{
    what: `search service ${block.text('name')}, units`,
    sku: `AI Search ${block.text('sku')}`,
    charge: always((block.number('replica_count') ?? 1) * (block.number('partition_count') ?? 1)),
  }],
  azurerm_kusto_cluster: ({ block }) => {
    const sku = block.child('sku');
    const scale = block.child('optimized_auto_scale');
    const scaled = { min: scale.number('minimum_instances'), max: scale.number('maximum_instances') };
    const count = scale.has('minimum_instances') ? scaled : exactly(sku.number('capacity'));
    const stops = block.flag('auto_stop_enabled');
    // Azure adds a mark-up for each core to the price of the machines, and the development SKU has none.
    return [{
      what: `Data Explorer cluster ${block.text('name')}`,
      sku: `Data Explorer ${sku.text('name') ?? NOT_SET}`,
      charge: stops ? { by: 'time', count, hours: { min: 0, max: ALWAYS.max } } : always(count),
      idleShutdown: stops ? 'after days without use' : undefined,
    }];
  },
  azurerm_eventhub_namespace: ({ block }) => {
    const capacity = block.number('capacity') ?? 1;
    return [{ what: `Event Hubs namespace ${block.text('name')}, units`, sku: `Event Hubs ${block.text('sku')}`, charge: always({ min: capacity, max: block.number('maximum_throughput_units') ?? capacity }) }];
  },
  azurerm_eventhub: ({ block }) => (block.has('capture_description') ? [{ what: `capture of event hub ${block.text('name')}, for each throughput unit of its namespace`, sku: 'Event Hubs Capture', charge: always(exactly(undefined)) }] : []),
  azurerm_data_factory_pipeline: ({ block }) => [{ what: `runs of data factory pipeline ${block.text('name')}`, sku: 'Data Factory pipeline', charge: { by: 'requests' } }],
  azurerm_data_factory_integration_runtime_azure: ({ block }) => [{ what: `hours of data integration units of runtime ${block.text('name')}`, sku: 'Data Factory runtime', charge: { by: 'time', count: { min: 0, max: undefined }, hours: { min: 0, max: undefined } } }],
};

/** Types of which those in one region are one driver. */
export const COUNTED_TYPES: Readonly<Record<string, { readonly what: string; readonly sku: string }>> = {
  azurerm_private_endpoint: { what: 'private endpoints', sku: 'Private Endpoint' },
  azurerm_machine_learning_workspace_network_outbound_rule_private_endpoint: { what: 'private endpoints of managed networks, by rules', sku: 'Private Endpoint' },
  azurerm_data_factory_managed_private_endpoint: { what: 'private endpoints of data factories', sku: 'Private Endpoint' },
  azurerm_kusto_cluster_managed_private_endpoint: { what: 'private endpoints of Data Explorer clusters', sku: 'Private Endpoint' },
  azurerm_private_dns_zone: { what: 'private DNS zones', sku: 'Private DNS Zone' },
  azurerm_virtual_hub_connection: { what: 'connections to virtual hubs', sku: 'Virtual Hub Connection' },
  azurerm_monitor_metric_alert: { what: 'metric alert rules', sku: 'Metric Alert Rule' },
  azurerm_monitor_scheduled_query_rules_alert_v2: { what: 'log alert rules', sku: 'Log Alert Rule' },
};

function nodePool(pool: Attributes): Finding {
  const priority = pool.text('priority') ?? 'Regular';
  const nodes = pool.flag('auto_scaling_enabled') ? { min: pool.number('min_count'), max: pool.number('max_count') } : exactly(pool.number('node_count'));
  return { what: `AKS node pool ${pool.text('name')}`, sku: vmSku(pool.text('vm_size') ?? NOT_SET, priority), charge: { by: 'time', count: nodes, hours: ALWAYS }, priority };
}

function logAnalytics(block: Attributes): Finding[] {
  const days = block.number('retention_in_days') ?? 30;
  const quota = block.number('daily_quota_gb') ?? -1;
  const amount: Range = quota < 0 ? exactly(undefined) : { min: 0, max: quota * DAYS_PER_MONTH };
  const name = block.text('name');
  return [
    { what: `logs written to ${name}`, sku: `Log Analytics ${block.text('sku') ?? 'PerGB2018'}`, charge: { by: 'GB', amount } },
    ...(days > FREE_LOG_DAYS ? [{ what: `logs kept ${days} days in ${name}, ${FREE_LOG_DAYS} of them free`, sku: 'Log Analytics retention', charge: { by: 'GB-month' as const, amount: exactly(undefined) } }] : []),
  ];
}

function afterMinutes(minutes: number | undefined): string | undefined {
  return minutes === undefined ? undefined : `after ${minutes} min`;
}
