import type { Construct } from 'constructs';
import { Group } from '../../.gen/providers/azuredevops/group';
import { AzureConstruct } from '../core/azure-construct';
import { Problems } from '../core/errors';
import type { IDevOpsGroup } from './devops-group';
import { claimDevOpsName } from './devops-name';
import type { IDevOpsProject } from './devops-project';

export interface ProjectGroupProps {
  readonly project: IDevOpsProject;
  readonly name: string;
  /** Who the group is for. */
  readonly description: string;
  /** Groups whose members are members of this one. */
  readonly members: readonly IDevOpsGroup[];
}

/** A group of a project, made of others: what permissions are given to, whoever is in it. */
export class ProjectGroup extends AzureConstruct implements IDevOpsGroup {
  readonly groupName: string;
  readonly descriptor: string;
  readonly identityId: string;

  /** @throws ValidationError those of the name */
  constructor(scope: Construct, id: string, props: ProjectGroupProps) {
    super(scope, id);
    const problems = new Problems(this);
    claimDevOpsName(problems, props.project, 'group', props.name);
    problems.throwIfAny();
    const resource = new Group(this, 'Resource', { scope: props.project.projectId, displayName: props.name, description: props.description, members: props.members.map(({ descriptor }) => descriptor) });
    this.groupName = props.name;
    this.descriptor = resource.descriptor;
    this.identityId = resource.groupId;
  }
}
