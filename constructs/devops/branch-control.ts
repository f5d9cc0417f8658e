import type { Construct } from 'constructs';
import { CheckBranchControl } from '../../.gen/providers/azuredevops/check-branch-control';
import type { Problems } from '../core/errors';

/** From which branches something is used. */
export interface BranchControlOptions {
  /** Branches, as `main` or `releases/*`. @default ['main'] */
  readonly branches?: readonly string[];
  /** Whether a branch without policies counts. @default false */
  readonly unprotectedBranchesAllowed?: boolean;
}

/**
 * Which branches the YAML comes from that uses something. A pipeline is opened to something whatever its branch, and whoever pushes a branch
 * writes its YAML: without this, the policies of the default branch guard nothing.
 */
export interface BranchAccessOptions {
  /** @default - the branch `main`, with its policies */
  readonly branchControl?: BranchControlOptions;
  /** Whether every branch may use it; for what does no harm, and is needed by pull requests. @default false */
  readonly anyBranchAllowed?: boolean;
}

/** What a check is of. */
export interface BranchControlTarget {
  readonly projectId: string;
  readonly targetResourceId: string;
  readonly targetResourceType: 'environment' | 'endpoint' | 'variablegroup';
}

/** Records what is wrong with the branches. */
export function checkBranchControl(problems: Problems, { branches }: BranchControlOptions, prop: string): void {
  branches?.forEach((branch, index) => {
    problems.require(/^(?!refs\/)(?!\*+$)[\w./*-]+$/.test(branch), { code: 'CheckBranchInvalid', prop: `${prop}.branches[${index}]`, rule: 'is not a branch, or is all of them', got: branch, expected: 'a branch such as main or releases/*, without refs/heads/', fix: 'name the branches that are deployed' });
  });
  problems.require(branches?.length !== 0, { code: 'CheckBranchesMissing', prop: `${prop}.branches`, rule: 'are none, which lets nothing in', got: [], expected: 'at least one branch', fix: "name one, or leave 'branches' out for main" });
}

/** Records what is wrong with who may use something. */
export function checkBranchAccess(problems: Problems, { branchControl, anyBranchAllowed = false }: BranchAccessOptions): void {
  problems.require(!(anyBranchAllowed && branchControl), { code: 'BranchControlUnused', prop: 'branchControl', rule: 'has no effect where every branch is allowed', got: branchControl, expected: 'nothing', fix: "leave it out, or turn 'anyBranchAllowed' off" });
  checkBranchControl(problems, branchControl ?? {}, 'branchControl');
}

/** Defines the check of the branches. */
export function addBranchControl(scope: Construct, target: BranchControlTarget, { branches = ['main'], unprotectedBranchesAllowed = false }: BranchControlOptions): void {
  new CheckBranchControl(scope, 'BranchControl', {
    ...target,
    displayName: 'Branch control',
    allowedBranches: branches.map((branch) => `refs/heads/${branch}`).join(', '),
    verifyBranchProtection: !unprotectedBranchesAllowed,
    ignoreUnknownProtectionStatus: false,
  });
}

/** Defines the check of the branches, unless all of them are allowed. */
export function addBranchAccess(scope: Construct, target: BranchControlTarget, { branchControl = {}, anyBranchAllowed = false }: BranchAccessOptions): void {
  if (!anyBranchAllowed) addBranchControl(scope, target, branchControl);
}
