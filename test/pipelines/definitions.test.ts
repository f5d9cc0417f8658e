import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv from 'ajv';
import { parse } from 'yaml';
import { checkPipelines } from '../../pipelines/checks';
import { infraDeploy } from '../../pipelines/definitions/infra-deploy';
import { infraDrift } from '../../pipelines/definitions/infra-drift';
import { infraPullRequest } from '../../pipelines/definitions/infra-pr';
import { modelCi } from '../../pipelines/definitions/model-ci';
import { modelRelease } from '../../pipelines/definitions/model-release';
import { modelRollout } from '../../pipelines/definitions/model-rollout';
import { modelTrain, retrain } from '../../pipelines/definitions/model-train';
import type { PipelineEnvironment, PipelineOptions } from '../../pipelines/definitions/options';
import type { AnyJob, Pipeline, Step } from '../../pipelines/model';
import { renderPipeline } from '../../pipelines/render';

const environment = (name: string): PipelineEnvironment => ({
  name,
  stacks: ['network', 'platform', 'serving'].map((part) => `${name}-${part}`),
  planConnection: `${name}-plan`,
  deployConnection: `${name}-deploy`,
  modelConnection: `${name}-model`,
  variableGroup: `landscape-${name}`,
  pool: { name: 'private' },
  servingStack: `${name}-serving`,
  rollouts: [{ service: 'scoring', steps: [{ name: 'dark' }, { name: 'ten', pauseMinutes: 30 }, { name: 'all', pauseMinutes: 60 }] }],
  stateAccount: 'ststates',
  stateContainer: `tfstate-${name}`,
});
const OPTIONS: PipelineOptions = { environments: ['dev', 'test', 'prod'].map(environment), secretsGroup: 'secrets' };
const PIPELINES: readonly Pipeline[] = [infraPullRequest(OPTIONS), infraDeploy(OPTIONS), infraDrift(OPTIONS), modelCi(), modelTrain(OPTIONS), retrain(OPTIONS), modelRelease(OPTIONS), modelRollout(OPTIONS)];
const CONTEXT = {
  environments: ['dev', 'test', 'prod'],
  serviceConnections: OPTIONS.environments.flatMap((each) => [each.planConnection, each.deployConnection, each.modelConnection]),
  variableGroups: ['landscape-dev', 'landscape-test', 'landscape-prod', 'secrets'],
  pools: ['private'],
  pipelines: PIPELINES.map(({ name }) => name),
};
const named = PIPELINES.map((pipeline) => [pipeline.name, pipeline] as const);

const validate = new Ajv({ allErrors: true, strict: false, unicodeRegExp: false }).compile(JSON.parse(readFileSync(join(__dirname, 'azure-pipelines.schema.json'), 'utf8')) as object);

function jobsOf(pipeline: Pipeline): AnyJob[] {
  return Object.values(pipeline.stages).flatMap(({ jobs }) => Object.values(jobs));
}

function stepsOf(pipeline: Pipeline): Step[] {
  return jobsOf(pipeline).flatMap((job) => (job.kind === 'pause' ? [] : job.steps));
}

function linesOf(pipeline: Pipeline): string {
  return stepsOf(pipeline).flatMap((step) => ('lines' in step ? step.lines : [])).join('\n');
}

describe('the pipelines of a landscape', () => {
  test('are right with each other and with their project', () => {
    expect(checkPipelines(PIPELINES, CONTEXT)).toBeUndefined();
  });

  test.each(named)('%s is what the schema of Azure Pipelines says', (_, pipeline) => {
    validate(parse(renderPipeline(pipeline)));
    expect(validate.errors ?? []).toEqual([]);
  });

  test('the schema refuses what Azure Pipelines would', () => {
    const wrong = parse(renderPipeline(modelCi())) as { stages: { jobs: { steps: Record<string, unknown>[] }[] }[] };
    wrong.stages[0]?.jobs[0]?.steps.push({ task: 'UsePythonVersion@0', inputs: { version: '3.11' } });
    expect(validate(wrong)).toBe(false);
  });

  test.each(named)('%s is the same text every time', (_, pipeline) => {
    expect(renderPipeline(structuredClone(pipeline))).toBe(renderPipeline(pipeline));
  });

  test.each(named)('%s goes on after no failure', (_, pipeline) => {
    const text = renderPipeline(pipeline);
    expect([text.includes('continueOnError'), /\|\| true|--exit-zero|set \+e/.test(text)]).toEqual([false, false]);
  });

  test.each(named)('%s stops at the first command that fails', (_, pipeline) => {
    const scripts = [...renderPipeline(pipeline).matchAll(/(?:bash|inlineScript): \|\n\s+(.*)/g)].map(([, first]) => first);
    expect(new Set(scripts)).toEqual(new Set(['set -euo pipefail']));
  });
});

describe('infra-pr', () => {
  const pipeline = infraPullRequest(OPTIONS);

  test('applies nothing and signs in with readers only', () => {
    const connections = stepsOf(pipeline).flatMap((step) => (step.kind === 'azureCli' ? [step.serviceConnection] : []));
    expect([linesOf(pipeline).includes('terraform apply'), / apply /.test(linesOf(pipeline)), new Set(connections)]).toEqual([false, false, new Set(['dev-plan', 'test-plan', 'prod-plan'])]);
  });

  test('plans every stack of every environment', () => {
    const planned = [...linesOf(pipeline).matchAll(/stacks\/(\S+) plan /g)].map(([, stack]) => stack);
    expect(planned).toEqual(OPTIONS.environments.flatMap(({ stacks }) => stacks));
  });

  test('keeps plans, which may hold secrets, on the agent', () => {
    expect(stepsOf(pipeline).flatMap((step) => (step.kind === 'publish' ? [step.path] : []))).toEqual(['review.html', 'review.html', 'review.html', 'review.html']);
  });
});

