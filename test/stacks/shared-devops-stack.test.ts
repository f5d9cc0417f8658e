import shared from '../../environments/shared';
import type { Environment, SharedSettings } from '../../environments';
import { loadEnvironments } from '../../environments';
import { pipelineOptions, pipelineSets } from '../../pipelines/landscape';
import { SharedDevOpsStack } from '../../stacks/shared-devops-stack';
import { problemsOf } from '../environments/wrong';
import type { Block, Template } from '../support/template';
import { Landscape, pick, texts, variant } from './landscape-of';

type DevOps = NonNullable<SharedSettings['devOps']>;

const ENVIRONMENTS = [variant('dev'), variant('test'), variant('prod')];
const SUBSCRIPTION = '11111111-2222-4333-8444-000000000000';
const OWNER = '8e3af657-a8ff-443c-a75c-2fe8c4bcb635';

const known = new Map<string, Template>();
function devOps(changes: Partial<DevOps> = {}, environments: readonly Environment[] = ENVIRONMENTS): Template {
  const key = JSON.stringify([changes, environments.map(({ name, features }) => [name, features])]);
  const template = known.get(key) ?? Landscape.shared({ ...shared, devOps: { ...shared.devOps, ...changes } }, environments).stack('devops');
  known.set(key, template);
  return template;
}

const named = (template: Template, type: string): Readonly<Record<string, Block>> => Object.fromEntries(Object.entries(template.resources(type)).map(([id, block]) => [id.replace(/_[0-9A-F]{8}$/, ''), block]));
const rolesOf = (template: Template, connection: string): string[] => Object.keys(named(template, 'azurerm_role_assignment')).flatMap((id) => id.split(`${connection}-`).slice(1)).sort();
const authorised = (template: Template, owner: string): string[] => Object.keys(named(template, 'azuredevops_pipeline_authorization')).flatMap((id) => id.split(`${owner}_Authorization-`).slice(1)).sort();

describe('the project', () => {
  test('is private, with a repository for each kind of work', () => {
    const template = devOps();
    expect(template.resource('azuredevops_project')).toMatchObject({ name: 'machine-learning', visibility: 'private', work_item_template: 'Agile', lifecycle: { prevent_destroy: true } });
    expect(template.resource('azuredevops_project_tags')['tags']).toEqual(['mlops', 'machine-learning']);
    expect(Object.values(template.resources('azuredevops_git_repository')).map(({ name }) => name)).toEqual(['infrastructure', 'model']);
  });

  test('signs in with Entra, without a token, and not at all while a placeholder is left', () => {
    const { provider, variable } = devOps().json as { provider: { azuredevops: Block[] }; variable: { unresolved_placeholders: { default: string[] } } };
    expect(provider.azuredevops).toEqual([{ org_service_url: '${length(var.unresolved_placeholders) == 0 ? "https://dev.azure.com/example-organization" : ""}', tenant_id: '00000000-0000-0000-0000-000000000000', use_cli: true, use_oidc: true }]);
    expect(variable.unresolved_placeholders.default.filter((path) => path.startsWith('devOps.'))).toEqual([
      'devOps.organizationUrl', 'devOps.secretsVaultId', 'devOps.reviewerGroupIds[0]', 'devOps.approvals.test.approverGroupIds[0]', 'devOps.approvals.production.approverGroupIds[0]', 'devOps.approvals.production.approverGroupIds[1]', 'devOps.agentPool.scaleSetId', 'devOps.agentPool.subnetId',
    ]);
  });

  test('keeps its placeholders to itself', () => {
    const landscape = Landscape.shared(shared, ENVIRONMENTS);
    for (const part of ['state', 'registry']) {
      const { variable } = landscape.stack(part).json as { variable: { unresolved_placeholders: { default: string[] } } };
      expect(variable.unresolved_placeholders.default.filter((path) => path.startsWith('devOps'))).toEqual([]);
    }
  });

  test('has a definition for every pipeline, whose YAML is where the command writes it', () => {
    const sets = pipelineSets(pipelineOptions({ shared, environments: ENVIRONMENTS }));
    const wanted = sets.flatMap(({ folder, pipelines }) => pipelines.map(({ name }) => `${name}: ${folder}/${name}.yml`)).sort();
    const definitions = Object.values(devOps().resources('azuredevops_build_definition'));
    expect(definitions.map(({ name, repository }) => `${name}: ${(repository as Block)['yml_path']}`).sort()).toEqual(wanted);
    expect([...new Set(definitions.map(({ job_authorization_scope: scope }) => scope))]).toEqual(['project']);
  });

  test('validates pull requests in both repositories', () => {
    expect(Object.keys(named(devOps(), 'azuredevops_branch_policy_build_validation'))).toEqual(['InfrastructureRepository_BuildValidation-infra-pr', 'ModelRepository_BuildValidation-model-ci']);
  });

  test('asks its owners about what guards production', () => {
    const { InfrastructureRepository_ReviewersProduction: _, ...policies } = named(devOps(), 'azuredevops_branch_policy_auto_reviewers');
    expect(Object.values(policies).map(({ settings }) => (settings as Block)['path_filters'])).toEqual([
      ['/environments/prod.*', '/environments/shared.ts', '/environments/rules/*', '/pipelines/*', '/.azure-pipelines/*', '/stacks/devops-*', '/stacks/persona-table.ts'],
      ['/gate.toml', '/pipelines/*', '/Dockerfile'],
    ]);
  });

  test('hands out the template of the model, without what runs leave behind', () => {
    const files = Object.values(devOps().resources('azuredevops_git_repository_file')).map(({ file }) => String(file));
    expect(files).toEqual(expect.arrayContaining(['README.md', 'Dockerfile', 'gate.toml', 'pipelines/model-train.yml', 'src/diabetes_model/gate.py']));
    expect(files.filter((file) => /(^|\/)(outputs|\.venv|__pycache__|\.\w+_cache|\.coverage)/.test(file))).toEqual([]);
  });
});

