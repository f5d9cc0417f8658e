import type { TerraformStack } from 'cdktf';
import type { DataFactoryProps } from '../../../constructs/data/data-factory';
import { DataFactory, StorageProtocol } from '../../../constructs/data/data-factory';
import { Principal } from '../../../constructs/identity/role-assignment';
import { PrivateDnsZones } from '../../../constructs/network/private-dns-zones';
import { KeyVault } from '../../../constructs/security/key-vault';
import { problemsOf, synthesise, testResourceGroup } from '../../support/template';
import { GROUP_ID, PERSON_ID, storage, STORAGE_ID, subnet, VAULT_ID } from '../ml/fixtures';
import { customerManagedKey, KEY_ID } from './fixtures';

const zoneId = (zone: string): string => `${GROUP_ID}/providers/Microsoft.Network/privateDnsZones/${zone}`;
const factory = (stack: TerraformStack, props: Partial<DataFactoryProps> = {}): DataFactory => new DataFactory(stack, 'Factory', { resourceGroup: testResourceGroup(stack), ...props });

const DEFAULTS = {
  identity: { type: 'SystemAssigned' },
  location: 'westeurope',
  managed_virtual_network_enabled: true,
  name: expect.stringMatching(/^adf-mlops-dev-we-[a-z0-9]{5}$/),
  public_network_enabled: false,
  resource_group_name: '${azurerm_resource_group.ResourceGroup_FFF1A175.name}',
};
const FACTORY_ID = expect.stringMatching(/^\$\{azurerm_data_factory\.Factory_\w+\.id\}$/);

