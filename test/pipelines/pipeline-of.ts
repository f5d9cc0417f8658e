import type { Pipeline, PipelineContext, ScriptStep, Step } from '../../pipelines/model';

/** A project to run pipelines in. */
export const CONTEXT: PipelineContext = {
  environments: ['dev', 'prod'],
  serviceConnections: ['dev-deploy'],
  variableGroups: ['shared'],
  pools: ['private'],
  pipelines: ['build'],
};

/** A step that is right. */
export const STEP: ScriptStep = { kind: 'script', displayName: 'Test', lines: ['npm test'] };

/** A pipeline that is right, but for what is changed. */
export function pipelineOf(changes: Partial<Pipeline> = {}): Pipeline {
  return {
    name: 'build',
    description: 'builds',
    pool: { name: 'private' },
    stages: { test: { displayName: 'Test', jobs: { test: { kind: 'job', displayName: 'Test', steps: [STEP] } } } },
    ...changes,
  };
}

/** A pipeline of one job with one step. */
export function withStep(step: Step): Pipeline {
  return pipelineOf({ stages: { test: { displayName: 'Test', jobs: { test: { kind: 'job', displayName: 'Test', steps: [step] } } } } });
}
