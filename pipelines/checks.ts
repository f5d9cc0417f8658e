import { Problems } from '../constructs/core/errors';
import { isSecretName, isSecretText } from '../constructs/core/secret-text';
import { nearest } from '../facts/suggest';
import type { AnyJob, Pipeline, PipelineContext, Schedule, Stage, Step } from './model';

/** Names of stages, jobs and steps, as Azure Pipelines allows them. */
const IDENTIFIER = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** A reference to a variable, of a pipeline or of the shell. */
const REFERENCE = /^\$[[({]|^\$[A-Za-z_]/;

/**
 * Checks pipelines against each other and against the project that they run in.
 *
 * @throws ValidationError with everything that is wrong in them, each named by pipeline, stage and job
 */
export function checkPipelines(pipelines: readonly Pipeline[], context: PipelineContext): void {
  const problems = new Problems('pipelines');
  const seen = new Set<string>();
  for (const pipeline of pipelines) {
    problems.require(!seen.has(pipeline.name), {
      code: 'PipelineDuplicate', prop: 'name', rule: 'is the name of two pipelines', got: pipeline.name, expected: 'names that are different', fix: 'rename one of them',
    });
    seen.add(pipeline.name);
    checkPipeline(pipeline, context, problems);
  }
  problems.throwIfAny();
}

function checkPipeline(pipeline: Pipeline, context: PipelineContext, problems: Problems): void {
  const at = pipeline.name;
  checkNames(pipeline, at, context, problems);
  for (const [name, { source }] of Object.entries(pipeline.pipelineResources ?? {}))
    requireKnown(problems, { code: 'PipelineSourceUnknown', prop: `${at}.pipelineResources.${name}.source`, got: source, known: context.pipelines, what: 'a pipeline' });
  pipeline.schedules?.forEach((schedule, i) => checkSchedule(schedule, `${at}.schedules[${i}]`, problems));
  checkSecrets(pipeline.variables, `${at}.variables`, problems);
  for (const [name, { default: value, values }] of Object.entries(pipeline.parameters ?? {})) {
    problems.require(values === undefined || values.includes(value), {
      code: 'PipelineParameterDefault', prop: `${at}.parameters.${name}.default`, rule: 'is not among the values to choose from', got: value,
      expected: `one of ${(values ?? []).join(', ')}`, fix: 'take one of them, or add it to `values`',
    });
  }
  problems.require(Object.keys(pipeline.stages).length > 0, {
    code: 'PipelineEmpty', prop: `${at}.stages`, rule: 'has no stage', got: {}, expected: 'at least one stage', fix: 'add what the pipeline should do',
  });
  checkOrder(pipeline.stages, `${at}.stages`, 'stage', problems);
  for (const [name, stage] of Object.entries(pipeline.stages)) checkStage(stage, `${at}.stages.${name}`, pipeline, context, problems);
}

/** The agents and variable groups of a pipeline or a stage. */
function checkNames({ pool, variableGroups }: Pick<Stage, 'pool' | 'variableGroups'>, at: string, context: PipelineContext, problems: Problems): void {
  if (pool && 'name' in pool) requireKnown(problems, { code: 'PipelinePoolUnknown', prop: `${at}.pool.name`, got: pool.name, known: context.pools, what: 'an agent pool' });
  variableGroups?.forEach((group, i) => requireKnown(problems, { code: 'PipelineVariableGroupUnknown', prop: `${at}.variableGroups[${i}]`, got: group, known: context.variableGroups, what: 'a variable group' }));
}

function checkStage(stage: Stage, at: string, pipeline: Pipeline, context: PipelineContext, problems: Problems): void {
  problems.require(Object.keys(stage.jobs).length > 0, {
    code: 'StageEmpty', prop: `${at}.jobs`, rule: 'has no job', got: {}, expected: 'at least one job', fix: 'add a job, or remove the stage',
  });
  checkNames(stage, at, context, problems);
  checkOrder(stage.jobs, `${at}.jobs`, 'job', problems);
  for (const [name, job] of Object.entries(stage.jobs)) checkJob(job, `${at}.jobs.${name}`, pipeline, context, problems);
}

function checkJob(job: AnyJob, at: string, pipeline: Pipeline, context: PipelineContext, problems: Problems): void {
  if (job.kind === 'pause') {
    problems.require(Number.isInteger(job.minutes) && job.minutes >= 1 && job.minutes <= 43_200, {
      code: 'PauseOutOfRange', prop: `${at}.minutes`, rule: 'is no pause that a pipeline can make', got: job.minutes, expected: 'a whole number from 1 to 43200, which is 30 days', fix: 'change it',
    });
    return;
  }
  if (job.kind === 'deployment') {
    requireKnown(problems, { code: 'PipelineEnvironmentUnknown', prop: `${at}.environment`, got: job.environment, known: context.environments, what: 'an environment' });
    problems.require(!pipeline.pullRequest, {
      code: 'PullRequestDeploys', prop: `${at}.kind`, rule: 'deploys from a pull request', got: job.kind, expected: 'jobs only in a pipeline of pull requests', fix: 'move the deployment to a pipeline that runs on the protected branch',
    });
  }
  problems.require(job.steps.length > 0, { code: 'JobEmpty', prop: `${at}.steps`, rule: 'has no step', got: [], expected: 'at least one step', fix: 'add a step, or remove the job' });
  checkSecrets(job.variables, `${at}.variables`, problems);
  const named = job.steps.map((step) => ('name' in step ? step.name : undefined)).filter((name) => name !== undefined);
  named.forEach((name, i) => {
    problems.require(named.indexOf(name) === i, { code: 'StepDuplicate', prop: `${at}.steps`, rule: 'has two steps of one name', got: name, expected: 'names that are different', fix: 'rename one of them' });
  });
  job.steps.forEach((step, i) => checkStep(step, `${at}.steps[${i}]`, context, problems));
}

function checkStep(step: Step, at: string, context: PipelineContext, problems: Problems): void {
  if ('name' in step && step.name !== undefined) requireIdentifier(step.name, `${at}.name`, problems);
  if (step.kind === 'azureCli') requireKnown(problems, { code: 'PipelineConnectionUnknown', prop: `${at}.serviceConnection`, got: step.serviceConnection, known: context.serviceConnections, what: 'a service connection' });
  if (step.kind === 'azureCli' || step.kind === 'script') {
    checkSecrets(step.env, `${at}.env`, problems);
    const leak = step.lines.find((line) => isSecretText(line));
    // The line itself isn't shown: it may hold the secret.
    problems.require(leak === undefined, { code: 'PipelineSecretLiteral', prop: `${at}.lines`, rule: 'holds what looks like a secret', expected: 'secrets from a variable group that is linked to a key vault', fix: 'read it from an environment variable' });
    const forgiving = step.lines.find((line) => /\|\|\s*(true|:|exit 0)\s*$/.test(line) || /(^|\s)--exit-zero\b/.test(line) || /^set \+e/.test(line));
    problems.require(forgiving === undefined, { code: 'StepCannotFail', prop: `${at}.lines`, rule: 'hides that a command failed', got: forgiving, expected: 'commands whose failure stops the step', fix: 'handle the exit codes that are expected one by one' });
  }
  if (step.kind === 'task') checkSecrets(step.inputs, `${at}.inputs`, problems);
}

function checkSecrets(values: Readonly<Record<string, unknown>> | undefined, at: string, problems: Problems): void {
  for (const [name, value] of Object.entries(values ?? {})) {
    if (typeof value !== 'string' || REFERENCE.test(value)) continue;
    problems.require(!isSecretName(name) && !isSecretText(value), {
      code: 'PipelineSecretLiteral', prop: `${at}.${name}`, rule: 'holds what looks like a secret', expected: 'a reference, `$(name)`, to a variable group that is linked to a key vault', fix: 'keep the secret in the vault and refer to it',
    });
  }
}

function checkSchedule({ cron }: Schedule, at: string, problems: Problems): void {
  const field = /^(\*|[0-9A-Za-z]+(-[0-9A-Za-z]+)?(,[0-9A-Za-z]+(-[0-9A-Za-z]+)?)*)(\/[0-9]+)?$/;
  const fields = cron.split(' ');
  problems.require(fields.length === 5 && fields.every((part) => field.test(part)), {
    code: 'ScheduleNotCron', prop: `${at}.cron`, rule: 'is not a schedule', got: cron, expected: 'five fields: minute, hour, day of the month, month, day of the week; in UTC', fix: 'write it like `0 3 * * Mon-Fri`',
  });
}

const ORDER = {
  stage: { unknown: { code: 'StageUnknown' }, circle: { code: 'StageCycle' } },
  job: { unknown: { code: 'JobUnknown' }, circle: { code: 'JobCycle' } },
} as const;

/** Names, known predecessors, and no circle. */
function checkOrder(parts: Readonly<Record<string, { readonly dependsOn?: readonly string[] }>>, at: string, what: 'stage' | 'job', problems: Problems): void {
  const names = Object.keys(parts);
  for (const name of names) {
    requireIdentifier(name, `${at}.${name}`, problems);
    for (const before of parts[name]?.dependsOn ?? [])
      requireKnown(problems, { ...ORDER[what].unknown, prop: `${at}.${name}.dependsOn`, got: before, known: names, what: `a ${what} of this pipeline` });
  }
  const circle = findCircle(parts);
  problems.require(circle === undefined, {
    ...ORDER[what].circle, prop: at, rule: 'wait for each other in a circle', got: circle?.join(' -> '), expected: 'an order', fix: 'remove one `dependsOn`',
  });
}

function findCircle(parts: Readonly<Record<string, { readonly dependsOn?: readonly string[] }>>): string[] | undefined {
  const done = new Set<string>();
  const visit = (name: string, path: readonly string[]): string[] | undefined => {
    if (path.includes(name)) return [...path.slice(path.indexOf(name)), name];
    if (done.has(name)) return undefined;
    for (const before of parts[name]?.dependsOn ?? []) {
      const circle = visit(before, [...path, name]);
      if (circle) return circle;
    }
    done.add(name);
    return undefined;
  };
  for (const name of Object.keys(parts)) {
    const circle = visit(name, []);
    if (circle) return circle;
  }
  return undefined;
}

function requireIdentifier(name: string, prop: string, problems: Problems): void {
  problems.require(IDENTIFIER.test(name), { code: 'PipelineIdentifier', prop, rule: 'is no name for a part of a pipeline', got: name, expected: 'letters, digits and underscores, not a digit first', fix: 'rename it' });
}

interface Known {
  readonly code: string;
  readonly prop: string;
  readonly got: string;
  readonly known: readonly string[];
  readonly what: string;
}

function requireKnown(problems: Problems, { code, prop, got, known, what }: Known): void {
  const near = nearest(got, known);
  problems.require(known.includes(got), {
    code, prop, rule: `names ${what} that doesn't exist`, got, expected: known.length > 0 ? `one of ${known.join(', ')}` : `${what} of the project; it has none`,
    fix: near ? `did you mean "${near}"?` : 'correct the name, or add it to the project',
  });
}
