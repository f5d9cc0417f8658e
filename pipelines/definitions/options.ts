import type { Pool } from '../model';

/** An environment, as pipelines see it. */
export interface PipelineEnvironment {
  /** Name of the environment; also that of its Azure Pipelines environment. */
  readonly name: string;
  /** Its stacks, in the order in which they depend on each other. */
  readonly stacks: readonly string[];
  /** The service connection that may change it. */
  readonly deployConnection: string;
  /** The service connection that may only read it; pull requests have no other. */
  readonly planConnection: string;
  /** The service connection of the model's pipelines: it trains, registers and reads models, and can't change infrastructure. */
  readonly modelConnection: string;
  /** The variable group that names what is in the environment: its workspace, its registries. */
  readonly variableGroup: string;
  /** The pool whose agents reach it. */
  readonly pool: Pool;
  /** The stack that serves. @default - none */
  readonly servingStack?: string;
  /** The services that it rolls out, with their steps. @default - none */
  readonly rollouts?: readonly PipelineRollout[];
  /** The account that keeps its states. */
  readonly stateAccount: string;
  /** The container of that account where its states, and plans that wait for approval, are kept. */
  readonly stateContainer: string;
}

/** A service's way from no traffic to all of it. */
export interface PipelineRollout {
  readonly service: string;
  readonly steps: readonly { readonly name: string; readonly pauseMinutes?: number }[];
}

/** What the pipelines of a landscape are made from. */
export interface PipelineOptions {
  /** The environments, in the order in which a change reaches them. */
  readonly environments: readonly PipelineEnvironment[];
  /** The variable group that is linked to a key vault; holds the webhook of the team's channel. */
  readonly secretsGroup: string;
  /** The branch that is deployed. @default 'main' */
  readonly branch?: string;
  /** Version of Node.js. @default '20.x' */
  readonly nodeVersion?: string;
  /** Version of Terraform. @default '1.11.4' */
  readonly terraformVersion?: string;
}

/** Version of Node.js on the agents. */
export const NODE_VERSION = '20.x';
/** Version of Terraform on the agents. */
export const TERRAFORM_VERSION = '1.11.4';
/** The branch that is deployed. */
export const DEFAULT_BRANCH = 'main';
/** Version of Python on the agents. */
export const PYTHON_VERSION = '3.11';
