import type { Construct } from 'constructs';
import { BuildFolder as BuildFolderResource } from '../../.gen/providers/azuredevops/build-folder';
import { AzureConstruct } from '../core/azure-construct';
import { Problems } from '../core/errors';
import { claimDevOpsName } from './devops-name';
import type { IDevOpsProject } from './devops-project';

export interface BuildFolderProps {
  readonly project: IDevOpsProject;
  /** The name of the folder, below the root. */
  readonly name: string;
  /** What is in it. @default - none */
  readonly description?: string;
}

/** Holds pipelines that belong together, and whose permissions are the same. */
export class BuildFolder extends AzureConstruct {
  /** The path, as Azure DevOps writes it: `\infrastructure`. */
  readonly path: string;

  /** @throws ValidationError those of the name */
  constructor(scope: Construct, id: string, props: BuildFolderProps) {
    super(scope, id);
    const problems = new Problems(this);
    claimDevOpsName(problems, props.project, 'pipeline', props.name);
    problems.throwIfAny();
    const resource = new BuildFolderResource(this, 'Resource', { projectId: props.project.projectId, path: `\\${props.name}`, description: props.description });
    this.path = resource.path;
  }
}
