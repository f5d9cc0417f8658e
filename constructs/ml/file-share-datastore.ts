import { MachineLearningDatastoreFileshare } from '@cdktf/provider-azurerm/lib/machine-learning-datastore-fileshare';
import type { Construct } from 'constructs';
import { Problems } from '../core/errors';
import type { IFileShare } from '../storage/file-share';
import type { DatastoreOptions, StorageSecretOptions } from './datastore';
import { countSecrets, Datastore, DATASTORE_LIFECYCLE, ServiceDataIdentity } from './datastore';

/** What a file share datastore is made of: always with a secret, since Azure Machine Learning reads shares by no identity. */
export interface FileShareDatastoreProps extends Omit<DatastoreOptions, 'serviceDataIdentity'>, StorageSecretOptions {
  /** In the subscription of the workspace. */
  readonly fileShare: IFileShare;
}

/**
 * Names a file share in a workspace. It needs the account key or a shared access signature: prefer blobs or a data lake.
 *
 * @see https://learn.microsoft.com/azure/machine-learning/how-to-datastore
 */
export class FileShareDatastore extends Datastore {
  readonly resourceId: string;
  readonly resourceName: string;

  /** @throws ValidationError `FileShareDatastoreSecretRequired`, and those of a datastore */
  constructor(scope: Construct, id: string, props: FileShareDatastoreProps) {
    super(scope, id);
    const secretCount = countSecrets(props.accountKey, props.sharedAccessSignature);
    const problems = new Problems(this);
    this.checkName(problems, props);
    if (secretCount > 0) this.checkSecrets(problems, props, secretCount, "an 'accountKey' or a 'sharedAccessSignature'");
    else problems.add({ code: 'FileShareDatastoreSecretRequired', prop: 'accountKey', rule: 'or a shared access signature is required, since file shares are not read by identity', expected: "a secret, with 'secretsEnabled: true'", fix: 'use a BlobDatastore or a DataLakeDatastore, or pass a secret' });
    this.checkSharedKey(problems, props.accountKey, props.fileShare.storageAccount.sharedKeyEnabled);
    problems.throwIfAny();
    const resource = new MachineLearningDatastoreFileshare(this, 'Resource', {
      name: props.name,
      workspaceId: props.workspace.resourceId,
      storageFileshareId: props.fileShare.resourceId,
      description: props.description,
      serviceDataIdentity: ServiceDataIdentity.NONE,
      accountKey: props.accountKey?.reference,
      sharedAccessSignature: props.sharedAccessSignature?.reference,
      lifecycle: DATASTORE_LIFECYCLE,
    });
    this.resourceId = resource.id;
    this.resourceName = resource.name;
    this.addFeatures(props);
  }
}
