import type { TerraformStack } from 'cdktf';
import { WeekDay } from '../../../constructs/core/week-day';
import type { CopyPipelineOptions } from '../../../constructs/data/copy-pipeline';
import { CopyFormat } from '../../../constructs/data/copy-pipeline';
import { CopyTrigger } from '../../../constructs/data/copy-trigger';
import { DataFactory } from '../../../constructs/data/data-factory';
import type { Block, Template } from '../../support/template';
import { problemsOf, synthesise, testResourceGroup } from '../../support/template';
import { storage } from '../ml/fixtures';

interface Places {
  readonly landing: CopyPipelineOptions['source'];
  readonly raw: CopyPipelineOptions['destination'];
}

/** A copy between existing accounts, from blobs to a lake. */
function copy(stack: TerraformStack, options: (places: Places) => Partial<CopyPipelineOptions> = () => ({}), id = 'OrderFiles'): void {
  const landing = { container: storage(stack, {}, 'Landing').addContainer('delivered'), path: 'orders' };
  const raw = { container: storage(stack, { hierarchicalNamespaceEnabled: true }, 'Lake').addFilesystem('raw'), path: 'sales/orders' };
  const dataFactory = new DataFactory(stack, 'Factory', { resourceGroup: testResourceGroup(stack) });
  dataFactory.addCopyPipeline(id, { source: landing, destination: raw, ...options({ landing, raw }) });
}

const template = (options?: (places: Places) => Partial<CopyPipelineOptions>): Template => synthesise((stack) => copy(stack, options));
const problems = (options: (places: Places) => Partial<CopyPipelineOptions>, id?: string): string => problemsOf((stack) => copy(stack, options, id));
const activities = (from: Template): unknown => JSON.parse(String(from.resource('azurerm_data_factory_pipeline')['activities_json']));
const datasets = (from: Template, type: string): Block[] => Object.values(from.resources(type)).map(({ data_factory_id: _, linked_service_name, ...dataset }) => ({ ...dataset, linked_service_name: String(linked_service_name).replace(/_\w{8}\.name\}$/, '') }));

const STORE = { recursive: true, enablePartitionDiscovery: false };
const POLICY = { timeout: '0.12:00:00', retry: 3, retryIntervalInSeconds: 60, secureInput: false, secureOutput: false };

