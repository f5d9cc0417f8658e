import { DataFactory as DataFactoryResource } from '@cdktf/provider-azurerm/lib/data-factory';
import { DataFactoryIntegrationRuntimeAzure } from '@cdktf/provider-azurerm/lib/data-factory-integration-runtime-azure';
import { DataFactoryLinkedServiceAzureBlobStorage } from '@cdktf/provider-azurerm/lib/data-factory-linked-service-azure-blob-storage';
import { DataFactoryLinkedServiceDataLakeStorageGen2 } from '@cdktf/provider-azurerm/lib/data-factory-linked-service-data-lake-storage-gen2';
import { DataFactoryLinkedServiceKeyVault } from '@cdktf/provider-azurerm/lib/data-factory-linked-service-key-vault';
import { DataFactoryManagedPrivateEndpoint } from '@cdktf/provider-azurerm/lib/data-factory-managed-private-endpoint';
import type { ITerraformDependable } from 'cdktf';
import type { Construct } from 'constructs';
import type { IPrivateLinkResource, PrivateLinkResourceOptions } from '../core/azure-resource';
import { PrivateLinkResource } from '../core/azure-resource';
import { cloudEndpoints } from '../core/cloud';
import { Problems } from '../core/errors';
import { cloudOf } from '../core/landscape-context';
import { kebabCase } from '../core/text';
import type { IResourceGroup } from '../governance/resource-group';
import { BuiltInRole } from '../identity/built-in-role';
import type { IGrantable, RoleAssignment } from '../identity/role-assignment';
import { SystemAssignedIdentity } from '../ml/system-assigned-identity';
import type { PrivateLinkGroup } from '../network/private-link';
import type { CustomerManagedKey } from '../security/customer-managed-key';
import { checkCustomerManagedKey, grantCustomerManagedKey } from '../security/customer-managed-key';
import type { IKeyVault } from '../security/key-vault';
import type { IStorageAccount } from '../storage/storage-account';
import type { CopyPipelineOptions } from './copy-pipeline';
import { CopyPipeline } from './copy-pipeline';

export interface DataFactoryProps extends PrivateLinkResourceOptions {
  readonly resourceGroup: IResourceGroup;
  /** @default - by the naming convention, with `purpose` */
  readonly name?: string;
  /** Tells factories apart in generated names. @default - none */
  readonly purpose?: string;
  /** Whether the service and self-hosted runtimes are reached over the internet. @default false */
  readonly publicNetworkAccessEnabled?: boolean;
  /** @default - keys of Microsoft's */
  readonly customerManagedKey?: CustomerManagedKey;
  /** @default - `deletionProtectionEnabled` of the stack */
  readonly deletionProtectionEnabled?: boolean;
}

/** How a factory talks to a storage account. */
export enum StorageProtocol {
  /** As blobs: every account. */
  BLOB = 'blob',
  /** As a data lake: an account with a hierarchical namespace. */
  DATA_LAKE = 'dfs',
}

/**
 * Copies data on a schedule or as it arrives: in a managed network, by the identity of the factory alone, without a secret.
 *
 * @see https://learn.microsoft.com/azure/data-factory/managed-virtual-network-private-endpoint
 */
export class DataFactory extends PrivateLinkResource {
  readonly resourceId: string;
  readonly resourceName: string;
  readonly location: string;
  /** Who reads and writes; the provider's connections know no other identity than the factory's own. */
  readonly identity: IGrantable;
  protected readonly resourceGroupName: string;
  protected readonly privateLinkName: string;
  protected readonly privateLinkGroups: readonly PrivateLinkGroup[] = ['dataFactory', 'portal'];

  private readonly runtime: DataFactoryIntegrationRuntimeAzure;
  private readonly connections = new Map<string, string>();

