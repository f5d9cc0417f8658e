import type { TerraformStack } from 'cdktf';
import { AzapiProvider } from '../../../.gen/providers/azapi/provider';
import { Principal } from '../../../constructs/identity/role-assignment';
import { StorageAccount } from '../../../constructs/storage/storage-account';
import { StorageQueue } from '../../../constructs/storage/storage-queue';
import { LOCATION, problemsOf, SUBSCRIPTION_ID, synthesise } from '../../support/template';

const ACCOUNT_ID = `/subscriptions/${SUBSCRIPTION_ID}/resourceGroups/rg-platform/providers/Microsoft.Storage/storageAccounts/stshared`;

function define(stack: TerraformStack, name = 'findings'): StorageQueue {
  new AzapiProvider(stack, 'azapi', {});
  return new StorageQueue(stack, 'Queue', { storageAccount: StorageAccount.fromAttributes(stack, 'Storage', { resourceId: ACCOUNT_ID, location: LOCATION }), name });
}

describe('StorageQueue', () => {
  test('is made through the control plane', () => {
    const template = synthesise((stack) => define(stack));
    expect(template.counts).toEqual({ azapi_resource: 1 });
    expect(template.resource('azapi_resource')).toEqual({ body: { properties: {} }, name: 'findings', parent_id: `${ACCOUNT_ID}/queueServices/default`, schema_validation_enabled: true, type: 'Microsoft.Storage/storageAccounts/queueServices/queues@2025-06-01' });
  });

  test('lets send, or all', () => {
    const grantee = Principal.servicePrincipal('Sender', 'aaaaaaaa-0000-4000-8000-000000000001');
    const template = synthesise((stack) => {
      const queue = define(stack);
      queue.grantSend(grantee);
      queue.grantWrite(grantee);
    });
    const roles = Object.values(template.resources('azurerm_role_assignment')).map((role) => String(role['role_definition_id']).replace(/.*\//, ''));
    expect(roles.sort()).toEqual(['974c5e8b-45b9-4653-ba55-5f855dd0fb88', 'c6a89b2d-59bc-44d0-9896-0f6e12d7b80a']);
  });

  test('fails for a name that no queue can have', () => {
    expect(problemsOf((stack) => define(stack, 'Findings'))).toBe(`[NameInvalid] 'name' has characters that a storage queue can't have: got "Findings"; expected 3 to 63 characters: lower-case letters, digits and single hyphens; use only what is allowed (at test/Queue)`);
  });
});
