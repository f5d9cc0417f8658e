import { TerraformOutput } from 'cdktf';
import { Principal } from '../../../constructs/identity/role-assignment';
import type { HubProps } from '../../../constructs/ml/hub';
import { Hub } from '../../../constructs/ml/hub';
import { IsolationMode } from '../../../constructs/ml/managed-network';
import { SystemDatastoresAuth } from '../../../constructs/ml/workspace-options';
import { LogAnalyticsWorkspace } from '../../../constructs/monitoring/log-analytics-workspace';
import { ContainerRegistrySku } from '../../../constructs/registry/container-registry';
import { KeyVaultKey } from '../../../constructs/security/key-vault-key';
import { problemsOf, synthesise } from '../../support/template';
import { azapi, endpoint, GROUP_ID, identity, INSIGHTS_ID, PERSON_ID, REGISTRY_ID, storage, STORAGE_ID, subnet, VAULT_ID, WORKSPACE_ID, workspaceProps } from './fixtures';

const DEVELOPERS = Principal.group('Developers', PERSON_ID);
const KEY_URL = 'https://kv-shared.vault.azure.net/keys/cmk/0123456789abcdef0123456789abcdef';

const failing = (props: Partial<HubProps>, registry = {}): string => problemsOf((stack) => new Hub(stack, 'Hub', { ...workspaceProps(stack, registry), ...props }));

