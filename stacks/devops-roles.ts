import type { IRole } from '../constructs/identity/role';
import { BuiltInRole } from '../constructs/identity/built-in-role';
import { NamingConvention } from '../constructs/core/naming';
import type { Environment, SharedSettings } from '../environments/schema';
import type { ConnectionPurpose } from '../pipelines/landscape';
import { sharedNaming, stateAccountName, stateContainerName } from './environment-stack';
import { modelRegistryId, usesModelRegistry } from './model-registry';

/** Roles by which a deployment could make itself, or somebody else, owner of everything. */
const NEVER_GIVEN: readonly BuiltInRole[] = [BuiltInRole.OWNER, BuiltInRole.USER_ACCESS_ADMINISTRATOR, BuiltInRole.RBAC_ADMINISTRATOR];

/** One role of a service connection, and why it has it. */
export interface ConnectionRole {
  readonly role: IRole;
  /** The id of what it applies to. */
  readonly targetId: string;
  /** What it applies to, in words; names the assignment. */
  readonly where: string;
  readonly reason: string;
  /** Narrows the role. @default - no condition */
  readonly condition?: string;
}

/** Where the roles of an environment's connections are given. */
interface Scope {
  readonly id: string;
  readonly where: string;
}

/**
 * Every role that a service connection has. The deploying one gives roles, as the stacks do, but never one that gives roles itself.
 *
 * @see https://learn.microsoft.com/azure/role-based-access-control/delegate-role-assignments-overview
 */
export function connectionRoles(purpose: ConnectionPurpose, environment: Environment, shared: SharedSettings): ConnectionRole[] {
  const scopes = scopesOf(environment, shared);
  const own = (role: IRole, reason: string, condition?: string): ConnectionRole[] => scopes.map(({ id, where }) => ({ role, targetId: id, where, reason, condition }));
  switch (purpose) {
    case 'plan':
      return [...own(BuiltInRole.READER, 'compares what is in Azure with what is wanted'), ...own(BuiltInRole.KEY_VAULT_READER, 'sees keys and certificates, not what they are'), ...readers(environment, own), ...stateRole(environment, shared, BuiltInRole.STORAGE_BLOB_DATA_READER, 'reads the states, and writes none'), ...registryRoles(environment, shared, [[BuiltInRole.READER, 'sees what environments share']])];
    case 'deploy':
      return [
        ...own(BuiltInRole.CONTRIBUTOR, 'makes, changes and deletes resources'),
        ...own(BuiltInRole.RBAC_ADMINISTRATOR, 'gives the roles of the landscape, never one that gives roles', withoutRoles(NEVER_GIVEN)),
        ...(environment.protection.locksEnabled ? own(BuiltInRole.LOCKS_CONTRIBUTOR, 'locks what holds data') : []),
        ...(environment.features.customerManagedKeys ? own(BuiltInRole.KEY_VAULT_CRYPTO_OFFICER, 'makes and rotates the keys of the environment') : []),
        ...(environment.features.aks && environment.aks?.serving ? own(BuiltInRole.AKS_RBAC_CLUSTER_ADMIN, 'deploys scoring services, with their namespaces') : []),
        ...stateRole(environment, shared, BuiltInRole.STORAGE_BLOB_DATA_CONTRIBUTOR, 'writes the states, and keeps plans that wait for approval'),
        ...registryRoles(environment, shared, [
          [BuiltInRole.READER, 'sees what environments share'],
          [BuiltInRole.NETWORK_CONNECTION_APPROVER, 'connects the private endpoints of the environment'],
          [BuiltInRole.RBAC_ADMINISTRATOR, 'lets compute of the environment use the registry', withOnlyRoles([BuiltInRole.ML_REGISTRY_USER, BuiltInRole.READER, BuiltInRole.NETWORK_CONNECTION_APPROVER])],
        ]),
        ...neighbourRoles(environment),
      ];
    case 'model': {
      const trains = environment.stage === 'development';
      return [
        ...own(BuiltInRole.ML_DATA_SCIENTIST, 'submits jobs, and reads runs and models'),
        ...own(BuiltInRole.ACR_PUSH, 'pushes scoring images, and reads them by digest'),
        ...(trains ? own(BuiltInRole.STORAGE_BLOB_DATA_CONTRIBUTOR, 'uploads the code of jobs and fetches their outputs, since shared keys are off') : []),
        ...registryRoles(environment, shared, [trains ? [BuiltInRole.ML_REGISTRY_USER, 'registers what is better'] : [BuiltInRole.READER, 'finds the model that is released']]),
      ];
    }
  }
}

