import { TerraformOutput } from 'cdktf';
import type { DataExplorerClusterProps } from '../../../constructs/data/data-explorer-cluster';
import { DataExplorerCluster } from '../../../constructs/data/data-explorer-cluster';
import { DataExplorerSku } from '../../../constructs/data/data-explorer-sku';
import { PrivateDnsZones } from '../../../constructs/network/private-dns-zones';
import { kustoPrivateDnsZone } from '../../../constructs/network/private-link';
import { problemsOf, synthesise, testResourceGroup } from '../../support/template';
import { GROUP_ID, identity, storage, STORAGE_ID, subnet, VAULT_ID } from '../ml/fixtures';
import { customerManagedKey } from './fixtures';

const CLUSTER_ID = `${GROUP_ID}/providers/Microsoft.Kusto/clusters/decshared`;
const zoneId = (zone: string): string => `${GROUP_ID}/providers/Microsoft.Network/privateDnsZones/${zone}`;
const ZONES = [kustoPrivateDnsZone('westeurope'), ...PrivateDnsZones.namesFor('cluster')];

const problems = (props: Partial<DataExplorerClusterProps>): string => problemsOf((stack) => new DataExplorerCluster(stack, 'Telemetry', { resourceGroup: testResourceGroup(stack), ...props }));

const DEFAULTS = {
  auto_stop_enabled: false,
  disk_encryption_enabled: true,
  double_encryption_enabled: true,
  identity: { type: 'SystemAssigned' },
  location: 'westeurope',
  name: expect.stringMatching(/^decmlopsdevwe[a-z0-9]{5}$/),
  outbound_network_access_restricted: true,
  public_network_access_enabled: false,
  purge_enabled: false,
  resource_group_name: '${azurerm_resource_group.ResourceGroup_FFF1A175.name}',
  sku: { capacity: 2, name: 'Standard_E2ads_v5' },
  streaming_ingestion_enabled: false,
  trusted_external_tenants: [],
  zones: ['1', '2', '3'],
};

