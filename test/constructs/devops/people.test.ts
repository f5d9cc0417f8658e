import { BuildFolder } from '../../../constructs/devops/build-folder';
import { EntraGroup } from '../../../constructs/devops/entra-group';
import { Feed, FeedRole } from '../../../constructs/devops/feed';
import { GroupPermissions, LibraryAccess, PipelineRights, RepositoryAccess } from '../../../constructs/devops/group-permissions';
import { ProjectGroup } from '../../../constructs/devops/project-group';
import { Team } from '../../../constructs/devops/team';
import type { Fixture } from './fixtures';
import { byId, group, GROUP_ID, inProject, OTHER_GROUP_ID, repository, wrongInProject } from './fixtures';

describe('people of a project', () => {
  test('are groups of Entra', () => {
    expect(inProject(group).resource('azuredevops_group')).toEqual({ origin_id: GROUP_ID });
  });

  test('are members of groups of the project', () => {
    const template = inProject((fixture) => new ProjectGroup(fixture.stack, 'Persona', { project: fixture.project, name: 'Data scientist', description: 'Runs experiments', members: [group(fixture)] }));
    expect(byId(template, 'azuredevops_group')['Persona']).toEqual({ display_name: 'Data scientist', description: 'Runs experiments', scope: expect.stringMatching(/^\$\{azuredevops_project\./), members: [expect.stringMatching(/\.descriptor\}$/)] });
  });

  test('are in teams with an area of their own', () => {
    const template = inProject((fixture) => {
      const [members, onlookers] = [group(fixture), group(fixture, 'Onlookers', OTHER_GROUP_ID)];
      new Team(fixture.stack, 'Team', { project: fixture.project, name: 'Data science', description: 'Models', members: [members], administrators: [members], readers: [members, onlookers] });
    });
    expect(template.resource('azuredevops_team')).toMatchObject({ name: 'Data science', area: [{ path: expect.stringMatching(/^\$\{azuredevops_area\..*\.path\}$/), is_default: true, include_children: true }], members: [expect.stringMatching(/\.descriptor\}$/)], administrators: [expect.stringMatching(/\.descriptor\}$/)] });
    expect(byId(template, 'azuredevops_area_permissions', 'path', 'permissions')).toEqual({
      'Team_Members-Group': { path: '/Data science', permissions: { GENERIC_READ: 'Allow', WORK_ITEM_READ: 'Allow', WORK_ITEM_WRITE: 'Allow', WORK_ITEM_SAVE_COMMENT: 'Allow', MANAGE_TEST_PLANS: 'Allow', MANAGE_TEST_SUITES: 'Allow' } },
      'Team_Readers-Onlookers': { path: '/Data science', permissions: { GENERIC_READ: 'Allow', WORK_ITEM_READ: 'Allow' } },
    });
  });

  test('may do what is said, and never get around a policy or see a secret', () => {
    const template = inProject((fixture) => {
      const { stack, project } = fixture;
      const folder = new BuildFolder(stack, 'Folder', { project, name: 'Model', description: 'Models' });
      new GroupPermissions(stack, 'Permissions', {
        project, group: group(fixture), repositories: [{ repository: repository(fixture), access: RepositoryAccess.CONTRIBUTE }], folders: [{ folder, rights: PipelineRights.EDIT }], library: LibraryAccess.USE, testsManaged: true, planningEnabled: true,
      });
    });
    expect(template.resource('azuredevops_git_permissions')['permissions']).toEqual({
      GenericRead: 'Allow', GenericContribute: 'Allow', CreateBranch: 'Allow', CreateTag: 'Allow', PullRequestContribute: 'Allow',
      PolicyExempt: 'Deny', PullRequestBypassPolicy: 'Deny', ForcePush: 'Deny', EditPolicies: 'Deny', ManagePermissions: 'Deny', DeleteRepository: 'Deny',
    });
    expect(template.resource('azuredevops_build_folder_permissions')['permissions']).toMatchObject({ QueueBuilds: 'Allow', EditBuildDefinition: 'Allow', AdministerBuildPermissions: 'Deny', OverrideBuildCheckInValidation: 'Deny' });
    expect(template.resource('azuredevops_library_permissions')['permissions']).toEqual({ View: 'Allow', Use: 'Allow', ViewSecrets: 'Deny', Administer: 'Deny' });
    expect(template.resource('azuredevops_project_permissions')['permissions']).toMatchObject({ GENERIC_READ: 'Allow', DELETE: 'Deny', PUBLISH_TEST_RESULTS: 'Allow', AGILETOOLS_PLANS: 'Allow' });
    expect(template.resource('azuredevops_build_folder')).toMatchObject({ path: '\\Model', description: 'Models' });
  });

  test('look on without rights to write', () => {
    const template = inProject((fixture) => new GroupPermissions(fixture.stack, 'Permissions', { project: fixture.project, group: group(fixture), repositories: [{ repository: repository(fixture), access: RepositoryAccess.READ }] }));
    expect(template.resource('azuredevops_git_permissions')['permissions']).toMatchObject({ GenericRead: 'Allow', PolicyExempt: 'Deny' });
    expect([template.counts['azuredevops_library_permissions'], template.counts['azuredevops_build_folder_permissions']]).toEqual([undefined, undefined]);
  });

  test('use a feed', () => {
    const template = inProject((fixture) => new Feed(fixture.stack, 'Feed', { project: fixture.project, name: 'packages' }).grant(group(fixture), FeedRole.READER));
    expect(template.resource('azuredevops_feed')).toMatchObject({ name: 'packages', features: [{ permanent_delete: false, restore: true }] });
    expect(template.resource('azuredevops_feed_retention_policy')).toMatchObject({ count_limit: 50, days_to_keep_recently_downloaded_packages: 30 });
    expect(template.resource('azuredevops_feed_permission')).toMatchObject({ role: 'reader', identity_descriptor: expect.stringMatching(/\.descriptor\}$/) });
  });

  test.each<readonly [string, (fixture: Fixture) => void, string]>([
    ['a group by its name', ({ stack }) => new EntraGroup(stack, 'Group', { objectId: 'data-scientists' }), `[EntraGroupIdInvalid] 'objectId' is not the object id of a group: got "data-scientists"; expected 8-4-4-4-12 hexadecimal digits; copy the object id from Entra, not the name or the mail address (at test/Group)`],
    ['two groups of one name', (fixture) => { for (const id of ['A', 'B']) new ProjectGroup(fixture.stack, id, { project: fixture.project, name: 'Team', description: 'x', members: [] }); }, `[DevOpsNameTaken] 'name' is the name of a group or team of the project already: got "Team"; expected a name of its own, whatever its capitals; rename one of the two (at test/B)`],
    ['a team of nobody', ({ stack, project }) => new Team(stack, 'Team', { project, name: 'Team', description: 'x', members: [] }), `[TeamWithoutMembers] 'members' are nobody: got []; expected at least one group; name who is in the team (at test/Team)`],
    ['an administrator from outside', (fixture) => new Team(fixture.stack, 'Team', { project: fixture.project, name: 'Team', description: 'x', members: [group(fixture)], administrators: [group(fixture, 'Other', OTHER_GROUP_ID)] }), `[TeamAdministratorNotMember] 'administrators' are not in the team: got ["Other"]; expected groups among the members; add them to 'members' (at test/Team)`],
    ['a repository twice', (fixture) => { const model = repository(fixture); new GroupPermissions(fixture.stack, 'Permissions', { project: fixture.project, group: group(fixture), repositories: [{ repository: model, access: RepositoryAccess.READ }, { repository: model, access: RepositoryAccess.CONTRIBUTE }] }); }, `[PermissionTwice] 'repositories' and folders have one of them twice: got "model"; expected each once; remove the weaker one (at test/Permissions)`],
    ['a feed of no versions and no days', ({ stack, project }) => new Feed(stack, 'Feed', { project, name: 'packages', keptVersions: 0, keptDays: 0 }), `2 problems (at test/Feed):
  - [FeedVersionsInvalid] 'keptVersions' is no number of versions: got 0; expected a whole number from 1 to 5000; change it
  - [FeedDaysInvalid] 'keptDays' is no number of days: got 0; expected a whole number from 1 to 365; change it`],
    ['two roles on a feed', (fixture) => { const feed = new Feed(fixture.stack, 'Feed', { project: fixture.project, name: 'packages' }); const readers = group(fixture); feed.grant(readers, FeedRole.READER); feed.grant(readers, FeedRole.ADMINISTRATOR); }, `[FeedRoleTwice] 'group' has a role on the feed already: got "Group"; expected one role for each group; keep the stronger one (at test/Feed)`],
  ])('fail with %s', (_, define, message) => {
    expect(wrongInProject(define)).toBe(message);
  });
});
