import type { Job, Pipeline } from '../model';
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
              script('Compare what both branches synthesise', [
                'code=0',
                `npm run --silent review -- synth --base-ref "origin/${branch}" --markdown review.md --html review.html || code=$?`,
                // 3 is a gate that blocks: it is posted like the rest, and fails the job afterwards.
                'if [ "$code" -ne 0 ] && [ "$code" -ne 3 ]; then exit "$code"; fi',
                'echo "##vso[task.uploadsummary]$PWD/review.md"',
                'echo "##vso[task.setvariable variable=reviewCode]$code"',
              ]),
              script('Post the review', ['npm run --silent review -- post --azure-devops --file review.md --id synth'], { env: { SYSTEM_ACCESSTOKEN: '$(System.AccessToken)' } }),
              { kind: 'publish', displayName: 'Keep the review', path: 'review.html', artifact: 'review-synth' },
              script('Hold the gates', ['if [ "$(reviewCode)" -ne 0 ]; then echo "A gate blocks: see the review." >&2; exit 3; fi']),
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
      script('Review the plans', [
        'code=0',
        `npm run --silent review -- plan ${stacks.map((stack) => `${stack}.plan.json`).join(' ')} --markdown review.md --html review.html || code=$?`,
        'if [ "$code" -ne 0 ] && [ "$code" -ne 3 ]; then exit "$code"; fi',
        'echo "##vso[task.uploadsummary]$PWD/review.md"',
        'echo "##vso[task.setvariable variable=reviewCode]$code"',
      ]),
      script('Post the review', [`npm run --silent review -- post --azure-devops --file review.md --id plan-${name}`], { env: { SYSTEM_ACCESSTOKEN: '$(System.AccessToken)' } }),
      { kind: 'publish', displayName: 'Keep the review', path: 'review.html', artifact: `review-${name}` },
      // The plans themselves may hold secrets: they don't leave the agent.
      script('Hold the gates', ['rm -f *.plan.json', 'if [ "$(reviewCode)" -ne 0 ]; then echo "A gate blocks: see the review." >&2; exit 3; fi']),
    ],
  };
}
