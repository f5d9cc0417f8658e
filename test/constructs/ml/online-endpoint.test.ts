import { TerraformLocal } from 'cdktf';
import { BuiltInRole } from '../../../constructs/identity/built-in-role';
import { Principal } from '../../../constructs/identity/role-assignment';
import { ManagedOnlineDeployment } from '../../../constructs/ml/online-deployment';
import { LogAnalyticsWorkspace } from '../../../constructs/monitoring/log-analytics-workspace';
import type { ManagedOnlineEndpointProps } from '../../../constructs/ml/online-endpoint';
import { ManagedOnlineEndpoint } from '../../../constructs/ml/online-endpoint';
import { problemsOf, synthesise, testResourceGroup } from '../../support/template';
import { azapi, GROUP_ID, PERSON_ID, workspace, WORKSPACE_ID } from './fixtures';
import { deployment, ENDPOINT_ID, endpointProps, onlineEndpoint } from './serving-fixtures';

const failing = (props: Partial<ManagedOnlineEndpointProps>): string => problemsOf((stack) => new ManagedOnlineEndpoint(stack, 'Endpoint', { ...endpointProps(stack), ...props }));
const IDENTITY_ID = `${GROUP_ID}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id-scoring`;
const CALLERS = Principal.group('Callers', PERSON_ID);

