import type { Construct } from 'constructs';
import { BranchPolicyAutoReviewers } from '../../.gen/providers/azuredevops/branch-policy-auto-reviewers';
import { BranchPolicyBuildValidation } from '../../.gen/providers/azuredevops/branch-policy-build-validation';
import { BranchPolicyCommentResolution } from '../../.gen/providers/azuredevops/branch-policy-comment-resolution';
import { BranchPolicyMergeTypes } from '../../.gen/providers/azuredevops/branch-policy-merge-types';
import { BranchPolicyMinReviewers } from '../../.gen/providers/azuredevops/branch-policy-min-reviewers';
import { BranchPolicyWorkItemLinking } from '../../.gen/providers/azuredevops/branch-policy-work-item-linking';
import { Token } from 'cdktf';
import type { Problems } from '../core/errors';
import type { IBuildDefinition } from './build-definition';
import type { IDevOpsGroup } from './devops-group';

/** How a pull request is brought into its target branch. */
export enum MergeType {
  /** One commit for all of them. */
  SQUASH = 'squash',
  /** A merge commit, with all commits beside it. */
  MERGE = 'merge',
  /** The commits one after the other, without a merge commit. */
  REBASE = 'rebase',
  /** The commits one after the other, and a merge commit. */
  REBASE_MERGE = 'rebaseMerge',
}

/** Who has to approve a pull request. */
export interface ReviewerOptions {
  /** How many; at least 1. @default 1 */
  readonly minimum?: number;
  /** Whether the vote of the author counts; only with a second reviewer. @default false */
  readonly authorVoteCounts?: boolean;
  /** Whether approvals stand when something is pushed after them. @default false */
  readonly approvalsSurvivePush?: boolean;
}

/** What the default branch of a repository asks of a pull request. */
export interface BranchPolicyOptions {
  /** @default - one reviewer who is not the author, again after every push */
  readonly reviewers?: ReviewerOptions;
  /** Whether a pull request may leave comments open. @default false */
  readonly openCommentsAllowed?: boolean;
  /** Whether a pull request may be without a work item. @default false */
  readonly unlinkedWorkAllowed?: boolean;
  /** @default [MergeType.SQUASH] */
  readonly mergeTypes?: readonly MergeType[];
}

/** A pipeline that has to succeed before a pull request is completed. */
export interface BuildValidationOptions {
  readonly pipeline: IBuildDefinition;
  /** Paths that make it run: `/src/*`, and `!/docs/*` for those that don't. @default - all */
  readonly paths?: readonly string[];
  /** For how many minutes a result counts when the target branch has moved; 0 is until it moves. @default 0 */
  readonly validMinutes?: number;
}

/** Groups whose approval is asked for by the path of what is changed. */
export interface RequiredReviewerOptions {
  readonly reviewers: readonly IDevOpsGroup[];
  /** Paths: `/environments/prod.ts`, `/src/*`. */
  readonly paths: readonly string[];
  /** How many of the groups have to approve. @default 1 */
  readonly minimum?: number;
  /** What the author is told. @default - nothing */
  readonly message?: string;
}

/** The branch that policies are of. */
export interface ProtectedBranch {
  readonly projectId: string;
  readonly repositoryId: string;
  /** `refs/heads/main`. */
  readonly branchRef: string;
}

const scopeOf = ({ repositoryId, branchRef }: ProtectedBranch): { repositoryId: string; repositoryRef: string; matchType: string }[] => [{ repositoryId, repositoryRef: branchRef, matchType: 'Exact' }];

/** Records what is wrong with the policies of a branch. */
export function checkBranchPolicies(problems: Problems, { reviewers = {}, mergeTypes }: BranchPolicyOptions): void {
  const { minimum = 1, authorVoteCounts = false } = reviewers;
  problems.require(Number.isInteger(minimum) && minimum >= 1 && minimum <= 10, { code: 'ReviewerCountInvalid', prop: 'branchPolicies.reviewers.minimum', rule: 'is no number of reviewers', got: minimum, expected: 'a whole number from 1 to 10', fix: 'change it' });
  problems.require(!(authorVoteCounts && minimum === 1), { code: 'AuthorReviewsAlone', prop: 'branchPolicies.reviewers.authorVoteCounts', rule: 'lets an author approve what nobody else has seen', got: true, expected: 'false, or a second reviewer', fix: "turn it off, or raise 'branchPolicies.reviewers.minimum'" });
  problems.require(mergeTypes === undefined || (mergeTypes.length > 0 && new Set(mergeTypes).size === mergeTypes.length), { code: 'MergeTypesInvalid', prop: 'branchPolicies.mergeTypes', rule: 'are none, or one of them twice', got: mergeTypes, expected: `some of ${Object.values(MergeType).join(', ')}`, fix: 'name each once' });
}

