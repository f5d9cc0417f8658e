import { Construct } from 'constructs';
import type { IGrantable } from '../identity/role-assignment';
import { PrincipalType } from '../identity/role-assignment';

/** The identity that a resource has of its own, as somebody who roles can be granted to. */
export class SystemAssignedIdentity extends Construct implements IGrantable {
  readonly principalType = PrincipalType.SERVICE_PRINCIPAL;
  readonly grantName: string;

  /** @param scope the resource, which grants are named after */
  constructor(scope: Construct, id: string, readonly principalId: string) {
    super(scope, id);
    this.grantName = scope.node.id;
  }
}
