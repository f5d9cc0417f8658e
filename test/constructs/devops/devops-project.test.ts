import { AzuredevopsProvider } from '../../../.gen/providers/azuredevops/provider';
import type { DevOpsProjectProps } from '../../../constructs/devops/devops-project';
import { DevOpsProject, ProjectVisibility } from '../../../constructs/devops/devops-project';
import { ProcessTemplate } from '../../../constructs/devops/process-template';
import type { Template } from '../../support/template';
import { problemsOf, synthesise } from '../../support/template';

const project = (props: Partial<DevOpsProjectProps> = {}, deletionProtectionEnabled = false): Template =>
  synthesise((stack) => {
    new AzuredevopsProvider(stack, 'azuredevops', { orgServiceUrl: 'https://dev.azure.com/contoso' });
    new DevOpsProject(stack, 'Project', { name: 'ml', description: 'Models', ...props });
  }, { deletionProtectionEnabled });

const wrong = (props: Partial<DevOpsProjectProps>): string => problemsOf((stack) => new DevOpsProject(stack, 'Project', { name: 'ml', description: 'Models', ...props }));

describe('DevOpsProject', () => {
  test('is private, with all its parts, and pipelines that reach nothing else', () => {
    const template = project();
    expect(template.resource('azuredevops_project')).toEqual({
      name: 'ml', description: 'Models', visibility: 'private', version_control: 'git', work_item_template: 'Agile',
      features: { boards: 'enabled', repositories: 'enabled', pipelines: 'enabled', testplans: 'enabled', artifacts: 'enabled' },
    });
    expect(template.resource('azuredevops_project_pipeline_settings')).toEqual({
      project_id: expect.stringMatching(/^\$\{azuredevops_project\./), enforce_job_scope: true, enforce_job_scope_for_release: true, enforce_referenced_repo_scoped_token: true,
      enforce_settable_var: true, status_badges_are_private: true, publish_pipeline_metadata: true,
    });
    expect(template.counts).toEqual({ azuredevops_project: 1, azuredevops_project_pipeline_settings: 1 });
  });

  test('has what is asked for', () => {
    const template = project({
      processTemplate: ProcessTemplate.SCRUM, visibility: ProjectVisibility.PUBLIC, features: { testPlansEnabled: false }, tags: ['ml', 'tdsp'],
      pipelineSettings: { otherProjectsReachable: true, otherRepositoriesReachable: true, anyVariableSettable: true, publicBadgesEnabled: true },
    });
    expect(template.resource('azuredevops_project')).toMatchObject({ work_item_template: 'Scrum', visibility: 'public', features: { testplans: 'disabled', boards: 'enabled' } });
    expect(template.resource('azuredevops_project_pipeline_settings')).toMatchObject({ enforce_job_scope: false, enforce_job_scope_for_release: false, enforce_referenced_repo_scoped_token: false, enforce_settable_var: false, status_badges_are_private: false });
    expect(template.resource('azuredevops_project_tags')['tags']).toEqual(['ml', 'tdsp']);
  });

  test('has no settings of pipelines without pipelines', () => {
    expect(project({ features: { pipelinesEnabled: false } }).counts).toEqual({ azuredevops_project: 1 });
  });

  test('is protected where the stack is', () => {
    expect(project({}, true).resource('azuredevops_project')['lifecycle']).toEqual({ prevent_destroy: true });
  });

  test('is imported by its id, and takes names like an owned one', () => {
    const template = synthesise((stack) => {
      const existing = DevOpsProject.fromAttributes(stack, 'Project', { projectId: 'aaaaaaaa-0000-0000-0000-000000000001', projectName: 'ml' });
      expect([existing.claimName('pipeline', 'build'), existing.claimName('pipeline', 'BUILD'), existing.claimName('repository', 'build')]).toEqual([true, false, true]);
    });
    expect(template.counts).toEqual({});
  });

  test('fails to be imported by its name', () => {
    expect(problemsOf((stack) => DevOpsProject.fromAttributes(stack, 'Project', { projectId: 'ml', projectName: 'ml' }))).toBe(`[ProjectIdInvalid] 'projectId' is not the id of a project: got "ml"; expected 8-4-4-4-12 hexadecimal digits; copy it from \`az devops project show --query id\` (at test/Project)`);
  });

  test.each<readonly [string, Partial<DevOpsProjectProps>, string]>([
    ['a name with a slash', { name: 'a/b' }, `[DevOpsNameInvalid] 'name' can't be the name of a project: got "a/b"; expected 1 to 64 characters: letters, digits, spaces, "-", "_", "." and parentheses, not starting with "_" or ".", not ending with "."; no reserved word; rename it (at test/Project)`],
    ['a reserved name', { name: 'COM1' }, `[DevOpsNameInvalid] 'name' can't be the name of a project: got "COM1"; expected 1 to 64 characters: letters, digits, spaces, "-", "_", "." and parentheses, not starting with "_" or ".", not ending with "."; no reserved word; rename it (at test/Project)`],
    ['nothing in it', { features: { boardsEnabled: false, repositoriesEnabled: false, pipelinesEnabled: false, testPlansEnabled: false, artifactsEnabled: false } }, `[ProjectFeaturesOff] 'features' are all off, which leaves nothing of the project: got {"boardsEnabled":false,"repositoriesEnabled":false,"pipelinesEnabled":false,"testPlansEnabled":false,"artifactsEnable...; expected at least one that is on; turn one on (at test/Project)`],
    ['a tag twice', { tags: ['a', 'a'] }, `[ProjectTagInvalid] 'tags[1]' is no tag, or there twice: got "a"; expected each tag once, up to 100 characters without "," and ";"; correct it, or remove it (at test/Project)`],
    ['settings of pipelines that it has none of', { features: { pipelinesEnabled: false }, pipelineSettings: {} }, `[PipelineSettingsUnused] 'pipelineSettings' have no effect without pipelines: got {}; expected nothing; leave them out, or turn 'features.pipelinesEnabled' on (at test/Project)`],
  ])('fails with %s', (_, props, message) => {
    expect(wrong(props)).toBe(message);
  });
});
