import { Token } from 'cdktf';
import type { Construct, IConstruct } from 'constructs';
import { Project as ProjectResource } from '../../.gen/providers/azuredevops/project';
import { ProjectPipelineSettings } from '../../.gen/providers/azuredevops/project-pipeline-settings';
import { ProjectTags } from '../../.gen/providers/azuredevops/project-tags';
import { AzureConstruct } from '../core/azure-construct';
import { fail, Problems } from '../core/errors';
import { GUID } from '../core/text';
import type { DevOpsThing } from './devops-name';
import { checkDevOpsName } from './devops-name';
import { ProcessTemplate } from './process-template';

/** Who can see a project. */
export enum ProjectVisibility {
  /** Members only. */
  PRIVATE = 'private',
  /** Everybody on the internet. */
  PUBLIC = 'public',
}

/** The parts of a project. */
export interface ProjectFeatures {
  /** Work items, backlogs and boards. @default true */
  readonly boardsEnabled?: boolean;
  /** Git repositories. @default true */
  readonly repositoriesEnabled?: boolean;
  /** Builds and releases. @default true */
  readonly pipelinesEnabled?: boolean;
  /** Test plans and suites. @default true */
  readonly testPlansEnabled?: boolean;
  /** Feeds of packages. @default true */
  readonly artifactsEnabled?: boolean;
}

/** What pipelines of a project may do; an organization can be stricter, which wins. */
export interface PipelineSettings {
  /** Whether a job may reach other projects. @default false */
  readonly otherProjectsReachable?: boolean;
  /** Whether a job may reach repositories that its pipeline doesn't name. @default false */
  readonly otherRepositoriesReachable?: boolean;
  /** Whether whoever starts a run may set variables that the pipeline doesn't offer. @default false */
  readonly anyVariableSettable?: boolean;
  /** Whether anybody sees the badges of builds. @default false */
  readonly publicBadgesEnabled?: boolean;
}

export interface DevOpsProjectProps {
  /** 1 to 64 characters. */
  readonly name: string;
  /** What the project is for. */
  readonly description: string;
  /** Can't be changed afterwards. @default ProcessTemplate.AGILE */
  readonly processTemplate?: ProcessTemplate;
  /** @default ProjectVisibility.PRIVATE */
  readonly visibility?: ProjectVisibility;
  /** @default - all of them */
  readonly features?: ProjectFeatures;
  /** @default - nothing beyond the project and the repositories that a pipeline names */
  readonly pipelineSettings?: PipelineSettings;
  /** Words by which the project is found. @default - none */
  readonly tags?: readonly string[];
  /** @default - `deletionProtectionEnabled` of the stack */
  readonly deletionProtectionEnabled?: boolean;
}

/** What an existing project is known by. */
export interface DevOpsProjectAttributes {
  /** The id, a GUID. */
  readonly projectId: string;
  readonly projectName: string;
  /** @default ProcessTemplate.AGILE */
  readonly processTemplate?: ProcessTemplate;
}

/** A project of Azure DevOps, owned or existing. */
export interface IDevOpsProject extends IConstruct {
  /** The id, a GUID. */
  readonly projectId: string;
  readonly projectName: string;
  readonly processTemplate: ProcessTemplate;

  /** Takes a name in the project, whatever its capitals; false where something of the kind has it. */
  claimName(thing: DevOpsThing, name: string): boolean;
}

abstract class DevOpsProjectBase extends AzureConstruct implements IDevOpsProject {
  abstract readonly projectId: string;
  abstract readonly projectName: string;
  abstract readonly processTemplate: ProcessTemplate;

  private readonly names = new Set<string>();

  claimName(thing: DevOpsThing, name: string): boolean {
    if (Token.isUnresolved(name)) return true;
    const key = `${thing} ${name.toLowerCase()}`;
    const isFree = !this.names.has(key);
    this.names.add(key);
    return isFree;
  }
}

/**
 * A project of Azure DevOps: boards, repositories, pipelines, test plans and artifacts of one team, seen by its members only.
 * Its pipelines reach nothing outside of it. Azure DevOps adds an empty repository with the name of the project, which nothing here uses.
 *
 * @see https://learn.microsoft.com/azure/devops/organizations/projects/about-projects
 */
