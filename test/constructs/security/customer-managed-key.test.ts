import { UserAssignedIdentity as ManagedIdentityResource } from '@cdktf/provider-azurerm/lib/user-assigned-identity';
import type { App } from 'cdktf';
import { ManagedIdentity } from '../../../constructs/identity/managed-identity';
import { Problems } from '../../../constructs/core/errors';
import { checkCustomerManagedKey, grantCustomerManagedKey } from '../../../constructs/security/customer-managed-key';
import { KeyVault } from '../../../constructs/security/key-vault';
import { KeyVaultKey } from '../../../constructs/security/key-vault-key';
import { problemsOf, synthesise, synthesiseApp, testResourceGroup, testStack } from '../../support/template';

describe('CustomerManagedKey', () => {
  test('makes its user wait for the grant in the same stack', () => {
    const template = synthesise((stack) => {
      const resourceGroup = testResourceGroup(stack);
      const key = new KeyVaultKey(stack, 'Key', { keyVault: new KeyVault(stack, 'Vault', { resourceGroup }) });
      const identity = new ManagedIdentity(stack, 'Identity', { resourceGroup });
      new ManagedIdentityResource(stack, 'User', { name: 'id-user', location: 'westeurope', resourceGroupName: 'rg', dependsOn: grantCustomerManagedKey(stack, { key, identity }) });
    });
    expect(Object.values(template.resources('azurerm_user_assigned_identity')).map((resource) => resource['depends_on'])).toEqual([
      undefined,
      [expect.stringMatching(/^azurerm_role_assignment\.Vault_KeyVaultCryptoServiceEncryptionUserToIdentity_/)],
    ]);
    expect(template.resource('azurerm_role_assignment')).toMatchObject({ role_definition_id: expect.stringMatching(/e147488a-f6f5-4113-8e2d-b22465e65bf6$/), scope: '${azurerm_key_vault.Vault_23237E5B.id}' });
  });

  test('waits for nothing that is in another stack, which is deployed before', () => {
    const templates = synthesiseApp((app: App) => {
      const first = testStack(app, 'first');
      const second = testStack(app, 'second');
      const resourceGroup = testResourceGroup(first);
      const key = new KeyVaultKey(first, 'Key', { keyVault: new KeyVault(first, 'Vault', { resourceGroup }) });
      const identity = new ManagedIdentity(first, 'Identity', { resourceGroup });
      expect(grantCustomerManagedKey(second, { key, identity })).toEqual([]);
    });
    expect(templates['first']?.counts).toMatchObject({ azurerm_role_assignment: 1 });
    expect(templates['second']?.counts).toEqual({});
  });

  test('grants nothing where access is granted already', () => {
    const template = synthesise((stack) => {
      const resourceGroup = testResourceGroup(stack);
      const key = new KeyVaultKey(stack, 'Key', { keyVault: new KeyVault(stack, 'Vault', { resourceGroup }) });
      expect(grantCustomerManagedKey(stack, { key, identity: new ManagedIdentity(stack, 'Identity', { resourceGroup }), accessGranted: true })).toEqual([]);
    });
    expect(template.counts).toEqual({ azurerm_key_vault: 1, azurerm_key_vault_key: 1, azurerm_resource_group: 1, azurerm_user_assigned_identity: 1 });
  });

  test('fails with a key in a vault without purge protection', () => {
    const message = problemsOf((stack) => {
      const resourceGroup = testResourceGroup(stack);
      const key = new KeyVaultKey(stack, 'Key', { keyVault: new KeyVault(stack, 'Vault', { resourceGroup, purgeProtectionEnabled: false }) });
      const problems = new Problems(stack);
      checkCustomerManagedKey(problems, { key, identity: new ManagedIdentity(stack, 'Identity', { resourceGroup }) });
      problems.throwIfAny();
    });
    expect(message).toBe(`[CustomerManagedKeyUnprotected] 'customerManagedKey.key' is in a vault without purge protection: got "test/Vault"; expected a vault with purge protection; set 'purgeProtectionEnabled: true' on the vault (at test)`);
  });
});
