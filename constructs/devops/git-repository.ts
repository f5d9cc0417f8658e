import { AssetType, Fn, TerraformAsset } from 'cdktf';
import type { Construct } from 'constructs';
import { GitRepository as GitRepositoryResource } from '../../.gen/providers/azuredevops/git-repository';
import { GitRepositoryBranch } from '../../.gen/providers/azuredevops/git-repository-branch';
import { GitRepositoryFile } from '../../.gen/providers/azuredevops/git-repository-file';
import { AzureConstruct } from '../core/azure-construct';
import { fail, Problems } from '../core/errors';
import type { BranchPolicyOptions, BuildValidationOptions, ProtectedBranch, RequiredReviewerOptions } from './branch-policies';
import { addBranchPolicies, addBuildValidation, addRequiredReviewers, checkBranchPolicies, checkBuildValidation, checkRequiredReviewers } from './branch-policies';
import type { IBuildDefinition } from './build-definition';
import { claimDevOpsName } from './devops-name';
import type { IDevOpsProject } from './devops-project';
import { authorizePipeline } from './pipeline-authorization';
import type { RepositoryPolicyOptions } from './repository-policies';
import { addRepositoryPolicies, checkRepositoryPolicies } from './repository-policies';

/** The branch that only the template writes to. */
const TEMPLATE_BRANCH = 'template';

