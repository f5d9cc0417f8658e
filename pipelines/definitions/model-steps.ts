import type { AzureCliStep, Step } from '../model';
import { script } from './infra-steps';
import { PYTHON_VERSION } from './options';

/** The program of the model repository, in the environment that `preparePython` makes. */
export const MLOPS = '.venv/bin/mlops';

/** Lineage, as the program reads it from its environment. */
export const LINEAGE = { COMMIT: '$(Build.SourceVersion)', BUILD_ID: '$(Build.BuildId)' };

/** Fetches the sources, Python and the locked packages; nothing that isn't in the lock, nothing whose hash differs. */
export function preparePython(requirements: readonly string[]): Step[] {
  return [
    { kind: 'checkout' },
    { kind: 'task', displayName: 'Use Python', task: 'UsePythonVersion@0', inputs: { versionSpec: PYTHON_VERSION } },
    script('Install the locked packages', [
      'python -m venv .venv',
      `.venv/bin/pip install --quiet --require-hashes --only-binary :all: ${requirements.map((file) => `--requirement ${file}`).join(' ')}`,
      '.venv/bin/pip install --quiet --no-index --no-deps --no-build-isolation .',
    ]),
  ];
}

/** Commands of the program, signed in to Azure. */
export function mlops(displayName: string, serviceConnection: string, lines: readonly string[], more: Partial<AzureCliStep> = {}): AzureCliStep {
  return { kind: 'azureCli', displayName, serviceConnection, lines, ...more, env: { ...LINEAGE, ...more.env } };
}

/** Tells the team's channel in Microsoft Teams how a run ended; the address of the channel is a secret. */
export function postToTeams(title: string, textVariables: readonly string[] = []): Step {
  const facts = textVariables.map((name) => `${name}: $(${name})`).join(', ');
  return script(
    'Tell the team',
    [
      'text="$AGENT_JOBSTATUS${DETAILS:+ ($DETAILS)}"',
      'body=$(jq --null-input --arg title "$TITLE" --arg text "$text" --arg url "$RUN_URL" \'{type: "message", attachments: [{contentType: "application/vnd.microsoft.card.adaptive", content: {type: "AdaptiveCard", version: "1.4", body: [{type: "TextBlock", weight: "bolder", text: $title}, {type: "TextBlock", wrap: true, text: $text}], actions: [{type: "Action.OpenUrl", title: "Open the run", url: $url}]}}]}\')',
      // The address doesn't appear on a command line, which others on the machine could read.
      'curl --fail --silent --show-error --header "Content-Type: application/json" --data "$body" --config - <<< "url = \\"$TEAMS_WEBHOOK_URL\\""',
    ],
    {
      condition: 'always()',
      env: {
        TEAMS_WEBHOOK_URL: '$(teams-webhook-url)',
        TITLE: title,
        DETAILS: facts,
        RUN_URL: '$(System.CollectionUri)$(System.TeamProject)/_build/results?buildId=$(Build.BuildId)',
      },
    },
  );
}
