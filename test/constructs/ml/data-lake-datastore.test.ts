import { TerraformStack } from 'cdktf';
import type { DataLakeDatastoreProps } from '../../../constructs/ml/data-lake-datastore';
import { DataLakeDatastore } from '../../../constructs/ml/data-lake-datastore';
import { ServiceDataIdentity } from '../../../constructs/ml/datastore';
import { problemsOf, synthesise } from '../../support/template';
import { PERSON_ID, secretOf, storage, workspace, WORKSPACE_ID } from './fixtures';

const lake = (stack: TerraformStack, props: Partial<DataLakeDatastoreProps> = {}, attributes = { hierarchicalNamespaceEnabled: true }): DataLakeDatastore =>
  new DataLakeDatastore(stack, 'Datastore', { workspace: workspace(stack), name: 'lake', filesystem: storage(stack, attributes).addContainer('lake'), ...props });

describe('DataLakeDatastore', () => {
  test('is read by the workspace\'s identity', () => {
    const template = synthesise((stack) => lake(stack));
    expect(template.resource('azurerm_machine_learning_datastore_datalake_gen2')).toEqual({
      lifecycle: { ignore_changes: ['tags'] },
      name: 'lake',
      service_data_identity: 'WorkspaceSystemAssignedIdentity',
      storage_container_id: expect.stringMatching(/^\$\{azurerm_storage_container\.Storage_\S+\.id\}$/),
      workspace_id: WORKSPACE_ID,
    });
  });

  test('can be left to the identities of people and computes', () => {
    const template = synthesise((stack) => lake(stack, { serviceDataIdentity: ServiceDataIdentity.NONE }));
    expect(template.resource('azurerm_machine_learning_datastore_datalake_gen2')).toMatchObject({ service_data_identity: 'None' });
  });

  test('is opened by a service principal whose secret is a reference', () => {
    const template = synthesise((stack) => lake(stack, { description: 'Shared', secretsEnabled: true, servicePrincipal: { clientId: PERSON_ID, clientSecret: secretOf(stack), authorityUrl: 'https://login.microsoftonline.com' } }));
    expect(template.resource('azurerm_machine_learning_datastore_datalake_gen2')).toMatchObject({
      authority_url: 'https://login.microsoftonline.com',
      client_id: PERSON_ID,
      client_secret: '${var.secret}',
      description: 'Shared',
      service_data_identity: 'None',
      tenant_id: '99999999-8888-7777-6666-555555555555',
    });
  });

  test('fails with a container of an account without hierarchical namespace', () => {
    expect(problemsOf((stack) => lake(stack, {}, { hierarchicalNamespaceEnabled: false }))).toBe(`[DataLakeNeedsHierarchicalNamespace] 'filesystem' is in an account without hierarchical namespace: got "test/Storage/Container-lake"; expected a filesystem of an account that has it; use a BlobDatastore, or another account (at test/Datastore)`);
  });

  test('fails with a service principal without the switch', () => {
    expect(problemsOf((stack) => lake(stack, { servicePrincipal: { clientId: PERSON_ID, clientSecret: secretOf(stack) } }))).toBe(`[DatastoreSecretNotEnabled] 'secretsEnabled' must say so where a secret is used instead of identities: got nothing; expected true; leave the secret out, or set 'secretsEnabled: true' (at test/Datastore)`);
  });

  test('fails with the switch without a service principal', () => {
    expect(problemsOf((stack) => lake(stack, { secretsEnabled: true }))).toBe(`[DatastoreSecretRequired] 'secretsEnabled' has no effect without a secret: got true; expected a 'servicePrincipal'; pass one, or leave 'secretsEnabled' out (at test/Datastore)`);
  });

  test('fails without a tenant where no context has one', () => {
    expect(problemsOf((stack) => {
      const bare = new TerraformStack(stack.node.root, 'bare');
      lake(bare, { secretsEnabled: true, servicePrincipal: { clientId: PERSON_ID, clientSecret: secretOf(bare) } });
    })).toBe(`[ContextRequired] 'servicePrincipal.tenantId' needs the tenant to be known: expected a landscape context above the construct; give the stack a context with setLandscapeContext() (at bare/Datastore)`);
  });

  test('fails with names instead of ids', () => {
    expect(problemsOf((stack) => lake(stack, { secretsEnabled: true, servicePrincipal: { clientId: 'reader', tenantId: 'example.com', clientSecret: secretOf(stack) } }))).toBe(`2 problems (at test/Datastore):
  - [DatastoreClientInvalid] 'servicePrincipal.clientId' is not a GUID: got "reader"; expected the id of an app registration or tenant in Entra, a GUID; copy it from the app registration
  - [DatastoreClientInvalid] 'servicePrincipal.tenantId' is not a GUID: got "example.com"; expected the id of an app registration or tenant in Entra, a GUID; copy it from the app registration`);
  });
});
