import { join } from 'node:path';
import type { TerraformStack } from 'cdktf';
import { TerraformVariable } from 'cdktf';
import { WeekDay } from '../../../constructs/core/week-day';
import { AgentPool } from '../../../constructs/devops/agent-pool';
import { Backlog } from '../../../constructs/devops/backlog';
import { MergeType } from '../../../constructs/devops/branch-policies';
import { BuildDefinition } from '../../../constructs/devops/build-definition';
import { BuildFolder } from '../../../constructs/devops/build-folder';
import { Dashboard } from '../../../constructs/devops/dashboard';
import { DeploymentEnvironment, EnvironmentRole } from '../../../constructs/devops/deployment-environment';
import { DevOpsProject, ProjectVisibility } from '../../../constructs/devops/devops-project';
import { EntraGroup } from '../../../constructs/devops/entra-group';
import { Extension } from '../../../constructs/devops/extension';
import { Feed, FeedRole } from '../../../constructs/devops/feed';
import { GitRepository } from '../../../constructs/devops/git-repository';
import { GroupPermissions, LibraryAccess, PipelineRights, RepositoryAccess } from '../../../constructs/devops/group-permissions';
import { ProcessTemplate } from '../../../constructs/devops/process-template';
import { ProjectGroup } from '../../../constructs/devops/project-group';
import { ServiceConnection } from '../../../constructs/devops/service-connection';
import { ServiceHook, ServiceHookEvent } from '../../../constructs/devops/service-hook';
import { Team } from '../../../constructs/devops/team';
import { VariableGroup } from '../../../constructs/devops/variable-group';
import { Wiki } from '../../../constructs/devops/wiki';
import { WorkItemQueries } from '../../../constructs/devops/work-item-queries';
import { ManagedIdentity } from '../../../constructs/identity/managed-identity';
import { BuildAgentPool } from '../../../constructs/network/build-agent-pool';
import { testResourceGroup } from '../../support/template';
import { GROUP_ID, OTHER_GROUP_ID } from './fixtures';

const MACHINES = '/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/rg/providers/Microsoft.Compute/virtualMachineScaleSets/vmss';

