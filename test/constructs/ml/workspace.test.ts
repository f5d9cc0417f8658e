import { App, TerraformResource } from 'cdktf';
import { BuiltInRole } from '../../../constructs/identity/built-in-role';
import { Principal } from '../../../constructs/identity/role-assignment';
import { IsolationMode } from '../../../constructs/ml/managed-network';
import { OutboundRuleSets } from '../../../constructs/ml/outbound-rule-sets';
import type { WorkspaceProps } from '../../../constructs/ml/workspace';
import { Workspace } from '../../../constructs/ml/workspace';
import { SystemDatastoresAuth } from '../../../constructs/ml/workspace-options';
import { LogAnalyticsWorkspace } from '../../../constructs/monitoring/log-analytics-workspace';
import { ContainerRegistrySku } from '../../../constructs/registry/container-registry';
import { KeyVault } from '../../../constructs/security/key-vault';
import { KeyVaultKey } from '../../../constructs/security/key-vault-key';
import { NetworkDefaultAction } from '../../../constructs/security/network-access';
import { problemsOf, synthesise, testStack } from '../../support/template';
import { azapi, endpoint, GROUP_ID, identity, INSIGHTS_ID, REGISTRY_ID, storage, STORAGE_ID, subnet, SUBNET_ID, VAULT_ID, WORKSPACE_ID, workspace, workspaceProps } from './fixtures';

const DATA_SCIENTISTS = Principal.group('DataScientists', '00000000-0000-4000-8000-00000000000a');
const KEY_URL = 'https://kv-shared.vault.azure.net/keys/cmk/0123456789abcdef0123456789abcdef';
const TRAINING_ID = `${GROUP_ID}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id-training`;
const ENCRYPTION_ID = `${GROUP_ID}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id-encryption`;

const failing = (props: Partial<WorkspaceProps>, registry = {}): string => problemsOf((stack) => new Workspace(stack, 'Workspace', { ...workspaceProps(stack, registry), ...props }));
const resourceOf = (props: Partial<WorkspaceProps>): unknown => synthesise((stack) => new Workspace(stack, 'Workspace', { ...workspaceProps(stack), ...props })).resource('azurerm_machine_learning_workspace');

