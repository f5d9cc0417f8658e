import type { Construct } from 'constructs';
import { Environment as EnvironmentResource } from '../../.gen/providers/azuredevops/environment';
import { SecurityroleAssignment } from '../../.gen/providers/azuredevops/securityrole-assignment';
import { AzureConstruct } from '../core/azure-construct';
import { Problems } from '../core/errors';
import type { IBuildDefinition } from './build-definition';
import type { IDevOpsGroup } from './devops-group';
import { claimDevOpsName } from './devops-name';
import type { IDevOpsProject } from './devops-project';
import type { EnvironmentChecks } from './environment-checks';
import { addChecks, checkChecks } from './environment-checks';
import type { PipelineAccessOptions } from './pipeline-authorization';
import { authorizePipeline } from './pipeline-authorization';

/** What a group may do with an environment. */
export enum EnvironmentRole {
  /** See it and what was deployed to it. */
  READER = 'Reader',
  /** Use it in pipelines. */
  USER = 'User',
  /** Change it and its checks. */
  ADMINISTRATOR = 'Administrator',
}

export interface DeploymentEnvironmentProps extends PipelineAccessOptions {
  readonly project: IDevOpsProject;
  readonly name: string;
  /** What is deployed to it. */
  readonly description: string;
  /** Whether it is production, where somebody else has to approve. @default false */
  readonly production?: boolean;
  /** @default - runs from `main`, one at a time */
  readonly checks?: EnvironmentChecks;
}

/**
 * What pipelines deploy to, with all that a run has to pass before: approval, branch, hours, one run at a time.
 *
 * @see https://learn.microsoft.com/azure/devops/pipelines/process/approvals
 */
export class DeploymentEnvironment extends AzureConstruct {
  readonly environmentId: string;
  readonly environmentName: string;

  private readonly project: IDevOpsProject;

  /** @throws ValidationError `ProductionWithoutApproval`, `RequesterApprovesAlone`, those of the name and of the other checks */
  constructor(scope: Construct, id: string, props: DeploymentEnvironmentProps) {
    super(scope, id);
    const problems = new Problems(this);
    const { project, name, description, production = false, checks = {} } = props;
    claimDevOpsName(problems, project, 'environment', name);
    checkChecks(problems, checks, production);
    problems.throwIfAny();
    const resource = new EnvironmentResource(this, 'Resource', { projectId: project.projectId, name, description });
    this.project = project;
    this.environmentId = resource.id;
    this.environmentName = name;
    addChecks(this, { projectId: project.projectId, targetResourceId: this.environmentId }, checks);
    if (props.allPipelinesAllowed) authorizePipeline(this, project, 'environment', this.environmentId);
  }

  /** Lets a pipeline deploy to the environment, after its checks. */
  authorize(pipeline: IBuildDefinition): void {
    authorizePipeline(this, this.project, 'environment', this.environmentId, pipeline);
  }

  /** Gives a group a role on the environment. */
  grant(group: IDevOpsGroup, role: EnvironmentRole): void {
    new SecurityroleAssignment(this, `Role-${group.groupName}`, {
      scope: 'distributedtask.environmentreferencerole',
      resourceId: `${this.project.projectId}_${this.environmentId}`,
      identityId: group.identityId,
      roleName: role,
    });
  }
}
