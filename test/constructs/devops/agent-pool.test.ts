import type { AgentPoolProps } from '../../../constructs/devops/agent-pool';
import { AgentPool } from '../../../constructs/devops/agent-pool';
import { BuildAgentPool } from '../../../constructs/network/build-agent-pool';
import type { Fixture } from './fixtures';
import { byId, connection, inProject, pipeline, repository, wrongInProject } from './fixtures';

const MACHINES = '/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/rg/providers/Microsoft.Compute/virtualMachineScaleSets/vmss';
const pool = (fixture: Fixture, props: Partial<AgentPoolProps> = {}): AgentPool =>
  new AgentPool(fixture.stack, 'Pool', { project: fixture.project, name: 'private', machines: BuildAgentPool.fromBuildAgentPoolId(fixture.stack, 'Machines', MACHINES), connection: connection(fixture), maxAgents: 4, ...props });

describe('AgentPool', () => {
  test('has a new machine for each job, once the connection may start one', () => {
    const template = inProject((fixture) => pool(fixture).authorize(pipeline(fixture, repository(fixture))));
    expect(template.resource('azuredevops_elastic_pool')).toEqual({
      name: 'private', azure_resource_id: MACHINES, service_endpoint_id: expect.stringMatching(/^\$\{azuredevops_serviceendpoint_azurerm\./), service_endpoint_scope: expect.stringMatching(/^\$\{azuredevops_project\./),
      max_capacity: 4, desired_idle: 0, time_to_live_minutes: 30, recycle_after_each_use: true, auto_provision: false, auto_update: true, agent_interactive_ui: false,
      depends_on: [expect.stringMatching(/^azurerm_federated_identity_credential\./), expect.stringMatching(/^azurerm_role_assignment\.Machines_VirtualMachineContributor/)],
    });
    expect(template.resource('azuredevops_agent_queue')['agent_pool_id']).toMatch(/^\$\{azuredevops_elastic_pool\..*\.id\}$/);
    expect(byId(template, 'azuredevops_pipeline_authorization', 'type')).toEqual({ 'Pool_Authorization-build': { type: 'queue' } });
  });

  test('keeps machines where that is switched on', () => {
    const template = inProject((fixture) => pool(fixture, { machinesReused: true, idleAgents: 1, idleMinutes: 5, allPipelinesAllowed: true }));
    expect(template.resource('azuredevops_elastic_pool')).toMatchObject({ recycle_after_each_use: false, desired_idle: 1, time_to_live_minutes: 5 });
    expect(template.resource('azuredevops_pipeline_authorization')).toEqual({ project_id: expect.stringMatching(/^\$\{azuredevops_project\./), resource_id: expect.stringMatching(/^\$\{azuredevops_agent_queue\./), type: 'queue' });
  });

  test('is imported by its name', () => {
    const template = inProject(({ stack, project }) => AgentPool.fromPoolName(stack, 'Pool', { project, name: 'shared' }));
    expect(template.resource('azuredevops_agent_queue')['agent_pool_id']).toMatch(/^\$\{data\.azuredevops_agent_pool\..*\.id\}$/);
  });

  test.each<readonly [string, Partial<AgentPoolProps>, string]>([
    ['no agents', { maxAgents: 0 }, `[AgentCountInvalid] 'maxAgents' is no number of agents: got 0; expected a whole number from 1 to 1000; change it (at test/Pool)`],
    ['more waiting than there are', { idleAgents: 5 }, `[IdleAgentsInvalid] 'idleAgents' are more than there can be: got 5; expected a whole number from 0 to 4; lower it, or raise 'maxAgents' (at test/Pool)`],
    ['two days of waiting', { idleMinutes: 2880 }, `[AgentIdleMinutesInvalid] 'idleMinutes' is no time that an agent waits: got 2880; expected a whole number from 0 to 1440; change it (at test/Pool)`],
  ])('fails with %s', (_, props, message) => {
    expect(wrongInProject((fixture) => pool(fixture, props))).toBe(message);
  });
});
