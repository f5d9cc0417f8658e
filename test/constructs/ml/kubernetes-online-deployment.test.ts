import type { TerraformStack } from 'cdktf';
import type { KubernetesOnlineDeploymentProps } from '../../../constructs/ml/kubernetes-online-deployment';
import { KubernetesOnlineDeployment } from '../../../constructs/ml/kubernetes-online-deployment';
import { KubernetesOnlineEndpoint } from '../../../constructs/ml/kubernetes-online-endpoint';
import { EndpointRollout } from '../../../constructs/ml/rollout';
import { problemsOf, synthesise } from '../../support/template';
import { azapi } from './fixtures';
import { existingCompute } from './kubernetes-fixtures';
import { CODE, ENDPOINT_ID, ENVIRONMENT, MODEL } from './serving-fixtures';

function deployment(stack: TerraformStack, props: Partial<KubernetesOnlineDeploymentProps> = {}): KubernetesOnlineDeployment {
  azapi(stack);
  const endpoint = KubernetesOnlineEndpoint.fromEndpointId(stack, 'Endpoint', ENDPOINT_ID, { compute: existingCompute(stack, { instanceTypeNames: ['small'] }) });
  return new KubernetesOnlineDeployment(stack, 'Blue', { endpoint, name: 'blue', model: MODEL, ...(props.scaling ? {} : { instanceCount: 2 }), ...props });
}

const problems = (props: Partial<KubernetesOnlineDeploymentProps>): string => problemsOf((stack) => void deployment(stack, props));

describe('KubernetesOnlineDeployment', () => {
  test('runs a fixed number of pods of the default instance type, and keeps requests', () => {
    expect(synthesise((stack) => void deployment(stack)).resource('azapi_resource')).toEqual({
      body: {
        sku: { name: 'Default', capacity: 2 },
        properties: {
          appInsightsEnabled: true,
          dataCollector: expect.objectContaining({ collections: expect.anything() }),
          endpointComputeType: 'Kubernetes',
          model: MODEL.id,
          requestSettings: { maxConcurrentRequestsPerInstance: 1, requestTimeout: 'PT5S' },
          scaleSettings: { scaleType: 'Default' },
        },
      },
      location: 'westeurope',
      locks: [ENDPOINT_ID],
      name: 'blue',
      parent_id: ENDPOINT_ID,
      schema_validation_enabled: true,
      timeouts: { create: '60m', update: '60m' },
      type: 'Microsoft.MachineLearningServices/workspaces/onlineEndpoints/deployments@2025-09-01',
    });
  });

  test('takes all values', () => {
    const block = synthesise((stack) => void deployment(stack, {
      description: 'All values', environment: ENVIRONMENT, codeConfiguration: { code: CODE, scoringScript: 'score.py' }, modelMountPath: '/var/models', instanceType: 'small',
      resources: { requests: { cpuCores: 0.5, memoryGib: 1 }, limits: { cpuCores: 1, memoryGib: 2 }, gpus: 1 }, scaling: { minInstances: 2, maxInstances: 6, targetPercent: 60, pollingSeconds: 5 },
      requestSettings: { timeoutSeconds: 10, maxConcurrentRequestsPerInstance: 4 }, livenessProbe: { periodSeconds: 20 }, readinessProbe: { periodSeconds: 5 }, dataCollectionEnabled: false, applicationInsightsEnabled: false, environmentVariables: { LOG_LEVEL: 'info' },
    })).resource('azapi_resource');
    expect(block).toMatchObject({
      ignore_body_changes: ['sku.capacity'],
      body: {
        sku: { capacity: 2 },
        properties: {
          description: 'All values', appInsightsEnabled: false, environmentVariables: { LOG_LEVEL: 'info' }, instanceType: 'small', modelMountPath: '/var/models', codeConfiguration: { codeId: CODE.id, scoringScript: 'score.py' }, environmentId: ENVIRONMENT.id,
          containerResourceRequirements: { containerResourceRequests: { cpu: '500m', memory: '1024Mi', gpu: '1' }, containerResourceLimits: { cpu: '1000m', memory: '2048Mi', gpu: '1' } },
          livenessProbe: { period: 'PT20S' }, readinessProbe: { period: 'PT5S' },
          requestSettings: { maxConcurrentRequestsPerInstance: 4, requestTimeout: 'PT10S' },
          scaleSettings: { scaleType: 'TargetUtilization', minInstances: 2, maxInstances: 6, targetUtilizationPercentage: 60, pollingInterval: 'PT5S' },
        },
      },
    });
  });

  test('gets its traffic from a rollout, as managed ones do', () => {
    const template = synthesise((stack) => {
      const blue = deployment(stack);
      new EndpointRollout(stack, 'Rollout', { endpoint: blue.endpoint, stable: blue });
    });
    expect(template.resource('azapi_update_resource')).toMatchObject({ body: { properties: { traffic: { blue: 100 }, mirrorTraffic: { blue: 0 } } }, depends_on: [expect.stringMatching(/^azapi_resource\.Blue_/)] });
  });

  test('fails with an instance type that the compute does not have', () => {
    expect(problems({ instanceType: 'large' })).toBe(`[DeploymentInstanceTypeUnknown] 'instanceType' is not an instance type of the compute: got "large"; expected defaultinstancetype, small; name one of these, or add it to 'instanceTypes' of the compute (at test/Blue)`);
  });

  test.each([
    [{ instanceCount: undefined }, 'nothing'],
    [{ instanceCount: 2, scaling: { minInstances: 1, maxInstances: 2 } }, '2'],
  ])('fails with no number of pods, or two: %j', (props, got) => {
    expect(problems(props)).toBe(`[DeploymentCountRequired] 'instanceCount' or 'scaling' is required, and not both: got ${got}; expected one of the two; leave one out, or add one (at test/Blue)`);
  });

  test('fails with numbers that the router does not take', () => {
    expect(problems({ scaling: { minInstances: 4, maxInstances: 2 } })).toBe(`[UtilizationScalingInvalid] 'scaling' has numbers that the router does not take: got {"minInstances":4,"maxInstances":2,"targetPercent":70,"pollingSeconds":1}; expected whole numbers from 1, minInstances at most maxInstances, targetPercent at most 100; correct the numbers (at test/Blue)`);
  });

  test('fails with resources that are none', () => {
    expect(problems({ resources: { requests: { cpuCores: 2, memoryGib: 1 }, limits: { cpuCores: 1, memoryGib: 1 }, gpus: 0 }, modelMountPath: 'models' })).toBe([
      '3 problems (at test/Blue):',
      `  - [DeploymentMountPathInvalid] 'modelMountPath' is not an absolute path: got "models"; expected a path like /var/models; begin it with a slash`,
      `  - [PodLimitsBelowRequests] 'resources.limits' is less than what is requested: got {"cpuCores":1,"memoryGib":1}; expected at least 2 cores and 1 GiB; raise it, or lower 'requests'`,
      "  - [DeploymentGpusInvalid] 'resources.gpus' is not a number of GPUs: got 0; expected a whole number from 1: pods have whole GPUs; correct it, or leave it out",
    ].join('\n'));
  });
});