describe('infra-deploy', () => {
  const pipeline = infraDeploy(OPTIONS);

  test('plans and applies stack by stack, environment by environment', () => {
    expect(Object.keys(pipeline.stages)).toEqual(OPTIONS.environments.flatMap(({ stacks }) => stacks.flatMap((stack) => [`plan_${stack.replace('-', '_')}`, `apply_${stack.replace('-', '_')}`])));
  });

  test('applies the plan that was saved, known by its hash, after the checks of the environment', () => {
    const apply = pipeline.stages['apply_dev_platform'];
    const job = apply?.jobs['apply'];
    const lines = job?.kind === 'deployment' ? job.steps.flatMap((step) => (step.kind === 'azureCli' ? step.lines : [])) : [];
    expect([apply?.dependsOn, apply?.condition, job?.kind === 'deployment' && job.environment, lines.filter((line) => /sha256sum|apply/.test(line))]).toEqual([
      ['plan_dev_platform'],
      "and(succeeded(), eq(dependencies.plan_dev_platform.outputs['plan.plan.changes'], 'true'))",
      'dev',
      ['echo "$(planSum)  cdktf.out/stacks/dev-platform/stack.tfplan" | sha256sum --check', 'terraform -chdir=cdktf.out/stacks/dev-platform apply stack.tfplan'],
    ]);
  });

  test('goes on to the next stack only when the one before is planned, and applied or without changes', () => {
    expect([pipeline.stages['plan_dev_network']?.condition, pipeline.stages['plan_dev_platform']?.condition]).toEqual([
      undefined,
      "and(not(canceled()), eq(dependencies.plan_dev_network.result, 'Succeeded'), in(dependencies.apply_dev_network.result, 'Succeeded', 'Skipped'))",
    ]);
  });
});

describe('model-train', () => {
  const order = (pipeline: Pipeline): string[] => [...linesOf(pipeline).matchAll(/mlops (\w[\w-]*)|docker (build|push)|(trivy image)/g)].map(([match]) => match);

  test('registers only after the comparison, and builds only what was registered', () => {
    expect(order(modelTrain(OPTIONS))).toEqual(['mlops submit', 'mlops score-test', 'mlops compare', 'mlops register', 'mlops report', 'mlops fetch', 'docker build', 'trivy image', 'docker push']);
  });

  test('asks for the path of the first model; retraining never takes it', () => {
    expect([modelTrain(OPTIONS).parameters?.['firstModel']?.default, retrain(OPTIONS).parameters, linesOf(retrain(OPTIONS)).includes('--first-model'), order(retrain(OPTIONS))]).toEqual([false, undefined, false, order(modelTrain(OPTIONS))]);
  });

  test('keeps the address of the channel off command lines', () => {
    const posts = stepsOf(modelTrain(OPTIONS)).flatMap((step) => (step.kind === 'script' && step.displayName === 'Tell the team' ? [step] : []));
    expect(posts.map(({ env, lines, condition }) => [env?.['TEAMS_WEBHOOK_URL'], lines.some((line) => line.includes('$(teams-webhook-url)')), condition])).toEqual(Array(3).fill(['$(teams-webhook-url)', false, 'always()']));
  });
});

describe('model-rollout', () => {
  const { stages } = modelRollout(OPTIONS);

  test('walks the steps of an environment in order, and then takes back or finishes', () => {
    expect(Object.entries(stages).filter(([name]) => name.startsWith('dev_')).map(([name, { dependsOn }]) => [name, dependsOn])).toEqual([
      ['dev_scoring_look', []],
      ['dev_scoring_dark', ['dev_scoring_look']],
      ['dev_scoring_ten', ['dev_scoring_look', 'dev_scoring_dark']],
      ['dev_scoring_all', ['dev_scoring_look', 'dev_scoring_ten']],
      ['dev_scoring_take_back', ['dev_scoring_look', 'dev_scoring_dark', 'dev_scoring_ten', 'dev_scoring_all']],
      ['dev_scoring_finish', ['dev_scoring_look', 'dev_scoring_all']],
    ]);
  });

  test('pauses and judges where a step says so', () => {
    expect([Object.keys(stages['dev_scoring_dark']?.jobs ?? {}), Object.keys(stages['dev_scoring_ten']?.jobs ?? {}), stages['dev_scoring_ten']?.jobs['wait']]).toEqual([
      ['move'],
      ['move', 'wait', 'judge'],
      { kind: 'pause', displayName: 'Watch for 30 minutes', minutes: 30, dependsOn: ['move'] },
    ]);
  });

  test('takes a candidate back where a step failed, or the run was canceled', () => {
    expect(stages['dev_scoring_take_back']?.condition).toBe("and(eq(dependencies.dev_scoring_look.outputs['look.found.candidate'], 'true'), or(canceled(), eq(dependencies.dev_scoring_dark.result, 'Failed'), eq(dependencies.dev_scoring_ten.result, 'Failed'), eq(dependencies.dev_scoring_all.result, 'Failed')))");
  });

  test('proposes the same digest to the next environment, and to none after the last', () => {
    const proposals = (name: string): string[] => Object.values(stages[`${name}_scoring_finish`]?.jobs ?? {}).flatMap((job) => (job.kind === 'pause' ? [] : job.steps)).flatMap((step) => ('lines' in step ? step.lines : [])).filter((line) => line.includes('release -- propose'));
    expect([proposals('dev'), proposals('prod')]).toEqual([['npm run --silent release -- propose --env "test" --service "scoring" --digest "$digest" --model-version "$version"'], []]);
  });
});
