import type { Parameter, Pipeline, Schedule, Stage } from '../model';
import { script } from './infra-steps';
import { MLOPS, mlops, postToTeams, preparePython } from './model-steps';
import type { PipelineEnvironment, PipelineOptions } from './options';
import { DEFAULT_BRANCH } from './options';

/** Version of the scanner of images. */
const TRIVY_VERSION = '0.58.1';

const FIRST_MODEL: Record<string, Parameter> = {
  firstModel: { displayName: 'Is this the first model, with nothing registered to compare with?', type: 'boolean', default: false },
};

/**
 * The build pipeline: trains on the compute target, compares with the registered model on the same held-out data, registers
 * with its lineage only what is better, and builds the scoring image, which is known by its digest from here on.
 */
export function modelTrain(options: PipelineOptions): Pipeline {
  const { branch = DEFAULT_BRANCH } = options;
  return {
    name: 'model-train',
    description: 'trains, compares, registers what is better, builds and scans its image; releases nothing',
    runName: 'train-$(Date:yyyyMMdd)$(Rev:.r)',
    trigger: { branches: [branch], excludedPaths: ['Docs', '*.md'] },
    ...training(options, FIRST_MODEL),
  };
}

/** The same, by the clock and when a monitor finds drift (`RetrainingTrigger` queues it). It never takes the path of the first model. */
export function retrain(options: PipelineOptions): Pipeline {
  const { branch = DEFAULT_BRANCH } = options;
  const weekly: Schedule = { displayName: 'Every Monday', cron: '0 4 * * Mon', branch, always: true };
  return {
    name: 'retrain',
    description: 'trains anew every week, and when a monitor finds drift; the same gates as any training',
    runName: 'retrain-$(Date:yyyyMMdd)$(Rev:.r)',
    schedules: [weekly],
    ...training(options),
  };
}

function training(options: PipelineOptions, parameters?: Record<string, Parameter>): Pick<Pipeline, 'parameters' | 'pool' | 'variableGroups' | 'stages'> {
  const [first] = options.environments;
  if (!first) return { parameters, pool: { vmImage: 'ubuntu-24.04' }, stages: {} };
  return {
    parameters,
    pool: first.pool,
    variableGroups: [first.variableGroup, options.secretsGroup],
    stages: { train: trainStage(first), register: registerStage(first, parameters !== undefined), image: imageStage(first) },
  };
}

function trainStage({ modelConnection }: PipelineEnvironment): Stage {
  return {
    displayName: 'Train',
    jobs: {
      train: {
        kind: 'job',
        displayName: 'Train on the compute target',
        timeoutMinutes: 180,
        steps: [
          ...preparePython(['requirements.txt', 'azure/requirements-azure.txt']),
          mlops('Submit the training, and wait', modelConnection, [`${MLOPS} submit --workspace "$(workspaceAddress)" --compute "$(trainingCompute)" --out job --result job.json`]),
          { kind: 'publish', displayName: 'Keep what the job made', path: 'job/named-outputs/result', artifact: 'run' },
          postToTeams('Training'),
        ],
      },
    },
  };
}

function registerStage({ modelConnection }: PipelineEnvironment, mayBeFirst: boolean): Stage {
  const compare = `${MLOPS} compare --registry "azureml-registry:$(modelRegistry)" --model run/model --data run/data --evaluation run/evaluation.json --validation validation.json --out gate.json --result compare.json`;
  return {
    displayName: 'Compare and register',
    dependsOn: ['train'],
    jobs: {
      register: {
        kind: 'job',
        displayName: 'Register if better',
        steps: [
          ...preparePython(['requirements.txt', 'azure/requirements-azure.txt']),
          { kind: 'download', displayName: 'Fetch the run', artifact: 'run' },
          script('Take the run', ['mv "$PIPELINE_WORKSPACE/run" run']),
          script('Validation set through the scoring script', [`${MLOPS} score-test --model run/model --data run/data --out validation.json`]),
          mlops('Compare with the registered model', modelConnection, mayBeFirst ? ['first=()', 'if [ "$FIRST_MODEL" = "True" ]; then first=(--first-model); fi', `${compare} "\${first[@]}"`] : [compare], mayBeFirst ? { env: { FIRST_MODEL: '${{ parameters.firstModel }}' } } : {}),
          mlops('Register with its lineage', modelConnection, [
            `${MLOPS} register --registry "azureml-registry:$(modelRegistry)" --model run/model --decision gate.json --result register.json`,
            'echo "##vso[task.setvariable variable=modelVersion;isOutput=true]$(jq -r .version register.json)"',
          ], { name: 'registered' }),
          script('Write the report', [`${MLOPS} report --model run/model --evaluation run/evaluation.json --validation validation.json --decision gate.json --out report.html`], { condition: "and(succeededOrFailed(), ne(variables['Agent.JobStatus'], 'Canceled'))" }),
          { kind: 'publish', displayName: 'Keep the report', path: 'report.html', artifact: 'report', condition: 'succeededOrFailed()' },
          postToTeams('Comparison with the registered model'),
        ],
      },
    },
  };
}

