import { MachineLearningWorkspace } from '@cdktf/provider-azurerm/lib/machine-learning-workspace';
import type { App } from 'cdktf';
import { TerraformVariable } from 'cdktf';
import { ResourceGroup } from '../../constructs/governance/resource-group';
import { ManagedIdentity } from '../../constructs/identity/managed-identity';
import { BuiltInRole } from '../../constructs/identity/built-in-role';
import type { IGrantable } from '../../constructs/identity/role-assignment';
import { Principal } from '../../constructs/identity/role-assignment';
import { BlobDatastore } from '../../constructs/ml/blob-datastore';
import { ComputeCluster } from '../../constructs/ml/compute-cluster';
import { DataLakeDatastore } from '../../constructs/ml/data-lake-datastore';
import { ServiceDataIdentity } from '../../constructs/ml/datastore';
import { FileShareDatastore } from '../../constructs/ml/file-share-datastore';
import { IsolationMode } from '../../constructs/ml/managed-network';
import { SecretValue } from '../../constructs/ml/secret-value';
import { VmSize } from '../../constructs/ml/vm-size';
import { Workspace } from '../../constructs/ml/workspace';
import type { IWorkspace } from '../../constructs/ml/workspace-base';
import { KeyVault } from '../../constructs/security/key-vault';
import type { IFileShare } from '../../constructs/storage/file-share';
import { StorageAccount } from '../../constructs/storage/storage-account';
import type { IStorageContainer } from '../../constructs/storage/storage-container';
import { PLACEHOLDER } from '../../environments/placeholders';
import { ExampleStack } from '../support/example-stack';
import { Foundation } from '../support/foundation';
import { PrivateNetwork } from '../support/private-network';
import { runExample } from '../support/run-example';

const settings = {
  location: 'westeurope',
  /** Whether the secrets are where they are read from: deploy with false, put the key of the new account into the vault, deploy with true. */
  secretsReady: true,
  /** A vault that holds `account-key` and `lake-client-secret` already, and that whoever deploys can read. */
  secretsVaultId: `/subscriptions/${PLACEHOLDER.subscriptionId}/resourceGroups/rg-secrets/providers/Microsoft.KeyVault/vaults/kv-secrets`,
  /** The app registration whose secret `lake-client-secret` is. */
  lakeClientId: PLACEHOLDER.userObjectId,
};

/** What is opened by secrets. */
interface Stores {
  readonly filesystem: IStorageContainer;
  readonly keyedBlobs: IStorageContainer;
  readonly fileShare: IFileShare;
}

