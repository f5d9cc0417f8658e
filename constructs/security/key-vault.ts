import { KeyVault as KeyVaultResource } from '@cdktf/provider-azurerm/lib/key-vault';
import type { Construct } from 'constructs';
import type { IPrivateLinkResource, PrivateLinkResourceOptions } from '../core/azure-resource';
import { PrivateLinkResource } from '../core/azure-resource';
import { cloudEndpoints } from '../core/cloud';
import { Problems } from '../core/errors';
import { cloudOf, landscapeContextOf } from '../core/landscape-context';
import { parseResourceId } from '../core/resource-id';
import type { IResourceGroup } from '../governance/resource-group';
import { BuiltInRole } from '../identity/built-in-role';
import type { IGrantable, RoleAssignment } from '../identity/role-assignment';
import type { PrivateLinkGroup } from '../network/private-link';
import type { SubnetNetworkOptions } from './network-access';
import { checkNetworkAccess, ipRulesAsRanges, NetworkDefaultAction } from './network-access';

/** Azure's limit of IP rules on one vault. */
const MAX_IP_RULES = 1000;

/** What protects the keys of a vault. */
export enum KeyVaultSku {
  /** Software. */
  STANDARD = 'standard',
  /** Hardware security modules, for keys of the HSM kinds. */
  PREMIUM = 'premium',
}

export interface KeyVaultProps extends PrivateLinkResourceOptions, SubnetNetworkOptions {
  readonly resourceGroup: IResourceGroup;
  /** @default - by the naming convention, with `purpose` */
  readonly name?: string;
  /** Tells vaults apart in generated names. @default - none */
  readonly purpose?: string;
  /** @default KeyVaultSku.STANDARD */
  readonly sku?: KeyVaultSku;
  /** How long deleted objects can be recovered; 7 to 90 days, and fixed once the vault exists. @default 90 */
  readonly softDeleteRetentionDays?: number;
  /** Whether deleted objects can't be purged before that time; can't be switched off again. @default true */
  readonly purgeProtectionEnabled?: boolean;
  /** Whether virtual machines may fetch certificates at deployment. @default false */
  readonly enabledForDeployment?: boolean;
  /** Whether Azure Disk Encryption may fetch secrets and unwrap keys. @default false */
  readonly enabledForDiskEncryption?: boolean;
  /** Whether ARM template deployments may fetch secrets. @default false */
  readonly enabledForTemplateDeployment?: boolean;
  /** @default - `deletionProtectionEnabled` of the stack */
  readonly deletionProtectionEnabled?: boolean;
}

/** What an existing vault is known by. */
export interface KeyVaultAttributes {
  /** The Azure resource id. */
  readonly resourceId: string;
  /** @default KeyVaultSku.STANDARD */
  readonly sku?: KeyVaultSku;
  /** Whether purge protection is known to be on, which customer-managed keys need. @default false */
  readonly purgeProtectionEnabled?: boolean;
}

/** A Key Vault with role-based access, owned or existing. */
export interface IKeyVault extends IPrivateLinkResource {
  /** The URI of the vault, ending with a slash. */
  readonly vaultUri: string;
  readonly sku: KeyVaultSku;
  readonly purgeProtectionEnabled: boolean;

  /** Lets the grantee read secrets. */
  grantSecretsRead(grantee: IGrantable): RoleAssignment;
  /** Lets the grantee read, write and delete secrets. */
  grantSecretsWrite(grantee: IGrantable): RoleAssignment;
  /** Lets the grantee wrap and unwrap with keys: what a customer-managed key needs. */
  grantCryptoUse(grantee: IGrantable): RoleAssignment;
  /** Lets the grantee create, rotate and delete keys; who deploys a `KeyVaultKey` needs it. */
  grantCryptoAdminister(grantee: IGrantable): RoleAssignment;
  /** Lets the grantee do everything with keys, secrets and certificates. */
  grantAdminister(grantee: IGrantable): RoleAssignment;
}

abstract class KeyVaultBase extends PrivateLinkResource implements IKeyVault {
  abstract readonly vaultUri: string;
  abstract readonly sku: KeyVaultSku;
  abstract readonly purgeProtectionEnabled: boolean;
  protected readonly privateLinkGroups: readonly PrivateLinkGroup[] = ['vault'];

  grantSecretsRead(grantee: IGrantable): RoleAssignment {
    return this.grant(BuiltInRole.KEY_VAULT_SECRETS_USER, grantee);
  }

  grantSecretsWrite(grantee: IGrantable): RoleAssignment {
    return this.grant(BuiltInRole.KEY_VAULT_SECRETS_OFFICER, grantee);
  }

  grantCryptoUse(grantee: IGrantable): RoleAssignment {
    return this.grant(BuiltInRole.KEY_VAULT_CRYPTO_SERVICE_ENCRYPTION_USER, grantee);
  }

