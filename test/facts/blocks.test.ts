import { KEY_VAULT, messagesFor } from './support';

const ACLS = { bypass: 'None', default_action: 'Deny' };
const ROLE = { scope: '/subscriptions/x', principal_id: '00000000-0000-0000-0000-000000000000' };
const NET = { name: 'vnet', location: 'l', resource_group_name: 'rg' };
const POOL = [{ id: 'pool', number_of_ip_addresses: '256' }];
const ACCOUNT = { name: 'st', location: 'l', resource_group_name: 'rg', account_tier: 'Standard', account_replication_type: 'LRS' };
const DIAGNOSTICS = { name: 'd', target_resource_id: 'id' };
const IDENTITY = { type: 'SystemAssigned' };
const WORKSPACE = { name: 'mlw', location: 'l', resource_group_name: 'rg', application_insights_id: 'a', key_vault_id: 'k', storage_account_id: 's' };

describe('accepts', () => {
  it.each([
    ['a block as an object', 'azurerm_key_vault', { ...KEY_VAULT, network_acls: ACLS }],
    ['a block as a list', 'azurerm_key_vault', { ...KEY_VAULT, network_acls: [ACLS] }],
    ['a block that is null', 'azurerm_key_vault', { ...KEY_VAULT, network_acls: null }],
    ['a required block that is there', 'azurerm_machine_learning_workspace', { ...WORKSPACE, identity: IDENTITY }],
    ['a dynamic block with its iterator', 'azurerm_key_vault', { ...KEY_VAULT, dynamic: { network_acls: { for_each: ['a'], iterator: 'acl', content: { ...ACLS, ip_rules: ['${acl.value}'] } } } }],
    ['a dynamic block in place of a required one', 'azurerm_machine_learning_workspace', { ...WORKSPACE, dynamic: { identity: { for_each: ['a'], content: IDENTITY } } }],
    ['one of two that exclude each other', 'azurerm_virtual_network', { ...NET, ip_address_pool: POOL }],
    ['one of two that conflict', 'azurerm_key_vault', { ...KEY_VAULT, enable_rbac_authorization: true }],
    ['a conflict that may turn out to be null', 'azurerm_key_vault', { ...KEY_VAULT, enable_rbac_authorization: true, rbac_authorization_enabled: '${local.name == "kv" ? true : null}' }],
    ['several where at least one is required', 'azurerm_monitor_diagnostic_setting', { ...DIAGNOSTICS, storage_account_id: 's', log_analytics_workspace_id: 'w', enabled_log: [{ category: 'audit' }] }],
    ['attributes that belong together', 'azurerm_storage_account', { ...ACCOUNT, blob_properties: { restore_policy: { days: 5 }, delete_retention_policy: {} } }],
  ])('%s', (_, type, body) => {
    expect(messagesFor(type, body)).toEqual([]);
  });
});

describe('finds', () => {
  it.each([
    ['a missing block', 'azurerm_machine_learning_workspace', WORKSPACE,
      [`[BlocksTooFew] 'identity' needs more blocks: got nothing; expected at least 1; add the block`]],
    ['too many blocks', 'azurerm_key_vault', { ...KEY_VAULT, network_acls: [ACLS, ACLS] },
      [`[BlocksTooMany] 'network_acls' has too many blocks: got 2 blocks; expected at most 1; remove a block`]],
    ['an expression in place of a block', 'azurerm_key_vault', { ...KEY_VAULT, network_acls: '${var.region}' },
      [`[ValueTypeWrong] 'network_acls' is a block: got "\${var.region}"; expected an object or a list of objects; write the block's attributes, or a dynamic block for a computed list`]],
    ['an unknown attribute of a block', 'azurerm_key_vault', { ...KEY_VAULT, network_acls: { ...ACLS, default_acton: 'Deny' } },
      [`[AttributeUnknown] 'network_acls.default_acton' is not an attribute of network_acls: got "Deny"; expected 'default_action'; did you mean 'default_action'?`]],
    ['a missing attribute of a block', 'azurerm_key_vault', { ...KEY_VAULT, network_acls: { bypass: 'None' } },
      [`[AttributeMissing] 'network_acls.default_action' is required: got nothing; expected one of 'Allow', 'Deny'; set it`]],
    ['a wrong value in a dynamic block', 'azurerm_key_vault', { ...KEY_VAULT, dynamic: [{ network_acls: [{ for_each: ['a'], content: [{ ...ACLS, bypass: 'All' }] }] }] },
      [`[ValueNotAllowed] 'network_acls.bypass' has a value that the provider refuses: got "All"; expected one of 'None', 'AzureServices'; use one of these`]],
    ['a dynamic block that does not exist', 'azurerm_key_vault', { ...KEY_VAULT, dynamic: { network_acl: { for_each: ['a'], content: ACLS } } },
      [`[AttributeUnknown] 'dynamic.network_acl' is not an attribute of azurerm_key_vault: got {}; expected 'network_acls'; did you mean 'network_acls'?`]],
    ['two that conflict', 'azurerm_key_vault', { ...KEY_VAULT, enable_rbac_authorization: true, rbac_authorization_enabled: false },
      [`[AttributesConflict] 'enable_rbac_authorization' conflicts with 'rbac_authorization_enabled': got true; expected only one of 'enable_rbac_authorization', 'rbac_authorization_enabled'; remove one of them`]],
    ['two that conflict, inside a block', 'azurerm_kubernetes_cluster_node_pool', { name: 'p', kubernetes_cluster_id: 'id', vm_size: 'v', kubelet_config: { container_log_max_files: 2, container_log_max_line: 2 } },
      [`[AttributesConflict] 'kubelet_config.container_log_max_files' conflicts with 'kubelet_config.container_log_max_line': got 2; expected only one of 'kubelet_config.container_log_max_files', 'kubelet_config.container_log_max_line'; remove one of them`]],
    ['more than exactly one', 'azurerm_virtual_network', { ...NET, address_space: ['10.0.0.0/8'], ip_address_pool: POOL },
      [`[AttributesTooMany] 'address_space' is one of several that exclude each other: got 'address_space', 'ip_address_pool'; expected exactly one of 'address_space', 'ip_address_pool'; keep one of them`]],
    ['none where exactly one is required', 'azurerm_role_assignment', ROLE,
      [`[AttributesTooFew] 'role_definition_id' is one of several that are required: got nothing; expected exactly one of 'role_definition_id', 'role_definition_name'; set one of them`]],
    ['none where at least one is required', 'azurerm_monitor_diagnostic_setting', { ...DIAGNOSTICS, storage_account_id: 's' },
      [`[AttributesTooFew] 'enabled_log' is one of several that are required: got nothing; expected at least one of 'enabled_log', 'enabled_metric', 'metric'; set one of them`]],
    ['one without its companion', 'azurerm_storage_account', { ...ACCOUNT, blob_properties: { restore_policy: { days: 5 } } },
      [`[AttributesIncomplete] 'blob_properties.restore_policy' needs 'blob_properties.delete_retention_policy' too: got a block; expected it with 'blob_properties.delete_retention_policy'; set 'blob_properties.delete_retention_policy' or remove it`]],
  ])('%s', (_, type, body, messages) => {
    expect(messagesFor(type, body)).toEqual(messages);
  });
});
