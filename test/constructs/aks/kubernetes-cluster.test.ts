import { AvailabilityZone } from '../../../constructs/core/regions';
import { WeekDay } from '../../../constructs/core/week-day';
import { AutoScalerExpander } from '../../../constructs/aks/auto-scaler';
import { OutboundType } from '../../../constructs/aks/cluster-network';
import { KubernetesTier, KubernetesUpgradeChannel, NodeOsUpgradeChannel } from '../../../constructs/aks/cluster-options';
import { MaintenanceFrequency, WeekOfMonth } from '../../../constructs/aks/maintenance-window';
import { NodeDiskType, NodeOperatingSystem, UndrainableNodeBehavior } from '../../../constructs/aks/node-pool-options';
import { Principal } from '../../../constructs/identity/role-assignment';
import { VmSize } from '../../../constructs/ml/vm-size';
import { NatGateway } from '../../../constructs/network/nat-gateway';
import { PrivateDnsZones } from '../../../constructs/network/private-dns-zones';
import { VirtualNetwork } from '../../../constructs/network/virtual-network';
import { LogAnalyticsWorkspace } from '../../../constructs/monitoring/log-analytics-workspace';
import { ContainerRegistry, ContainerRegistrySku } from '../../../constructs/registry/container-registry';
import { problemsOf, SUBSCRIPTION_ID, synthesise, TENANT_ID, testResourceGroup } from '../../support/template';
import { ADMINS, clusterOf, CPU_POOL, identityOf, importedCluster, SUBNET_ID, subnetOf, WORKSPACE_ID } from './support';

const CLUSTER = 'azurerm_kubernetes_cluster';
const ZONE = 'privatelink.westeurope.azmk8s.io';
const ZONE_ID = `/subscriptions/${SUBSCRIPTION_ID}/resourceGroups/rg-hub/providers/Microsoft.Network/privateDnsZones/${ZONE}`;