function imageStage({ modelConnection }: PipelineEnvironment): Stage {
  return {
    displayName: 'Build the image',
    dependsOn: ['register'],
    jobs: {
      image: {
        kind: 'job',
        displayName: 'Build, scan, push by digest',
        variables: { modelVersion: "$[ stageDependencies.register.register.outputs['registered.modelVersion'] ]" },
        steps: [
          ...preparePython(['requirements.txt', 'azure/requirements-azure.txt']),
          // From the registry, not from the run: what is built is what was registered.
          mlops('Fetch the registered model', modelConnection, [
            `${MLOPS} fetch --registry "azureml-registry:$(modelRegistry)" --out model --result fetch.json`,
            'test "$(jq -r .version fetch.json)" = "$(modelVersion)"',
          ]),
          script('Build', [
            'folder=$(jq -r .folder fetch.json)',
            'docker build --tag "scoring:$(Build.BuildId)" --build-arg MODEL_DIR="$folder" --build-arg MODEL_NAME="$(jq -r .name fetch.json)" --build-arg MODEL_VERSION="$(modelVersion)" --build-arg COMMIT="$(Build.SourceVersion)" .',
          ]),
          script('Install the scanner', [
            'mkdir -p "$AGENT_TEMPDIRECTORY/bin" && cd "$AGENT_TEMPDIRECTORY"',
            `curl --fail --silent --show-error --location --remote-name https://github.com/aquasecurity/trivy/releases/download/v${TRIVY_VERSION}/trivy_${TRIVY_VERSION}_Linux-64bit.tar.gz`,
            `curl --fail --silent --show-error --location https://github.com/aquasecurity/trivy/releases/download/v${TRIVY_VERSION}/trivy_${TRIVY_VERSION}_checksums.txt | grep ' trivy_${TRIVY_VERSION}_Linux-64bit.tar.gz$' | sha256sum --check`,
            `tar --extract --gzip --file trivy_${TRIVY_VERSION}_Linux-64bit.tar.gz --directory bin trivy`,
            'echo "##vso[task.prependpath]$AGENT_TEMPDIRECTORY/bin"',
          ]),
          script('Scan', ['trivy image --exit-code 1 --severity HIGH,CRITICAL --ignore-unfixed "scoring:$(Build.BuildId)"']),
          mlops('Push', modelConnection, [
            'az acr login --name "$(containerRegistry)"',
            'image="$(containerRegistryServer)/$(imageRepository):$(Build.BuildId)"',
            'docker tag "scoring:$(Build.BuildId)" "$image"',
            'docker push "$image"',
            'digest=$(docker inspect --format "{{index .RepoDigests 0}}" "$image" | cut -d@ -f2)',
            'mkdir -p release',
            'jq --null-input --arg digest "$digest" --arg model "$(modelVersion)" --arg commit "$COMMIT" --arg build "$BUILD_ID" \'{digest: $digest, modelVersion: $model, commit: $commit, build: $build}\' > release/release.json',
          ]),
          { kind: 'publish', displayName: 'Say what can be released', path: 'release', artifact: 'release' },
          postToTeams('Scoring image'),
        ],
      },
    },
  };
}