  /** @throws ValidationError those of the name and of the key */
  constructor(scope: Construct, id: string, props: DataFactoryProps) {
    super(scope, id);
    const { customerManagedKey } = props;
    const problems = new Problems(this);
    const name = this.nameOf(problems, 'dataFactory', props.name, props.purpose);
    if (customerManagedKey) checkCustomerManagedKey(problems, customerManagedKey);
    problems.throwIfAny();
    this.location = props.resourceGroup.location;
    this.resourceGroupName = props.resourceGroup.resourceName;
    this.privateLinkName = props.purpose ? `adf-${props.purpose}` : 'adf';
    const resource = new DataFactoryResource(this, 'Resource', {
      name,
      resourceGroupName: this.resourceGroupName,
      location: this.location,
      managedVirtualNetworkEnabled: true,
      publicNetworkEnabled: props.publicNetworkAccessEnabled ?? false,
      identity: customerManagedKey ? { type: 'SystemAssigned, UserAssigned', identityIds: [customerManagedKey.identity.resourceId] } : { type: 'SystemAssigned' },
      customerManagedKeyId: customerManagedKey?.key.keyId,
      customerManagedKeyIdentityId: customerManagedKey?.identity.resourceId,
      dependsOn: customerManagedKey && grantCustomerManagedKey(this, customerManagedKey),
      lifecycle: this.protectedLifecycle(props.deletionProtectionEnabled),
    });
    this.resourceId = resource.id;
    this.resourceName = resource.name;
    this.identity = new SystemAssignedIdentity(this, 'SystemAssignedIdentity', resource.identity.principalId);
    this.runtime = new DataFactoryIntegrationRuntimeAzure(this, 'Runtime', { name: 'managed-network', dataFactoryId: this.resourceId, location: this.location, virtualNetworkEnabled: true });
    this.addFeatures(props);
  }

  /** Lets the grantee build and run pipelines. */
  grantContribute(grantee: IGrantable): RoleAssignment {
    return this.grant(BuiltInRole.DATA_FACTORY_CONTRIBUTOR, grantee);
  }

  /**
   * Connects the managed network of the factory with a resource. The owner of the target has to approve the connection.
   *
   * @throws ValidationError those of the name
   */
  addManagedPrivateEndpoint(id: string, target: IPrivateLinkResource, group: PrivateLinkGroup): DataFactoryManagedPrivateEndpoint {
    const problems = new Problems(this);
    const name = this.nameOf(problems, 'managedPrivateEndpoint', undefined, kebabCase(id));
    return new DataFactoryManagedPrivateEndpoint(this, `ManagedEndpoint-${id}`, { name, dataFactoryId: this.resourceId, targetResourceId: target.resourceId, subresourceName: group });
  }

  /**
   * Copies files from a container to a zone of a lake.
   *
   * @throws ValidationError those of a copy pipeline
   */
  addCopyPipeline(id: string, options: CopyPipelineOptions): CopyPipeline {
    return new CopyPipeline(this, id, { ...options, dataFactory: this });
  }

  /**
   * Makes a storage account known to the factory, by the identity of the factory; once for each account and protocol. It grants
   * nothing: roles are given on containers.
   *
   * @returns the name of the linked service
   */
  connectStorage(storageAccount: IStorageAccount, protocol: StorageProtocol): string {
    return this.connect(storageAccount, protocol, storageAccount.publicNetworkAccessEnabled, (name, dependsOn) => {
      const url = `https://${storageAccount.resourceName}.${protocol}.${cloudEndpoints(cloudOf(this)).storage}/`;
      const common = { name, dataFactoryId: this.resourceId, integrationRuntimeName: this.runtime.name, useManagedIdentity: true, dependsOn };
      const id = `Connection-${name}`;
      return protocol === StorageProtocol.BLOB
        ? new DataFactoryLinkedServiceAzureBlobStorage(this, id, { ...common, serviceEndpoint: url }).name
        : new DataFactoryLinkedServiceDataLakeStorageGen2(this, id, { ...common, url }).name;
    });
  }

  /**
   * Makes a vault known to the factory, for secrets of sources that have no identities, and lets the factory read them.
   *
   * @returns the name of the linked service
   */
  connectKeyVault(keyVault: IKeyVault): string {
    return this.connect(keyVault, 'vault', false, (name, dependsOn) => {
      keyVault.grantSecretsRead(this.identity);
      return new DataFactoryLinkedServiceKeyVault(this, `Connection-${name}`, { name, dataFactoryId: this.resourceId, keyVaultId: keyVault.resourceId, integrationRuntimeName: this.runtime.name, dependsOn }).name;
    });
  }

  private connect(target: IPrivateLinkResource, group: 'blob' | 'dfs' | 'vault', isPublic: boolean, define: (name: string, dependsOn: ITerraformDependable[] | undefined) => string): string {
    const key = `${target.node.path} ${group}`;
    const existing = this.connections.get(key);
    if (existing !== undefined) return existing;
    const id = `${target.node.path.split('/').slice(1).join('-')}-${group}`;
    const endpoint = isPublic ? undefined : this.addManagedPrivateEndpoint(id, target, group);
    // Names of linked services have no hyphens.
    const name = define(kebabCase(id).replace(/-/g, '_'), endpoint && [endpoint]);
    this.connections.set(key, name);
    return name;
  }
}
