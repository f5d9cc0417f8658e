import type { DeploymentJob, Job, Pipeline, Stage } from '../model';
import { identifier, prepareNode, prepareTerraform, script, stackFolder, synthesise, terraform } from './infra-steps';
import type { PipelineEnvironment, PipelineOptions } from './options';
import { DEFAULT_BRANCH } from './options';

/**
 * The pipeline that deploys the infrastructure: for each environment and each of its stacks in order, a plan that is saved, the
 * approvals of the environment, and the apply of exactly that plan. A stack without changes is passed over, so a usual run asks
 * once or twice. A stack is planned when the one before it is applied, since it reads its outputs.
 *
 * Plans may hold secrets: they wait in the container of the states, which only the deploying identity reads, and are known by
 * their hash. Terraform itself refuses a plan when the state has changed since.
 */
export function infraDeploy(options: PipelineOptions): Pipeline {
  const { environments, branch = DEFAULT_BRANCH } = options;
  const stages: Record<string, Stage> = {};
  let previous: { readonly plan: string; readonly apply: string } | undefined;
  for (const environment of environments) {
    for (const stack of environment.stacks) {
      const plan = identifier('plan', stack);
      const apply = identifier('apply', stack);
      stages[plan] = {
        displayName: `Plan ${stack}`,
        dependsOn: previous ? [previous.plan, previous.apply] : [],
        condition: previous && afterStack(previous.plan, previous.apply),
        lockBehavior: 'sequential',
        pool: environment.pool,
        jobs: { plan: planJob(environment, stack, options) },
      };
      stages[apply] = {
        displayName: `Apply ${stack}`,
        dependsOn: [plan],
        condition: `and(succeeded(), eq(dependencies.${plan}.outputs['plan.plan.changes'], 'true'))`,
        lockBehavior: 'sequential',
        pool: environment.pool,
        jobs: { apply: applyJob(environment, stack, plan, options) },
      };
      previous = { plan, apply };
    }
  }
  return {
    name: 'infra-deploy',
    description: 'plans, asks and applies exactly what was asked about, environment by environment and stack by stack',
    runName: '$(Date:yyyyMMdd)$(Rev:.r)',
    trigger: { branches: [branch], excludedPaths: ['mlops', 'docs', '*.md'] },
    pool: { vmImage: 'ubuntu-24.04' },
    stages,
  };
}

/** When the stack before was planned, and applied or passed over for want of changes. */
function afterStack(plan: string, apply: string): string {
  return `and(not(canceled()), eq(dependencies.${plan}.result, 'Succeeded'), in(dependencies.${apply}.result, 'Succeeded', 'Skipped'))`;
}

/** Where a plan waits: another one for each attempt, so that a plan is never mistaken for its successor. */
const blob = (stack: string): string => `plans/$(Build.BuildId)-$(System.StageAttempt)/${stack}.tfplan`;

function planJob(environment: PipelineEnvironment, stack: string, options: PipelineOptions): Job {
  const { stateAccount, stateContainer, deployConnection } = environment;
  const folder = stackFolder(stack);
  return {
    kind: 'job',
    displayName: `Plan ${stack}`,
    steps: [
      ...prepareNode(options),
      prepareTerraform(options),
      synthesise(environment),
      terraform(
        'Plan',
        deployConnection,
        [
          `terraform -chdir=${folder} init`,
          'code=0',
          `terraform -chdir=${folder} plan -detailed-exitcode -out=stack.tfplan || code=$?`,
          // 0 is no change, 2 are changes, everything else is an error.
          'if [ "$code" -ne 0 ] && [ "$code" -ne 2 ]; then exit "$code"; fi',
          'changes=false; if [ "$code" -eq 2 ]; then changes=true; fi',
          `terraform -chdir=${folder} show -json stack.tfplan > ${stack}.plan.json`,
          `sum=$(sha256sum ${folder}/stack.tfplan | cut -d' ' -f1)`,
          `name="${blob(stack)}"`,
          `az storage blob upload --auth-mode login --account-name ${stateAccount} --container-name ${stateContainer} --name "$name" --file ${folder}/stack.tfplan --output none`,
          'echo "##vso[task.setvariable variable=changes;isOutput=true]$changes"',
          'echo "##vso[task.setvariable variable=sum;isOutput=true]$sum"',
          'echo "##vso[task.setvariable variable=blob;isOutput=true]$name"',
        ],
        { name: 'plan' },
      ),
      script('Review the plan', [
        'code=0',
        `npm run --silent review -- plan ${stack}.plan.json --markdown review.md || code=$?`,
        `rm -f ${stack}.plan.json`,
        'echo "##vso[task.uploadsummary]$PWD/review.md"',
        'exit "$code"',
      ]),
    ],
  };
}

function applyJob(environment: PipelineEnvironment, stack: string, plan: string, options: PipelineOptions): DeploymentJob {
  const { name, stateAccount, stateContainer, deployConnection } = environment;
  const folder = stackFolder(stack);
  return {
    kind: 'deployment',
    displayName: `Apply ${stack}`,
    environment: name,
    timeoutMinutes: 180,
    variables: {
      planBlob: `$[ stageDependencies.${plan}.plan.outputs['plan.blob'] ]`,
      planSum: `$[ stageDependencies.${plan}.plan.outputs['plan.sum'] ]`,
    },
    steps: [
      ...prepareNode(options),
      prepareTerraform(options),
      synthesise(environment),
      terraform('Apply the plan', deployConnection, [
        `az storage blob download --auth-mode login --account-name ${stateAccount} --container-name ${stateContainer} --name "$(planBlob)" --file ${folder}/stack.tfplan --output none`,
        `echo "$(planSum)  ${folder}/stack.tfplan" | sha256sum --check`,
        `terraform -chdir=${folder} init`,
        `terraform -chdir=${folder} apply stack.tfplan`,
        `az storage blob delete --auth-mode login --account-name ${stateAccount} --container-name ${stateContainer} --name "$(planBlob)" --output none`,
      ]),
    ],
  };
}
