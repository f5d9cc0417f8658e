import type { Environment } from '../../environments';
import shared from '../../environments/shared';
import { defineEnvironment } from '../../stacks/landscape';
import type { Block } from '../support/template';
import { Landscape, pick, texts, variant } from './landscape-of';

const dev = Landscape.of('dev').stack('aks');
const prod = Landscape.of('prod').stack('aks');
const cluster = (template: typeof dev): Block => template.resource('azurerm_kubernetes_cluster');
const pools = (template: typeof dev): Block[] => Object.values(template.resources('azurerm_kubernetes_cluster_node_pool'));

describe.each([
  ['dev', dev],
  ['prod', prod],
])('the cluster of %s', (environment, template) => {
  test('is signed in to with Entra, by roles of Azure, and by no local account', () => {
    expect(cluster(template)).toMatchObject({
      local_account_disabled: true,
      role_based_access_control_enabled: true,
      run_command_enabled: false,
      azure_active_directory_role_based_access_control: { azure_rbac_enabled: true, admin_group_object_ids: ['11111111-2222-4333-8444-000000000007'], tenant_id: '11111111-2222-4333-8444-000000000000' },
      oidc_issuer_enabled: true,
      workload_identity_enabled: true,
    });
  });

  test('keeps policies, encrypted hosts and a network of its own', () => {
    expect(cluster(template)).toMatchObject({
      azure_policy_enabled: true,
      default_node_pool: { host_encryption_enabled: true, only_critical_addons_enabled: true },
      network_profile: { network_plugin: 'azure', network_plugin_mode: 'overlay', network_policy: 'cilium', pod_cidr: '172.16.0.0/16', service_cidr: '172.18.0.0/20', dns_service_ip: '172.18.0.10' },
    });
    expect(pools(template).map((pool) => pool['host_encryption_enabled'])).toEqual(pools(template).map(() => true));
  });

  test('pulls images as the kubelet, and is made once it may', () => {
    const roles = Object.keys(template.resources('azurerm_role_assignment')).filter((name) => /To(ControlPlane|Kubelet)Identity_/.test(name));
    expect(roles.map((name) => name.replace(/_[0-9A-F]{8}$/, ''))).toEqual([
      'AksNodesGrants_NetworkContributorToControlPlaneIdentity', 'ContainerRegistryGrants_AcrPullToKubeletIdentity', 'KubeletIdentity_ManagedIdentityOperatorToControlPlaneIdentity',
      ...(environment === 'prod' ? ['privatelinkwesteuropeazmk8sioGrants_PrivateDNSZoneContributorToControlPlaneIdentity'] : []),
    ]);
    expect([...(cluster(template)['depends_on'] as string[])].sort()).toEqual(roles.map((name) => `azurerm_role_assignment.${name}`).sort());
  });
});

describe('the cluster of development', () => {
  test('is free, and reached from the offices', () => {
    expect(cluster(dev)).toMatchObject({ sku_tier: 'Free', private_cluster_enabled: false, api_server_access_profile: { authorized_ip_ranges: ['20.1.2.0/24'] }, network_profile: { outbound_type: 'loadBalancer' }, automatic_upgrade_channel: 'patch' });
    expect([cluster(dev)['microsoft_defender'], cluster(dev)['lifecycle'], dev.resources('azurerm_management_lock')]).toEqual([undefined, { ignore_changes: ['kubernetes_version', 'default_node_pool[0].node_count'] }, {}]);
  });

  test('is one node when nothing is served', () => {
    expect(pick(cluster(dev)['default_node_pool'] as Block, 'min_count', 'max_count', 'zones')).toEqual({ min_count: 1, max_count: 2, zones: undefined });
    expect(pools(dev).map((pool) => pick(pool, 'name', 'min_count', 'max_count', 'zones'))).toEqual([{ name: 'cpu', min_count: 0, max_count: 2, zones: undefined }]);
  });
});

