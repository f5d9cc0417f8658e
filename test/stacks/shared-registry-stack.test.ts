import shared from '../../environments/shared';
import type { Environment, SharedSettings } from '../../environments';
import { loadEnvironments } from '../../environments';
import { SharedRegistryStack } from '../../stacks/shared-registry-stack';
import { modelRegistryId } from '../../stacks/model-registry';
import { problemsOf as settingsProblemsOf } from '../environments/wrong';
import type { Block, Template } from '../support/template';
import { Landscape, pick, texts, variant } from './landscape-of';

const SUBNET = '/subscriptions/11111111-2222-4333-8444-000000000000/resourceGroups/rg-hub/providers/Microsoft.Network/virtualNetworks/vnet-hub/subnets/snet-pe';
const ENVIRONMENTS = [variant('dev'), variant('test'), variant('prod')];

type Registry = NonNullable<SharedSettings['modelRegistry']>;

function registry(changes: Partial<Registry> = {}, environments: readonly Environment[] = ENVIRONMENTS, settings: Partial<SharedSettings> = {}): Template {
  return Landscape.shared({ ...shared, devOps: undefined, modelRegistry: { regions: [{ location: 'westeurope' }], ...changes }, ...settings }, environments).stack('registry');
}

const rolesOf = (template: Template, type = 'azurerm_role_assignment'): string[] => Object.keys(template.resources(type)).map((name) => name.replace(/_[0-9A-F]{8}$/, ''));
const properties = (template: Template): Block => (template.resource('azapi_resource')['body'] as { properties: Block }).properties;

describe('the shared registry', () => {
  test('is private, locked and protected, in the region of the environments', () => {
    const template = registry();
    expect(template.resource('azapi_resource')).toMatchObject({ type: 'Microsoft.MachineLearningServices/registries@2025-09-01', location: 'westeurope', lifecycle: { prevent_destroy: true } });
    expect(properties(template)).toEqual({
      publicNetworkAccess: 'Disabled',
      regionDetails: [
        {
          location: 'westeurope',
          acrDetails: [{ systemCreatedAcrAccount: { acrAccountSku: 'Premium' } }],
          storageAccountDetails: [{ systemCreatedStorageAccount: { storageAccountType: 'Standard_ZRS', storageAccountHnsEnabled: false, allowBlobPublicAccess: false } }],
        },
      ],
    });
    expect(template.counts).toEqual({ azapi_resource: 1, azurerm_management_lock: 1, azurerm_resource_group: 1, azurerm_role_assignment: 9 });
  });

  test('has the name that environments know it by', () => {
    const template = registry();
    const group = template.resource('azurerm_resource_group')['name'];
    expect(`/subscriptions/${shared.subscriptionId}/resourceGroups/${group}/providers/Microsoft.MachineLearningServices/registries/${template.resource('azapi_resource')['name']}`).toBe(modelRegistryId(shared));
    expect(registry({ name: 'mlr-contoso' }).resource('azapi_resource')['name']).toBe('mlr-contoso');
    expect(modelRegistryId({ ...shared, modelRegistry: { name: 'mlr-contoso', regions: [] } })).toMatch(/\/registries\/mlr-contoso$/);
  });

  test('lets people of development register, and the others read', () => {
    expect(rolesOf(registry())).toEqual([
      'Registry_AzureMLRegistryUserToDataScientist-000000000001', 'Registry_AzureMLRegistryUserToMlEngineer-000000000003', 'Registry_ContributorToPlatformEngineer-000000000007',
      ...['Auditor-000000000008', 'DataEngineer-000000000002', 'DataScientist-000000000001', 'MlEngineer-000000000003', 'ProjectLead-000000000006', 'SolutionArchitect-000000000004'].map((persona) => `Registry_ReaderTo${persona}`),
    ]);
    expect(rolesOf(registry({}, [variant('prod')])).filter((name) => name.includes('RegistryUser'))).toEqual([]);
  });

  test('has each role of a group once, whoever it belongs to', () => {
    const assignments = Object.values(registry().resources('azurerm_role_assignment')).map(({ principal_id: id, role_definition_id: role }) => `${id} ${role}`);
    expect(new Set(assignments).size).toBe(assignments.length);
  });

  test('lets eligible personas activate their roles', () => {
    const strict = variant('prod', { eligibility: { personas: ['auditor'] } });
    expect([rolesOf(registry({}, [strict]), 'azurerm_pim_eligible_role_assignment'), rolesOf(registry({}, [strict])).filter((name) => name.includes('Auditor'))]).toEqual([['Registry_EligibleReaderToAuditor-000000000008'], []]);
  });

  test('is nothing to the people of another cloud', () => {
    const other = variant('dev', { cloud: 'usgovernment', location: 'usgovvirginia' });
    expect(rolesOf(registry({}, [other]))).toEqual([]);
  });

  test('copies assets to more regions, as often as is said', () => {
    const template = registry({ regions: [{ location: 'westeurope', replication: 'GZRS' }, { location: 'northeurope', replication: 'LRS' }] });
    expect((properties(template)['regionDetails'] as { location: string; storageAccountDetails: { systemCreatedStorageAccount: Block }[] }[]).map(({ location, storageAccountDetails: [storage] }) => [location, storage?.systemCreatedStorageAccount['storageAccountType']])).toEqual([['westeurope', 'Standard_GZRS'], ['northeurope', 'Standard_LRS']]);
  });

  test('answers on the internet for a reason', () => {
    expect(properties(registry({ publicNetworkAccessEnabled: true, reason: 'Partners deploy from it as well' }))['publicNetworkAccess']).toBe('Enabled');
  });

  test('has a private endpoint for people and pipelines, whose records a policy writes', () => {
    expect(pick(registry({ privateEndpointSubnetId: SUBNET }).resource('azurerm_private_endpoint'), 'subnet_id', 'lifecycle', 'private_dns_zone_group')).toEqual({ subnet_id: SUBNET, lifecycle: { ignore_changes: ['private_dns_zone_group'] }, private_dns_zone_group: undefined });
  });

  test('is not locked or protected where nothing shared is', () => {
    const template = registry({}, ENVIRONMENTS, { protection: { locksEnabled: false, deletionProtectionEnabled: false, purgeOnDestroyEnabled: false, reason: 'The landscape moves elsewhere' } });
    expect([template.resources('azurerm_management_lock'), template.resource('azapi_resource')['lifecycle']]).toEqual([{}, undefined]);
  });

  test('can\'t be planned while a group of an environment is a placeholder', () => {
    const placeholders = (environments: readonly Environment[]): readonly string[] => (registry({}, environments).json['variable'] as { unresolved_placeholders: { default: string[] } }).unresolved_placeholders.default;
    expect(placeholders(ENVIRONMENTS).filter((path) => path.includes('personas'))).toEqual([]);
    expect(placeholders(loadEnvironments({ only: ['dev'], variables: {} })).filter((path) => path.includes('personas')).slice(0, 2)).toEqual(['dev.personas.dataScientist[0]', 'dev.personas.dataEngineer[0]']);
  });

  test('is not there without settings', () => {
    const without = { ...shared, devOps: undefined, modelRegistry: undefined };
    expect(Landscape.shared(without).names).toEqual(['shared-state']);
  });

  test('fails by itself without settings', () => {
    const { modelRegistry: _, ...without } = shared;
    expect(settingsProblemsOf(() => texts((app) => new SharedRegistryStack(app, { shared: without, environments: [] }))).map(({ code, fix }) => `[${code}] ${fix}`)).toEqual(['[RegistrySettingsMissing] write them in environments/shared.ts']);
  });
});