class DatastoreMatrix extends ExampleStack {
  constructor(scope: App) {
    super(scope, 'datastore-matrix', { workload: 'data', settings });
    const resourceGroup = new ResourceGroup(this, 'ResourceGroup', { location: settings.location });
    const { privateEndpoint } = new PrivateNetwork(this, 'Network', { resourceGroup, additionalGroups: ['dfs'] });
    const foundation = new Foundation(this, 'Foundation', { resourceGroup, privateEndpoint });
    const identity = new ManagedIdentity(this, 'Identity', { resourceGroup, purpose: 'workspace' });
    const workspace = new Workspace(this, 'Workspace', {
      ...foundation.workspaceProps,
      managedNetwork: { isolationMode: IsolationMode.ALLOW_INTERNET_OUTBOUND },
      imageBuildComputeName: 'image-build',
      // Both identities, so that datastores can be read as either.
      identity,
      systemAssignedIdentityEnabled: true,
      requiredRoleAssignments: [
        resourceGroup.addRoleAssignment({ role: BuiltInRole.CONTRIBUTOR, grantee: identity }),
        resourceGroup.addRoleAssignment({ role: BuiltInRole.NETWORK_CONNECTION_APPROVER, grantee: identity }),
        foundation.storageAccount.grantBlobWrite(identity),
        foundation.storageAccount.grantFileWrite(identity),
        foundation.keyVault.grantAdminister(identity),
      ],
    });

    new ComputeCluster(this, 'ImageBuild', { workspace, name: 'image-build', vmSize: VmSize.STANDARD_DS3_V2, maxNodes: 1, identities: [identity] });

    const keyless = new StorageAccount(this, 'Keyless', { resourceGroup, purpose: 'id', privateEndpoints: [{ ...privateEndpoint, group: 'blob' }] });
    const lake = new StorageAccount(this, 'Lake', { resourceGroup, purpose: 'lake', hierarchicalNamespaceEnabled: true, privateEndpoints: [{ ...privateEndpoint, group: 'dfs' }, { ...privateEndpoint, group: 'blob' }] });
    // Keys and shared access signatures open this account only; the others have both switched off.
    const keyed = new StorageAccount(this, 'Keyed', { resourceGroup, purpose: 'key', sharedKeyEnabled: true, privateEndpoints: [{ ...privateEndpoint, group: 'blob' }, { ...privateEndpoint, group: 'file' }] });
    workspace.addOutboundRules({
      privateEndpoints: {
        'keyless-blob': { target: keyless, group: 'blob' },
        'lake-dfs': { target: lake, group: 'dfs' },
        'lake-blob': { target: lake, group: 'blob' },
        'keyed-blob': { target: keyed, group: 'blob' },
        'keyed-file': { target: keyed, group: 'file' },
      },
    });

    const blobs = keyless.addContainer('by-identity');
    new BlobDatastore(this, 'BlobByUserAssigned', { workspace, name: 'blob_by_user_assigned', container: blobs, defaultEnabled: true });
    new BlobDatastore(this, 'BlobBySystemAssigned', { workspace, name: 'blob_by_system_assigned', container: blobs, serviceDataIdentity: ServiceDataIdentity.WORKSPACE_SYSTEM_ASSIGNED });

    const filesystem = lake.addFilesystem('lake');
    new DataLakeDatastore(this, 'LakeByUserAssigned', { workspace, name: 'lake_by_user_assigned', filesystem });
    new DataLakeDatastore(this, 'LakeBySystemAssigned', { workspace, name: 'lake_by_system_assigned', filesystem, serviceDataIdentity: ServiceDataIdentity.WORKSPACE_SYSTEM_ASSIGNED });
    new DataLakeDatastore(this, 'LakeByPerson', { workspace, name: 'lake_by_person', filesystem, serviceDataIdentity: ServiceDataIdentity.NONE });

    for (const reader of [identity, ...ownIdentityOf(workspace)]) {
      blobs.grantRead(reader);
      filesystem.grantRead(reader);
    }
    const stores = { filesystem, keyedBlobs: keyed.addContainer('by-key'), fileShare: keyed.addFileShare('files') };
    if (settings.secretsReady) this.addStoresWithSecrets(workspace, stores);
  }

  private addStoresWithSecrets(workspace: IWorkspace, { filesystem, keyedBlobs, fileShare }: Stores): void {
    const secrets = KeyVault.fromAttributes(this, 'Secrets', { resourceId: settings.secretsVaultId });
    const accountKey = SecretValue.fromKeyVault(this, 'AccountKey', secrets, 'account-key');
    const clientSecret = SecretValue.fromKeyVault(this, 'LakeClientSecret', secrets, 'lake-client-secret');
    const sharedAccessSignature = SecretValue.fromVariable(new TerraformVariable(this, 'shared_access_signature', { type: 'string', sensitive: true, nullable: false, description: 'A shared access signature of the account with keys: TF_VAR_shared_access_signature' }));

    new BlobDatastore(this, 'BlobByKey', { workspace, name: 'blob_by_key', container: keyedBlobs, secretsEnabled: true, accountKey });
    new BlobDatastore(this, 'BlobBySignature', { workspace, name: 'blob_by_signature', container: keyedBlobs, secretsEnabled: true, sharedAccessSignature });
    new DataLakeDatastore(this, 'LakeByServicePrincipal', { workspace, name: 'lake_by_service_principal', filesystem, secretsEnabled: true, servicePrincipal: { clientId: settings.lakeClientId, clientSecret } });
    new FileShareDatastore(this, 'FilesByKey', { workspace, name: 'files_by_key', fileShare, secretsEnabled: true, accountKey });
    new FileShareDatastore(this, 'FilesBySignature', { workspace, name: 'files_by_signature', fileShare, secretsEnabled: true, sharedAccessSignature });
  }
}

/** The identity of the workspace's own, which constructs don't show beside a user-assigned one. */
function ownIdentityOf(workspace: IWorkspace): IGrantable[] {
  const resource = workspace.node.defaultChild;
  return resource instanceof MachineLearningWorkspace ? [Principal.servicePrincipal('WorkspaceItself', resource.identity.principalId)] : [];
}

/** Defines the stack of the example. */
export function define(app: App): void {
  new DatastoreMatrix(app);
}

runExample(module, define);
