import shared from '../../environments/shared';
import type { Block, Template } from '../support/template';
import { Landscape, pick, textsOf, variant } from './landscape-of';

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

  test('shows what happens, and tells those who own it what goes wrong', () => {
    const rules = { ...template.resources('azurerm_monitor_metric_alert'), ...template.resources('azurerm_monitor_scheduled_query_rules_alert_v2') };
    expect(Object.keys(rules).map(part).sort()).toEqual(['Alerts_FailedDeployments', 'Alerts_FailedJobs', 'Alerts_Quota', 'Alerts_SlowNodeStarts', 'Alerts_UnusableNodes']);
    for (const rule of Object.values(rules)) {
      expect(rule).toMatchObject({ enabled: true, scopes: [WORKSPACE] });
      expect(JSON.stringify(rule['action'])).toContain(`${environment}-platform.outputs.cross-stack-output-azurerm_monitor_action_group`);
    }
    expect(template.counts['azurerm_application_insights_workbook']).toBe(1);
    expect(template.resource('azurerm_application_insights_workbook')['data_json']).toContain('How long nodes took to start, in minutes');
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
    const machine = Object.values(dev.resources('azapi_resource')).find(({ type }) => String(type).includes('/computes@'));
    expect(machine).toMatchObject({
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
    expect(Object.keys(prod.resources('azurerm_private_endpoint')).map(part)).toEqual(['FeatureStore_PrivateEndpointamlworkspace', 'ModelRegistry_PrivateEndpointamlregistry', 'Workspace_PrivateEndpointamlworkspace']);
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

  test('has no personal machines', () => {
    expect(Object.values(prod.resources('azapi_resource')).map(({ name }) => name)).toEqual(['model-registry']);
  });
});

describe('the registry that environments share', () => {
  const REGISTRY = '/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg-mlops-shared-we-registry/providers/Microsoft.MachineLearningServices/registries/mlr-mlops-shared-we-c633x';
  const rolesIn = (template: Template): Record<string, unknown> =>
    Object.fromEntries(Object.entries(template.resources('azurerm_role_assignment')).filter(([, { scope }]) => scope === REGISTRY).map(([name, { role_definition_id: role }]) => [part(name), String(role).split('/').at(-1)]));
  const approver = { ModelRegistry_AzureAIEnterpriseNetworkConnectionApproverToWorkspaceIdentity: 'b556d68e-0be0-4f35-a333-ad7ee1ce17ea' };

  test('is where development registers, and all others read', () => {
    expect(rolesIn(dev)).toEqual({ ...approver, ModelRegistry_AzureMLRegistryUserToTrainingIdentity: '1823dd4f-9b8c-4ab6-ab4e-7397a3684615' });
    for (const base of ['test', 'prod']) expect(rolesIn(Landscape.of(base).stack('ml'))).toEqual({ ...approver, ModelRegistry_ReaderToTrainingIdentity: 'acdd72a7-3385-48ef-bd42-f606fba81ae7' });
  });

  test('is reached by a private endpoint of the managed network, once the workspace may approve it', () => {
    expect(Object.values(prod.resources('azapi_resource'))).toEqual([
      expect.objectContaining({
        name: 'model-registry',
        body: { properties: { type: 'PrivateEndpoint', category: 'UserDefined', destination: { serviceResourceId: REGISTRY, subresourceTarget: 'amlregistry', sparkEnabled: false } } },
        depends_on: expect.arrayContaining([expect.stringMatching(/^azurerm_role_assignment\.ModelRegistry_AzureAIEnterpriseNetworkConnectionApproverToWorkspaceIdentity_/)]),
      }),
    ]);
  });

  test('is reached by a private endpoint in the network of a private environment, in the group of the environment', () => {
    expect(Object.entries(prod.resources('azurerm_private_endpoint')).filter(([name]) => name.startsWith('ModelRegistry')).map(([, block]) => block)).toEqual([
      expect.objectContaining({ name: 'pep-mlops-prod-we-mlr-amlregistry', resource_group_name: expect.stringMatching(/^\$\{azurerm_resource_group\.ResourceGroup_\w+\.name\}$/), private_service_connection: expect.objectContaining({ private_connection_resource_id: REGISTRY, subresource_names: ['amlregistry'] }) }),
    ]);
    expect(dev.resources('azurerm_private_endpoint')).toEqual({});
  });

  test('is reached at its public address where it has one', () => {
    const open = new Landscape(textsOf(variant('prod'), { ...shared, modelRegistry: { regions: [{ location: 'westeurope' }], publicNetworkAccessEnabled: true, reason: 'Partners deploy from it as well' } })).stack('ml');
    expect(Object.keys(open.resources('azurerm_private_endpoint')).map(part)).toEqual(['FeatureStore_PrivateEndpointamlworkspace', 'Workspace_PrivateEndpointamlworkspace']);
  });

  test.each([
    ['without one', 'prod', {}, { ...shared, modelRegistry: undefined }],
    ['in another cloud than the registry', 'dev', { cloud: 'usgovernment', location: 'usgovvirginia' }, shared],
  ] as const)('is nothing to an environment %s', (_, base, changes, settings) => {
    const template = new Landscape(textsOf(variant(base, changes), settings)).stack('ml');
    expect(JSON.stringify(template.json).toLowerCase().includes('modelregistry')).toBe(false);
  });
});
