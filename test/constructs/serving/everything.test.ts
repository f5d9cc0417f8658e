import { checkStack } from '../../../facts/check';
import { synthesise } from '../../support/template';
import { everything } from './everything';

describe('a service with everything', () => {
  test('is what the pinned providers accept', () => {
    const template = synthesise(everything);
    expect(checkStack(template.json)).toEqual([]);
    expect(template.counts).toEqual({
      azurerm_monitor_alert_prometheus_rule_group: 1, azurerm_resource_group: 1, azurerm_role_assignment: 4, azurerm_storage_container: 1,
      kubernetes_config_map_v1: 3, kubernetes_deployment_v1: 2, kubernetes_horizontal_pod_autoscaler_v2: 2, kubernetes_job_v1: 1, kubernetes_limit_range_v1: 2,
      kubernetes_manifest: 4, kubernetes_namespace_v1: 2, kubernetes_network_policy_v1: 8, kubernetes_pod_disruption_budget_v1: 2, kubernetes_priority_class_v1: 1,
      kubernetes_resource_quota_v1: 2, kubernetes_service_account_v1: 2, kubernetes_service_v1: 2,
    });
  });
});
