import type { Construct } from 'constructs';
import { Feed as FeedResource } from '../../.gen/providers/azuredevops/feed';
import { FeedPermission } from '../../.gen/providers/azuredevops/feed-permission';
import { FeedRetentionPolicy } from '../../.gen/providers/azuredevops/feed-retention-policy';
import { AzureConstruct } from '../core/azure-construct';
import { fail, Problems } from '../core/errors';
import type { IDevOpsGroup } from './devops-group';
import { claimDevOpsName } from './devops-name';
import type { IDevOpsProject } from './devops-project';

/** What a group may do with the packages of a feed. */
export enum FeedRole {
  /** Install. */
  READER = 'reader',
  /** Install, and take in packages from public sources. */
  COLLABORATOR = 'collaborator',
  /** Install, take in and publish. */
  CONTRIBUTOR = 'contributor',
  /** Everything, permissions too. */
  ADMINISTRATOR = 'administrator',
}

export interface FeedProps {
  readonly project: IDevOpsProject;
  readonly name: string;
  /** How many versions of a package are kept; 1 to 5000. @default 50 */
  readonly keptVersions?: number;
  /** How many days a version stays that somebody has installed; 1 to 365. @default 30 */
  readonly keptDays?: number;
}

/**
 * A feed of packages for a project: what builds install doesn't depend on what others publish today.
 *
 * @see https://learn.microsoft.com/azure/devops/artifacts/concepts/feeds
 */
export class Feed extends AzureConstruct {
  readonly feedId: string;

  private readonly projectId: string;

  /** @throws ValidationError `FeedVersionsInvalid`, `FeedDaysInvalid`, and those of the name */
  constructor(scope: Construct, id: string, { project, name, keptVersions = 50, keptDays = 30 }: FeedProps) {
    super(scope, id);
    const problems = new Problems(this);
    claimDevOpsName(problems, project, 'feed', name);
    problems.require(Number.isInteger(keptVersions) && keptVersions >= 1 && keptVersions <= 5000, { code: 'FeedVersionsInvalid', prop: 'keptVersions', rule: 'is no number of versions', got: keptVersions, expected: 'a whole number from 1 to 5000', fix: 'change it' });
    problems.require(Number.isInteger(keptDays) && keptDays >= 1 && keptDays <= 365, { code: 'FeedDaysInvalid', prop: 'keptDays', rule: 'is no number of days', got: keptDays, expected: 'a whole number from 1 to 365', fix: 'change it' });
    problems.throwIfAny();
    this.projectId = project.projectId;
    // A name is free again some time after a feed is gone for good: it is kept in the recycle bin.
    const resource = new FeedResource(this, 'Resource', { projectId: this.projectId, name, features: [{ permanentDelete: false, restore: true }] });
    this.feedId = resource.id;
    new FeedRetentionPolicy(this, 'Retention', { projectId: this.projectId, feedId: this.feedId, countLimit: keptVersions, daysToKeepRecentlyDownloadedPackages: keptDays });
  }

  /**
   * Gives a group a role on the feed.
   *
   * @throws ValidationError `FeedRoleTwice`
   */
  grant(group: IDevOpsGroup, role: FeedRole): void {
    const id = `Role-${group.groupName}`;
    if (this.node.tryFindChild(id)) fail(this, { code: 'FeedRoleTwice', prop: 'group', rule: 'has a role on the feed already', got: group.groupName, expected: 'one role for each group', fix: 'keep the stronger one' });
    new FeedPermission(this, id, { projectId: this.projectId, feedId: this.feedId, identityDescriptor: group.descriptor, role });
  }
}
