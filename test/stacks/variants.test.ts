import type { Block } from '../support/template';
import type { Changes } from '../environments/wrong';
import { Landscape, pick } from './landscape-of';

const SUBSCRIPTION = '/subscriptions/11111111-2222-4333-8444-000000000000';
const NETWORK = `${SUBSCRIPTION}/resourceGroups/rg-net/providers/Microsoft.Network/virtualNetworks/vnet`;
const VAULT = `${SUBSCRIPTION}/resourceGroups/rg/providers/Microsoft.KeyVault/vaults/kv`;
const SPARK_POOL = `${SUBSCRIPTION}/resourceGroups/rg/providers/Microsoft.Synapse/workspaces/syn/bigDataPools/spark`;
const SEARCH = `${SUBSCRIPTION}/resourceGroups/rg/providers/Microsoft.Search/searchServices/srch`;
const OTHER_REGISTRY = `${SUBSCRIPTION}/resourceGroups/rg/providers/Microsoft.MachineLearningServices/registries/mlr-lab`;
const MONITOR_SCOPE = `${SUBSCRIPTION}/resourceGroups/rg/providers/Microsoft.Insights/privateLinkScopes/ampls`;
const REASON = 'Agreed with security for the length of the pilot';

interface Variant {
  readonly what: string;
  readonly base: 'dev' | 'test' | 'prod';
  readonly changes: Changes;
  /** What is different in what is synthesised. */
  readonly seen: (landscape: Landscape) => unknown;
  readonly expected: unknown;
}

const part = (name: string): string => name.replace(/_[0-9A-F]{8}$/, '');
const names = (blocks: Readonly<Record<string, Block>>): string[] => Object.keys(blocks).map(part);
const each = (blocks: Readonly<Record<string, Block>>, ...keys: readonly string[]): Block[] => Object.values(blocks).map((block) => pick(block, ...keys));
const workspace = (landscape: Landscape): Block => landscape.stack('ml').resource('azurerm_machine_learning_workspace');
const workspaces = (landscape: Landscape): Readonly<Record<string, Block>> => landscape.stack('ml').resources('azurerm_machine_learning_workspace');
const cluster = (landscape: Landscape): Block => landscape.stack('aks').resource('azurerm_kubernetes_cluster');
const accounts = (landscape: Landscape): unknown[] => Object.values(landscape.stack('platform').resources('azurerm_storage_account')).map((account) => account['account_replication_type']);
const subnet = (output: string): unknown => expect.stringMatching(new RegExp(`-network\\.outputs\\.cross-stack-output-azurerm_subnetVirtualNetwork_${output}_[0-9A-F]{8}id\\}$`));

const instance = (landscape: Landscape): Block => Object.values(landscape.stack('ml').resources('azapi_resource')).find(({ type }) => String(type).includes('/computes@')) ?? {};

const PRIVATE = { 'access.publicNetworkAccessEnabled': false, 'access.allowedIpRanges': [], 'aks.privateCluster': true, 'aks.authorizedIpRanges': undefined };
const OWN_COMPUTE = { 'workspace.isolationMode': 'Disabled', 'workspace.outboundRules': undefined };
const EXISTING = {
  'network.subnets': undefined,
  'network.hub': undefined,
  'network.natGatewayEnabled': false,
  'network.existingVirtualNetwork': { id: NETWORK, subnets: { privateEndpoints: { name: 'snet-pe', cidr: '10.30.0.0/25' }, aksNodes: { name: 'snet-aks', cidr: '10.30.4.0/22' } } },
};
const WITHOUT_AKS = { aks: undefined, 'features.aks': false, 'features.defender': false, 'network.subnets.aksNodes': undefined };