describe('the access of pipelines', () => {
  test('is by a connection with an identity of its own for each purpose', () => {
    const connections = Object.values(devOps().resources('azuredevops_serviceendpoint_azurerm'));
    expect(connections.map(({ service_endpoint_name: name }) => name).sort()).toEqual([
      'azure-agents', 'azure-secrets', ...['dev', 'prod', 'test'].flatMap((name) => ['deploy', 'model', 'plan'].map((purpose) => `azure-${name}-${purpose}`)),
    ].sort());
    expect([...new Set(connections.map(({ service_endpoint_authentication_scheme: scheme }) => scheme))]).toEqual(['WorkloadIdentityFederation']);
    expect(devOps().counts).toMatchObject({ azurerm_user_assigned_identity: 11, azurerm_federated_identity_credential: 11 });
  });

  test('lets plans read, and nothing else', () => {
    expect(rolesOf(devOps(), 'dev-plan')).toEqual(['AzureKubernetesServiceClusterUserRole-subscription', 'KeyVaultReader-subscription', 'Reader-modelregistry', 'Reader-subscription', 'StorageBlobDataReader-states']);
  });

  test('lets deployments give roles, but none that gives roles', () => {
    const roles = named(devOps(), 'azurerm_role_assignment');
    const administrators = Object.entries(roles).filter(([id]) => id.includes('RoleBasedAccessControlAdministrator'));
    expect(administrators.length).toBe(6);
    for (const [id, { condition }] of administrators) {
      expect([id, String(condition).includes(OWNER), String(condition).includes('GuidNotEquals')]).toEqual([id, !id.includes('modelregistry'), !id.includes('modelregistry')]);
    }
    expect(Object.values(roles).filter(({ role_definition_id: role }) => String(role).endsWith(OWNER))).toEqual([]);
  });

  test('reaches what the environment of production connects to', () => {
    expect(rolesOf(devOps(), 'prod-deploy')).toEqual(expect.arrayContaining(['NetworkContributor-hub', 'PrivateDNSZoneContributor-DNSzones', 'LocksContributor-subscription', 'KeyVaultCryptoOfficer-subscription']));
  });

  test('trains and registers in development alone', () => {
    expect(rolesOf(devOps(), 'dev-model')).toEqual(['AcrPush-subscription', 'AzureMLDataScientist-subscription', 'AzureMLRegistryUser-modelregistry', 'StorageBlobDataContributor-subscription']);
    expect(rolesOf(devOps(), 'prod-model')).toEqual(['AcrPush-subscription', 'AzureMLDataScientist-subscription', 'Reader-modelregistry']);
  });

  test('is narrowed to resource groups that exist', () => {
    const group = `/subscriptions/${SUBSCRIPTION}/resourceGroups/rg-dev`;
    const template = devOps({ resourceGroupIds: { dev: [group] } });
    const scopes = Object.entries(named(template, 'azurerm_role_assignment')).flatMap(([id, { scope }]) => (id.includes('dev-plan-Reader-rgdev') ? [scope] : []));
    expect(scopes).toEqual([group]);
  });

  test('names roles by the subscription that they are in, so that nothing is replaced', () => {
    const wrong = Object.values(devOps().resources('azurerm_role_assignment')).filter(({ scope, role_definition_id: role }) => !String(scope).startsWith('${') && String(scope).split('/')[2] !== String(role).split('/')[2]);
    expect(wrong).toEqual([]);
  });

  test('is opened to pipelines by name', () => {
    const template = devOps();
    expect([authorised(template, 'Connection-dev-plan'), authorised(template, 'Connection-prod-deploy'), authorised(template, 'Connection-dev-model'), authorised(template, 'Secrets')]).toEqual([
      ['infra-drift', 'infra-pr'], ['infra-deploy', 'model-rollout'], ['model-train', 'retrain'], ['model-train', 'retrain'],
    ]);
    expect(Object.keys(named(template, 'azuredevops_pipeline_authorization')).filter((id) => id.endsWith('AuthorizationAll'))).toEqual([]);
  });

  test('is for YAML of main, but for plans of pull requests', () => {
    const template = devOps();
    const checks = Object.values(template.resources('azuredevops_check_branch_control'));
    expect([...new Set(checks.map(({ allowed_branches: branches }) => branches))]).toEqual(['refs/heads/main']);
    const open = Object.keys(named(template, 'azuredevops_serviceendpoint_azurerm')).filter((id) => !(`${id}_BranchControl` in named(template, 'azuredevops_check_branch_control')));
    expect(open).toEqual(['Access_Connection-dev-plan', 'Access_Connection-prod-plan', 'Access_Connection-test-plan']);
    expect(Object.keys(named(template, 'azuredevops_check_branch_control'))).toContain('Access_Secrets_BranchControl');
  });

  test('names what is in an environment, and no secret', () => {
    const groups = Object.fromEntries(Object.values(devOps().resources('azuredevops_variable_group')).map((block) => [block['name'], block]));
    expect(Object.keys(groups).sort()).toEqual(['landscape-dev', 'landscape-prod', 'landscape-secrets', 'landscape-test']);
    expect((groups['landscape-dev']?.['variable'] as { name: string; value: string }[]).map(({ name, value }) => [name, value])).toEqual([
      ['workspaceAddress', `azureml:${SUBSCRIPTION}/rg-mlops-dev-we-ml/mlw-mlops-dev-we`],
      ['trainingCompute', 'cpu-small'],
      ['modelRegistry', expect.stringMatching(/^mlr-mlops-shared-we-/)],
      ['containerRegistry', expect.stringMatching(/^crmlopsdevwe/)],
      ['containerRegistryServer', expect.stringMatching(/^crmlopsdevwe\w+\.azurecr\.io$/)],
      ['imageRepository', expect.stringMatching(/\w/)],
    ]);
    expect(groups['landscape-secrets']).toMatchObject({ key_vault: { name: 'kv-hub-pipelines' }, variable: [{ name: 'teams-webhook-url' }] });
  });

  test('names what the stacks of an environment make', () => {
    const values = Object.values(devOps().resources('azuredevops_variable_group')).find(({ name }) => name === 'landscape-prod')?.['variable'] as { name: string; value: string }[];
    const value = Object.fromEntries(values.map(({ name, value: text }) => [name, text]));
    const prod = Landscape.of('prod');
    const names = (type: string): unknown[] => Object.values(prod.all(type)).map(({ name }) => name);
    expect(names('azurerm_resource_group')).toEqual(expect.arrayContaining([value['clusterResourceGroup'], value['workspaceAddress']?.split('/')[1]]));
    expect([names('azurerm_kubernetes_cluster'), names('azurerm_monitor_workspace'), names('azurerm_container_registry'), names('azurerm_machine_learning_workspace').filter((name) => String(name).startsWith('mlw-'))]).toEqual([
      [value['clusterName']], [value['monitorWorkspace']], [value['containerRegistry']], [value['workspaceAddress']?.split('/')[2]],
    ]);
    expect(names('azurerm_machine_learning_compute_cluster')).toContain(value['trainingCompute']);
  });

  test('runs on a pool that is there already', () => {
    const template = devOps({ agentPool: { kind: 'existing', name: 'corporate' } });
    expect([template.counts['azuredevops_elastic_pool'], template.counts['azuredevops_agent_queue'], template.counts['azuredevops_serviceendpoint_azurerm']]).toEqual([undefined, 1, 10]);
  });

  test('runs on agents of Microsoft where everything is reached from there', () => {
    expect(devOps({ agentPool: undefined }, [variant('dev')]).counts['azuredevops_agent_queue']).toBe(undefined);
  });
});