describe('Hub', () => {
  test('is private, with a managed network, its own identity and storage by identity', () => {
    const template = synthesise((stack) => {
      azapi(stack);
      new Hub(stack, 'Hub', workspaceProps(stack));
    });
    expect(template.counts).toEqual({ azapi_resource: 1 });
    expect(template.resource('azapi_resource')).toEqual({
      body: {
        kind: 'Hub',
      sku: { name: 'Basic', tier: 'Basic' },
        properties: {
          applicationInsights: INSIGHTS_ID,
          containerRegistry: REGISTRY_ID,
          hbiWorkspace: false,
          imageBuildCompute: 'image-builds',
          keyVault: VAULT_ID,
          managedNetwork: { isolationMode: 'AllowOnlyApprovedOutbound' },
          provisionNetworkNow: false,
          publicNetworkAccess: 'Disabled',
          storageAccount: STORAGE_ID,
          systemDatastoresAuthMode: 'Identity',
        },
      },
      identity: [{ type: 'SystemAssigned' }],
      location: 'westeurope',
      name: 'hub-mlops-dev-we',
      parent_id: '/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/rg-ml',
      replace_triggers_refs: ['kind', 'properties.storageAccount', 'properties.keyVault', 'properties.hbiWorkspace'],
      response_export_values: { discoveryUrl: 'properties.discoveryUrl', workspaceGuid: 'properties.workspaceId' },
      schema_validation_enabled: true,
      type: 'Microsoft.MachineLearningServices/workspaces@2025-09-01',
    });
  });

  test('leaves its secrets to Microsoft where that is said', () => {
    const template = synthesise((stack) => {
      azapi(stack);
      new Hub(stack, 'Hub', { ...workspaceProps(stack), keyVault: undefined, microsoftManagedKeyVaultEnabled: true });
    });
    expect(template.resource('azapi_resource')).toMatchObject({ body: { properties: expect.not.objectContaining({ keyVault: expect.anything() }) } });
  });

  test('takes all values', () => {
    const template = synthesise((stack) => {
      azapi(stack);
      const props = workspaceProps(stack);
      const own = identity(stack);
      const hub = new Hub(stack, 'Hub', {
        ...props,
        name: 'hub-full',
        identity: own,
        systemAssignedIdentityEnabled: true,
        requiredRoleAssignments: [props.storageAccount.grantBlobWrite(own)],
        friendlyName: 'Full',
        description: 'All values',
        storageAccount: storage(stack, { sharedKeyEnabled: true }, 'WithKeys'),
        systemDatastoresAuth: SystemDatastoresAuth.ACCESS_KEY,
        managedNetwork: { isolationMode: IsolationMode.ALLOW_INTERNET_OUTBOUND, provisionOnCreationEnabled: true },
        highBusinessImpactEnabled: true,
        customerManagedKey: { key: KeyVaultKey.fromKeyId(stack, 'Key', props.keyVault, KEY_URL), identity: identity(stack, 'Encryption') },
        publicNetworkAccessEnabled: true,
        ipRules: ['203.0.113.7'],
        privateEndpoints: [endpoint(stack, subnet(stack))],
        lock: {},
        diagnosticSettings: { logAnalyticsWorkspace: LogAnalyticsWorkspace.fromLogAnalyticsWorkspaceId(stack, 'Log', `${GROUP_ID}/providers/Microsoft.OperationalInsights/workspaces/log-shared`) },
        deletionProtectionEnabled: true,
        outboundRules: [{ privateEndpoints: { lake: { target: props.storageAccount, group: 'dfs' } } }],
      });
      new TerraformOutput(stack, 'found', { value: [hub.workspaceGuid, hub.discoveryUrl] });
    });
    expect(template.resource('azapi_resource')).toMatchObject({
      body: {
        properties: {
          description: 'All values',
          encryption: { status: 'Enabled', identity: { userAssignedIdentity: expect.stringMatching(/id-encryption$/) }, keyVaultProperties: { keyVaultArmId: VAULT_ID, keyIdentifier: KEY_URL } },
          friendlyName: 'Full',
          hbiWorkspace: true,
          managedNetwork: { isolationMode: 'AllowInternetOutbound' },
          primaryUserAssignedIdentity: expect.stringMatching(/id-training$/),
          provisionNetworkNow: true,
          publicNetworkAccess: 'Enabled',
          systemDatastoresAuthMode: 'AccessKey',
        },
      },
      depends_on: [expect.stringMatching(/^azurerm_role_assignment\./), expect.stringMatching(/^azurerm_role_assignment\./)],
      identity: [{ identity_ids: [expect.stringMatching(/id-training$/), expect.stringMatching(/id-encryption$/)], type: 'SystemAssigned, UserAssigned' }],
      lifecycle: { prevent_destroy: true },
      name: 'hub-full',
      timeouts: { create: '120m' },
    });
    expect(template.resource('azapi_update_resource')).toMatchObject({ body: { properties: { ipAllowlist: ['203.0.113.7/32'] } } });
    expect(template.resource('azurerm_private_endpoint')).toMatchObject({ private_service_connection: { subresource_names: ['amlworkspace'] } });
    expect(template.json['output']).toMatchObject({ found: { value: [expect.stringMatching(/workspaceGuid/), expect.stringMatching(/discoveryUrl/)] } });
    expect(template.counts).toEqual({ azapi_resource: 1, azapi_update_resource: 1, azurerm_machine_learning_workspace_network_outbound_rule_private_endpoint: 1, azurerm_management_lock: 1, azurerm_monitor_diagnostic_setting: 1, azurerm_private_endpoint: 1, azurerm_role_assignment: 2 });
  });

  test('has no managed network where it is switched off', () => {
    const template = synthesise((stack) => {
      azapi(stack);
      new Hub(stack, 'Hub', { ...workspaceProps(stack), managedNetwork: { isolationMode: IsolationMode.DISABLED } });
    });
    expect(template.resource('azapi_resource')).toMatchObject({ body: { properties: { managedNetwork: { isolationMode: 'Disabled' } } } });
    expect(template.resource('azapi_resource')).not.toHaveProperty('body.properties.provisionNetworkNow');
  });

  test('is imported by its id, and grants building and setting up', () => {
    const template = synthesise((stack) => {
      const hub = Hub.fromHubId(stack, 'Hub', WORKSPACE_ID, { location: 'westeurope', isolationMode: IsolationMode.ALLOW_INTERNET_OUTBOUND });
      hub.grantDevelop(DEVELOPERS);
      hub.grantAdminister(DEVELOPERS);
    });
    expect(template.counts).toEqual({ azurerm_role_assignment: 2 });
    expect(Object.values(template.resources('azurerm_role_assignment')).map(({ scope, role_definition_id }) => [scope, String(role_definition_id).split('/').at(-1)])).toEqual([
      [WORKSPACE_ID, 'b78c5d69-af96-48a3-bf8d-a8b4d589de94'],
      [WORKSPACE_ID, '64702f94-c441-49e6-a78b-ef80e0188fee'],
    ]);
  });

  test('is granted to by its own identity', () => {
    const template = synthesise((stack) => {
      azapi(stack);
      const props = workspaceProps(stack);
      props.keyVault.grantSecretsRead(new Hub(stack, 'Hub', props).identity);
    });
    expect(template.resource('azurerm_role_assignment')).toMatchObject({ principal_id: expect.stringMatching(/^\$\{azapi_resource\.Hub_\w+\.identity\[0\]\.principal_id\}$/) });
  });

  test('fails with the name of no hub, and with the problems of a workspace', () => {
    expect(failing({ name: 'h!ub', systemAssignedIdentityEnabled: false }, { sku: ContainerRegistrySku.BASIC, publicNetworkAccessEnabled: true })).toBe(
      `3 problems (at test/Hub):
  - [WorkspaceRegistrySku] 'containerRegistry' has no private endpoints, which a private workspace needs: got "Basic"; expected Premium; set the registry's 'sku' to Premium
  - [WorkspaceIdentityRequired] 'systemAssignedIdentityEnabled' leaves the workspace without an identity: got false; expected true, or an 'identity'; pass an 'identity', or leave 'systemAssignedIdentityEnabled' out
  - [NameInvalid] 'name' has characters that a hub can't have: got "h!ub"; expected 3 to 33 characters: letters, digits, "_" and "-", starting with a letter or digit; use only what is allowed`,
    );
  });

  test.each([
    ['without a vault', { keyVault: undefined }, '{"microsoftManagedKeyVaultEnabled":false}'],
    ['with a vault beside that of Microsoft', { microsoftManagedKeyVaultEnabled: true }, '{"keyVault":"test/Vault","microsoftManagedKeyVaultEnabled":true}'],
  ])('fails %s', (_, props, got) => {
    expect(failing(props)).toBe(`[HubKeyVaultCount] 'keyVault' needs either a vault of yours or 'microsoftManagedKeyVaultEnabled': got ${got}; expected one of the two; leave one out, or add one (at test/Hub)`);
  });

  test('fails where a private registry has nothing to build images with', () => {
    expect(failing({ imageBuildComputeName: undefined })).toBe("[ImageBuildComputeRequired] 'imageBuildComputeName' is required with a private registry: got nothing; expected the name of a CPU cluster of the workspace; set it to the name of a ComputeCluster, whose 'name' is set to the same text (at test/Hub)");
  });
});
