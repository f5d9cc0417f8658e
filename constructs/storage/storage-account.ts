import { StorageAccount as StorageAccountResource } from '@cdktf/provider-azurerm/lib/storage-account';
import { StorageManagementPolicy } from '@cdktf/provider-azurerm/lib/storage-management-policy';
import type { Construct } from 'constructs';
import type { DiagnosticTarget, IPrivateLinkResource, PrivateLinkResourceOptions } from '../core/azure-resource';
import { PrivateLinkResource } from '../core/azure-resource';
import { fail, Problems } from '../core/errors';
import { cloudOf } from '../core/landscape-context';
import { parseResourceId } from '../core/resource-id';
import type { IResourceGroup } from '../governance/resource-group';
import { BuiltInRole } from '../identity/built-in-role';
import type { IGrantable, RoleAssignment } from '../identity/role-assignment';
import type { DiagnosticSettingOptions } from '../monitoring/diagnostic-setting';
import type { PrivateLinkGroup } from '../network/private-link';
import type { CustomerManagedKey } from '../security/customer-managed-key';
import { checkCustomerManagedKey, grantCustomerManagedKey } from '../security/customer-managed-key';
import type { SubnetNetworkOptions } from '../security/network-access';
import { checkNetworkAccess, ipRulesAsAddresses, NetworkDefaultAction } from '../security/network-access';
import { studioCorsRule } from './studio-cors';
import type { FileShareOptions } from './file-share';
import { FileShare } from './file-share';
import type { StorageContainerOptions } from './storage-container';
import { StorageContainer } from './storage-container';
import type { StorageLifecycleRule } from './storage-lifecycle-rule';
import { checkLifecycleRules, lifecyclePolicyRule } from './storage-lifecycle-rule';
import type { StorageReplication } from './storage-replication';
import { checkReplication, defaultReplication } from './storage-replication';

/** Azure's limit of IP rules on one account. */
const MAX_IP_RULES = 400;

/** What blobs cost to keep and to read, where they have no tier of their own. */
export enum StorageAccessTier {
  /** Cheap to read. */
  HOT = 'Hot',
  /** Cheaper to keep; for at least 30 days. */
  COOL = 'Cool',
  /** Cheapest to keep with instant access; for at least 90 days. */
  COLD = 'Cold',
}

export interface StorageAccountProps extends PrivateLinkResourceOptions, SubnetNetworkOptions {
  readonly resourceGroup: IResourceGroup;
  /** @default - by the naming convention, with `purpose` */
  readonly name?: string;
  /** Tells accounts apart in generated names; lower-case letters and digits. @default - none */
  readonly purpose?: string;
  /** @default - over availability zones where the region has them, else in one data center */
  readonly replication?: StorageReplication;
  /** @default StorageAccessTier.HOT */
  readonly accessTier?: StorageAccessTier;
  /** Whether blobs are in true directories (ADLS Gen2); such an account can't be the default storage of a workspace. @default false */
  readonly hierarchicalNamespaceEnabled?: boolean;
  /** Whether the account keys open the account, beside roles. @default false */
  readonly sharedKeyEnabled?: boolean;
  /** Whether data is encrypted twice; fixed once the account exists. @default true */
  readonly infrastructureEncryptionEnabled?: boolean;
  /** @default - keys of Microsoft's */
  readonly customerManagedKey?: CustomerManagedKey;
  /** Whether overwritten blobs stay as versions. @default true, and false with a hierarchical namespace, which has none */
  readonly blobVersioningEnabled?: boolean;
  /** How long deleted blobs can be restored; 1 to 365 days. @default 30 */
  readonly blobSoftDeleteDays?: number;
  /** How long deleted containers can be restored; 1 to 365 days. @default 30 */
  readonly containerSoftDeleteDays?: number;
  /** How long deleted file shares can be restored; 1 to 365 days. @default 30 */
  readonly fileShareSoftDeleteDays?: number;
  /** How long the log of all changes of blobs is kept; 1 to 146000 days. @default - no log of changes */
  readonly changeFeedRetentionDays?: number;
  /** Whether Azure notes when blobs are read, for lifecycle rules that count from there. @default false */
  readonly accessTrackingEnabled?: boolean;
  /** Whether the studios of Azure Machine Learning and AI Foundry, which run in the browser, may read and write blobs as who is signed in there (CORS). @default false */
  readonly studioBrowserAccessEnabled?: boolean;
  /** @default - none */
  readonly lifecycleRules?: readonly StorageLifecycleRule[];
  /** @default - `deletionProtectionEnabled` of the stack */
  readonly deletionProtectionEnabled?: boolean;
}

