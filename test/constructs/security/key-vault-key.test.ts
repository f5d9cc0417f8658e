import type { TerraformStack } from 'cdktf';
import { KeyVault, KeyVaultSku } from '../../../constructs/security/key-vault';
import type { KeyVaultKeyProps } from '../../../constructs/security/key-vault-key';
import { KeyType, KeyVaultKey } from '../../../constructs/security/key-vault-key';
import { problemsOf, synthesise, testResourceGroup } from '../../support/template';

const VERSION = '0123456789abcdef0123456789abcdef';

const vault = (stack: TerraformStack, sku?: KeyVaultSku) => new KeyVault(stack, 'Vault', { resourceGroup: testResourceGroup(stack), sku });
const problems = (props: Partial<KeyVaultKeyProps>) => problemsOf((stack) => new KeyVaultKey(stack, 'Key', { keyVault: vault(stack), ...props }));

describe('KeyVaultKey', () => {
  test('wraps and unwraps only, and rotates every year by default', () => {
    const template = synthesise((stack) => new KeyVaultKey(stack, 'Key', { keyVault: vault(stack), purpose: 'storage' }));
    expect(template.resource('azurerm_key_vault_key')).toEqual({
      key_opts: ['unwrapKey', 'wrapKey'],
      key_size: 3072,
      key_type: 'RSA',
      key_vault_id: '${azurerm_key_vault.Vault_23237E5B.id}',
      lifecycle: { ignore_changes: ['expiration_date'] },
      name: 'key-mlops-dev-we-storage',
      rotation_policy: { automatic: { time_before_expiry: 'P60D' }, expire_after: 'P365D', notify_before_expiry: 'P30D' },
    });
  });

  test('takes all values', () => {
    const template = synthesise((stack) =>
      new KeyVaultKey(stack, 'Key', { keyVault: vault(stack, KeyVaultSku.PREMIUM), name: 'cmk', keyType: KeyType.RSA_HSM, keySizeBits: 4096, rotation: { expireAfterDays: 28, rotateBeforeExpiryDays: 21, notifyBeforeExpiryDays: 7 }, deletionProtectionEnabled: true }),
    );
    expect(template.resource('azurerm_key_vault_key')).toEqual({
      key_opts: ['unwrapKey', 'wrapKey'],
      key_size: 4096,
      key_type: 'RSA-HSM',
      key_vault_id: '${azurerm_key_vault.Vault_23237E5B.id}',
      lifecycle: { ignore_changes: ['expiration_date'], prevent_destroy: true },
      name: 'cmk',
      rotation_policy: { automatic: { time_before_expiry: 'P21D' }, expire_after: 'P28D', notify_before_expiry: 'P7D' },
    });
  });

  test('an existing key is used without its version, and by it where one is needed', () => {
    synthesise((stack) => {
      const keyVault = vault(stack);
      const key = KeyVaultKey.fromKeyId(stack, 'Key', keyVault, `https://kv.vault.azure.net/keys/cmk/${VERSION}`);
      expect(key.keyVault).toBe(keyVault);
      expect([key.keyName, key.keyId, key.versionedKeyId]).toEqual(['cmk', 'https://kv.vault.azure.net/keys/cmk', `https://kv.vault.azure.net/keys/cmk/${VERSION}`]);
    });
  });

  test.each([
    ['an HSM key in a standard vault', { keyType: KeyType.RSA_HSM }, `[KeyTypeNeedsPremiumVault] 'keyType' needs a premium vault: got "RSA-HSM"; expected RSA in a standard vault; set 'sku: KeyVaultSku.PREMIUM' on the vault, or use KeyType.RSA (at test/Key)`],
    ['a size that RSA keys have not', { keySizeBits: 1024 }, `[KeySizeInvalid] 'keySizeBits' is not a size of RSA keys: got 1024; expected 2048, 3072, 4096; choose one of these (at test/Key)`],
    ['an expiry that is too short', { rotation: { expireAfterDays: 27 } }, `[KeyExpiryTooShort] 'rotation.expireAfterDays' is too short: got 27; expected at least 28 whole days; lengthen it (at test/Key)`],
    ['rotation after the end', { rotation: { rotateBeforeExpiryDays: 400 } }, `[KeyRotationTimeInvalid] 'rotation.rotateBeforeExpiryDays' is too close to the start or the end of a version: got 400; expected whole days from 7 to 358; choose a number in the range, or lengthen 'expireAfterDays' (at test/Key)`],
    ['notice that is too late', { rotation: { notifyBeforeExpiryDays: 3 } }, `[KeyRotationTimeInvalid] 'rotation.notifyBeforeExpiryDays' is too close to the start or the end of a version: got 3; expected whole days from 7 to 358; choose a number in the range, or lengthen 'expireAfterDays' (at test/Key)`],
    ['a wrong name', { name: 'my_key' }, `[NameInvalid] 'name' has characters that a key vault key can't have: got "my_key"; expected 1 to 127 characters: letters, digits and hyphens; use only what is allowed (at test/Key)`],
  ] as const)('fails with %s', (_, props, message) => {
    expect(problems(props)).toBe(message);
  });

  test('fails to import an id that is none', () => {
    expect(problemsOf((stack) => KeyVaultKey.fromKeyId(stack, 'Key', vault(stack), 'cmk'))).toBe(
      `[KeyIdInvalid] 'keyId' is not the id of a key: got "cmk"; expected https://<vault>.vault.azure.net/keys/<name>, and a version or none; copy the key identifier from the portal (at test/Key)`,
    );
  });

  test('fails where a version is needed and there is none', () => {
    expect(problemsOf((stack) => KeyVaultKey.fromKeyId(stack, 'Key', vault(stack), 'https://kv.vault.azure.net/keys/cmk').versionedKeyId)).toBe(
      `[KeyVersionUnknown] 'keyId' has no version, and one is needed: got "https://kv.vault.azure.net/keys/cmk"; expected an id that ends with a version; import the key by the id of a version (at test/Key)`,
    );
  });
});
