import { fail } from '../constructs/core/errors';
import { RolloutSteps } from '../constructs/ml/rollout-step';
import { cloudOfSetting } from '../environments/rules/cloud';
import type { Environment, SharedSettings } from '../environments/schema';
import { stateBackend } from '../stacks/environment-stack';
import { boardsSetup } from './definitions/boards';
import { infraDeploy } from './definitions/infra-deploy';
import { infraDrift } from './definitions/infra-drift';
import { infraPullRequest } from './definitions/infra-pr';
import { modelCi } from './definitions/model-ci';
import { modelRelease } from './definitions/model-release';
import { modelRollout } from './definitions/model-rollout';
import { modelTrain, retrain } from './definitions/model-train';
import type { PipelineEnvironment, PipelineOptions, PipelineRollout } from './definitions/options';
import type { Pipeline, PipelineContext, Pool } from './model';

/** What a service connection of an environment is for. */
export const CONNECTION_PURPOSES = ['plan', 'deploy', 'model'] as const;
export type ConnectionPurpose = (typeof CONNECTION_PURPOSES)[number];

/** The variable group that is linked to the key vault. */
export const SECRETS_GROUP = 'landscape-secrets';
/** The secret that holds the webhook of the team's channel, as pipelines know it. */
export const TEAMS_WEBHOOK_SECRET = 'teams-webhook-url';
/** Names of the repositories. */
export const REPOSITORIES = { infrastructure: 'infrastructure', model: 'model' } as const;
/** The agents of Microsoft. */
const HOSTED: Pool = { vmImage: 'ubuntu-24.04' };

/** What the pipelines of a landscape are derived from. */
export interface PipelineSource {
  readonly shared: SharedSettings;
  readonly environments: readonly Environment[];
}

/** Pipelines that are in one repository, and where in it. */
export interface PipelineSet {
  readonly repository: keyof typeof REPOSITORIES;
  /** The folder of the YAML files, as the repository has it. */
  readonly folder: string;
  /** The folder that the YAML files are written to here. */
  readonly writtenTo: string;
  readonly pipelines: readonly Pipeline[];
}

/** The service connection of an environment for a purpose. */
export function connectionName(environment: string, purpose: ConnectionPurpose): string {
  return `azure-${environment}-${purpose}`;
}

/** The variable group that names what is in an environment. */
export function variableGroupName(environment: string): string {
  return `landscape-${environment}`;
}

/** Whether the project's pipelines drive an environment: an identity signs in to its own cloud alone. */
export function usesDevOps(environment: Environment, shared: SharedSettings): boolean {
  return shared.devOps !== undefined && cloudOfSetting(environment.cloud) === cloudOfSetting(shared.cloud);
}

/** What the pipelines of a landscape are made from: every name of it comes from the environments. */
export function pipelineOptions({ shared, environments }: PipelineSource): PipelineOptions {
  return { environments: environments.filter((environment) => usesDevOps(environment, shared)).map((environment) => pipelineEnvironment(environment, shared)), secretsGroup: SECRETS_GROUP };
}

/** The stacks of an environment, in the order in which they depend on each other. */
export function stacksOf({ name, features, aks }: Pick<Environment, 'name' | 'features' | 'aks'>): string[] {
  return ['network', 'platform', 'ml', ...(features.aks ? ['aks'] : []), ...(features.aks && aks?.serving ? ['serving'] : [])].map((part) => `${name}-${part}`);
}

function pipelineEnvironment(environment: Environment, shared: SharedSettings): PipelineEnvironment {
  const { name } = environment;
  const backend = stateBackend(environment, name, shared);
  if (backend.kind !== 'azurerm') return fail('pipelines', { code: 'PipelineStateLocal', prop: `${name}.state.kind`, rule: "is a state that pipelines can't reach", got: backend.kind, expected: '"azurerm"', fix: "set { kind: 'azurerm' }" });
  return {
    name,
    stacks: stacksOf(environment),
    planConnection: connectionName(name, 'plan'),
    deployConnection: connectionName(name, 'deploy'),
    modelConnection: connectionName(name, 'model'),
    variableGroup: variableGroupName(name),
    pool: shared.devOps?.agentPool ? { name: shared.devOps.agentPool.name } : HOSTED,
    ...servingOf(environment),
    stateAccount: backend.storageAccountName,
    stateContainer: backend.containerName,
  };
}

/** The stack that serves, and the steps of each service's rollout, as the stack has them. */
function servingOf({ name, features, aks }: Environment): Pick<PipelineEnvironment, 'servingStack' | 'rollouts'> {
  if (!features.aks || !aks?.serving) return {};
  const rollouts = Object.entries(aks.serving.services).map(([service, { rollout }]): PipelineRollout => ({
    service,
    steps: RolloutSteps.canary(rollout.percents, { gates: [], pauseMinutes: rollout.pauseMinutes, mirrorPercent: rollout.mirrorPercent }).map((step) => ({ name: step.name, pauseMinutes: step.pauseMinutes })),
  }));
  return { servingStack: `${name}-serving`, rollouts };
}

/** The pipelines of a landscape, by the repository that they are in. */
export function pipelineSets(options: PipelineOptions): PipelineSet[] {
  const serving = options.environments.filter(({ rollouts = [] }) => rollouts.length > 0);
  // What is released is written in the repository of the infrastructure, whose plans show it.
  const releases = serving.length > 0 ? [modelRelease({ ...options, environments: serving }), modelRollout(options)] : [];
  return [
    { repository: 'infrastructure', folder: '.azure-pipelines', writtenTo: '.azure-pipelines', pipelines: [infraPullRequest(options), infraDeploy(options), infraDrift(options), ...releases, boardsSetup(options)] },
    { repository: 'model', folder: 'pipelines', writtenTo: 'mlops/pipelines', pipelines: [modelCi(), modelTrain(options), retrain(options)] },
  ];
}

/** What is in the project that the pipelines run in. */
export function pipelineContext({ environments, secretsGroup }: PipelineOptions, sets: readonly PipelineSet[]): PipelineContext {
  const pools = environments.flatMap(({ pool }) => ('name' in pool ? [pool.name] : []));
  return {
    environments: environments.map(({ name }) => name),
    serviceConnections: environments.flatMap(({ planConnection, deployConnection, modelConnection }) => [planConnection, deployConnection, modelConnection]),
    variableGroups: [...environments.map(({ variableGroup }) => variableGroup), secretsGroup],
    pools: [...new Set(pools)],
    pipelines: sets.flatMap(({ pipelines }) => pipelines.map(({ name }) => name)),
  };
}