describe('the cluster of production', () => {
  test('has a private API server in the zone of the platform team, and an uptime agreement', () => {
    expect(cluster(prod)).toMatchObject({
      sku_tier: 'Standard',
      private_cluster_enabled: true,
      private_cluster_public_fqdn_enabled: false,
      private_dns_zone_id: '/subscriptions/11111111-2222-4333-8444-000000000000/resourceGroups/rg-hub-dns/providers/Microsoft.Network/privateDnsZones/privatelink.westeurope.azmk8s.io',
      network_profile: { outbound_type: 'userAssignedNATGateway' },
    });
    expect(cluster(prod)['api_server_access_profile']).toBe(undefined);
  });

  test('is spread over three zones, with GPUs from zero', () => {
    const zones = ['1', '2', '3'];
    expect(pick(cluster(prod)['default_node_pool'] as Block, 'min_count', 'max_count', 'zones')).toEqual({ min_count: 3, max_count: 6, zones });
    expect(pools(prod).map((pool) => pick(pool, 'name', 'min_count', 'max_count', 'zones', 'vm_size'))).toEqual([
      { name: 'cpu', min_count: 3, max_count: 12, zones, vm_size: 'Standard_D8s_v5' },
      { name: 'gpu', min_count: 0, max_count: 4, zones, vm_size: 'Standard_NC4as_T4_v3' },
    ]);
  });

  test('is watched, locked and protected', () => {
    expect(cluster(prod)).toMatchObject({ microsoft_defender: { log_analytics_workspace_id: expect.stringContaining('LogAnalyticsWorkspace') }, lifecycle: { prevent_destroy: true } });
    expect(Object.values(prod.resources('azurerm_management_lock')).map(({ lock_level: level, scope }) => `${String(level)} ${String(scope)}`)).toEqual(['CanNotDelete ${azurerm_kubernetes_cluster.Cluster_EB0386A7.id}', 'CanNotDelete ${azurerm_monitor_workspace.MonitorWorkspace_21A29DFB.id}']);
    expect(prod.counts['azurerm_monitor_diagnostic_setting']).toBe(1);
  });

  test('is upgraded on Sunday night', () => {
    const window = { frequency: 'Weekly', interval: 1, day_of_week: 'Sunday', start_time: '01:00', utc_offset: '+00:00', duration: 6 };
    expect(cluster(prod)).toMatchObject({ automatic_upgrade_channel: 'stable', maintenance_window_auto_upgrade: window, maintenance_window_node_os: window });
  });
});

describe('the add-ons of scoring services', () => {
  test('are in production: gateways, and metrics in a workspace', () => {
    expect(prod.resource('azapi_update_resource')).toMatchObject({ body: { properties: { ingressProfile: { gatewayAPI: { installation: 'Standard' }, webAppRouting: { enabled: false, gatewayAPIImplementations: { appRoutingIstio: { mode: 'Enabled' } } } } } } });
    expect(prod.resource('azapi_update_resource')['depends_on']).toEqual([expect.stringMatching(/^azurerm_kubernetes_cluster_node_pool\./), expect.stringMatching(/^azurerm_kubernetes_cluster_node_pool\./)]);
    expect(cluster(prod)).toMatchObject({ monitor_metrics: {} });
    expect(prod.resource('azurerm_monitor_workspace')).toMatchObject({ public_network_access_enabled: true, lifecycle: { prevent_destroy: true } });
    expect(prod.resource('azurerm_monitor_data_collection_endpoint')).toMatchObject({ public_network_access_enabled: true });
  });

  test('are not there without them', () => {
    expect(Object.keys(dev.counts).filter((type) => /azapi_update|azurerm_monitor_(workspace|data)/.test(type))).toEqual([]);
    expect(cluster(dev)['monitor_metrics']).toBe(undefined);
  });
});

