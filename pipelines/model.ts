/** What a pipeline is made of, in the terms of Azure Pipelines; rendered to its YAML by `render.ts`. */

/** A value of a variable, parameter or task input. */
export type Scalar = string | number | boolean;

/** A step that runs a shell script; it fails when a command in it does. */
export interface ScriptStep {
  readonly kind: 'script';
  /** What the log shows. */
  readonly displayName: string;
  /** Lines of bash, run with `set -euo pipefail`. */
  readonly lines: readonly string[];
  /** Name by which later steps read its output variables. @default - no outputs */
  readonly name?: string;
  /** Environment variables; the only way in which secrets reach a script. @default - none */
  readonly env?: Readonly<Record<string, string>>;
  /** When it runs. @default - when all before it succeeded */
  readonly condition?: string;
  /** Folder that it runs in. @default - the folder of the sources */
  readonly workingDirectory?: string;
}

/** A step that runs a script signed in to Azure through a service connection, by workload identity. */
export interface AzureCliStep extends Omit<ScriptStep, 'kind'> {
  readonly kind: 'azureCli';
  /** The service connection. */
  readonly serviceConnection: string;
}

/** A step that runs a task of Azure Pipelines. */
export interface TaskStep {
  readonly kind: 'task';
  readonly displayName: string;
  /** Name and major version: `NodeTool@0`. */
  readonly task: string;
  /** Inputs of the task. @default - none */
  readonly inputs?: Readonly<Record<string, Scalar>>;
  /** When it runs. @default - when all before it succeeded */
  readonly condition?: string;
  /** Name by which later steps read its output variables. @default - no outputs */
  readonly name?: string;
}

/** A step that publishes a folder or file for later jobs. */
export interface PublishStep {
  readonly kind: 'publish';
  readonly displayName: string;
  readonly path: string;
  readonly artifact: string;
  /** When it runs. @default - when all before it succeeded */
  readonly condition?: string;
}

/** A step that fetches what an earlier job, or another pipeline, published. */
export interface DownloadStep {
  readonly kind: 'download';
  readonly displayName: string;
  readonly artifact: string;
  /** The pipeline resource that published it. @default 'current' */
  readonly pipeline?: string;
}

/** A step that fetches the sources; without it a job has those of its pipeline, a deployment has none. */
export interface CheckoutStep {
  readonly kind: 'checkout';
  /** `self`, `none` or a repository of the resources. @default 'self' */
  readonly repository?: string;
  /** How many commits; 0 for all. @default 1 */
  readonly fetchDepth?: number;
}

export type Step = ScriptStep | AzureCliStep | TaskStep | PublishStep | DownloadStep | CheckoutStep;

/** Agents: a pool of the project, or an image of Microsoft's. */
export type Pool = { readonly name: string } | { readonly vmImage: string };

/** What jobs and deployments have in common. */
interface JobBase {
  readonly displayName: string;
  /** Jobs of the same stage that come before. @default - none */
  readonly dependsOn?: readonly string[];
  /** When it runs. @default - when all before it succeeded */
  readonly condition?: string;
  /** After how many minutes it is stopped. @default 60 */
  readonly timeoutMinutes?: number;
  /** Variables of the job, among them outputs of earlier stages and jobs. @default - none */
  readonly variables?: Readonly<Record<string, Scalar>>;
  readonly steps: readonly Step[];
}

/** Work that reaches no environment. */
export interface Job extends JobBase {
  readonly kind: 'job';
}

/** Work in an environment, after its approvals and checks. */
export interface DeploymentJob extends JobBase {
  readonly kind: 'deployment';
  /** The environment of Azure Pipelines whose checks it waits for. */
  readonly environment: string;
}

/** A wait that no agent is kept for: a pause between two steps of a rollout, or a person's decision. */
export interface PauseJob {
  readonly kind: 'pause';
  readonly displayName: string;
  /** How many minutes it waits. */
  readonly minutes: number;
  /** Jobs of the same stage that come before. @default - none */
  readonly dependsOn?: readonly string[];
}

export type AnyJob = Job | DeploymentJob | PauseJob;

/** Jobs that run together; the next stage starts when they are done. */
export interface Stage {
  readonly displayName: string;
  /** Stages that come before. @default - the stage before this one */
  readonly dependsOn?: readonly string[];
  /** When it runs. @default - when all before it succeeded */
  readonly condition?: string;
  /** What happens when two runs reach a stage at once. @default - both run */
  readonly lockBehavior?: 'sequential' | 'runLatest';
  /** Variable groups that only this stage reads: those of its environment. @default - none */
  readonly variableGroups?: readonly string[];
  /** The agents of the stage. @default - those of the pipeline */
  readonly pool?: Pool;
  readonly jobs: Readonly<Record<string, AnyJob>>;
}

/** What starts a pipeline when commits arrive. */
export interface PushTrigger {
  readonly branches: readonly string[];
  /** Paths that count. @default - all */
  readonly paths?: readonly string[];
  /** Paths that don't count. @default - none */
  readonly excludedPaths?: readonly string[];
}

/** A start by the clock, in UTC. */
export interface Schedule {
  readonly displayName: string;
  /** Five fields: minute, hour, day of the month, month, day of the week. */
  readonly cron: string;
  readonly branch: string;
  /** Whether it runs when nothing was changed since. @default false */
  readonly always?: boolean;
}

/** An input that is asked for when a run is started. */
export interface Parameter {
  readonly displayName: string;
  readonly type: 'string' | 'boolean' | 'number';
  readonly default: Scalar;
  /** The values to choose from. @default - any */
  readonly values?: readonly Scalar[];
}

/** Another pipeline whose runs this one starts after, or reads from. */
export interface PipelineResource {
  /** Name of the pipeline. */
  readonly source: string;
  /** Whether its end starts this one, on which branches. @default - it doesn't */
  readonly triggerBranches?: readonly string[];
}

/** A pipeline of Azure Pipelines. */
export interface Pipeline {
  /** Name of the pipeline in its project, and of its file. */
  readonly name: string;
  /** What it is for; the head of its file. */
  readonly description: string;
  /** How runs are numbered. @default - by date and revision */
  readonly runName?: string;
  /** Commits that start it. @default - none */
  readonly trigger?: PushTrigger;
  /** Whether it is what a branch policy of pull requests runs. In Azure Repos the policy starts it. @default false */
  readonly pullRequest?: boolean;
  /** Starts by the clock. @default - none */
  readonly schedules?: readonly Schedule[];
  /** Other pipelines, by the name that they have here. @default - none */
  readonly pipelineResources?: Readonly<Record<string, PipelineResource>>;
  /** Inputs of a run. @default - none */
  readonly parameters?: Readonly<Record<string, Parameter>>;
  /** Variable groups of the project. @default - none */
  readonly variableGroups?: readonly string[];
  /** Variables; never secrets. @default - none */
  readonly variables?: Readonly<Record<string, Scalar>>;
  /** The agents. */
  readonly pool: Pool;
  readonly stages: Readonly<Record<string, Stage>>;
}

/** What exists in the project that pipelines run in; names that aren't in here are errors. */
export interface PipelineContext {
  readonly environments: readonly string[];
  readonly serviceConnections: readonly string[];
  readonly variableGroups: readonly string[];
  readonly pools: readonly string[];
  readonly pipelines: readonly string[];
}
