import { join } from 'node:path';
import { MergeType } from '../../../constructs/devops/branch-policies';
import type { GitRepositoryProps } from '../../../constructs/devops/git-repository';
import { GitRepository } from '../../../constructs/devops/git-repository';
import type { Block } from '../../support/template';
import type { Fixture } from './fixtures';
import { byId, group, inProject, OTHER_GROUP_ID, pipeline, repository, wrongInProject } from './fixtures';

const README = join(__dirname, '../../../README.md');
const settings = (block: Block): Block => block['settings'] as Block;

describe('GitRepository', () => {
  test('changes by reviewed pull requests alone', () => {
    const template = inProject(repository);
    expect(template.resource('azuredevops_git_repository')).toEqual({
      project_id: expect.stringMatching(/^\$\{azuredevops_project\./), name: 'model', default_branch: 'refs/heads/main', initialization: { init_type: 'Clean' }, lifecycle: { ignore_changes: ['initialization'] },
    });
    const scope = [{ repository_id: expect.stringMatching(/^\$\{azuredevops_git_repository\./), repository_ref: 'refs/heads/main', match_type: 'Exact' }];
    expect(settings(template.resource('azuredevops_branch_policy_min_reviewers'))).toEqual({ reviewer_count: 1, submitter_can_vote: false, last_pusher_cannot_approve: true, on_push_reset_approved_votes: true, allow_completion_with_rejects_or_waits: false, scope });
    expect(settings(template.resource('azuredevops_branch_policy_merge_types'))).toEqual({ allow_squash: true, allow_basic_no_fast_forward: false, allow_rebase_and_fast_forward: false, allow_rebase_with_merge: false, scope });
    expect(template.resource('azuredevops_repository_policy_max_file_size')).toMatchObject({ max_file_size: 10, blocking: true, enabled: true });
    expect(template.resource('azuredevops_repository_policy_max_path_length')['max_path_length']).toBe(248);
    expect(template.counts).toEqual({
      azuredevops_project: 1, azuredevops_project_pipeline_settings: 1, azuredevops_git_repository: 1,
      azuredevops_branch_policy_min_reviewers: 1, azuredevops_branch_policy_comment_resolution: 1, azuredevops_branch_policy_work_item_linking: 1, azuredevops_branch_policy_merge_types: 1,
      azuredevops_repository_policy_max_file_size: 1, azuredevops_repository_policy_max_path_length: 1, azuredevops_repository_policy_case_enforcement: 1, azuredevops_repository_policy_reserved_names: 1,
    });
  });

  test('has looser policies where they are switched on', () => {
    const template = inProject((fixture) => repository(fixture, {
      defaultBranch: 'trunk',
      branchPolicies: { reviewers: { minimum: 2, authorVoteCounts: true, approvalsSurvivePush: true }, openCommentsAllowed: true, unlinkedWorkAllowed: true, mergeTypes: [MergeType.MERGE, MergeType.REBASE, MergeType.REBASE_MERGE] },
      repositoryPolicies: { maxFileSizeMb: 100, maxPathLength: 400, platformSpecificNamesAllowed: true, authorEmailPatterns: ['*@contoso.com'] },
    }));
    expect(settings(template.resource('azuredevops_branch_policy_min_reviewers'))).toMatchObject({ reviewer_count: 2, submitter_can_vote: true, last_pusher_cannot_approve: false, on_push_reset_approved_votes: false });
    expect(settings(template.resource('azuredevops_branch_policy_merge_types'))).toMatchObject({ allow_squash: false, allow_basic_no_fast_forward: true, allow_rebase_and_fast_forward: true, allow_rebase_with_merge: true });
    expect(template.resource('azuredevops_repository_policy_author_email_pattern')['author_email_patterns']).toEqual(['*@contoso.com']);
    expect([template.counts['azuredevops_branch_policy_comment_resolution'], template.counts['azuredevops_branch_policy_work_item_linking'], template.counts['azuredevops_repository_policy_case_enforcement']]).toEqual([undefined, undefined, undefined]);
    expect(template.resource('azuredevops_git_repository')['default_branch']).toBe('refs/heads/trunk');
  });

  test('gets a template on a branch that nobody works on', () => {
    const template = inProject((fixture) => repository(fixture, { templateFiles: { 'docs/README.md': README } }));
    expect(template.resource('azuredevops_git_repository_branch')).toMatchObject({ name: 'template', ref_branch: 'refs/heads/main' });
    expect(template.resource('azuredevops_git_repository_file')).toMatchObject({
      branch: 'refs/heads/template', file: 'docs/README.md', overwrite_on_create: true, content: expect.stringMatching(/^\$\{file\("assets\/Repository_Asset-docs--READMEmd_\w+\/template\/README\.md"\)\}$/),
      depends_on: [expect.stringMatching(/^azuredevops_git_repository_branch\./)],
    });
  });

  test('asks pipelines and people, by path', () => {
    const template = inProject((fixture) => {
      const model = repository(fixture);
      model.addBuildValidation({ pipeline: pipeline(fixture, model), paths: ['/src/*'], validMinutes: 60 });
      model.addRequiredReviewers('Gates', { reviewers: [group(fixture), group(fixture, 'Other', OTHER_GROUP_ID)], paths: ['/gate.toml'], minimum: 2, message: 'Look' });
      model.authorize(pipeline(fixture, model, 'other'));
    });
    expect(settings(template.resource('azuredevops_branch_policy_build_validation'))).toMatchObject({ build_definition_id: expect.stringMatching(/^\$\{azuredevops_build_definition\./), display_name: 'build', valid_duration: 60, queue_on_source_update_only: true, filename_patterns: ['/src/*'] });
    expect(settings(template.resource('azuredevops_branch_policy_auto_reviewers'))).toMatchObject({ minimum_number_of_reviewers: 2, submitter_can_vote: false, path_filters: ['/gate.toml'], message: 'Look', auto_reviewer_ids: [expect.stringMatching(/\.group_id\}$/), expect.stringMatching(/\.group_id\}$/)] });
    expect(byId(template, 'azuredevops_pipeline_authorization', 'type')).toEqual({ 'Repository_Authorization-other': { type: 'repository' } });
  });

  test('validates every build until the target moves, by default', () => {
    const template = inProject((fixture) => {
      const model = repository(fixture);
      model.addBuildValidation({ pipeline: pipeline(fixture, model) });
    });
    expect(settings(template.resource('azuredevops_branch_policy_build_validation'))).toMatchObject({ valid_duration: 0, queue_on_source_update_only: false });
  });

  test.each<readonly [string, Partial<GitRepositoryProps>, string]>([
    ['a name with a space', { name: 'my model' }, `[DevOpsNameInvalid] 'name' can't be the name of a repository: got "my model"; expected 1 to 64 characters: letters, digits, "-", "_" and ".", starting with a letter or digit, not ending with "."; no reserved word; rename it (at test/Repository)`],
    ['a default branch with its prefix', { defaultBranch: 'refs/heads/main' }, `[BranchNameInvalid] 'defaultBranch' can't be the default branch: got "refs/heads/main"; expected a name such as main, without refs/heads/, other than template; rename it (at test/Repository)`],
    ['a path out of the repository', { templateFiles: { '../x': README } }, `[TemplatePathInvalid] 'templateFiles' has what is not the path of a file in a repository: got "../x"; expected a relative path with "/" between its parts; correct it (at test/Repository)`],
    ['a template of nothing', { templateFiles: {} }, `[TemplateEmpty] 'templateFiles' are none: got {}; expected at least one file; add one, or leave 'templateFiles' out (at test/Repository)`],
    ['no reviewer', { branchPolicies: { reviewers: { minimum: 0 } } }, `[ReviewerCountInvalid] 'branchPolicies.reviewers.minimum' is no number of reviewers: got 0; expected a whole number from 1 to 10; change it (at test/Repository)`],
    ['an author who reviews alone', { branchPolicies: { reviewers: { authorVoteCounts: true } } }, `[AuthorReviewsAlone] 'branchPolicies.reviewers.authorVoteCounts' lets an author approve what nobody else has seen: got true; expected false, or a second reviewer; turn it off, or raise 'branchPolicies.reviewers.minimum' (at test/Repository)`],
    ['no way to merge', { branchPolicies: { mergeTypes: [] } }, `[MergeTypesInvalid] 'branchPolicies.mergeTypes' are none, or one of them twice: got []; expected some of squash, merge, rebase, rebaseMerge; name each once (at test/Repository)`],
    ['a size that Azure Repos has not', { repositoryPolicies: { maxFileSizeMb: 3 } }, `[FileSizeUnknown] 'repositoryPolicies.maxFileSizeMb' is not a size that Azure Repos knows: got 3; expected one of 1, 2, 5, 10, 100, 200; choose one (at test/Repository)`],
    ['a length of zero', { repositoryPolicies: { maxPathLength: 0 } }, `[PathLengthInvalid] 'repositoryPolicies.maxPathLength' is no length of a path: got 0; expected a whole number from 1 to 10000; change it (at test/Repository)`],
    ['authors that are no addresses', { repositoryPolicies: { authorEmailPatterns: ['contoso'] } }, `[AuthorPatternInvalid] 'repositoryPolicies.authorEmailPatterns[0]' is no pattern of mail addresses: got "contoso"; expected an address or a pattern such as *@contoso.com; correct it (at test/Repository)`],
  ])('fails with %s', (_, props, message) => {
    expect(wrongInProject((fixture) => repository(fixture, props))).toBe(message);
  });

  test.each<readonly [string, (fixture: Fixture) => void, string]>([
    ['two repositories of one name', ({ stack, project }) => { for (const name of ['model', 'Model']) new GitRepository(stack, name, { project, name }); }, `[DevOpsNameTaken] 'name' is the name of a repository of the project already: got "Model"; expected a name of its own, whatever its capitals; rename one of the two (at test/Model)`],
    ['a validation for a negative time, by a path that is none', (fixture) => { const model = repository(fixture); model.addBuildValidation({ pipeline: pipeline(fixture, model), validMinutes: -1, paths: ['src'] }); }, `2 problems (at test/Repository):
  - [ValidationMinutesInvalid] 'validMinutes' is no number of minutes: got -1; expected a whole number from 0 to 43200, which is 30 days; change it
  - [ValidationPathInvalid] 'paths[0]' is not a path of the repository: got "src"; expected a path that starts with "/", or a pattern such as *.md; start it with "/"`],
    ['the same validation twice', (fixture) => { const model = repository(fixture); const build = pipeline(fixture, model); model.addBuildValidation({ pipeline: build }); model.addBuildValidation({ pipeline: build }); }, `[BuildValidationTwice] 'pipeline' is asked for already: got "build"; expected each pipeline once; put all of its paths into one 'paths' (at test/Repository)`],
    ['reviewers that are nobody, of nothing', (fixture) => repository(fixture).addRequiredReviewers('None', { reviewers: [], paths: [] }), `2 problems (at test/Repository):
  - [RequiredReviewersMissing] 'reviewers' are nobody: got []; expected at least one group; name who reviews
  - [RequiredReviewerPathsMissing] 'paths' are none: got []; expected at least one path; name what they review; for all of it, raise 'branchPolicies.reviewers.minimum'`],
    ['more approvals than groups, by a path that is none', (fixture) => repository(fixture).addRequiredReviewers('Few', { reviewers: [group(fixture)], minimum: 2, paths: ['a\\b'] }), `2 problems (at test/Repository):
  - [RequiredReviewersTooFew] 'minimum' asks for more groups than there are: got 2; expected a whole number from 1 to 1; lower it, or name more groups
  - [ReviewerPathInvalid] 'paths[0]' is not a path of the repository: got "a\\b"; expected a path that starts with "/", or a pattern such as *.md; start it with "/"`],
    ['a pipeline whose YAML is elsewhere', (fixture) => { const model = repository(fixture); pipeline(fixture, model, '../x'); }, `2 problems (at test/Pipeline-..--x):
  - [DevOpsNameInvalid] 'name' can't be the name of a pipeline: got "../x"; expected 1 to 128 characters: letters, digits, spaces, "-", "_", "." and parentheses, not starting with "_" or ".", not ending with "."; no reserved word; rename it
  - [PipelineYamlPathInvalid] 'yamlPath' is not a YAML file of the repository: got "pipelines/../x.yml"; expected a path relative to the repository that ends with .yml or .yaml; write it like .azure-pipelines/build.yml`],
  ])('fails with %s', (_, define, message) => {
    expect(wrongInProject(define)).toBe(message);
  });
});