describe('the workspace and the cluster', () => {
  const INFERENCE = { hostName: 'scoring.contoso.com', certificate: 'scoring', tlsSecret: 'scoring-tls' };
  const settings = (template: typeof dev): Block => template.resource('azurerm_kubernetes_cluster_extension')['configuration_settings'] as Block;

  test('are apart in development', () => {
    expect(dev.counts['azurerm_kubernetes_cluster_extension']).toBe(undefined);
    expect(dev.resources('azapi_resource')).toEqual({});
  });

  test('are joined in production: jobs run in instance types for CPUs and GPUs, as the identity of training', () => {
    expect(settings(prod)).toMatchObject({ enableTraining: 'True', enableInference: 'False', installNvidiaDevicePlugin: 'True' });
    expect(prod.resource('azapi_resource')).toMatchObject({
      type: 'Microsoft.MachineLearningServices/workspaces/computes@2025-09-01',
      name: 'kubernetes',
      identity: [{ type: 'UserAssigned', identity_ids: [expect.stringContaining('TrainingIdentity')] }],
      body: {
        properties: {
          computeType: 'Kubernetes',
          disableLocalAuth: true,
          properties: {
            namespace: 'machine-learning',
            defaultInstanceType: 'small',
            instanceTypes: { gpu: { nodeSelector: { 'node-purpose': 'gpu' }, resources: { limits: { 'nvidia.com/gpu': '1' } } }, medium: { nodeSelector: { 'node-purpose': 'cpu' } }, small: { resources: { requests: { cpu: '2000m', memory: '8192Mi' } } } },
          },
        },
      },
    });
  });

  test('are joined once the workspace is trusted, and its identity has its roles', () => {
    const names = (prod.resource('azapi_resource')['depends_on'] as string[]).map((name) => name.replace(/_[0-9A-F]{8}$/, ''));
    expect(names).toEqual([
      'azurerm_kubernetes_cluster_extension.MachineLearningExtension',
      'azurerm_kubernetes_cluster_trusted_access_role_binding.Compute_TrustedAccess',
      ...['Reader', 'KubernetesExtensionContributor', 'AzureKubernetesServiceClusterAdminRole', 'AzureKubernetesServiceContributorRole'].map((role) => `azurerm_role_assignment.Cluster_${role}ToWorkspaceIdentity`),
    ]);
  });

  test('answer requests over HTTPS, with a certificate that the cluster may read alone', () => {
    const template = Landscape.of('prod', { 'aks.machineLearning.inference': INFERENCE }).stack('aks');
    expect(settings(template)).toMatchObject({ enableInference: 'True', sslCname: 'scoring.contoso.com', 'scoringFe.sslSecret': 'scoring-tls', allowInsecureConnections: 'False', internalLoadBalancerProvider: 'azure', inferenceRouterHA: 'True' });
    const grants = Object.values(template.resources('azurerm_role_assignment')).filter((block) => String(block['scope']).endsWith('/secrets/scoring'));
    expect(grants).toMatchObject([{ role_definition_id: expect.stringContaining('4633458b-17de-408a-b874-0445c86b69e6'), principal_id: expect.stringContaining('key_vault_secrets_provider') }]);
  });

  test('have one router where the pool is too small for three', () => {
    expect(settings(Landscape.of('test', { 'aks.cpuPool.maxNodes': 2, 'aks.machineLearning.inference': INFERENCE }).stack('aks'))).toMatchObject({ inferenceRouterHA: 'False', clusterPurpose: 'DevTest' });
  });
});

describe('an environment that was not checked', () => {
  const unchecked = (changes: Partial<Environment>): (() => void) => () => {
    const environment = { ...variant('dev'), ...changes };
    texts((app) => defineEnvironment(app, { environment, shared }));
  };

  test('fails without the settings of the cluster', () => {
    expect(unchecked({ aks: undefined })).toThrow("[FeatureSectionMissing] 'aks' is required with 'features.aks': got nothing; expected the settings of the cluster; write them, or switch the feature off (at dev-aks)");
  });

  test('fails without a subnet for the nodes', () => {
    const { network } = variant('dev');
    expect(unchecked({ network: { ...network, subnets: { privateEndpoints: 26 } } })).toThrow("[SubnetMissing] 'network.subnets.aksNodes' is required with 'features.aks': got nothing; expected the size of the subnet; add it, or switch the feature off (at dev-aks)");
  });
});
