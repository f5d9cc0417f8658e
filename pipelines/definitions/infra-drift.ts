import type { Job, Pipeline } from '../model';
import { identifier, prepareNode, prepareTerraform, script, stackFolder, synthesise, terraform } from './infra-steps';
import type { PipelineEnvironment, PipelineOptions } from './options';
import { DEFAULT_BRANCH } from './options';

/** The tag by which the work item of an environment's drift is found again. */
export const DRIFT_TAG = 'infra-drift';

/** The pipeline that looks every night whether Azure still is what was deployed, and keeps one work item for each environment that isn't. */
export function infraDrift(options: PipelineOptions): Pipeline {
  const { environments, branch = DEFAULT_BRANCH } = options;
  return {
    name: 'infra-drift',
    description: 'looks every night for what was changed by hand, and keeps one open work item for each environment',
    runName: 'drift-$(Date:yyyyMMdd)$(Rev:.r)',
    schedules: [{ displayName: 'Every night', cron: '0 3 * * *', branch, always: true }],
    pool: { vmImage: 'ubuntu-24.04' },
    // Side by side, on agents that reach the environment.
    stages: Object.fromEntries(environments.map((environment) => [identifier('drift', environment.name), { displayName: `Drift of ${environment.name}`, dependsOn: [], pool: environment.pool, jobs: { drift: driftJob(environment, options) } }])),
  };
}

function driftJob(environment: PipelineEnvironment, options: PipelineOptions): Job {
  const { name, stacks, planConnection } = environment;
  return {
    kind: 'job',
    displayName: `Drift of ${name}`,
    steps: [
      ...prepareNode(options),
      prepareTerraform(options),
      synthesise(environment),
      ...stacks.map((stack) =>
        terraform(`Compare ${stack}`, planConnection, [
          `terraform -chdir=${stackFolder(stack)} init`,
          `terraform -chdir=${stackFolder(stack)} plan -refresh-only -lock=false -out=drift.tfplan`,
          `terraform -chdir=${stackFolder(stack)} show -json drift.tfplan > ${stack}.plan.json`,
        ]),
      ),
      script(
        'Report the drift',
        [
          'code=0',
          `npm run --silent review -- drift ${stacks.map((stack) => `${stack}.plan.json`).join(' ')} --markdown drift.md --detailed-exitcode || code=$?`,
          'rm -f *.plan.json',
          'if [ "$code" -ne 0 ] && [ "$code" -ne 2 ]; then exit "$code"; fi',
          'echo "##vso[task.uploadsummary]$PWD/drift.md"',
          'if [ "$code" -eq 0 ]; then exit 0; fi',
          'az extension add --name azure-devops --yes',
          'az devops configure --defaults organization="$SYSTEM_COLLECTIONURI" project="$SYSTEM_TEAMPROJECT"',
          `open=$(az boards query --wiql "SELECT [System.Id] FROM WorkItems WHERE [System.Tags] CONTAINS '${DRIFT_TAG}' AND [System.Tags] CONTAINS '${name}' AND [System.State] NOT IN ('Closed', 'Done', 'Removed')" --query '[0].id' --output tsv)`,
          'if [ -n "$open" ]; then',
          '  az boards work-item update --id "$open" --discussion "$(cat drift.md)" --output none',
          'else',
          `  az boards work-item create --type Issue --title "Drift in ${name}" --description "$(cat drift.md)" --fields "System.Tags=${DRIFT_TAG}; ${name}" --output none`,
          'fi',
        ],
        { env: { AZURE_DEVOPS_EXT_PAT: '$(System.AccessToken)' } },
      ),
    ],
  };
}
