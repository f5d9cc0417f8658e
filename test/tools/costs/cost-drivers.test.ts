import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SynthesisedStack } from '../../../tools/costs/cost-drivers';
import { costDrivers } from '../../../tools/costs/cost-drivers';
import { synthesisedLandscape } from '../../support/landscape';
import { stackOf } from './stacks';

const ROOT = join(__dirname, '../../..');
const REGION = { location: 'westeurope' };

const driversOf = (stack: SynthesisedStack) => costDrivers([stack]).drivers;
const only = (stack: SynthesisedStack) => driversOf(stack).map(({ what, sku, charge, region }) => ({ what, sku, charge, region }));
const always = (min: number | undefined, max = min) => ({ by: 'time', count: { min, max }, hours: { min: 730, max: 730 } });
const azapi = (type: string, body: object, others: object = {}) => stackOf('azapi_resource', { type: `Microsoft.MachineLearningServices/${type}@2025-09-01`, name: 'it', ...REGION, body }, others);

describe('costDrivers', () => {
  test('reads a compute instance that azurerm made, which nothing stops', () => {
    expect(only(stackOf('azurerm_machine_learning_compute_instance', { ...REGION, name: 'ci', virtual_machine_size: 'Standard_D2s_v5' }))).toEqual([{ what: 'compute instance ci', sku: 'Standard_D2s_v5', charge: always(1), region: 'westeurope' }]);
  });

  test('reads an AKS cluster without a tier and behind a gateway of its own', () => {
    const cluster = { ...REGION, name: 'aks', network_profile: { outbound_type: 'userAssignedNATGateway' }, default_node_pool: { name: 'system', vm_size: 'Standard_D4s_v5', node_count: 2 } };
    expect(only(stackOf('azurerm_kubernetes_cluster', cluster))).toEqual([
      { what: 'AKS cluster aks', sku: 'AKS Free', charge: always(1), region: 'westeurope' },
      { what: 'AKS node pool system', sku: 'Standard_D4s_v5', charge: always(2), region: 'westeurope' },
    ]);
  });

  test('reads logs without a quota, kept no longer than is free', () => {
    expect(only(stackOf('azurerm_log_analytics_workspace', { ...REGION, name: 'log', retention_in_days: 30 }))).toEqual([{ what: 'logs written to log', sku: 'Log Analytics PerGB2018', charge: { by: 'GB', amount: { min: undefined, max: undefined } }, region: 'westeurope' }]);
  });

  test('multiplies replicas and partitions of a search service', () => {
    expect(only(stackOf('azurerm_search_service', { ...REGION, name: 'srch', sku: 'standard', replica_count: 3, partition_count: 2 }))).toEqual([{ what: 'search service srch, units', sku: 'AI Search standard', charge: always(6), region: 'westeurope' }]);
  });

  test('reads a data explorer cluster, with machines by the load, and one that stops by itself', () => {
    const cluster = { ...REGION, name: 'dec', sku: { name: 'Standard_E2ads_v5', capacity: 2 } };
    expect(only(stackOf('azurerm_kusto_cluster', cluster))).toEqual([{ what: 'Data Explorer cluster dec', sku: 'Data Explorer Standard_E2ads_v5', charge: always(2), region: 'westeurope' }]);
    expect(only(stackOf('azurerm_kusto_cluster', { ...cluster, optimized_auto_scale: { minimum_instances: 2, maximum_instances: 6 } }))).toMatchObject([{ charge: always(2, 6) }]);
    expect(driversOf(stackOf('azurerm_kusto_cluster', { ...cluster, auto_stop_enabled: true }))).toMatchObject([{ charge: { by: 'time', count: { min: 2, max: 2 }, hours: { min: 0, max: 730 } }, idleShutdown: 'after days without use' }]);
  });

  test('reads the units of an Event Hubs namespace, and its captures', () => {
    expect(only(stackOf('azurerm_eventhub_namespace', { ...REGION, name: 'evhns', sku: 'Standard', capacity: 1, maximum_throughput_units: 4 }))).toEqual([{ what: 'Event Hubs namespace evhns, units', sku: 'Event Hubs Standard', charge: always(1, 4), region: 'westeurope' }]);
    expect(only(stackOf('azurerm_eventhub_namespace', { ...REGION, name: 'evhns', sku: 'Premium', capacity: 2 }))).toMatchObject([{ sku: 'Event Hubs Premium', charge: always(2) }]);
    expect(only(stackOf('azurerm_eventhub', { name: 'telemetry' }))).toEqual([]);
    expect(only(stackOf('azurerm_eventhub', { name: 'telemetry', capture_description: { enabled: true } }))).toMatchObject([{ what: 'capture of event hub telemetry, for each throughput unit of its namespace', sku: 'Event Hubs Capture', charge: always(undefined) }]);
  });

  test('reads what a data factory runs, which nobody knows before', () => {
    expect(only(stackOf('azurerm_data_factory_pipeline', { name: 'orders' }))).toMatchObject([{ what: 'runs of data factory pipeline orders', sku: 'Data Factory pipeline', charge: { by: 'requests' } }]);
    expect(only(stackOf('azurerm_data_factory_integration_runtime_azure', { ...REGION, name: 'managed-network' }))).toMatchObject([{ what: 'hours of data integration units of runtime managed-network', sku: 'Data Factory runtime', charge: { by: 'time', count: { min: 0 }, hours: { min: 0 } } }]);
  });

  test('reads AI services, peerings and agents', () => {
    expect(only(stackOf('azurerm_cognitive_account', { ...REGION, name: 'ai', kind: 'AIServices', sku_name: 'S0' }))).toEqual([{ what: 'AI service ai', sku: 'AIServices S0', charge: { by: 'requests' }, region: 'westeurope' }]);
    expect(only(stackOf('azurerm_virtual_network_peering', { name: 'peer' }))).toEqual([{ what: 'traffic of peering peer', sku: 'VNet Peering', charge: { by: 'GB', amount: { min: undefined, max: undefined } }, region: undefined }]);
    expect(only(stackOf('azurerm_linux_virtual_machine_scale_set', { ...REGION, name: 'agents', sku: 'Standard_D2s_v5', instances: 0 }))).toEqual([{ what: 'machines of agents', sku: 'Standard_D2s_v5', charge: { by: 'time', count: { min: 0, max: undefined }, hours: { min: 730, max: 730 } }, region: 'westeurope' }]);
  });

  test('reads the images and files of an ML registry where they are', () => {
    const details = { acrDetails: [{ systemCreatedAcrAccount: { acrAccountSku: 'Premium' } }], storageAccountDetails: [{ systemCreatedStorageAccount: { storageAccountType: 'Standard_ZRS' } }] };
    const regionDetails = [{ location: 'westeurope', ...details }, { location: 'northeurope', ...details }];
    expect(only(azapi('registries', { properties: { regionDetails } })).map(({ what, sku, region }) => [what, sku, region])).toEqual([
      ['ML registry it, images', 'Container Registry Premium', 'westeurope'], ['ML registry it, files', 'Storage Standard ZRS Hot', 'westeurope'],
      ['ML registry it, images', 'Container Registry Premium', 'northeurope'], ['ML registry it, files', 'Storage Standard ZRS Hot', 'northeurope'],
    ]);
  });

  test('reads model monitors as machines that run now and then, and other schedules not at all', () => {
    const monitor = { properties: { action: { monitorDefinition: { computeConfiguration: { instanceType: 'standard_e4s_v3' } } } } };
    expect(only(azapi('workspaces/schedules', monitor))).toEqual([{ what: 'model monitor it, while it runs', sku: 'standard_e4s_v3', charge: { by: 'time', count: { min: undefined, max: undefined }, hours: { min: undefined, max: undefined } }, region: 'westeurope' }]);
    expect(only(azapi('workspaces/schedules', { properties: { action: { actionType: 'CreateJob' } } }))).toEqual([]);
  });

  test.each([
    ['attached Kubernetes', azapi('workspaces/computes', { properties: { computeType: 'Kubernetes' } })],
    ['a deployment on Kubernetes', azapi('workspaces/onlineEndpoints/deployments', { properties: { endpointComputeType: 'Kubernetes', instanceType: 'small' } })],
    ['an endpoint', azapi('workspaces/onlineEndpoints', {})],
    ['a hub', azapi('workspaces', {})],
    ['a soft key', stackOf('azurerm_key_vault_key', { key_type: 'RSA' })],
    ['a group of Entra', stackOf('azuread_group', {})],
  ])('counts no cost of %s', (_, stack) => {
    expect(costDrivers([stack])).toEqual({ drivers: [], notAssessed: [] });
  });

  test('reads clusters that azapi made', () => {
    expect(only(azapi('workspaces/computes', { properties: { computeType: 'AmlCompute', properties: { vmSize: 'Standard_D4s_v5', vmPriority: 'LowPriority', scaleSettings: { maxNodeCount: 4 } } } }))).toEqual([{ what: 'compute cluster it', sku: 'Standard_D4s_v5 LowPriority', charge: always(0, 4), region: 'westeurope' }]);
  });

  test('takes the firewall of a managed network at its SKU, once however many rules there are', () => {
    const rules = { azurerm_machine_learning_workspace_network_outbound_rule_fqdn: { A_1: { workspace_id: '${azapi_resource.It_1.id}' }, B_1: { workspace_id: '${azapi_resource.It_1.id}' } } };
    const hub = azapi('workspaces', { properties: { managedNetwork: { firewallSku: 'Basic' } } }, rules);
    expect(only(hub)).toEqual([{ what: 'firewall of the managed network of it', sku: 'Azure Firewall Basic', charge: always(1), region: 'westeurope' }]);
    const workspace = stackOf('azurerm_machine_learning_workspace', { ...REGION, name: 'mlw' }, {
      azapi_update_resource: { Net_1: { resource_id: '${azurerm_machine_learning_workspace.It_1.id}', body: { properties: { managedNetwork: { firewallSku: 'Basic' } } } } },
      azapi_resource: { Rule_1: { type: 'Microsoft.MachineLearningServices/workspaces/outboundRules@2025-09-01', parent_id: '${azurerm_machine_learning_workspace.It_1.id}', body: { properties: { type: 'FQDN' } } } },
    });
    expect(only(workspace).map(({ what, sku }) => [what, sku])).toEqual([['firewall of the managed network of mlw', 'Azure Firewall Basic']]);
  });

  test('takes the firewall of a workspace that another stack holds', () => {
    expect(driversOf(stackOf('azurerm_machine_learning_workspace_network_outbound_rule_fqdn', { workspace_id: '/subscriptions/x' })).map(({ what, address, sku }) => [what, address, sku])).toEqual([
      ['firewall of the managed network of a workspace', 'azurerm_machine_learning_workspace_network_outbound_rule_fqdn.It_1', 'Azure Firewall Standard'],
    ]);
  });

  test('does not know how many there are by count or for_each', () => {
    expect(only(stackOf('azurerm_nat_gateway', { ...REGION, name: 'ng', count: '${var.gateways}' })).map(({ charge }) => charge)).toEqual([always(undefined)]);
    expect(only(stackOf('azurerm_private_endpoint', { ...REGION, for_each: '${var.endpoints}' })).map(({ charge }) => charge)).toEqual([always(undefined)]);
  });

  test('does not know the region where the stack has several and the resource says none', () => {
    const groups = { azurerm_resource_group: { A_1: REGION, B_1: { location: 'northeurope' } } };
    expect(only(stackOf('azurerm_private_dns_zone', { name: 'zone' }, groups)).map(({ region }) => region)).toEqual([undefined]);
  });

  test('says what it can not assess', () => {
    const other = { name: 'lab-two', json: { resource: { azapi_resource: { That_1: { type: 'Microsoft.Unheard/of@2025-01-01' } } } } };
    expect(costDrivers([stackOf('azurerm_unheard_of', {}), other]).notAssessed).toEqual(['lab-one/azurerm_unheard_of.It_1', 'lab-two/azapi_resource.That_1']);
  });
});

