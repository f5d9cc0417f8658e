import { checkPipelines } from '../../pipelines/checks';
import type { Pipeline } from '../../pipelines/model';
import { CONTEXT, STEP, pipelineOf, withStep } from './pipeline-of';

const job = { kind: 'job', displayName: 'Test', steps: [STEP] } as const;
const stage = { displayName: 'Test', jobs: { test: job } };

const WRONG: readonly (readonly [string, Pipeline, string])[] = [
  ['an unknown pool', pipelineOf({ pool: { name: 'privat' } }), `[PipelinePoolUnknown] 'build.pool.name' names an agent pool that doesn't exist: got "privat"; expected one of private; did you mean "private"?`],
  ['an unknown variable group', pipelineOf({ variableGroups: ['dev'] }), `[PipelineVariableGroupUnknown] 'build.variableGroups[0]' names a variable group that doesn't exist: got "dev"; expected one of shared; correct the name, or add it to the project`],
  ['an unknown pipeline', pipelineOf({ pipelineResources: { up: { source: 'train' } } }), `[PipelineSourceUnknown] 'build.pipelineResources.up.source' names a pipeline that doesn't exist: got "train"; expected one of build; correct the name, or add it to the project`],
  ['a schedule that is none', pipelineOf({ schedules: [{ displayName: 'Daily', cron: 'daily', branch: 'main' }] }), `[ScheduleNotCron] 'build.schedules[0].cron' is not a schedule: got "daily"; expected five fields: minute, hour, day of the month, month, day of the week; in UTC; write it like \`0 3 * * Mon-Fri\``],
  ['a default that is no choice', pipelineOf({ parameters: { size: { displayName: 'Size', type: 'string', default: 'm', values: ['s', 'l'] } } }), `[PipelineParameterDefault] 'build.parameters.size.default' is not among the values to choose from: got "m"; expected one of s, l; take one of them, or add it to \`values\``],
  ['no stage', pipelineOf({ stages: {} }), `[PipelineEmpty] 'build.stages' has no stage: got {}; expected at least one stage; add what the pipeline should do`],
  ['a stage without jobs', pipelineOf({ stages: { test: { displayName: 'Test', jobs: {} } } }), `[StageEmpty] 'build.stages.test.jobs' has no job: got {}; expected at least one job; add a job, or remove the stage`],
  ['a job without steps', pipelineOf({ stages: { test: { displayName: 'Test', jobs: { test: { ...job, steps: [] } } } } }), `[JobEmpty] 'build.stages.test.jobs.test.steps' has no step: got []; expected at least one step; add a step, or remove the job`],
  ['a stage that waits for an unknown one', pipelineOf({ stages: { test: { ...stage, dependsOn: ['tset'] } } }), `[StageUnknown] 'build.stages.test.dependsOn' names a stage of this pipeline that doesn't exist: got "tset"; expected one of test; did you mean "test"?`],
  ['a job that waits for an unknown one', pipelineOf({ stages: { test: { displayName: 'Test', jobs: { test: { ...job, dependsOn: ['lint'] } } } } }), `[JobUnknown] 'build.stages.test.jobs.test.dependsOn' names a job of this pipeline that doesn't exist: got "lint"; expected one of test; correct the name, or add it to the project`],
  ['stages in a circle', pipelineOf({ stages: { a: { ...stage, dependsOn: ['b'] }, b: { ...stage, dependsOn: ['a'] } } }), `[StageCycle] 'build.stages' wait for each other in a circle: got "a -> b -> a"; expected an order; remove one \`dependsOn\``],
  ['jobs in a circle', pipelineOf({ stages: { test: { displayName: 'Test', jobs: { a: { ...job, dependsOn: ['a'] } } } } }), `[JobCycle] 'build.stages.test.jobs' wait for each other in a circle: got "a -> a"; expected an order; remove one \`dependsOn\``],
  ['a name with a dash', pipelineOf({ stages: { 'plan-dev': stage } }), `[PipelineIdentifier] 'build.stages.plan-dev' is no name for a part of a pipeline: got "plan-dev"; expected letters, digits and underscores, not a digit first; rename it`],
  ['a pause of no time', pipelineOf({ stages: { wait: { displayName: 'Wait', jobs: { wait: { kind: 'pause', displayName: 'Wait', minutes: 0 } } } } }), `[PauseOutOfRange] 'build.stages.wait.jobs.wait.minutes' is no pause that a pipeline can make: got 0; expected a whole number from 1 to 43200, which is 30 days; change it`],
  ['an unknown environment', pipelineOf({ stages: { go: { displayName: 'Go', jobs: { go: { ...job, kind: 'deployment', environment: 'production' } } } } }), `[PipelineEnvironmentUnknown] 'build.stages.go.jobs.go.environment' names an environment that doesn't exist: got "production"; expected one of dev, prod; correct the name, or add it to the project`],
  ['a deployment from a pull request', pipelineOf({ pullRequest: true, stages: { go: { displayName: 'Go', jobs: { go: { ...job, kind: 'deployment', environment: 'dev' } } } } }), `[PullRequestDeploys] 'build.stages.go.jobs.go.kind' deploys from a pull request: got "deployment"; expected jobs only in a pipeline of pull requests; move the deployment to a pipeline that runs on the protected branch`],
  ['two steps of one name', pipelineOf({ stages: { test: { displayName: 'Test', jobs: { test: { ...job, steps: [{ ...STEP, name: 'x' }, { ...STEP, name: 'x' }] } } } } }), `[StepDuplicate] 'build.stages.test.jobs.test.steps' has two steps of one name: got "x"; expected names that are different; rename one of them`],
  ['an unknown service connection', withStep({ kind: 'azureCli', displayName: 'Go', serviceConnection: 'dev-deplyo', lines: ['az account show'] }), `[PipelineConnectionUnknown] 'build.stages.test.jobs.test.steps[0].serviceConnection' names a service connection that doesn't exist: got "dev-deplyo"; expected one of dev-deploy; did you mean "dev-deploy"?`],
  ['a step that hides its failure', withStep({ kind: 'script', displayName: 'Test', lines: ['pytest || true'] }), `[StepCannotFail] 'build.stages.test.jobs.test.steps[0].lines' hides that a command failed: got "pytest || true"; expected commands whose failure stops the step; handle the exit codes that are expected one by one`],
  ['a linter that reports nothing', withStep({ kind: 'script', displayName: 'Lint', lines: ['ruff check --exit-zero'] }), `[StepCannotFail] 'build.stages.test.jobs.test.steps[0].lines' hides that a command failed: got "ruff check --exit-zero"; expected commands whose failure stops the step; handle the exit codes that are expected one by one`],
];

