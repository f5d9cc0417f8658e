import type { TerraformStack } from 'cdktf';
import { Principal } from '../../../constructs/identity/role-assignment';
import type { BatchDeploymentProps } from '../../../constructs/ml/batch-deployment';
import { BatchDeployment, BatchLogging, BatchOutput } from '../../../constructs/ml/batch-deployment';
import { BatchEndpoint } from '../../../constructs/ml/batch-endpoint';
import { problemsOf, synthesise } from '../../support/template';
import { azapi, PERSON_ID, workspace, WORKSPACE_ID } from './fixtures';
import { cluster, CODE, ENVIRONMENT, MODEL } from './serving-fixtures';

const BATCH_ID = `${WORKSPACE_ID}/batchEndpoints/prices-batch`;

function define(stack: TerraformStack, props: Partial<BatchDeploymentProps> = {}): BatchDeployment {
  azapi(stack);
  const owner = workspace(stack);
  const endpoint = BatchEndpoint.fromEndpointId(stack, 'Endpoint', BATCH_ID, owner);
  return new BatchDeployment(stack, 'Deployment', { endpoint, name: 'first', model: MODEL, computeCluster: cluster(stack, owner), ...props });
}

const failing = (props: Partial<BatchDeploymentProps>): string => problemsOf((stack) => define(stack, props));

describe('BatchEndpoint', () => {
  test('takes tokens of Entra', () => {
    const template = synthesise((stack) => {
      azapi(stack);
      new BatchEndpoint(stack, 'Endpoint', { workspace: workspace(stack), name: 'prices-batch', description: 'Scores files', lock: {} });
    });
    expect(template.counts).toEqual({ azapi_resource: 1, azurerm_management_lock: 1 });
    expect(template.resource('azapi_resource')).toEqual({
      body: { properties: { authMode: 'AADToken', defaults: {}, description: 'Scores files' } },
      ignore_body_changes: ['properties.defaults'],
      location: 'westeurope',
      name: 'prices-batch',
      parent_id: WORKSPACE_ID,
      schema_validation_enabled: true,
      type: 'Microsoft.MachineLearningServices/workspaces/batchEndpoints@2025-09-01',
    });
  });

  test('lets people start jobs', () => {
    const template = synthesise((stack) => BatchEndpoint.fromEndpointId(stack, 'Endpoint', BATCH_ID, workspace(stack)).grantInvoke(Principal.group('Callers', PERSON_ID)));
    expect(template.resource('azurerm_role_assignment')).toMatchObject({ principal_id: PERSON_ID, scope: BATCH_ID });
  });

  test('fails for a wrong name, and for an endpoint of another workspace', () => {
    expect(problemsOf((stack) => new BatchEndpoint(stack, 'Endpoint', { workspace: workspace(stack), name: 'b' }))).toBe(`[ServingNameInvalid] 'name' is not the name of an endpoint: got "b"; expected 3 to 32 characters: letters, digits and single hyphens, starting with a letter and ending with a letter or digit; use only what is allowed (at test/Endpoint)`);
    expect(problemsOf((stack) => BatchEndpoint.fromEndpointId(stack, 'Endpoint', BATCH_ID.replace('mlw-shared', 'mlw-other'), workspace(stack)))).toBe(`[BatchEndpointWorkspaceOther] 'endpointId' is an endpoint of another workspace: got "/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/rg-ml/providers/Microsoft.MachineLearningServices...; expected an endpoint of test/Workspace; pass the workspace that the endpoint is in (at test/Endpoint)`);
  });
});

