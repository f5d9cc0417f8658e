import type { JsonObject } from '../../../facts/json';
import { predict } from '../../../review/predict/predict';
import { actions, change, CLUSTER, predicted, STORAGE, tree, VAULT, WORKSPACE } from '../support';

const V = 'azurerm_key_vault.Vault';
const W = 'azurerm_machine_learning_workspace.Workspace';

describe('predictions', () => {
  test('create and destroy', () => {
    expect(actions(predicted({ [V]: VAULT }, { 'azurerm_storage_account.Lake': STORAGE }))).toEqual({ [V]: 'delete', 'azurerm_storage_account.Lake': 'create' });
  });

  test('an update, with what differs', () => {
    expect(change(predicted({ [V]: VAULT }, { [V]: { ...VAULT, sku_name: 'premium' } }), V)).toMatchObject({
      action: 'update', confidence: 'certain', replacePaths: [], attributes: [{ path: 'sku_name', before: 'standard', after: 'premium', kind: 'known', effect: 'update', consequence: false }],
    });
  });

  test('a replacement, with what forces it', () => {
    expect(change(predicted({ [V]: VAULT }, { [V]: { ...VAULT, name: 'kv-two', sku_name: 'premium' } }), V)).toMatchObject({ action: 'replace', order: 'delete-first', replacePaths: [['name']], confidence: 'certain' });
  });

  test('a replacement that makes the new one first', () => {
    const lifecycle = { create_before_destroy: true };
    expect(change(predicted({ [V]: { ...VAULT, lifecycle } }, { [V]: { ...VAULT, lifecycle, name: 'kv-two' } }), V).order).toBe('create-first');
  });

  test.each<[string, JsonObject, JsonObject]>([
    ['a default that is written', { ...VAULT, soft_delete_retention_days: null }, { ...VAULT, soft_delete_retention_days: 90 }],
    ['an empty value', { ...VAULT, enabled_for_deployment: null }, { ...VAULT, enabled_for_deployment: false }],
    ['a list around a single block', { ...VAULT, network_acls: { default_action: 'Deny', bypass: 'None' } }, { ...VAULT, network_acls: [{ bypass: 'None', default_action: 'Deny' }] }],
    ['another order in a set', { ...VAULT, network_acls: { default_action: 'Deny', bypass: 'None', ip_rules: ['1.1.1.1', '2.2.2.2'] } }, { ...VAULT, network_acls: { default_action: 'Deny', bypass: 'None', ip_rules: ['2.2.2.2', '1.1.1.1'] } }],
    ['another way to write a region', VAULT, { ...VAULT, location: 'West Europe' }],
    ['timeouts', VAULT, { ...VAULT, timeouts: { create: '1h' } }],
    ['an optional value that is computed when absent', { ...VAULT, rbac_authorization_enabled: true }, VAULT],
    ['a block that the provider keeps', { ...VAULT, network_acls: { default_action: 'Deny', bypass: 'None' } }, VAULT],
    ['what is not looked at', VAULT, { ...VAULT, tags: { a: 'b' }, lifecycle: { ignore_changes: ['tags'] } }],
  ])('nothing for %s', (_, base, head) => {
    expect(actions(predicted({ [V]: base }, { [V]: head }))).toEqual({});
  });

  test('a value that the provider puts back in code', () => {
    const logs: JsonObject = { name: 'l', location: 'westeurope', resource_group_name: 'rg', local_authentication_enabled: false };
    const L = 'azurerm_log_analytics_workspace.Logs';
    expect(change(predicted({ [L]: logs }, { [L]: { ...logs, local_authentication_enabled: null } }), L).attributes.map(({ path, before, after }) => [path, before, after])).toEqual([['local_authentication_enabled', false, true]]);
  });

  test('nothing where a reference stands for the same value', () => {
    const group: JsonObject = { name: 'rg', location: 'westeurope' };
    expect(actions(predicted({ 'azurerm_resource_group.Group': group, [V]: VAULT }, { 'azurerm_resource_group.Group': group, [V]: { ...VAULT, resource_group_name: '${azurerm_resource_group.Group.name}' } }))).toEqual({});
  });

  test('rules of a list by their names', () => {
    const rule = (name: string, access = 'Allow'): JsonObject => ({ name, access, priority: 100, direction: 'Inbound', protocol: 'Tcp' });
    const nsg = (rules: readonly JsonObject[]): JsonObject => ({ name: 'nsg', location: 'westeurope', resource_group_name: 'rg', security_rule: [...rules] });
    const N = 'azurerm_network_security_group.Nsg';
    expect(change(predicted({ [N]: nsg([rule('a'), rule('b')]) }, { [N]: nsg([rule('c'), rule('b', 'Deny')]) }), N).attributes.map(({ path }) => path)).toEqual(['security_rule["a"]', 'security_rule["b"].access', 'security_rule["c"]']);
  });

  test('a field of a block that can only be given to a new one', () => {
    const head = { ...CLUSTER, ssh: { admin_username: 'other', key_value: 'x' } };
    const C = 'azurerm_machine_learning_compute_cluster.Cpu';
    expect(change(predicted({ [C]: { ...CLUSTER, ssh: { admin_username: 'me', key_value: 'x' } } }, { [C]: head }), C)).toMatchObject({ action: 'replace', replacePaths: [['ssh', 0, 'admin_username']] });
  });

  test.each<[string, string, string]>([['LRS', 'GRS', 'update'], ['LRS', 'ZRS', 'replace'], ['GZRS', 'RAGZRS', 'update'], ['ZRS', 'LRS', 'replace']])('what the provider decides in code: replication from %s to %s is an %s', (from, to, action) => {
    expect(actions(predicted({ 'azurerm_storage_account.Lake': { ...STORAGE, account_replication_type: from } }, { 'azurerm_storage_account.Lake': { ...STORAGE, account_replication_type: to } }))).toEqual({ 'azurerm_storage_account.Lake': action });
  });

  test('what the provider decides in code about a field, when its whole block goes', () => {
    const pool: JsonObject = { name: 'cpu', kubernetes_cluster_id: '/aks', vm_size: 'Standard_D4s_v5' };
    const P = 'azurerm_kubernetes_cluster_node_pool.Cpu';
    expect(actions(predicted({ [P]: { ...pool, upgrade_settings: { max_surge: '10%', drain_timeout_in_minutes: 30 } } }, { [P]: pool }))).toEqual({ [P]: 'replace' });
    expect(actions(predicted({ [P]: { ...pool, upgrade_settings: { max_surge: '10%' } } }, { [P]: pool }))).toEqual({ [P]: 'update' });
  });

  test('a type without facts is unknown, and never an update', () => {
    const [base, head] = [{ 'other_thing.Thing': { a: 1 } }, { 'other_thing.Thing': { a: 2 } }];
    expect(change(predicted(base, head), 'other_thing.Thing')).toMatchObject({ action: 'unknown', confidence: 'possible', reason: 'there are no facts for other_thing: this may be an update or a replacement' });
    expect(predicted(base, head).coverage.unknownTypes).toEqual(['other_thing']);
  });

  test('replacements are followed through references, with their causes', () => {
    const base = { [V]: VAULT, [W]: WORKSPACE, 'azurerm_machine_learning_compute_cluster.Cpu': CLUSTER, 'azurerm_storage_account.Lake': STORAGE };
    const set = predicted(base, { ...base, [V]: { ...VAULT, name: 'kv-two' } });
    expect(actions(set)).toEqual({ [V]: 'replace', [W]: 'replace', 'azurerm_machine_learning_compute_cluster.Cpu': 'replace' });
    expect(change(set, W)).toMatchObject({ reason: "'key_vault_id' comes from azurerm_key_vault.Vault, and can only be given to a new one", causedBy: [{ id: `dev-ml/${V}`, attribute: 'key_vault_id' }], afterUnknown: { key_vault_id: true } });
    expect(change(set, 'azurerm_machine_learning_compute_cluster.Cpu').causedBy).toEqual([{ id: `dev-ml/${W}`, attribute: 'machine_learning_workspace_id' }]);
  });

  test('cycles end', () => {
    const base: Record<string, JsonObject> = { 'terraform_data.A': { triggers_replace: '${terraform_data.B.id}' }, 'terraform_data.B': { triggers_replace: '${terraform_data.A.id}', input: 1 }, 'terraform_data.C': { triggers_replace: 1 } };
    expect(actions(predicted(base, { ...base, 'terraform_data.C': { triggers_replace: 2 }, 'terraform_data.A': { triggers_replace: ['${terraform_data.B.id}', '${terraform_data.C.id}'] } }))).toEqual({ 'terraform_data.A': 'replace', 'terraform_data.B': 'replace', 'terraform_data.C': 'replace' });
  });

  test('replace_triggered_by, and data that is read later', () => {
    const base: Record<string, JsonObject> = { [V]: VAULT, 'terraform_data.T': { input: 1, lifecycle: { replace_triggered_by: [V] } }, 'data.azurerm_key_vault.Read': { name: 'x', resource_group_name: 'rg', depends_on: [V] }, 'terraform_data.D': { triggers_replace: '${data.azurerm_key_vault.Read.id}' } };
    expect(actions(predicted(base, { ...base, [V]: { ...VAULT, sku_name: 'premium' } }))).toEqual({ [V]: 'update', 'data.azurerm_key_vault.Read': 'read', 'terraform_data.D': 'replace', 'terraform_data.T': 'replace' });
  });

  test('replacements cross stacks where an id changes, and only there', () => {
    const platform = (vault: JsonObject) => tree({ [V]: vault }, { output: { out: { value: '${azurerm_key_vault.Vault.id}' } } }, 'dev-platform');
    const ml = tree({ 'data.terraform_remote_state.cross-stack-reference-input-dev-platform': { backend: 'local' }, [W]: { ...WORKSPACE, key_vault_id: '${data.terraform_remote_state.cross-stack-reference-input-dev-platform.outputs.out}' } });
    const of = (vault: JsonObject) => predict(new Map([...platform(VAULT), ...ml]), new Map([...platform(vault), ...ml]));
    expect(actions(of({ ...VAULT, name: 'kv-two' }))).toEqual({ [V]: 'replace', [W]: 'replace' });
    expect(actions(of({ ...VAULT, location: 'northeurope' }))).toEqual({ [V]: 'replace' });
  });

  test('a rename is found, with the line that keeps the resource', () => {
    const base = { [V]: VAULT, [W]: WORKSPACE };
    const head = { 'azurerm_key_vault.Safe': VAULT, [W]: { ...WORKSPACE, key_vault_id: '${azurerm_key_vault.Safe.id}' } };
    const set = predicted(base, head);
    expect(set.renames).toEqual([{ from: `dev-ml/${V}`, to: 'dev-ml/azurerm_key_vault.Safe', type: 'azurerm_key_vault', similarity: 1, remedy: "resource.moveFromId('azurerm_key_vault.Vault') on the L1 at 'dev-ml/Safe/Resource' keeps it" }]);
    expect(actions(set)).toEqual({ [V]: 'delete', 'azurerm_key_vault.Safe': 'create', [W]: 'replace' });
  });

  test('a rename that is moved changes nothing else', () => {
    const moved = { moved: [{ from: V, to: 'azurerm_key_vault.Safe' }] };
    const set = predicted({ [V]: VAULT, [W]: WORKSPACE }, { 'azurerm_key_vault.Safe': VAULT, [W]: { ...WORKSPACE, key_vault_id: '${azurerm_key_vault.Safe.id}' } }, {}, moved);
    expect(actions(set)).toEqual({ 'azurerm_key_vault.Safe': 'move' });
    expect(change(set, 'azurerm_key_vault.Safe').previousAddress).toBe(V);
  });

  test('two that are alike are no rename: nobody can tell which is which', () => {
    const thing = { input: 'same' };
    expect(predicted({ 'terraform_data.A': thing, 'terraform_data.B': thing }, { 'terraform_data.C': thing, 'terraform_data.D': thing }).renames).toEqual([]);
  });

  test('what is forgotten stays in Azure, and what is imported is not made', () => {
    const set = predicted({ [V]: VAULT }, { 'azurerm_storage_account.Lake': STORAGE }, {}, { removed: [{ from: V, lifecycle: { destroy: false } }], import: [{ to: 'azurerm_storage_account.Lake', id: '/id' }] });
    expect(actions(set)).toEqual({ [V]: 'forget', 'azurerm_storage_account.Lake': 'import' });
  });

  describe('azapi', () => {
    const A = 'azapi_resource.Thing';
    const thing = (more: JsonObject = {}): JsonObject => ({ type: 'Microsoft.MachineLearningServices/workspaces/computes@2025-09-01', name: 'x', parent_id: '/w', location: 'westeurope', body: { properties: { properties: { vmSize: 'a', list: [{ name: 'p', value: 1 }] } } }, replace_triggers_refs: ['properties.properties.vmSize'], ...more });

    test('bodies are compared inside', () => {
      expect(change(predicted({ [A]: thing() }, { [A]: thing({ body: { properties: { properties: { vmSize: 'a', list: [{ name: 'p', value: 2 }] } } } }) }), A)).toMatchObject({ action: 'update', attributes: [{ path: 'body.properties.properties.list["p"].value', before: 1, after: 2 }] });
    });

    test.each<[string, JsonObject, string]>([
      ['name', { name: 'y' }, 'replace'],
      ['parent_id', { parent_id: '/v' }, 'replace'],
      ['location', { location: 'northeurope' }, 'replace'],
      ['the type', { type: 'Microsoft.MachineLearningServices/workspaces/other@2025-09-01' }, 'replace'],
      ['the API version only', { type: 'Microsoft.MachineLearningServices/workspaces/computes@2026-01-01' }, 'update'],
      ['a path that triggers', { body: { properties: { properties: { vmSize: 'b', list: [{ name: 'p', value: 1 }] } } } }, 'replace'],
      ['locks', { locks: ['/w'] }, 'update'],
    ])('%s', (_, more, action) => {
      expect(actions(predicted({ [A]: thing() }, { [A]: thing(more) }))).toEqual({ [A]: action });
    });
  });
});
