import type { Pipeline } from '../model';
import { script } from './infra-steps';
import type { PipelineOptions } from './options';
import { DEFAULT_BRANCH } from './options';

/** How many iterations there always are ahead. */
const ITERATIONS_AHEAD = 6;
/** How long an iteration takes. */
const ITERATION_DAYS = 14;
/** A Monday that iterations are counted from, so that each run finds the same ones. */
const FIRST_MONDAY = '2026-01-05';

/**
 * What no provider does in Azure Boards and Test Plans: iterations, and the test plan that models are accepted by. Each step looks
 * first at what is there, so that it can run as often as one likes; what a team has changed stays.
 */
export function boardsSetup({ branch = DEFAULT_BRANCH }: PipelineOptions): Pipeline {
  return {
    name: 'boards-setup',
    description: 'keeps iterations ahead of the teams, and the test plan that models are accepted by',
    runName: 'boards-$(Date:yyyyMMdd)$(Rev:.r)',
    schedules: [{ displayName: 'Every Monday', cron: '0 2 * * Mon', branch, always: true }],
    pool: { vmImage: 'ubuntu-24.04' },
    stages: {
      boards: {
        displayName: 'Boards and test plans',
        jobs: {
          iterations: {
            kind: 'job',
            displayName: 'Iterations',
            steps: [
              { kind: 'checkout', repository: 'none' },
              script('Keep iterations ahead', [
                'az extension add --name azure-devops --yes',
                'az devops configure --defaults organization="$SYSTEM_COLLECTIONURI" project="$SYSTEM_TEAMPROJECT"',
                `length=$((${ITERATION_DAYS} * 86400))`,
                `first=$(date --utc --date ${FIRST_MONDAY} +%s)`,
                'now=$(( ($(date --utc +%s) - first) / length ))',
                'known=$(az boards iteration project list --depth 1 --query "children[].name" --output tsv)',
                `for number in $(seq "$now" $((now + ${ITERATIONS_AHEAD}))); do`,
                '  name="Iteration $((number + 1))"',
                '  if grep --fixed-strings --line-regexp --quiet "$name" <<< "$known"; then continue; fi',
                '  start=$(date --utc --date "@$((first + number * length))" +%F)',
                '  finish=$(date --utc --date "@$((first + (number + 1) * length - 3 * 86400))" +%F)',
                '  az boards iteration project create --name "$name" --start-date "$start" --finish-date "$finish" --output none',
                'done',
              ], { env: { AZURE_DEVOPS_EXT_PAT: '$(System.AccessToken)' } }),
            ],
          },
          testPlan: {
            kind: 'job',
            displayName: 'Test plan',
            steps: [
              { kind: 'checkout', repository: 'none' },
              script('Keep a test plan for acceptance', [
                'api="$SYSTEM_COLLECTIONURI$SYSTEM_TEAMPROJECT/_apis/testplan/plans"',
                'name="Customer acceptance"',
                'ask() { curl --fail --silent --show-error --header "Content-Type: application/json" --config - "$@" <<< "header = \\"Authorization: Bearer $SYSTEM_ACCESSTOKEN\\""; }',
                'found=$(ask "$api?api-version=7.1" | jq --arg name "$name" \'[.value[] | select(.name == $name)] | length\')',
                'if [ "$found" -gt 0 ]; then echo "The test plan is there."; exit 0; fi',
                'body=$(jq --null-input --arg name "$name" --arg project "$SYSTEM_TEAMPROJECT" \'{name: $name, areaPath: $project, iteration: $project}\')',
                'plan=$(ask "$api?api-version=7.1" --data "$body")',
                'root=$(jq .rootSuite.id <<< "$plan")',
                'for suite in "Validation set" "Fairness and explanation" "Service level" "Rollback"; do',
                '  body=$(jq --null-input --arg name "$suite" --argjson root "$root" \'{suiteType: "staticTestSuite", name: $name, parentSuite: {id: $root}}\')',
                '  ask "$api/$(jq .id <<< "$plan")/suites?api-version=7.1" --data "$body" > /dev/null',
                'done',
              ], { env: { SYSTEM_ACCESSTOKEN: '$(System.AccessToken)' } }),
            ],
          },
        },
      },
    },
  };
}
