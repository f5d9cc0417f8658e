import { BuiltInRole } from '../../../constructs/identity/built-in-role';
import { Principal } from '../../../constructs/identity/role-assignment';
import { StorageAccount } from '../../../constructs/storage/storage-account';
import { problemsOf, synthesise, testResourceGroup } from '../../support/template';
import type { TerraformStack } from 'cdktf';

const GROUP = Principal.group('Scientists', 'aaaaaaaa-0000-0000-0000-000000000001');
const account = (stack: TerraformStack) => new StorageAccount(stack, 'Storage', { resourceGroup: testResourceGroup(stack) });

describe('StorageContainer', () => {
  test('takes all values', () => {
    const template = synthesise((stack) => account(stack).addContainer('models', { metadata: { owner: 'ml' }, roleAssignments: [{ role: BuiltInRole.STORAGE_BLOB_DATA_OWNER, grantee: GROUP }], deletionProtectionEnabled: true }));
    expect(template.resource('azurerm_storage_container')).toEqual({
      container_access_type: 'private',
      lifecycle: { prevent_destroy: true },
      metadata: { owner: 'ml' },
      name: 'models',
      storage_account_id: expect.stringMatching(/^\$\{azurerm_storage_account\.Storage_\w+\.id\}$/),
    });
    expect(template.resource('azurerm_role_assignment')).toMatchObject({ role_definition_id: expect.stringMatching(/b7e6dc6d-f1e8-4753-8033-0f276bb0955b$/) });
  });

  test('grants roles on itself alone', () => {
    const template = synthesise((stack) => {
      const container = account(stack).addContainer('models');
      container.grantRead(GROUP);
      container.grantWrite(GROUP);
    });
    const assignments = Object.values(template.resources('azurerm_role_assignment'));
    expect(assignments.map(({ scope }) => scope)).toEqual(Array(2).fill(expect.stringMatching(/^\$\{azurerm_storage_container\.Storage_Container-models_\w+\.id\}$/)));
    expect(assignments.map((assignment) => String(assignment['role_definition_id']).slice(-36)).sort()).toEqual(['2a2b9908-6ea1-4ae2-8e65-a410df84e7d1', 'ba92f5b4-2d11-453d-a403-e96b0029c9fe']);
  });

  test('fails with a wrong name and wrong metadata', () => {
    expect(problemsOf((stack) => account(stack).addContainer('my--data', { metadata: { Owner: 'ml' } }))).toBe(
      `2 problems (at test/Storage/Container-my--data):
  - [NameInvalid] 'name' has characters that a storage container can't have: got "my--data"; expected 3 to 63 characters: lower-case letters, digits and single hyphens; use only what is allowed
  - [StorageMetadataNameInvalid] 'metadata' has a name that storage refuses: got "Owner"; expected lower-case letters, digits and "_", not starting with a digit; rename it`,
    );
  });
});