/** What an existing account is known by. */
export interface StorageAccountAttributes {
  /** The Azure resource id. */
  readonly resourceId: string;
  /** Azure region, for example `westeurope`. */
  readonly location: string;
  /** @default false */
  readonly hierarchicalNamespaceEnabled?: boolean;
  /** @default false */
  readonly sharedKeyEnabled?: boolean;
  /** @default false */
  readonly publicNetworkAccessEnabled?: boolean;
}

/** A storage account, owned or existing. */
export interface IStorageAccount extends IPrivateLinkResource {
  readonly location: string;
  /** Whether blobs are in true directories (ADLS Gen2). */
  readonly hierarchicalNamespaceEnabled: boolean;
  /** Whether the account keys open the account. */
  readonly sharedKeyEnabled: boolean;
  readonly publicNetworkAccessEnabled: boolean;

  /** Adds a private container. */
  addContainer(name: string, options?: StorageContainerOptions): StorageContainer;
  /** Adds a filesystem of ADLS Gen2; the account must have a hierarchical namespace. */
  addFilesystem(name: string, options?: StorageContainerOptions): StorageContainer;
  /** Adds a file share. */
  addFileShare(name: string, options?: FileShareOptions): FileShare;

  /** Lets the grantee read blobs. */
  grantBlobRead(grantee: IGrantable): RoleAssignment;
  /** Lets the grantee read, write and delete blobs. */
  grantBlobWrite(grantee: IGrantable): RoleAssignment;
  /** Lets the grantee do everything with blobs, access lists of ADLS Gen2 included. */
  grantBlobOwn(grantee: IGrantable): RoleAssignment;
  /** Lets the grantee read files, whatever their access lists say. */
  grantFileRead(grantee: IGrantable): RoleAssignment;
  /** Lets the grantee read, write and delete files, whatever their access lists say. */
  grantFileWrite(grantee: IGrantable): RoleAssignment;
  /** Lets the grantee read, write and delete entities of tables. */
  grantTableWrite(grantee: IGrantable): RoleAssignment;
  /** Lets the grantee read, write and delete messages of queues. */
  grantQueueWrite(grantee: IGrantable): RoleAssignment;
}

abstract class StorageAccountBase extends PrivateLinkResource implements IStorageAccount {
  abstract readonly location: string;
  abstract readonly hierarchicalNamespaceEnabled: boolean;
  abstract readonly sharedKeyEnabled: boolean;
  abstract readonly publicNetworkAccessEnabled: boolean;

  protected get privateLinkGroups(): readonly PrivateLinkGroup[] {
    return ['blob', 'file', 'queue', 'table', ...(this.hierarchicalNamespaceEnabled ? (['dfs'] as const) : [])];
  }

  protected override get diagnosticTargets(): readonly DiagnosticTarget[] {
    return ['blob', 'file', 'queue', 'table'].map((service) => ({ suffix: `/${service}Services/default` }));
  }

  override addDiagnosticSettings(options: DiagnosticSettingOptions): void {
    // Azure gives storage's `AllMetrics` back as the categories it stands for: every plan would differ.
    const metricCategories = options.metricsEnabled === false ? undefined : ['Capacity', 'Transaction'];
    super.addDiagnosticSettings({ ...options, metricCategories: options.metricCategories ?? metricCategories });
  }

  addContainer(name: string, options: StorageContainerOptions = {}): StorageContainer {
    return new StorageContainer(this, this.childId('Container', 'container', name), { ...options, name, storageAccount: this });
  }

  addFilesystem(name: string, options: StorageContainerOptions = {}): StorageContainer {
    if (!this.hierarchicalNamespaceEnabled) fail(this, { code: 'FilesystemNeedsHierarchicalNamespace', prop: 'hierarchicalNamespaceEnabled', rule: 'is required for a filesystem', got: false, expected: 'true', fix: "set 'hierarchicalNamespaceEnabled: true', or add a container" });
    return this.addContainer(name, options);
  }

  addFileShare(name: string, options: FileShareOptions = {}): FileShare {
    return new FileShare(this, this.childId('FileShare', 'file share', name), { ...options, name, storageAccount: this });
  }

  grantBlobRead(grantee: IGrantable): RoleAssignment {
    return this.grant(BuiltInRole.STORAGE_BLOB_DATA_READER, grantee);
  }

  grantBlobWrite(grantee: IGrantable): RoleAssignment {
    return this.grant(BuiltInRole.STORAGE_BLOB_DATA_CONTRIBUTOR, grantee);
  }

  grantBlobOwn(grantee: IGrantable): RoleAssignment {
    return this.grant(BuiltInRole.STORAGE_BLOB_DATA_OWNER, grantee);
  }

