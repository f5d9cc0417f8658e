import type { TerraformStack } from 'cdktf';
import { Principal } from '../../../constructs/identity/role-assignment';
import { ComputeCluster } from '../../../constructs/ml/compute-cluster';
import type { IHub } from '../../../constructs/ml/hub';
import { Hub } from '../../../constructs/ml/hub';
import { IsolationMode } from '../../../constructs/ml/managed-network';
import type { ProjectOptions } from '../../../constructs/ml/project';
import { Project } from '../../../constructs/ml/project';
import { VmSize } from '../../../constructs/ml/vm-size';
import { problemsOf, synthesise } from '../../support/template';
import { azapi, endpoint, identity, PERSON_ID, subnet, WORKSPACE_ID, workspaceProps } from './fixtures';

const HUB_ID = WORKSPACE_ID.replace('mlw-shared', 'hub-shared');

function hubOf(stack: TerraformStack): IHub {
  return Hub.fromHubId(stack, 'Hub', HUB_ID, { location: 'westeurope', isolationMode: IsolationMode.ALLOW_ONLY_APPROVED_OUTBOUND });
}

const failing = (use: (project: Project, stack: TerraformStack) => void, options: ProjectOptions = {}): string => problemsOf((stack) => use(hubOf(stack).addProject('Churn', options), stack));

describe('Project', () => {
  test('is in the region of its hub, with its own identity', () => {
    const template = synthesise((stack) => hubOf(stack).addProject('Churn'));
    expect(template.resource('azurerm_ai_foundry_project')).toEqual({ ai_services_hub_id: HUB_ID, identity: { type: 'SystemAssigned' }, location: 'westeurope', name: 'proj-mlops-dev-we' });
  });

  test('takes all values', () => {
    const template = synthesise((stack) => new Project(stack, 'Churn', { hub: hubOf(stack), purpose: 'churn', friendlyName: 'Churn', description: 'Who leaves', identity: identity(stack), lock: {}, deletionProtectionEnabled: true }));
    expect(template.resource('azurerm_ai_foundry_project')).toEqual({
      ai_services_hub_id: HUB_ID,
      description: 'Who leaves',
      friendly_name: 'Churn',
      identity: { identity_ids: [expect.stringMatching(/id-training$/)], type: 'UserAssigned' },
      lifecycle: { prevent_destroy: true },
      location: 'westeurope',
      name: 'proj-mlops-dev-we-churn',
      primary_user_assigned_identity: expect.stringMatching(/id-training$/),
    });
    expect(template.counts).toEqual({ azurerm_ai_foundry_project: 1, azurerm_management_lock: 1 });
  });

  test('takes computes like a workspace, which wait for the endpoint of the hub', () => {
    const template = synthesise((stack) => {
      azapi(stack);
      const hub = new Hub(stack, 'Hub', { ...workspaceProps(stack), privateEndpoints: [endpoint(stack, subnet(stack))] });
      new ComputeCluster(stack, 'Cluster', { workspace: hub.addProject('Churn'), name: 'training', vmSize: VmSize.STANDARD_DS3_V2, maxNodes: 1 });
    });
    expect(template.resource('azurerm_machine_learning_compute_cluster')).toMatchObject({
      depends_on: [expect.stringMatching(/^azurerm_private_endpoint\.Hub_/)],
      machine_learning_workspace_id: expect.stringMatching(/^\$\{azurerm_ai_foundry_project\.Hub_Churn_/),
    });
  });

  test('is imported by its id, and grants building', () => {
    const template = synthesise((stack) => Project.fromProjectId(stack, 'Churn', WORKSPACE_ID, { hub: hubOf(stack) }).grantDevelop(Principal.group('Developers', PERSON_ID)));
    expect(template.counts).toEqual({ azurerm_role_assignment: 1 });
    expect(template.resource('azurerm_role_assignment')).toMatchObject({ scope: WORKSPACE_ID, role_definition_id: expect.stringMatching(/64702f94-c441-49e6-a78b-ef80e0188fee$/) });
  });

  test('fails with all that is wrong with its texts', () => {
    expect(failing(() => undefined, { name: 'p', friendlyName: '', description: 'x'.repeat(2049) })).toBe(
      `3 problems (at test/Hub/Churn):
  - [NameTooShort] 'name' is too short for a hub project: got "p"; expected 3 to 33 characters: letters, digits, "_" and "-", starting with a letter or digit; lengthen it
  - [ProjectTextLength] 'friendlyName' is empty or too long: got ""; expected 1 to 256 characters; shorten it, or leave it out
  - [ProjectTextLength] 'description' is empty or too long: got "2049 characters"; expected 1 to 2048 characters; shorten it, or leave it out`,
    );
  });

  test('fails with a network of its own', () => {
    const network = (prop: string, method: string): string => `[ProjectNetworkOfHub] '${prop}' can't be of a project, whose network is that of its hub: expected a call of ${method}() on the hub; use project.hub.${method}() (at test/Hub/Churn)`;
    expect(failing((project) => project.addPrivateEndpoint())).toBe(network('privateEndpoints', 'addPrivateEndpoint'));
    expect(failing((project) => project.addFqdnOutboundRule())).toBe(network('outboundRules', 'addFqdnOutboundRule'));
    expect(failing((project) => project.addServiceTagOutboundRule())).toBe(network('outboundRules', 'addServiceTagOutboundRule'));
    expect(failing((project) => project.addPrivateEndpointOutboundRule())).toBe(network('outboundRules', 'addPrivateEndpointOutboundRule'));
    expect(failing((project) => project.addOutboundRules())).toBe(network('outboundRules', 'addOutboundRules'));
  });
});
