import type { BuildDefinition } from '../../../constructs/devops/build-definition';
import type { DevOpsProject } from '../../../constructs/devops/devops-project';
import type { EntraGroup } from '../../../constructs/devops/entra-group';
import type { GitRepository } from '../../../constructs/devops/git-repository';
import type { ServiceConnection } from '../../../constructs/devops/service-connection';

export declare const project: DevOpsProject;
export declare const repository: GitRepository;
export declare const pipeline: BuildDefinition;
export declare const connection: ServiceConnection;
export declare const leads: EntraGroup;