/** Contributors can fetch the address of a cluster; readers need a role of their own. */
function readers({ features, aks }: Environment, own: (role: IRole, reason: string) => ConnectionRole[]): ConnectionRole[] {
  if (!features.aks) return [];
  return [...own(BuiltInRole.AKS_CLUSTER_USER, 'reads how the cluster is reached'), ...(aks?.serving ? [...own(BuiltInRole.AKS_RBAC_READER, 'compares what runs in the cluster'), ...own(BuiltInRole.MONITORING_DATA_READER, 'reads the metrics that rollouts are judged by')] : [])];
}

function scopesOf({ name, subscriptionId }: Environment, { devOps }: SharedSettings): Scope[] {
  const groups = devOps?.resourceGroupIds?.[name];
  return groups ? groups.map((id) => ({ id, where: id.split('/').at(-1) ?? '' })) : [{ id: `/subscriptions/${subscriptionId}`, where: 'subscription' }];
}

/** The container of the environment's states; an account of its own is its owner's to open. */
function stateRole({ name, state }: Environment, shared: SharedSettings, role: BuiltInRole, reason: string): ConnectionRole[] {
  if (state.kind !== 'azurerm' || state.storageAccountName !== undefined) return [];
  const group = sharedNaming(shared).name('resourceGroup', 'state');
  const account = `/subscriptions/${shared.subscriptionId}/resourceGroups/${group}/providers/Microsoft.Storage/storageAccounts/${stateAccountName(shared)}`;
  return [{ role, targetId: `${account}/blobServices/default/containers/${stateContainerName(shared, name)}`, where: 'states', reason }];
}

function registryRoles(environment: Environment, shared: SharedSettings, roles: readonly (readonly [BuiltInRole, string, string?])[]): ConnectionRole[] {
  const targetId = modelRegistryId(shared);
  if (targetId === undefined || !usesModelRegistry(environment, shared)) return [];
  return roles.map(([role, reason, condition]) => ({ role, targetId, where: 'model registry', reason, condition }));
}

/** What others own, and the environment connects to. */
function neighbourRoles({ network }: Environment): ConnectionRole[] {
  const { hub, existingVirtualNetwork, privateDnsZones, monitorPrivateLink } = network;
  const role = (granted: BuiltInRole, targetId: string, where: string, reason: string): ConnectionRole => ({ role: granted, targetId, where, reason });
  return [
    ...(hub ? [role(BuiltInRole.NETWORK_CONTRIBUTOR, hub.virtualNetworkId, 'hub', 'peers the network with the hub')] : []),
    ...(existingVirtualNetwork ? [role(BuiltInRole.NETWORK_CONTRIBUTOR, existingVirtualNetwork.id, 'virtual network', 'joins its subnets')] : []),
    ...(privateDnsZones.kind === 'existing' ? [role(BuiltInRole.PRIVATE_DNS_ZONE_CONTRIBUTOR, privateDnsZones.resourceGroupId, 'DNS zones', 'registers private endpoints')] : []),
    ...(monitorPrivateLink?.kind === 'existing' ? [role(BuiltInRole.MONITORING_CONTRIBUTOR, monitorPrivateLink.scopeId, 'monitor scope', 'adds its logs to the scope')] : []),
  ];
}

/** Lets the holder give and take every role but these. */
function withoutRoles(roles: readonly BuiltInRole[]): string {
  return delegated(`ForAnyOfAllValues:GuidNotEquals {${guids(roles)}}`);
}

/** Lets the holder give and take these roles alone. */
function withOnlyRoles(roles: readonly BuiltInRole[]): string {
  return delegated(`ForAnyOfAnyValues:GuidEquals {${guids(roles)}}`);
}

const guids = (roles: readonly BuiltInRole[]): string => roles.map(({ guid }) => guid).join(', ');

function delegated(test: string): string {
  const half = (action: string, source: string): string => `((!(ActionMatches{'Microsoft.Authorization/roleAssignments/${action}'})) OR (${source}[Microsoft.Authorization/roleAssignments:RoleDefinitionId] ${test}))`;
  return `${half('write', '@Request')} AND ${half('delete', '@Resource')}`;
}

/** The names that resources of an environment have, by the convention. */
export function environmentNaming({ workload, name, location, subscriptionId }: Environment): NamingConvention {
  return new NamingConvention({ workload, environment: name, location, seed: subscriptionId });
}
