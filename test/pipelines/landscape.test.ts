import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Ajv from 'ajv';
import { parse } from 'yaml';
import { formatProblem } from '../../constructs/core/errors';
import shared from '../../environments/shared';
import { checkPipelines } from '../../pipelines/checks';
import { pipelineContext, pipelineOptions, pipelineSets, stacksOf } from '../../pipelines/landscape';
import { usesOf } from '../../pipelines/uses';
import { loadLandscape } from '../../stacks/landscape';
import { problemsOf } from '../environments/wrong';
import { synthesisedLandscape } from '../support/landscape';
import { variant } from '../stacks/landscape-of';
import { pipelineFiles, staleFiles, writeFiles } from '../../tools/pipelines';
import schema from './azure-pipelines.schema.json';

const { environments } = loadLandscape({ variables: {} });
const options = pipelineOptions({ shared, environments });
const sets = pipelineSets(options);

describe('the pipelines of the landscape', () => {
  test('name only what is there', () => {
    expect(checkPipelines(sets.flatMap(({ pipelines }) => pipelines), pipelineContext(options, sets))).toBe(undefined);
  });

  test('know every stack of every environment, in the order they are defined in', () => {
    const names = Object.keys(synthesisedLandscape());
    expect(environments.map(stacksOf)).toEqual(environments.map(({ name }) => names.filter((stack) => stack.startsWith(`${name}-`))));
  });

  test('take names and states from the environments', () => {
    expect(options.environments[0]).toMatchObject({
      name: 'dev', planConnection: 'azure-dev-plan', deployConnection: 'azure-dev-deploy', modelConnection: 'azure-dev-model', variableGroup: 'landscape-dev', pool: { name: 'private' }, stateContainer: 'tfstate-dev',
    });
    expect(pipelineOptions({ shared: { ...shared, devOps: { ...shared.devOps, agentPool: undefined } }, environments }).environments[0]?.pool).toEqual({ vmImage: 'ubuntu-24.04' });
  });

  test('take the steps of a rollout from the environment that serves', () => {
    expect(options.environments.map(({ servingStack }) => servingStack)).toEqual([undefined, 'test-serving', 'prod-serving']);
    expect(options.environments[2]?.rollouts).toEqual([{ service: 'scoring', steps: [{ name: 'stable' }, { name: 'mirror', pauseMinutes: 30 }, { name: 'canary-10', pauseMinutes: 30 }, { name: 'canary-50', pauseMinutes: 30 }, { name: 'complete' }] }]);
    expect(sets.flatMap(({ pipelines }) => pipelines.map(({ name }) => name))).toEqual(['infra-pr', 'infra-deploy', 'infra-drift', 'model-release', 'model-rollout', 'boards-setup', 'model-ci', 'model-train', 'retrain']);
    const idle = options.environments.map(({ servingStack: _, rollouts: __, ...environment }) => environment);
    expect(pipelineSets({ ...options, environments: idle })[0]?.pipelines.map(({ name }) => name)).toEqual(['infra-pr', 'infra-deploy', 'infra-drift', 'boards-setup']);
  });

  test('fail with a state that they don\'t reach', () => {
    expect(problemsOf(() => pipelineOptions({ shared, environments: [variant('dev', { state: { kind: 'local' } })] })).map(formatProblem)).toEqual([`[PipelineStateLocal] 'dev.state.kind' is a state that pipelines can't reach: got "local"; expected "azurerm"; set { kind: 'azurerm' }`]);
  });

  test('are given what they use, and no more', () => {
    const [infrastructure] = sets;
    const uses = Object.fromEntries((infrastructure?.pipelines ?? []).map((pipeline) => [pipeline.name, usesOf(pipeline)]));
    expect(uses['infra-pr']).toEqual({ serviceConnections: ['azure-dev-plan', 'azure-test-plan', 'azure-prod-plan'], variableGroups: [], environments: [], pools: ['private'] });
    expect(uses['infra-deploy']).toEqual({ serviceConnections: ['azure-dev-deploy', 'azure-test-deploy', 'azure-prod-deploy'], variableGroups: [], environments: ['dev', 'test', 'prod'], pools: ['private'] });
    expect(uses['boards-setup']).toEqual({ serviceConnections: [], variableGroups: [], environments: [], pools: [] });
  });
});

describe('the files of the pipelines', () => {
  const files = pipelineFiles();

  test('are what the command writes', () => {
    expect(staleFiles(files)).toEqual([]);
  });

  test('are found out when they are not', () => {
    expect(staleFiles({ ...files, '.azure-pipelines/infra-pr.yml': '', '.azure-pipelines/new.yml': '' })).toEqual(['.azure-pipelines/infra-pr.yml', '.azure-pipelines/new.yml']);
  });

  test('are written where they differ, and removed with their pipelines', () => {
    const root = mkdtempSync(join(tmpdir(), 'landscape-test-'));
    try {
      const some = { 'a/one.yml': '1', 'a/two.yml': '2' };
      expect(writeFiles(some, root)).toEqual(['a/one.yml', 'a/two.yml']);
      expect(writeFiles({ 'a/one.yml': '3' }, root)).toEqual(['a/one.yml', 'a/two.yml']);
      expect([readdirSync(join(root, 'a')), readFileSync(join(root, 'a/one.yml'), 'utf8'), staleFiles({ 'a/one.yml': '3' }, root)]).toEqual([['one.yml'], '3', []]);
    } finally {
      rmSync(root, { recursive: true });
    }
  });

  test.each(Object.entries(files))('%s is as Azure Pipelines has it', (_, text) => {
    const validate = new Ajv({ strict: false, allErrors: true, unicodeRegExp: false }).compile(schema);
    validate(parse(text));
    expect(validate.errors ?? []).toEqual([]);
  });
});