const VARIANTS: readonly Variant[] = [
  {
    what: 'an existing network: nothing of it is made, and its owner decides the way out',
    base: 'prod', changes: EXISTING,
    seen: (landscape) => [
      landscape.stack('network').counts,
      [...new Set(Object.values(landscape.all('azurerm_private_endpoint')).map(({ subnet_id: id }) => id))],
      (cluster(landscape)['default_node_pool'] as Block)['vnet_subnet_id'],
      (cluster(landscape)['network_profile'] as Block)['outbound_type'],
    ],
    expected: [{ azurerm_resource_group: 1, azurerm_role_assignment: 1 }, [`${NETWORK}/subnets/snet-pe`], `${NETWORK}/subnets/snet-aks`, 'userDefinedRouting'],
  },
  {
    what: 'an existing network with zones of our own: they are linked to it',
    base: 'prod', changes: { ...EXISTING, 'network.privateDnsZones': { kind: 'owned' } },
    seen: (landscape) => [landscape.stack('network').counts, [...new Set(Object.values(landscape.all('azurerm_private_dns_zone_virtual_network_link')).map(({ virtual_network_id: id }) => id))]],
    expected: [{ azurerm_private_dns_zone: 10, azurerm_private_dns_zone_virtual_network_link: 10, azurerm_resource_group: 1, azurerm_role_assignment: 1 }, [NETWORK]],
  },
  {
    what: 'compute in a subnet of an existing network',
    base: 'prod', changes: { ...EXISTING, ...OWN_COMPUTE, 'network.existingVirtualNetwork': { id: NETWORK, subnets: { privateEndpoints: { name: 'pe', cidr: '10.30.0.0/25' }, training: { name: 'ml', cidr: '10.30.1.0/24' }, aksNodes: { name: 'aks', cidr: '10.30.4.0/22' } } } },
    seen: (landscape) => [...new Set(Object.values(landscape.all('azurerm_machine_learning_compute_cluster')).map(({ subnet_resource_id: id }) => id))],
    expected: [`${NETWORK}/subnets/ml`],
  },
  {
    what: 'existing zones in a network of our own',
    base: 'test', changes: { 'network.privateDnsZones': { kind: 'existing', resourceGroupId: `${SUBSCRIPTION}/resourceGroups/rg-dns` } },
    seen: (landscape) => [names(landscape.all('azurerm_private_dns_zone')), (Object.values(landscape.stack('ml').resources('azurerm_private_endpoint'))[0]?.['private_dns_zone_group'] as Block)['private_dns_zone_ids']],
    expected: [[], ['api.azureml.ms', 'notebooks.azure.net'].map((zone) => `${SUBSCRIPTION}/resourceGroups/rg-dns/providers/Microsoft.Network/privateDnsZones/privatelink.${zone}`)],
  },
  {
    what: 'zones that a policy writes to: endpoints leave their records alone, and the cluster has a zone of its own',
    base: 'prod', changes: { 'network.privateDnsZones': { kind: 'policy' } },
    seen: (landscape) => [
      names(landscape.all('azurerm_private_dns_zone')),
      [...new Set(each(landscape.all('azurerm_private_endpoint'), 'private_dns_zone_group', 'lifecycle').map((block) => JSON.stringify(block)))],
      cluster(landscape)['private_dns_zone_id'],
    ],
    expected: [[], ['{"lifecycle":{"ignore_changes":["private_dns_zone_group"]}}'], 'System'],
  },
  {
    what: 'compute in a subnet of ours, in a private workspace',
    base: 'prod', changes: { ...OWN_COMPUTE, 'network.subnets.training': 24 },
    seen: (landscape) => [
      each(landscape.all('azurerm_machine_learning_compute_cluster'), 'subnet_resource_id', 'node_public_ip_enabled'),
      Object.values(workspaces(landscape)).map((block) => [(block['managed_network'] as Block)['isolation_mode'], (block['serverless_compute'] as Block)['subnet_id'], block['public_network_access_enabled']]),
      names(landscape.stack('network').resources('azurerm_subnet_nat_gateway_association')),
      names(landscape.all('azurerm_role_assignment')).filter((name) => name.includes('ConnectionApprover')),
      names(landscape.all('azurerm_machine_learning_workspace_network_outbound_rule_fqdn')),
    ],
    expected: [
      [1, 2, 3].map(() => ({ subnet_resource_id: subnet('Training'), node_public_ip_enabled: false })),
      [1, 2].map(() => ['Disabled', subnet('Training'), false]),
      ['VirtualNetwork_AksNodes_NatGateway', 'VirtualNetwork_Training_NatGateway'],
      [],
      [],
    ],
  },
  {
    what: 'compute in a subnet of ours, in a public workspace: it goes by private endpoints, people by the allowed ranges',
    base: 'dev', changes: { ...OWN_COMPUTE, 'network.subnets.training': 24, 'network.natGatewayEnabled': true },
    seen: (landscape) => [
      workspace(landscape)['public_network_access_enabled'],
      (Object.entries(landscape.all('azurerm_network_security_group')).find(([name]) => name.includes('Training'))?.[1]['security_rule'] as Block[]).map(({ direction, access }) => `${access} ${direction}`).filter((rule, index, all) => all.indexOf(rule) === index).sort(),
      JSON.stringify(instance(landscape)['body']).includes('cross-stack-output-azurerm_subnetVirtualNetwork_Training_'),
      names(landscape.all('azurerm_private_endpoint')).map((name) => name.replace('PrivateEndpoint', '')),
    ],
    expected: [
      true,
      ['Allow Outbound', 'Deny Inbound'],
      true,
      [
        ...['ContainerRegistry_registry', 'DataLake_blob', 'DataLake_dfs', 'KeyVault_vault', 'WorkspaceStorage_blob', 'WorkspaceStorage_file', 'WorkspaceStorage_queue', 'WorkspaceStorage_table'].map((endpoint) => `dev-platform.${endpoint}`),
        'dev-ml.ModelRegistry_amlregistry',
        'dev-ml.Workspace_amlworkspace',
      ],
    ],
  },
  {
    what: 'no cluster: no stack, subnet, zone or group of it',
    base: 'prod', changes: WITHOUT_AKS,
    seen: (landscape) => [landscape.names, names(landscape.all('azurerm_subnet')), JSON.stringify(landscape.everything).includes('azmk8s')],
    expected: [['prod-network', 'prod-platform', 'prod-ml'], ['prod-network.VirtualNetwork_PrivateEndpoints'], false],
  },
  {
    what: 'no cluster in a network with zones of our own: nine zones',
    base: 'dev', changes: WITHOUT_AKS,
    seen: (landscape) => landscape.stack('network').counts['azurerm_private_dns_zone'],
    expected: 9,
  },
  {
    what: 'a private development, which has private endpoints in its own zones',
    base: 'dev', changes: PRIVATE,
    seen: (landscape) => [Object.keys(landscape.all('azurerm_private_endpoint')).length, landscape.stack('ml').counts['azapi_update_resource'], cluster(landscape)['private_cluster_enabled'], cluster(landscape)['private_dns_zone_id']],
    expected: [10, undefined, true, expect.stringMatching(/-network\.outputs\.cross-stack-output-azurerm_private_dns_zonePrivateDnsZones_privatelinkwesteuropeazmk8sio_[0-9A-F]{8}id\}$/)],
  },
  {
    what: 'a production that is open to one office for a reason',
    base: 'prod', changes: { 'access.publicNetworkAccessEnabled': true, 'access.allowedIpRanges': ['20.1.2.0/24'], 'access.reason': REASON },
    seen: (landscape) => [Object.keys(landscape.all('azurerm_private_endpoint')), each(workspaces(landscape), 'public_network_access_enabled'), Object.values(landscape.stack('ml').resources('azapi_update_resource')).map(({ body }) => body)],
    expected: [[], [1, 2].map(() => ({ public_network_access_enabled: true })), [1, 2].map(() => ({ properties: { ipAllowlist: ['20.1.2.0/24'] } }))],
  },
  {
    what: 'a feature store in development',
    base: 'dev', changes: { 'features.featureStore': true },
    seen: (landscape) => each(workspaces(landscape), 'kind', 'name', 'feature_store'),
    expected: [
      { kind: 'FeatureStore', name: 'mlfs-mlops-dev-we', feature_store: { computer_spark_runtime_version: '3.4' } },
      { kind: 'Default', name: 'mlw-mlops-dev-we', feature_store: undefined },
    ],
  },
  {
    what: 'keys of our own in a standard vault, which has none in hardware',
    base: 'prod', changes: { 'keyVault.sku': 'standard' },
    seen: (landscape) => [landscape.stack('platform').resource('azurerm_key_vault')['sku_name'], each(landscape.all('azurerm_key_vault_key'), 'key_type')],
    expected: ['standard', [1, 2, 3].map(() => ({ key_type: 'RSA' }))],
  },
  {
    what: 'keys of our own in a public environment wait for no endpoint',
    base: 'dev', changes: { 'features.customerManagedKeys': true, 'protection.purgeOnDestroyEnabled': false },
    seen: (landscape) => [...new Set(Object.values(landscape.all('azurerm_key_vault_key')).flatMap((key) => key['depends_on'] as string[]))].map(part),
    expected: ['azurerm_role_assignment.KeyVault_KeyVaultAdministratorToPlatformEngineer-000000000007'],
  },
  {
    what: "Microsoft's keys in a private environment",
    base: 'test', changes: {},
    seen: (landscape) => [names(landscape.all('azurerm_key_vault_key')), ...each(workspaces(landscape), 'encryption')],
    expected: [[], { encryption: undefined }, { encryption: undefined }],
  },
  {
    what: 'an attached Spark pool',
    base: 'dev', changes: { 'features.synapseSpark': true, 'compute.synapseSpark': { name: 'spark', sparkPoolId: SPARK_POOL } },
    seen: (landscape) => each(landscape.all('azurerm_machine_learning_synapse_spark'), 'name', 'synapse_spark_pool_id', 'tags'),
    expected: [{ name: 'spark', synapse_spark_pool_id: SPARK_POOL, tags: undefined }],
  },
  {
    what: 'no hub',
    base: 'prod', changes: { 'network.hub': undefined },
    seen: (landscape) => names(landscape.all('azurerm_virtual_network_peering')),
    expected: [],
  },
  {
    what: 'a hub in development',
    base: 'dev', changes: { 'network.hub': { virtualNetworkId: NETWORK, addressSpace: ['10.0.0.0/16', '10.1.0.0/16'], useRemoteGateways: false } },
    seen: (landscape) => each(landscape.all('azurerm_virtual_network_peering'), 'remote_virtual_network_id', 'use_remote_gateways', 'triggers'),
    expected: [{ remote_virtual_network_id: NETWORK, use_remote_gateways: false, triggers: { remote_address_space: '10.0.0.0/16,10.1.0.0/16' } }],
  },
  {
    what: 'approved service tags and private endpoints',
    base: 'prod', changes: { 'workspace.outboundRules': { serviceTags: { sql: { serviceTag: 'AzureMonitor', protocol: 'TCP', ports: '443,1433' } }, privateEndpoints: { vault: { targetId: VAULT, group: 'vault', sparkEnabled: true } } } },
    seen: (landscape) => [
      each(landscape.all('azurerm_machine_learning_workspace_network_outbound_rule_service_tag'), 'name', 'service_tag', 'protocol', 'port_ranges'),
      each(landscape.all('azurerm_machine_learning_workspace_network_outbound_rule_private_endpoint'), 'name', 'service_resource_id', 'sub_resource_target', 'spark_enabled').filter(({ name }) => name === 'vault'),
    ],
    expected: [[{ name: 'sql', service_tag: 'AzureMonitor', protocol: 'TCP', port_ranges: '443,1433' }], [{ name: 'vault', service_resource_id: VAULT, sub_resource_target: 'vault', spark_enabled: true }]],
  },
  {
    what: 'private endpoints where the internet is allowed',
    base: 'dev', changes: { 'workspace.outboundRules': { privateEndpoints: { vault: { targetId: VAULT, group: 'vault' } } } },
    seen: (landscape) => each(landscape.all('azurerm_machine_learning_workspace_network_outbound_rule_private_endpoint'), 'name').map(({ name }) => name).sort(),
    expected: ['storage-queue', 'storage-table', 'vault'],
  },
  {
    what: 'private endpoints to what azurerm has no rule for',
    base: 'dev', changes: { 'workspace.outboundRules': { privateEndpoints: { search: { targetId: SEARCH, group: 'searchService' }, 'lab-registry': { targetId: OTHER_REGISTRY, group: 'amlregistry' } } } },
    seen: (landscape) => Object.values(landscape.stack('ml').resources('azapi_resource')).filter(({ type }) => String(type).includes('/outboundRules@')).map(({ name, body }) => [name, (body as { properties: { destination: Block } }).properties.destination]).sort(),
    expected: [
      ['lab-registry', { serviceResourceId: OTHER_REGISTRY, subresourceTarget: 'amlregistry', sparkEnabled: false }],
      ['model-registry', { serviceResourceId: expect.stringContaining('/registries/mlr-mlops-shared-we-'), subresourceTarget: 'amlregistry', sparkEnabled: false }],
      ['search', { serviceResourceId: SEARCH, subresourceTarget: 'searchService', sparkEnabled: false }],
    ],
  },
  {
    what: 'a private link scope of Azure Monitor: it has an endpoint, and what sends telemetry goes through it',
    base: 'test', changes: { 'network.monitorPrivateLink': { kind: 'owned' }, 'aks.serving': undefined },
    seen: (landscape) => [
      each(landscape.all('azurerm_monitor_private_link_scope'), 'ingestion_access_mode', 'query_access_mode'),
      names(landscape.all('azurerm_monitor_private_link_scoped_service')),
      Object.values(landscape.all('azurerm_private_endpoint')).filter(({ name }) => String(name).includes('ampls')).map((endpoint) => ((endpoint['private_dns_zone_group'] as Block)['private_dns_zone_ids'] as string[]).length),
      each({ ...landscape.all('azurerm_log_analytics_workspace'), ...landscape.all('azurerm_application_insights') }, 'internet_ingestion_enabled', 'internet_query_enabled'),
      landscape.stack('network').counts['azurerm_private_dns_zone'],
      Object.values(landscape.stack('ml').resources('azapi_resource')).map(({ name }) => name).sort(),
      names(landscape.stack('ml').resources('azurerm_role_assignment')).filter((name) => name.startsWith('MonitorPrivateLinkScope')),
    ],
    expected: [
      [{ ingestion_access_mode: 'PrivateOnly', query_access_mode: 'PrivateOnly' }],
      ['test-platform.MonitorPrivateLinkScope_Service-scoped-mlops-test-we-application-insights', 'test-platform.MonitorPrivateLinkScope_Service-scoped-mlops-test-we-log-analytics-workspace'],
      [5],
      [1, 2].map(() => ({ internet_ingestion_enabled: false, internet_query_enabled: false })),
      14,
      ['azure-monitor', 'model-registry'],
      [],
    ],
  },
  {
    what: 'a private link scope that others own, in a public environment: people still query from their offices',
    base: 'dev', changes: { 'network.monitorPrivateLink': { kind: 'existing', scopeId: MONITOR_SCOPE } },
    seen: (landscape) => [
      names(landscape.all('azurerm_monitor_private_link_scope')),
      each(landscape.all('azurerm_monitor_private_link_scoped_service'), 'scope_name', 'resource_group_name'),
      names(landscape.all('azurerm_private_endpoint')),
      each({ ...landscape.all('azurerm_log_analytics_workspace'), ...landscape.all('azurerm_application_insights') }, 'internet_ingestion_enabled', 'internet_query_enabled'),
      Object.values(landscape.all('azurerm_role_assignment')).filter(({ scope }) => scope === MONITOR_SCOPE).length,
    ],
    expected: [[], [1, 2].map(() => ({ scope_name: 'ampls', resource_group_name: 'rg' })), [], [1, 2].map(() => ({ internet_ingestion_enabled: false, internet_query_enabled: true })), 1],
  },
  {
    what: 'a private link scope whose DNS a policy keeps',
    base: 'prod', changes: { 'network.privateDnsZones': { kind: 'policy' }, 'network.monitorPrivateLink': { kind: 'owned' }, 'aks.serving': undefined },
    seen: (landscape) => Object.values(landscape.stack('platform').resources('azurerm_private_endpoint')).filter(({ name }) => String(name).includes('ampls')).map((endpoint) => pick(endpoint, 'private_dns_zone_group', 'lifecycle')),
    expected: [{ private_dns_zone_group: undefined, lifecycle: { ignore_changes: ['private_dns_zone_group'] } }],
  },
  {
    what: 'rules for old blobs, each in its account',
    base: 'dev', changes: { 'storage.lifecycle': { scratch: { account: 'workspace', prefixes: ['scratch/'], deleteAfterDays: 7 }, versions: { account: 'workspace', deleteVersionsAfterDays: 90 }, raw: { account: 'dataLake', prefixes: ['raw/'], coolAfterDays: 30, archiveAfterDays: 180 } } },
    seen: (landscape) => Object.entries(landscape.all('azurerm_storage_management_policy')).map(([name, { rule }]) => [part(name), (rule as Block[]).map((one) => one['name'])]),
    expected: [['dev-platform.DataLake_Lifecycle', ['raw']], ['dev-platform.WorkspaceStorage_Lifecycle', ['scratch', 'versions']]],
  },
  {
    what: 'a machine with RStudio, whose license is in the key vault; its stack needs the Terraform that keeps the license out of states',
    base: 'dev', changes: { 'compute.instances[0].customApplications': [{ name: 'posit', image: `posit/workbench@sha256:${'0'.repeat(64)}`, endpoints: [{ targetPort: 8787, publishedPort: 8787 }], secretEnvironment: { RSP_LICENSE: 'posit-license' } }] },
    seen: (landscape) => {
      const machine = instance(landscape);
      const [secret] = Object.values((landscape.stack('ml').json['data'] as Record<string, Record<string, Block>>)['azurerm_key_vault_secret'] ?? {});
      const { properties } = (machine['body'] as { properties: { properties: { customServices: Block[] } } }).properties;
      return [properties.customServices.map(({ name, environmentVariables }) => [name, environmentVariables]), JSON.stringify(machine['sensitive_body']).includes('data.azurerm_key_vault_secret.Secret-ci-mlops-dev-first-posit-RSP_LICENSE'), secret?.['name'], (landscape.stack('ml').json['terraform'] as Block)['required_version'], (landscape.stack('platform').json['terraform'] as Block)['required_version']];
    },
    expected: [[['posit', { RSP_LICENSE: { type: 'local' } }]], true, 'posit-license', '>= 1.11.0', '>= 1.9.0'],
  },
  {
    what: 'platform engineers who activate their roles: nothing of theirs is active',
    base: 'prod', changes: { eligibility: { personas: ['platformEngineer'], durationDays: 180 } },
    seen: (landscape) => [
      names(landscape.all('azurerm_role_assignment')).filter((name) => name.includes('PlatformEngineer')),
      [...new Set(each(landscape.all('azurerm_pim_eligible_role_assignment'), 'schedule').map(({ schedule }) => JSON.stringify(schedule)))],
      names(landscape.all('azurerm_pim_eligible_role_assignment')).map((name) => name.replace(/To.*/, '')),
    ],
    expected: [
      [],
      ['{"expiration":{"duration_days":180}}'],
      ['prod-platform.KeyVault_EligibleKeyVaultAdministrator', 'prod-platform.ResourceGroup_EligibleContributor', 'prod-ml.FeatureStore_EligibleContributor', 'prod-ml.Workspace_EligibleContributor', 'prod-aks.Cluster_EligibleAzureKubernetesServiceClusterUserRole'],
    ],
  },
  {
    what: 'a machine that starts and stops, and is set up by a script',
    base: 'dev', changes: { 'compute.instances[0].schedule.startTime': '07:45', 'compute.instances[0].setupScript': 'Users/admin/setup.sh' },
    seen: (landscape) => {
      const { properties } = (instance(landscape)['body'] as { properties: { properties: { schedules: { computeStartStop: { action: string; recurrence: { schedule: Block } }[] }; setupScripts: unknown } } }).properties;
      return [properties.schedules.computeStartStop.map(({ action, recurrence: { schedule } }) => [action, schedule['hours'], schedule['minutes']]), properties.setupScripts];
    },
    expected: [[['Start', [7], [45]], ['Stop', [19], [0]]], { scripts: { creationScript: { scriptSource: 'workspaceStorage', scriptData: 'Users/admin/setup.sh', timeout: '15m' } } }],
  },
  {
    what: 'no machines',
    base: 'dev', changes: { 'features.computeInstances': false, 'compute.instances': [] },
    seen: (landscape) => instance(landscape),
    expected: {},
  },
  {
    what: 'no GPUs anywhere',
    base: 'prod', changes: { 'compute.gpuClusters': {}, 'aks.gpuPool': undefined, 'aks.machineLearning.instanceTypes.gpu': undefined },
    seen: (landscape) => [names(landscape.all('azurerm_machine_learning_compute_cluster')), names(landscape.all('azurerm_kubernetes_cluster_node_pool'))],
    expected: [['prod-ml.Cluster-cpu-large', 'prod-ml.Cluster-image-build'], ['prod-aks.Cluster_CpuPool']],
  },
  {
    what: 'another region without zones',
    base: 'dev', changes: { location: 'northcentralus' },
    seen: (landscape) => [[...new Set(landscape.everything.flatMap(({ block }) => ('location' in block ? [block['location']] : [])))], workspace(landscape)['name'], JSON.stringify(landscape.everything).includes('privatelink.northcentralus.azmk8s.io')],
    expected: [['northcentralus'], 'mlw-mlops-dev-usnc', true],
  },
  {
    what: 'production in a region without zones, for a reason',
    base: 'prod', changes: { location: 'northcentralus', 'storage.replication': 'GRS', 'storage.reason': REASON, 'containerRegistry.zoneRedundant': false, 'aks.zones': [] },
    seen: (landscape) => [accounts(landscape), landscape.stack('platform').resource('azurerm_container_registry')['zone_redundancy_enabled'], (cluster(landscape)['default_node_pool'] as Block)['zones']],
    expected: [['GRS', 'GRS'], false, undefined],
  },
  {
    what: 'no diagnostics',
    base: 'prod', changes: { 'features.diagnostics': false },
    seen: (landscape) => [names(landscape.all('azurerm_monitor_diagnostic_setting')), names(landscape.all('azurerm_log_analytics_workspace'))],
    expected: [[], ['prod-platform.LogAnalyticsWorkspace']],
  },
  {
    what: 'no defender',
    base: 'prod', changes: { 'features.defender': false },
    seen: (landscape) => cluster(landscape)['microsoft_defender'],
    expected: undefined,
  },
  {
    what: 'no budget: alerts go to the owners of the subscription',
    base: 'dev', changes: { 'features.budget': false, budget: undefined },
    seen: (landscape) => [names(landscape.all('azurerm_consumption_budget_subscription')), each(landscape.all('azurerm_monitor_action_group'), 'arm_role_receiver', 'email_receiver')],
    expected: [[], [{ arm_role_receiver: [expect.objectContaining({ role_id: '8e3af657-a8ff-443c-a75c-2fe8c4bcb635' })], email_receiver: [] }]],
  },
  {
    what: 'several ranges of a network: subnets are laid out over them',
    base: 'dev', changes: { 'network.addressSpace': ['10.10.0.0/26', '10.11.0.0/24'] },
    seen: (landscape) => Object.values(landscape.all('azurerm_subnet')).map(({ address_prefixes: prefixes }) => prefixes),
    expected: [['10.11.0.0/24'], ['10.10.0.0/26']],
  },
  ...(['LRS', 'ZRS', 'GRS', 'RAGRS', 'GZRS', 'RAGZRS'] as const).map((replication): Variant => ({
    what: `storage that is replicated as ${replication}`,
    base: 'dev', changes: { 'storage.replication': replication },
    seen: accounts,
    expected: [replication, replication],
  })),
  ...(['patch', 'stable', 'rapid', 'node-image'] as const).map((upgradeChannel): Variant => ({
    what: `the upgrade channel ${upgradeChannel}`,
    base: 'dev', changes: { 'aks.upgradeChannel': upgradeChannel },
    seen: (landscape) => pick(cluster(landscape), 'automatic_upgrade_channel', 'node_os_upgrade_channel'),
    expected: { automatic_upgrade_channel: upgradeChannel, node_os_upgrade_channel: 'NodeImage' },
  })),
  ...(['Free', 'Standard', 'Premium'] as const).map((skuTier): Variant => ({
    what: `the cluster tier ${skuTier}`,
    base: 'dev', changes: { 'aks.skuTier': skuTier },
    seen: (landscape) => cluster(landscape)['sku_tier'],
    expected: skuTier,
  })),
];

test.each(VARIANTS)('$what ($base)', ({ base, changes, seen, expected }) => {
  expect(seen(Landscape.of(base, changes))).toEqual(expected);
});