describe('environments of the project', () => {
  test('are approved in production by two groups, in business hours', () => {
    const template = devOps();
    const { 'Environment-prod_Approval': approval, 'Environment-test_Approval': test } = named(template, 'azuredevops_check_approval');
    expect([approval && pick(approval, 'minimum_required_approvers', 'requester_can_approve'), (test?.['approvers'] as string[]).length]).toEqual([{ minimum_required_approvers: 2, requester_can_approve: false }, 1]);
    expect(template.resource('azuredevops_check_business_hours')).toMatchObject({ start_time: '07:00', friday: false, thursday: true });
    expect(template.counts).toMatchObject({ azuredevops_check_branch_control: 12, azuredevops_check_exclusive_lock: 3 });
  });

  test('of another cloud are not driven by it', () => {
    const other = variant('dev', { name: 'gov', cloud: 'usgovernment', location: 'usgovvirginia' });
    expect(Object.values(devOps({}, [variant('dev'), other]).resources('azuredevops_environment')).map(({ name }) => name)).toEqual(['dev']);
  });
});

describe('people of the project', () => {
  test('are the groups of the environments, each once', () => {
    const groups = Object.values(devOps().resources('azuredevops_group'));
    const ids = groups.flatMap(({ origin_id: id }) => (id === undefined ? [] : [id]));
    expect([new Set(ids).size, groups.flatMap(({ display_name: name }) => (name === undefined ? [] : [name])).sort()]).toEqual([
      ids.length, ['Auditor', 'Data engineer', 'Data scientist', 'ML engineer (application developer)', 'Platform engineer', 'Project lead', 'Project manager', 'Solution architect'],
    ]);
  });

  test('who look on write nowhere', () => {
    const permissions = Object.entries(named(devOps(), 'azuredevops_git_permissions')).filter(([id]) => id.includes('auditor') || id.includes('solutionArchitect'));
    expect(permissions.map(([, { permissions: all }]) => (all as Block)['GenericContribute'])).toEqual([undefined, undefined, undefined, undefined]);
  });

  test('find the work of a mission, and the wiki', () => {
    const template = devOps({ extensions: ['ms.vss-code-search'], processTemplate: 'Scrum' });
    const types = Object.values(template.resources('azuredevops_workitem')).map(({ type }) => type);
    expect(types.filter((type) => type === 'Epic').length).toBe(5);
    expect(new Set(types)).toEqual(new Set(['Epic', 'Feature', 'Product Backlog Item']));
    expect(Object.values(template.resources('azuredevops_wiki_page')).map(({ path }) => path).sort()).toEqual(['/Architecture', '/Run book']);
    expect(template.counts['azuredevops_extension']).toBe(1);
  });
});

test('without settings there is no project', () => {
  expect(Landscape.shared({ ...shared, devOps: undefined }).names.filter((name) => name.endsWith('devops'))).toEqual([]);
  expect(problemsOf(() => texts((app) => new SharedDevOpsStack(app, { shared: { ...shared, devOps: undefined }, environments: [] }))).map(({ code }) => code)).toEqual(['DevOpsSettingsMissing']);
});

test('the environments of the repository are all driven by it', () => {
  expect(pipelineOptions({ shared, environments: loadEnvironments({ variables: {} }) }).environments.map(({ name }) => name)).toEqual(['dev', 'test', 'prod']);
});
