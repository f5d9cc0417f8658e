import { TerraformVariable } from 'cdktf';
import type { BacklogEpic } from '../../../constructs/devops/backlog';
import { Backlog } from '../../../constructs/devops/backlog';
import { Dashboard } from '../../../constructs/devops/dashboard';
import { Extension } from '../../../constructs/devops/extension';
import { backlogTypes, ProcessTemplate } from '../../../constructs/devops/process-template';
import { ServiceHook, ServiceHookEvent } from '../../../constructs/devops/service-hook';
import { Wiki } from '../../../constructs/devops/wiki';
import { WorkItemQueries } from '../../../constructs/devops/work-item-queries';
import type { Fixture } from './fixtures';
import { byId, inProject, pipeline, repository, wrongInProject } from './fixtures';

const EPIC: BacklogEpic = { title: 'Modeling', description: 'A better model', features: [{ title: 'Train', description: 'Trains', stories: [{ title: 'First model', description: 'Registered' }] }] };
const WIQL = 'SELECT [System.Id] FROM WorkItems';
const CANARY = 'https://contoso.webhook.office.com/webhookb2/1';
const secret = ({ stack }: Fixture, sensitive = true): TerraformVariable => new TerraformVariable(stack, 'webhook_url', { type: 'string', sensitive });