/** Defines the policies of a branch. */
export function addBranchPolicies(scope: Construct, branch: ProtectedBranch, { reviewers = {}, openCommentsAllowed = false, unlinkedWorkAllowed = false, mergeTypes = [MergeType.SQUASH] }: BranchPolicyOptions): void {
  const { projectId } = branch;
  const policyScope = scopeOf(branch);
  new BranchPolicyMinReviewers(scope, 'MinimumReviewers', {
    projectId,
    enabled: true,
    blocking: true,
    settings: {
      reviewerCount: reviewers.minimum ?? 1,
      submitterCanVote: reviewers.authorVoteCounts ?? false,
      // Whoever pushed last is an author, too.
      lastPusherCannotApprove: !(reviewers.authorVoteCounts ?? false),
      onPushResetApprovedVotes: !(reviewers.approvalsSurvivePush ?? false),
      allowCompletionWithRejectsOrWaits: false,
      scope: policyScope,
    },
  });
  if (!openCommentsAllowed) new BranchPolicyCommentResolution(scope, 'CommentResolution', { projectId, enabled: true, blocking: true, settings: { scope: policyScope } });
  if (!unlinkedWorkAllowed) new BranchPolicyWorkItemLinking(scope, 'WorkItemLinking', { projectId, enabled: true, blocking: true, settings: { scope: policyScope } });
  new BranchPolicyMergeTypes(scope, 'MergeTypes', {
    projectId,
    enabled: true,
    blocking: true,
    settings: {
      allowSquash: mergeTypes.includes(MergeType.SQUASH),
      allowBasicNoFastForward: mergeTypes.includes(MergeType.MERGE),
      allowRebaseAndFastForward: mergeTypes.includes(MergeType.REBASE),
      allowRebaseWithMerge: mergeTypes.includes(MergeType.REBASE_MERGE),
      scope: policyScope,
    },
  });
}

/** Records what is wrong with a build validation. */
export function checkBuildValidation(problems: Problems, { validMinutes = 0, paths }: BuildValidationOptions): void {
  problems.require(Number.isInteger(validMinutes) && validMinutes >= 0 && validMinutes <= 43_200, { code: 'ValidationMinutesInvalid', prop: 'validMinutes', rule: 'is no number of minutes', got: validMinutes, expected: 'a whole number from 0 to 43200, which is 30 days', fix: 'change it' });
  checkPaths(problems, paths, 'ValidationPathInvalid');
}

/** Defines a build validation. */
export function addBuildValidation(scope: Construct, branch: ProtectedBranch, { pipeline, paths, validMinutes = 0 }: BuildValidationOptions): void {
  new BranchPolicyBuildValidation(scope, `BuildValidation-${pipeline.pipelineName}`, {
    projectId: branch.projectId,
    enabled: true,
    blocking: true,
    settings: {
      displayName: pipeline.pipelineName,
      buildDefinitionId: Token.asNumber(pipeline.pipelineId),
      validDuration: validMinutes,
      queueOnSourceUpdateOnly: validMinutes !== 0,
      manualQueueOnly: false,
      filenamePatterns: paths && [...paths],
      scope: scopeOf(branch),
    },
  });
}

/** Records what is wrong with required reviewers. */
export function checkRequiredReviewers(problems: Problems, { reviewers, paths, minimum = 1 }: RequiredReviewerOptions): void {
  problems.require(reviewers.length > 0, { code: 'RequiredReviewersMissing', prop: 'reviewers', rule: 'are nobody', got: [], expected: 'at least one group', fix: 'name who reviews' });
  problems.require(Number.isInteger(minimum) && minimum >= 1 && minimum <= Math.max(reviewers.length, 1), { code: 'RequiredReviewersTooFew', prop: 'minimum', rule: 'asks for more groups than there are', got: minimum, expected: `a whole number from 1 to ${Math.max(reviewers.length, 1)}`, fix: 'lower it, or name more groups' });
  problems.require(paths.length > 0, { code: 'RequiredReviewerPathsMissing', prop: 'paths', rule: 'are none', got: [], expected: 'at least one path', fix: "name what they review; for all of it, raise 'branchPolicies.reviewers.minimum'" });
  checkPaths(problems, paths, 'ReviewerPathInvalid');
}

/** Defines reviewers by path. */
export function addRequiredReviewers(scope: Construct, id: string, branch: ProtectedBranch, { reviewers, paths, minimum = 1, message }: RequiredReviewerOptions): void {
  new BranchPolicyAutoReviewers(scope, `Reviewers-${id}`, {
    projectId: branch.projectId,
    enabled: true,
    blocking: true,
    settings: { autoReviewerIds: reviewers.map(({ identityId }) => identityId), minimumNumberOfReviewers: minimum, submitterCanVote: false, pathFilters: [...paths], message, scope: scopeOf(branch) },
  });
}

function checkPaths(problems: Problems, paths: readonly string[] | undefined, code: 'ValidationPathInvalid' | 'ReviewerPathInvalid'): void {
  paths?.forEach((path, index) => {
    problems.require(/^!?\/[^\\;]*$/.test(path) || /^\*[^\\;/]*$/.test(path), { code, prop: `paths[${index}]`, rule: 'is not a path of the repository', got: path, expected: 'a path that starts with "/", or a pattern such as *.md', fix: 'start it with "/"' });
  });
}