  grantFileRead(grantee: IGrantable): RoleAssignment {
    return this.grant(BuiltInRole.STORAGE_FILE_DATA_PRIVILEGED_READER, grantee);
  }

  grantFileWrite(grantee: IGrantable): RoleAssignment {
    return this.grant(BuiltInRole.STORAGE_FILE_DATA_PRIVILEGED_CONTRIBUTOR, grantee);
  }

  grantTableWrite(grantee: IGrantable): RoleAssignment {
    return this.grant(BuiltInRole.STORAGE_TABLE_DATA_CONTRIBUTOR, grantee);
  }

  grantQueueWrite(grantee: IGrantable): RoleAssignment {
    return this.grant(BuiltInRole.STORAGE_QUEUE_DATA_CONTRIBUTOR, grantee);
  }

  private childId(kind: string, label: string, name: string): string {
    const id = `${kind}-${name}`;
    if (this.node.tryFindChild(id)) fail(this, { code: 'StorageChildDuplicate', prop: 'name', rule: `is taken by another ${label} of the account`, got: name, expected: 'a name of its own', fix: 'use the one that exists, or another name' });
    return id;
  }
}

/**
 * A general-purpose v2 account: blobs, files, queues and tables, by roles only and closed to the internet.
 *
 * @see https://learn.microsoft.com/azure/storage/common/storage-account-overview
 */
export class StorageAccount extends StorageAccountBase {
  /** An existing account. */
  static fromAttributes(scope: Construct, id: string, attributes: StorageAccountAttributes): IStorageAccount {
    return new ImportedStorageAccount(scope, id, attributes);
  }

  readonly resourceId: string;
  readonly resourceName: string;
  readonly location: string;
  readonly hierarchicalNamespaceEnabled: boolean;
  readonly sharedKeyEnabled: boolean;
  readonly publicNetworkAccessEnabled: boolean;
  protected readonly resourceGroupName: string;
  protected readonly privateLinkName: string;

  /** @throws ValidationError with all that `checkProps` and the checks of network, replication, key and lifecycle find */
  constructor(scope: Construct, id: string, props: StorageAccountProps) {
    super(scope, id);
    const problems = new Problems(this);
    const name = this.nameOf(problems, 'storageAccount', props.name, props.purpose);
    this.location = props.resourceGroup.location;
    this.hierarchicalNamespaceEnabled = props.hierarchicalNamespaceEnabled ?? false;
    this.sharedKeyEnabled = props.sharedKeyEnabled ?? false;
    this.publicNetworkAccessEnabled = props.publicNetworkAccessEnabled ?? false;
    this.resourceGroupName = props.resourceGroup.resourceName;
    this.privateLinkName = props.purpose ? `st-${props.purpose}` : (props.name ?? 'st');
    const replication = props.replication ?? defaultReplication(this.location);
    const versioning = props.blobVersioningEnabled ?? !this.hierarchicalNamespaceEnabled;
    const { customerManagedKey, lifecycleRules = [] } = props;
    checkProps(problems, props);
    checkNetworkAccess(problems, props, MAX_IP_RULES);
    checkReplication(problems, replication, this.location);
    checkLifecycleRules(problems, lifecycleRules, { replication, blobVersioningEnabled: versioning, accessTrackingEnabled: props.accessTrackingEnabled ?? false });
    if (customerManagedKey) checkCustomerManagedKey(problems, customerManagedKey);
    problems.throwIfAny();
    const grants = customerManagedKey ? grantCustomerManagedKey(this, customerManagedKey) : [];
    const resource = new StorageAccountResource(this, 'Resource', {
      name,
      resourceGroupName: this.resourceGroupName,
      location: this.location,
      accountKind: 'StorageV2',
      accountTier: 'Standard',
      accountReplicationType: replication,
      accessTier: props.accessTier ?? StorageAccessTier.HOT,
      isHnsEnabled: this.hierarchicalNamespaceEnabled,
      httpsTrafficOnlyEnabled: true,
      minTlsVersion: 'TLS1_2',
      sharedAccessKeyEnabled: this.sharedKeyEnabled,
      defaultToOauthAuthentication: true,
      localUserEnabled: false,
      allowNestedItemsToBePublic: false,
      crossTenantReplicationEnabled: false,
      infrastructureEncryptionEnabled: props.infrastructureEncryptionEnabled ?? true,
      publicNetworkAccessEnabled: this.publicNetworkAccessEnabled,
      networkRules: {
        // Where everybody gets in, Azure keeps no exceptions: the provider would add them again in every plan.
        bypass: [(props.trustedServicesEnabled ?? props.networkDefaultAction !== NetworkDefaultAction.ALLOW) ? 'AzureServices' : 'None'],
        defaultAction: props.networkDefaultAction ?? NetworkDefaultAction.DENY,
        ipRules: props.ipRules && ipRulesAsAddresses(props.ipRules),
        virtualNetworkSubnetIds: props.allowedSubnets?.map((subnet) => subnet.resourceId),
      },
      blobProperties: {
        versioningEnabled: versioning,
        changeFeedEnabled: props.changeFeedRetentionDays !== undefined,
        changeFeedRetentionInDays: props.changeFeedRetentionDays,
        lastAccessTimeEnabled: props.accessTrackingEnabled ?? false,
        deleteRetentionPolicy: { days: props.blobSoftDeleteDays ?? 30 },
        containerDeleteRetentionPolicy: { days: props.containerSoftDeleteDays ?? 30 },
        corsRule: props.studioBrowserAccessEnabled ? [studioCorsRule(cloudOf(this))] : undefined,
      },
      shareProperties: { retentionPolicy: { days: props.fileShareSoftDeleteDays ?? 30 } },
      // Queues and tables take the key only if the account was made so; it can't be changed afterwards.
      ...(customerManagedKey && {
        identity: { type: 'UserAssigned', identityIds: [customerManagedKey.identity.resourceId] },
        customerManagedKey: { keyVaultKeyId: customerManagedKey.key.keyId, userAssignedIdentityId: customerManagedKey.identity.resourceId },
        queueEncryptionKeyType: 'Account',
        tableEncryptionKeyType: 'Account',
      }),
      dependsOn: grants.length > 0 ? grants : undefined,
      lifecycle: this.protectedLifecycle(props.deletionProtectionEnabled),
    });
    this.resourceId = resource.id;
    this.resourceName = resource.name;
    if (lifecycleRules.length > 0) new StorageManagementPolicy(this, 'Lifecycle', { storageAccountId: resource.id, rule: lifecycleRules.map(lifecyclePolicyRule) });
    this.addFeatures(props);
  }
}

