import type { Block } from '../support/template';
import { Landscape, pick } from './landscape-of';

const dev = Landscape.of('dev').stack('ml');
const prod = Landscape.of('prod').stack('ml');
const WORKSPACE = '${azurerm_machine_learning_workspace.Workspace_2F8C78CC.id}';

const part = (name: string): string => name.replace(/_[0-9A-F]{8}$/, '');
const byPart = (blocks: Readonly<Record<string, Block>>, ...keys: readonly string[]): unknown => Object.fromEntries(Object.entries(blocks).map(([name, block]) => [part(name), pick(block, ...keys)]));
const fromPlatform = (environment: string, output: string): unknown => expect.stringMatching(new RegExp(`^\\$\\{data\\.terraform_remote_state\\.cross-stack-reference-input-${environment}-platform\\.outputs\\.cross-stack-output-azurerm_${output}.*id\\}$`));

describe.each([
  ['dev', dev],
  ['prod', prod],
])('the machine learning of %s', (environment, template) => {
  test('stands on the platform, by identity', () => {
    expect(Object.values(template.resources('azurerm_machine_learning_workspace'))[template.counts['azurerm_machine_learning_workspace'] === 1 ? 0 : 1]).toMatchObject({
      kind: 'Default',
      storage_account_id: fromPlatform(environment, 'storage_accountWorkspaceStorage'),
      key_vault_id: fromPlatform(environment, 'key_vaultKeyVault'),
      application_insights_id: fromPlatform(environment, 'application_insights'),
      container_registry_id: fromPlatform(environment, 'container_registry'),
      storage_account_access_type: 'Identity',
      identity: { type: 'UserAssigned', identity_ids: [fromPlatform(environment, 'user_assigned_identityWorkspaceIdentity')] },
      image_build_compute_name: 'image-build',
      v1_legacy_mode_enabled: false,
    });
  });

  test('runs compute without local accounts or public addresses, as the training identity', () => {
    for (const cluster of Object.values(template.resources('azurerm_machine_learning_compute_cluster'))) {
      expect(cluster).toMatchObject({
        local_auth_enabled: false, node_public_ip_enabled: false, ssh_public_access_enabled: false, machine_learning_workspace_id: WORKSPACE,
        identity: { type: 'UserAssigned', identity_ids: [fromPlatform(environment, 'user_assigned_identityTrainingIdentity')] },
      });
    }
  });

  test('reaches every zone of the lake by identity', () => {
    expect(byPart(template.resources('azurerm_machine_learning_datastore_datalake_gen2'), 'name', 'service_data_identity', 'client_secret')).toEqual(
      Object.fromEntries(['raw', 'curated', 'features'].map((zone) => [`Lake-${zone}`, { name: `lake_${zone}`, service_data_identity: 'WorkspaceUserAssignedIdentity', client_secret: undefined }])),
    );
  });
});

