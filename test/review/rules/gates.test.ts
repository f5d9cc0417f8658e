import type { JsonObject } from '../../../facts/json';
import { ALL_RULES } from '../../../review/rules/all-rules';
import type { Resources } from '../support';
import { CLUSTER, reviewed, said, STORAGE, VAULT, WORKSPACE } from '../support';

const V = 'azurerm_key_vault.Vault';
const S = 'azurerm_storage_account.Lake';
const vault = (more: JsonObject = {}): Resources => ({ [V]: { ...VAULT, ...more } });
const lake = (more: JsonObject = {}): Resources => ({ [S]: { ...STORAGE, ...more } });
const cluster = (more: JsonObject = {}): Resources => ({ 'azurerm_machine_learning_compute_cluster.Cpu': { ...CLUSTER, machine_learning_workspace_id: '/mlw', ...more } });
const rule = (more: JsonObject = {}): Resources => ({ 'azurerm_network_security_group.Nsg': { name: 'nsg', location: 'westeurope', resource_group_name: 'rg', security_rule: [{ name: 'ssh', priority: 100, direction: 'Inbound', access: 'Allow', protocol: 'Tcp', source_port_range: '*', destination_port_range: '22', source_address_prefix: '10.0.0.0/8', destination_address_prefix: '*', ...more }] } });
const grant = (more: JsonObject = {}): Resources => ({ 'azurerm_role_assignment.Role': { name: 'n', principal_id: '00000000-0000-0000-0000-000000000001', scope: '/subscriptions/s/resourceGroups/rg/providers/x/y/z', role_definition_name: 'Reader', ...more } });
const federation = (subject: string): Resources => ({ 'azurerm_federated_identity_credential.Fed': { name: 'f', parent_id: '/id', issuer: 'https://i', audience: ['a'], subject, resource_group_name: 'rg' } });
const diagnostics = (categories: readonly string[]): Resources => ({ 'azurerm_monitor_diagnostic_setting.Diag': { name: 'd', target_resource_id: '/x', log_analytics_workspace_id: '/l', enabled_log: categories.map((category) => ({ category })) } });
const extension = (backend: JsonObject, version = '4.79.0', provider: JsonObject = {}): JsonObject => ({ terraform: { backend, required_providers: { azurerm: { source: 'azurerm', version } } }, provider: { azurerm: [provider] } });

/** Pairs of versions, and what a gate says of them: nothing, where it must not fire. */
interface Pair {
  readonly rule: string;
  readonly about: string;
  readonly base: Resources;
  readonly head: Resources;
  readonly baseMore?: JsonObject;
  readonly headMore?: JsonObject;
  readonly says: readonly string[];
}

