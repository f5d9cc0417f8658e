import type { TerraformStack } from 'cdktf';
import { ExistingResource } from '../../../constructs/core/existing-resource';
import { ActionGroup } from '../../../constructs/monitoring/action-group';
import { AlertSeverity } from '../../../constructs/monitoring/metric-alert';
import type { ServiceAlertsProps } from '../../../constructs/serving/service-alerts';
import { ServiceAlerts } from '../../../constructs/serving/service-alerts';
import { ServiceMetric } from '../../../constructs/serving/service-gate';
import { problemsOf, synthesise, testResourceGroup } from '../../support/template';
import { GROUP_ID } from '../ml/fixtures';
import { deployment, service } from './serving-fixtures';

const WORKSPACE_ID = `${GROUP_ID}/providers/Microsoft.Monitor/accounts/amw-shared`;
const ACTION_GROUP_ID = `${GROUP_ID}/providers/Microsoft.Insights/actionGroups/ag-on-call`;

const alerts = (props: Partial<ServiceAlertsProps> = {}, drift = false) => (stack: TerraformStack): ServiceAlerts => {
  const owner = service(stack, { metricsEnabled: false });
  const stable = deployment(stack, owner);
  deployment(stack, owner, { name: 'green' });
  return new ServiceAlerts(stack, 'Alerts', {
    resourceGroup: testResourceGroup(stack), name: 'prices', service: owner, clusterName: 'aks-shared', monitorWorkspace: new ExistingResource(stack, 'Monitor', WORKSPACE_ID),
    thresholds: [{ metric: ServiceMetric.ERROR_PERCENT, above: 5 }], actionGroups: [ActionGroup.fromActionGroupId(stack, 'OnCall', ACTION_GROUP_ID)], ...(drift ? { stable } : {}), ...props,
  });
};
const failing = (props: Partial<ServiceAlertsProps>): string => problemsOf(alerts(props));

describe('ServiceAlerts', () => {
  test('tells who is on call about each deployment', () => {
    const pods = 'namespace="scoring",pod=~"prices-blue-01234567-gcfr-[0-9a-z]+-[0-9a-z]{5}"';
    expect(synthesise(alerts()).resource('azurerm_monitor_alert_prometheus_rule_group')).toEqual({
      cluster_name: 'aks-shared',
      interval: 'PT1M',
      location: 'westeurope',
      name: 'prices',
      resource_group_name: expect.stringMatching(/^\$\{azurerm_resource_group\./),
      rule_group_enabled: true,
      scopes: [WORKSPACE_ID],
      rule: [
        { alert: 'prices-blue-errorPercent', expression: `100 * (sum(rate(scoring_requests_total{${pods},code=~"5.."}[5m])) or vector(0)) / sum(rate(scoring_requests_total{${pods}}[5m])) > 5`, severity: 1 },
        { alert: 'prices-blue-notReady', expression: 'max(kube_deployment_status_replicas_unavailable{namespace="scoring",deployment="prices-blue-01234567-gcfr"}) > 0', severity: 2 },
        { alert: 'prices-green-errorPercent', expression: expect.stringContaining('prices-green-01234567-gcfr'), severity: 1 },
        { alert: 'prices-green-notReady', expression: expect.stringContaining('prices-green-01234567-gcfr'), severity: 2 },
      ].map((rule) => ({ ...rule, action: [{ action_group_id: ACTION_GROUP_ID }], alert_resolution: { auto_resolved: true, time_to_resolve: 'PT15M' }, enabled: true, for: 'PT5M' })),
    });
  });

  test('compares predictions with those of the stable deployment, never it with itself', () => {
    const template = synthesise(alerts({ windowMinutes: 30, thresholds: [{ metric: ServiceMetric.PREDICTION_DRIFT_PERCENT, above: 20, severity: AlertSeverity.WARNING }] }, true));
    expect(template.resource('azurerm_monitor_alert_prometheus_rule_group')).toMatchObject({ rule: [{ alert: 'prices-blue-notReady' }, { alert: 'prices-green-predictionDriftPercent', for: 'PT30M', severity: 2 }, { alert: 'prices-green-notReady' }] });
  });

  test.each<[string, Partial<ServiceAlertsProps>, string]>([
    ['a name that is none', { name: 'prices?' }, `[ServiceAlertsNameInvalid] 'name' is not the name of a group of rules: got "prices?"; expected 1 to 260 characters, none of : @ / # { } % & + * < > ?; use only what is allowed (at test/Alerts)`],
    ['no thresholds', { thresholds: [] }, `[ServiceThresholdsInvalid] 'thresholds' are empty, or have a metric twice or a limit below 0: got []; expected at least one metric, each once, with a limit from 0; correct them (at test/Alerts)`],
    ['drift from nothing', { thresholds: [{ metric: ServiceMetric.PREDICTION_DRIFT_PERCENT, above: 20 }] }, `[ServiceAlertsStableRequired] 'stable' is what predictionDriftPercent compares with, and has no other use: got nothing; expected a deployment of the service; pass it (at test/Alerts)`],
    ['nobody to tell', { actionGroups: [] }, `[ServiceAlertsActionGroups] 'actionGroups' has the wrong number of action groups: got 0; expected 1 to 5; say who is told (at test/Alerts)`],
    ['no time to look at', { windowMinutes: 1 }, `[ServiceAlertsWindowInvalid] 'windowMinutes' is out of range: got 1; expected whole minutes from 2 to 60: metrics come twice a minute; choose a number in the range (at test/Alerts)`],
  ])('fails for %s', (_, props, message) => {
    expect(failing(props)).toBe(message);
  });

  test('fails for a service without deployments', () => {
    expect(problemsOf((stack) => new ServiceAlerts(stack, 'Alerts', { resourceGroup: testResourceGroup(stack), name: 'prices', service: service(stack), clusterName: 'aks', monitorWorkspace: new ExistingResource(stack, 'Monitor', WORKSPACE_ID), thresholds: [{ metric: ServiceMetric.ERROR_PERCENT, above: 5 }], actionGroups: [ActionGroup.fromActionGroupId(stack, 'OnCall', ACTION_GROUP_ID)] }))).toBe(`[ServiceAlertRuleLimit] 'thresholds' make the wrong number of rules, for all deployments: got 0; expected 1 to 20; add the deployments before, or leave some thresholds out (at test/Alerts)`);
  });
});
