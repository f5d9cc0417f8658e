import { Token } from 'cdktf';
import type { Construct } from 'constructs';
import { Group } from '../../.gen/providers/azuredevops/group';
import { AzureConstruct } from '../core/azure-construct';
import { fail } from '../core/errors';
import { GUID } from '../core/text';
import type { IDevOpsGroup } from './devops-group';

export interface EntraGroupProps {
  /** Object id of the group in Entra. */
  readonly objectId: string;
}

/**
 * An Entra group, made known to Azure DevOps: who is in it is managed in Entra alone.
 *
 * @see https://learn.microsoft.com/azure/devops/organizations/accounts/manage-azure-active-directory-groups
 */
export class EntraGroup extends AzureConstruct implements IDevOpsGroup {
  readonly groupName: string;
  readonly descriptor: string;
  readonly identityId: string;

  /** @throws ValidationError `EntraGroupIdInvalid` */
  constructor(scope: Construct, id: string, { objectId }: EntraGroupProps) {
    super(scope, id);
    if (!Token.isUnresolved(objectId) && !GUID.test(objectId)) fail(this, { code: 'EntraGroupIdInvalid', prop: 'objectId', rule: 'is not the object id of a group', got: objectId, expected: '8-4-4-4-12 hexadecimal digits', fix: 'copy the object id from Entra, not the name or the mail address' });
    const resource = new Group(this, 'Resource', { originId: objectId });
    this.groupName = id;
    this.descriptor = resource.descriptor;
    this.identityId = resource.groupId;
  }
}
