import { MachineLearningComputeInstance } from '@cdktf/provider-azurerm/lib/machine-learning-compute-instance';
import { MachineLearningDatastoreDatalakeGen2 } from '@cdktf/provider-azurerm/lib/machine-learning-datastore-datalake-gen2';
import { ResourceGroup } from '@cdktf/provider-azurerm/lib/resource-group';
import { StorageContainer } from '@cdktf/provider-azurerm/lib/storage-container';
import { Aspects } from 'cdktf';
import type { TerraformStack } from 'cdktf';
import { AzapiProvider } from '../../.gen/providers/azapi/provider';
import { Resource } from '../../.gen/providers/azapi/resource';
import { TagsAspect } from '../../stacks/tags';
import type { Tags } from '../../stacks/tags';
import type { Template } from '../support/template';
import { synthesise } from '../support/template';
import { Landscape } from './landscape-of';

const TAGS = { owner: 'ml-platform', costCenter: 'cc-1000', project: 'churn' };
const MANDATORY = ['owner', 'costCenter'];

const tagged = (define: (stack: TerraformStack) => void, mandatory: readonly string[] = MANDATORY, tags: Tags = TAGS): Template =>
  synthesise((stack) => {
    define(stack);
    Aspects.of(stack).add(new TagsAspect(tags, mandatory));
  });
const group = (stack: TerraformStack, tags?: Record<string, string>): ResourceGroup => new ResourceGroup(stack, 'Group', { name: 'rg', location: 'westeurope', tags });

describe('TagsAspect', () => {
  test('tags what has no tags of its own', () => {
    expect(tagged((stack) => group(stack)).resource('azurerm_resource_group')['tags']).toEqual(TAGS);
  });

  test('lets a tag win that a resource sets itself, beside those of the environment', () => {
    expect(tagged((stack) => group(stack, { project: 'fraud', extra: 'yes' })).resource('azurerm_resource_group')['tags']).toEqual({ ...TAGS, project: 'fraud', extra: 'yes' });
  });

  test('lets no resource set a mandatory tag', () => {
    expect(tagged((stack) => group(stack, { owner: 'somebody', costCenter: 'cc-0', project: 'fraud' })).resource('azurerm_resource_group')['tags']).toEqual({ ...TAGS, project: 'fraud' });
  });

  test('leaves the tag of a resource where the environment has none under a mandatory key', () => {
    const template = tagged((stack) => group(stack, { owner: 'somebody' }), ['owner'], { project: 'churn' });
    expect(template.resource('azurerm_resource_group')['tags']).toEqual({ project: 'churn', owner: 'somebody' });
  });

  test('reaches resources in the depth of the tree', () => {
    const template = tagged((stack) => new ResourceGroup(group(stack), 'Inner', { name: 'inner', location: 'westeurope' }));
    expect(Object.values(template.resources('azurerm_resource_group')).map(({ tags }) => tags)).toEqual([TAGS, TAGS]);
  });

  test("leaves alone what a new tag would replace, with the resource's own tags", () => {
    const template = tagged((stack) => {
      new MachineLearningComputeInstance(stack, 'Instance', { name: 'ci', machineLearningWorkspaceId: 'workspace', virtualMachineSize: 'Standard_D2s_v5', tags: { own: 'yes' } });
      new MachineLearningDatastoreDatalakeGen2(stack, 'Datastore', { name: 'lake', workspaceId: 'workspace', storageContainerId: 'container' });
    });
    expect([template.resource('azurerm_machine_learning_compute_instance')['tags'], template.resource('azurerm_machine_learning_datastore_datalake_gen2')['tags']]).toEqual([{ own: 'yes' }, undefined]);
  });

  test('tags resources of the API whose type has tags, and no others', () => {
    const template = tagged((stack) => {
      new AzapiProvider(stack, 'azapi', {});
      for (const type of ['workspaces/onlineEndpoints@2025-09-01', 'workspaces/connections@2025-09-01']) new Resource(stack, type.replace(/\W/g, ''), { type: `Microsoft.MachineLearningServices/${type}`, name: 'it' });
    });
    expect(Object.values(template.resources('azapi_resource')).map(({ type, tags }) => [type, tags])).toEqual([
      ['Microsoft.MachineLearningServices/workspaces/connections@2025-09-01', undefined],
      ['Microsoft.MachineLearningServices/workspaces/onlineEndpoints@2025-09-01', TAGS],
    ]);
  });

  test('leaves alone what has no tags', () => {
    const template = tagged((stack) => new StorageContainer(stack, 'Container', { name: 'raw', storageAccountId: 'account' }));
    expect(template.resource('azurerm_storage_container')).toEqual({ name: 'raw', storage_account_id: 'account' });
  });
});

describe('the tags of an environment', () => {
  const landscape = Landscape.of('prod', { 'tags.environment': 'somewhere', 'tags.project': 'churn' });
  const expected = { owner: 'ml-platform', costCenter: 'cc-1000', dataClassification: 'confidential', project: 'churn', environment: 'prod' };

  test('are on every resource that has tags, with the name of the environment', () => {
    const others = landscape.everything.filter(({ block }) => 'tags' in block && JSON.stringify(sorted(block['tags'])) !== JSON.stringify(sorted(expected)));
    expect(others).toEqual([]);
  });

  test('are on the types that Azure bills, and on none of those that they would replace', () => {
    const types = [...new Set(landscape.everything.filter(({ block }) => 'tags' in block).map(({ type }) => type))].sort();
    expect(types).toEqual([
      'azapi_resource', 'azurerm_application_insights', 'azurerm_application_insights_workbook', 'azurerm_container_registry', 'azurerm_key_vault', 'azurerm_key_vault_key', 'azurerm_kubernetes_cluster', 'azurerm_kubernetes_cluster_node_pool',
      'azurerm_log_analytics_workspace', 'azurerm_machine_learning_compute_cluster', 'azurerm_machine_learning_workspace', 'azurerm_monitor_action_group',
      'azurerm_monitor_alert_prometheus_rule_group', 'azurerm_monitor_data_collection_endpoint', 'azurerm_monitor_data_collection_rule',
      'azurerm_monitor_metric_alert', 'azurerm_monitor_scheduled_query_rules_alert_v2', 'azurerm_monitor_workspace', 'azurerm_nat_gateway',
      'azurerm_network_security_group', 'azurerm_private_endpoint', 'azurerm_public_ip', 'azurerm_resource_group', 'azurerm_storage_account', 'azurerm_user_assigned_identity', 'azurerm_virtual_network',
    ]);
  });
});

function sorted(tags: unknown): [string, unknown][] {
  return Object.entries(tags ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));
}
