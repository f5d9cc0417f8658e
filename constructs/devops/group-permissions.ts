import type { Construct } from 'constructs';
import { BuildFolderPermissions } from '../../.gen/providers/azuredevops/build-folder-permissions';
import { GitPermissions } from '../../.gen/providers/azuredevops/git-permissions';
import { LibraryPermissions } from '../../.gen/providers/azuredevops/library-permissions';
import { ProjectPermissions } from '../../.gen/providers/azuredevops/project-permissions';
import { AzureConstruct } from '../core/azure-construct';
import { fail } from '../core/errors';
import type { BuildFolder } from './build-folder';
import type { IDevOpsGroup } from './devops-group';
import type { IDevOpsProject } from './devops-project';
import type { GitRepository } from './git-repository';

/** What a group may do with a repository. */
export enum RepositoryAccess {
  /** Read and clone. */
  READ = 'read',
  /** Read, push to branches of its own, open and vote on pull requests. */
  CONTRIBUTE = 'contribute',
}

/** What a group may do with the pipelines of a folder. */
export enum PipelineRights {
  /** See pipelines and their runs. */
  READ = 'read',
  /** See, start and stop. */
  RUN = 'run',
  /** See, start, stop and edit; not give permissions. */
  EDIT = 'edit',
}

/** What a group may do with variable groups. */
export enum LibraryAccess {
  /** See them. */
  READ = 'read',
  /** See them, and use them in pipelines. */
  USE = 'use',
}

type Decisions = Record<string, 'Allow' | 'Deny'>;

/** Nobody gets around the policies of a branch, whatever other groups let them do. */
const NO_BYPASS: Decisions = { PolicyExempt: 'Deny', PullRequestBypassPolicy: 'Deny', ForcePush: 'Deny', EditPolicies: 'Deny', ManagePermissions: 'Deny', DeleteRepository: 'Deny' };

const REPOSITORY: Readonly<Record<RepositoryAccess, Decisions>> = {
  [RepositoryAccess.READ]: { GenericRead: 'Allow', ...NO_BYPASS },
  [RepositoryAccess.CONTRIBUTE]: { GenericRead: 'Allow', GenericContribute: 'Allow', CreateBranch: 'Allow', CreateTag: 'Allow', PullRequestContribute: 'Allow', ...NO_BYPASS },
};

const SEE_PIPELINES: Decisions = { ViewBuilds: 'Allow', ViewBuildDefinition: 'Allow', AdministerBuildPermissions: 'Deny', OverrideBuildCheckInValidation: 'Deny', DestroyBuilds: 'Deny' };
const RUN_PIPELINES: Decisions = { ...SEE_PIPELINES, QueueBuilds: 'Allow', StopBuilds: 'Allow', EditBuildQuality: 'Allow' };
const PIPELINES: Readonly<Record<PipelineRights, Decisions>> = {
  [PipelineRights.READ]: SEE_PIPELINES,
  [PipelineRights.RUN]: RUN_PIPELINES,
  [PipelineRights.EDIT]: { ...RUN_PIPELINES, EditBuildDefinition: 'Allow', ManageBuildQueue: 'Allow', RetainIndefinitely: 'Allow' },
};

const LIBRARY: Readonly<Record<LibraryAccess, Decisions>> = {
  [LibraryAccess.READ]: { View: 'Allow', ViewSecrets: 'Deny', Administer: 'Deny' },
  [LibraryAccess.USE]: { View: 'Allow', Use: 'Allow', ViewSecrets: 'Deny', Administer: 'Deny' },
};

const PROJECT_READ: Decisions = { GENERIC_READ: 'Allow', VIEW_TEST_RESULTS: 'Allow', DELETE: 'Deny', BYPASS_RULES: 'Deny', UPDATE_VISIBILITY: 'Deny' };
const PROJECT_TEST: Decisions = { PUBLISH_TEST_RESULTS: 'Allow', MANAGE_TEST_ENVIRONMENTS: 'Allow', MANAGE_TEST_CONFIGURATIONS: 'Allow' };

export interface GroupPermissionsProps {
  readonly project: IDevOpsProject;
  readonly group: IDevOpsGroup;
  /** Repositories, and what the group may do with them. @default - none */
  readonly repositories?: readonly { readonly repository: GitRepository; readonly access: RepositoryAccess }[];
  /** Folders of pipelines, and what the group may do with them. @default - none */
  readonly folders?: readonly { readonly folder: BuildFolder; readonly rights: PipelineRights }[];
  /** @default - no access to variable groups */
  readonly library?: LibraryAccess;
  /** Whether the group records test results and sets up tests. @default false */
  readonly testsManaged?: boolean;
  /** Whether the group plans across teams, and moves work items to other projects. @default false */
  readonly planningEnabled?: boolean;
}

/**
 * What a group may do in a project: everything that isn't here, it may not. No group gets around a branch policy, sees a secret, gives
 * permissions or deletes the project.
 *
 * @see https://learn.microsoft.com/azure/devops/organizations/security/permissions
 */
export class GroupPermissions extends AzureConstruct {
  /** @throws ValidationError `PermissionTwice` */
  constructor(scope: Construct, id: string, props: GroupPermissionsProps) {
    super(scope, id);
    const { project: { projectId }, group: { descriptor: principal }, repositories = [], folders = [], library, testsManaged = false, planningEnabled = false } = props;
    const names = [...repositories.map(({ repository }) => repository.repositoryName), ...folders.map(({ folder }) => folder.node.id)];
    const twice = names.find((name, index) => names.indexOf(name) < index);
    if (twice !== undefined) fail(this, { code: 'PermissionTwice', prop: 'repositories', rule: 'and folders have one of them twice', got: twice, expected: 'each once', fix: 'remove the weaker one' });
    new ProjectPermissions(this, 'Project', {
      projectId,
      principal,
      permissions: { ...PROJECT_READ, ...(testsManaged ? PROJECT_TEST : {}), ...(planningEnabled ? { AGILETOOLS_PLANS: 'Allow', WORK_ITEM_MOVE: 'Allow', WORK_ITEM_DELETE: 'Allow' } : {}) },
    });
    for (const { repository, access } of repositories) new GitPermissions(this, `Repository-${repository.node.id}`, { projectId, repositoryId: repository.repositoryId, principal, permissions: REPOSITORY[access] });
    for (const { folder, rights } of folders) new BuildFolderPermissions(this, `Folder-${folder.node.id}`, { projectId, path: folder.path, principal, permissions: PIPELINES[rights] });
    if (library) new LibraryPermissions(this, 'Library', { projectId, principal, permissions: LIBRARY[library] });
  }
}