/** Text that must not be repeated by an error. */
const CANARY = 'AccountKey=c2VjcmV0';

describe('checkPipelines', () => {
  test('accepts what is right', () => {
    expect(checkPipelines([pipelineOf()], CONTEXT)).toBeUndefined();
  });

  test.each(WRONG)('fails on %s', (_, pipeline, message) => {
    expect(() => checkPipelines([pipeline], CONTEXT)).toThrow(`${message} (at pipelines)`);
  });

  test('fails on two pipelines of one name', () => {
    expect(() => checkPipelines([pipelineOf(), pipelineOf()], CONTEXT)).toThrow(`[PipelineDuplicate] 'name' is the name of two pipelines: got "build"; expected names that are different; rename one of them (at pipelines)`);
  });

  test.each([
    ['a variable', pipelineOf({ variables: { connection: CANARY } }), 'build.variables.connection'],
    ['a variable by its name', pipelineOf({ variables: { API_KEY: 'x' } }), 'build.variables.API_KEY'],
    ['a webhook', withStep({ ...STEP, kind: 'script', displayName: 'Post', lines: ['curl https://example.webhook.office.com/webhookb2/1'] }), 'build.stages.test.jobs.test.steps[0].lines'],
    ['an environment variable', withStep({ kind: 'script', displayName: 'Post', lines: ['post'], env: { PASSWORD: 'x' } }), 'build.stages.test.jobs.test.steps[0].env.PASSWORD'],
    ['a task input', withStep({ kind: 'task', displayName: 'Post', task: 'InvokeRESTAPI@1', inputs: { body: CANARY } }), 'build.stages.test.jobs.test.steps[0].inputs.body'],
  ])('fails on a secret in %s, without showing it', (_, pipeline, prop) => {
    const check = (): void => checkPipelines([pipeline], CONTEXT);
    expect(check).toThrow(`[PipelineSecretLiteral] '${prop}' holds what looks like a secret: expected `);
    expect(check).not.toThrow(CANARY);
  });

  test('accepts a reference to a secret', () => {
    expect(checkPipelines([withStep({ kind: 'script', displayName: 'Post', lines: ['post'], env: { WEBHOOK_URL: '$(teams-webhook)' } })], CONTEXT)).toBeUndefined();
  });

  test('reports independent problems together', () => {
    expect(() => checkPipelines([pipelineOf({ pool: { name: 'x' }, stages: {} })], CONTEXT)).toThrow('2 problems (at pipelines):');
  });
});
