import type { AnyJob, Pipeline, Pool } from './model';

/** What a pipeline needs to be let at, by name. */
export interface PipelineUses {
  readonly serviceConnections: readonly string[];
  readonly variableGroups: readonly string[];
  readonly environments: readonly string[];
  readonly pools: readonly string[];
}

/** The connections, variable groups, environments and pools that a pipeline names; nothing else has to be opened to it. */
export function usesOf(pipeline: Pipeline): PipelineUses {
  const stages = Object.values(pipeline.stages);
  const jobs: AnyJob[] = stages.flatMap(({ jobs: all }) => Object.values(all));
  const steps = jobs.flatMap((job) => (job.kind === 'pause' ? [] : job.steps));
  const poolName = (pool: Pool | undefined): string[] => (pool && 'name' in pool ? [pool.name] : []);
  return {
    serviceConnections: unique(steps.flatMap((step) => (step.kind === 'azureCli' ? [step.serviceConnection] : []))),
    variableGroups: unique([pipeline, ...stages].flatMap(({ variableGroups = [] }) => variableGroups)),
    environments: unique(jobs.flatMap((job) => (job.kind === 'deployment' ? [job.environment] : []))),
    pools: unique([pipeline, ...stages].flatMap(({ pool }) => poolName(pool))),
  };
}

function unique(names: readonly string[]): string[] {
  return [...new Set(names)];
}
