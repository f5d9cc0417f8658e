import type { TerraformStack } from 'cdktf';
import { MonitorWorkspace } from '../../../constructs/monitoring/monitor-workspace';
import type { Template } from '../../support/template';
import { synthesise, testResourceGroup } from '../../support/template';
import { clusterOf } from './support';

const collected = (internetIngestionEnabled?: boolean): Template =>
  synthesise((stack: TerraformStack) => {
    const resourceGroup = testResourceGroup(stack);
    clusterOf(stack, { resourceGroup, managedPrometheus: { monitorWorkspace: new MonitorWorkspace(stack, 'Metrics', { resourceGroup }), internetIngestionEnabled } });
  });

describe('ManagedPrometheus', () => {
  test('collects the metrics of a cluster in a workspace', () => {
    const template = collected();
    expect(template.resource('azurerm_kubernetes_cluster')).toMatchObject({ monitor_metrics: {} });
    const place = { kind: 'Linux', location: 'westeurope', resource_group_name: '${azurerm_resource_group.ResourceGroup_FFF1A175.name}' };
    expect(template.resource('azurerm_monitor_data_collection_endpoint')).toEqual({ ...place, name: 'dce-mlops-dev-we-prometheus', public_network_access_enabled: false });
    expect(template.resource('azurerm_monitor_data_collection_rule')).toEqual({
      ...place,
      name: 'dcr-mlops-dev-we-prometheus',
      data_collection_endpoint_id: expect.stringMatching(/^\$\{azurerm_monitor_data_collection_endpoint\.\w+\.id\}$/),
      data_flow: [{ destinations: ['monitor-workspace'], streams: ['Microsoft-PrometheusMetrics'] }],
      data_sources: { prometheus_forwarder: [{ name: 'prometheus', streams: ['Microsoft-PrometheusMetrics'] }] },
      destinations: { monitor_account: [{ monitor_account_id: expect.stringMatching(/^\$\{azurerm_monitor_workspace\.\w+\.id\}$/), name: 'monitor-workspace' }] },
    });
    expect(template.resource('azurerm_monitor_data_collection_rule_association')).toEqual({
      name: 'dcr-mlops-dev-we-prometheus',
      data_collection_rule_id: expect.stringMatching(/^\$\{azurerm_monitor_data_collection_rule\.\w+\.id\}$/),
      target_resource_id: expect.stringMatching(/^\$\{azurerm_kubernetes_cluster\.\w+\.id\}$/),
    });
  });

  test('takes metrics in over the internet where it is told so', () => {
    expect(collected(true).resource('azurerm_monitor_data_collection_endpoint')).toMatchObject({ public_network_access_enabled: true });
  });

  test('is not there by default', () => {
    const template = synthesise((stack) => clusterOf(stack));
    expect(template.counts).not.toHaveProperty('azurerm_monitor_data_collection_rule');
    expect(template.resource('azurerm_kubernetes_cluster')).not.toHaveProperty('monitor_metrics');
  });
});
