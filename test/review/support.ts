import { join } from 'node:path';
import type { Json, JsonObject } from '../../facts/json';
import type { Change, ChangeSet } from '../../review/model/change';
import type { Finding, Review } from '../../review/model/finding';
import { predict } from '../../review/predict/predict';
import type { ReviewOptions } from '../../review/rules/review';
import { makeReview } from '../../review/rules/review';
import type { SynthStack } from '../../review/read/synth';
import { readStack } from '../../review/read/synth';

export const FIXTURES = join(__dirname, 'fixtures');
export const AS_OF = '2026-06-01';

/** Resources by address, as they are synthesised. */
export type Resources = Readonly<Record<string, JsonObject>>;

/** A stack's JSON: resources by address (`type.name`, `data.type.name`), each with a construct path after its name. */
export function stackJson(name: string, resources: Resources, more: JsonObject = {}): JsonObject {
  const sections: Record<'resource' | 'data', Record<string, Record<string, Json>>> = { resource: {}, data: {} };
  for (const [address, body] of Object.entries(resources)) {
    const data = address.startsWith('data.');
    const [type = '', id = ''] = address.replace(/^data\./, '').split('.');
    (sections[data ? 'data' : 'resource'][type] ??= {})[id] = { '//': { metadata: { path: `${name}/${id}/Resource`, uniqueId: id } }, ...body };
  }
  return { '//': { metadata: { stackName: name } }, terraform: { backend: { local: { path: `${name}.tfstate` } }, required_providers: { azurerm: { source: 'azurerm', version: '4.79.0' } } }, ...sections, ...more };
}

/** A tree of one stack, `dev-ml`. */
export function tree(resources: Resources, more: JsonObject = {}, name = 'dev-ml'): ReadonlyMap<string, SynthStack> {
  return new Map([[name, readStack(name, stackJson(name, resources, more))]]);
}

/** What is predicted between two versions of `dev-ml`. */
export function predicted(base: Resources, head: Resources, baseMore: JsonObject = {}, headMore: JsonObject = baseMore): ChangeSet {
  return predict(tree(base, baseMore), tree(head, headMore));
}

/** The review of two versions of `dev-ml`. */
export function reviewed(base: Resources, head: Resources, options: Partial<ReviewOptions> & { readonly baseMore?: JsonObject; readonly headMore?: JsonObject } = {}): Review {
  const { baseMore = {}, headMore = baseMore, ...rest } = options;
  return makeReview(predicted(base, head, baseMore, headMore), { asOf: AS_OF, ...rest });
}

/** Actions by address. */
export function actions({ changes }: ChangeSet): Readonly<Record<string, string>> {
  return Object.fromEntries(changes.map(({ address, action }) => [address, action]));
}

/** The only change of an address. */
export function change({ changes }: ChangeSet, address: string): Change {
  const found = changes.filter((each) => each.address === address);
  if (found.length !== 1 || found[0] === undefined) throw new Error(`expected one change of ${address}, found ${found.length}`);
  return found[0];
}

/** What a gate finds, as `level message`. */
export function said(review: Review, rule: string): string[] {
  return review.findings.filter((finding: Finding) => finding.rule === rule).map(({ level, message }) => `${level} ${message}`);
}

export const VAULT: JsonObject = { name: 'kv-one', location: 'westeurope', resource_group_name: 'rg', sku_name: 'standard', tenant_id: 't', public_network_access_enabled: false, purge_protection_enabled: true, soft_delete_retention_days: 90 };
export const STORAGE: JsonObject = {
  name: 'stone', location: 'westeurope', resource_group_name: 'rg', account_tier: 'Standard', account_replication_type: 'LRS', public_network_access_enabled: false, shared_access_key_enabled: false, local_user_enabled: false,
  allow_nested_items_to_be_public: false, min_tls_version: 'TLS1_2', blob_properties: { versioning_enabled: true, delete_retention_policy: { days: 7 } }, network_rules: { default_action: 'Deny', ip_rules: ['203.0.113.0/24'] },
};
export const WORKSPACE: JsonObject = { name: 'mlw', location: 'westeurope', resource_group_name: 'rg', application_insights_id: '/appi', key_vault_id: '${azurerm_key_vault.Vault.id}', storage_account_id: '/st', identity: { type: 'SystemAssigned' }, public_network_access_enabled: false };
export const CLUSTER: JsonObject = { name: 'cpu', location: 'westeurope', machine_learning_workspace_id: '${azurerm_machine_learning_workspace.Workspace.id}', vm_size: 'Standard_D4s_v5', vm_priority: 'Dedicated', node_public_ip_enabled: false, local_auth_enabled: false, scale_settings: { min_node_count: 0, max_node_count: 2, scale_down_nodes_after_idle_duration: 'PT300S' } };