describe('CopyPipeline', () => {
  test('copies all files byte by byte, when somebody starts it', () => {
    const synthesised = template();
    expect(synthesised.resource('azurerm_data_factory_pipeline')).toEqual({ activities_json: expect.any(String), concurrency: 1, data_factory_id: expect.stringMatching(/^\$\{azurerm_data_factory\./), name: 'order-files' });
    expect(activities(synthesised)).toEqual([{
      name: 'Copy',
      type: 'Copy',
      dependsOn: [],
      policy: POLICY,
      userProperties: [],
      inputs: [{ referenceName: expect.stringMatching(/OrderFiles_Source_\w+\.name\}$/), type: 'DatasetReference' }],
      outputs: [{ referenceName: expect.stringMatching(/OrderFiles_Destination_\w+\.name\}$/), type: 'DatasetReference' }],
      typeProperties: {
        source: { type: 'BinarySource', storeSettings: { type: 'AzureBlobStorageReadSettings', wildcardFileName: '*', ...STORE } },
        sink: { type: 'BinarySink', storeSettings: { type: 'AzureBlobStorageWriteSettings', copyBehavior: 'PreserveHierarchy' } },
        enableStaging: false,
      },
    }]);
    expect(datasets(synthesised, 'azurerm_data_factory_dataset_binary')).toEqual([
      { azure_blob_storage_location: { container: expect.stringMatching(/Lake_Container-raw_\w+\.name\}$/), path: 'sales/orders' }, linked_service_name: '${azurerm_data_factory_linked_service_azure_blob_storage.Factory_Connection-lake_blob', name: 'order_files_destination' },
      { azure_blob_storage_location: { container: expect.stringMatching(/Landing_Container-delivered_\w+\.name\}$/), path: 'orders' }, linked_service_name: '${azurerm_data_factory_linked_service_azure_blob_storage.Factory_Connection-landing_blob', name: 'order_files_source' },
    ]);
  });

  test('grants the factory to read there and write here', () => {
    expect(Object.values(template().resources('azurerm_role_assignment')).map(({ scope, role_definition_id }) => [scope, String(role_definition_id).split('/').at(-1)])).toEqual([
      [expect.stringContaining('Container-raw'), 'ba92f5b4-2d11-453d-a403-e96b0029c9fe'],
      [expect.stringContaining('Container-delivered'), '2a2b9908-6ea1-4ae2-8e65-a410df84e7d1'],
    ]);
  });

  test('copies the file that arrives, and waits for the roles', () => {
    const synthesised = template(() => ({ trigger: CopyTrigger.onArrival() }));
    expect(synthesised.resource('azurerm_data_factory_trigger_blob_event')).toEqual({
      activated: true,
      blob_path_begins_with: expect.stringMatching(/^\/\$\{azurerm_storage_container\.Landing_Container-delivered_\w+\.name\}\/blobs\/orders\/$/),
      data_factory_id: expect.stringMatching(/^\$\{/),
      depends_on: [expect.stringContaining('StorageBlobDataReaderToFactory'), expect.stringContaining('StorageBlobDataContributorToFactory')],
      events: ['Microsoft.Storage.BlobCreated'],
      ignore_empty_blobs: true,
      name: 'order-files-trigger',
      pipeline: [{ name: expect.stringMatching(/OrderFiles_\w+\.name\}$/), parameters: { fileName: '@triggerBody().fileName' } }],
      storage_account_id: expect.stringMatching(/stshared$/),
    });
    expect(synthesised.resource('azurerm_data_factory_pipeline')).toMatchObject({ parameters: { fileName: '' } });
    expect(synthesised.resource('azurerm_data_factory_pipeline')).not.toHaveProperty('concurrency');
    expect(activities(synthesised)).toMatchObject([{ typeProperties: { source: { storeSettings: { wildcardFileName: { value: '@pipeline().parameters.fileName', type: 'Expression' } } } } }]);
  });

  test('takes all values, as Parquet and as a lake where there is one', () => {
    const synthesised = template(({ landing }) => ({
      source: { ...landing, filePattern: '*.parquet' }, format: CopyFormat.PARQUET, description: 'Orders', retries: 0, timeoutMinutes: 1500, accessGranted: true, trigger: CopyTrigger.weekly([WeekDay.MONDAY, WeekDay.FRIDAY], { hour: 3, minute: 30, timeZone: 'W. Europe Standard Time' }),
    }));
    expect(datasets(synthesised, 'azurerm_data_factory_dataset_parquet')).toEqual([
      { azure_blob_fs_location: { file_system: expect.stringMatching(/Container-raw_/), path: 'sales/orders' }, compression_codec: 'snappy', linked_service_name: '${azurerm_data_factory_linked_service_data_lake_storage_gen2.Factory_Connection-lake_dfs', name: 'order_files_destination' },
      { azure_blob_storage_location: { container: expect.stringMatching(/Container-delivered_/), path: 'orders' }, compression_codec: 'snappy', linked_service_name: '${azurerm_data_factory_linked_service_azure_blob_storage.Factory_Connection-landing_blob', name: 'order_files_source' },
    ]);
    expect(activities(synthesised)).toMatchObject([{
      policy: { ...POLICY, timeout: '1.01:00:00', retry: 0 },
      typeProperties: {
        source: { type: 'ParquetSource', storeSettings: { type: 'AzureBlobStorageReadSettings', wildcardFileName: '*.parquet', ...STORE } },
        sink: { type: 'ParquetSink', storeSettings: { type: 'AzureBlobFSWriteSettings', copyBehavior: 'PreserveHierarchy' }, formatSettings: { type: 'ParquetWriteSettings' } },
      },
    }]);
    expect(synthesised.resource('azurerm_data_factory_pipeline')).toMatchObject({ description: 'Orders' });
    expect(synthesised.resource('azurerm_data_factory_trigger_schedule')).toEqual({
      activated: true,
      data_factory_id: expect.stringMatching(/^\$\{/),
      frequency: 'Week',
      interval: 1,
      name: 'order-files-trigger',
      pipeline: [{ name: expect.stringMatching(/OrderFiles_\w+\.name\}$/) }],
      schedule: { days_of_week: ['Monday', 'Friday'], hours: [3], minutes: [30] },
      time_zone: 'W. Europe Standard Time',
    });
    expect(synthesised.counts['azurerm_role_assignment']).toBeUndefined();
  });

  test.each([
    ['every 15 minutes', CopyTrigger.everyMinutes(15), { frequency: 'Minute', interval: 15, time_zone: 'UTC' }],
    ['every 6 hours', CopyTrigger.everyHours(6), { frequency: 'Hour', interval: 6, time_zone: 'UTC' }],
    ['every day', CopyTrigger.daily(), { frequency: 'Day', interval: 1, time_zone: 'UTC', schedule: { hours: [0], minutes: [0] } }],
  ])('starts %s', (_, trigger, expected) => {
    expect(template(() => ({ trigger })).resource('azurerm_data_factory_trigger_schedule')).toMatchObject(expected);
  });

  test('fails with what can not be copied', () => {
    expect(problems(({ landing, raw }) => ({ source: { ...landing, path: '/orders', filePattern: 'a/b' }, destination: { ...raw, container: landing.container, path: 'sales' }, retries: 11, timeoutMinutes: 5 }), 'Order_Files')).toBe(
      `6 problems (at test/Factory/Order_Files):
  - [NameInvalid] 'id' has characters that a data factory item can't have: got "order_files"; expected 1 to 63 characters: letters, digits and hyphens, starting with a letter and not ending with a hyphen; use only what is allowed
  - [CopyPathInvalid] 'source.path' is not a folder: got "/orders"; expected names with "/" between them, and none of \\ * ? " < > | : @ { }; leave slashes at its ends out
  - [CopyNeedsLake] 'destination.container' is not in a data lake: got "test/Landing/Container-delivered"; expected a zone of a lake, or a filesystem of an account with hierarchical namespace; copy into a lake
  - [CopyPatternInvalid] 'source.filePattern' is not a pattern of file names: got "a/b"; expected letters, digits, spaces and _ . * ? ( ) = -; leave folders out: all below the path are searched
  - [CopyRetriesInvalid] 'retries' is out of range: got 11; expected a whole number from 0 to 10; choose a number in the range
  - [CopyTimeoutInvalid] 'timeoutMinutes' is out of range: got 5; expected whole minutes from 10 to 10080; choose a number in the range`,
    );
  });

  test('fails where a copy would read what it writes', () => {
    expect(problems(({ raw }) => ({ source: { ...raw, path: 'sales' } }))).toBe("[CopyIntoItself] 'destination.path' overlaps with where the files come from: got \"sales/orders\"; expected a folder apart from sales; choose another folder or zone (at test/Factory/OrderFiles)");
  });

  test('fails with a pattern where each file is copied', () => {
    expect(problems(({ landing }) => ({ source: { ...landing, filePattern: '*.csv' }, trigger: CopyTrigger.onArrival() }))).toBe("[CopyPatternUnused] 'source.filePattern' has no effect where each file that arrives is copied: got \"*.csv\"; expected nothing; leave it out, or copy on a schedule (at test/Factory/OrderFiles)");
  });

  test('fails with a time that is none', () => {
    expect(problems(() => ({ trigger: CopyTrigger.everyMinutes(1) }))).toBe("[CopyIntervalInvalid] 'trigger' has an interval that is out of range: got 1; expected a whole number from 5 to 1000; choose a number in the range (at test/Factory/OrderFiles)");
    expect(problems(() => ({ trigger: CopyTrigger.weekly([], { hour: 24 }) }))).toBe(
      `2 problems (at test/Factory/OrderFiles):
  - [CopyTimeInvalid] 'trigger' has a time that no day has: got {"hour":24}; expected an hour from 0 to 23 and a minute from 0 to 59; correct it
  - [CopyWeekDaysInvalid] 'trigger' has no day, or one twice: got []; expected each day once, at least one; correct the list`,
    );
  });
});
