import type { IConstruct } from 'constructs';

/** A group that permissions, approvals and reviews can be given to. */
export interface IDevOpsGroup extends IConstruct {
  /** Names the group in construct ids and messages. */
  readonly groupName: string;
  /** What permissions and memberships refer to. */
  readonly descriptor: string;
  /** What approvals, reviewers and roles refer to: the id of the identity in Azure DevOps. */
  readonly identityId: string;
}