describe('KubernetesCluster', () => {
  test('is private, for Entra alone, and keeps itself up to date', () => {
    const template = synthesise((stack) => clusterOf(stack));
    expect(template.resource(CLUSTER)).toEqual({
      automatic_upgrade_channel: 'patch',
      azure_active_directory_role_based_access_control: { admin_group_object_ids: [ADMINS], azure_rbac_enabled: true, tenant_id: TENANT_ID },
      azure_policy_enabled: true,
      cost_analysis_enabled: false,
      default_node_pool: {
        auto_scaling_enabled: true,
        host_encryption_enabled: true,
        max_count: 3,
        max_pods: 110,
        min_count: 1,
        name: 'system',
        node_labels: { 'node-purpose': 'system' },
        only_critical_addons_enabled: true,
        os_disk_size_gb: 128,
        os_disk_type: 'Managed',
        os_sku: 'Ubuntu',
        temporary_name_for_rotation: 'tmpsystem',
        type: 'VirtualMachineScaleSets',
        upgrade_settings: { drain_timeout_in_minutes: 30, max_surge: '10%' },
        vm_size: 'Standard_D4ds_v5',
        vnet_subnet_id: SUBNET_ID,
        zones: ['1', '2', '3'],
      },
      depends_on: [
        expect.stringMatching(/^azurerm_role_assignment\.Nodes_NetworkContributorToControlPlaneIdentity_/),
        expect.stringMatching(/^azurerm_role_assignment\.Cluster_KubeletIdentity_ManagedIdentityOperatorToControlPlaneIdentity_/),
      ],
      dns_prefix: 'aks-mlops-dev-we',
      identity: { identity_ids: [expect.stringMatching(/^\$\{azurerm_user_assigned_identity\.Cluster_ControlPlaneIdentity_\w+\.id\}$/)], type: 'UserAssigned' },
      image_cleaner_enabled: true,
      image_cleaner_interval_hours: 168,
      key_vault_secrets_provider: { secret_rotation_enabled: true, secret_rotation_interval: '2m' },
      kubelet_identity: {
        client_id: expect.stringMatching(/^\$\{azurerm_user_assigned_identity\.Cluster_KubeletIdentity_\w+\.client_id\}$/),
        object_id: expect.stringMatching(/^\$\{azurerm_user_assigned_identity\.Cluster_KubeletIdentity_\w+\.principal_id\}$/),
        user_assigned_identity_id: expect.stringMatching(/^\$\{azurerm_user_assigned_identity\.Cluster_KubeletIdentity_\w+\.id\}$/),
      },
      lifecycle: { ignore_changes: ['kubernetes_version', 'default_node_pool[0].node_count'] },
      local_account_disabled: true,
      location: 'westeurope',
      microsoft_defender: { log_analytics_workspace_id: WORKSPACE_ID },
      name: 'aks-mlops-dev-we',
      network_profile: {
        dns_service_ip: '172.16.0.10',
        load_balancer_sku: 'standard',
        network_data_plane: 'cilium',
        network_plugin: 'azure',
        network_plugin_mode: 'overlay',
        network_policy: 'cilium',
        outbound_type: 'userAssignedNATGateway',
        pod_cidr: '10.244.0.0/16',
        service_cidr: '172.16.0.0/16',
      },
      node_os_upgrade_channel: 'NodeImage',
      oidc_issuer_enabled: true,
      private_cluster_enabled: true,
      private_cluster_public_fqdn_enabled: false,
      private_dns_zone_id: 'System',
      resource_group_name: expect.stringMatching(/^\$\{azurerm_resource_group\.ResourceGroup_\w+\.name\}$/),
      role_based_access_control_enabled: true,
      run_command_enabled: false,
      sku_tier: 'Standard',
      storage_profile: { blob_driver_enabled: false, disk_driver_enabled: true, file_driver_enabled: true, snapshot_controller_enabled: true },
      support_plan: 'KubernetesOfficial',
      workload_identity_enabled: true,
    });
    expect(template.counts).toEqual({ azurerm_kubernetes_cluster: 1, azurerm_resource_group: 1, azurerm_role_assignment: 2, azurerm_user_assigned_identity: 2 });
  });

  test('takes every value', () => {
    const template = synthesise((stack) =>
      clusterOf(stack, {
        name: 'aks_ml', dnsPrefix: 'ml', nodeResourceGroupName: 'rg-nodes', tier: KubernetesTier.PREMIUM, longTermSupportEnabled: true, costAnalysisEnabled: true,
        kubernetesVersion: '1.33.2', upgradeChannel: KubernetesUpgradeChannel.NONE, nodeOsUpgradeChannel: NodeOsUpgradeChannel.SECURITY_PATCH,
        nodeOsUpgradeWindow: { frequency: MaintenanceFrequency.DAILY, startTime: '03:00', interval: 2 },
        network: { podCidr: '10.128.0.0/14', serviceCidr: '10.200.0.0/20', dnsServiceIp: '10.200.0.20', outboundType: OutboundType.LOAD_BALANCER, connectedAddressSpaces: ['10.10.0.0/16'] },
        systemNodePool: { name: 'system', vmSize: VmSize.STANDARD_D4DS_V5, nodeCount: 3, zones: [AvailabilityZone.ONE], maxPods: 60, operatingSystem: NodeOperatingSystem.AZURE_LINUX, osDiskType: NodeDiskType.EPHEMERAL, osDiskSizeGb: 100, hostEncryptionEnabled: false, labels: { team: 'platform' }, temporaryName: 'systemtmp', upgrade: { maxSurge: '1', drainMinutes: 60, soakMinutes: 5, undrainableNodeBehavior: UndrainableNodeBehavior.CORDON } },
        autoScaler: { expander: AutoScalerExpander.LEAST_WASTE, balanceSimilarPoolsEnabled: true, scanSeconds: 20, scaleDownAfterAddMinutes: 5, scaleDownUnneededMinutes: 6, scaleDownUtilization: 0.6, gracefulTerminationSeconds: 900, nodeProvisioningMinutes: 30, nodesWithLocalStorageKept: true },
        logAnalyticsWorkspace: undefined, defenderEnabled: false, azurePolicyEnabled: false, runCommandEnabled: true, secretRotationMinutes: 5, imageCleanerHours: 48, blobDriverEnabled: true, deletionProtectionEnabled: true,
      }),
    );
    expect(template.resource(CLUSTER)).toMatchObject({
      name: 'aks_ml', dns_prefix: 'ml', node_resource_group: 'rg-nodes', sku_tier: 'Premium', support_plan: 'AKSLongTermSupport', cost_analysis_enabled: true,
      kubernetes_version: '1.33.2', node_os_upgrade_channel: 'SecurityPatch', lifecycle: { prevent_destroy: true },
      maintenance_window_node_os: { duration: 4, frequency: 'Daily', interval: 2, start_time: '03:00', utc_offset: '+00:00' },
      network_profile: { dns_service_ip: '10.200.0.20', outbound_type: 'loadBalancer', pod_cidr: '10.128.0.0/14', service_cidr: '10.200.0.0/20' },
      default_node_pool: {
        auto_scaling_enabled: false, node_count: 3, zones: ['1'], max_pods: 60, os_sku: 'AzureLinux', os_disk_type: 'Ephemeral', os_disk_size_gb: 100, host_encryption_enabled: false, orchestrator_version: '1.33.2',
        node_labels: { 'node-purpose': 'system', team: 'platform' }, temporary_name_for_rotation: 'systemtmp',
        upgrade_settings: { drain_timeout_in_minutes: 60, max_surge: '1', node_soak_duration_in_minutes: 5, undrainable_node_behavior: 'Cordon' },
      },
      auto_scaler_profile: { balance_similar_node_groups: true, expander: 'least-waste', max_graceful_termination_sec: '900', max_node_provisioning_time: '30m', scale_down_delay_after_add: '5m', scale_down_unneeded: '6m', scale_down_utilization_threshold: '0.6', scan_interval: '20s', skip_nodes_with_local_storage: true },
      azure_policy_enabled: false, run_command_enabled: true, image_cleaner_interval_hours: 48, key_vault_secrets_provider: { secret_rotation_interval: '5m' }, storage_profile: { blob_driver_enabled: true },
    });
    expect(Object.keys(template.resource(CLUSTER)).filter((key) => /upgrade_channel|defender|auto_upgrade/.test(key))).toEqual(['node_os_upgrade_channel']);
  });

  test('is upgraded in its window, but not in a blackout', () => {
    const template = synthesise((stack) => clusterOf(stack, { upgradeWindow: { frequency: MaintenanceFrequency.MONTHLY_BY_WEEKDAY, weekOfMonth: WeekOfMonth.LAST, dayOfWeek: WeekDay.SUNDAY, startTime: '02:00', utcOffset: '+01:00', durationHours: 6, blackouts: [{ start: '2026-12-20T00:00:00Z', end: '2027-01-05T00:00:00Z' }] } }));
    expect(template.resource(CLUSTER)['maintenance_window_auto_upgrade']).toEqual({
      day_of_week: 'Sunday', duration: 6, frequency: 'RelativeMonthly', interval: 1, not_allowed: [{ end: '2027-01-05T00:00:00Z', start: '2026-12-20T00:00:00Z' }], start_time: '02:00', utc_offset: '+01:00', week_index: 'Last',
    });
  });

  test('is reached publicly from the named ranges alone', () => {
    const cluster = synthesise((stack) => clusterOf(stack, { publicApiServerEnabled: true, authorizedIpRanges: ['203.0.113.0/24'] })).resource(CLUSTER);
    expect([cluster['private_cluster_enabled'], cluster['api_server_access_profile'], cluster['dns_prefix'], cluster['private_dns_zone_id']]).toEqual([false, { authorized_ip_ranges: ['203.0.113.0/24'] }, 'aks-mlops-dev-we', undefined]);
  });

  test('is registered in the zone of the landscape, once it may', () => {
    const template = synthesise((stack) => clusterOf(stack, { privateDnsZones: PrivateDnsZones.fromZoneIds(stack, 'Zones', { [ZONE]: ZONE_ID }) }));
    const cluster = template.resource(CLUSTER);
    expect([cluster['private_dns_zone_id'], cluster['dns_prefix_private_cluster'], cluster['dns_prefix']]).toEqual([ZONE_ID, 'aks-mlops-dev-we', undefined]);
    expect(cluster['depends_on']).toContainEqual(expect.stringMatching(/^azurerm_role_assignment\.Zones_.*PrivateDNSZoneContributorToControlPlaneIdentity_/));
  });

  test('waits for the way out of its subnet, and for the right to pull images', () => {
    const template = synthesise((stack) => {
      const resourceGroup = testResourceGroup(stack);
      const network = new VirtualNetwork(stack, 'Network', { resourceGroup, addressSpace: ['10.10.0.0/16'] });
      const nodeSubnet = network.addSubnet('Nodes', { cidr: '10.10.0.0/24', purpose: 'nodes', natGateway: new NatGateway(stack, 'Nat', { resourceGroup }) });
      const registry = new ContainerRegistry(stack, 'Registry', { resourceGroup, sku: ContainerRegistrySku.PREMIUM });
      clusterOf(stack, { resourceGroup, nodeSubnet, containerRegistries: [registry] });
    });
    expect(template.resource(CLUSTER)['depends_on']).toEqual([
      expect.stringMatching(/^azurerm_subnet_nat_gateway_association\.Network_Nodes_NatGateway_/),
      expect.stringMatching(/^azurerm_role_assignment\.Network_Nodes_NetworkContributorToControlPlaneIdentity_/),
      expect.stringMatching(/^azurerm_role_assignment\.Cluster_KubeletIdentity_ManagedIdentityOperatorToControlPlaneIdentity_/),
      expect.stringMatching(/^azurerm_role_assignment\.Registry_AcrPullToKubeletIdentity_/),
    ]);
  });

  test('grants nothing where its identities have their roles already', () => {
    const template = synthesise((stack) => clusterOf(stack, { identityGrantsEnabled: false, identity: identityOf(stack, 'id-aks', 1), kubeletIdentity: identityOf(stack, 'id-kubelet', 2) }));
    expect(template.counts).toEqual({ azurerm_kubernetes_cluster: 1, azurerm_resource_group: 1 });
  });

  test('sends what is worth keeping to Log Analytics, or what the user names', () => {
    const logsOf = (options: { logCategoryGroups?: readonly string[] }) =>
      synthesise((stack) => clusterOf(stack, { diagnosticSettings: { ...options, logAnalyticsWorkspace: LogAnalyticsWorkspace.fromLogAnalyticsWorkspaceId(stack, 'Receiver', WORKSPACE_ID) } })).resource('azurerm_monitor_diagnostic_setting')['enabled_log'];
    expect(logsOf({})).toEqual(['kube-audit-admin', 'guard', 'kube-apiserver', 'kube-controller-manager', 'kube-scheduler', 'cluster-autoscaler', 'cloud-controller-manager'].map((category) => ({ category })));
    expect(logsOf({ logCategoryGroups: ['allLogs'] })).toEqual([{ category_group: 'allLogs' }]);
  });

  test('grants people their roles in it', () => {
    const template = synthesise((stack) => {
      const cluster = importedCluster(stack);
      const people = Principal.group('People', ADMINS);
      for (const grant of [cluster.grantClusterUser, cluster.grantRbacReader, cluster.grantRbacWriter, cluster.grantRbacAdmin, cluster.grantRbacClusterAdmin]) grant.call(cluster, people);
    });
    const roles = Object.entries(template.resources('azurerm_role_assignment')).map(([name, { role_definition_id: role }]) => [/_AzureKubernetesService(\w+)To/.exec(name)?.[1], String(role).slice(-36)]);
    expect(Object.fromEntries(roles)).toEqual({
      ClusterUserRole: '4abbcc35-e782-43d8-92c5-2d3f1bd2253f',
      RBACReader: '7f6c6a51-bcf8-42ba-9220-52d62157d7db',
      RBACWriter: 'a7ffa36f-339b-4b5c-8bdf-e2c188b2c0eb',
      RBACAdmin: '3498e952-d568-435e-9b2c-8d77e338d7f7',
      RBACClusterAdmin: 'b1ff04bb-8a4e-4dc4-8eb5-8693973ce19b',
    });
  });

  test('gives an existing cluster pools, and its control plane their subnet', () => {
    const template = synthesise((stack) => importedCluster(stack, { identity: identityOf(stack, 'id-aks', 1), kubernetesVersion: '1.33' }).addNodePool('Cpu', { ...CPU_POOL, subnet: subnetOf(stack) }));
    expect(template.resource('azurerm_kubernetes_cluster_node_pool')).toMatchObject({ orchestrator_version: '1.33', vnet_subnet_id: SUBNET_ID, depends_on: [expect.stringMatching(/^azurerm_role_assignment\.Nodes_NetworkContributorToid-aks_/)] });
  });

  test('fails with a subnet that has no NAT gateway', () => {
    expect(problemsOf((stack) => {
      const resourceGroup = testResourceGroup(stack);
      const network = new VirtualNetwork(stack, 'Network', { resourceGroup, addressSpace: ['10.10.0.0/16'] });
      clusterOf(stack, { resourceGroup, nodeSubnet: network.addSubnet('Nodes', { cidr: '10.10.0.0/24' }) });
    })).toBe(`[OutboundNatGatewayMissing] 'nodeSubnet' has no NAT gateway, which is the way out of the cluster: expected a subnet with 'natGateway' for userAssignedNATGateway; set 'natGateway' on the subnet, or choose another 'network.outboundType' (at test/Cluster)`);
  });

  test('fails with a subnet that has no routes', () => {
    expect(problemsOf((stack) => {
      const resourceGroup = testResourceGroup(stack);
      const network = new VirtualNetwork(stack, 'Network', { resourceGroup, addressSpace: ['10.10.0.0/16'] });
      clusterOf(stack, { resourceGroup, nodeSubnet: network.addSubnet('Nodes', { cidr: '10.10.0.0/24' }), network: { outboundType: OutboundType.USER_DEFINED_ROUTING } });
    })).toBe(`[OutboundRouteTableMissing] 'nodeSubnet' has no route table, which is the way out of the cluster: expected a subnet with 'routeTable' for userDefinedRouting; set 'routeTable' on the subnet, or choose another 'network.outboundType' (at test/Cluster)`);
  });
});
