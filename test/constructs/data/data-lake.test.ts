import type { DataLakeProps } from '../../../constructs/data/data-lake';
import { DataLake, DataLakeZone } from '../../../constructs/data/data-lake';
import { ResourceGroup } from '../../../constructs/governance/resource-group';
import { Principal } from '../../../constructs/identity/role-assignment';
import { LogAnalyticsWorkspace } from '../../../constructs/monitoring/log-analytics-workspace';
import { PrivateDnsZones } from '../../../constructs/network/private-dns-zones';
import { StorageAgeSince } from '../../../constructs/storage/storage-lifecycle-rule';
import { problemsOf, synthesise, testResourceGroup } from '../../support/template';
import { GROUP_ID, PERSON_ID, subnet, workspace } from '../ml/fixtures';

const ZONE = (zone: string): string => `${GROUP_ID}/providers/Microsoft.Network/privateDnsZones/privatelink.${zone}.core.windows.net`;
const PEOPLE = Principal.group('People', PERSON_ID);

const problems = (props: Partial<DataLakeProps<string>>): string => problemsOf((stack) => new DataLake<string>(stack, 'Lake', { resourceGroup: testResourceGroup(stack), ...props }));
const tier = (to: string, days: number): Record<string, number> => ({ [`tier_to_${to}_after_days_since_modification_greater_than`]: days });
const rule = (name: string, base: object): object => ({ name, enabled: true, filters: { blob_types: ['blockBlob'], prefix_match: [`${name}/`] }, actions: { base_blob: base } });