function checkProps(problems: Problems, props: StorageAccountProps): void {
  const { blobSoftDeleteDays, containerSoftDeleteDays, fileShareSoftDeleteDays, changeFeedRetentionDays } = props;
  for (const [prop, days] of Object.entries({ blobSoftDeleteDays, containerSoftDeleteDays, fileShareSoftDeleteDays })) {
    problems.require(inRange(days, 365), { code: 'StorageSoftDeleteOutOfRange', prop, rule: 'is out of range', got: days, expected: 'whole days from 1 to 365', fix: 'choose a number in the range' });
  }
  problems.require(inRange(changeFeedRetentionDays, 146000), { code: 'ChangeFeedRetentionOutOfRange', prop: 'changeFeedRetentionDays', rule: 'is out of range', got: changeFeedRetentionDays, expected: 'whole days from 1 to 146000', fix: 'choose a number in the range' });
  if (!props.hierarchicalNamespaceEnabled) return;
  problems.require(!props.blobVersioningEnabled, { code: 'VersioningWithHierarchicalNamespace', prop: 'blobVersioningEnabled', rule: "can't go with a hierarchical namespace", got: true, expected: 'false', fix: 'leave one of the two out' });
  problems.require(changeFeedRetentionDays === undefined, { code: 'ChangeFeedWithHierarchicalNamespace', prop: 'changeFeedRetentionDays', rule: "can't go with a hierarchical namespace", got: changeFeedRetentionDays, expected: 'nothing', fix: 'leave one of the two out' });
}

function inRange(days: number | undefined, max: number): boolean {
  return days === undefined || (Number.isInteger(days) && days >= 1 && days <= max);
}

class ImportedStorageAccount extends StorageAccountBase {
  readonly resourceId: string;
  readonly resourceName: string;
  readonly location: string;
  readonly hierarchicalNamespaceEnabled: boolean;
  readonly sharedKeyEnabled: boolean;
  readonly publicNetworkAccessEnabled: boolean;
  protected readonly resourceGroupName: string;
  protected readonly privateLinkName: string;

  constructor(scope: Construct, id: string, attributes: StorageAccountAttributes) {
    super(scope, id);
    const { name, resourceGroupName } = parseResourceId(this, 'resourceId', attributes.resourceId, 'Microsoft.Storage/storageAccounts');
    this.resourceId = attributes.resourceId;
    this.resourceName = name;
    this.location = attributes.location;
    this.hierarchicalNamespaceEnabled = attributes.hierarchicalNamespaceEnabled ?? false;
    this.sharedKeyEnabled = attributes.sharedKeyEnabled ?? false;
    this.publicNetworkAccessEnabled = attributes.publicNetworkAccessEnabled ?? false;
    this.resourceGroupName = resourceGroupName;
    this.privateLinkName = name;
  }
}
