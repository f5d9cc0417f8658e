import type { Construct, IConstruct } from 'constructs';
import { BuildDefinition as BuildDefinitionResource } from '../../.gen/providers/azuredevops/build-definition';
import { AzureConstruct } from '../core/azure-construct';
import { Problems } from '../core/errors';
import type { BuildFolder } from './build-folder';
import { claimDevOpsName } from './devops-name';
import type { IDevOpsProject } from './devops-project';
import type { GitRepository } from './git-repository';

export interface BuildDefinitionProps {
  readonly project: IDevOpsProject;
  /** The repository that the YAML is in. */
  readonly repository: GitRepository;
  readonly name: string;
  /** The YAML file, relative to the repository: `.azure-pipelines/infra-pr.yml`. It says when the pipeline runs. */
  readonly yamlPath: string;
  /** @default - the root folder */
  readonly folder?: BuildFolder;
  /** Whether it can be started. @default true */
  readonly queueEnabled?: boolean;
}

/** A pipeline of a project. */
export interface IBuildDefinition extends IConstruct {
  /** The id, a number. */
  readonly pipelineId: string;
  readonly pipelineName: string;
}

/**
 * A pipeline whose steps, triggers and schedules are in a YAML file of a repository: a change of them is reviewed like any other.
 * Its jobs reach nothing but the project.
 *
 * @see https://learn.microsoft.com/azure/devops/pipelines/yaml-schema
 */
export class BuildDefinition extends AzureConstruct implements IBuildDefinition {
  readonly pipelineId: string;
  readonly pipelineName: string;

  /** @throws ValidationError `PipelineYamlPathInvalid`, and those of the name */
  constructor(scope: Construct, id: string, props: BuildDefinitionProps) {
    super(scope, id);
    const problems = new Problems(this);
    claimDevOpsName(problems, props.project, 'pipeline', props.name);
    problems.require(/^(?!\/)(?!.*(^|\/)\.\.?(\/|$))[\w./ -]+\.ya?ml$/.test(props.yamlPath), { code: 'PipelineYamlPathInvalid', prop: 'yamlPath', rule: 'is not a YAML file of the repository', got: props.yamlPath, expected: 'a path relative to the repository that ends with .yml or .yaml', fix: 'write it like .azure-pipelines/build.yml' });
    problems.throwIfAny();
    const resource = new BuildDefinitionResource(this, 'Resource', {
      projectId: props.project.projectId,
      name: props.name,
      path: props.folder?.path ?? '\\',
      jobAuthorizationScope: 'project',
      queueStatus: (props.queueEnabled ?? true) ? 'enabled' : 'disabled',
      ciTrigger: { useYaml: true },
      features: [{ skipFirstRun: true }],
      repository: { repoType: 'TfsGit', repoId: props.repository.repositoryId, branchName: props.repository.defaultBranchRef, ymlPath: props.yamlPath, reportBuildStatus: true },
    });
    this.pipelineId = resource.id;
    this.pipelineName = props.name;
  }
}