describe('the repository', () => {
  const stacks = Object.entries(synthesisedLandscape()).map(([name, text]) => ({ name, json: JSON.parse(text) as unknown }));

  test('has no resource that is not assessed, and no driver in an unknown region', () => {
    const { drivers, notAssessed } = costDrivers(stacks);
    expect(notAssessed).toEqual([]);
    expect(drivers.filter(({ region }) => region === undefined)).toEqual([]);
  });

  test('has no construct of a type that is not assessed: give it a reader, or list it as free', () => {
    const sources = ['constructs', 'stacks'].flatMap((folder) => readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.ts')).map((path) => readFileSync(join(ROOT, folder, path), 'utf8')));
    const types = new Set(sources.flatMap((text) => [...text.matchAll(/@cdktf\/provider-azurerm\/lib\/([a-z0-9-]+)'/g)].map(([, name = '']) => name)).filter((name) => name !== 'provider' && !name.startsWith('data-')).map((name) => `azurerm_${name.replaceAll('-', '_')}`));
    const resource = Object.fromEntries([...types].map((type) => [type, { It_1: {} }]));
    expect(costDrivers([{ name: 'all', json: { resource } }]).notAssessed).toEqual([]);
  });

  test('keeps a firewall in production only, one for each managed network', () => {
    expect(costDrivers(stacks).drivers.filter(({ sku }) => sku.startsWith('Azure Firewall')).map(({ stack, what }) => [stack, what])).toEqual([
      ['prod-ml', 'firewall of the managed network of mlfs-mlops-prod-we'], ['prod-ml', 'firewall of the managed network of mlw-mlops-prod-we'],
    ]);
  });
});
