import { FederatedIdentityCredential } from '@cdktf/provider-azurerm/lib/federated-identity-credential';
import { UserAssignedIdentity } from '@cdktf/provider-azurerm/lib/user-assigned-identity';
import type { ITerraformDependable } from 'cdktf';
import type { Construct } from 'constructs';
import type { AzureResourceOptions, DiagnosticTarget, IAzureResource } from '../core/azure-resource';
import { AzureResource } from '../core/azure-resource';
import { cloudEndpoints } from '../core/cloud';
import { fail, Problems } from '../core/errors';
import { cloudOf } from '../core/landscape-context';
import { nameProblem } from '../core/naming';
import { parseResourceId } from '../core/resource-id';
import type { IResourceGroup } from '../governance/resource-group';
import type { IGrantable } from './role-assignment';
import { PrincipalType } from './role-assignment';

/** Azure's limit of federated credentials on one identity. */
const MAX_FEDERATED_CREDENTIALS = 20;

/** Who may sign in as an identity without a secret. */
export interface FederatedCredentialOptions {
  /** The name of the credential; 3 to 120 characters. */
  readonly name: string;
  /** The issuer of the tokens: an `https://` URL, for example the OIDC issuer of an AKS cluster. */
  readonly issuer: string;
  /** The subject of the tokens, for example `system:serviceaccount:scoring:model`. */
  readonly subject: string;
  /** @default - the one of the cloud: `api://AzureADTokenExchange` in public Azure */
  readonly audiences?: readonly string[];
}

export interface ManagedIdentityProps extends AzureResourceOptions {
  readonly resourceGroup: IResourceGroup;
  /** @default - by the naming convention, with `purpose` */
  readonly name?: string;
  /** What the identity is for; tells identities apart in generated names. @default - none */
  readonly purpose?: string;
  /** Who may sign in as the identity. @default - none */
  readonly federatedCredentials?: readonly FederatedCredentialOptions[];
}

/** What an existing identity is known by. */
export interface ManagedIdentityAttributes {
  /** The Azure resource id. */
  readonly resourceId: string;
  /** The Entra object id. */
  readonly principalId: string;
  /** The Entra application (client) id. */
  readonly clientId: string;
}

/** A user-assigned managed identity, owned or existing. */
export interface IManagedIdentity extends IAzureResource, IGrantable {
  /** The Entra application (client) id. */
  readonly clientId: string;
}

abstract class ManagedIdentityBase extends AzureResource implements IManagedIdentity {
  abstract readonly principalId: string;
  abstract readonly clientId: string;
  readonly principalType = PrincipalType.SERVICE_PRINCIPAL;

  get grantName(): string {
    return this.node.id;
  }

  protected override get diagnosticTargets(): readonly DiagnosticTarget[] {
    return [];
  }
}

/**
 * A user-assigned identity: outlives the resources that use it, so that roles can be granted before they exist.
 *
 * @see https://learn.microsoft.com/entra/identity/managed-identities-azure-resources/overview
 */
export class ManagedIdentity extends ManagedIdentityBase {
  /** An existing identity. */
  static fromAttributes(scope: Construct, id: string, attributes: ManagedIdentityAttributes): IManagedIdentity {
    return new ImportedManagedIdentity(scope, id, attributes);
  }

  readonly resourceId: string;
  readonly resourceName: string;
  readonly principalId: string;
  readonly clientId: string;

  private readonly resourceGroupName: string;
  private lastCredential: FederatedIdentityCredential | undefined;
  private credentialCount = 0;

  constructor(scope: Construct, id: string, props: ManagedIdentityProps) {
    super(scope, id);
    const problems = new Problems(this);
    const name = this.nameOf(problems, 'managedIdentity', props.name, props.purpose);
    problems.throwIfAny();
    const resource = new UserAssignedIdentity(this, 'Resource', { name, resourceGroupName: props.resourceGroup.resourceName, location: props.resourceGroup.location });
    this.resourceId = resource.id;
    this.resourceName = resource.name;
    this.principalId = resource.principalId;
    this.clientId = resource.clientId;
    this.resourceGroupName = props.resourceGroup.resourceName;
    this.addFeatures(props);
    props.federatedCredentials?.forEach((credential) => this.addFederatedCredential(credential));
  }

  /**
   * Lets the holder of a token sign in as the identity. Azure refuses two at once, so each one waits for the one before.
   *
   * @returns what waits for the credential depends on
   * @throws ValidationError `FederatedCredentialLimit`, `FederatedIssuerInvalid`, and those of the name
   */
  addFederatedCredential(options: FederatedCredentialOptions): ITerraformDependable {
    const problems = new Problems(this);
    const name = nameProblem('federatedCredential', options.name);
    if (name) problems.add(name);
    this.credentialCount += 1;
    problems.require(this.credentialCount <= MAX_FEDERATED_CREDENTIALS, { code: 'FederatedCredentialLimit', prop: 'federatedCredentials', rule: 'are too many for one identity', got: this.credentialCount, expected: `at most ${MAX_FEDERATED_CREDENTIALS}`, fix: 'use another identity' });
    problems.require(/^(https:\/\/|\$\{)/.test(options.issuer), { code: 'FederatedIssuerInvalid', prop: 'issuer', rule: 'is not an https URL', got: options.issuer, expected: 'an https:// URL', fix: 'pass the issuer as its owner publishes it' });
    problems.throwIfAny();
    this.lastCredential = new FederatedIdentityCredential(this, `Credential-${options.name}`, {
      name: options.name,
      resourceGroupName: this.resourceGroupName,
      parentId: this.resourceId,
      issuer: options.issuer,
      subject: options.subject,
      audience: [...(options.audiences ?? [cloudEndpoints(cloudOf(this)).tokenExchangeAudience])],
      dependsOn: this.lastCredential && [this.lastCredential],
    });
    return this.lastCredential;
  }
}

class ImportedManagedIdentity extends ManagedIdentityBase {
  readonly resourceId: string;
  readonly resourceName: string;
  readonly principalId: string;
  readonly clientId: string;

  constructor(scope: Construct, id: string, attributes: ManagedIdentityAttributes) {
    super(scope, id);
    this.resourceId = attributes.resourceId;
    this.resourceName = parseResourceId(this, 'resourceId', attributes.resourceId, 'Microsoft.ManagedIdentity/userAssignedIdentities').name;
    this.principalId = attributes.principalId;
    this.clientId = attributes.clientId;
    if (attributes.principalId === attributes.clientId) {
      fail(this, { code: 'IdentityIdsEqual', prop: 'principalId', rule: "can't be the client id", got: attributes.principalId, expected: 'the object id of the identity', fix: 'copy "Object (principal) ID" from the portal' });
    }
  }
}
