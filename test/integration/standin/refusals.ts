import type { ApiRequest, ApiResponse} from './http';
import { failure } from './http';
import { nameOf, parentOf, typeOf } from './identifiers';
import { asString } from './json';
import type { Resource, Store } from './store';

/** Parents that are there without having been created by anyone, the groups that AKS keeps nodes in among them. */
const ALWAYS_THERE = /^$|^\/subscriptions\/[^/]+(\/resourceGroups\/MC_[^/]+)?$|\/(blob|file|queue|table)services\/default$/i;

const isWithin = (id: string, scope: string): boolean => id.toLowerCase() === scope.toLowerCase() || id.toLowerCase().startsWith(`${scope.toLowerCase()}/`);

function missingParent(path: string, store: Store): ApiResponse | undefined {
  const parent = parentOf(path);
  if (ALWAYS_THERE.test(parent) || store.get(parent) !== undefined) return undefined;
  return failure(404, 'ParentResourceNotFound', `${path} can't be created: ${parent} doesn't exist`);
}

function heldByLock(path: string, store: Store): ApiResponse | undefined {
  if (typeOf(path) === 'Microsoft.Authorization/locks') return undefined;
  const lock = store.ofType('Microsoft.Authorization/locks').find(({ id }) => isWithin(path, parentOf(id)) || isWithin(parentOf(id), path));
  return lock && failure(409, 'ScopeLocked', `${path} can't be deleted: ${lock.id} is in the way; remove the lock first`);
}

/** A subnet that a private endpoint, a node pool or a compute stands in can't be deleted. */
function subnetInUse(path: string, store: Store): ApiResponse | undefined {
  if (!/\/subnets\/[^/]+$/i.test(path)) return undefined;
  const user = store.all().find((resource) => JSON.stringify(resource.properties).toLowerCase().includes(`"${path.toLowerCase()}"`)
    && /privateEndpoints|managedClusters|\/computes/i.test(resource.type));
  return user && failure(400, 'InUseSubnetCannotBeDeleted', `${path} is in use by ${user.id}`);
}

function duplicateRoleAssignment(request: ApiRequest, store: Store): ApiResponse | undefined {
  if (typeOf(request.path).toLowerCase() !== 'microsoft.authorization/roleassignments') return undefined;
  const { properties } = request.body as Resource;
  const same = store.ofType('Microsoft.Authorization/roleAssignments').find((other) => parentOf(other.id).toLowerCase() === parentOf(request.key)
    && asString(other.properties['principalId']) === asString(properties['principalId'])
    && nameOf(asString(other.properties['roleDefinitionId'])) === nameOf(asString(properties['roleDefinitionId'])));
  return same && same.name.toLowerCase() !== nameOf(request.key)
    ? failure(409, 'RoleAssignmentExists', `the role assignment already exists: ${same.id}`)
    : undefined;
}

function softDeletedVault(path: string, store: Store): ApiResponse | undefined {
  if (typeOf(path).toLowerCase() !== 'microsoft.keyvault/vaults' || !store.deletedVaults.has(nameOf(path).toLowerCase())) return undefined;
  return failure(409, 'ConflictError', `a vault named ${nameOf(path)} exists in a deleted state; recover or purge it`);
}

/** A cluster is attached once it has the extension, and trusts the workspace. */
function unjoinedCluster(request: ApiRequest, store: Store): ApiResponse | undefined {
  if (typeOf(request.path).toLowerCase() !== 'microsoft.machinelearningservices/workspaces/computes') return undefined;
  const { properties } = request.body as Resource;
  if (properties['computeType'] !== 'Kubernetes') return undefined;
  const cluster = asString(properties['resourceId']).toLowerCase();
  const workspace = parentOf(request.path).toLowerCase();
  const isInstalled = store.ofType('Microsoft.KubernetesConfiguration/extensions').some(({ id }) => isWithin(id, cluster));
  const isTrusted = store.ofType('Microsoft.ContainerService/managedClusters/trustedAccessRoleBindings').some(({ id, properties: binding }) => isWithin(id, cluster) && asString(binding['sourceResourceId']).toLowerCase() === workspace);
  return isInstalled && isTrusted ? undefined : failure(400, 'ClusterNotReady', `${cluster} can't be attached: ${isInstalled ? 'it does not trust the workspace' : 'the extension is not installed'}`);
}

/** What Azure refuses and a landscape can get wrong in its order or its uniqueness; everything else is accepted. */
export function refusal(request: ApiRequest, store: Store): ApiResponse | undefined {
  const { path, method } = request;
  if (method === 'DELETE') return heldByLock(path, store) ?? subnetInUse(path, store);
  if (method === 'PUT' && store.get(path) === undefined) {
    return missingParent(path, store) ?? duplicateRoleAssignment(request, store) ?? softDeletedVault(path, store) ?? unjoinedCluster(request, store);
  }
  return undefined;
}
