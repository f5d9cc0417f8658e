import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { App } from 'cdktf';
import { fail } from '../constructs/core/errors';
import { WeekDay } from '../constructs/core/week-day';
import { Backlog } from '../constructs/devops/backlog';
import { BuildDefinition } from '../constructs/devops/build-definition';
import { BuildFolder } from '../constructs/devops/build-folder';
import { Dashboard } from '../constructs/devops/dashboard';
import { DeploymentEnvironment } from '../constructs/devops/deployment-environment';
import { DevOpsProject } from '../constructs/devops/devops-project';
import type { EnvironmentChecks } from '../constructs/devops/environment-checks';
import { Extension } from '../constructs/devops/extension';
import { Feed } from '../constructs/devops/feed';
import { GitRepository } from '../constructs/devops/git-repository';
import { ProcessTemplate } from '../constructs/devops/process-template';
import { Wiki } from '../constructs/devops/wiki';
import { WorkItemQueries } from '../constructs/devops/work-item-queries';
import { ResourceGroup } from '../constructs/governance/resource-group';
import { findPlaceholders } from '../environments/placeholders';
import type { Environment, SharedSettings } from '../environments/schema';
import { checkPipelines } from '../pipelines/checks';
import { pipelineContext, pipelineOptions, pipelineSets, REPOSITORIES, usesDevOps } from '../pipelines/landscape';
import type { PipelineSet } from '../pipelines/landscape';
import { usesOf } from '../pipelines/uses';
import { DevOpsAccess } from './devops-access';
import { TDSP_BACKLOG, TDSP_QUERIES } from './devops-backlog';
import { DevOpsPeople } from './devops-people';
import { wikiPages } from './devops-wiki';
import { addAzureDevOpsProvider } from './providers';
import type { SharedStackProps } from './shared-stack';
import { SharedStack } from './shared-stack';

type DevOpsSettings = NonNullable<SharedSettings['devOps']>;

/** Where the template of the model repository is. */
const TEMPLATE = join(__dirname, '../mlops');
/** What of it is the template; the rest is what runs leave behind. */
const TEMPLATE_PARTS: readonly string[] = ['.amlignore', '.dockerignore', '.gitignore', 'Dockerfile', 'Docs', 'README.md', 'Sample_Data', 'azure', 'gate.toml', 'lock.sh', 'pipelines', 'pyproject.toml', 'src', 'tests'];

/**
 * The project of Azure DevOps: repositories, pipelines with all that they may do, environments with their approvals, people and their
 * work. Deployed by hand, once before pipelines run and whenever it changes: pipelines don't give themselves rights.
 */
export class SharedDevOpsStack extends SharedStack {
  private readonly devOps: DevOpsSettings;
  private readonly project: DevOpsProject;
  private readonly people: DevOpsPeople;

  constructor(scope: App, props: SharedStackProps) {
    const { shared } = props;
    const environments = props.environments.filter((environment) => usesDevOps(environment, shared));
    super(scope, 'devops', props, [...findPlaceholders({ devOps: shared.devOps }), ...environments.flatMap(({ name, subscriptionId, personas, network }) => findPlaceholders({ [name]: { subscriptionId, personas, network } }))]);
    this.devOps = shared.devOps ?? fail(this, { code: 'DevOpsSettingsMissing', prop: 'devOps', rule: 'is required for the project', got: undefined, expected: 'the settings of the project', fix: 'write them in environments/shared.ts' });
    const { devOps } = this;
    addAzureDevOpsProvider(this, { organizationUrl: this.whenResolved(devOps.organizationUrl), tenantId: shared.tenantId });
    const options = pipelineOptions({ shared, environments });
    const sets = pipelineSets(options);
    checkPipelines(sets.flatMap(({ pipelines }) => pipelines), pipelineContext(options, sets));

    const { workload } = shared;
    this.project = new DevOpsProject(this, 'Project', {
      name: devOps.project,
      description: devOps.description ?? `Machine learning of ${workload}: infrastructure, models, and how they get from one environment to the next.`,
      processTemplate: devOps.processTemplate && ProcessTemplate[devOps.processTemplate.toUpperCase() as Uppercase<typeof devOps.processTemplate>],
      tags: [workload, 'machine-learning'],
    });
    const { project } = this;
    const resourceGroup = new ResourceGroup(this, 'ResourceGroup', { location: shared.location, purpose: 'devops' });
    this.people = new DevOpsPeople(this, 'People', project, environments);
    const access = new DevOpsAccess(this, 'Access', { project, shared, devOps, environments, resourceGroup });
    const targets = new Map(environments.map((environment) => [environment.name, this.addEnvironment(environment)]));
    const repositories = this.addRepositories(environments);
    const folders = { infrastructure: this.addFolder('Infrastructure', 'What makes and changes environments.'), model: this.addFolder('Model', 'What trains and releases models.') };
    for (const set of sets) {
      for (const pipeline of set.pipelines) {
        const definition = this.addPipeline(set, pipeline.name, repositories[set.repository], folders[set.repository]);
        access.authorize(definition, pipeline);
        usesOf(pipeline).environments.forEach((name) => targets.get(name)?.authorize(definition));
        if (pipeline.pullRequest) repositories[set.repository].addBuildValidation({ pipeline: definition });
      }
    }
    const feed = new Feed(this, 'Feed', { project, name: `${workload}-packages` });
    this.people.grant({ infrastructure: repositories.infrastructure, model: repositories.model, infrastructureFolder: folders.infrastructure, modelFolder: folders.model, environments: [...targets.values()], feed });
    this.addWork();
    new Wiki(this, 'Wiki', { project, name: `${devOps.project}.wiki`, pages: wikiPages(environments, shared, sets) });
    devOps.extensions?.forEach((itemName) => new Extension(this, `Extension-${itemName}`, { itemName }));
  }

