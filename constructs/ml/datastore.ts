import type { AzureResourceOptions, DiagnosticTarget } from '../core/azure-resource';
import { AzureResource } from '../core/azure-resource';
import type { Problems } from '../core/errors';
import { nameProblem } from '../core/naming';
import type { SecretValue } from './secret-value';
import type { IWorkspace } from './workspace-base';
import { WorkspaceChild } from './workspace-base';

/** The datastores that every workspace has from the start. */
export const RESERVED_DATASTORE_NAMES: readonly string[] = ['workspaceblobstore', 'workspacefilestore', 'workspaceartifactstore', 'workspaceworkingdirectory'];

/** Which identity the services of the workspace read data with, for previews and the like; jobs use the identity of their compute or of the person. */
export enum ServiceDataIdentity {
  /** None: the services can't read. */
  NONE = 'None',
  /** The workspace's own. */
  WORKSPACE_SYSTEM_ASSIGNED = 'WorkspaceSystemAssignedIdentity',
  /** The user-assigned identity that the workspace acts as. */
  WORKSPACE_USER_ASSIGNED = 'WorkspaceUserAssignedIdentity',
}

/** What every datastore is made of. */
export interface DatastoreOptions extends Pick<AzureResourceOptions, 'roleAssignments'> {
  readonly workspace: IWorkspace;
  /** Lower-case letters, digits and `_`. */
  readonly name: string;
  /** Another one makes another datastore. @default - none */
  readonly description?: string;
  /** @default - the identity that the workspace acts as; none with a secret */
  readonly serviceDataIdentity?: ServiceDataIdentity;
  /** Whether a secret is used instead of identities: everybody in the workspace can then read and write all that it opens. @default false */
  readonly secretsEnabled?: boolean;
}

/** The secrets that open a storage account; one of the two, and only with `secretsEnabled`. */
export interface StorageSecretOptions {
  /** The account key, which opens everything. @default - none */
  readonly accountKey?: SecretValue;
  /** A shared access signature. @default - none */
  readonly sharedAccessSignature?: SecretValue;
}

/** Base of the datastores of a workspace. */
export abstract class Datastore extends AzureResource {
  protected override get diagnosticTargets(): readonly DiagnosticTarget[] {
    return [];
  }

  protected checkName(problems: Problems, options: DatastoreOptions): void {
    const problem = nameProblem('datastore', options.name);
    if (problem) problems.add(problem);
    problems.require(!RESERVED_DATASTORE_NAMES.includes(options.name), { code: 'DatastoreNameReserved', prop: 'name', rule: 'is a datastore that every workspace has', got: options.name, expected: `none of ${RESERVED_DATASTORE_NAMES.join(', ')}`, fix: 'choose another name' });
    options.workspace.claimName(problems, WorkspaceChild.DATASTORE, options.name);
  }

  /** The identity that services read with, and what is wrong with it. */
  protected serviceIdentity(problems: Problems, options: DatastoreOptions, secretCount: number): ServiceDataIdentity {
    const userAssigned = options.workspace.userAssignedIdentity !== undefined;
    const standard = userAssigned ? ServiceDataIdentity.WORKSPACE_USER_ASSIGNED : ServiceDataIdentity.WORKSPACE_SYSTEM_ASSIGNED;
    const identity = options.serviceDataIdentity ?? (secretCount > 0 ? ServiceDataIdentity.NONE : standard);
    problems.require(identity !== ServiceDataIdentity.WORKSPACE_USER_ASSIGNED || userAssigned, { code: 'DatastoreIdentityMissing', prop: 'serviceDataIdentity', rule: 'is an identity that the workspace does not have', got: identity, expected: `${ServiceDataIdentity.WORKSPACE_SYSTEM_ASSIGNED} or ${ServiceDataIdentity.NONE}`, fix: "give the workspace an 'identity', or leave 'serviceDataIdentity' out" });
    problems.require(secretCount === 0 || identity === ServiceDataIdentity.NONE, { code: 'DatastoreIdentityWithSecret', prop: 'serviceDataIdentity', rule: "has no effect with a secret", got: identity, expected: ServiceDataIdentity.NONE, fix: 'leave the identity or the secret out' });
    return identity;
  }

  /** @param kinds the secrets that the datastore can have, in words */
  protected checkSecrets(problems: Problems, options: DatastoreOptions, secretCount: number, kinds: string): void {
    const enabled = options.secretsEnabled ?? false;
    problems.require(enabled || secretCount === 0, { code: 'DatastoreSecretNotEnabled', prop: 'secretsEnabled', rule: 'must say so where a secret is used instead of identities', got: options.secretsEnabled, expected: 'true', fix: "leave the secret out, or set 'secretsEnabled: true'" });
    problems.require(!enabled || secretCount > 0, { code: 'DatastoreSecretRequired', prop: 'secretsEnabled', rule: 'has no effect without a secret', got: true, expected: kinds, fix: "pass one, or leave 'secretsEnabled' out" });
    problems.require(secretCount < 2, { code: 'DatastoreSecretsExclusive', prop: 'accountKey', rule: "can't go with 'sharedAccessSignature'", expected: 'one of the two', fix: 'leave one out' });
  }

  protected checkSharedKey(problems: Problems, accountKey: SecretValue | undefined, sharedKeyEnabled: boolean): void {
    problems.require(accountKey === undefined || sharedKeyEnabled, { code: 'DatastoreSharedKeyDisabled', prop: 'accountKey', rule: 'opens nothing, since the storage account has shared keys off', expected: 'no account key', fix: "use identities, or set 'sharedKeyEnabled: true' on the account" });
  }
}

/** How many of the secrets are given. */
export function countSecrets(...secrets: readonly (SecretValue | undefined)[]): number {
  return secrets.filter((secret) => secret !== undefined).length;
}

/** Other tags would make another datastore, and jobs that name it would fail meanwhile. */
export const DATASTORE_LIFECYCLE = { ignoreChanges: ['tags'] };
