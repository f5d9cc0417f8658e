import { RoleAssignment as RoleAssignmentResource } from '@cdktf/provider-azurerm/lib/role-assignment';
import type { ITerraformDependable } from 'cdktf';
import type { Construct } from 'constructs';
import { AzureConstruct } from '../core/azure-construct';
import { guidFrom } from '../core/deterministic';
import { landscapeContextOf } from '../core/landscape-context';
import type { IWaitable } from '../core/waitable';
import type { IRole } from './role';

/** The kind of a principal; always stated, because Azure can't look up one that was made a moment ago. */
export enum PrincipalType {
  /** Managed identities and app registrations. */
  SERVICE_PRINCIPAL = 'ServicePrincipal',
  /** An Entra group: what people should get their roles through. */
  GROUP = 'Group',
  USER = 'User',
}

/** Something that roles can be granted to. */
export interface IGrantable {
  /** Names the grantee in construct ids: `WorkspaceIdentity`. */
  readonly grantName: string;
  /** The Entra object id. */
  readonly principalId: string;
  readonly principalType: PrincipalType;
}

/** A grantee known by its object id alone, for example an Entra group. */
export class Principal implements IGrantable {
  /** An Entra group. */
  static group(grantName: string, objectId: string): Principal {
    return new Principal(grantName, objectId, PrincipalType.GROUP);
  }

  /** An app registration or managed identity that the landscape doesn't own. */
  static servicePrincipal(grantName: string, objectId: string): Principal {
    return new Principal(grantName, objectId, PrincipalType.SERVICE_PRINCIPAL);
  }

  private constructor(
    readonly grantName: string,
    readonly principalId: string,
    readonly principalType: PrincipalType,
  ) {}
}

/** What a role assignment is made of, apart from where it applies. */
export interface RoleAssignmentOptions {
  readonly role: IRole;
  readonly grantee: IGrantable;
  /**
   * Narrows the assignment, in Azure's condition language (version 2.0).
   *
   * @default - no condition
   */
  readonly condition?: string;
  /**
   * Why the grantee has the role; shown in the portal. Changing it replaces the assignment.
   *
   * @default - none
   */
  readonly description?: string;
}

export interface RoleAssignmentProps extends RoleAssignmentOptions {
  /** The id of what the role applies to: a resource, a resource group or a subscription. */
  readonly targetId: string;
}

/**
 * Grants a role on a scope. Its name is a GUID derived from the construct path, so that it never changes by itself.
 *
 * @see https://learn.microsoft.com/azure/role-based-access-control/role-assignments
 */
export class RoleAssignment extends AzureConstruct implements IWaitable {
  readonly roleAssignmentId: string;
  readonly dependable: ITerraformDependable;

  constructor(scope: Construct, id: string, props: RoleAssignmentProps) {
    super(scope, id);
    const { subscriptionId } = landscapeContextOf(this, 'role', 'subscription');
    const resource = new RoleAssignmentResource(this, 'Resource', {
      name: guidFrom(subscriptionId, this.node.path),
      scope: props.targetId,
      roleDefinitionId: props.role.definitionId(subscriptionId),
      principalId: props.grantee.principalId,
      principalType: props.grantee.principalType,
      skipServicePrincipalAadCheck: props.grantee.principalType === PrincipalType.SERVICE_PRINCIPAL ? true : undefined,
      condition: props.condition,
      conditionVersion: props.condition === undefined ? undefined : '2.0',
      description: props.description,
    });
    this.roleAssignmentId = resource.id;
    this.dependable = resource;
  }
}
