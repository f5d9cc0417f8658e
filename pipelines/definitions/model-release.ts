import type { Job, Parameter, Pipeline, Step } from '../model';
import { prepareNode, script } from './infra-steps';
import type { PipelineEnvironment, PipelineOptions } from './options';

/** Brings a branch to the server and asks for its review; the review of the plan shows the old and the new digest. */
export function pullRequest(branch: string, title: string, description: string): string[] {
  return [
    'if git diff --quiet; then echo "Nothing to change." >&2; exit 1; fi',
    'git config user.name "Release pipeline"',
    'git config user.email "release-pipeline@noreply.invalid"',
    `git checkout -b "${branch}"`,
    'git add environments/releases',
    `git commit --message "${title}"`,
    `git -c http.extraheader="AUTHORIZATION: bearer $SYSTEM_ACCESSTOKEN" push origin "HEAD:refs/heads/${branch}"`,
    'az extension add --name azure-devops --yes',
    'az devops configure --defaults organization="$SYSTEM_COLLECTIONURI" project="$SYSTEM_TEAMPROJECT"',
    `az repos pr create --repository "$BUILD_REPOSITORY_NAME" --source-branch "${branch}" --title "${title}" --description "${description}" --auto-complete true --delete-source-branch true --squash true --output none`,
  ];
}

/** What the steps of a pull request need: the identity of the pipeline, and nothing that is written down. */
export const PULL_REQUEST_ENV = { SYSTEM_ACCESSTOKEN: '$(System.AccessToken)', AZURE_DEVOPS_EXT_PAT: '$(System.AccessToken)' };

/**
 * The first half of a release: proposes an image for an environment, by its digest, as a pull request. Who reviews it sees in
 * the plan which digest goes and which one comes. What is merged is deployed by `infra-deploy`, with the validation set before
 * any traffic; `model-rollout` takes it from there, and proposes it to the next environment.
 */
export function modelRelease(options: PipelineOptions): Pipeline {
  const { environments } = options;
  const names = environments.map(({ name }) => name);
  const parameters: Record<string, Parameter> = {
    environment: { displayName: 'Environment; the first one, unless a release is repeated', type: 'string', default: names[0] ?? '', values: names },
    service: { displayName: 'Service', type: 'string', default: 'scoring' },
  };
  return {
    name: 'model-release',
    description: 'proposes the image of the last training for an environment, by its digest, as a pull request; changes nothing itself',
    runName: 'release-$(Date:yyyyMMdd)$(Rev:.r)',
    pipelineResources: { training: { source: 'model-train', triggerBranches: [options.branch ?? 'main'] }, retraining: { source: 'retrain', triggerBranches: [options.branch ?? 'main'] } },
    parameters,
    pool: { vmImage: 'ubuntu-24.04' },
    stages: { propose: { displayName: 'Propose', jobs: { propose: proposeJob(options) } } },
  };
}

function proposeJob(options: PipelineOptions): Job {
  return {
    kind: 'job',
    displayName: 'Propose the image',
    timeoutMinutes: 20,
    steps: [
      ...prepareNode(options, 0),
      // Of the two, the one that started this run; by hand, the last training.
      { kind: 'download', displayName: 'Fetch what was trained', artifact: 'release', pipeline: 'training' },
      { kind: 'download', displayName: 'Fetch what was retrained', artifact: 'release', pipeline: 'retraining' },
      propose('${{ parameters.environment }}', '${{ parameters.service }}', [
        'from=training; if [ "$(Build.TriggeredBy.DefinitionName)" = "retrain" ]; then from=retraining; fi',
        'digest=$(jq -er .digest "$PIPELINE_WORKSPACE/$from/release/release.json")',
        'version=$(jq -er .modelVersion "$PIPELINE_WORKSPACE/$from/release/release.json")',
      ]),
    ],
  };
}

/** Proposes a digest for a service of an environment. `lines` set `digest` and `version`. */
export function propose(environment: string, service: string, lines: readonly string[]): Step {
  return script(
    'Propose it in a pull request',
    [
      ...lines,
      `npm run --silent release -- propose --env "${environment}" --service "${service}" --digest "$digest" --model-version "$version"`,
      ...pullRequest(`release/${environment}-${service}-$(Build.BuildId)`, `Release ${service} to ${environment}: model version $version`, `Image $digest. The plan in this pull request shows the old and the new digest.`),
    ],
    { env: PULL_REQUEST_ENV },
  );
}

/** The environment after one, if there is one. */
export function nextOf(environments: readonly PipelineEnvironment[], { name }: PipelineEnvironment): PipelineEnvironment | undefined {
  return environments[environments.findIndex((environment) => environment.name === name) + 1];
}
