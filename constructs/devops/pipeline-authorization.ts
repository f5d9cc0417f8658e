import { Token } from 'cdktf';
import type { Construct } from 'constructs';
import { PipelineAuthorization } from '../../.gen/providers/azuredevops/pipeline-authorization';
import type { IBuildDefinition } from './build-definition';
import type { IDevOpsProject } from './devops-project';

/** What pipelines are let at. */
export type AuthorizedKind = 'endpoint' | 'queue' | 'variablegroup' | 'environment' | 'repository';

/** Which pipelines may use something, apart from those that are authorised one by one. */
export interface PipelineAccessOptions {
  /** Whether every pipeline of the project may use it, those of tomorrow too. @default false */
  readonly allPipelinesAllowed?: boolean;
}

/** Lets one pipeline use something; without a pipeline, all of them. */
export function authorizePipeline(scope: Construct, project: IDevOpsProject, type: AuthorizedKind, resourceId: string, pipeline?: IBuildDefinition): void {
  const id = pipeline ? `Authorization-${pipeline.pipelineName}` : 'AuthorizationAll';
  if (scope.node.tryFindChild(id)) return;
  new PipelineAuthorization(scope, id, { projectId: project.projectId, resourceId, type, pipelineId: pipeline && Token.asNumber(pipeline.pipelineId) });
}
