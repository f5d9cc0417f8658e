import type { ServiceConnectionProps } from '../../../constructs/devops/service-connection';
import { ServiceConnection } from '../../../constructs/devops/service-connection';
import { ManagedIdentity } from '../../../constructs/identity/managed-identity';
import { testResourceGroup } from '../../support/template';
import { byId, connection, inProject, pipeline, repository, wrongInProject } from './fixtures';

describe('ServiceConnection', () => {
  test('signs in by workload identity federation, by what the endpoint says of itself', () => {
    const template = inProject(connection);
    expect(template.resource('azuredevops_serviceendpoint_azurerm')).toEqual({
      project_id: expect.stringMatching(/^\$\{azuredevops_project\./),
      service_endpoint_name: 'azure-dev',
      description: 'Deploys',
      service_endpoint_authentication_scheme: 'WorkloadIdentityFederation',
      environment: 'AzureCloud',
      azurerm_spn_tenantid: '99999999-8888-7777-6666-555555555555',
      azurerm_subscription_id: '11111111-2222-3333-4444-555555555555',
      azurerm_subscription_name: '11111111-2222-3333-4444-555555555555',
      credentials: { serviceprincipalid: expect.stringMatching(/^\$\{azurerm_user_assigned_identity\..*\.client_id\}$/) },
      features: { validate: false },
    });
    expect(template.resource('azurerm_federated_identity_credential')).toMatchObject({
      name: 'azure-devops',
      issuer: expect.stringMatching(/^\$\{azuredevops_serviceendpoint_azurerm\..*\.workload_identity_federation_issuer\}$/),
      subject: expect.stringMatching(/^\$\{azuredevops_serviceendpoint_azurerm\..*\.workload_identity_federation_subject\}$/),
    });
    expect(template.resource('azuredevops_check_branch_control')).toMatchObject({ target_resource_type: 'endpoint', allowed_branches: 'refs/heads/main', verify_branch_protection: true });
    expect(template.counts['azuredevops_pipeline_authorization']).toBe(undefined);
  });

  test('is used by YAML of other branches where that is said', () => {
    const branches = (props: Partial<ServiceConnectionProps>): unknown => {
      const { json } = inProject(({ stack, project }) => new ServiceConnection(stack, 'Connection', { project, name: 'azure', description: 'x', identity: new ManagedIdentity(stack, 'Identity', { resourceGroup: testResourceGroup(stack) }), ...props }));
      const { azuredevops_check_branch_control: checks = {} } = json['resource'] as Record<string, Record<string, { allowed_branches: string }>>;
      return Object.values(checks).map(({ allowed_branches: allowed }) => allowed);
    };
    expect([branches({ anyBranchAllowed: true }), branches({ branchControl: { branches: ['main', 'releases/*'] } })]).toEqual([[], ['refs/heads/main, refs/heads/releases/*']]);
  });

  test('fails with branches where all of them are allowed', () => {
    expect(wrongInProject(({ stack, project }) => new ServiceConnection(stack, 'Connection', { project, name: 'azure', description: 'x', identity: new ManagedIdentity(stack, 'Identity', { resourceGroup: testResourceGroup(stack) }), anyBranchAllowed: true, branchControl: {} }))).toBe(`[BranchControlUnused] 'branchControl' has no effect where every branch is allowed: got {}; expected nothing; leave it out, or turn 'anyBranchAllowed' off (at test/Connection)`);
  });

  test('is opened to pipelines by name, each once', () => {
    const template = inProject((fixture) => {
      const azure = connection(fixture);
      const build = pipeline(fixture, repository(fixture));
      azure.authorize(build);
      azure.authorize(build);
    });
    expect(byId(template, 'azuredevops_pipeline_authorization', 'type', 'pipeline_id')).toEqual({ 'Connection_Authorization-build': { type: 'endpoint', pipeline_id: expect.stringMatching(/^\$\{azuredevops_build_definition\./) } });
  });

  test('is opened to all of them by a switch', () => {
    const template = inProject(({ stack, project }) => {
      const identity = new ManagedIdentity(stack, 'Identity', { resourceGroup: testResourceGroup(stack) });
      new ServiceConnection(stack, 'Connection', { project, name: 'azure', identity, description: 'All', subscriptionId: 'aaaaaaaa-0000-0000-0000-000000000001', subscriptionName: 'Dev', allPipelinesAllowed: true });
    });
    expect(template.resource('azuredevops_pipeline_authorization')).toEqual({ project_id: expect.stringMatching(/^\$\{azuredevops_project\./), resource_id: expect.stringMatching(/^\$\{azuredevops_serviceendpoint_azurerm\./), type: 'endpoint' });
    expect(template.resource('azuredevops_serviceendpoint_azurerm')).toMatchObject({ azurerm_subscription_id: 'aaaaaaaa-0000-0000-0000-000000000001', azurerm_subscription_name: 'Dev' });
  });

  test('fails with a secret, which types don\'t let through, without showing it', () => {
    const message = wrongInProject(({ stack, project }) => {
      const identity = new ManagedIdentity(stack, 'Identity', { resourceGroup: testResourceGroup(stack) });
      const untyped = { servicePrincipalKey: 'hunter2' };
      new ServiceConnection(stack, 'Connection', { project, name: 'azure', identity, description: 'x', ...untyped });
    });
    expect(message).toBe(`[ServiceConnectionSecret] 'servicePrincipalKey' is that of a connection with a secret: expected workload identity federation, which needs an identity alone; leave it out (at test/Connection)`);
  });

  test('fails with the name of another connection', () => {
    expect(wrongInProject(({ stack, project }) => {
      const identity = new ManagedIdentity(stack, 'Identity', { resourceGroup: testResourceGroup(stack) });
      for (const name of ['azure', 'AZURE']) new ServiceConnection(stack, name, { project, name, identity, description: 'x' });
    })).toBe(`[DevOpsNameTaken] 'name' is the name of a service connection of the project already: got "AZURE"; expected a name of its own, whatever its capitals; rename one of the two (at test/AZURE)`);
  });
});