const PAIRS: readonly Pair[] = [
  { rule: 'RV001', about: 'a vault that goes', base: vault(), head: {}, says: ['block dev-ml/Vault would be destroyed, with what is in it'] },
  { rule: 'RV001', about: 'a vault with another name', base: vault(), head: vault({ name: 'kv-two' }), says: ["block dev-ml/Vault would be destroyed and made anew, with what is in it: 'name' can only be given to a new one"] },
  { rule: 'RV001', about: 'a vault that is updated', base: vault(), head: vault({ sku_name: 'premium' }), says: [] },
  { rule: 'RV001', about: 'a role that goes', base: grant(), head: {}, says: [] },
  { rule: 'RV001', about: 'a workspace made by azapi', base: { 'azapi_resource.W': { type: 'Microsoft.MachineLearningServices/workspaces@2025-09-01', name: 'w', parent_id: '/rg', body: {} } }, head: {}, says: ['block dev-ml/W would be destroyed, with what is in it'] },

  { rule: 'RV002', about: 'a vault under another address', base: vault(), head: { 'azurerm_key_vault.Safe': VAULT }, says: ['block likely a rename: dev-ml/Safe was dev-ml/Vault; as it is, azurerm_key_vault.Vault is destroyed and made anew'] },
  { rule: 'RV002', about: 'a group of rules under another address', base: rule(), head: { 'azurerm_network_security_group.Other': rule()['azurerm_network_security_group.Nsg'] ?? {} }, says: ['warn likely a rename: dev-ml/Other was dev-ml/Nsg; as it is, azurerm_network_security_group.Nsg is destroyed and made anew'] },
  { rule: 'RV002', about: 'a vault that is moved', base: vault(), head: { 'azurerm_key_vault.Safe': VAULT }, headMore: { moved: [{ from: V, to: 'azurerm_key_vault.Safe' }] }, says: [] },
  { rule: 'RV002', about: 'another vault', base: vault(), head: { 'azurerm_key_vault.Safe': { ...VAULT, name: 'kv-other', sku_name: 'premium', location: 'northeurope', resource_group_name: 'other' } }, says: [] },

  { rule: 'RV003', about: 'a cluster that is made anew', base: cluster(), head: cluster({ vm_size: 'Standard_D8s_v5' }), says: ['warn dev-ml/Cpu would be destroyed and made anew: what runs on it stops'] },
  { rule: 'RV003', about: 'a cluster that grows', base: cluster(), head: cluster({ scale_settings: { min_node_count: 0, max_node_count: 4, scale_down_nodes_after_idle_duration: 'PT300S' } }), says: [] },

  { rule: 'RV004', about: 'purge protection off', base: vault(), head: vault({ purge_protection_enabled: false }), says: ["block dev-ml/Vault loses 'purge_protection_enabled'"] },
  { rule: 'RV004', about: 'fewer days', base: vault(), head: vault({ soft_delete_retention_days: 7 }), says: ["block dev-ml/Vault keeps things for a shorter time: 'soft_delete_retention_days' goes from 90 to 7 days"] },
  { rule: 'RV004', about: 'more days', base: vault({ soft_delete_retention_days: 7 }), head: vault({ soft_delete_retention_days: 30 }), says: [] },
  { rule: 'RV004', about: 'the default of more days', base: vault(), head: vault({ soft_delete_retention_days: null }), says: [] },
  { rule: 'RV004', about: 'blobs without versions and without soft delete', base: lake(), head: lake({ blob_properties: { versioning_enabled: false } }), says: ["block dev-ml/Lake loses 'blob_properties.delete_retention_policy'", "block dev-ml/Lake loses 'blob_properties.versioning_enabled'"] },
  { rule: 'RV004', about: 'prevent_destroy off', base: vault({ lifecycle: { prevent_destroy: true }, sku_name: 'premium' }), head: vault(), says: ['block dev-ml/Vault is no longer protected by prevent_destroy'] },
  { rule: 'RV004', about: 'a lock that goes', base: { 'azurerm_management_lock.Lock': { name: 'l', scope: '/x', lock_level: 'CanNotDelete' } }, head: {}, says: ['block the lock dev-ml/Lock is removed'] },
  { rule: 'RV004', about: 'a lock that comes', base: {}, head: { 'azurerm_management_lock.Lock': { name: 'l', scope: '/x', lock_level: 'CanNotDelete' } }, says: [] },
  { rule: 'RV004', about: 'a provider that purges', base: {}, head: {}, baseMore: extension({}, '4.79.0', { features: [{ key_vault: [{ purge_soft_delete_on_destroy: false }] }] }), headMore: extension({}, '4.79.0', { features: [{ key_vault: [{ purge_soft_delete_on_destroy: true }] }] }), says: ["block provider azurerm of dev-ml loses more when something is destroyed: 'features.key_vault.purge_soft_delete_on_destroy' becomes true"] },

  { rule: 'RV005', about: 'a vault elsewhere under its name', base: vault(), head: vault({ location: 'northeurope' }), says: ['warn dev-ml/Vault is made anew under the name that the old one keeps for 7 to 90 days, as its soft_delete_retention_days says'] },
  { rule: 'RV005', about: 'a vault with another name', base: vault(), head: vault({ name: 'kv-two' }), says: [] },

  { rule: 'RV010', about: 'Owner', base: {}, head: grant({ role_definition_name: 'Owner' }), says: ["block 00000000-0000-0000-0000-000000000001 gets 'Owner' on /subscriptions/s/resourceGroups/rg/providers/x/y/z: can give itself and others any access"] },
  { rule: 'RV010', about: 'a whole subscription', base: grant(), head: grant({ scope: '/subscriptions/s' }), says: ["block 00000000-0000-0000-0000-000000000001 gets 'Reader' on /subscriptions/s: reaches a whole subscription"] },
  { rule: 'RV010', about: 'a person', base: {}, head: grant(), says: ["warn 00000000-0000-0000-0000-000000000001 gets 'Reader' on /subscriptions/s/resourceGroups/rg/providers/x/y/z"] },
  { rule: 'RV010', about: 'a role of data inside the stack', base: {}, head: grant({ principal_id: '${azurerm_user_assigned_identity.Id.principal_id}', scope: '${azurerm_storage_account.Lake.id}', role_definition_name: 'Storage Blob Data Reader' }), says: [] },
  { rule: 'RV010', about: 'a condition that goes', base: grant({ condition: 'a', condition_version: '2.0' }), head: grant(), says: ["block 00000000-0000-0000-0000-000000000001 gets 'Reader' on /subscriptions/s/resourceGroups/rg/providers/x/y/z: its condition is removed"] },
  { rule: 'RV010', about: 'another condition', base: grant({ condition: 'a', condition_version: '2.0' }), head: grant({ condition: 'b', condition_version: '2.0' }), says: ["warn 00000000-0000-0000-0000-000000000001 gets 'Reader' on /subscriptions/s/resourceGroups/rg/providers/x/y/z under a condition: its condition changes"] },
  { rule: 'RV010', about: 'a role that goes', base: grant(), head: {}, says: [] },
  { rule: 'RV010', about: 'the same role under another name', base: grant(), head: grant({ name: 'other' }), says: [] },
  { rule: 'RV010', about: 'a custom role with everything', base: {}, head: { 'azurerm_role_definition.Role': { name: 'r', scope: '/subscriptions/s/resourceGroups/g', permissions: { actions: ['*'] } } }, says: ["block everybody with the role gets 'r' on /subscriptions/s/resourceGroups/g: actions: *"] },

  { rule: 'RV011', about: 'keys that are let in', base: lake(), head: lake({ shared_access_key_enabled: true }), says: ["block dev-ml/Lake lets in who has a key or password: 'shared_access_key_enabled' is true"] },
  { rule: 'RV011', about: 'keys that were let in', base: lake({ shared_access_key_enabled: true }), head: lake(), says: [] },
  { rule: 'RV011', about: 'keys by default', base: lake(), head: lake({ shared_access_key_enabled: null }), says: ["block dev-ml/Lake lets in who has a key or password: 'shared_access_key_enabled' is true"] },
  { rule: 'RV011', about: 'an identity that goes', base: { 'azurerm_user_assigned_identity.Id': { name: 'i', location: 'westeurope', resource_group_name: 'rg' } }, head: {}, says: ['block the identity dev-ml/Id goes, with every role that it has'] },
  { rule: 'RV011', about: 'other callers', base: federation('repo:o/r:environment:prod'), head: federation('repo:o/r:*'), says: ['block dev-ml/Fed accepts others than before: subject changes'] },
  { rule: 'RV011', about: 'a new caller that is named', base: {}, head: federation('repo:o/r:environment:prod'), says: [] },
  { rule: 'RV011', about: 'a new caller that is any pull request', base: {}, head: federation('repo:o/r:pull_request'), says: ["block dev-ml/Fed accepts more than one caller: subject 'repo:o/r:pull_request'"] },

  { rule: 'RV020', about: 'public access', base: vault(), head: vault({ public_network_access_enabled: true }), says: ['block dev-ml/Vault: everybody on the Internet can reach it (everybody)'] },
  { rule: 'RV020', about: 'public access by default', base: vault(), head: vault({ public_network_access_enabled: null }), says: ['block dev-ml/Vault: everybody on the Internet can reach it (everybody)'] },
  { rule: 'RV020', about: 'access that closes', base: vault({ public_network_access_enabled: true }), head: vault(), says: [] },
  { rule: 'RV020', about: 'another network', base: lake({ public_network_access_enabled: true }), head: lake({ public_network_access_enabled: true, network_rules: { default_action: 'Deny', ip_rules: ['203.0.113.0/24', '198.51.100.0/24'] } }), says: ['warn dev-ml/Lake: a network is let in (198.51.100.0/24)'] },
  { rule: 'RV020', about: 'rules for networks that are no longer written: the provider keeps them', base: lake({ public_network_access_enabled: true }), head: lake({ public_network_access_enabled: true, network_rules: null, access_tier: 'Cool' }), says: [] },
  { rule: 'RV020', about: 'rules for networks that let everybody in', base: lake({ public_network_access_enabled: true }), head: lake({ public_network_access_enabled: true, network_rules: { default_action: 'Allow' } }), says: ['block dev-ml/Lake: everybody on the Internet can reach it (everybody)'] },
  ...['*', 'Internet', 'Any', '0.0.0.0/0', '0.0.0.0', '::/0'].map((peer): Pair => ({ rule: 'RV020', about: `SSH from ${peer}`, base: rule(), head: rule({ source_address_prefix: peer }), says: [`block dev-ml/Nsg: rule 'ssh' lets everybody in (${peer}, ports 22)`] })),
  { rule: 'RV020', about: 'SSH from everywhere in a list, with ranges of ports', base: rule(), head: rule({ source_address_prefix: null, source_address_prefixes: ['10.0.0.0/8', '0.0.0.0/0'], destination_port_range: null, destination_port_ranges: ['20-30', '443'] }), says: ["block dev-ml/Nsg: rule 'ssh' lets everybody in (0.0.0.0/0, ports 20-30, 443)"] },
  { rule: 'RV020', about: 'SSH from a network', base: rule(), head: rule({ source_address_prefix: '10.1.0.0/16' }), says: [] },
  { rule: 'RV020', about: 'a rule that denies', base: rule(), head: rule({ source_address_prefix: '*', access: 'Deny' }), says: [] },
  { rule: 'RV020', about: 'less isolation', base: { 'azurerm_machine_learning_workspace.W': { ...WORKSPACE, managed_network: { isolation_mode: 'AllowOnlyApprovedOutbound' } } }, head: { 'azurerm_machine_learning_workspace.W': { ...WORKSPACE, managed_network: { isolation_mode: 'AllowInternetOutbound' } } }, says: ['block dev-ml/W: isolation of the managed network: AllowOnlyApprovedOutbound becomes AllowInternetOutbound'] },
  { rule: 'RV020', about: 'a private endpoint that goes', base: { 'azurerm_private_endpoint.Pe': { name: 'pe', location: 'westeurope', resource_group_name: 'rg', subnet_id: '/s', private_service_connection: { name: 'c', is_manual_connection: false, private_connection_resource_id: '/kv' } } }, head: {}, says: ['block dev-ml/Pe: the private way in is gone'] },
  { rule: 'RV020', about: 'blobs for everybody', base: { 'azurerm_storage_container.C': { name: 'c', storage_account_id: '/s', container_access_type: 'private' } }, head: { 'azurerm_storage_container.C': { name: 'c', storage_account_id: '/s', container_access_type: 'blob' } }, says: ['block dev-ml/C: its blobs can be read without signing in (everybody)'] },

  { rule: 'RV021', about: 'old TLS', base: lake(), head: lake({ min_tls_version: 'TLS1_0' }), says: ['block dev-ml/Lake accepts TLS1_0'] },
  { rule: 'RV021', about: 'no HTTPS', base: lake(), head: lake({ https_traffic_only_enabled: false }), says: ["block dev-ml/Lake no longer has 'https_traffic_only_enabled'"] },
  { rule: 'RV021', about: 'a key that goes', base: { 'azurerm_storage_account_customer_managed_key.Cmk': { storage_account_id: '/s', key_vault_id: '/v', key_name: 'k' } }, head: {}, says: ['block dev-ml/Cmk goes: what it encrypts is encrypted with a key of Microsoft\'s again'] },
  { rule: 'RV021', about: 'new TLS', base: lake({ min_tls_version: 'TLS1_0' }), head: lake(), says: [] },

  { rule: 'RV022', about: 'a setting that goes', base: diagnostics(['Audit']), head: {}, says: ['warn dev-ml/Diag goes: what it logged is logged no longer'] },
  { rule: 'RV022', about: 'fewer categories', base: diagnostics(['Audit', 'Jobs']), head: diagnostics(['Jobs']), says: ['warn dev-ml/Diag no longer logs Audit'] },
  { rule: 'RV022', about: 'more categories', base: diagnostics(['Jobs']), head: diagnostics(['Audit', 'Jobs']), says: [] },

  { rule: 'RV030', about: 'GPUs', base: {}, head: cluster({ vm_size: 'Standard_NC6s_v3' }), says: ['warn dev-ml/Cpu has GPUs: Standard_NC6s_v3'] },
  { rule: 'RV030', about: 'more nodes, that never stop', base: cluster(), head: cluster({ scale_settings: { min_node_count: 1, max_node_count: 8, scale_down_nodes_after_idle_duration: 'PT300S' } }), says: ['warn dev-ml/Cpu can grow to 8 nodes instead of 2', 'warn dev-ml/Cpu keeps 1 nodes running when nobody uses them'] },
  { rule: 'RV030', about: 'fewer nodes', base: cluster(), head: cluster({ scale_settings: { min_node_count: 0, max_node_count: 1, scale_down_nodes_after_idle_duration: 'PT300S' } }), says: [] },

  { rule: 'RV040', about: 'a secret written out', base: {}, head: { 'azurerm_key_vault_secret.Secret': { name: 's', key_vault_id: '/v', value: 'hunter2-canary' } }, says: ["block dev-ml/Secret has a secret written out in 'value'"] },
  { rule: 'RV040', about: 'a secret of a variable', base: {}, head: { 'azurerm_key_vault_secret.Secret': { name: 's', key_vault_id: '/v', value: '${var.password}' } }, says: [] },
  { rule: 'RV040', about: 'something that looks like one', base: {}, head: { 'terraform_data.Text': { input: 'DefaultEndpointsProtocol=https;AccountKey=abcdefgh12345678==' } }, says: ["block dev-ml/Text has a secret written out in 'input'"] },

  { rule: 'RV050', about: 'another backend', base: {}, head: {}, baseMore: extension({ local: { path: 'a' } }), headMore: extension({ azurerm: { key: 'a' } }), says: ['block the state of dev-ml is kept elsewhere'] },
  { rule: 'RV050', about: 'another major version', base: {}, head: {}, baseMore: extension({}, '4.79.0'), headMore: extension({}, '5.0.0'), says: ['warn provider azurerm of dev-ml goes from 4.79.0 to 5.0.0'] },
  { rule: 'RV050', about: 'another minor version', base: {}, head: {}, baseMore: extension({}, '4.79.0'), headMore: extension({}, '4.80.0'), says: [] },
  { rule: 'RV050', about: 'a module that is not pinned', base: {}, head: {}, baseMore: {}, headMore: { module: { m: { source: 'Azure/x/azurerm' } } }, says: ['warn module m of dev-ml is not pinned'] },
];

