import type { TerraformStack } from 'cdktf';
import { DataLake, DataLakeZone } from '../../../constructs/data/data-lake';
import type { EventHubOptions } from '../../../constructs/data/event-hub';
import { EventHubNamespace, EventHubSku } from '../../../constructs/data/event-hub-namespace';
import type { EventHubNamespaceAttributes, IEventHubNamespace } from '../../../constructs/data/event-hub-namespace';
import { Principal } from '../../../constructs/identity/role-assignment';
import { problemsOf, synthesise, testResourceGroup } from '../../support/template';
import { GROUP_ID, identity, PERSON_ID } from '../ml/fixtures';

const NAMESPACE_ID = `${GROUP_ID}/providers/Microsoft.EventHub/namespaces/evhns-shared`;

const namespace = (stack: TerraformStack, attributes: Partial<EventHubNamespaceAttributes> = {}): IEventHubNamespace => EventHubNamespace.fromAttributes(stack, 'Events', { resourceId: NAMESPACE_ID, location: 'westeurope', ...attributes });
const raw = (stack: TerraformStack) => new DataLake(stack, 'Lake', { resourceGroup: testResourceGroup(stack) }).zone(DataLakeZone.RAW);
const problems = (options: EventHubOptions, name = 'orders'): string => problemsOf((stack) => namespace(stack).addEventHub(name, options));

const DEFAULTS = { name: 'orders', namespace_id: NAMESPACE_ID, partition_count: 4, retention_description: { cleanup_policy: 'Delete', retention_time_in_hours: 24 } };

describe('EventHub', () => {
  test('keeps events of four partitions for a day', () => {
    const template = synthesise((stack) => namespace(stack).addEventHub('orders'));
    expect(template.resource('azurerm_eventhub')).toEqual(DEFAULTS);
  });

  test('captures by the namespace of its own, after the role is there', () => {
    const template = synthesise((stack) => {
      const resourceGroup = testResourceGroup(stack);
      const lake = new DataLake(stack, 'Lake', { resourceGroup });
      new EventHubNamespace(stack, 'Events', { resourceGroup }).addEventHub('orders', { capture: { filesystem: lake.zone(DataLakeZone.RAW) } });
    });
    expect(template.resource('azurerm_eventhub')).toEqual({
      ...DEFAULTS,
      namespace_id: expect.stringMatching(/^\$\{azurerm_eventhub_namespace\.Events_\w+\.id\}$/),
      capture_description: {
        destination: {
          archive_name_format: '{Namespace}/{EventHub}/{PartitionId}/{Year}/{Month}/{Day}/{Hour}/{Minute}/{Second}',
          blob_container_name: expect.stringMatching(/Container-raw_\w+\.name\}$/),
          name: 'EventHubArchive.AzureBlockBlob',
          storage_account_id: expect.stringMatching(/^\$\{azurerm_storage_account\.Lake_Storage_\w+\.id\}$/),
          storage_authentication_type: 'SystemAssigned',
        },
        enabled: true,
        encoding: 'Avro',
        interval_in_seconds: 300,
        size_limit_in_bytes: 314572800,
        skip_empty_archives: true,
      },
      depends_on: [expect.stringContaining('StorageBlobDataContributorToEvents')],
    });
  });

  test('takes all values', () => {
    const template = synthesise((stack) => namespace(stack, { sku: EventHubSku.PREMIUM, identity: identity(stack) }).addEventHub('orders', {
      partitionCount: 64, retentionHours: 2160, consumerGroups: ['reports'], capture: { filesystem: raw(stack), intervalSeconds: 60, maxFileMebibytes: 10, emptyFilesEnabled: true, accessGranted: true }, deletionProtectionEnabled: true,
    }));
    expect(template.resource('azurerm_eventhub')).toMatchObject({
      capture_description: { destination: { storage_authentication_id: expect.stringMatching(/id-training$/), storage_authentication_type: 'UserAssigned' }, interval_in_seconds: 60, size_limit_in_bytes: 10485760, skip_empty_archives: false },
      lifecycle: { prevent_destroy: true },
      partition_count: 64,
      retention_description: { retention_time_in_hours: 2160 },
    });
    expect(template.resource('azurerm_eventhub')).not.toHaveProperty('depends_on');
    expect(template.counts['azurerm_role_assignment']).toBeUndefined();
    expect(template.resource('azurerm_eventhub_consumer_group')).toEqual({ eventhub_name: expect.stringMatching(/^\$\{azurerm_eventhub\./), name: 'reports', namespace_name: 'evhns-shared', resource_group_name: 'rg-platform' });
  });

  test('grants two roles', () => {
    const template = synthesise((stack) => {
      const hub = namespace(stack).addEventHub('orders');
      hub.grantSend(Principal.group('People', PERSON_ID));
      hub.grantReceive(Principal.group('People', PERSON_ID));
    });
    expect(Object.values(template.resources('azurerm_role_assignment')).map(({ role_definition_id }) => String(role_definition_id).split('/').at(-1))).toEqual(['a638d3c7-ab3a-418d-83e6-5f17a39d4fde', '2b629674-e913-4c01-ae53-ef4638d8f975']);
  });

  test('fails with sizes that the SKU has not', () => {
    expect(problems({ partitionCount: 33, retentionHours: 169 }, '-orders')).toBe(
      `3 problems (at test/Events/EventHub--orders):
  - [NameInvalid] 'name' has characters that an event hub can't have: got "-orders"; expected 1 to 256 characters: letters, digits, "_", "." and "-", starting and ending with a letter or digit; use only what is allowed
  - [EventHubPartitionsInvalid] 'partitionCount' is out of range: got 33; expected a whole number from 1 to 32 with Standard; choose a number in the range
  - [EventHubRetentionInvalid] 'retentionHours' is out of range: got 169; expected whole hours from 1 to 168 with Standard; choose a number in the range`,
    );
  });

  test('fails with a capture that Azure can not make', () => {
    expect(problemsOf((stack) => namespace(stack).addEventHub('orders', { capture: { filesystem: raw(stack), intervalSeconds: 59, maxFileMebibytes: 501 } }))).toBe(
      `3 problems (at test/Events/EventHub-orders):
  - [EventHubCaptureIntervalInvalid] 'capture.intervalSeconds' is out of range: got 59; expected whole seconds from 60 to 900; choose a number in the range
  - [EventHubCaptureSizeInvalid] 'capture.maxFileMebibytes' is out of range: got 501; expected whole MiB from 10 to 500; choose a number in the range
  - [EventHubCaptureNeedsIdentity] 'capture' needs an identity of the namespace that writes: got "test/Events"; expected a namespace with a known identity; pass its 'identity' to EventHubNamespace.fromAttributes()`,
    );
  });

  test('fails with consumer groups that can not be', () => {
    expect(problems({ consumerGroups: ['reports', 'reports'] })).toBe("[EventHubConsumerGroupDuplicate] 'consumerGroups' has a group twice: got \"reports\"; expected each group once; leave one out: readers of one position share a group (at test/Events/EventHub-orders)");
    expect(problems({ consumerGroups: ['$Default'] })).toBe("[NameInvalid] 'name' has characters that an event hub consumer group can't have: got \"$Default\"; expected 1 to 50 characters: letters, digits, \"_\", \".\" and \"-\", starting and ending with a letter or digit; use only what is allowed (at test/Events/EventHub-orders)");
  });
});
