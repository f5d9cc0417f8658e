import type { TerraformStack } from 'cdktf';
import type { CustomerManagedKey } from '../../../constructs/security/customer-managed-key';
import { KeyVault } from '../../../constructs/security/key-vault';
import { KeyVaultKey } from '../../../constructs/security/key-vault-key';
import { identity, VAULT_ID } from '../ml/fixtures';

export const KEY_ID = 'https://kv-shared.vault.azure.net/keys/key-data';

/** An existing key, used by an existing identity. */
export function customerManagedKey(stack: TerraformStack, purgeProtectionEnabled = true): CustomerManagedKey {
  const keyVault = KeyVault.fromAttributes(stack, 'KeyVault', { resourceId: VAULT_ID, purgeProtectionEnabled });
  return { key: KeyVaultKey.fromKeyId(stack, 'Key', keyVault, KEY_ID), identity: identity(stack, 'Encryption') };
}
