import { TerraformOutput } from 'cdktf';
import { Principal } from '../../../constructs/identity/role-assignment';
import { LogAnalyticsWorkspace } from '../../../constructs/monitoring/log-analytics-workspace';
import { MlRegistry } from '../../../constructs/ml/ml-registry';
import { StorageReplication } from '../../../constructs/storage/storage-replication';
import { problemsOf, SUBSCRIPTION_ID, synthesise, testResourceGroup } from '../../support/template';
import { azapi, endpoint, PERSON_ID, subnet } from './fixtures';

const REGISTRY_ID = `/subscriptions/${SUBSCRIPTION_ID}/resourceGroups/rg-shared/providers/Microsoft.MachineLearningServices/registries/mlr-shared`;
const LOG_ID = `/subscriptions/${SUBSCRIPTION_ID}/resourceGroups/rg-shared/providers/Microsoft.OperationalInsights/workspaces/log-shared`;

const region = (location: string, replication: string): object => ({
  location,
  acrDetails: [{ systemCreatedAcrAccount: { acrAccountSku: 'Premium' } }],
  storageAccountDetails: [{ systemCreatedStorageAccount: { storageAccountType: `Standard_${replication}`, storageAccountHnsEnabled: false, allowBlobPublicAccess: false } }],
});

describe('MlRegistry', () => {
  test('is private, in the region of its resource group, with a premium container registry', () => {
    const template = synthesise((stack) => {
      azapi(stack);
      new MlRegistry(stack, 'Registry', { resourceGroup: testResourceGroup(stack) });
    });
    expect(template.resource('azapi_resource')).toEqual({
      body: { properties: { publicNetworkAccess: 'Disabled', regionDetails: [region('westeurope', 'ZRS')] } },
      identity: [{ type: 'SystemAssigned' }],
      list_unique_id_property: { 'properties.regionDetails': 'location' },
      location: 'westeurope',
      name: expect.stringMatching(/^mlr-mlops-dev-we-[a-z0-9]{5}$/),
      parent_id: '${azurerm_resource_group.ResourceGroup_FFF1A175.id}',
      response_export_values: { discoveryUrl: 'properties.discoveryUrl', managedResourceGroupId: 'properties.managedResourceGroup.resourceId' },
      schema_validation_enabled: true,
      type: 'Microsoft.MachineLearningServices/registries@2025-09-01',
    });
  });

  test('takes all values: regions with their replication, an endpoint, a lock, logs and protection', () => {
    const template = synthesise((stack) => {
      azapi(stack);
      new MlRegistry(stack, 'Registry', {
        resourceGroup: testResourceGroup(stack),
        name: 'mlr-shared',
        regions: [{ location: 'northeurope', replication: StorageReplication.GRS }, { location: 'westus' }],
        publicNetworkAccessEnabled: true,
        privateEndpoints: [endpoint(stack, subnet(stack))],
        lock: {},
        diagnosticSettings: { logAnalyticsWorkspace: LogAnalyticsWorkspace.fromLogAnalyticsWorkspaceId(stack, 'Log', LOG_ID) },
        deletionProtectionEnabled: true,
      });
    });
    expect(template.resource('azapi_resource')).toMatchObject({
      body: { properties: { publicNetworkAccess: 'Enabled', regionDetails: [region('northeurope', 'GRS'), region('westus', 'LRS')] } },
      lifecycle: { prevent_destroy: true },
      location: 'northeurope',
      name: 'mlr-shared',
    });
    expect(template.resource('azurerm_private_endpoint')).toMatchObject({
      private_dns_zone_group: { private_dns_zone_ids: [expect.stringMatching(/privatelink\.api\.azureml\.ms$/)] },
      private_service_connection: { subresource_names: ['amlregistry'] },
    });
    expect(template.resource('azurerm_monitor_diagnostic_setting')).toEqual(expect.not.objectContaining({ enabled_metric: expect.anything() }));
    expect(template.counts).toEqual({ azapi_resource: 1, azurerm_management_lock: 1, azurerm_monitor_diagnostic_setting: 1, azurerm_private_endpoint: 1, azurerm_resource_group: 1 });
  });

  test('has names of its own for what is granted to it, and where it keeps its data', () => {
    const template = synthesise((stack) => {
      azapi(stack);
      const registry = new MlRegistry(stack, 'Registry', { resourceGroup: testResourceGroup(stack), regions: [{ location: 'westeurope' }, { location: 'northeurope' }] });
      new TerraformOutput(stack, 'found', { value: [registry.identity.grantName, registry.location, ...registry.regions, registry.managedResourceGroupId, registry.discoveryUrl] });
    });
    expect(template.json['output']).toMatchObject({ found: { value: ['Registry', 'westeurope', 'westeurope', 'northeurope', expect.stringMatching(/^\$\{azapi_resource\.Registry_\w+\.output\["?managedResourceGroupId/), expect.stringMatching(/\.output.*discoveryUrl/)] } });
  });

  test('is imported by its id, and grants reading and using; registering is using', () => {
    const template = synthesise((stack) => {
      const registry = MlRegistry.fromRegistryId(stack, 'Registry', REGISTRY_ID, { regions: ['westeurope'] });
      const people = Principal.group('DataScience', PERSON_ID);
      registry.grantRead(people);
      registry.grantUse(people);
      registry.grantRegister(people);
    });
    expect(template.counts).toEqual({ azurerm_role_assignment: 2 });
    expect(Object.values(template.resources('azurerm_role_assignment')).map(({ scope, role_definition_id }) => [scope, String(role_definition_id).split('/').at(-1)])).toEqual([
      [REGISTRY_ID, '1823dd4f-9b8c-4ab6-ab4e-7397a3684615'],
      [REGISTRY_ID, 'acdd72a7-3385-48ef-bd42-f606fba81ae7'],
    ]);
  });

  test('fails with all problems of name and regions', () => {
    expect(problemsOf((stack) => new MlRegistry(stack, 'Registry', { resourceGroup: testResourceGroup(stack), name: 'r!', regions: [{ location: 'westeurope' }, { location: 'westeurope' }, { location: 'westus', replication: StorageReplication.ZRS }] }))).toBe(
      `3 problems (at test/Registry):
  - [NameTooShort] 'name' is too short for an ml registry: got "r!"; expected 3 to 33 characters: letters, digits, "_" and "-", starting with a letter or digit; lengthen it
  - [MlRegistryRegionTwice] 'regions[1]' is in the list already: got "westeurope"; expected each region once; leave one of the two out
  - [StorageReplicationNeedsZones] 'replication' needs availability zones, and westus has none: got "ZRS"; expected LRS, GRS, RAGRS; choose one of these, or another region`,
    );
  });

  test('fails without a region, and with one that Azure has not', () => {
    expect(problemsOf((stack) => new MlRegistry(stack, 'Registry', { resourceGroup: testResourceGroup(stack), regions: [] }))).toBe(
      "[MlRegistryRegionsEmpty] 'regions' has no region: got []; expected at least one region, the main one first; name a region, or leave it out to use the region of the resource group (at test/Registry)",
    );
    expect(problemsOf((stack) => MlRegistry.fromRegistryId(stack, 'Registry', REGISTRY_ID, { regions: ['West Europe'] }))).toMatch(
      /^\[MlRegistryRegionUnknown\] 'regions\[0\]' is not an Azure region: got "West Europe"; expected australiaeast, .*, westus3; use the short name of a region \(at test\/Registry\)$/,
    );
  });

  test('fails to be imported by the id of a workspace', () => {
    const workspaceId = '/subscriptions/s/resourceGroups/g/providers/Microsoft.MachineLearningServices/workspaces/w';
    expect(problemsOf((stack) => MlRegistry.fromRegistryId(stack, 'Registry', workspaceId, { regions: ['westeurope'] }))).toBe(
      `[ResourceIdWrongType] 'registryId' is the id of a Microsoft.MachineLearningServices/workspaces: got "${workspaceId}"; expected an id of type Microsoft.MachineLearningServices/registries; pass the id of a Microsoft.MachineLearningServices/registries (at test/Registry)`,
    );
  });
});
