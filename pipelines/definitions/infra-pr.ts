import type { Job, Pipeline, Step } from '../model';
import { identifier, prepareNode, prepareTerraform, script, stackFolder, synthesise, terraform } from './infra-steps';
import type { PipelineEnvironment, PipelineOptions } from './options';
import { DEFAULT_BRANCH } from './options';

/**
 * The pipeline of pull requests to the infrastructure: checks, the plan of every stack by an identity that can only read, and
 * the review of the plans as one comment that is updated in place. It never applies anything.
 */
export function infraPullRequest(options: PipelineOptions): Pipeline {
  const { environments, branch = DEFAULT_BRANCH } = options;
  return {
    name: 'infra-pr',
    description: 'checks a change of the infrastructure and shows in the pull request what it would do; applies nothing',
    runName: 'pr-$(Build.BuildId)',
    pullRequest: true,
    pool: { vmImage: 'ubuntu-24.04' },
    stages: {
      check: {
        displayName: 'Check',
        jobs: {
          check: { kind: 'job', displayName: 'Types, lint, synth, facts, tests', steps: [...prepareNode(options), script('Check', ['npm run check'])] },
          review: {
            kind: 'job',
            displayName: 'Review against the target branch',
            steps: [
              ...prepareNode(options, 0),
              ...review('Compare what both branches synthesise', `synth --base-ref "origin/${branch}"`, { id: 'synth', artifact: 'review-synth' }),
            ],
          },
        },
      },
      // Side by side, on agents that reach the environment.
      ...Object.fromEntries(environments.map((environment) => [identifier('plan', environment.name), { displayName: `Plan ${environment.name}`, dependsOn: ['check'], pool: environment.pool, jobs: { plan: planJob(environment, options) } }])),
    },
  };
}

function planJob(environment: PipelineEnvironment, options: PipelineOptions): Job {
  const { name, stacks, planConnection } = environment;
  return {
    kind: 'job',
    displayName: `Plan ${name}`,
    steps: [
      ...prepareNode(options),
      prepareTerraform(options),
      synthesise(environment),
      ...stacks.map((stack) =>
        terraform(`Plan ${stack}`, planConnection, [
          `terraform -chdir=${stackFolder(stack)} init`,
          // A reader can't take the lock of a state, and needs none: nothing is written.
          `terraform -chdir=${stackFolder(stack)} plan -lock=false -out=stack.tfplan`,
          `terraform -chdir=${stackFolder(stack)} show -json stack.tfplan > ${stack}.plan.json`,
        ]),
      ),
      // The plans themselves may hold secrets: they don't leave the agent.
      ...review('Review the plans', `plan ${stacks.map((stack) => `${stack}.plan.json`).join(' ')}`, { id: `plan-${name}`, artifact: `review-${name}`, cleanUp: ['rm -f *.plan.json'] }),
    ],
  };
}

/** Reviews, posts the result to the pull request, keeps the page, and then lets the gates decide: a review that blocks is posted like any other. */
function review(displayName: string, command: string, { id, artifact, cleanUp = [] }: { readonly id: string; readonly artifact: string; readonly cleanUp?: readonly string[] }): Step[] {
  return [
    script(displayName, [
      'code=0',
      `npm run --silent review -- ${command} --markdown review.md --html review.html || code=$?`,
      // 3 is a gate that blocks; everything else but 0 is an error.
      'if [ "$code" -ne 0 ] && [ "$code" -ne 3 ]; then exit "$code"; fi',
      'echo "##vso[task.uploadsummary]$PWD/review.md"',
      'echo "##vso[task.setvariable variable=reviewCode]$code"',
    ]),
    script('Post the review', [`npm run --silent review -- post --azure-devops --file review.md --id ${id}`], { env: { SYSTEM_ACCESSTOKEN: '$(System.AccessToken)' } }),
    { kind: 'publish', displayName: 'Keep the review', path: 'review.html', artifact },
    script('Hold the gates', [...cleanUp, 'if [ "$(reviewCode)" -ne 0 ]; then echo "A gate blocks: see the review." >&2; exit 3; fi']),
  ];
}
