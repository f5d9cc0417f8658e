import type { TerraformStack } from 'cdktf';
import { ResourceGroup } from '../../../constructs/governance/resource-group';
import type { EndpointAlertsProps } from '../../../constructs/ml/endpoint-alerts';
import { EndpointAlerts } from '../../../constructs/ml/endpoint-alerts';
import type { IOnlineDeployment } from '../../../constructs/ml/online-deployment';
import { ManagedOnlineEndpoint } from '../../../constructs/ml/online-endpoint';
import { ActionGroup } from '../../../constructs/monitoring/action-group';
import { LatencyPercentile } from '../../../constructs/monitoring/metric-criterion';
import type { Template } from '../../support/template';
import { LOCATION, problemsOf, synthesise } from '../../support/template';
import { GROUP_ID } from './fixtures';
import { deployment, ENDPOINT_ID, onlineEndpoint } from './serving-fixtures';

const ALERTS_ID = `${GROUP_ID}/providers/Microsoft.Insights/actionGroups/ag-shared`;

type Choose = (blue: IOnlineDeployment, stack: TerraformStack) => Partial<EndpointAlertsProps>;

function define(stack: TerraformStack, choose: Choose = () => ({})): EndpointAlerts {
  const endpoint = onlineEndpoint(stack);
  const resourceGroup = ResourceGroup.fromResourceGroupId(stack, 'Group', GROUP_ID, LOCATION);
  const actionGroups = [ActionGroup.fromActionGroupId(stack, 'Owners', ALERTS_ID)];
  return new EndpointAlerts(stack, 'Alerts', { resourceGroup, endpoint, actionGroups, ...choose(deployment(stack, endpoint), stack) });
}

const rulesOf = (template: Template): unknown[] =>
  Object.values(template.resources('azurerm_monitor_metric_alert')).map(({ name, severity, criteria }) => {
    const [{ metric_name, threshold } = { metric_name: '', threshold: 0 }] = criteria as readonly { metric_name: string; threshold: number }[];
    return [name, severity, metric_name, threshold];
  });
const failing = (choose: Choose): string => problemsOf((stack) => define(stack, choose));

describe('EndpointAlerts', () => {
  test('tells of slow, failed and refused requests', () => {
    const template = synthesise((stack) => define(stack));
    expect(rulesOf(template)).toEqual([
      ['prices refuses requests', 2, 'RequestsPerMinute', 10],
      ['prices fails', 1, 'RequestsPerMinute', 0],
      ['prices is slow', 2, 'RequestLatency_P95', 1000],
    ]);
    for (const alert of Object.values(template.resources('azurerm_monitor_metric_alert'))) expect(alert).toMatchObject({ action: [{ action_group_id: ALERTS_ID }], scopes: [ENDPOINT_ID], enabled: true });
  });

  test('tells of deployments that are too small', () => {
    const template = synthesise((stack) => define(stack, (blue) => ({ deployments: [blue] })));
    expect(rulesOf(template)).toEqual(expect.arrayContaining([['prices blue has busy processors', 2, 'CpuUtilizationPercentage', 90], ['prices blue has little memory left', 2, 'CpuMemoryUtilizationPercentage', 90]]));
    expect(rulesOf(template)).toHaveLength(5);
  });

  test('takes all values, GPUs included', () => {
    const template = synthesise((stack) => define(stack, (blue) => ({
      deployments: [blue], gpuDeployments: [blue], latencyMilliseconds: 200, latencyPercentile: LatencyPercentile.P99, errorsPerMinute: 1, clientErrorsPerMinute: 2, cpuPercent: 70, memoryPercent: 71, gpuPercent: 72, enabled: false,
    })));
    expect(rulesOf(template)).toEqual(expect.arrayContaining([
      ['prices refuses requests', 2, 'RequestsPerMinute', 2],
      ['prices fails', 1, 'RequestsPerMinute', 1],
      ['prices is slow', 2, 'RequestLatency_P99', 200],
      ['prices blue has busy processors', 2, 'CpuUtilizationPercentage', 70],
      ['prices blue has little memory left', 2, 'CpuMemoryUtilizationPercentage', 71],
      ['prices blue has busy GPUs', 2, 'GpuUtilizationPercentage', 72],
      ['prices blue has little GPU memory left', 2, 'GpuMemoryUtilizationPercentage', 72],
    ]));
    for (const alert of Object.values(template.resources('azurerm_monitor_metric_alert'))) expect(alert).toMatchObject({ enabled: false });
  });

  test.each<[string, Choose, string]>([
    ['limits of nothing', () => ({ cpuPercent: 80, gpuPercent: 80 }), `2 problems (at test/Alerts):
  - [EndpointAlertsUnused] 'cpuPercent' has no effect: no deployment is watched for it: got 80; expected nothing; leave it out, or name 'deployments'
  - [EndpointAlertsUnused] 'gpuPercent' has no effect: no deployment is watched for it: got 80; expected nothing; leave it out, or name 'gpuDeployments'`],
    ['GPUs of a deployment that is not watched', (blue) => ({ gpuDeployments: [blue] }), `[EndpointAlertsGpuUnwatched] 'gpuDeployments' are not in 'deployments': got ["test/blue"]; expected deployments of 'deployments'; name them in both (at test/Alerts)`],
    ['a deployment of another endpoint', (blue, stack) => ({ deployments: [blue], endpoint: ManagedOnlineEndpoint.fromEndpointId(stack, 'Other', ENDPOINT_ID, { workspace: blue.endpoint.workspace }) }), `[EndpointAlertsDeploymentOther] 'deployments' are of another endpoint: got ["test/blue"]; expected deployments of test/Other; make alerts for each endpoint (at test/Alerts)`],
  ])('fails for %s', (_, choose, message) => {
    expect(failing(choose)).toBe(message);
  });
});