describe('the machine learning of development', () => {
  test('is reached from the offices only', () => {
    expect(dev.resource('azurerm_machine_learning_workspace')['public_network_access_enabled']).toBe(true);
    expect(dev.resource('azapi_update_resource')).toMatchObject({ resource_id: WORKSPACE, body: { properties: { ipAllowlist: ['20.1.2.0/24'] } } });
  });

  test('scales to zero on cheap nodes', () => {
    expect(byPart(dev.resources('azurerm_machine_learning_compute_cluster'), 'vm_size', 'vm_priority', 'scale_settings')).toEqual({
      'Cluster-cpu-small': { vm_size: 'Standard_D4s_v5', vm_priority: 'LowPriority', scale_settings: { min_node_count: 0, max_node_count: 2, scale_down_nodes_after_idle_duration: 'PT300S' } },
      'Cluster-gpu-small': { vm_size: 'Standard_NC4as_T4_v3', vm_priority: 'LowPriority', scale_settings: { min_node_count: 0, max_node_count: 1, scale_down_nodes_after_idle_duration: 'PT300S' } },
      'Cluster-image-build': { vm_size: 'Standard_D2s_v5', vm_priority: 'Dedicated', scale_settings: { min_node_count: 0, max_node_count: 1, scale_down_nodes_after_idle_duration: 'PT300S' } },
    });
  });

  test('has a personal machine that stops in the evening and when idle', () => {
    expect(dev.resource('azapi_resource')).toMatchObject({
      name: 'ci-mlops-dev-first',
      body: {
        properties: {
          computeType: 'ComputeInstance',
          disableLocalAuth: true,
          properties: {
            computeInstanceAuthorizationType: 'personal',
            enableNodePublicIp: false,
            idleTimeBeforeShutdown: 'PT30M',
            personalComputeInstanceSettings: { assignedUser: { objectId: '11111111-2222-4333-8444-000000000100', tenantId: '11111111-2222-4333-8444-000000000000' } },
            schedules: { computeStartStop: [{ action: 'Stop', triggerType: 'Recurrence', recurrence: { frequency: 'Week', timeZone: 'W. Europe Standard Time', schedule: { hours: [19], minutes: [0], weekDays: ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday'] } } }] },
            sshSettings: { sshPublicAccess: 'Disabled' },
          },
        },
      },
    });
  });

  test('reaches the internet, and the queues and tables of its storage privately', () => {
    expect(dev.resource('azurerm_machine_learning_workspace')['managed_network']).toMatchObject({ isolation_mode: 'AllowInternetOutbound' });
    expect(byPart(dev.resources('azurerm_machine_learning_workspace_network_outbound_rule_private_endpoint'), 'sub_resource_target')).toEqual({
      'Workspace_OutboundRules_storage-queue': { sub_resource_target: 'queue' },
      'Workspace_OutboundRules_storage-table': { sub_resource_target: 'table' },
    });
  });
});

describe('the machine learning of production', () => {
  const workspaces = Object.values(prod.resources('azurerm_machine_learning_workspace'));

  test('is a workspace and a feature store, both private, encrypted by our key and protected', () => {
    expect(workspaces.map(({ kind }) => kind)).toEqual(['FeatureStore', 'Default']);
    for (const workspace of workspaces) {
      expect(workspace).toMatchObject({
        public_network_access_enabled: false,
        high_business_impact: true,
        managed_network: { isolation_mode: 'AllowOnlyApprovedOutbound' },
        encryption: { key_id: fromPlatform('prod', 'key_vault_keyWorkspaceKey'), key_vault_id: fromPlatform('prod', 'key_vaultKeyVault'), user_assigned_identity_id: fromPlatform('prod', 'user_assigned_identityWorkspaceIdentity') },
        lifecycle: { prevent_destroy: true, ignore_changes: ['managed_network[0].provision_on_creation_enabled', 'encryption[0].key_id'] },
      });
    }
    expect(Object.keys(prod.resources('azurerm_management_lock')).map(part)).toEqual(['FeatureStore_Lock', 'Workspace_Lock']);
    expect(Object.keys(prod.resources('azurerm_private_endpoint')).map(part)).toEqual(['FeatureStore_PrivateEndpointamlworkspace', 'Workspace_PrivateEndpointamlworkspace']);
  });

  test('lets compute reach packages, images and our feed, and nothing else by name', () => {
    const hosts = Object.values(prod.resources('azurerm_machine_learning_workspace_network_outbound_rule_fqdn')).map(({ destination_fqdn: host }) => host);
    const ready = ['*.anaconda.com', '*.anaconda.org', '*.docker.com', '*.docker.io', '*.pythonhosted.org', 'anaconda.com', 'docker.io', 'production.cloudflare.docker.com', 'pypi.org'];
    // The feature store has the ready ones too.
    expect(hosts.sort()).toEqual([...ready, ...ready, 'pkgs.dev.azure.com'].sort());
    expect(prod.counts['azurerm_machine_learning_workspace_network_outbound_rule_service_tag']).toBe(undefined);
  });

  test('runs on nodes that stay, which go away when idle', () => {
    expect(byPart(prod.resources('azurerm_machine_learning_compute_cluster'), 'vm_priority', 'scale_settings')).toEqual({
      'Cluster-cpu-large': { vm_priority: 'Dedicated', scale_settings: { min_node_count: 0, max_node_count: 10, scale_down_nodes_after_idle_duration: 'PT900S' } },
      'Cluster-gpu-large': { vm_priority: 'Dedicated', scale_settings: { min_node_count: 0, max_node_count: 4, scale_down_nodes_after_idle_duration: 'PT900S' } },
      'Cluster-image-build': { vm_priority: 'Dedicated', scale_settings: { min_node_count: 0, max_node_count: 2, scale_down_nodes_after_idle_duration: 'PT900S' } },
    });
  });

  test('has no personal machines, and so no azapi', () => {
    expect([prod.counts['azapi_resource'], Object.keys(prod.json['provider'] ?? {})]).toEqual([undefined, ['azurerm']]);
  });
});
