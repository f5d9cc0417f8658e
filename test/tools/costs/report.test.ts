import { costDrivers } from '../../../tools/costs/cost-drivers';
import { parsePriceList } from '../../../tools/costs/price-file';
import { costJson, costReport } from '../../../tools/costs/report';
import { STACKS, stackOf } from './stacks';

const LAB = [{ environment: 'lab', costs: costDrivers(STACKS) }];

const PRICES = parsePriceList(
  `currency: EUR
asOf: 2026-11-01
prices:
  - { region: westeurope, sku: Standard_D4s_v5, unit: hour, price: 0.2 }
  - { region: westeurope, sku: Standard_D4s_v5 LowPriority, unit: hour, price: 0.04 }
  - { region: westeurope, sku: Standard_D2s_v5, unit: month, price: 73 }
  - { region: westeurope, sku: container registry premium, unit: month, price: 50 }
  - { region: westeurope, sku: Key Vault HSM key, unit: month, price: 1 }
  - { region: westeurope, sku: Private Endpoint, unit: hour, price: 0.01 }
  - { region: westeurope, sku: Azure Firewall Standard, unit: hour, price: 1.25 }
  - { region: westeurope, sku: Storage Standard ZRS Hot, unit: GB-month, price: 0.023 }
  - { region: westeurope, sku: Log Analytics PerGB2018, unit: GB, price: 3 }
  - { region: northeurope, sku: Standard_D4s_v5, unit: hour, price: 0.3 }
`,
  'prices.yaml',
);

const GATEWAY = [{ environment: 'one', costs: costDrivers([stackOf('azurerm_nat_gateway', { name: 'ng', location: 'westeurope' })]) }];
const priced = (price: number, unit: string) => parsePriceList(JSON.stringify({ currency: 'EUR', asOf: '2026-11-01', prices: [{ region: 'westeurope', sku: 'NAT Gateway', unit, price }] }), 'prices.json');