describe('DataLake', () => {
  test('is a private account with a hierarchical namespace, three zones, and files that get colder', () => {
    const template = synthesise((stack) => new DataLake(stack, 'Lake', { resourceGroup: testResourceGroup(stack) }));
    expect(template.counts).toEqual({ azurerm_resource_group: 1, azurerm_storage_account: 1, azurerm_storage_container: 3, azurerm_storage_management_policy: 1 });
    expect(template.resource('azurerm_storage_account')).toMatchObject({ is_hns_enabled: true, name: expect.stringMatching(/^stmlopsdevwelake[a-z0-9]{5}$/), public_network_access_enabled: false, shared_access_key_enabled: false });
    expect(Object.values(template.resources('azurerm_storage_container')).map(({ name }) => name)).toEqual(['curated', 'features', 'raw']);
    expect(template.resource('azurerm_storage_management_policy')).toMatchObject({
      rule: [rule('raw', { ...tier('cool', 30), ...tier('cold', 180) }), rule('curated', { ...tier('cool', 90), ...tier('cold', 365) }), rule('features', tier('cool', 180))],
    });
  });

  test('takes zones of your own, other lifecycles, and features of the account', () => {
    const template = synthesise((stack) => {
      const privateDnsZones = PrivateDnsZones.fromZoneIds(stack, 'Zones', { 'privatelink.blob.core.windows.net': ZONE('blob'), 'privatelink.dfs.core.windows.net': ZONE('dfs') });
      const lake = new DataLake(stack, 'Lake', {
        resourceGroup: testResourceGroup(stack),
        purpose: 'risk',
        zones: { [DataLakeZone.RAW]: { lifecycle: { deleteAfterDays: 400 }, metadata: { owner: 'ingestion' } }, [DataLakeZone.CURATED]: { lifecycleEnabled: false } },
        additionalZones: { sandbox: { lifecycle: { ageSince: StorageAgeSince.LAST_ACCESS, deleteAfterDays: 30 } }, models: {} },
        accessTrackingEnabled: true,
        softDeleteDays: 7,
        privateEndpoints: [{ subnet: subnet(stack), privateDnsZones }],
        diagnosticSettings: { logAnalyticsWorkspace: LogAnalyticsWorkspace.fromLogAnalyticsWorkspaceId(stack, 'Logs', `${GROUP_ID}/providers/Microsoft.OperationalInsights/workspaces/log`) },
        deletionProtectionEnabled: true,
      });
      lake.grantWrite('sandbox', PEOPLE);
    });
    expect(template.resource('azurerm_storage_management_policy')).toMatchObject({
      rule: [
        rule('raw', { delete_after_days_since_modification_greater_than: 400 }),
        rule('features', tier('cool', 180)),
        rule('sandbox', { delete_after_days_since_last_access_time_greater_than: 30 }),
      ],
    });
    const containers = Object.values(template.resources('azurerm_storage_container'));
    expect(containers.map(({ name, metadata, lifecycle }) => ({ name, metadata, lifecycle }))).toEqual([
      { name: 'curated', lifecycle: { prevent_destroy: true } },
      { name: 'features', lifecycle: { prevent_destroy: true } },
      { name: 'models', lifecycle: { prevent_destroy: true } },
      { name: 'raw', metadata: { owner: 'ingestion' }, lifecycle: { prevent_destroy: true } },
      { name: 'sandbox', lifecycle: { prevent_destroy: true } },
    ]);
    expect(template.resource('azurerm_storage_account')).toMatchObject({ blob_properties: { delete_retention_policy: { days: 7 }, container_delete_retention_policy: { days: 7 } }, lifecycle: { prevent_destroy: true } });
    expect(Object.values(template.resources('azurerm_private_endpoint')).map((endpoint) => endpoint['private_service_connection'])).toMatchObject([{ subresource_names: ['blob'] }, { subresource_names: ['dfs'] }]);
    expect(template.counts['azurerm_monitor_diagnostic_setting']).toBe(4);
  });

  test('makes the endpoint that a group is named for, and no other', () => {
    const template = synthesise((stack) => new DataLake(stack, 'Lake', { resourceGroup: testResourceGroup(stack), privateEndpoints: [{ subnet: subnet(stack), group: 'dfs', dnsManagedByPolicy: true }] }));
    expect(template.resource('azurerm_private_endpoint')).toMatchObject({ private_service_connection: { subresource_names: ['dfs'] } });
  });

  test('grants on single zones', () => {
    const template = synthesise((stack) => {
      const lake = new DataLake(stack, 'Lake', { resourceGroup: testResourceGroup(stack) });
      lake.grantRead(DataLakeZone.CURATED, PEOPLE);
      lake.grantWrite(DataLakeZone.FEATURES, PEOPLE);
    });
    expect(Object.values(template.resources('azurerm_role_assignment')).map(({ scope, role_definition_id }) => [scope, String(role_definition_id).split('/').at(-1)])).toEqual([
      [expect.stringContaining('Container-curated'), '2a2b9908-6ea1-4ae2-8e65-a410df84e7d1'],
      [expect.stringContaining('Container-features'), 'ba92f5b4-2d11-453d-a403-e96b0029c9fe'],
    ]);
  });

  test('names all zones, or some, in a workspace', () => {
    const template = synthesise((stack) => {
      const lake = new DataLake(stack, 'Lake', { resourceGroup: testResourceGroup(stack), additionalZones: { 'raw-eu': {} } });
      const existing = workspace(stack);
      lake.addDatastores(existing);
      expect([...new DataLake(stack, 'Other', { resourceGroup: new ResourceGroup(stack, 'OtherGroup', { location: 'westeurope', name: 'rg-other' }) }).addDatastores(existing, { namePrefix: 'other', zones: [DataLakeZone.RAW] }).keys()]).toEqual(['raw']);
    });
    expect(Object.values(template.resources('azurerm_machine_learning_datastore_datalake_gen2')).map(({ name }) => name)).toEqual(['lake_curated', 'lake_features', 'lake_raw_eu', 'lake_raw', 'other_raw']);
  });

  test('fails with a zone that every lake has', () => {
    expect(problems({ additionalZones: { raw: {} } })).toBe("[DataLakeZoneReserved] 'additionalZones.raw' is a zone that every lake has: got \"raw\"; expected none of raw, curated, features; say what is different about it in 'zones', or choose another name (at test/Lake)");
  });

  test('fails with a lifecycle that is switched off', () => {
    expect(problems({ zones: { raw: { lifecycle: { coolAfterDays: 10 }, lifecycleEnabled: false } } })).toBe("[DataLakeLifecycleUnused] 'zones.raw.lifecycle' has no effect with 'lifecycleEnabled: false': got {\"coolAfterDays\":10}; expected one of the two; leave one out (at test/Lake)");
  });

  test('fails with a zone that the lake has not', () => {
    expect(problemsOf((stack) => {
      const lake: DataLake<string> = new DataLake(stack, 'Lake', { resourceGroup: testResourceGroup(stack) });
      lake.zone('bronze');
    })).toBe("[DataLakeZoneUnknown] 'zone' is not a zone of the lake: got \"bronze\"; expected raw, curated, features; name one of these, or add it to 'additionalZones' (at test/Lake)");
  });
});
