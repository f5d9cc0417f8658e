import { stringify } from 'yaml';
import type { AnyJob, Parameter, Pipeline, Schedule, Stage, Step } from './model';

type Yaml = Readonly<Record<string, unknown>>;

/** Minutes that a job may take where it says nothing. */
const DEFAULT_TIMEOUT_MINUTES = 60;

/** Renders a pipeline to the YAML of Azure Pipelines; the same pipeline gives the same bytes. */
export function renderPipeline(pipeline: Pipeline): string {
  const head = [`# ${pipeline.name}: ${pipeline.description}`, '# Rendered by `npm run pipelines` from pipelines/: edit it there.'].join('\n');
  return `${head}\n\n${stringify(pipelineYaml(pipeline), { lineWidth: 0 })}`;
}

/** The pipeline as data, in the form of the schema of Azure Pipelines. */
export function pipelineYaml(pipeline: Pipeline): Yaml {
  const { runName, trigger, schedules, parameters, variableGroups = [], variables = {}, pipelineResources = {} } = pipeline;
  const allVariables = [...variableGroups.map((group) => ({ group })), ...Object.entries(variables).map(([name, value]) => ({ name, value }))];
  return defined({
    name: runName,
    trigger: trigger ? { batch: 'true', branches: { include: trigger.branches }, paths: defined({ include: trigger.paths, exclude: trigger.excludedPaths }) } : 'none',
    pr: 'none',
    schedules: schedules?.map(scheduleYaml),
    resources: Object.keys(pipelineResources).length > 0 ? { pipelines: Object.entries(pipelineResources).map(([name, resource]) => resourceYaml(name, resource)) } : undefined,
    parameters: parameters && Object.entries(parameters).map(([name, parameter]) => parameterYaml(name, parameter)),
    variables: allVariables.length > 0 ? allVariables : undefined,
    pool: pipeline.pool,
    stages: Object.entries(pipeline.stages).map(([name, stage]) => stageYaml(name, stage)),
  });
}

function scheduleYaml({ cron, displayName, branch, always }: Schedule): Yaml {
  return defined({ cron, displayName, branches: { include: [branch] }, always: always === undefined ? undefined : String(always) });
}

function resourceYaml(pipeline: string, { source, triggerBranches }: { source: string; triggerBranches?: readonly string[] }): Yaml {
  return defined({ pipeline, source, trigger: triggerBranches ? { branches: { include: triggerBranches } } : undefined });
}

function parameterYaml(name: string, { displayName, type, default: value, values }: Parameter): Yaml {
  return defined({ name, displayName, type, default: String(value), values: values?.map(String) });
}

function stageYaml(stage: string, { displayName, dependsOn, condition, lockBehavior, variableGroups, pool, jobs }: Stage): Yaml {
  return defined({ stage, displayName, dependsOn, condition, lockBehavior, variables: variableGroups?.map((group) => ({ group })), pool, jobs: Object.entries(jobs).map(([name, job]) => jobYaml(name, job)) });
}

function jobYaml(name: string, job: AnyJob): Yaml {
  if (job.kind === 'pause') {
    const step = { task: 'Delay@1', displayName: job.displayName, inputs: { delayForMinutes: String(job.minutes) } };
    return defined({ job: name, displayName: job.displayName, dependsOn: job.dependsOn, pool: 'server', timeoutInMinutes: String(job.minutes + 5), steps: [step] });
  }
  const { displayName, dependsOn, condition, timeoutMinutes = DEFAULT_TIMEOUT_MINUTES, variables } = job;
  const steps = job.steps.map(stepYaml);
  const common = { displayName, dependsOn, condition, timeoutInMinutes: String(timeoutMinutes), variables };
  if (job.kind === 'job') return defined({ job: name, ...common, steps });
  return defined({ deployment: name, ...common, environment: job.environment, strategy: { runOnce: { deploy: { steps } } } });
}

function stepYaml(step: Step): Yaml {
  switch (step.kind) {
    case 'script':
      return defined({ bash: script(step.lines), name: step.name, displayName: step.displayName, condition: step.condition, workingDirectory: step.workingDirectory, env: step.env });
    case 'azureCli':
      return defined({
        task: 'AzureCLI@2',
        name: step.name,
        displayName: step.displayName,
        condition: step.condition,
        inputs: defined({
          azureSubscription: step.serviceConnection,
          scriptType: 'bash',
          scriptLocation: 'inlineScript',
          inlineScript: script(step.lines),
          addSpnToEnvironment: true,
          workingDirectory: step.workingDirectory,
        }),
        env: step.env,
      });
    case 'task':
      return defined({ task: step.task, name: step.name, displayName: step.displayName, condition: step.condition, inputs: step.inputs });
    case 'publish':
      return defined({ publish: step.path, artifact: step.artifact, displayName: step.displayName, condition: step.condition });
    case 'download':
      return { download: step.pipeline ?? 'current', artifact: step.artifact, displayName: step.displayName };
    case 'checkout':
      return { checkout: step.repository ?? 'self', fetchDepth: String(step.fetchDepth ?? 1), persistCredentials: 'false' };
  }
}

/** A script that stops at the first command that fails, also in a pipe, and at an unset variable. */
function script(lines: readonly string[]): string {
  return ['set -euo pipefail', ...lines, ''].join('\n');
}

/** Without what is undefined. */
function defined(fields: Yaml): Yaml {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}
