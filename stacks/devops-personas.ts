import { EnvironmentRole } from '../constructs/devops/deployment-environment';
import { FeedRole } from '../constructs/devops/feed';
import { LibraryAccess, PipelineRights, RepositoryAccess } from '../constructs/devops/group-permissions';
import type { Persona } from './persona-table';

/** What a persona may do in the project of Azure DevOps. */
export interface DevOpsPersona {
  /** The repository of the infrastructure. */
  readonly infrastructure: RepositoryAccess;
  /** The repository of the model. */
  readonly model: RepositoryAccess;
  /** Pipelines of the infrastructure. */
  readonly infrastructurePipelines: PipelineRights;
  /** Pipelines of the model. */
  readonly modelPipelines: PipelineRights;
  readonly library: LibraryAccess;
  readonly environments: EnvironmentRole;
  readonly feed: FeedRole;
  /** Whether it records tests, and sets them up. */
  readonly testsManaged: boolean;
  /** Whether it plans across teams. */
  readonly planningEnabled: boolean;
}

const { READ, CONTRIBUTE } = RepositoryAccess;

const ONLOOKER: DevOpsPersona = {
  infrastructure: READ, model: READ, infrastructurePipelines: PipelineRights.READ, modelPipelines: PipelineRights.READ,
  library: LibraryAccess.READ, environments: EnvironmentRole.READER, feed: FeedRole.READER, testsManaged: false, planningEnabled: false,
};

/** The personas in Azure DevOps: who changes what, who starts it, and who looks on. Approvals are given by `devOps.approvals` alone. */
export const DEVOPS_PERSONAS: Readonly<Record<Persona, DevOpsPersona>> = {
  dataScientist: { ...ONLOOKER, model: CONTRIBUTE, modelPipelines: PipelineRights.RUN, library: LibraryAccess.USE, feed: FeedRole.COLLABORATOR, testsManaged: true },
  dataEngineer: { ...ONLOOKER, model: CONTRIBUTE, modelPipelines: PipelineRights.RUN, library: LibraryAccess.USE, feed: FeedRole.COLLABORATOR, testsManaged: true },
  mlEngineer: { ...ONLOOKER, infrastructure: CONTRIBUTE, model: CONTRIBUTE, infrastructurePipelines: PipelineRights.RUN, modelPipelines: PipelineRights.EDIT, library: LibraryAccess.USE, environments: EnvironmentRole.USER, feed: FeedRole.CONTRIBUTOR, testsManaged: true },
  solutionArchitect: ONLOOKER,
  projectManager: { ...ONLOOKER, planningEnabled: true },
  projectLead: { ...ONLOOKER, model: CONTRIBUTE, modelPipelines: PipelineRights.RUN, testsManaged: true, planningEnabled: true },
  platformEngineer: { ...ONLOOKER, infrastructure: CONTRIBUTE, infrastructurePipelines: PipelineRights.EDIT, modelPipelines: PipelineRights.RUN, library: LibraryAccess.USE, environments: EnvironmentRole.USER, feed: FeedRole.CONTRIBUTOR },
  auditor: ONLOOKER,
};

/** A team, by the personas that are in it. */
export interface DevOpsTeam {
  readonly name: string;
  readonly description: string;
  readonly members: readonly Persona[];
  readonly administrators: readonly Persona[];
}

/** The teams of the project. */
export const DEVOPS_TEAMS: Readonly<Record<string, DevOpsTeam>> = {
  DataScience: { name: 'Data science', description: 'From the question to a model that customers accept.', members: ['dataScientist', 'dataEngineer', 'mlEngineer', 'projectLead', 'projectManager'], administrators: ['projectLead'] },
  Platform: { name: 'Platform', description: 'What models are trained on and served from.', members: ['platformEngineer', 'mlEngineer', 'projectManager'], administrators: ['platformEngineer'] },
};
