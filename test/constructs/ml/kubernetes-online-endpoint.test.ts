import type { TerraformStack } from 'cdktf';
import type { KubernetesOnlineEndpointProps } from '../../../constructs/ml/kubernetes-online-endpoint';
import { KubernetesEndpointAuth, KubernetesOnlineEndpoint } from '../../../constructs/ml/kubernetes-online-endpoint';
import { EndpointRollout } from '../../../constructs/ml/rollout';
import { KubernetesOnlineDeployment } from '../../../constructs/ml/kubernetes-online-deployment';
import { Principal } from '../../../constructs/identity/role-assignment';
import { ContainerRegistry } from '../../../constructs/registry/container-registry';
import { problemsOf, synthesise } from '../../support/template';
import { azapi, identity, PERSON_ID, REGISTRY_ID, storage, WORKSPACE_ID } from './fixtures';
import { compute, COMPUTE_ID, existingCompute, installed } from './kubernetes-fixtures';
import { ENDPOINT_ID, MODEL } from './serving-fixtures';

function endpoint(stack: TerraformStack, props: Partial<KubernetesOnlineEndpointProps> = {}): KubernetesOnlineEndpoint {
  if (!props.compute) azapi(stack);
  return new KubernetesOnlineEndpoint(stack, 'Endpoint', {
    compute: props.compute ?? existingCompute(stack),
    name: 'prices',
    identity: identity(stack, 'Scoring'),
    containerRegistry: ContainerRegistry.fromAttributes(stack, 'Registry', { resourceId: REGISTRY_ID }),
    storageAccount: storage(stack),
    ...props,
  });
}

describe('KubernetesOnlineEndpoint', () => {
  test('is called with tokens that expire, and acts as an identity that may read models and pull images', () => {
    const template = synthesise((stack) => void endpoint(stack));
    const { depends_on, ...block } = template.resource('azapi_resource');
    expect(block).toEqual({
      body: { properties: { authMode: 'AMLToken', compute: COMPUTE_ID, mirrorTraffic: {}, traffic: {} } },
      identity: [{ type: 'UserAssigned', identity_ids: [expect.stringMatching(/id-scoring$/)] }],
      ignore_body_changes: ['properties.traffic', 'properties.mirrorTraffic'],
      location: 'westeurope',
      name: 'prices',
      parent_id: WORKSPACE_ID,
      replace_triggers_external_values: { identity: expect.stringMatching(/id-scoring$/) },
      replace_triggers_refs: ['properties.compute', 'properties.authMode'],
      response_export_values: { scoringUri: 'properties.scoringUri' },
      schema_validation_enabled: true,
      type: 'Microsoft.MachineLearningServices/workspaces/onlineEndpoints@2025-09-01',
    });
    expect((depends_on as string[]).map((name) => name.replace(/_[0-9A-F]{8}$/, ''))).toEqual(['azurerm_role_assignment.Registry_AcrPullToScoring', 'azurerm_role_assignment.Storage_StorageBlobDataReaderToScoring']);
  });

  test('takes all values, an identity of its own among them', () => {
    const template = synthesise((stack) => {
      const { scoringUri, identity: own } = endpoint(stack, { description: 'All values', auth: KubernetesEndpointAuth.KEY, identity: undefined, systemAssignedIdentityEnabled: true, containerRegistry: undefined, storageAccount: undefined });
      expect([own.grantName, scoringUri]).toEqual(['Endpoint', expect.stringMatching(/^\$\{TfToken/)]);
    });
    expect(template.resource('azapi_resource')).toMatchObject({ body: { properties: { authMode: 'Key', description: 'All values' } }, identity: [{ type: 'SystemAssigned' }] });
  });

  test('lets callers fetch tokens, existing endpoints too', () => {
    const template = synthesise((stack) => {
      const existing = KubernetesOnlineEndpoint.fromEndpointId(stack, 'Existing', ENDPOINT_ID, { compute: existingCompute(stack), scoringUri: 'https://scoring.contoso.com' });
      existing.grantInvoke(Principal.group('Callers', PERSON_ID));
      expect([existing.resourceName, existing.scoringUri, existing.mirrorTrafficSupported]).toEqual(['prices', 'https://scoring.contoso.com', false]);
    });
    expect(template.resource('azurerm_role_assignment')).toMatchObject({ principal_id: PERSON_ID, scope: ENDPOINT_ID });
  });

  test('fails on a cluster that answers no requests', () => {
    expect(problemsOf((stack) => void endpoint(stack, { compute: compute(stack, { extension: installed(stack, undefined, false) }) }))).toBe(`[EndpointComputeWithoutInference] 'compute' is a cluster that answers no requests: got "test/Compute"; expected a compute whose extension has 'inference'; add 'inference' to the extension, or use a ManagedOnlineEndpoint (at test/Endpoint)`);
  });

  test('fails with copies of live requests', () => {
    expect(problemsOf((stack) => {
      const owner = endpoint(stack);
      const [blue, green] = ['blue', 'green'].map((name) => new KubernetesOnlineDeployment(stack, name, { endpoint: owner, name, model: MODEL, instanceCount: 1 }));
      if (blue && green) new EndpointRollout(stack, 'Rollout', { endpoint: owner, split: { live: [{ deployment: blue, percent: 100 }], mirror: { deployment: green, percent: 10 } } });
    })).toBe(`[MirrorUnsupported] 'split.mirror' is not to be had on Kubernetes: got "green"; expected live traffic only; leave it out, or use a ManagedOnlineEndpoint (at test/Rollout)`);
  });
});
