import type { ITerraformDependable } from 'cdktf';
import type { IConstruct } from 'constructs';
import type { Problems } from '../core/errors';
import { waitFor } from '../core/waitable';
import type { IManagedIdentity } from '../identity/managed-identity';
import type { IKeyVaultKey } from './key-vault-key';

/**
 * Encrypts a resource with a key of yours instead of one of Microsoft's.
 *
 * @see https://learn.microsoft.com/azure/storage/common/customer-managed-keys-overview
 */
export interface CustomerManagedKey {
  /** The key, in a vault with purge protection. */
  readonly key: IKeyVaultKey;
  /** The identity that the resource reaches the key with. */
  readonly identity: IManagedIdentity;
  /** Whether the identity may use the key already, so that the landscape grants nothing. @default false */
  readonly accessGranted?: boolean;
}

/** Records what is wrong with a customer-managed key. */
export function checkCustomerManagedKey(problems: Problems, customerManagedKey: CustomerManagedKey): void {
  const { keyVault } = customerManagedKey.key;
  problems.require(keyVault.purgeProtectionEnabled, { code: 'CustomerManagedKeyUnprotected', prop: 'customerManagedKey.key', rule: 'is in a vault without purge protection', got: keyVault.node.path, expected: 'a vault with purge protection', fix: "set 'purgeProtectionEnabled: true' on the vault" });
}

/**
 * Lets the identity use the key.
 *
 * @param user the resource that is encrypted
 * @returns what the resource must wait for: it can't be created before its identity may use the key; empty where that is so already
 */
export function grantCustomerManagedKey(user: IConstruct, customerManagedKey: CustomerManagedKey): ITerraformDependable[] {
  if (customerManagedKey.accessGranted) return [];
  return waitFor(user, [customerManagedKey.key.keyVault.grantCryptoUse(customerManagedKey.identity)]) ?? [];
}