/** Path of a file in Git. */
const FILE_PATH = /^(?!\/)(?!.*(^|\/)\.{1,2}(\/|$))(?!.*\/\/)[^\\:*?"<>|]+[^/]$/;

export interface GitRepositoryProps {
  readonly project: IDevOpsProject;
  readonly name: string;
  /** @default 'main' */
  readonly defaultBranch?: string;
  /**
   * Files that the repository starts from: where each one is kept here, by its path in the repository.
   *
   * @default - an empty repository with a README
   */
  readonly templateFiles?: Readonly<Record<string, string>>;
  /** What the default branch asks of pull requests. @default - all policies, with one reviewer and squash merges */
  readonly branchPolicies?: BranchPolicyOptions;
  /** What every push is asked. @default - no files over 10 MB, no names that some systems can't have */
  readonly repositoryPolicies?: RepositoryPolicyOptions;
  /** @default - `deletionProtectionEnabled` of the stack */
  readonly deletionProtectionEnabled?: boolean;
}

/**
 * A Git repository whose default branch changes by reviewed pull requests alone.
 *
 * A template goes to a branch of its own, `template`, which starts from the default branch and which nobody else writes to; the team
 * merges it by a pull request, at the start and whenever the template has something new that it wants. So Terraform never writes to a
 * branch that people work on. Files that Terraform kept on the default branch would come back when a team deletes or renames them, go
 * when the template drops them, and fail at the branch policies; an import at creation needs a repository that is public or a secret.
 *
 * @see https://learn.microsoft.com/azure/devops/repos/git/branch-policies
 */
export class GitRepository extends AzureConstruct {
  readonly repositoryId: string;
  readonly repositoryName: string;
  /** The default branch, `main`. */
  readonly defaultBranch: string;
  /** The default branch as Git refers to it: `refs/heads/main`. */
  readonly defaultBranchRef: string;

  private readonly project: IDevOpsProject;

  /** @throws ValidationError `BranchNameInvalid`, `TemplatePathInvalid`, those of the name and of both kinds of policies */
  constructor(scope: Construct, id: string, props: GitRepositoryProps) {
    super(scope, id);
    const problems = new Problems(this);
    const { project, name, defaultBranch = 'main', templateFiles, branchPolicies = {}, repositoryPolicies = {} } = props;
    claimDevOpsName(problems, project, 'repository', name);
    problems.require(/^(?!refs\/)(?![./-])(?!.*(\.\.|\/\/|\.lock$|@\{))[\w./-]*\w$/.test(defaultBranch) && defaultBranch !== TEMPLATE_BRANCH, { code: 'BranchNameInvalid', prop: 'defaultBranch', rule: "can't be the default branch", got: defaultBranch, expected: `a name such as main, without refs/heads/, other than ${TEMPLATE_BRANCH}`, fix: 'rename it' });
    for (const path of Object.keys(templateFiles ?? {})) problems.require(FILE_PATH.test(path), { code: 'TemplatePathInvalid', prop: 'templateFiles', rule: 'has what is not the path of a file in a repository', got: path, expected: 'a relative path with "/" between its parts', fix: 'correct it' });
    checkBranchPolicies(problems, branchPolicies);
    checkRepositoryPolicies(problems, repositoryPolicies);
    problems.throwIfAny();
    this.project = project;
    this.repositoryName = name;
    this.defaultBranch = defaultBranch;
    this.defaultBranchRef = `refs/heads/${defaultBranch}`;
    const resource = new GitRepositoryResource(this, 'Resource', {
      projectId: project.projectId,
      name,
      defaultBranch: this.defaultBranchRef,
      initialization: { initType: 'Clean' },
      // How it started says nothing about what it is today, and a change would replace it.
      lifecycle: this.protectedLifecycle(props.deletionProtectionEnabled, { ignoreChanges: ['initialization'] }),
    });
    this.repositoryId = resource.id;
    addBranchPolicies(this, this.protectedBranch, branchPolicies);
    addRepositoryPolicies(this, project.projectId, this.repositoryId, repositoryPolicies);
    if (templateFiles) this.addTemplate(templateFiles);
  }

  /**
   * Has a pipeline succeed before a pull request is completed.
   *
   * @throws ValidationError `ValidationMinutesInvalid`, `ValidationPathInvalid`, `BuildValidationTwice`
   */
  addBuildValidation(options: BuildValidationOptions): void {
    const problems = new Problems(this);
    checkBuildValidation(problems, options);
    problems.require(this.node.tryFindChild(`BuildValidation-${options.pipeline.pipelineName}`) === undefined, { code: 'BuildValidationTwice', prop: 'pipeline', rule: 'is asked for already', got: options.pipeline.pipelineName, expected: 'each pipeline once', fix: "put all of its paths into one 'paths'" });
    problems.throwIfAny();
    addBuildValidation(this, this.protectedBranch, options);
  }

  /**
   * Asks certain groups for their approval when certain files are changed.
   *
   * @throws ValidationError `RequiredReviewersMissing`, `RequiredReviewersTooFew`, `RequiredReviewerPathsMissing`, `ReviewerPathInvalid`
   */
  addRequiredReviewers(id: string, options: RequiredReviewerOptions): void {
    const problems = new Problems(this);
    checkRequiredReviewers(problems, options);
    problems.throwIfAny();
    addRequiredReviewers(this, id, this.protectedBranch, options);
  }

  /** Lets a pipeline of another repository fetch this one. */
  authorize(pipeline: IBuildDefinition): void {
    authorizePipeline(this, this.project, 'repository', `${this.project.projectId}.${this.repositoryId}`, pipeline);
  }

  private get protectedBranch(): ProtectedBranch {
    return { projectId: this.project.projectId, repositoryId: this.repositoryId, branchRef: this.defaultBranchRef };
  }

  private addTemplate(files: Readonly<Record<string, string>>): void {
    if (Object.keys(files).length === 0) fail(this, { code: 'TemplateEmpty', prop: 'templateFiles', rule: 'are none', got: {}, expected: 'at least one file', fix: "add one, or leave 'templateFiles' out" });
    const branch = new GitRepositoryBranch(this, 'TemplateBranch', { repositoryId: this.repositoryId, name: TEMPLATE_BRANCH, refBranch: this.defaultBranchRef });
    for (const [file, path] of Object.entries(files)) {
      // The hash in the path would move the file with each change; Terraform reads what is in it anyway.
      const asset = new TerraformAsset(this, `Asset-${file}`, { path, type: AssetType.FILE, assetHash: TEMPLATE_BRANCH });
      new GitRepositoryFile(this, `Template-${file}`, {
        repositoryId: this.repositoryId,
        branch: `refs/heads/${TEMPLATE_BRANCH}`,
        file,
        content: Fn.file(asset.path),
        commitMessage: `Template: ${file}`,
        // Azure Repos starts a repository with a README.
        overwriteOnCreate: true,
        dependsOn: [branch],
      });
    }
  }
}
