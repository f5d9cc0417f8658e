import type { Construct } from 'constructs';
import { Resource } from '../../.gen/providers/azapi/resource';
import type { AzureResourceOptions, DiagnosticTarget, IAzureResource } from '../core/azure-resource';
import { AzureResource } from '../core/azure-resource';
import { Problems } from '../core/errors';
import { nameProblem } from '../core/naming';
import { BuiltInRole } from '../identity/built-in-role';
import type { IGrantable, RoleAssignment } from '../identity/role-assignment';
import type { IStorageAccount } from './storage-account';

const TYPE = 'Microsoft.Storage/storageAccounts/queueServices/queues@2025-06-01';

export interface StorageQueueProps extends Pick<AzureResourceOptions, 'roleAssignments'> {
  readonly storageAccount: IStorageAccount;
  /** 3 to 63 lower-case letters, digits and single hyphens. */
  readonly name: string;
}

/** A queue of a storage account. */
export interface IStorageQueue extends IAzureResource {
  readonly storageAccount: IStorageAccount;

  /** Lets the grantee put messages into the queue, and nothing else. */
  grantSend(grantee: IGrantable): RoleAssignment;
  /** Lets the grantee count, read and delete the messages of the queue, and put some there. */
  grantWrite(grantee: IGrantable): RoleAssignment;
}

/**
 * A queue, made through the control plane, so that neither shared keys nor a way into the account's network are needed.
 *
 * @see https://learn.microsoft.com/azure/storage/queues/storage-queues-introduction
 */
export class StorageQueue extends AzureResource implements IStorageQueue {
  readonly resourceId: string;
  readonly resourceName: string;
  readonly storageAccount: IStorageAccount;

  constructor(scope: Construct, id: string, props: StorageQueueProps) {
    super(scope, id);
    const problems = new Problems(this);
    const problem = nameProblem('storageQueue', props.name);
    if (problem) problems.add(problem);
    problems.throwIfAny();
    this.storageAccount = props.storageAccount;
    const resource = new Resource(this, 'Resource', {
      type: TYPE,
      name: props.name,
      parentId: `${props.storageAccount.resourceId}/queueServices/default`,
      body: { properties: {} },
      schemaValidationEnabled: true,
    });
    this.resourceId = resource.id;
    this.resourceName = resource.name;
    this.addFeatures(props);
  }

  grantSend(grantee: IGrantable): RoleAssignment {
    return this.grant(BuiltInRole.STORAGE_QUEUE_DATA_MESSAGE_SENDER, grantee);
  }

  grantWrite(grantee: IGrantable): RoleAssignment {
    return this.grant(BuiltInRole.STORAGE_QUEUE_DATA_CONTRIBUTOR, grantee);
  }

  protected override get diagnosticTargets(): readonly DiagnosticTarget[] {
    return [];
  }
}