export class DevOpsProject extends DevOpsProjectBase {
  /** An existing project. */
  static fromAttributes(scope: Construct, id: string, attributes: DevOpsProjectAttributes): IDevOpsProject {
    return new ImportedDevOpsProject(scope, id, attributes);
  }

  readonly projectId: string;
  readonly projectName: string;
  readonly processTemplate: ProcessTemplate;

  /** @throws ValidationError `DevOpsNameInvalid`, `ProjectFeaturesOff`, `ProjectTagInvalid` */
  constructor(scope: Construct, id: string, props: DevOpsProjectProps) {
    super(scope, id);
    const problems = new Problems(this);
    const { features = {}, tags = [], pipelineSettings = {} } = props;
    const enabled = {
      boards: features.boardsEnabled ?? true,
      repositories: features.repositoriesEnabled ?? true,
      pipelines: features.pipelinesEnabled ?? true,
      testplans: features.testPlansEnabled ?? true,
      artifacts: features.artifactsEnabled ?? true,
    };
    checkDevOpsName(problems, 'project', props.name);
    problems.require(Object.values(enabled).includes(true), { code: 'ProjectFeaturesOff', prop: 'features', rule: 'are all off, which leaves nothing of the project', got: features, expected: 'at least one that is on', fix: 'turn one on' });
    tags.forEach((tag, index) => {
      problems.require(/^[^,;\s][^,;]{0,99}$/.test(tag) && tags.indexOf(tag) === index, { code: 'ProjectTagInvalid', prop: `tags[${index}]`, rule: 'is no tag, or there twice', got: tag, expected: 'each tag once, up to 100 characters without "," and ";"', fix: 'correct it, or remove it' });
    });
    problems.throwIfAny();
    this.processTemplate = props.processTemplate ?? ProcessTemplate.AGILE;
    const resource = new ProjectResource(this, 'Resource', {
      name: props.name,
      description: props.description,
      visibility: props.visibility ?? ProjectVisibility.PRIVATE,
      versionControl: 'git',
      workItemTemplate: this.processTemplate,
      features: Object.fromEntries(Object.entries(enabled).map(([name, isOn]) => [name, isOn ? 'enabled' : 'disabled'])),
      lifecycle: this.protectedLifecycle(props.deletionProtectionEnabled),
    });
    this.projectId = resource.id;
    this.projectName = props.name;
    if (enabled.pipelines) this.addPipelineSettings(pipelineSettings);
    else if (props.pipelineSettings) fail(this, { code: 'PipelineSettingsUnused', prop: 'pipelineSettings', rule: 'have no effect without pipelines', got: pipelineSettings, expected: 'nothing', fix: "leave them out, or turn 'features.pipelinesEnabled' on" });
    if (tags.length > 0) new ProjectTags(this, 'Tags', { projectId: this.projectId, tags: [...tags] });
  }

  private addPipelineSettings({ otherProjectsReachable = false, otherRepositoriesReachable = false, anyVariableSettable = false, publicBadgesEnabled = false }: PipelineSettings): void {
    new ProjectPipelineSettings(this, 'PipelineSettings', {
      projectId: this.projectId,
      enforceJobScope: !otherProjectsReachable,
      enforceJobScopeForRelease: !otherProjectsReachable,
      enforceReferencedRepoScopedToken: !otherRepositoriesReachable,
      enforceSettableVar: !anyVariableSettable,
      statusBadgesArePrivate: !publicBadgesEnabled,
      publishPipelineMetadata: true,
    });
  }
}

class ImportedDevOpsProject extends DevOpsProjectBase {
  readonly projectId: string;
  readonly projectName: string;
  readonly processTemplate: ProcessTemplate;

  constructor(scope: Construct, id: string, { projectId, projectName, processTemplate = ProcessTemplate.AGILE }: DevOpsProjectAttributes) {
    super(scope, id);
    const problems = new Problems(this);
    problems.require(Token.isUnresolved(projectId) || GUID.test(projectId), { code: 'ProjectIdInvalid', prop: 'projectId', rule: 'is not the id of a project', got: projectId, expected: '8-4-4-4-12 hexadecimal digits', fix: 'copy it from `az devops project show --query id`' });
    checkDevOpsName(problems, 'project', projectName, 'projectName');
    problems.throwIfAny();
    this.projectId = projectId;
    this.projectName = projectName;
    this.processTemplate = processTemplate;
  }
}