describe('DataFactory', () => {
  test('is private, and works in a managed network', () => {
    const template = synthesise((stack) => factory(stack));
    expect(template.resource('azurerm_data_factory')).toEqual(DEFAULTS);
    expect(template.resource('azurerm_data_factory_integration_runtime_azure')).toEqual({ data_factory_id: FACTORY_ID, location: 'westeurope', name: 'managed-network', virtual_network_enabled: true });
    expect(template.counts).toEqual({ azurerm_data_factory: 1, azurerm_data_factory_integration_runtime_azure: 1, azurerm_resource_group: 1 });
  });

  test('takes all values', () => {
    const zones = PrivateDnsZones.namesFor('dataFactory', 'portal');
    const template = synthesise((stack) => {
      const endpoint = { subnet: subnet(stack), privateDnsZones: PrivateDnsZones.fromZoneIds(stack, 'Zones', Object.fromEntries(zones.map((zone) => [zone, zoneId(zone)]))) };
      factory(stack, { name: 'adf-full', publicNetworkAccessEnabled: true, customerManagedKey: customerManagedKey(stack), privateEndpoints: [endpoint, { ...endpoint, group: 'portal' }], deletionProtectionEnabled: true });
    });
    expect(template.resource('azurerm_data_factory')).toEqual({
      ...DEFAULTS,
      customer_managed_key_id: KEY_ID,
      customer_managed_key_identity_id: expect.stringMatching(/id-encryption$/),
      depends_on: [expect.stringMatching(/^azurerm_role_assignment\.KeyVault_/)],
      identity: { identity_ids: [expect.stringMatching(/id-encryption$/)], type: 'SystemAssigned, UserAssigned' },
      lifecycle: { prevent_destroy: true },
      name: 'adf-full',
      public_network_enabled: true,
    });
    expect(zones).toEqual(['privatelink.datafactory.azure.net', 'privatelink.adf.azure.com']);
    expect(Object.values(template.resources('azurerm_private_endpoint')).map((endpoint) => endpoint['private_service_connection'])).toMatchObject([{ subresource_names: ['dataFactory'] }, { subresource_names: ['portal'] }]);
  });

  test('knows an account once for each protocol, by its own identity and a private endpoint', () => {
    const template = synthesise((stack) => {
      const dataFactory = factory(stack);
      const account = storage(stack, { hierarchicalNamespaceEnabled: true });
      expect(dataFactory.connectStorage(account, StorageProtocol.BLOB)).toBe(dataFactory.connectStorage(account, StorageProtocol.BLOB));
      dataFactory.connectStorage(account, StorageProtocol.DATA_LAKE);
    });
    const runtime = { data_factory_id: FACTORY_ID, integration_runtime_name: expect.stringMatching(/^\$\{azurerm_data_factory_integration_runtime_azure\./), use_managed_identity: true };
    expect(template.resource('azurerm_data_factory_linked_service_azure_blob_storage')).toEqual({ ...runtime, depends_on: [expect.stringContaining('ManagedEndpoint-Storage-blob')], name: 'storage_blob', service_endpoint: 'https://stshared.blob.core.windows.net/' });
    expect(template.resource('azurerm_data_factory_linked_service_data_lake_storage_gen2')).toEqual({ ...runtime, depends_on: [expect.stringContaining('ManagedEndpoint-Storage-dfs')], name: 'storage_dfs', url: 'https://stshared.dfs.core.windows.net/' });
    expect(Object.values(template.resources('azurerm_data_factory_managed_private_endpoint'))).toEqual([
      { data_factory_id: FACTORY_ID, name: 'mpe-mlops-dev-we-storage-blob', subresource_name: 'blob', target_resource_id: STORAGE_ID },
      { data_factory_id: FACTORY_ID, name: 'mpe-mlops-dev-we-storage-dfs', subresource_name: 'dfs', target_resource_id: STORAGE_ID },
    ]);
  });

  test('reaches a public account without a private endpoint', () => {
    const template = synthesise((stack) => factory(stack).connectStorage(storage(stack, { publicNetworkAccessEnabled: true }), StorageProtocol.BLOB));
    expect(template.counts['azurerm_data_factory_managed_private_endpoint']).toBeUndefined();
    expect(template.resource('azurerm_data_factory_linked_service_azure_blob_storage')).not.toHaveProperty('depends_on');
  });

  test('reads secrets of a vault', () => {
    const template = synthesise((stack) => factory(stack).connectKeyVault(KeyVault.fromAttributes(stack, 'Vault', { resourceId: VAULT_ID })));
    expect(template.resource('azurerm_data_factory_linked_service_key_vault')).toEqual({ data_factory_id: FACTORY_ID, depends_on: [expect.stringContaining('ManagedEndpoint-Vault-vault')], integration_runtime_name: expect.stringMatching(/^\$\{/), key_vault_id: VAULT_ID, name: 'vault_vault' });
    expect(template.resource('azurerm_role_assignment')).toMatchObject({ principal_id: expect.stringMatching(/^\$\{azurerm_data_factory\.Factory_\w+\.identity\[0\]\.principal_id\}$/), scope: VAULT_ID });
  });

  test('lets people build pipelines', () => {
    const template = synthesise((stack) => factory(stack).grantContribute(Principal.group('People', PERSON_ID)));
    expect(template.resource('azurerm_role_assignment')).toMatchObject({ role_definition_id: expect.stringMatching(/673868aa-7521-48a0-acc6-0f60742d39f5$/) });
  });

  test('fails with a name and a key that can not be', () => {
    expect(problemsOf((stack) => factory(stack, { name: 'adf--x', customerManagedKey: customerManagedKey(stack, false) }))).toBe(
      `2 problems (at test/Factory):
  - [NameInvalid] 'name' has characters that a data factory can't have: got "adf--x"; expected 3 to 63 characters: letters, digits and single hyphens, starting and ending with a letter or digit; use only what is allowed
  - [CustomerManagedKeyUnprotected] 'customerManagedKey.key' is in a vault without purge protection: got "test/KeyVault"; expected a vault with purge protection; set 'purgeProtectionEnabled: true' on the vault`,
    );
  });
});
