import { BuiltInRole } from '../constructs/identity/built-in-role';
import type { Environment } from '../environments/schema';

/** A kind of person who works with the landscape: the roles of the Team Data Science Process, and who runs and audits it. */
export type Persona = keyof Environment['personas'];

/** What an environment is for. */
export type Stage = Environment['stage'];

/** What roles of people apply to. */
export type PersonaScope = 'modelRegistry' | 'workspace' | 'workspaceStorage' | 'dataLake' | 'containerRegistry' | 'keyVault' | 'logs' | 'platform' | 'cluster' | 'costs';

/** One role that a persona has, and why. */
export interface PersonaGrant {
  readonly scope: PersonaScope;
  readonly role: BuiltInRole;
  /** In which environments. */
  readonly stages: readonly Stage[];
  /** What the persona does with it. */
  readonly reason: string;
}

/** A persona, and everything that it may do. */
export interface PersonaRow {
  readonly title: string;
  /** Whether it is one of the six roles of the Team Data Science Process. */
  readonly ofTdsp: boolean;
  readonly purpose: string;
  readonly grants: readonly PersonaGrant[];
}

const {
  READER, CONTRIBUTOR, COST_MANAGEMENT_READER, ML_DATA_SCIENTIST, ML_COMPUTE_OPERATOR, ML_REGISTRY_USER, STORAGE_BLOB_DATA_CONTRIBUTOR, STORAGE_BLOB_DATA_READER,
  STORAGE_FILE_DATA_PRIVILEGED_CONTRIBUTOR, ACR_PULL, KEY_VAULT_ADMINISTRATOR, KEY_VAULT_READER, LOG_ANALYTICS_READER, MONITORING_READER,
  AKS_CLUSTER_USER, AKS_RBAC_READER, AKS_RBAC_WRITER,
} = BuiltInRole;

/** In production, models arrive by pipelines: who develops them elsewhere only looks on. */
const DEVELOPMENT: readonly Stage[] = ['development'];
const TEST: readonly Stage[] = ['test'];
const BEFORE_PRODUCTION: readonly Stage[] = [...DEVELOPMENT, ...TEST];
const PRODUCTION: readonly Stage[] = ['production'];
const AFTER_DEVELOPMENT: readonly Stage[] = [...TEST, ...PRODUCTION];
const EVERYWHERE: readonly Stage[] = [...BEFORE_PRODUCTION, ...PRODUCTION];

/** What works with data in a workspace whose storage is reached by identity. */
const WORKSPACE_FILES: readonly PersonaGrant[] = [
  { scope: 'workspaceStorage', role: STORAGE_BLOB_DATA_CONTRIBUTOR, stages: BEFORE_PRODUCTION, reason: 'reads and writes the outputs of jobs, since shared keys are off' },
  { scope: 'workspaceStorage', role: STORAGE_FILE_DATA_PRIVILEGED_CONTRIBUTOR, stages: BEFORE_PRODUCTION, reason: 'keeps notebooks and scripts in the file share of the workspace' },
];

