import { MachineLearningDatastoreBlobstorage } from '@cdktf/provider-azurerm/lib/machine-learning-datastore-blobstorage';
import type { Construct } from 'constructs';
import { Problems } from '../core/errors';
import type { IStorageContainer } from '../storage/storage-container';
import type { DatastoreOptions, StorageSecretOptions } from './datastore';
import { countSecrets, Datastore, DATASTORE_LIFECYCLE, ServiceDataIdentity } from './datastore';

export interface BlobDatastoreProps extends DatastoreOptions, StorageSecretOptions {
  /** In the subscription of the workspace. */
  readonly container: IStorageContainer;
  /** Whether jobs use it where they name none; one datastore of a workspace can be it. @default false */
  readonly defaultEnabled?: boolean;
}

/**
 * Names a container of blobs in a workspace, to read and write it by identity.
 *
 * @see https://learn.microsoft.com/azure/machine-learning/how-to-datastore
 */
export class BlobDatastore extends Datastore {
  readonly resourceId: string;
  readonly resourceName: string;

  /** @throws ValidationError `BlobDatastoreHierarchical`, `BlobDatastoreIdentityRequired`, and those of a datastore */
  constructor(scope: Construct, id: string, props: BlobDatastoreProps) {
    super(scope, id);
    const { container, workspace } = props;
    const secretCount = countSecrets(props.accountKey, props.sharedAccessSignature);
    const problems = new Problems(this);
    this.checkName(problems, props);
    if (props.defaultEnabled) workspace.claimDefaultDatastore(problems);
    this.checkSecrets(problems, props, secretCount, "an 'accountKey' or a 'sharedAccessSignature'");
    this.checkSharedKey(problems, props.accountKey, container.storageAccount.sharedKeyEnabled);
    const identity = this.serviceIdentity(problems, props, secretCount);
    // The provider refuses a blob datastore without a secret and without an identity.
    problems.require(secretCount > 0 || identity !== ServiceDataIdentity.NONE, { code: 'BlobDatastoreIdentityRequired', prop: 'serviceDataIdentity', rule: 'is required for blobs without a secret', got: identity, expected: `${ServiceDataIdentity.WORKSPACE_SYSTEM_ASSIGNED} or ${ServiceDataIdentity.WORKSPACE_USER_ASSIGNED}`, fix: "leave 'serviceDataIdentity' out" });
    problems.require(!container.storageAccount.hierarchicalNamespaceEnabled, { code: 'BlobDatastoreHierarchical', prop: 'container', rule: 'is in an account with hierarchical namespace', got: container.node.path, expected: 'a container of an account without it', fix: 'use a DataLakeDatastore' });
    problems.throwIfAny();
    const resource = new MachineLearningDatastoreBlobstorage(this, 'Resource', {
      name: props.name,
      workspaceId: workspace.resourceId,
      storageContainerId: container.resourceId,
      description: props.description,
      isDefault: props.defaultEnabled ?? false,
      serviceDataAuthIdentity: identity,
      accountKey: props.accountKey?.reference,
      sharedAccessSignature: props.sharedAccessSignature?.reference,
      lifecycle: DATASTORE_LIFECYCLE,
    });
    this.resourceId = resource.id;
    this.resourceName = resource.name;
    this.addFeatures(props);
  }
}