describe('ManagedOnlineEndpoint', () => {
  test('is private, takes tokens of Entra, and waits for the roles of its identity', () => {
    const template = synthesise((stack) => new ManagedOnlineEndpoint(stack, 'Endpoint', endpointProps(stack)));
    expect(template.counts).toEqual({ azapi_resource: 1, azurerm_role_assignment: 2 });
    expect(template.resource('azapi_resource')).toEqual({
      body: { properties: { authMode: 'AADToken', mirrorTraffic: {}, publicNetworkAccess: 'Disabled', traffic: {} } },
      depends_on: [expect.stringMatching(/^azurerm_role_assignment\.Registry_AcrPullToScoring_\w+$/), expect.stringMatching(/^azurerm_role_assignment\.Storage_StorageBlobDataReaderToScoring_\w+$/)],
      identity: [{ identity_ids: [IDENTITY_ID], type: 'UserAssigned' }],
      ignore_body_changes: ['properties.traffic', 'properties.mirrorTraffic'],
      location: 'westeurope',
      name: 'prices',
      parent_id: WORKSPACE_ID,
      replace_triggers_external_values: { identity: IDENTITY_ID },
      response_export_values: { scoringUri: 'properties.scoringUri' },
      schema_validation_enabled: true,
      type: 'Microsoft.MachineLearningServices/workspaces/onlineEndpoints@2025-09-01',
    });
  });

  test('takes all values', () => {
    const template = synthesise((stack) => {
      const logs = LogAnalyticsWorkspace.fromLogAnalyticsWorkspaceId(stack, 'Logs', `${GROUP_ID}/providers/Microsoft.OperationalInsights/workspaces/log-shared`);
      new ManagedOnlineEndpoint(stack, 'Endpoint', { ...endpointProps(stack), description: 'All values', publicNetworkAccessEnabled: true, diagnosticSettings: { logAnalyticsWorkspace: logs }, lock: {}, roleAssignments: [{ role: BuiltInRole.READER, grantee: CALLERS }] });
    });
    expect(template.counts).toEqual({ azapi_resource: 1, azurerm_management_lock: 1, azurerm_monitor_diagnostic_setting: 1, azurerm_role_assignment: 3 });
    expect(template.resource('azapi_resource')['body']).toEqual({ properties: { authMode: 'AADToken', description: 'All values', mirrorTraffic: {}, publicNetworkAccess: 'Enabled', traffic: {} } });
  });

  test('makes an identity where none is passed', () => {
    const template = synthesise((stack) => new ManagedOnlineEndpoint(stack, 'Endpoint', { ...endpointProps(stack), identity: undefined, resourceGroup: testResourceGroup(stack) }));
    expect(template.counts).toEqual({ azapi_resource: 1, azurerm_resource_group: 1, azurerm_role_assignment: 2, azurerm_user_assigned_identity: 1 });
    expect(template.resource('azurerm_user_assigned_identity')['name']).toBe('id-mlops-dev-we-prices');
  });

  test('has an identity of its own where it should, which Azure gives its roles', () => {
    const template = synthesise((stack) => {
      azapi(stack);
      const endpoint = new ManagedOnlineEndpoint(stack, 'Endpoint', { workspace: workspace(stack), name: 'prices', systemAssignedIdentityEnabled: true });
      endpoint.addRoleAssignment({ role: BuiltInRole.READER, grantee: endpoint.identity });
    });
    expect(template.resource('azapi_resource')).toMatchObject({ identity: [{ type: 'SystemAssigned' }], replace_triggers_external_values: { identity: 'SystemAssigned' } });
    expect(template.resource('azurerm_role_assignment')['principal_id']).toMatch(/^\$\{azapi_resource\.Endpoint_\w+\.identity\[0\]\.principal_id\}$/);
  });

  test('says its address', () => {
    const template = synthesise((stack) => {
      const endpoint = new ManagedOnlineEndpoint(stack, 'Endpoint', endpointProps(stack));
      new TerraformLocal(stack, 'uri', endpoint.scoringUri);
    });
    expect(JSON.parse(JSON.stringify(template.json['locals']))['uri']).toMatch(/^\$\{azapi_resource\.Endpoint_\w+\.output\.scoringUri\}$/);
  });

  test('lets people call it, by the role that is meant for it or by one of yours', () => {
    const template = synthesise((stack) => {
      const endpoint = onlineEndpoint(stack);
      endpoint.grantInvoke(CALLERS);
      endpoint.grantInvoke(CALLERS);
      endpoint.grantInvoke(CALLERS, BuiltInRole.of('Endpoint Caller', 'aaaaaaaa-0000-4000-8000-000000000009'));
    });
    expect(Object.values(template.resources('azurerm_role_assignment')).map((block) => [block['scope'], block['role_definition_id']])).toEqual([
      [ENDPOINT_ID, expect.stringMatching(/f6c7c914-8db3-469d-8ca1-694a8f32e121$/)],
      [ENDPOINT_ID, expect.stringMatching(/aaaaaaaa-0000-4000-8000-000000000009$/)],
    ]);
  });

  test('fails without an identity, or with several', () => {
    expect(failing({ identity: undefined })).toBe(`[EndpointIdentityRequired] 'resourceGroup' is required for the identity that is made for the endpoint: got nothing; expected a resource group; pass one, or an 'identity' (at test/Endpoint)`);
    expect(failing({ systemAssignedIdentityEnabled: true })).toBe(`2 problems (at test/Endpoint):
  - [EndpointIdentityExclusive] 'identity' can't go with 'systemAssignedIdentityEnabled': got "test/Scoring"; expected one of the two; leave one out
  - [EndpointAccessUnused] 'containerRegistry' and 'storageAccount' have no effect with 'systemAssignedIdentityEnabled': got "test/Registry"; expected nothing, since Azure gives that identity its roles; leave them out`);
    expect(problemsOf((stack) => new ManagedOnlineEndpoint(stack, 'Endpoint', { ...endpointProps(stack), resourceGroup: testResourceGroup(stack) }))).toBe(`[EndpointResourceGroupUnused] 'resourceGroup' has no effect, since no identity is made: got "test/ResourceGroup"; expected nothing; leave it out (at test/Endpoint)`);
  });

  test('fails where the identity could not pull images and read models', () => {
    expect(failing({ storageAccount: undefined })).toBe(`[EndpointAccessRequired] 'containerRegistry' and 'storageAccount' are required: deployments fail where the identity can't pull images and read models: got "test/Registry"; expected the registry and the storage account of the workspace; pass both, or the roles in 'requiredRoleAssignments' (at test/Endpoint)`);
  });

  test.each(['ab', '1prices', 'my--prices', 'prices-', 'a'.repeat(33), 'my_prices'])('fails for the name %s', (name) => {
    expect(failing({ name })).toBe(`[ServingNameInvalid] 'name' is not the name of an endpoint: got "${name}"; expected 3 to 32 characters: letters, digits and single hyphens, starting with a letter and ending with a letter or digit; use only what is allowed (at test/Endpoint)`);
  });

  test('fails for an endpoint of another workspace', () => {
    expect(problemsOf((stack) => ManagedOnlineEndpoint.fromEndpointId(stack, 'Endpoint', ENDPOINT_ID.replace('mlw-shared', 'mlw-other'), { workspace: workspace(stack) }))).toBe(`[EndpointWorkspaceOther] 'endpointId' is an endpoint of another workspace: got "/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/rg-ml/providers/Microsoft.MachineLearningServices...; expected an endpoint of test/Workspace; pass the workspace that the endpoint is in (at test/Endpoint)`);
  });

  test('fails for two deployments of one name, and for too many', () => {
    expect(problemsOf((stack) => {
      const endpoint = onlineEndpoint(stack);
      ManagedOnlineDeployment.fromAttributes(stack, 'Existing', { endpoint, name: 'Blue' });
      deployment(stack, endpoint);
    })).toBe(`[DeploymentNameTwice] 'name' is the name of another deployment of the endpoint: got "blue"; expected a name of its own for each deployment; give one of the two another name (at test/blue)`);
    expect(problemsOf((stack) => {
      const endpoint = onlineEndpoint(stack);
      for (let index = 0; index <= 20; index += 1) deployment(stack, endpoint, `blue-${index}`);
    })).toBe(`[DeploymentLimit] 'name' is one deployment too many for the endpoint: got 21; expected at most 20; use another endpoint (at test/blue-20)`);
  });
});