describe('the table of cost drivers', () => {
  test('says what costs money, and nothing of how much', () => {
    expect(costReport(LAB, undefined)).toBe(`Cost drivers of lab
What                                             SKU                          Region       Count        Priority     Hours/month  Idle shutdown  Address
container registry crlab                         Container Registry Premium   westeurope   1            –            730          –              lab-platform/azurerm_container_registry.Registry_1
container registry crlab, replica                Container Registry Premium   northeurope  1            –            730          –              lab-platform/azurerm_container_registry.Registry_1
storage account stlab                            Storage Standard ZRS Hot     westeurope   by GB-month  –            –            –              lab-platform/azurerm_storage_account.Storage_1
key vault kv-lab                                 Key Vault premium            westeurope   by requests  –            –            –              lab-platform/azurerm_key_vault.Vault_1
key hard, each version in use                    Key Vault HSM key            westeurope   1..?         –            730          –              lab-platform/azurerm_key_vault_key.Hard_1
logs written to log-lab                          Log Analytics PerGB2018      westeurope   0..60.8 GB   –            –            –              lab-platform/azurerm_log_analytics_workspace.Logs_1
logs kept 90 days in log-lab, 31 of them free    Log Analytics retention      westeurope   by GB-month  –            –            –              lab-platform/azurerm_log_analytics_workspace.Logs_1
NAT gateway ng-lab                               NAT Gateway                  westeurope   1            –            730          –              lab-platform/azurerm_nat_gateway.Nat_1
public address pip-lab                           Public IP Standard           westeurope   1            –            730          –              lab-platform/azurerm_public_ip.Ip_1
private endpoints                                Private Endpoint             westeurope   2            –            730          –              lab-platform/azurerm_private_endpoint.*
private endpoints                                Private Endpoint             northeurope  1            –            730          –              lab-platform/azurerm_private_endpoint.*
compute cluster cheap                            Standard_D4s_v5 LowPriority  westeurope   0..4         LowPriority  730          after 5 min    lab-ml/azurerm_machine_learning_compute_cluster.Cheap_1
compute cluster ready                            Standard_D4s_v5              westeurope   1..3         Dedicated    730          after 15 min   lab-ml/azurerm_machine_learning_compute_cluster.Ready_1
compute instance ci-first                        Standard_D2s_v5              westeurope   1            –            0..730       after 30 min   lab-ml/azapi_resource.Instance_1
online deployment blue                           Standard_DS3_v2              westeurope   2            –            730          –              lab-ml/azapi_resource.Blue_1
online deployment green                          Standard_DS3_v2              westeurope   1..5         –            730          –              lab-ml/azapi_resource.Green_1
firewall of the managed network of mlw-lab       Azure Firewall Standard      westeurope   1            –            730          –              lab-ml/azurerm_machine_learning_workspace.Workspace_1
private endpoints of managed networks, by rules  Private Endpoint             westeurope   1            –            730          –              lab-ml/azurerm_machine_learning_workspace_network_outbound_rule_private_endpoint.*
AKS cluster aks-lab                              AKS Standard                 westeurope   1            –            730          –              lab-aks/azurerm_kubernetes_cluster.Cluster_1
AKS node pool system                             Standard_D4s_v5              westeurope   1..3         Regular      730          –              lab-aks/azurerm_kubernetes_cluster.Cluster_1
AKS load balancer                                Load Balancer Standard       westeurope   1            –            730          –              lab-aks/azurerm_kubernetes_cluster.Cluster_1
AKS load balancer address                        Public IP Standard           westeurope   1            –            730          –              lab-aks/azurerm_kubernetes_cluster.Cluster_1
AKS node pool spot                               Standard_NC4as_T4_v3 Spot    westeurope   0..2         Spot         730          –              lab-aks/azurerm_kubernetes_cluster_node_pool.Spot_1
AKS node pool fixed                              Standard_D4s_v5              westeurope   2            Regular      730          –              lab-aks/azurerm_kubernetes_cluster_node_pool.Fixed_1
Not assessed, may cost money: lab-platform/azurerm_unheard_of.Thing_1

No money without prices: name a file of them with --prices.
`);
  });

  test('says how much at the prices of a file, and that the rest is unpriced', () => {
    expect(costReport(LAB, PRICES)).toBe(`Cost drivers of lab
What                                             SKU                          Region       Count        Priority     Hours/month  Idle shutdown  EUR/month           Address
container registry crlab                         Container Registry Premium   westeurope   1            –            730          –              50.00               lab-platform/azurerm_container_registry.Registry_1
container registry crlab, replica                Container Registry Premium   northeurope  1            –            730          –              unpriced            lab-platform/azurerm_container_registry.Registry_1
storage account stlab                            Storage Standard ZRS Hot     westeurope   by GB-month  –            –            –              0.023 per GB-month  lab-platform/azurerm_storage_account.Storage_1
key vault kv-lab                                 Key Vault premium            westeurope   by requests  –            –            –              unpriced            lab-platform/azurerm_key_vault.Vault_1
key hard, each version in use                    Key Vault HSM key            westeurope   1..?         –            730          –              1 per month         lab-platform/azurerm_key_vault_key.Hard_1
logs written to log-lab                          Log Analytics PerGB2018      westeurope   0..60.8 GB   –            –            –              0.00..182.50        lab-platform/azurerm_log_analytics_workspace.Logs_1
logs kept 90 days in log-lab, 31 of them free    Log Analytics retention      westeurope   by GB-month  –            –            –              unpriced            lab-platform/azurerm_log_analytics_workspace.Logs_1
NAT gateway ng-lab                               NAT Gateway                  westeurope   1            –            730          –              unpriced            lab-platform/azurerm_nat_gateway.Nat_1
public address pip-lab                           Public IP Standard           westeurope   1            –            730          –              unpriced            lab-platform/azurerm_public_ip.Ip_1
private endpoints                                Private Endpoint             westeurope   2            –            730          –              14.60               lab-platform/azurerm_private_endpoint.*
private endpoints                                Private Endpoint             northeurope  1            –            730          –              unpriced            lab-platform/azurerm_private_endpoint.*
compute cluster cheap                            Standard_D4s_v5 LowPriority  westeurope   0..4         LowPriority  730          after 5 min    0.00..116.80        lab-ml/azurerm_machine_learning_compute_cluster.Cheap_1
compute cluster ready                            Standard_D4s_v5              westeurope   1..3         Dedicated    730          after 15 min   146.00..438.00      lab-ml/azurerm_machine_learning_compute_cluster.Ready_1
compute instance ci-first                        Standard_D2s_v5              westeurope   1            –            0..730       after 30 min   0.00..73.00         lab-ml/azapi_resource.Instance_1
online deployment blue                           Standard_DS3_v2              westeurope   2            –            730          –              unpriced            lab-ml/azapi_resource.Blue_1
online deployment green                          Standard_DS3_v2              westeurope   1..5         –            730          –              unpriced            lab-ml/azapi_resource.Green_1
firewall of the managed network of mlw-lab       Azure Firewall Standard      westeurope   1            –            730          –              912.50              lab-ml/azurerm_machine_learning_workspace.Workspace_1
private endpoints of managed networks, by rules  Private Endpoint             westeurope   1            –            730          –              7.30                lab-ml/azurerm_machine_learning_workspace_network_outbound_rule_private_endpoint.*
AKS cluster aks-lab                              AKS Standard                 westeurope   1            –            730          –              unpriced            lab-aks/azurerm_kubernetes_cluster.Cluster_1
AKS node pool system                             Standard_D4s_v5              westeurope   1..3         Regular      730          –              146.00..438.00      lab-aks/azurerm_kubernetes_cluster.Cluster_1
AKS load balancer                                Load Balancer Standard       westeurope   1            –            730          –              unpriced            lab-aks/azurerm_kubernetes_cluster.Cluster_1
AKS load balancer address                        Public IP Standard           westeurope   1            –            730          –              unpriced            lab-aks/azurerm_kubernetes_cluster.Cluster_1
AKS node pool spot                               Standard_NC4as_T4_v3 Spot    westeurope   0..2         Spot         730          –              unpriced            lab-aks/azurerm_kubernetes_cluster_node_pool.Spot_1
AKS node pool fixed                              Standard_D4s_v5              westeurope   2            Regular      730          –              292.00              lab-aks/azurerm_kubernetes_cluster_node_pool.Fixed_1
Total: 1568.40..2524.70 EUR per month, idle to most, at prices of 2026-11-01; without 12 unpriced and 2 by use
Not assessed, may cost money: lab-platform/azurerm_unheard_of.Thing_1

Prices that nothing was found for: Standard_D4s_v5 by the hour in northeurope
`);
  });

  test('has no total where nothing has a price', () => {
    expect(costReport(GATEWAY, parsePriceList(JSON.stringify({ currency: 'USD', asOf: '2026-11-01', prices: [{ region: 'eastus', sku: 'NAT Gateway', unit: 'hour', price: 1 }] }), 'prices.json'))).toBe(`Cost drivers of one
What            SKU          Region      Count  Priority  Hours/month  Idle shutdown  USD/month  Address
NAT gateway ng  NAT Gateway  westeurope  1      –         730          –              unpriced   lab-one/azurerm_nat_gateway.It_1
Total: unpriced per month, idle to most, at prices of 2026-11-01; without 1 unpriced

Prices that nothing was found for: NAT Gateway by the hour in eastus
`);
  });

  test('has a total without reservations where everything has a price, one of nothing too', () => {
    expect(costReport(GATEWAY, priced(0, 'hour'))).toBe(`Cost drivers of one
What            SKU          Region      Count  Priority  Hours/month  Idle shutdown  EUR/month  Address
NAT gateway ng  NAT Gateway  westeurope  1      –         730          –              0.00       lab-one/azurerm_nat_gateway.It_1
Total: 0.00 EUR per month, idle to most, at prices of 2026-11-01

Every price was used.
`);
  });

  test('counts the prices without a driver where they are many', () => {
    const prices = Array.from({ length: 14 }, (_, index) => ({ region: 'westeurope', sku: `Sku ${index + 1}`, unit: 'hour', price: 1 }));
    expect(costReport([], parsePriceList(JSON.stringify({ currency: 'EUR', asOf: '2026-11-01', prices }), 'prices.json'))).toBe(
      `Prices that nothing was found for: ${Array.from({ length: 12 }, (_, index) => `Sku ${index + 1} by the hour in westeurope`).join(', ')}, 2 more\n`,
    );
  });

  test.each([
    ['hour', 0.1, 73],
    ['month', 73, 73],
  ])('takes a price by the %s', (unit, price, monthly) => {
    expect(costJson(GATEWAY, priced(price, unit))).toMatchObject({ environments: [{ total: { idle: monthly, max: monthly } }] });
  });

  test('finds no price in another unit', () => {
    expect(costJson(GATEWAY, priced(1, 'GB'))).toMatchObject({ environments: [{ drivers: [{ cost: { kind: 'unpriced' } }] }], unusedPrices: [{ unit: 'GB' }] });
  });
});

