import type { Construct } from 'constructs';
import type { Problems } from '../core/errors';
import type { IResourceGroup } from '../governance/resource-group';
import type { IManagedIdentity } from '../identity/managed-identity';
import { ManagedIdentity } from '../identity/managed-identity';
import type { RoleAssignment } from '../identity/role-assignment';
import type { IContainerRegistry } from '../registry/container-registry';
import type { IStorageAccount } from '../storage/storage-account';

/** Who the deployments of an endpoint act as, and what they may do from the start. Azure never changes the identity of an endpoint. */
export interface EndpointIdentityOptions {
  /** The user-assigned identity of the endpoint. @default - one that is made for it, in `resourceGroup` */
  readonly identity?: IManagedIdentity;
  /** Where the identity is made that the endpoint has by default. @default - none; required unless `identity` or `systemAssignedIdentityEnabled` is set */
  readonly resourceGroup?: IResourceGroup;
  /** Whether the endpoint has an identity of its own instead, which Azure gives its roles. @default false */
  readonly systemAssignedIdentityEnabled?: boolean;
  /** The registry of the workspace: the identity may pull images from it before the endpoint exists. @default - the role is among `requiredRoleAssignments` */
  readonly containerRegistry?: IContainerRegistry;
  /** The storage of the workspace: the identity may read models and code from it before the endpoint exists. @default - the role is among `requiredRoleAssignments` */
  readonly storageAccount?: IStorageAccount;
  /** What else the identity must hold before the endpoint is created. @default - none */
  readonly requiredRoleAssignments?: readonly RoleAssignment[];
}

/** Records what doesn't fit together. */
export function checkEndpointIdentity(problems: Problems, options: EndpointIdentityOptions): void {
  const { identity, resourceGroup, containerRegistry, storageAccount, requiredRoleAssignments = [] } = options;
  const own = options.systemAssignedIdentityEnabled ?? false;
  problems.require(!own || identity === undefined, { code: 'EndpointIdentityExclusive', prop: 'identity', rule: "can't go with 'systemAssignedIdentityEnabled'", got: identity?.node.path, expected: 'one of the two', fix: 'leave one out' });
  problems.require(own || identity !== undefined || resourceGroup !== undefined, { code: 'EndpointIdentityRequired', prop: 'resourceGroup', rule: 'is required for the identity that is made for the endpoint', got: resourceGroup, expected: 'a resource group', fix: "pass one, or an 'identity'" });
  problems.require(resourceGroup === undefined || (!own && identity === undefined), { code: 'EndpointResourceGroupUnused', prop: 'resourceGroup', rule: 'has no effect, since no identity is made', got: resourceGroup?.node.path, expected: 'nothing', fix: 'leave it out' });
  const given = [containerRegistry, storageAccount].filter((target) => target !== undefined).length;
  problems.require(!own || given === 0, { code: 'EndpointAccessUnused', prop: 'containerRegistry', rule: "and 'storageAccount' have no effect with 'systemAssignedIdentityEnabled'", got: containerRegistry?.node.path ?? storageAccount?.node.path, expected: 'nothing, since Azure gives that identity its roles', fix: 'leave them out' });
  problems.require(own || given === 2 || requiredRoleAssignments.length > 0, { code: 'EndpointAccessRequired', prop: 'containerRegistry', rule: "and 'storageAccount' are required: deployments fail where the identity can't pull images and read models", got: containerRegistry?.node.path, expected: 'the registry and the storage account of the workspace', fix: "pass both, or the roles in 'requiredRoleAssignments'" });
}

/** The user-assigned identity of an endpoint: the one that was passed, or one that is made; none with one of the endpoint's own. */
export function endpointIdentity(scope: Construct, name: string, options: EndpointIdentityOptions): IManagedIdentity | undefined {
  if (options.identity || !options.resourceGroup) return options.identity;
  return new ManagedIdentity(scope, 'Identity', { resourceGroup: options.resourceGroup, purpose: name });
}

/** The roles that a user-assigned identity needs before the endpoint exists. */
export function grantEndpointAccess(identity: IManagedIdentity | undefined, options: EndpointIdentityOptions): RoleAssignment[] {
  if (!identity) return [];
  return [options.containerRegistry?.grantPull(identity), options.storageAccount?.grantBlobRead(identity)].filter((grant) => grant !== undefined);
}