/** Every construct of the folder with every value, for the real provider. */
export function everything(stack: TerraformStack): void {
  const project = new DevOpsProject(stack, 'Project', {
    name: 'Machine learning', description: 'Models', processTemplate: ProcessTemplate.SCRUM, visibility: ProjectVisibility.PUBLIC, features: { testPlansEnabled: false }, tags: ['ml'], deletionProtectionEnabled: true,
    pipelineSettings: { otherProjectsReachable: true, otherRepositoriesReachable: true, anyVariableSettable: true, publicBadgesEnabled: true },
  });
  const leads = new EntraGroup(stack, 'Leads', { objectId: GROUP_ID });
  const others = new EntraGroup(stack, 'Others', { objectId: OTHER_GROUP_ID });
  const scientists = new ProjectGroup(stack, 'Scientists', { project, name: 'Data scientist', description: 'Experiments', members: [leads, others] });
  const repository = new GitRepository(stack, 'Repository', {
    project, name: 'model', defaultBranch: 'trunk', templateFiles: { 'README.md': join(__dirname, 'fixtures.ts') }, deletionProtectionEnabled: true,
    branchPolicies: { reviewers: { minimum: 2, authorVoteCounts: true, approvalsSurvivePush: true }, mergeTypes: Object.values(MergeType) },
    repositoryPolicies: { maxFileSizeMb: 200, maxPathLength: 1000, authorEmailPatterns: ['*@contoso.com', '!*@partner.com'] },
  });
  const folder = new BuildFolder(stack, 'Folder', { project, name: 'Model', description: 'Models' });
  const pipeline = new BuildDefinition(stack, 'Pipeline', { project, repository, name: 'build', yamlPath: 'pipelines/build.yml', folder, queueEnabled: false });
  repository.addBuildValidation({ pipeline, paths: ['/src/*', '!/docs/*'], validMinutes: 60 });
  repository.addRequiredReviewers('Gates', { reviewers: [leads, others], paths: ['/gate.toml'], minimum: 2, message: 'Look' });
  repository.authorize(pipeline);
  const identity = new ManagedIdentity(stack, 'Identity', { resourceGroup: testResourceGroup(stack) });
  const connection = new ServiceConnection(stack, 'Connection', { project, name: 'azure', identity, description: 'Deploys', subscriptionId: GROUP_ID, subscriptionName: 'Dev', allPipelinesAllowed: true });
  connection.authorize(pipeline);
  const environment = new DeploymentEnvironment(stack, 'Environment', {
    project, name: 'prod', description: 'Production', production: true, allPipelinesAllowed: true,
    checks: {
      approval: { approvers: [leads, scientists], minimum: 2, requesterCanApprove: true, instructions: 'Read', timeoutMinutes: 43_200 },
      branchControl: { branches: ['trunk', 'releases/*'], unprotectedBranchesAllowed: true },
      businessHours: { startTime: '08:00', endTime: '17:00', days: Object.values(WeekDay), timeZone: 'W. Europe Standard Time' },
      requiredTemplates: [{ repository: 'ml/templates', branch: 'trunk', path: 'deploy.yml' }, { repository: 'ml/templates', path: 'test.yml' }],
      qualityGates: [{ name: 'healthy', connection, urlSuffix: 'subscriptions', method: 'POST', body: '{}', successCriteria: "eq(root['count'], 1)", retryMinutes: 10, timeoutMinutes: 100 }],
    },
  });
  environment.authorize(pipeline);
  environment.grant(scientists, EnvironmentRole.ADMINISTRATOR);
  new VariableGroup(stack, 'Values', { project, name: 'values', description: 'Values', variables: { region: 'westeurope' }, allPipelinesAllowed: true });
  new VariableGroup(stack, 'Secrets', { project, name: 'secrets', description: 'Secrets', keyVault: { keyVaultName: 'kv', connection, secretNames: ['webhook'] } }).authorize(pipeline);
  new AgentPool(stack, 'Pool', { project, name: 'private', machines: BuildAgentPool.fromBuildAgentPoolId(stack, 'Machines', MACHINES), connection, maxAgents: 4, idleAgents: 1, idleMinutes: 5, machinesReused: true }).authorize(pipeline);
  const team = new Team(stack, 'Team', { project, name: 'Data science', description: 'Models', members: [scientists], administrators: [scientists], readers: [others] });
  new GroupPermissions(stack, 'Permissions', {
    project, group: scientists, repositories: [{ repository, access: RepositoryAccess.CONTRIBUTE }], folders: [{ folder, rights: PipelineRights.EDIT }], library: LibraryAccess.USE, testsManaged: true, planningEnabled: true,
  });
  new Backlog(stack, 'Backlog', { project, areaPath: team.areaPath, tags: ['tdsp'], epics: { One: { title: 'One', description: '1', features: [{ title: 'Two', description: '2', stories: [{ title: 'Three', description: '3' }] }] } } });
  new WorkItemQueries(stack, 'Queries', { project, folder: 'Landscape', queries: { Open: 'SELECT [System.Id] FROM WorkItems' } });
  new Dashboard(stack, 'Dashboard', { project, name: 'Models', description: 'Runs', team, refreshMinutes: 5 });
  new Wiki(stack, 'Wiki', { project, name: 'wiki', pages: { 'Run book': 'Text' } });
  new Feed(stack, 'Feed', { project, name: 'packages', keptVersions: 10, keptDays: 365 }).grant(scientists, FeedRole.COLLABORATOR);
  new Extension(stack, 'Extension', { itemName: 'ms.vss-code-search' });
  const url = new TerraformVariable(stack, 'webhook_url', { type: 'string', sensitive: true });
  new ServiceHook(stack, 'Runs', { project, webhook: { url, event: ServiceHookEvent.RUN_FAILED } });
  new ServiceHook(stack, 'PullRequests', { project, webhook: { url, event: ServiceHookEvent.PULL_REQUEST_CREATED, repository } });
  new ServiceHook(stack, 'WorkItems', { project, webhook: { url, event: ServiceHookEvent.WORK_ITEM_CREATED } });
  const accountKey = new TerraformVariable(stack, 'account_key', { type: 'string', sensitive: true });
  new ServiceHook(stack, 'Queue', { project, storageQueue: { accountName: 'stevents', queueName: 'runs', accountKey, pipeline } });
}
