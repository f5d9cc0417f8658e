import type { Pipeline } from '../model';
import { script } from './infra-steps';
import { MLOPS, preparePython } from './model-steps';

/** The pipeline of pull requests to the model repository: what can be told without Azure. */
export function modelCi(): Pipeline {
  return {
    name: 'model-ci',
    description: 'checks a change of the model: lint, types, tests with coverage, the data',
    runName: 'pr-$(Build.BuildId)',
    pullRequest: true,
    pool: { vmImage: 'ubuntu-24.04' },
    stages: {
      check: {
        displayName: 'Check',
        jobs: {
          check: {
            kind: 'job',
            displayName: 'Lint, types, tests, data',
            timeoutMinutes: 20,
            steps: [
              ...preparePython(['requirements.txt', 'requirements-dev.txt']),
              script('Lint', ['.venv/bin/ruff check .', '.venv/bin/ruff format --check .']),
              script('Types', ['.venv/bin/mypy']),
              script('Tests', ['.venv/bin/pytest --junitxml=test-results.xml']),
              { kind: 'task', displayName: 'Show the tests', task: 'PublishTestResults@2', condition: 'succeededOrFailed()', inputs: { testResultsFormat: 'JUnit', testResultsFiles: 'test-results.xml', failTaskOnFailedTests: true } },
              script('Data', [`${MLOPS} prepare --out data`]),
              script('Every step and every gate, once', [`${MLOPS} local --out outputs`], { env: { COMMIT: '$(Build.SourceVersion)' } }),
              { kind: 'publish', displayName: 'Keep the report', path: 'outputs', artifact: 'local-run', condition: 'succeededOrFailed()' },
            ],
          },
        },
      },
    },
  };
}
