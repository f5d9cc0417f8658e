import type { DeploymentJob, Job, PauseJob, Pipeline, Stage } from '../model';
import { identifier, prepareNode, prepareTerraform, script, stackFolder, synthesise, terraform } from './infra-steps';
import { nextOf, propose, pullRequest, PULL_REQUEST_ENV } from './model-release';
import type { PipelineEnvironment, PipelineOptions } from './options';
import { DEFAULT_BRANCH } from './options';

/** Resource types that a step of a rollout may change: the route, and what it is known by. */
const STEP_TYPES = ['kubernetes_manifest'];

/**
 * The second half of a release: once `infra-deploy` has brought a candidate into an environment, and it has passed its
 * validation set, gives it traffic step by step. Each step is a plan that may change the route and nothing else; after its pause
 * the gates are judged, and the candidate goes on, or is taken back at once. A candidate that took over is proposed to the next
 * environment: the same digest, never a new build.
 */
export function modelRollout(options: PipelineOptions): Pipeline {
  const { environments, branch = DEFAULT_BRANCH } = options;
  const stages: Record<string, Stage> = {};
  for (const environment of environments.filter(({ servingStack, rollouts = [] }) => servingStack !== undefined && rollouts.length > 0)) Object.assign(stages, rolloutStages(environment, options));
  return {
    name: 'model-rollout',
    description: 'gives a deployed candidate its traffic step by step, judged by metrics; takes it back, or proposes it to the next environment',
    runName: 'rollout-$(Date:yyyyMMdd)$(Rev:.r)',
    pipelineResources: { deployment: { source: 'infra-deploy', triggerBranches: [branch] } },
    pool: { vmImage: 'ubuntu-24.04' },
    stages,
  };
}

function rolloutStages(environment: PipelineEnvironment, options: PipelineOptions): Record<string, Stage> {
  const stages: Record<string, Stage> = {};
  for (const { service, steps } of environment.rollouts ?? []) {
    const name = (...parts: string[]): string => identifier(environment.name, service, ...parts);
    const look = name('look');
    const hasCandidate = `eq(dependencies.${look}.outputs['look.found.candidate'], 'true')`;
    stages[look] = { displayName: `${environment.name}: is there a candidate for ${service}?`, dependsOn: [], jobs: { look: lookJob(environment, service, options) } };
    let previous = look;
    const walked: string[] = [];
    for (const step of steps) {
      const stage = name(step.name);
      stages[stage] = {
        displayName: `${environment.name}: ${service}, ${step.name}`,
        dependsOn: previous === look ? [look] : [look, previous],
        condition: `and(succeeded(), ${hasCandidate})`,
        lockBehavior: 'sequential',
        pool: environment.pool,
        variableGroups: [environment.variableGroup],
        jobs: stepJobs(environment, service, step, options),
      };
      walked.push(stage);
      previous = stage;
    }
    stages[name('take', 'back')] = {
      displayName: `${environment.name}: take ${service} back`,
      dependsOn: [look, ...walked],
      // Also when a run is canceled half-way: a candidate is never left with traffic that nobody watches.
      condition: `and(${hasCandidate}, or(canceled(), ${walked.map((stage) => `eq(dependencies.${stage}.result, 'Failed')`).join(', ')}))`,
      pool: environment.pool,
      variableGroups: [environment.variableGroup],
      jobs: { back: backJob(environment, service, options) },
    };
    stages[name('finish')] = {
      displayName: `${environment.name}: finish ${service}`,
      dependsOn: [look, previous],
      condition: `and(succeeded(), ${hasCandidate})`,
      jobs: { finish: finishJob(environment, service, look, options) },
    };
  }
  return stages;
}

function lookJob({ name }: PipelineEnvironment, service: string, options: PipelineOptions): Job {
  return {
    kind: 'job',
    displayName: 'Read what is released',
    timeoutMinutes: 15,
    steps: [
      ...prepareNode(options),
      script(
        'Read the release',
        [
          `npm run --silent release -- status --env ${name} --json > status.json`,
          `candidate=$(jq -r '.services["${service}"].candidate != null' status.json)`,
          'echo "##vso[task.setvariable variable=candidate;isOutput=true]$candidate"',
          `echo "##vso[task.setvariable variable=digest;isOutput=true]$(jq -r '.services["${service}"].candidate.digest // ""' status.json)"`,
          `echo "##vso[task.setvariable variable=modelVersion;isOutput=true]$(jq -r '.services["${service}"].candidate.modelVersion // ""' status.json)"`,
        ],
        { name: 'found' },
      ),
    ],
  };
}