  private addEnvironment({ name, stage }: Environment): DeploymentEnvironment {
    return new DeploymentEnvironment(this, `Environment-${name}`, { project: this.project, name, description: `The environment ${name}, for ${stage}.`, production: stage === 'production', checks: this.checksOf(stage) });
  }

  private checksOf(stage: Environment['stage']): EnvironmentChecks {
    const approval = this.devOps.approvals[stage];
    if (!approval) return {};
    const { approverGroupIds, minimumApprovers, requesterCanApprove, businessHours } = approval;
    return {
      approval: { approvers: approverGroupIds.map((objectId) => this.people.group(objectId)), minimum: minimumApprovers, requesterCanApprove, instructions: 'Read the review of the plan in the summary of the run: what is replaced and what is destroyed?' },
      businessHours: businessHours && { ...businessHours, days: businessHours.days.map((day) => WeekDay[day.toUpperCase() as Uppercase<typeof day>]) },
    };
  }

  private addRepositories(environments: readonly Environment[]): Readonly<Record<keyof typeof REPOSITORIES, GitRepository>> {
    const { project, devOps: { minimumReviewers, reviewerGroupIds } } = this;
    const branchPolicies = { reviewers: { minimum: minimumReviewers } };
    const reviewers = reviewerGroupIds.map((objectId) => this.people.group(objectId));
    const infrastructure = new GitRepository(this, 'InfrastructureRepository', { project, name: REPOSITORIES.infrastructure, branchPolicies });
    const model = new GitRepository(this, 'ModelRepository', { project, name: REPOSITORIES.model, branchPolicies, templateFiles: templateFiles() });
    const production = environments.filter(({ stage }) => stage === 'production').map(({ name }) => `/environments/${name}.*`);
    infrastructure.addRequiredReviewers('Production', { reviewers, paths: [...production, '/environments/shared.ts', '/environments/rules/*', '/pipelines/*', '/.azure-pipelines/*', '/stacks/devops-*', '/stacks/persona-table.ts'], message: 'Changes production, or what guards it.' });
    model.addRequiredReviewers('Gates', { reviewers, paths: ['/gate.toml', '/pipelines/*', '/Dockerfile'], message: 'Changes what a model has to pass.' });
    return { infrastructure, model };
  }

  private addFolder(name: string, description: string): BuildFolder {
    return new BuildFolder(this, `${name}Folder`, { project: this.project, name, description });
  }

  private addPipeline({ folder: yamlFolder }: PipelineSet, name: string, repository: GitRepository, folder: BuildFolder): BuildDefinition {
    return new BuildDefinition(this, `Pipeline-${name}`, { project: this.project, repository, name, folder, yamlPath: `${yamlFolder}/${name}.yml` });
  }

  /** What there is to do, and where it is seen. */
  private addWork(): void {
    const { project, people: { teams } } = this;
    const team = teams['DataScience'];
    new Backlog(this, 'Backlog', { project, epics: TDSP_BACKLOG, areaPath: team?.areaPath, tags: ['tdsp'] });
    new WorkItemQueries(this, 'Queries', { project, folder: 'Landscape', queries: TDSP_QUERIES });
    new Dashboard(this, 'Dashboard', { project, name: 'Models and environments', description: 'Runs, releases and drift.', team, refreshMinutes: 5 });
  }
}

/** The files of the template, by their paths in the repository. */
function templateFiles(): Record<string, string> {
  const below = (path: string): string[] => readdirSync(join(TEMPLATE, path), { withFileTypes: true }).flatMap((entry) => {
    if (entry.name === '__pycache__' || entry.name.endsWith('.egg-info')) return [];
    return entry.isDirectory() ? below(`${path}/${entry.name}`) : [`${path}/${entry.name}`];
  });
  const files = readdirSync(TEMPLATE, { withFileTypes: true })
    .filter(({ name }) => TEMPLATE_PARTS.includes(name) || /^requirements.*\.(in|txt)$/.test(name))
    .flatMap((entry) => (entry.isDirectory() ? below(entry.name) : [entry.name]));
  return Object.fromEntries(files.sort().map((file) => [file, join(TEMPLATE, file)]));
}