describe('gates', () => {
  test.each(PAIRS.map((pair) => [`${pair.rule} ${pair.says.length > 0 ? 'fires on' : 'lets pass'} ${pair.about}`, pair] as const))('%s', (_, { rule: id, base, head, baseMore, headMore, says }) => {
    expect(said(reviewed(base, head, { ...(baseMore === undefined ? {} : { baseMore }), ...(headMore === undefined ? {} : { headMore }) }), id)).toEqual(says);
  });

  test('RV003 fires on a replacement that takes many along', () => {
    const many = Object.fromEntries(Array.from({ length: 12 }, (_, index) => [`azurerm_role_assignment.R${index}`, { name: `n${index}`, principal_id: `p${index}`, scope: '${azurerm_key_vault.Vault.id}', role_definition_name: 'Key Vault Reader' }]));
    expect(said(reviewed({ ...vault(), ...many }, { ...vault({ name: 'kv-two' }), ...many }), 'RV003')).toEqual(['warn dev-ml/Vault would be destroyed and made anew and takes 12 resources along']);
  });

  test('are all here, in order, with a case that fires and one that does not', () => {
    const ids = ALL_RULES.map(({ id }) => id);
    expect(ids).toEqual(['RV001', 'RV002', 'RV003', 'RV004', 'RV005', 'RV010', 'RV011', 'RV020', 'RV021', 'RV022', 'RV030', 'RV040', 'RV050', 'RV060', 'RV070']);
    // RV060 is about plans, and RV070 about scanners: they have tests of their own.
    for (const id of ids.filter((each) => each !== 'RV060' && each !== 'RV070')) {
      expect([id, PAIRS.some((pair) => pair.rule === id && pair.says.length > 0), PAIRS.some((pair) => pair.rule === id && pair.says.length === 0)]).toEqual([id, true, true]);
    }
  });
});