/** The personas, and every role that each one has: what isn't in a row, the persona can't do. */
export const PERSONAS: Readonly<Record<Persona, PersonaRow>> = {
  dataScientist: {
    title: 'Data scientist',
    ofTdsp: true,
    purpose: 'Runs experiments and registers models.',
    grants: [
      { scope: 'workspace', role: ML_DATA_SCIENTIST, stages: BEFORE_PRODUCTION, reason: 'submits jobs and registers models' },
      { scope: 'workspace', role: READER, stages: PRODUCTION, reason: 'compares runs and models with those of development' },
      ...WORKSPACE_FILES,
      { scope: 'dataLake', role: STORAGE_BLOB_DATA_READER, stages: BEFORE_PRODUCTION, reason: 'reads training data, and leaves changing it to data engineers' },
      { scope: 'containerRegistry', role: ACR_PULL, stages: BEFORE_PRODUCTION, reason: 'runs the images of environments locally' },
      { scope: 'logs', role: LOG_ANALYTICS_READER, stages: EVERYWHERE, reason: 'finds out why a job or an endpoint failed' },
      { scope: 'modelRegistry', role: ML_REGISTRY_USER, stages: DEVELOPMENT, reason: 'registers models for the environments after development' },
      { scope: 'modelRegistry', role: READER, stages: AFTER_DEVELOPMENT, reason: 'finds the model that an environment runs' },
    ],
  },
  dataEngineer: {
    title: 'Data engineer',
    ofTdsp: true,
    purpose: 'Prepares data; writes to the data lake.',
    grants: [
      { scope: 'workspace', role: ML_DATA_SCIENTIST, stages: BEFORE_PRODUCTION, reason: 'defines datastores, data assets and the jobs that prepare data' },
      { scope: 'workspace', role: READER, stages: PRODUCTION, reason: 'sees which data the models of production were made of' },
      ...WORKSPACE_FILES,
      { scope: 'dataLake', role: STORAGE_BLOB_DATA_CONTRIBUTOR, stages: BEFORE_PRODUCTION, reason: 'brings in, cleans and publishes data' },
      { scope: 'dataLake', role: STORAGE_BLOB_DATA_READER, stages: PRODUCTION, reason: 'examines data that pipelines have written' },
      { scope: 'modelRegistry', role: READER, stages: EVERYWHERE, reason: 'uses components and data that others share' },
    ],
  },
  mlEngineer: {
    title: 'ML engineer (application developer)',
    ofTdsp: true,
    purpose: 'Builds pipelines and deploys models.',
    grants: [
      { scope: 'workspace', role: ML_DATA_SCIENTIST, stages: BEFORE_PRODUCTION, reason: 'builds training pipelines, and deploys models to endpoints' },
      { scope: 'workspace', role: READER, stages: PRODUCTION, reason: 'follows the releases that pipelines make' },
      { scope: 'workspace', role: ML_COMPUTE_OPERATOR, stages: EVERYWHERE, reason: 'starts, stops and resizes compute' },
      ...WORKSPACE_FILES,
      { scope: 'dataLake', role: STORAGE_BLOB_DATA_READER, stages: BEFORE_PRODUCTION, reason: 'tests pipelines with the data that they will read' },
      { scope: 'containerRegistry', role: ACR_PULL, stages: BEFORE_PRODUCTION, reason: 'tests scoring images locally' },
      { scope: 'logs', role: LOG_ANALYTICS_READER, stages: EVERYWHERE, reason: 'finds out why a pipeline or an endpoint failed' },
      { scope: 'modelRegistry', role: ML_REGISTRY_USER, stages: DEVELOPMENT, reason: 'registers models, components and environments of pipelines' },
      { scope: 'modelRegistry', role: READER, stages: AFTER_DEVELOPMENT, reason: 'deploys what was registered in development' },
      { scope: 'cluster', role: AKS_CLUSTER_USER, stages: EVERYWHERE, reason: 'signs in to the cluster' },
      { scope: 'cluster', role: AKS_RBAC_WRITER, stages: BEFORE_PRODUCTION, reason: 'deploys scoring services' },
      { scope: 'cluster', role: AKS_RBAC_READER, stages: PRODUCTION, reason: 'looks at scoring services, without their secrets' },
    ],
  },
  solutionArchitect: {
    title: 'Solution architect',
    ofTdsp: true,
    purpose: 'Reads everything but data.',
    grants: [
      { scope: 'platform', role: READER, stages: EVERYWHERE, reason: 'reviews how the platform is set up' },
      { scope: 'workspace', role: READER, stages: EVERYWHERE, reason: 'reviews how the workspace is used' },
      { scope: 'modelRegistry', role: READER, stages: EVERYWHERE, reason: 'reviews what environments share' },
      { scope: 'cluster', role: READER, stages: EVERYWHERE, reason: 'reviews how the cluster is set up, without signing in to it' },
    ],
  },
  projectManager: {
    title: 'Project manager',
    ofTdsp: true,
    purpose: 'Follows the work in the workspace, and what it costs.',
    grants: [
      { scope: 'workspace', role: READER, stages: EVERYWHERE, reason: 'follows experiments, models and deployments' },
      { scope: 'costs', role: COST_MANAGEMENT_READER, stages: EVERYWHERE, reason: 'compares what the environment costs with what was planned' },
    ],
  },
  projectLead: {
    title: 'Project lead',
    ofTdsp: true,
    purpose: 'Leads the work in the workspace.',
    grants: [
      { scope: 'workspace', role: ML_DATA_SCIENTIST, stages: BEFORE_PRODUCTION, reason: 'reviews and reruns the work of the team' },
      { scope: 'workspace', role: READER, stages: PRODUCTION, reason: 'follows what is released' },
      { scope: 'workspace', role: ML_COMPUTE_OPERATOR, stages: BEFORE_PRODUCTION, reason: 'stops compute that nobody uses any more' },
      ...WORKSPACE_FILES,
      { scope: 'platform', role: READER, stages: EVERYWHERE, reason: 'knows what the project runs on' },
      { scope: 'modelRegistry', role: READER, stages: EVERYWHERE, reason: 'knows what the team has released' },
    ],
  },
  platformEngineer: {
    title: 'Platform engineer',
    ofTdsp: false,
    purpose: 'Operates the resources, and deploys them.',
    grants: [
      { scope: 'platform', role: CONTRIBUTOR, stages: EVERYWHERE, reason: 'operates the platform; gives no roles' },
      { scope: 'workspace', role: CONTRIBUTOR, stages: EVERYWHERE, reason: 'operates the workspace; gives no roles' },
      { scope: 'modelRegistry', role: CONTRIBUTOR, stages: EVERYWHERE, reason: 'operates the registry; gives no roles' },
      { scope: 'keyVault', role: KEY_VAULT_ADMINISTRATOR, stages: EVERYWHERE, reason: 'makes and rotates the keys that data is encrypted with; can read secrets too' },
      { scope: 'cluster', role: AKS_CLUSTER_USER, stages: EVERYWHERE, reason: 'signs in to the cluster' },
    ],
  },
  auditor: {
    title: 'Auditor',
    ofTdsp: false,
    purpose: 'Reads resources and logs; no data and no secrets.',
    grants: [
      { scope: 'platform', role: READER, stages: EVERYWHERE, reason: 'checks how the platform is set up' },
      { scope: 'workspace', role: READER, stages: EVERYWHERE, reason: 'traces models back to data, code and runs' },
      { scope: 'modelRegistry', role: READER, stages: EVERYWHERE, reason: 'traces models from one environment to the next' },
      { scope: 'keyVault', role: KEY_VAULT_READER, stages: EVERYWHERE, reason: 'checks that keys and secrets expire and rotate, without their values' },
      { scope: 'logs', role: LOG_ANALYTICS_READER, stages: EVERYWHERE, reason: 'reads who did what' },
      { scope: 'logs', role: MONITORING_READER, stages: EVERYWHERE, reason: 'checks alerts and diagnostic settings' },
      { scope: 'cluster', role: AKS_CLUSTER_USER, stages: EVERYWHERE, reason: 'signs in to the cluster' },
      { scope: 'cluster', role: AKS_RBAC_READER, stages: EVERYWHERE, reason: 'checks what runs in the cluster, without its secrets' },
    ],
  },
};

/** The personas, in the order of the table. */
export const PERSONA_NAMES = Object.keys(PERSONAS) as readonly Persona[];

/** What a persona has in an environment, in the order of the table. */
export function grantsOf(persona: Persona, stage: Stage): readonly PersonaGrant[] {
  return PERSONAS[persona].grants.filter(({ stages }) => stages.includes(stage));
}
