import type { TerraformStack } from 'cdktf';
import type { DataExplorerClusterAttributes } from '../../../constructs/data/data-explorer-cluster';
import { DataExplorerCluster } from '../../../constructs/data/data-explorer-cluster';
import type { IEventHub } from '../../../constructs/data/event-hub';
import { EventHubNamespace } from '../../../constructs/data/event-hub-namespace';
import type { KustoEventHubConnectionOptions } from '../../../constructs/data/kusto-event-hub-connection';
import { KustoDataFormat, KustoEventProperty } from '../../../constructs/data/kusto-event-hub-connection';
import { problemsOf, synthesise, testResourceGroup } from '../../support/template';
import { GROUP_ID, identity } from '../ml/fixtures';

const CLUSTER_ID = `${GROUP_ID}/providers/Microsoft.Kusto/clusters/decshared`;
const NAMESPACE_ID = `${GROUP_ID}/providers/Microsoft.EventHub/namespaces/evhns-shared`;

const eventHub = (stack: TerraformStack): IEventHub => EventHubNamespace.fromAttributes(stack, 'Events', { resourceId: NAMESPACE_ID, location: 'westeurope' }).addEventHub('telemetry');
const imported = (stack: TerraformStack, attributes: Partial<DataExplorerClusterAttributes> = {}) => DataExplorerCluster.fromAttributes(stack, 'Telemetry', { resourceId: CLUSTER_ID, location: 'westeurope', ...attributes });
const problems = (options: Partial<KustoEventHubConnectionOptions>, id = 'ModelTelemetry'): string => problemsOf((stack) => imported(stack).addDatabase('models').addEventHubConnection(id, { eventHub: eventHub(stack), table: 'Telemetry', ...options }));

describe('KustoEventHubConnection', () => {
  test('reads with the identity of the cluster, in a consumer group of its own, when both are let in', () => {
    const template = synthesise((stack) => {
      const hub = eventHub(stack);
      const cluster = new DataExplorerCluster(stack, 'Telemetry', { resourceGroup: testResourceGroup(stack) });
      cluster.addManagedPrivateEndpoint('Events', { target: hub.namespace, group: 'namespace' });
      cluster.addDatabase('models').addEventHubConnection('ModelTelemetry', { eventHub: hub, table: 'Telemetry' });
    });
    expect(template.resource('azurerm_kusto_eventhub_data_connection')).toEqual({
      cluster_name: expect.stringMatching(/^\$\{azurerm_kusto_cluster\.Telemetry_\w+\.name\}$/),
      compression: 'None',
      consumer_group: expect.stringMatching(/ConsumerGroup-model-telemetry_\w+\.name\}$/),
      data_format: 'MULTIJSON',
      database_name: expect.stringMatching(/Database-models_\w+\.name\}$/),
      database_routing_type: 'Single',
      depends_on: [expect.stringContaining('AzureEventHubsDataReceiverToTelemetry'), expect.stringMatching(/^azurerm_kusto_cluster_managed_private_endpoint\./)],
      eventhub_id: expect.stringMatching(/EventHub-telemetry_\w+\.id\}$/),
      identity_id: expect.stringMatching(/^\$\{azurerm_kusto_cluster\.Telemetry_\w+\.id\}$/),
      location: 'westeurope',
      name: 'model-telemetry',
      resource_group_name: '${azurerm_resource_group.ResourceGroup_FFF1A175.name}',
      table_name: 'Telemetry',
    });
    expect(template.resource('azurerm_eventhub_consumer_group')).toMatchObject({ name: 'model-telemetry' });
  });

  test('takes all values', () => {
    const template = synthesise((stack) => imported(stack, { identity: identity(stack) }).addDatabase('models').addEventHubConnection('ModelTelemetry', {
      eventHub: eventHub(stack), consumerGroup: 'kusto', table: 'Telemetry', format: KustoDataFormat.AVRO, mapping: 'Mapping', compressionEnabled: true, eventProperties: [KustoEventProperty.ENQUEUED_TIME], accessGranted: true,
    }));
    expect(template.resource('azurerm_kusto_eventhub_data_connection')).toMatchObject({ compression: 'GZip', data_format: 'AVRO', event_system_properties: ['x-opt-enqueued-time'], identity_id: expect.stringMatching(/id-training$/), mapping_rule_name: 'Mapping' });
    expect(template.resource('azurerm_kusto_eventhub_data_connection')).not.toHaveProperty('depends_on');
    expect(template.resource('azurerm_eventhub_consumer_group')).toMatchObject({ name: 'kusto' });
    expect(template.counts['azurerm_role_assignment']).toBeUndefined();
  });

  test('fails with names that can not be, and an identity that nobody knows', () => {
    expect(problems({ table: 'Tele/metry', mapping: ' ' }, 'Model_Telemetry')).toBe(
      `4 problems (at test/Telemetry/Database-models/Model_Telemetry):
  - [NameInvalid] 'id' has characters that a data explorer connection can't have: got "model_telemetry"; expected 1 to 40 characters: letters, digits, "." and "-"; use only what is allowed
  - [KustoTableInvalid] 'table' is not a name in a database: got "Tele/metry"; expected 1 to 1024 letters, digits, spaces, "_", "." and "-"; use only what is allowed
  - [KustoTableInvalid] 'mapping' is not a name in a database: got " "; expected 1 to 1024 letters, digits, spaces, "_", "." and "-"; use only what is allowed
  - [KustoIdentityUnknown] 'database' is in a cluster whose identity is not known: got "test/Telemetry"; expected an identity that may receive the events; pass its 'identity' to DataExplorerCluster.fromAttributes(), or set 'accessGranted: true'`,
    );
  });
});
