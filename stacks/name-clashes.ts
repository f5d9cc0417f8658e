import type { Problem } from '../constructs/core/errors';

/** Types whose names are unique across all of Azure. */
const GLOBAL_NAMES: ReadonlySet<string> = new Set(['azurerm_storage_account', 'azurerm_key_vault', 'azurerm_container_registry']);

/** What a name is unique within, where it isn't all of Azure; the first one that a resource has counts. */
const PARENTS = ['scope', 'workspace_id', 'machine_learning_workspace_id', 'key_vault_id', 'storage_account_id', 'kubernetes_cluster_id', 'parent_id', 'target_resource_id', 'virtual_network_name', 'private_dns_zone_name', 'resource_group_name'] as const;

type Block = Readonly<Record<string, unknown>>;

/** A synthesised stack, by name. */
export interface NamedStack {
  readonly name: string;
  readonly json: unknown;
}

/**
 * The names that two resources of a landscape share where Azure allows one. Stacks are planned apart from each other, so
 * Terraform doesn't see it: the second one fails in the middle of its deployment, or takes the first one over.
 */
export function nameClashes(stacks: readonly NamedStack[]): Problem[] {
  const owners = new Map<string, string>();
  const problems: Problem[] = [];
  for (const { name: stack, json } of stacks) {
    for (const [type, byId] of Object.entries((json as { resource?: Record<string, Record<string, Block>> }).resource ?? {})) {
      for (const [id, block] of Object.entries(byId)) {
        const name = block['name'];
        if (typeof name !== 'string' || name.includes('${')) continue;
        const parent = GLOBAL_NAMES.has(type) ? '' : block[PARENTS.find((key) => block[key] !== undefined) ?? ''];
        // azapi has one Terraform type for all that Azure has: a name is unique among those of one Azure type.
        const azureType = type === 'azapi_resource' ? String(block['type']).split('@')[0] : undefined;
        const key = JSON.stringify([type, azureType, name.toLowerCase(), parent]);
        const address = `${stack}: ${type}.${id}`;
        const owner = owners.get(key);
        if (owner === undefined) owners.set(key, address);
        else problems.push({ code: 'NameTwice', prop: 'name', rule: `of ${address} is that of ${owner}`, got: name, expected: 'a name of its own', fix: "rename one of the two, or give them different 'purpose's" });
      }
    }
  }
  return problems;
}
