import { KeyVaultKey as KeyVaultKeyResource } from '@cdktf/provider-azurerm/lib/key-vault-key';
import type { Construct, IConstruct } from 'constructs';
import { AzureConstruct } from '../core/azure-construct';
import { fail, Problems } from '../core/errors';
import { waitFor } from '../core/waitable';
import type { RoleAssignment } from '../identity/role-assignment';
import type { IKeyVault } from './key-vault';
import { KeyVaultSku } from './key-vault';

/** What a key is made of and kept in. */
export enum KeyType {
  /** An RSA key protected by software. */
  RSA = 'RSA',
  /** An RSA key that never leaves a hardware security module; needs a premium vault. */
  RSA_HSM = 'RSA-HSM',
}

/** The RSA key sizes that Key Vault has. */
export const KEY_SIZES: readonly number[] = [2048, 3072, 4096];

/** When new versions of a key are made. */
export interface KeyRotationOptions {
  /** How long a version is valid; at least 28 days. @default 365 */
  readonly expireAfterDays?: number;
  /** How long before its end the next version is made; at least 7 days. @default 60 */
  readonly rotateBeforeExpiryDays?: number;
  /** How long before its end Event Grid is told; at least 7 days. @default 30 */
  readonly notifyBeforeExpiryDays?: number;
}

export interface KeyVaultKeyProps {
  /** The vault that holds the key. */
  readonly keyVault: IKeyVault;
  /** @default - by the naming convention, with `purpose` */
  readonly name?: string;
  /** Tells keys apart in generated names. @default - none */
  readonly purpose?: string;
  /** @default KeyType.RSA */
  readonly keyType?: KeyType;
  /** The size in bits: 2048, 3072 or 4096. @default 3072 */
  readonly keySizeBits?: number;
  /** @default - a new version every year, made 60 days ahead */
  readonly rotation?: KeyRotationOptions;
  /** What whoever deploys must hold before the key can be made: see `grantCryptoAdminister` of the vault. @default - none */
  readonly requiredRoleAssignments?: readonly RoleAssignment[];
  /** @default - `deletionProtectionEnabled` of the stack */
  readonly deletionProtectionEnabled?: boolean;
}

/** A key of a vault, owned or existing. */
export interface IKeyVaultKey extends IConstruct {
  readonly keyVault: IKeyVault;
  readonly keyName: string;
  /** The id without a version: who uses it follows rotation. */
  readonly keyId: string;
  /** The id of one version, for users that can't follow rotation. */
  readonly versionedKeyId: string;
}

/**
 * An encryption key that rotates by itself. Who deploys it needs `grantCryptoAdminister` on the vault first.
 *
 * @see https://learn.microsoft.com/azure/key-vault/keys/how-to-configure-key-rotation
 */
export class KeyVaultKey extends AzureConstruct implements IKeyVaultKey {
  /**
   * An existing key of a vault.
   *
   * @param keyId its id, `https://<vault>.vault.azure.net/keys/<name>`, with or without a version
   */
  static fromKeyId(scope: Construct, id: string, keyVault: IKeyVault, keyId: string): IKeyVaultKey {
    return new ImportedKeyVaultKey(scope, id, keyVault, keyId);
  }

  readonly keyVault: IKeyVault;
  readonly keyName: string;
  readonly keyId: string;
  readonly versionedKeyId: string;