describe('the JSON of cost drivers', () => {
  const DRIVER = { stack: 'lab-one', address: 'azurerm_nat_gateway.It_1', what: 'NAT gateway ng', sku: 'NAT Gateway', charge: { by: 'time', count: { min: 1, max: 1 }, hours: { min: 730, max: 730 } }, region: 'westeurope' };

  test('has the same without prices', () => {
    expect(costJson(GATEWAY, undefined)).toEqual({ environments: [{ environment: 'one', drivers: [DRIVER], notAssessed: [] }] });
  });

  test('has what each one costs, the total and the date of the prices', () => {
    expect(costJson(GATEWAY, priced(0.1, 'hour'))).toEqual({
      environments: [{ environment: 'one', drivers: [{ ...DRIVER, cost: { kind: 'priced', monthly: { idle: 73, max: 73 } } }], notAssessed: [], total: { idle: 73, max: 73 } }],
      currency: 'EUR', asOf: '2026-11-01', unusedPrices: [],
    });
  });

  test('has no total where nothing has a price: an unknown cost is not zero', () => {
    const storage = [{ environment: 'one', costs: costDrivers([stackOf('azurerm_storage_account', { name: 'st', location: 'westeurope', account_tier: 'Standard', account_replication_type: 'LRS', access_tier: 'Cool' })]) }];
    const list = parsePriceList(JSON.stringify({ currency: 'EUR', asOf: '2026-11-01', prices: [{ region: 'westeurope', sku: 'Storage Standard LRS Cool', unit: 'GB-month', price: 0.01 }] }), 'prices.json');
    expect(costJson(storage, list)).toMatchObject({ environments: [{ environment: 'one', drivers: [{ cost: { kind: 'byUse', price: 0.01, unit: 'GB-month' } }] }] });
    expect(JSON.stringify(costJson(storage, list))).not.toContain('total');
  });
});