/** Moves the route to a step, waits, and judges. */
function stepJobs(environment: PipelineEnvironment, service: string, step: { readonly name: string; readonly pauseMinutes?: number }, options: PipelineOptions): Record<string, DeploymentJob | PauseJob | Job> {
  const { servingStack = '', deployConnection, planConnection } = environment;
  const folder = stackFolder(servingStack);
  const move: DeploymentJob = {
    kind: 'deployment',
    displayName: `Move to ${step.name}`,
    environment: environment.name,
    steps: [
      ...prepareNode(options),
      prepareTerraform(options),
      synthesise(environment),
      terraform(`Move to ${step.name}`, deployConnection, moveTo(folder, service, step.name)),
    ],
  };
  if (step.pauseMinutes === undefined) return { move };
  return {
    move,
    wait: { kind: 'pause', displayName: `Watch for ${step.pauseMinutes} minutes`, minutes: step.pauseMinutes, dependsOn: ['move'] },
    judge: {
      kind: 'job',
      displayName: 'Judge by the gates',
      dependsOn: ['wait'],
      timeoutMinutes: 20,
      steps: [
        ...prepareNode(options),
        terraform('Judge', planConnection, [
          'az aks get-credentials --resource-group "$(clusterResourceGroup)" --name "$(clusterName)" --file kubeconfig --only-show-errors',
          'kubelogin convert-kubeconfig --login azurecli --kubeconfig kubeconfig',
          `kubectl --kubeconfig kubeconfig get configmap ${service}-rollout --namespace "$(servingNamespace)" --output "jsonpath={.data.rollout\\.json}" > rollout.json`,
          'PROMETHEUS_TOKEN=$(az account get-access-token --resource https://prometheus.monitor.azure.com --query accessToken --output tsv)',
          'export PROMETHEUS_TOKEN',
          'prometheus=$(az resource show --resource-group "$(clusterResourceGroup)" --resource-type Microsoft.Monitor/accounts --name "$(monitorWorkspace)" --query properties.metrics.prometheusQueryEndpoint --output tsv)',
          // 3: a gate failed; 4: too few requests to say. Both end the run, and the candidate is taken back.
          `npm run --silent rollout -- --plan rollout.json --step ${step.name} --prometheus "$prometheus"`,
        ]),
      ],
    },
  };
}

/** Plans a step, makes sure that it changes the route alone, and applies exactly that plan. */
function moveTo(folder: string, service: string, step: string): string[] {
  const allowed = STEP_TYPES.map((type) => `"${type}"`).join(', ');
  return [
    `export TF_VAR_rollout_step_${service.replaceAll('-', '_')}=${step}`,
    `terraform -chdir=${folder} init`,
    `terraform -chdir=${folder} plan -out=step.tfplan`,
    `terraform -chdir=${folder} show -json step.tfplan > step.json`,
    `jq -e '[.resource_changes[] | select(.change.actions != ["no-op"] and .change.actions != ["read"])] | all((.type | IN(${allowed})) and .change.actions == ["update"])' step.json > /dev/null || { echo "The step would change more than the route: deploy that with infra-deploy first." >&2; exit 1; }`,
    'rm step.json',
    `terraform -chdir=${folder} apply step.tfplan`,
  ];
}

function backJob(environment: PipelineEnvironment, service: string, options: PipelineOptions): Job {
  const { servingStack = '', deployConnection } = environment;
  const first = environment.rollouts?.find((rollout) => rollout.service === service)?.steps[0]?.name ?? '';
  return {
    kind: 'job',
    displayName: 'All traffic to the stable deployment',
    steps: [
      ...prepareNode(options, 0),
      prepareTerraform(options),
      synthesise(environment),
      terraform('Take the candidate back', deployConnection, moveTo(stackFolder(servingStack), service, first)),
      script(
        'Propose to abandon it',
        [
          `npm run --silent release -- abandon --env ${environment.name} --service ${service}`,
          ...pullRequest(`release/${environment.name}-${service}-abandon-$(Build.BuildId)`, `Abandon the candidate of ${service} in ${environment.name}`, 'A gate of its rollout failed; it has no traffic any more.'),
        ],
        { env: PULL_REQUEST_ENV },
      ),
    ],
  };
}

function finishJob(environment: PipelineEnvironment, service: string, look: string, options: PipelineOptions): Job {
  const next = nextOf(options.environments, environment);
  return {
    kind: 'job',
    displayName: 'Record it, and pass it on',
    variables: { digest: `$[ stageDependencies.${look}.look.outputs['found.digest'] ]`, modelVersion: `$[ stageDependencies.${look}.look.outputs['found.modelVersion'] ]` },
    steps: [
      ...prepareNode(options, 0),
      script(
        'Propose that it is the stable one',
        [
          `npm run --silent release -- finish --env ${environment.name} --service ${service}`,
          ...pullRequest(`release/${environment.name}-${service}-finish-$(Build.BuildId)`, `Finish the release of ${service} to ${environment.name}`, 'The candidate has all traffic, and its gates held.'),
          'git checkout --detach "$BUILD_SOURCEVERSION"',
        ],
        { env: PULL_REQUEST_ENV },
      ),
      ...(next?.rollouts?.some((rollout) => rollout.service === service) ? [propose(next.name, service, ['digest="$(digest)"', 'version="$(modelVersion)"'])] : []),
    ],
  };
}
