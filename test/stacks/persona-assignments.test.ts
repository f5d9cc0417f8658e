import { BuiltInRole } from '../../constructs/identity/built-in-role';
import type { Environment } from '../../environments';
import type { Persona, PersonaScope } from '../../stacks/persona-table';
import { grantsOf, PERSONA_NAMES } from '../../stacks/persona-table';
import type { Changes } from '../environments/wrong';
import { Landscape, variant } from './landscape-of';

/** The resources that roles of people apply to, as the synthesised stacks have them; found without the code that grants. */
const TARGETS: readonly { readonly scope: PersonaScope; readonly stack: string; readonly type: string; readonly name: RegExp }[] = [
  { scope: 'workspace', stack: 'ml', type: 'azurerm_machine_learning_workspace', name: /./ },
  { scope: 'workspaceStorage', stack: 'platform', type: 'azurerm_storage_account', name: /^WorkspaceStorage_/ },
  { scope: 'dataLake', stack: 'platform', type: 'azurerm_storage_account', name: /^DataLake_/ },
  { scope: 'containerRegistry', stack: 'platform', type: 'azurerm_container_registry', name: /./ },
  { scope: 'keyVault', stack: 'platform', type: 'azurerm_key_vault', name: /./ },
  { scope: 'logs', stack: 'platform', type: 'azurerm_log_analytics_workspace', name: /./ },
  { scope: 'platform', stack: 'platform', type: 'azurerm_resource_group', name: /./ },
  { scope: 'cluster', stack: 'aks', type: 'azurerm_kubernetes_cluster', name: /./ },
  ...['network', 'platform', 'ml', 'aks', 'serving'].map((stack) => ({ scope: 'costs', stack, type: 'azurerm_resource_group', name: /./ }) as const),
];

const ROLE_NAMES: ReadonlyMap<string, string> = new Map(Object.values(BuiltInRole).filter((role) => role instanceof BuiltInRole).map(({ guid, name }) => [guid, name]));

/** What gives rights apart from role assignments, active or eligible; none of it is used. */
const OTHER_GRANTS = /^(azurerm_pim_active_|azurerm_role_management_|azurerm_role_definition|azurerm_key_vault_access_policy|azuread_|azurerm_marketplace_role)/;

/** What a role assignment's scope refers to, as `<stack part> <type> <name>`; a subscription or a literal id stands for itself. */
function targetOf(stack: string, scope: string): string {
  const local = /^\$\{(\w+)\.([\w-]+)\.id\}$/.exec(scope);
  if (local) return `${part(stack)} ${local[1]} ${local[2]}`;
  const other = /^\$\{data\.terraform_remote_state\.cross-stack-reference-input-([\w-]+)\.outputs\.cross-stack-output-(azurerm_[a-z_]+?)([A-Z][\w-]*)id\}$/.exec(scope);
  return other ? `${part(other[1] ?? '')} ${other[2]} ${other[3]}` : scope;
}

const ELIGIBLE = 'azurerm_pim_eligible_role_assignment';

const part = (stack: string): string => stack.slice(stack.indexOf('-') + 1);

/** Every role of people that is synthesised: `persona: role on target`. */
function synthesised(environment: Environment, landscape: Landscape): string[] {
  const personas = new Map(PERSONA_NAMES.flatMap((persona) => environment.personas[persona].map((group) => [group.toLowerCase(), persona] as const)));
  return landscape.everything
    .filter(({ type, block }) => type === ELIGIBLE || (type === 'azurerm_role_assignment' && block['principal_type'] !== 'ServicePrincipal'))
    .map(({ stack, block }) => {
      const group = String(block['principal_id']).toLowerCase();
      const guid = String(block['role_definition_id']).split('/').at(-1) ?? '';
      return `${personas.get(group) ?? `nobody's group ${group}`}: ${ROLE_NAMES.get(guid) ?? guid} on ${targetOf(stack, String(block['scope']))}`;
    })
    .sort();
}

/** Every role that the table gives, on every resource of its scope that there is. */
function fromTable({ stage }: Environment, landscape: Landscape): string[] {
  return TARGETS.flatMap(({ scope, stack, type, name }) => {
    const resources = landscape.everything.filter((resource) => part(resource.stack) === stack && resource.type === type && name.test(resource.name));
    return resources.flatMap((resource) => PERSONA_NAMES.flatMap((persona: Persona) => grantsOf(persona, stage).filter((grant) => grant.scope === scope).map(({ role }) => `${persona}: ${role.name} on ${stack} ${type} ${resource.name}`)));
  }).sort();
}

const CASES: readonly (readonly [string, Changes])[] = [
  ['dev', {}],
  ['test', {}],
  ['prod', {}],
  ['dev', { 'features.featureStore': true, 'features.customerManagedKeys': true, 'protection.purgeOnDestroyEnabled': false }],
  ['prod', { 'features.aks': false, 'features.defender': false, 'network.subnets.aksNodes': undefined, aks: undefined }],
  ['prod', { eligibility: { personas: ['platformEngineer', 'mlEngineer'] } }],
];

describe.each(CASES)('the roles of people in %s %j', (base, changes) => {
  const environment = variant(base, changes);
  const landscape = Landscape.of(base, changes);

  test('are those of the table: no more, and no less', () => {
    expect(synthesised(environment, landscape)).toEqual(fromTable(environment, landscape));
  });

  test('are eligible where the environment says so, and active elsewhere', () => {
    const groups = environment.eligibility?.personas.flatMap((persona) => environment.personas[persona]) ?? [];
    const isOfEligible = ({ block }: { readonly block: { readonly principal_id?: unknown } }): boolean => groups.includes(String(block.principal_id));
    expect(landscape.everything.filter(({ type }) => type === ELIGIBLE).filter((resource) => !isOfEligible(resource))).toEqual([]);
    expect(landscape.everything.filter(({ type }) => type === 'azurerm_role_assignment').filter(isOfEligible)).toEqual([]);
  });

  test('are all that gives rights', () => {
    const azapi = landscape.everything.filter(({ type, block }) => type.startsWith('azapi') && /Microsoft\.(Authorization|Graph)\//i.test(String(block['type'])));
    expect([...landscape.everything.filter(({ type }) => OTHER_GRANTS.test(type)), ...azapi].map(({ type, name }) => `${type}.${name}`)).toEqual([]);
  });

  test('are given to the group of the persona and to nobody who is not one of a persona', () => {
    const groups = PERSONA_NAMES.flatMap((persona) => environment.personas[persona]);
    expect(new Set(groups).size).toBe(groups.length);
    expect(synthesised(environment, landscape).filter((grant) => grant.startsWith('nobody'))).toEqual([]);
  });

  test('in the cluster itself are of platform engineers only', () => {
    const admins = landscape.everything.filter(({ type }) => type === 'azurerm_kubernetes_cluster').map(({ block }) => block['azure_active_directory_role_based_access_control']);
    expect(admins).toEqual(admins.map(() => expect.objectContaining({ admin_group_object_ids: environment.personas.platformEngineer })));
  });
});