describe('work of a project', () => {
  test('is a backlog that is the team\'s once it is there', () => {
    const template = inProject(({ stack, project }) => new Backlog(stack, 'Backlog', { project, epics: { Modeling: EPIC }, tags: ['tdsp'] }));
    expect(byId(template, 'azuredevops_workitem', 'type', 'title', 'parent_id')).toEqual({
      Backlog_Modeling: { type: 'Epic', title: 'Modeling', parent_id: undefined },
      'Backlog_Modeling-1': { type: 'Feature', title: 'Train', parent_id: expect.stringMatching(/^\$\{azuredevops_workitem\.Backlog_Modeling_/) },
      'Backlog_Modeling-1-1': { type: 'User Story', title: 'First model', parent_id: expect.stringMatching(/^\$\{azuredevops_workitem\.Backlog_Modeling-1_/) },
    });
    expect(byId(template, 'azuredevops_workitem')['Backlog_Modeling']).toMatchObject({ tags: ['tdsp'], lifecycle: { ignore_changes: ['title', 'description', 'state', 'tags', 'area_path', 'iteration_path', 'parent_id'] } });
  });

  test('has levels in every process', () => {
    expect(Object.values(ProcessTemplate).map((template) => backlogTypes(template).story)).toEqual(['User Story', 'Product Backlog Item', 'Requirement', 'Task']);
  });

  test('is seen in queries, dashboards and the wiki', () => {
    const template = inProject(({ stack, project }) => {
      new WorkItemQueries(stack, 'Queries', { project, folder: 'Landscape', queries: { Open: WIQL } });
      new Dashboard(stack, 'Dashboard', { project, name: 'Models', description: 'Runs' });
      new Wiki(stack, 'Wiki', { project, name: 'ml.wiki', pages: { 'Run book': 'Text' } });
      new Extension(stack, 'Search', { itemName: 'ms.vss-code-search' });
    });
    expect(template.resource('azuredevops_workitemquery_folder')).toMatchObject({ area: 'Shared Queries', name: 'Landscape' });
    expect(template.resource('azuredevops_workitemquery')).toMatchObject({ name: 'Open', wiql: WIQL, parent_id: expect.stringMatching(/^\$\{azuredevops_workitemquery_folder\./) });
    expect(template.resource('azuredevops_dashboard')).toMatchObject({ name: 'Models', refresh_interval: 0 });
    expect(template.resource('azuredevops_wiki')).toMatchObject({ name: 'ml.wiki', type: 'projectWiki' });
    expect(template.resource('azuredevops_wiki_page')).toMatchObject({ path: '/Run book', content: 'Text' });
    expect(template.resource('azuredevops_extension')).toEqual({ publisher_id: 'ms', extension_id: 'vss-code-search' });
  });

  test.each([
    [ServiceHookEvent.RUN_FAILED, { build_completed: { build_status: 'Failed' } }],
    [ServiceHookEvent.PULL_REQUEST_CREATED, { git_pull_request_created: {} }],
    [ServiceHookEvent.WORK_ITEM_CREATED, { work_item_created: {} }],
  ])('tells others of %s, at an address that nobody sees', (event, block) => {
    const template = inProject((fixture) => new ServiceHook(fixture.stack, 'Hook', { project: fixture.project, webhook: { url: secret(fixture), event } }));
    expect(template.resource('azuredevops_servicehook_webhook_tfs')).toEqual({ project_id: expect.stringMatching(/^\$\{azuredevops_project\./), url: '${var.webhook_url}', accept_untrusted_certs: false, ...block });
  });

  test('tells a queue of runs', () => {
    const template = inProject((fixture) => new ServiceHook(fixture.stack, 'Hook', { project: fixture.project, storageQueue: { accountName: 'stevents', queueName: 'runs', accountKey: secret(fixture), pipeline: pipeline(fixture, repository(fixture)) } }));
    expect(template.resource('azuredevops_servicehook_storage_queue_pipelines')).toMatchObject({ account_name: 'stevents', queue_name: 'runs', account_key: '${var.webhook_url}', run_state_changed_event: { run_state_filter: 'Completed', pipeline_id: expect.stringMatching(/^\$\{azuredevops_build_definition\./) } });
  });

  test('fails with an address that is written out, which types don\'t let through, without showing it', () => {
    const message = wrongInProject(({ stack, project }) => {
      const webhook = JSON.parse(JSON.stringify({ url: CANARY, event: ServiceHookEvent.RUN_FAILED })) as { url: TerraformVariable; event: ServiceHookEvent };
      new ServiceHook(stack, 'Hook', { project, webhook });
    });
    expect(message).toBe(`[ServiceHookLiteral] 'webhook.url' is written out: expected a sensitive variable of Terraform; declare a TerraformVariable with sensitive: true, and set it when deploying (at test/Hook)`);
  });

  test.each<readonly [string, (fixture: Fixture) => void, string]>([
    ['an address that Terraform shows', (fixture) => new ServiceHook(fixture.stack, 'Hook', { project: fixture.project, webhook: { url: secret(fixture, false), event: ServiceHookEvent.RUN_FAILED } }), `[ServiceHookVariableOpen] 'webhook.url' is a variable that Terraform shows: got "webhook_url"; expected a sensitive variable; declare it with sensitive: true (at test/Hook)`],
    ['the repository of a run', (fixture) => new ServiceHook(fixture.stack, 'Hook', { project: fixture.project, webhook: { url: secret(fixture), event: ServiceHookEvent.RUN_FAILED, repository: repository(fixture) } }), `[ServiceHookRepositoryUnused] 'webhook.repository' has no effect on that event: got "runFailed"; expected pullRequestCreated; leave it out (at test/Hook)`],
    ['a backlog of nothing', ({ stack, project }) => new Backlog(stack, 'Backlog', { project, epics: {} }), `[BacklogEmpty] 'epics' are none: got {}; expected at least one epic; add one, or leave the backlog out (at test/Backlog)`],
    ['titles that are none, or there twice', ({ stack, project }) => new Backlog(stack, 'Backlog', { project, epics: { A: { title: ' ', description: '' }, B: { title: 'x', description: '' }, C: { title: 'X', description: '' } } }), `2 problems (at test/Backlog):
  - [BacklogTitleInvalid] 'epics[0].title' is no title: got " "; expected 1 to 255 characters; shorten it, or write one
  - [BacklogTitleTwice] 'epics[2].title' is there already: got "X"; expected titles that are different; rename one of them`],
    ['a query that is none', ({ stack, project }) => new WorkItemQueries(stack, 'Queries', { project, folder: 'F', queries: { Q: 'all of them' } }), `[QueryInvalid] 'queries.Q' is not a query for work items: got "all of them"; expected SELECT fields FROM WorkItems WHERE conditions; write it like SELECT [System.Id] FROM WorkItems (at test/Queries)`],
    ['a dashboard that refreshes every minute', ({ stack, project }) => new Dashboard(stack, 'Dashboard', { project, name: 'D', description: 'x', refreshMinutes: 1 }), `[DashboardRefreshInvalid] 'refreshMinutes' is not how often a dashboard can refresh itself: got 1; expected 0 or 5; change it (at test/Dashboard)`],
    ['a second wiki', ({ stack, project }) => { for (const name of ['one', 'two']) new Wiki(stack, name, { project, name, pages: {} }); }, `[WikiTwice] 'project' has a wiki already: got "ml"; expected one wiki for each project; put all pages into one 'pages' (at test/two)`],
    ['a page with a path for a title, and one with a secret', ({ stack, project }) => new Wiki(stack, 'Wiki', { project, name: 'w', pages: { 'a/b': 'x', Hook: CANARY } }), `2 problems (at test/Wiki):
  - [WikiPageTitleInvalid] 'pages' have what is not the title of a page: got "a/b"; expected 1 to 235 characters without \\ / # ? * < > | : and "; rename it
  - [WikiPageSecret] 'pages.Hook' holds what looks like a secret: expected text that anybody may read; say where the secret is instead`],
    ['an extension without its publisher', ({ stack }) => new Extension(stack, 'Extension', { itemName: 'vss-code-search' }), `[ExtensionNameInvalid] 'itemName' is not an extension of the marketplace: got "vss-code-search"; expected publisher.extension; copy it from "itemName=" in the address of the extension (at test/Extension)`],
  ])('fails with %s', (_, define, message) => {
    expect(wrongInProject(define)).toBe(message);
  });
});