  /** @throws ValidationError `KeyTypeNeedsPremiumVault`, `KeySizeInvalid`, `KeyExpiryTooShort`, `KeyRotationTimeInvalid`, and those of the name */
  constructor(scope: Construct, id: string, props: KeyVaultKeyProps) {
    super(scope, id);
    const problems = new Problems(this);
    const name = this.nameOf(problems, 'keyVaultKey', props.name, props.purpose);
    const keyType = props.keyType ?? KeyType.RSA;
    const keySize = props.keySizeBits ?? 3072;
    problems.require(keyType !== KeyType.RSA_HSM || props.keyVault.sku === KeyVaultSku.PREMIUM, { code: 'KeyTypeNeedsPremiumVault', prop: 'keyType', rule: 'needs a premium vault', got: keyType, expected: `${KeyType.RSA} in a standard vault`, fix: "set 'sku: KeyVaultSku.PREMIUM' on the vault, or use KeyType.RSA" });
    problems.require(KEY_SIZES.includes(keySize), { code: 'KeySizeInvalid', prop: 'keySizeBits', rule: 'is not a size of RSA keys', got: keySize, expected: KEY_SIZES.join(', '), fix: 'choose one of these' });
    const rotation = rotationOf(problems, props.rotation ?? {});
    problems.throwIfAny();
    this.keyVault = props.keyVault;
    const resource = new KeyVaultKeyResource(this, 'Resource', {
      name,
      keyVaultId: props.keyVault.resourceId,
      keyType,
      keySize,
      keyOpts: ['unwrapKey', 'wrapKey'],
      rotationPolicy: {
        expireAfter: `P${rotation.expireAfterDays}D`,
        notifyBeforeExpiry: `P${rotation.notifyBeforeExpiryDays}D`,
        automatic: { timeBeforeExpiry: `P${rotation.rotateBeforeExpiryDays}D` },
      },
      // Keys are made in the vault itself: whoever deploys must be let in, and get there.
      dependsOn: waitFor(this, [...(props.requiredRoleAssignments ?? []), ...props.keyVault.privateEndpoints]),
      // Rotation gives new versions an expiry date; without this the provider would replace the key to take it away.
      lifecycle: this.protectedLifecycle(props.deletionProtectionEnabled, { ignoreChanges: ['expiration_date'] }),
    });
    this.keyName = resource.name;
    this.keyId = resource.versionlessId;
    this.versionedKeyId = resource.id;
  }
}

function rotationOf(problems: Problems, options: KeyRotationOptions): Required<KeyRotationOptions> {
  const { expireAfterDays = 365, rotateBeforeExpiryDays = 60, notifyBeforeExpiryDays = 30 } = options;
  const validExpiry = Number.isInteger(expireAfterDays) && expireAfterDays >= 28;
  problems.require(validExpiry, { code: 'KeyExpiryTooShort', prop: 'rotation.expireAfterDays', rule: 'is too short', got: expireAfterDays, expected: 'at least 28 whole days', fix: 'lengthen it' });
  for (const [prop, days] of Object.entries({ rotateBeforeExpiryDays, notifyBeforeExpiryDays })) {
    const valid = Number.isInteger(days) && days >= 7 && days <= expireAfterDays - 7;
    problems.require(!validExpiry || valid, { code: 'KeyRotationTimeInvalid', prop: `rotation.${prop}`, rule: 'is too close to the start or the end of a version', got: days, expected: `whole days from 7 to ${expireAfterDays - 7}`, fix: "choose a number in the range, or lengthen 'expireAfterDays'" });
  }
  return { expireAfterDays, rotateBeforeExpiryDays, notifyBeforeExpiryDays };
}

class ImportedKeyVaultKey extends AzureConstruct implements IKeyVaultKey {
  readonly keyName: string;
  readonly keyId: string;
  private readonly version: string | undefined;

  constructor(scope: Construct, id: string, readonly keyVault: IKeyVault, keyId: string) {
    super(scope, id);
    const match = /^(https:\/\/[^/]+\/keys\/([0-9A-Za-z-]+))(?:\/([0-9a-f]{32}))?$/.exec(keyId);
    if (!match?.[1] || !match[2]) fail(this, { code: 'KeyIdInvalid', prop: 'keyId', rule: 'is not the id of a key', got: keyId, expected: 'https://<vault>.vault.azure.net/keys/<name>, and a version or none', fix: 'copy the key identifier from the portal' });
    this.keyId = match[1];
    this.keyName = match[2];
    this.version = match[3];
  }

  get versionedKeyId(): string {
    return this.version
      ? `${this.keyId}/${this.version}`
      : fail(this, { code: 'KeyVersionUnknown', prop: 'keyId', rule: 'has no version, and one is needed', got: this.keyId, expected: 'an id that ends with a version', fix: 'import the key by the id of a version' });
  }
}
