import { StorageShare } from '@cdktf/provider-azurerm/lib/storage-share';
import { Fn } from 'cdktf';
import type { Construct, IConstruct } from 'constructs';
import { AzureConstruct } from '../core/azure-construct';
import { Problems } from '../core/errors';
import { nameProblem } from '../core/naming';
import type { IStorageAccount } from './storage-account';

/** The largest share of a standard account. */
const MAX_QUOTA_GB = 102400;

/** What is billed more: what is kept in a share, or what is done with it. */
export enum FileShareTier {
  /** For many small requests. */
  TRANSACTION_OPTIMIZED = 'TransactionOptimized',
  /** For general use. */
  HOT = 'Hot',
  /** For archives. */
  COOL = 'Cool',
}

/** What a file share has, apart from its name. */
export interface FileShareOptions {
  /** The most that the share may hold, in GiB; 1 to 102400. @default 100 */
  readonly quotaGb?: number;
  /** @default FileShareTier.TRANSACTION_OPTIMIZED */
  readonly tier?: FileShareTier;
  /** @default - `deletionProtectionEnabled` of the stack */
  readonly deletionProtectionEnabled?: boolean;
}

export interface FileShareProps extends FileShareOptions {
  readonly storageAccount: IStorageAccount;
  /** 3 to 63 lower-case letters, digits and single hyphens. */
  readonly name: string;
}

/** A share of files, reached by SMB. */
export interface IFileShare extends IConstruct {
  readonly storageAccount: IStorageAccount;
  readonly shareName: string;
  /** The Azure resource id, `.../fileServices/default/fileshares/<name>`. */
  readonly resourceId: string;
}

/**
 * A share of files, made through the control plane.
 *
 * @see https://learn.microsoft.com/azure/storage/files/storage-files-introduction
 */
export class FileShare extends AzureConstruct implements IFileShare {
  readonly storageAccount: IStorageAccount;
  readonly shareName: string;
  readonly resourceId: string;

  /** @throws ValidationError `FileShareQuotaOutOfRange`, and those of the name */
  constructor(scope: Construct, id: string, props: FileShareProps) {
    super(scope, id);
    const problems = new Problems(this);
    // Shares are named by the rule of containers.
    const problem = nameProblem('fileShare', props.name);
    if (problem) problems.add(problem);
    const quota = props.quotaGb ?? 100;
    problems.require(Number.isInteger(quota) && quota >= 1 && quota <= MAX_QUOTA_GB, { code: 'FileShareQuotaOutOfRange', prop: 'quotaGb', rule: 'is out of range', got: quota, expected: `whole GiB from 1 to ${MAX_QUOTA_GB}`, fix: 'choose a number in the range' });
    problems.throwIfAny();
    const resource = new StorageShare(this, 'Resource', {
      name: props.name,
      storageAccountId: props.storageAccount.resourceId,
      quota,
      accessTier: props.tier ?? FileShareTier.TRANSACTION_OPTIMIZED,
      enabledProtocol: 'SMB',
      lifecycle: this.protectedLifecycle(props.deletionProtectionEnabled),
    });
    this.storageAccount = props.storageAccount;
    this.shareName = resource.name;
    // The provider's id says `shares`, and Azure, with all that takes such an id, `fileshares`. Text between two slashes would be a pattern to Terraform.
    this.resourceId = Fn.replace(resource.id, 'default/shares/', 'default/fileshares/');
  }
}