describe('BatchDeployment', () => {
  test('scores on one node, and fails with the first file', () => {
    const template = synthesise((stack) => define(stack));
    expect(template.counts).toEqual({ azapi_resource: 1, azurerm_machine_learning_compute_cluster: 1 });
    expect(template.resource('azapi_resource')).toEqual({
      body: {
        properties: {
          compute: expect.stringMatching(/^\$\{azurerm_machine_learning_compute_cluster\.Cluster_\w+\.id\}$/),
          errorThreshold: 0,
          loggingLevel: 'Info',
          maxConcurrencyPerInstance: 1,
          miniBatchSize: 10,
          model: { assetId: 'azureml://registries/mlr-shared/models/prices/versions/3', referenceType: 'Id' },
          outputAction: 'AppendRow',
          outputFileName: 'predictions.csv',
          resources: { instanceCount: 1 },
          retrySettings: { maxRetries: 3, timeout: 'PT30S' },
        },
      },
      location: 'westeurope',
      locks: [BATCH_ID],
      name: 'first',
      parent_id: BATCH_ID,
      schema_validation_enabled: true,
      type: 'Microsoft.MachineLearningServices/workspaces/batchEndpoints/deployments@2025-09-01',
    });
  });

  test('takes all values', () => {
    const template = synthesise((stack) => define(stack, {
      description: 'All values', environment: ENVIRONMENT, codeConfiguration: { code: CODE, scoringScript: 'score.py' }, instanceCount: 2, miniBatchSize: 5, maxConcurrencyPerInstance: 4,
      errorThreshold: -1, maxRetries: 0, timeoutSeconds: 300, output: BatchOutput.SUMMARY_ONLY, logging: BatchLogging.DEBUG, environmentVariables: { LOG: 'x' },
    }));
    expect(template.resource('azapi_resource')['body']).toEqual({
      properties: {
        codeConfiguration: { codeId: 'azureml://registries/mlr-shared/codes/scoring/versions/1', scoringScript: 'score.py' },
        compute: expect.any(String),
        description: 'All values',
        environmentId: 'azureml://registries/mlr-shared/environments/scoring/versions/2026.01.15',
        environmentVariables: { LOG: 'x' },
        errorThreshold: -1,
        loggingLevel: 'Debug',
        maxConcurrencyPerInstance: 4,
        miniBatchSize: 5,
        model: { assetId: 'azureml://registries/mlr-shared/models/prices/versions/3', referenceType: 'Id' },
        outputAction: 'SummaryOnly',
        resources: { instanceCount: 2 },
        retrySettings: { maxRetries: 0, timeout: 'PT300S' },
      },
    });
  });

  test('becomes the default of its endpoint', () => {
    const template = synthesise((stack) => define(stack, { defaultEnabled: true }));
    expect(template.resource('azapi_update_resource')).toEqual({
      body: { properties: { defaults: { deploymentName: expect.stringMatching(/^\$\{azapi_resource\.Deployment_\w+\.name\}$/) } } },
      locks: [BATCH_ID],
      resource_id: BATCH_ID,
      type: 'Microsoft.MachineLearningServices/workspaces/batchEndpoints@2025-09-01',
    });
  });

  test.each<[string, Partial<BatchDeploymentProps>, string]>([
    ['files of nothing', { miniBatchSize: 0 }, `[BatchNumberInvalid] 'miniBatchSize' is out of range: got 0; expected a whole number from 1; correct the number (at test/Deployment)`],
    ['no time', { timeoutSeconds: 0 }, `[BatchNumberInvalid] 'timeoutSeconds' is out of range: got 0; expected a whole number from 1; correct the number (at test/Deployment)`],
    ['errors below none', { errorThreshold: -2 }, `[BatchNumberInvalid] 'errorThreshold' is out of range: got -2; expected a whole number from -1; correct the number (at test/Deployment)`],
    ['an output file that is not written', { output: BatchOutput.SUMMARY_ONLY, outputFileName: 'a.csv' }, `[BatchOutputFileUnused] 'outputFileName' has no effect with 'SummaryOnly': got "a.csv"; expected nothing; leave it out, or change 'output' (at test/Deployment)`],
    ['an output file in a folder', { outputFileName: 'out/a.csv' }, `[BatchOutputFileInvalid] 'outputFileName' is not the name of a file: got "out/a.csv"; expected a name like predictions.csv, without folders; correct the name (at test/Deployment)`],
  ])('fails for %s', (_, props, message) => {
    expect(failing(props)).toBe(message);
  });

  test('fails for two deployments of one name, and two defaults', () => {
    expect(problemsOf((stack) => {
      const first = { endpoint: BatchEndpoint.fromEndpointId(stack, 'Endpoint', BATCH_ID, workspace(stack)), model: MODEL, name: 'first', defaultEnabled: true };
      const computeCluster = cluster(stack, first.endpoint.workspace);
      new BatchDeployment(stack, 'First', { ...first, computeCluster });
      new BatchDeployment(stack, 'Second', { ...first, computeCluster });
    })).toBe(`2 problems (at test/Second):
  - [BatchDeploymentNameTwice] 'name' is the name of another deployment of the endpoint: got "first"; expected a name of its own for each deployment; give one of the two another name
  - [BatchDefaultTwice] 'defaultEnabled' is set for another deployment of the endpoint: got "first"; expected one default deployment; leave one of the two out`);
  });
});
