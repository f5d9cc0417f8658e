import { StorageContainer as StorageContainerResource } from '@cdktf/provider-azurerm/lib/storage-container';
import type { Construct } from 'constructs';
import type { AzureResourceOptions, DiagnosticTarget, IAzureResource } from '../core/azure-resource';
import { AzureResource } from '../core/azure-resource';
import { Problems } from '../core/errors';
import { nameProblem } from '../core/naming';
import { BuiltInRole } from '../identity/built-in-role';
import type { IGrantable, RoleAssignment } from '../identity/role-assignment';
import type { IStorageAccount } from './storage-account';

/** What a container or a filesystem has, apart from its name. */
export interface StorageContainerOptions extends Pick<AzureResourceOptions, 'roleAssignments'> {
  /** Values by name that are kept with the container; the names are lower-case. @default - none */
  readonly metadata?: Readonly<Record<string, string>>;
  /** @default - `deletionProtectionEnabled` of the stack */
  readonly deletionProtectionEnabled?: boolean;
}

export interface StorageContainerProps extends StorageContainerOptions {
  readonly storageAccount: IStorageAccount;
  /** 3 to 63 lower-case letters, digits and single hyphens. */
  readonly name: string;
}

/** A container of blobs; in an account with hierarchical namespace it is a filesystem too. */
export interface IStorageContainer extends IAzureResource {
  readonly storageAccount: IStorageAccount;

  /** Lets the grantee read the blobs of the container. */
  grantRead(grantee: IGrantable): RoleAssignment;
  /** Lets the grantee read, write and delete the blobs of the container. */
  grantWrite(grantee: IGrantable): RoleAssignment;
}

/**
 * A private container, made through the control plane, so that neither shared keys nor a way into the account's network are needed.
 *
 * @see https://learn.microsoft.com/azure/storage/blobs/storage-blobs-introduction
 */
export class StorageContainer extends AzureResource implements IStorageContainer {
  readonly resourceId: string;
  readonly resourceName: string;
  readonly storageAccount: IStorageAccount;

  /** @throws ValidationError `StorageMetadataNameInvalid`, and those of the name */
  constructor(scope: Construct, id: string, props: StorageContainerProps) {
    super(scope, id);
    const problems = new Problems(this);
    const problem = nameProblem('storageContainer', props.name);
    if (problem) problems.add(problem);
    for (const key of Object.keys(props.metadata ?? {})) {
      problems.require(/^[a-z_][a-z0-9_]*$/.test(key), { code: 'StorageMetadataNameInvalid', prop: 'metadata', rule: 'has a name that storage refuses', got: key, expected: 'lower-case letters, digits and "_", not starting with a digit', fix: 'rename it' });
    }
    problems.throwIfAny();
    this.storageAccount = props.storageAccount;
    const resource = new StorageContainerResource(this, 'Resource', {
      name: props.name,
      storageAccountId: props.storageAccount.resourceId,
      containerAccessType: 'private',
      metadata: props.metadata && { ...props.metadata },
      lifecycle: this.protectedLifecycle(props.deletionProtectionEnabled),
    });
    this.resourceId = resource.id;
    this.resourceName = resource.name;
    this.addFeatures(props);
  }

  grantRead(grantee: IGrantable): RoleAssignment {
    return this.grant(BuiltInRole.STORAGE_BLOB_DATA_READER, grantee);
  }

  grantWrite(grantee: IGrantable): RoleAssignment {
    return this.grant(BuiltInRole.STORAGE_BLOB_DATA_CONTRIBUTOR, grantee);
  }

  protected override get diagnosticTargets(): readonly DiagnosticTarget[] {
    return [];
  }
}
