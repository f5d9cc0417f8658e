import { FileShareDatastore } from '../../../constructs/ml/file-share-datastore';
import { problemsOf, synthesise } from '../../support/template';
import { secretOf, storage, workspace, WORKSPACE_ID } from './fixtures';

describe('FileShareDatastore', () => {
  test('is opened by a secret, by the id that Azure knows the share by', () => {
    const template = synthesise((stack) => new FileShareDatastore(stack, 'Datastore', { workspace: workspace(stack), name: 'files', description: 'Shared', fileShare: storage(stack, { sharedKeyEnabled: true }).addFileShare('files'), secretsEnabled: true, accountKey: secretOf(stack) }));
    expect(template.resource('azurerm_machine_learning_datastore_fileshare')).toEqual({
      account_key: '${var.secret}',
      description: 'Shared',
      lifecycle: { ignore_changes: ['tags'] },
      name: 'files',
      service_data_identity: 'None',
      storage_fileshare_id: expect.stringMatching(/^\$\{replace\(azurerm_storage_share\.\S+\.id, .*fileshares.*\)\}$/),
      workspace_id: WORKSPACE_ID,
    });
  });

  test('fails without a secret, since shares are not read by identity', () => {
    expect(problemsOf((stack) => new FileShareDatastore(stack, 'Datastore', { workspace: workspace(stack), name: 'files', fileShare: storage(stack).addFileShare('files') }))).toBe(`[FileShareDatastoreSecretRequired] 'accountKey' or a shared access signature is required, since file shares are not read by identity: expected a secret, with 'secretsEnabled: true'; use a BlobDatastore or a DataLakeDatastore, or pass a secret (at test/Datastore)`);
  });

  test('fails with a secret of a share without the switch', () => {
    expect(problemsOf((stack) => new FileShareDatastore(stack, 'Datastore', { workspace: workspace(stack), name: 'files', fileShare: storage(stack, { sharedKeyEnabled: true }).addFileShare('files'), accountKey: secretOf(stack) }))).toBe(`[DatastoreSecretNotEnabled] 'secretsEnabled' must say so where a secret is used instead of identities: got nothing; expected true; leave the secret out, or set 'secretsEnabled: true' (at test/Datastore)`);
  });
});