describe('DataExplorerCluster', () => {
  test('is private, encrypted twice, in three zones, and trusts no other tenant', () => {
    const template = synthesise((stack) => new DataExplorerCluster(stack, 'Telemetry', { resourceGroup: testResourceGroup(stack) }));
    expect(template.resource('azurerm_kusto_cluster')).toEqual(DEFAULTS);
  });

  test('has one machine that stops by itself for development', () => {
    const template = synthesise((stack) => new DataExplorerCluster(stack, 'Telemetry', { resourceGroup: testResourceGroup(stack), sku: DataExplorerSku.DEV }));
    expect(template.resource('azurerm_kusto_cluster')).toMatchObject({ auto_stop_enabled: true, sku: { capacity: 1, name: 'Dev(No SLA)_Standard_E2a_v4' } });
    expect(template.resource('azurerm_kusto_cluster')).not.toHaveProperty('zones');
  });

  test('takes all values', () => {
    const template = synthesise((stack) => new DataExplorerCluster(stack, 'Telemetry', {
      resourceGroup: testResourceGroup(stack), name: 'decfull', sku: DataExplorerSku.L8AS_V3, autoScale: { minimumInstances: 3, maximumInstances: 9 }, autoStopEnabled: true, doubleEncryptionEnabled: false, streamingIngestionEnabled: true, purgeEnabled: true,
      publicNetworkAccessEnabled: true, ipRules: ['8.8.8.8'], allowedOutboundHosts: ['st.blob.core.windows.net'], identity: identity(stack), customerManagedKey: customerManagedKey(stack), deletionProtectionEnabled: true,
    }));
    expect(template.resource('azurerm_kusto_cluster')).toEqual({
      ...DEFAULTS,
      allowed_fqdns: ['st.blob.core.windows.net'],
      allowed_ip_ranges: ['8.8.8.8/32'],
      auto_stop_enabled: true,
      double_encryption_enabled: false,
      identity: { identity_ids: [expect.stringMatching(/id-training$/), expect.stringMatching(/id-encryption$/)], type: 'UserAssigned' },
      lifecycle: { ignore_changes: ['sku[0].capacity'], prevent_destroy: true },
      name: 'decfull',
      optimized_auto_scale: { maximum_instances: 9, minimum_instances: 3 },
      public_network_access_enabled: true,
      purge_enabled: true,
      sku: { capacity: 3, name: 'Standard_L8as_v3' },
      streaming_ingestion_enabled: true,
    });
    expect(template.resource('azurerm_kusto_cluster_customer_managed_key')).toEqual({
      cluster_id: expect.stringMatching(/^\$\{azurerm_kusto_cluster\.Telemetry_\w+\.id\}$/),
      depends_on: [expect.stringMatching(/^azurerm_role_assignment\.KeyVault_/)],
      key_name: 'key-data',
      key_vault_id: VAULT_ID,
      user_identity: expect.stringMatching(/id-encryption$/),
    });
  });

  test('is reached in the zone of its region, and by the storage that it loads through', () => {
    const template = synthesise((stack) => {
      const privateDnsZones = PrivateDnsZones.fromZoneIds(stack, 'Zones', Object.fromEntries(ZONES.map((zone) => [zone, zoneId(zone)])));
      new DataExplorerCluster(stack, 'Telemetry', { resourceGroup: testResourceGroup(stack), privateEndpoints: [{ subnet: subnet(stack), privateDnsZones }] });
    });
    expect(ZONES).toEqual(['privatelink.westeurope.kusto.windows.net', 'privatelink.blob.core.windows.net', 'privatelink.queue.core.windows.net', 'privatelink.table.core.windows.net']);
    expect(template.resource('azurerm_private_endpoint')).toMatchObject({ private_dns_zone_group: { private_dns_zone_ids: ZONES.map(zoneId) }, private_service_connection: { subresource_names: ['cluster'] } });
  });

  test('is connected with what it reads, and is imported by its id', () => {
    const template = synthesise((stack) => {
      const cluster = DataExplorerCluster.fromAttributes(stack, 'Telemetry', { resourceId: CLUSTER_ID, location: 'westeurope' });
      const target = storage(stack);
      const made = cluster.addManagedPrivateEndpoint('Lake', { target, group: 'blob' });
      expect(cluster.managedPrivateEndpointTo(target)).toBe(made);
      expect(cluster.managedPrivateEndpointTo(storage(stack, {}, 'Other'))).toBeUndefined();
      new TerraformOutput(stack, 'uri', { value: cluster.uri });
    });
    expect(template.resource('azurerm_kusto_cluster_managed_private_endpoint')).toEqual({ cluster_name: 'decshared', group_id: 'blob', name: 'mpe-mlops-dev-we-lake', private_link_resource_id: STORAGE_ID, request_message: 'For test/Telemetry', resource_group_name: 'rg-platform' });
    expect(template.json['output']).toEqual({ uri: { value: 'https://decshared.westeurope.kusto.windows.net' } });
  });

  test('fails with a size that it can not have', () => {
    expect(problems({ name: 'Dec-1', instances: 1, autoScale: { minimumInstances: 2, maximumInstances: 2 } })).toBe(
      `4 problems (at test/Telemetry):
  - [NameInvalid] 'name' has characters that a data explorer cluster can't have: got "Dec-1"; expected 4 to 22 characters: lower-case letters and digits, starting with a letter; use only what is allowed
  - [DataExplorerSizeTwice] 'instances' has no effect with 'autoScale': got 1; expected one of the two; leave one out
  - [DataExplorerInstancesInvalid] 'instances' is not a number of machines that a cluster can have: got 1; expected a whole number from 2 to 1000; choose a number in the range
  - [DataExplorerInstancesInvalid] 'autoScale.maximumInstances' is not a number of machines that a cluster can have: got 2; expected a whole number above 2, up to 1000; choose a number in the range`,
    );
    expect(problems({ autoScale: { minimumInstances: 1, maximumInstances: 5 } })).toBe("[DataExplorerInstancesInvalid] 'autoScale.minimumInstances' is not a number of machines that a cluster can have: got 1; expected a whole number from 2 to 1000; choose a number in the range (at test/Telemetry)");
    expect(problems({ sku: DataExplorerSku.DEV, instances: 2 })).toBe("[DataExplorerSizeUnused] 'instances' has no effect on a cluster for development, which has one machine: got 2; expected nothing; leave it out, or choose another 'sku' (at test/Telemetry)");
  });

  test('fails with access that has no effect, and hosts that are none', () => {
    expect(problems({ ipRules: ['8.8.8.8'], allowedOutboundHosts: ['https://st.blob.core.windows.net'] })).toBe(
      `2 problems (at test/Telemetry):
  - [NetworkRuleUnused] 'ipRules' has no effect without 'publicNetworkAccessEnabled': got ["8.8.8.8"]; expected nothing; leave it out, or set 'publicNetworkAccessEnabled: true'
  - [DataExplorerHostInvalid] 'allowedOutboundHosts[0]' is not the name of a host: got "https://st.blob.core.windows.net"; expected a host in lower case, without scheme, port and wildcard; write it as account.blob.core.windows.net`,
    );
  });

  test('fails with a second database of one name', () => {
    expect(problemsOf((stack) => {
      const cluster = DataExplorerCluster.fromAttributes(stack, 'Telemetry', { resourceId: CLUSTER_ID, location: 'westeurope' });
      cluster.addDatabase('models');
      cluster.addDatabase('models');
    })).toBe("[DataExplorerDatabaseDuplicate] 'name' is taken by another database of the cluster: got \"models\"; expected a name of its own; use the one that exists, or another name (at test/Telemetry)");
  });
});
