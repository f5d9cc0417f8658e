import type { KeyVaultKey } from '../../../constructs/security/key-vault-key';

export declare const key: KeyVaultKey;