describe('Workspace', () => {
  test('is private, with a managed network, its own identity and datastores by identity', () => {
    const template = synthesise((stack) => new Workspace(stack, 'Workspace', workspaceProps(stack)));
    expect(template.counts).toEqual({ azurerm_machine_learning_workspace: 1 });
    expect(template.resource('azurerm_machine_learning_workspace')).toEqual({
      application_insights_id: INSIGHTS_ID,
      container_registry_id: REGISTRY_ID,
      high_business_impact: false,
      identity: { type: 'SystemAssigned' },
      image_build_compute_name: 'image-builds',
      key_vault_id: VAULT_ID,
      kind: 'Default',
      lifecycle: { ignore_changes: ['managed_network[0].provision_on_creation_enabled'] },
      location: 'westeurope',
      managed_network: { isolation_mode: 'AllowOnlyApprovedOutbound', provision_on_creation_enabled: false },
      name: 'mlw-mlops-dev-we',
      public_network_access_enabled: false,
      resource_group_name: 'rg-ml',
      storage_account_access_type: 'Identity',
      storage_account_id: STORAGE_ID,
      v1_legacy_mode_enabled: false,
    });
  });

  test('takes all values', () => {
    const template = synthesise((stack) => {
      azapi(stack);
      const props = workspaceProps(stack);
      const training = identity(stack);
      new Workspace(stack, 'Workspace', {
        ...props,
        name: 'mlw-full',
        identity: training,
        systemAssignedIdentityEnabled: true,
        requiredRoleAssignments: [props.storageAccount.grantBlobWrite(training)],
        friendlyName: 'Full',
        description: 'All values',
        publicNetworkAccessEnabled: true,
        ipRules: ['203.0.113.0/24', '198.51.100.7'],
        managedNetwork: { isolationMode: IsolationMode.ALLOW_INTERNET_OUTBOUND, provisionOnCreationEnabled: true },
        outboundRules: [OutboundRuleSets.batch(props.storageAccount)],
        highBusinessImpactEnabled: true,
        customerManagedKey: { key: KeyVaultKey.fromKeyId(stack, 'Key', props.keyVault, KEY_URL), identity: identity(stack, 'Encryption') },
        serverlessCompute: { publicIpEnabled: true },
        deletionProtectionEnabled: true,
        privateEndpoints: [endpoint(stack, subnet(stack))],
        diagnosticSettings: { logAnalyticsWorkspace: LogAnalyticsWorkspace.fromLogAnalyticsWorkspaceId(stack, 'Log', `${GROUP_ID}/providers/Microsoft.OperationalInsights/workspaces/log-shared`) },
        lock: {},
        roleAssignments: [{ role: BuiltInRole.READER, grantee: DATA_SCIENTISTS }],
      });
    });
    expect(template.counts).toEqual({
      azapi_update_resource: 1,
      azurerm_machine_learning_workspace: 1,
      azurerm_machine_learning_workspace_network_outbound_rule_private_endpoint: 2,
      azurerm_management_lock: 1,
      azurerm_monitor_diagnostic_setting: 1,
      azurerm_private_endpoint: 1,
      azurerm_role_assignment: 3,
    });
    expect(template.resource('azurerm_machine_learning_workspace')).toEqual({
      application_insights_id: INSIGHTS_ID,
      container_registry_id: REGISTRY_ID,
      depends_on: [expect.stringMatching(/^azurerm_role_assignment\.Storage_StorageBlobDataContributorToTraining/), expect.stringMatching(/^azurerm_role_assignment\.Vault_KeyVaultCryptoServiceEncryptionUserToEncryption/)],
      description: 'All values',
      encryption: { key_id: KEY_URL, key_vault_id: VAULT_ID, user_assigned_identity_id: ENCRYPTION_ID },
      friendly_name: 'Full',
      high_business_impact: true,
      identity: { identity_ids: [TRAINING_ID, ENCRYPTION_ID], type: 'SystemAssigned, UserAssigned' },
      image_build_compute_name: 'image-builds',
      key_vault_id: VAULT_ID,
      kind: 'Default',
      lifecycle: { ignore_changes: ['managed_network[0].provision_on_creation_enabled', 'encryption[0].key_id'], prevent_destroy: true },
      location: 'westeurope',
      managed_network: { isolation_mode: 'AllowInternetOutbound', provision_on_creation_enabled: true },
      name: 'mlw-full',
      primary_user_assigned_identity: TRAINING_ID,
      public_network_access_enabled: true,
      resource_group_name: 'rg-ml',
      serverless_compute: { public_ip_enabled: true },
      storage_account_access_type: 'Identity',
      storage_account_id: STORAGE_ID,
      timeouts: { create: '120m' },
      v1_legacy_mode_enabled: false,
    });
    expect(template.resource('azapi_update_resource')).toEqual({
      body: { properties: { ipAllowlist: ['203.0.113.0/24', '198.51.100.7/32'] } },
      locks: [expect.stringMatching(/^\$\{azurerm_machine_learning_workspace\.Workspace_\w+\.id\}$/)],
      resource_id: expect.stringMatching(/^\$\{azurerm_machine_learning_workspace\.Workspace_\w+\.id\}$/),
      type: 'Microsoft.MachineLearningServices/workspaces@2025-10-01-preview',
    });
  });

  test('is resolved by both of its zones', () => {
    const template = synthesise((stack) => new Workspace(stack, 'Workspace', { ...workspaceProps(stack), privateEndpoints: [endpoint(stack, subnet(stack))] }));
    expect(template.resource('azurerm_private_endpoint')).toMatchObject({
      name: 'pep-mlops-dev-we-mlw-amlworkspace',
      subnet_id: SUBNET_ID,
      private_dns_zone_group: { private_dns_zone_ids: [`${GROUP_ID}/providers/Microsoft.Network/privateDnsZones/privatelink.api.azureml.ms`, `${GROUP_ID}/providers/Microsoft.Network/privateDnsZones/privatelink.notebooks.azure.net`] },
      private_service_connection: { subresource_names: ['amlworkspace'] },
    });
  });

  test('acts as a user-assigned identity alone', () => {
    const template = synthesise((stack) => {
      const training = identity(stack);
      const { identity: acting } = new Workspace(stack, 'Workspace', { ...workspaceProps(stack), identity: training });
      storage(stack, {}, 'Other').grantBlobRead(acting);
    });
    expect(template.resource('azurerm_machine_learning_workspace')).toMatchObject({ identity: { identity_ids: [TRAINING_ID], type: 'UserAssigned' }, primary_user_assigned_identity: TRAINING_ID });
    expect(template.resource('azurerm_role_assignment')).toMatchObject({ principal_id: 'bbbbbbbb-0000-4000-8000-000000000001' });
  });

  test('keeps its own identity beside the one of its key', () => {
    const block = synthesise((stack) => {
      const props = workspaceProps(stack);
      new Workspace(stack, 'Workspace', { ...props, customerManagedKey: { key: KeyVaultKey.fromKeyId(stack, 'Key', props.keyVault, KEY_URL), identity: identity(stack, 'Encryption'), accessGranted: true } });
    }).resource('azurerm_machine_learning_workspace');
    expect([block['identity'], block['primary_user_assigned_identity'], block['depends_on']]).toEqual([{ identity_ids: [ENCRYPTION_ID], type: 'SystemAssigned, UserAssigned' }, undefined, undefined]);
  });

  test('can do without a managed network, with serverless computes in a subnet', () => {
    const block = synthesise((stack) => new Workspace(stack, 'Workspace', { ...workspaceProps(stack), managedNetwork: { isolationMode: IsolationMode.DISABLED }, serverlessCompute: { subnet: subnet(stack) } })).resource('azurerm_machine_learning_workspace');
    expect([block['managed_network'], block['serverless_compute'], block['lifecycle']]).toEqual([{ isolation_mode: 'Disabled' }, { public_ip_enabled: false, subnet_id: SUBNET_ID }, undefined]);
  });

  test('reaches its storage by key only where told to', () => {
    const block = synthesise((stack) => new Workspace(stack, 'Workspace', { ...workspaceProps(stack), storageAccount: storage(stack, { sharedKeyEnabled: true }, 'Keyed'), systemDatastoresAuth: SystemDatastoresAuth.ACCESS_KEY })).resource('azurerm_machine_learning_workspace');
    expect(block['storage_account_access_type']).toBe('AccessKey');
  });

  test('needs neither Premium registry nor image builds where all is public', () => {
    const template = synthesise((stack) => {
      const props = workspaceProps(stack, { sku: ContainerRegistrySku.BASIC, publicNetworkAccessEnabled: true });
      new Workspace(stack, 'Workspace', { ...props, imageBuildComputeName: undefined, publicNetworkAccessEnabled: true, networkDefaultAction: NetworkDefaultAction.ALLOW, managedNetwork: { isolationMode: IsolationMode.DISABLED } });
    });
    expect(template.counts).toEqual({ azurerm_machine_learning_workspace: 1 });
  });

  test('grants roles to people, and is granted some', () => {
    const template = synthesise((stack) => {
      const owned = new Workspace(stack, 'Workspace', workspaceProps(stack));
      owned.grantDataScience(DATA_SCIENTISTS);
      owned.grantComputeOperate(DATA_SCIENTISTS);
      owned.grantRead(DATA_SCIENTISTS);
      owned.grantContribute(DATA_SCIENTISTS);
      storage(stack, {}, 'Other').grantBlobRead(owned.identity);
    });
    const assignments = Object.entries(template.resources('azurerm_role_assignment')).map(([name, { principal_id, role_definition_id }]) => [name.replace(/_[0-9A-F]{8}$/, ''), principal_id, String(role_definition_id).split('/').at(-1)]);
    expect(assignments).toEqual([
      ['Other_StorageBlobDataReaderToWorkspace', expect.stringMatching(/^\$\{azurerm_machine_learning_workspace\.Workspace_\w+\.identity\[0\]\.principal_id\}$/), '2a2b9908-6ea1-4ae2-8e65-a410df84e7d1'],
      ['Workspace_AzureMLComputeOperatorToDataScientists', DATA_SCIENTISTS.principalId, 'e503ece1-11d0-4e8e-8e2c-7a6c3bf38815'],
      ['Workspace_AzureMLDataScientistToDataScientists', DATA_SCIENTISTS.principalId, 'f6c7c914-8db3-469d-8ca1-694a8f32e121'],
      ['Workspace_ContributorToDataScientists', DATA_SCIENTISTS.principalId, 'b24988ac-6180-42a0-ab88-20f7382dd24c'],
      ['Workspace_ReaderToDataScientists', DATA_SCIENTISTS.principalId, 'acdd72a7-3385-48ef-bd42-f606fba81ae7'],
    ]);
  });

  test('is interchangeable with an existing one', () => {
    const template = synthesise((stack) => {
      const existing = Workspace.fromWorkspaceId(stack, 'Existing', WORKSPACE_ID, { location: 'westeurope', isolationMode: IsolationMode.ALLOW_ONLY_APPROVED_OUTBOUND, principalId: 'cccccccc-0000-4000-8000-000000000001' });
      existing.grantDataScience(DATA_SCIENTISTS);
      existing.addFqdnOutboundRule('pypi', { fqdn: 'pypi.org' });
      existing.addPrivateEndpoint(endpoint(stack, subnet(stack)));
      if (existing.identity) storage(stack).grantBlobRead(existing.identity);
    });
    expect(template.resource('azurerm_machine_learning_workspace_network_outbound_rule_fqdn')).toEqual({ destination_fqdn: 'pypi.org', name: 'pypi', workspace_id: WORKSPACE_ID });
    expect(Object.values(template.resources('azurerm_role_assignment')).map(({ scope, principal_id }) => [scope, principal_id])).toEqual([[WORKSPACE_ID, DATA_SCIENTISTS.principalId], [STORAGE_ID, 'cccccccc-0000-4000-8000-000000000001']]);
    expect(template.resource('azurerm_private_endpoint')).toMatchObject({ name: 'pep-mlops-dev-we-mlw-shared-amlworkspace', resource_group_name: 'rg-ml' });
  });

  test('has its resource as the default child', () => {
    const stack = testStack(new App());
    const child = new Workspace(stack, 'Workspace', workspaceProps(stack)).node.defaultChild;
    expect(child && TerraformResource.isTerraformResource(child) ? child.terraformResourceType : undefined).toBe('azurerm_machine_learning_workspace');
  });

  test('sends every log', () => {
    const log = `${GROUP_ID}/providers/Microsoft.OperationalInsights/workspaces/log-shared`;
    const template = synthesise((stack) => new Workspace(stack, 'Workspace', { ...workspaceProps(stack), diagnosticSettings: { logAnalyticsWorkspace: LogAnalyticsWorkspace.fromLogAnalyticsWorkspaceId(stack, 'Log', log) } }));
    expect(template.resource('azurerm_monitor_diagnostic_setting')).toMatchObject({ enabled_log: [{ category_group: 'allLogs' }], log_analytics_workspace_id: log });
  });

  test('says nothing of optional texts', () => {
    expect(resourceOf({ friendlyName: undefined, description: undefined })).not.toHaveProperty('friendly_name');
  });

  test('fails with a name that is too long', () => {
    expect(failing({ name: 'mlw-'.padEnd(40, 'x') })).toBe(`[NameTooLong] 'name' is too long for a workspace: got "mlw-xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"; expected 3 to 33 characters: letters, digits, "_" and "-", starting with a letter or digit; shorten it (at test/Workspace)`);
  });

  test('fails with storage that has a hierarchical namespace', () => {
    expect(problemsOf((stack) => new Workspace(stack, 'Workspace', { ...workspaceProps(stack), storageAccount: storage(stack, { hierarchicalNamespaceEnabled: true }, 'Lake') }))).toBe(`[WorkspaceStorageHierarchical] 'storageAccount' can't have a hierarchical namespace: got "test/Lake"; expected a storage account without hierarchical namespace; use another account, and reach this one by a DataLakeDatastore (at test/Workspace)`);
  });

  test('fails with system datastores by key where the storage has no keys', () => {
    expect(failing({ systemDatastoresAuth: SystemDatastoresAuth.ACCESS_KEY })).toBe(`[SystemDatastoresKeyDisabled] 'systemDatastoresAuth' needs the account key, which the storage account has switched off: got "AccessKey"; expected Identity; leave 'systemDatastoresAuth' out (at test/Workspace)`);
  });

  test('fails where a private workspace has a Basic registry', () => {
    expect(failing({}, { sku: ContainerRegistrySku.BASIC, publicNetworkAccessEnabled: true })).toBe(`[WorkspaceRegistrySku] 'containerRegistry' has no private endpoints, which a private workspace needs: got "Basic"; expected Premium; set the registry's 'sku' to Premium (at test/Workspace)`);
  });

  test('fails where a managed network has a Standard registry', () => {
    expect(failing({ publicNetworkAccessEnabled: true, networkDefaultAction: NetworkDefaultAction.ALLOW }, { sku: ContainerRegistrySku.STANDARD, publicNetworkAccessEnabled: true })).toBe(`[WorkspaceRegistrySku] 'containerRegistry' has no private endpoints, which a managed network needs: got "Standard"; expected Premium; set the registry's 'sku' to Premium (at test/Workspace)`);
  });

  test('fails without image builds where the registry is private', () => {
    expect(failing({ imageBuildComputeName: undefined })).toBe(`[ImageBuildComputeRequired] 'imageBuildComputeName' is required with a private registry: got nothing; expected the name of a CPU cluster of the workspace; set it to the name of a ComputeCluster, whose 'name' is set to the same text (at test/Workspace)`);
  });

  test('fails with image builds on what can be no cluster', () => {
    expect(failing({ imageBuildComputeName: 'image_builds' })).toBe(`[NameInvalid] 'imageBuildComputeName' has characters that a compute cluster can't have: got "image_builds"; expected 3 to 32 characters: letters, digits and hyphens, starting with a letter and not ending with a hyphen; use only what is allowed (at test/Workspace)`);
  });

  test('fails without any identity', () => {
    expect(failing({ systemAssignedIdentityEnabled: false })).toBe(`[WorkspaceIdentityRequired] 'systemAssignedIdentityEnabled' leaves the workspace without an identity: got false; expected true, or an 'identity'; pass an 'identity', or leave 'systemAssignedIdentityEnabled' out (at test/Workspace)`);
  });

  test('fails with a key of an unprotected vault', () => {
    expect(problemsOf((stack) => {
      const vault = KeyVault.fromAttributes(stack, 'Unprotected', { resourceId: VAULT_ID });
      new Workspace(stack, 'Workspace', { ...workspaceProps(stack), customerManagedKey: { key: KeyVaultKey.fromKeyId(stack, 'Key', vault, KEY_URL), identity: identity(stack) } });
    })).toBe(`[CustomerManagedKeyUnprotected] 'customerManagedKey.key' is in a vault without purge protection: got "test/Unprotected"; expected a vault with purge protection; set 'purgeProtectionEnabled: true' on the vault (at test/Workspace)`);
  });

  test('fails where IP rules have no effect', () => {
    expect(failing({ ipRules: ['203.0.113.0/24'] })).toBe(`[NetworkRuleUnused] 'ipRules' has no effect without 'publicNetworkAccessEnabled': got ["203.0.113.0/24"]; expected nothing; leave it out, or set 'publicNetworkAccessEnabled: true' (at test/Workspace)`);
  });

  test('fails where public access lets nobody in', () => {
    expect(failing({ publicNetworkAccessEnabled: true })).toBe(`[NetworkRuleRequired] 'publicNetworkAccessEnabled' lets nobody in without a rule: expected 'ipRules', 'allowedSubnets' where the type has them, or 'networkDefaultAction'; name who gets in, or set 'networkDefaultAction: NetworkDefaultAction.ALLOW' to open it to the internet (at test/Workspace)`);
  });

  test('fails where provisioning has no effect', () => {
    expect(failing({ managedNetwork: { isolationMode: IsolationMode.DISABLED, provisionOnCreationEnabled: true } })).toBe(`[ProvisionWithoutManagedNetwork] 'managedNetwork.provisionOnCreationEnabled' has no effect without a managed network: got true; expected nothing; leave it out, or set 'managedNetwork.isolationMode' (at test/Workspace)`);
  });

  test('fails with serverless computes in a subnet beside a managed network', () => {
    expect(problemsOf((stack) => new Workspace(stack, 'Workspace', { ...workspaceProps(stack), serverlessCompute: { subnet: subnet(stack) } }))).toBe(`[ServerlessSubnetWithManagedNetwork] 'serverlessCompute.subnet' can't go with a managed network: got "test/Subnet"; expected a subnet, or a managed network; leave 'serverlessCompute' out, or set 'managedNetwork.isolationMode: IsolationMode.DISABLED' (at test/Workspace)`);
  });

  test('fails with serverless settings that say nothing', () => {
    expect(failing({ serverlessCompute: {} })).toBe(`[ServerlessComputeUnused] 'serverlessCompute' says what a private workspace with a managed network does anyway: got {"publicIpEnabled":false}; expected nothing; leave 'serverlessCompute' out (at test/Workspace)`);
  });

  test('fails without a subnet for serverless computes in a private workspace', () => {
    expect(failing({ managedNetwork: { isolationMode: IsolationMode.DISABLED }, serverlessCompute: {} })).toBe(`[ServerlessSubnetRequired] 'serverlessCompute.subnet' is required in a private workspace for computes without public addresses: got nothing; expected a subnet; pass a subnet, or set 'serverlessCompute.publicIpEnabled: true' (at test/Workspace)`);
  });

  test('fails with an empty friendly name and a description that is too long', () => {
    expect(failing({ friendlyName: '', description: 'x'.repeat(2049) })).toBe(`2 problems (at test/Workspace):
  - [WorkspaceTextLength] 'friendlyName' is empty or too long: got ""; expected 1 to 256 characters; shorten it, or leave it out
  - [WorkspaceTextLength] 'description' is empty or too long: got "2049 characters"; expected 1 to 2048 characters; shorten it, or leave it out`);
  });

  test('fails with an id of something else', () => {
    expect(problemsOf((stack) => Workspace.fromWorkspaceId(stack, 'Existing', VAULT_ID, { location: 'westeurope', isolationMode: IsolationMode.DISABLED }))).toBe(`[ResourceIdWrongType] 'workspaceId' is the id of a Microsoft.KeyVault/vaults: got "/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/rg-platform/providers/Microsoft.KeyVault/vaults/k...; expected an id of type Microsoft.MachineLearningServices/workspaces; pass the id of a Microsoft.MachineLearningServices/workspaces (at test/Existing)`);
  });

  test('fails with a private endpoint to what a workspace does not have', () => {
    expect(problemsOf((stack) => workspace(stack).addPrivateEndpoint({ ...endpoint(stack, subnet(stack)), group: 'blob' }))).toBe(`[PrivateLinkGroupUnknown] 'group' is not a sub-resource of this type: got "blob"; expected amlworkspace; name one of these (at test/Workspace)`);
  });
});
