import type { TerraformStack } from 'cdktf';
import type { BlobDatastoreProps } from '../../../constructs/ml/blob-datastore';
import { BlobDatastore } from '../../../constructs/ml/blob-datastore';
import { ServiceDataIdentity } from '../../../constructs/ml/datastore';
import { problemsOf, synthesise } from '../../support/template';
import { identity, secretOf, storage, workspace, WORKSPACE_ID } from './fixtures';

const blobs = (stack: TerraformStack, props: Partial<BlobDatastoreProps> = {}, attributes = {}): BlobDatastore =>
  new BlobDatastore(stack, 'Datastore', { workspace: workspace(stack), name: 'raw', container: storage(stack, attributes).addContainer('raw'), ...props });

describe('BlobDatastore', () => {
  test('is read by the workspace\'s identity', () => {
    const template = synthesise((stack) => blobs(stack));
    expect(template.resource('azurerm_machine_learning_datastore_blobstorage')).toEqual({
      is_default: false,
      lifecycle: { ignore_changes: ['tags'] },
      name: 'raw',
      service_data_auth_identity: 'WorkspaceSystemAssignedIdentity',
      storage_container_id: expect.stringMatching(/^\$\{azurerm_storage_container\.Storage_\S+\.id\}$/),
      workspace_id: WORKSPACE_ID,
    });
  });

  test('is read by the user-assigned identity of a workspace that has one', () => {
    const template = synthesise((stack) => new BlobDatastore(stack, 'Datastore', { workspace: workspace(stack, undefined, identity(stack)), name: 'raw', container: storage(stack).addContainer('raw'), description: 'Raw data', defaultEnabled: true }));
    expect(template.resource('azurerm_machine_learning_datastore_blobstorage')).toMatchObject({ description: 'Raw data', is_default: true, service_data_auth_identity: 'WorkspaceUserAssignedIdentity' });
  });

  test.each(['accountKey', 'sharedAccessSignature'] as const)('is opened by %s only as a reference', (prop) => {
    const template = synthesise((stack) => blobs(stack, { secretsEnabled: true, [prop]: secretOf(stack) }, { sharedKeyEnabled: true }));
    const { account_key, shared_access_signature, service_data_auth_identity } = template.resource('azurerm_machine_learning_datastore_blobstorage');
    expect([account_key ?? shared_access_signature, service_data_auth_identity]).toEqual(['${var.secret}', 'None']);
  });

  test('fails with a name that the SDK refuses', () => {
    expect(problemsOf((stack) => blobs(stack, { name: 'Raw-Data' }))).toBe(`[NameInvalid] 'name' has characters that a datastore can't have: got "Raw-Data"; expected 1 to 255 characters: lower-case letters, digits and "_"; use only what is allowed (at test/Datastore)`);
  });

  test('fails with a name that every workspace has', () => {
    expect(problemsOf((stack) => blobs(stack, { name: 'workspaceblobstore' }))).toBe(`[DatastoreNameReserved] 'name' is a datastore that every workspace has: got "workspaceblobstore"; expected none of workspaceblobstore, workspacefilestore, workspaceartifactstore, workspaceworkingdirectory; choose another name (at test/Datastore)`);
  });

  test('fails with the name of another datastore, and as a second default', () => {
    expect(problemsOf((stack) => {
      const existing = workspace(stack);
      const account = storage(stack);
      new BlobDatastore(stack, 'One', { workspace: existing, name: 'raw', container: account.addContainer('one'), defaultEnabled: true });
      new BlobDatastore(stack, 'Two', { workspace: existing, name: 'raw', container: account.addContainer('two'), defaultEnabled: true });
    })).toBe(`2 problems (at test/Two):
  - [WorkspaceChildTwice] 'name' is the name of another datastore of the workspace: got "raw"; expected a name of its own for each datastore; give one of the two another name
  - [DefaultDatastoreTwice] 'defaultEnabled' is set for another datastore of the workspace: got true; expected one default datastore; leave one of the two out`);
  });

  test('fails with a secret without the switch', () => {
    expect(problemsOf((stack) => blobs(stack, { accountKey: secretOf(stack) }, { sharedKeyEnabled: true }))).toBe(`[DatastoreSecretNotEnabled] 'secretsEnabled' must say so where a secret is used instead of identities: got nothing; expected true; leave the secret out, or set 'secretsEnabled: true' (at test/Datastore)`);
  });

  test('fails with the switch without a secret', () => {
    expect(problemsOf((stack) => blobs(stack, { secretsEnabled: true }))).toBe(`[DatastoreSecretRequired] 'secretsEnabled' has no effect without a secret: got true; expected an 'accountKey' or a 'sharedAccessSignature'; pass one, or leave 'secretsEnabled' out (at test/Datastore)`);
  });

  test('fails with two secrets', () => {
    expect(problemsOf((stack) => blobs(stack, { secretsEnabled: true, accountKey: secretOf(stack), sharedAccessSignature: secretOf(stack, 'sas') }, { sharedKeyEnabled: true }))).toBe(`[DatastoreSecretsExclusive] 'accountKey' can't go with 'sharedAccessSignature': expected one of the two; leave one out (at test/Datastore)`);
  });

  test('fails with the key of an account that has shared keys off', () => {
    expect(problemsOf((stack) => blobs(stack, { secretsEnabled: true, accountKey: secretOf(stack) }))).toBe(`[DatastoreSharedKeyDisabled] 'accountKey' opens nothing, since the storage account has shared keys off: expected no account key; use identities, or set 'sharedKeyEnabled: true' on the account (at test/Datastore)`);
  });

  test('fails with an identity beside a secret', () => {
    expect(problemsOf((stack) => blobs(stack, { secretsEnabled: true, sharedAccessSignature: secretOf(stack), serviceDataIdentity: ServiceDataIdentity.WORKSPACE_SYSTEM_ASSIGNED }))).toBe(`[DatastoreIdentityWithSecret] 'serviceDataIdentity' has no effect with a secret: got "WorkspaceSystemAssignedIdentity"; expected None; leave the identity or the secret out (at test/Datastore)`);
  });

  test('fails with an identity that the workspace does not have', () => {
    expect(problemsOf((stack) => blobs(stack, { serviceDataIdentity: ServiceDataIdentity.WORKSPACE_USER_ASSIGNED }))).toBe(`[DatastoreIdentityMissing] 'serviceDataIdentity' is an identity that the workspace does not have: got "WorkspaceUserAssignedIdentity"; expected WorkspaceSystemAssignedIdentity or None; give the workspace an 'identity', or leave 'serviceDataIdentity' out (at test/Datastore)`);
  });

  test('fails with neither secret nor identity', () => {
    expect(problemsOf((stack) => blobs(stack, { serviceDataIdentity: ServiceDataIdentity.NONE }))).toBe(`[BlobDatastoreIdentityRequired] 'serviceDataIdentity' is required for blobs without a secret: got "None"; expected WorkspaceSystemAssignedIdentity or WorkspaceUserAssignedIdentity; leave 'serviceDataIdentity' out (at test/Datastore)`);
  });

  test('fails with a container of a data lake', () => {
    expect(problemsOf((stack) => blobs(stack, {}, { hierarchicalNamespaceEnabled: true }))).toBe(`[BlobDatastoreHierarchical] 'container' is in an account with hierarchical namespace: got "test/Storage/Container-raw"; expected a container of an account without it; use a DataLakeDatastore (at test/Datastore)`);
  });
});