  grantCryptoAdminister(grantee: IGrantable): RoleAssignment {
    return this.grant(BuiltInRole.KEY_VAULT_CRYPTO_OFFICER, grantee);
  }

  grantAdminister(grantee: IGrantable): RoleAssignment {
    return this.grant(BuiltInRole.KEY_VAULT_ADMINISTRATOR, grantee);
  }
}

/**
 * Holds secrets, keys and certificates, with access by roles only.
 *
 * @see https://learn.microsoft.com/azure/key-vault/general/best-practices
 */
export class KeyVault extends KeyVaultBase {
  /** An existing vault; it must use role-based access. */
  static fromAttributes(scope: Construct, id: string, attributes: KeyVaultAttributes): IKeyVault {
    return new ImportedKeyVault(scope, id, attributes);
  }

  readonly resourceId: string;
  readonly resourceName: string;
  readonly vaultUri: string;
  readonly sku: KeyVaultSku;
  readonly purgeProtectionEnabled: boolean;
  protected readonly resourceGroupName: string;
  protected readonly privateLinkName: string;

  /** @throws ValidationError `SoftDeleteRetentionOutOfRange`, and those of the name and of `checkNetworkAccess` */
  constructor(scope: Construct, id: string, props: KeyVaultProps) {
    super(scope, id);
    const { tenantId } = landscapeContextOf(this, 'resourceGroup', 'tenant');
    const problems = new Problems(this);
    const name = this.nameOf(problems, 'keyVault', props.name, props.purpose);
    const retention = props.softDeleteRetentionDays ?? 90;
    problems.require(Number.isInteger(retention) && retention >= 7 && retention <= 90, { code: 'SoftDeleteRetentionOutOfRange', prop: 'softDeleteRetentionDays', rule: 'is out of range', got: retention, expected: 'whole days from 7 to 90', fix: 'choose a number in the range' });
    checkNetworkAccess(problems, props, MAX_IP_RULES);
    problems.throwIfAny();
    this.sku = props.sku ?? KeyVaultSku.STANDARD;
    this.purgeProtectionEnabled = props.purgeProtectionEnabled ?? true;
    this.resourceGroupName = props.resourceGroup.resourceName;
    this.privateLinkName = props.purpose ? `kv-${props.purpose}` : (props.name ?? 'kv');
    const resource = new KeyVaultResource(this, 'Resource', {
      name,
      resourceGroupName: props.resourceGroup.resourceName,
      location: props.resourceGroup.location,
      tenantId,
      skuName: this.sku,
      rbacAuthorizationEnabled: true,
      purgeProtectionEnabled: this.purgeProtectionEnabled,
      softDeleteRetentionDays: retention,
      publicNetworkAccessEnabled: props.publicNetworkAccessEnabled ?? false,
      enabledForDeployment: props.enabledForDeployment ?? false,
      enabledForDiskEncryption: props.enabledForDiskEncryption ?? false,
      enabledForTemplateDeployment: props.enabledForTemplateDeployment ?? false,
      networkAcls: {
        bypass: (props.trustedServicesEnabled ?? true) ? 'AzureServices' : 'None',
        defaultAction: props.networkDefaultAction ?? NetworkDefaultAction.DENY,
        ipRules: props.ipRules && ipRulesAsRanges(props.ipRules),
        virtualNetworkSubnetIds: props.allowedSubnets?.map((subnet) => subnet.resourceId),
      },
      lifecycle: this.protectedLifecycle(props.deletionProtectionEnabled),
    });
    this.resourceId = resource.id;
    this.resourceName = resource.name;
    this.vaultUri = resource.vaultUri;
    this.addFeatures(props);
  }
}

class ImportedKeyVault extends KeyVaultBase {
  readonly resourceId: string;
  readonly resourceName: string;
  readonly vaultUri: string;
  readonly sku: KeyVaultSku;
  readonly purgeProtectionEnabled: boolean;
  protected readonly resourceGroupName: string;
  protected readonly privateLinkName: string;

  constructor(scope: Construct, id: string, attributes: KeyVaultAttributes) {
    super(scope, id);
    const { name, resourceGroupName } = parseResourceId(this, 'resourceId', attributes.resourceId, 'Microsoft.KeyVault/vaults');
    this.resourceId = attributes.resourceId;
    this.resourceName = name;
    this.vaultUri = `https://${name.toLowerCase()}.${cloudEndpoints(cloudOf(this)).keyVault}/`;
    this.sku = attributes.sku ?? KeyVaultSku.STANDARD;
    this.purgeProtectionEnabled = attributes.purgeProtectionEnabled ?? false;
    this.resourceGroupName = resourceGroupName;
    this.privateLinkName = name;
  }
}
