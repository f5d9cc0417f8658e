import { readFileSync } from 'node:fs';
import { findPlaceholders, loadEnvironments, loadSharedSettings } from '../../environments';
import prod from '../../environments/prod';
import { checkSharedSettings } from '../../environments/loading/check';
import shared from '../../environments/shared';
import { environmentJsonSchema, SCHEMA_FILE } from '../../tools/environment-schema';
import { errorOf, problemsWith } from './wrong';

const NONE = {};

describe('the environments of the repository', () => {
  test('have room of their own and grow stricter towards production', () => {
    const differences = loadEnvironments({ variables: NONE }).map(({ network, access, protection, storage, aks }) => [network.addressSpace, access.publicNetworkAccessEnabled, protection.locksEnabled, storage.replication, aks?.zones.length]);
    expect(differences).toEqual([
      [['10.10.0.0/20'], true, false, 'LRS', 0],
      [['10.20.0.0/20'], false, false, 'ZRS', 0],
      [['10.30.0.0/20'], false, true, 'GZRS', 3],
    ]);
  });

  test('scale to zero in development', () => {
    const [dev] = loadEnvironments({ only: ['dev'], variables: NONE });
    const minimums = [...Object.values(dev?.compute.cpuClusters ?? {}), ...Object.values(dev?.compute.gpuClusters ?? {})].map(({ minNodes }) => minNodes);
    expect([...minimums, dev?.aks?.cpuPool.minNodes]).toEqual([0, 0, 0, 0]);
  });
});

describe('findPlaceholders', () => {
  test('lists every value that only the owner of a subscription knows', () => {
    expect(findPlaceholders(prod)).toEqual([
      'subscriptionId',
      'tenantId',
      'budget.recipients[0]',
      'network.hub.virtualNetworkId',
      'network.privateDnsZones.resourceGroupId',
      'aks.adminGroupIds[0]',
      'aks.serving.dnsZoneName',
      'aks.serving.gateway.hostName',
      'aks.serving.services.scoring.validation.datasetUri',
      ...['dataScientist', 'dataEngineer', 'mlEngineer', 'solutionArchitect', 'projectManager', 'projectLead', 'platformEngineer', 'auditor'].map((persona) => `personas.${persona}[0]`),
    ]);
  });

  test('lists nothing where everything is set', () => {
    expect(findPlaceholders({ subscriptionId: '11111111-2222-3333-4444-555555555555', access: { allowedIpRanges: ['20.1.2.0/24'] }, budget: { recipients: ['ml@contoso.com'], monthlyAmount: 0 } })).toEqual([]);
  });
});

describe('rules', () => {
  test('are asked where the shape is right, though it is wrong elsewhere', () => {
    expect(problemsWith('prod', { 'protection.locksEnabled': false, 'network.natGatewayEnabled': 'yes', 'aks.skuTier': 'Free', 'tags.owner': 5 })).toEqual([
      "[SettingWrongType] 'tags.owner' has the wrong type: got 5; expected a text; change it",
      `[SettingWrongType] 'network.natGatewayEnabled' has the wrong type: got "yes"; expected true or false; change it`,
      "[ProductionUnlocked] 'protection.locksEnabled' is off in production: got false; expected true; correct it, or say why in 'protection.reason'",
      `[ProductionClusterFree] 'aks.skuTier' has no uptime agreement: got "Free"; expected "Standard" or "Premium" in production; change it`,
    ]);
  });

  test.each([
    ['production without locks', { 'protection.locksEnabled': false, 'protection.reason': 'The landscape moves to another subscription this month' }],
    ['public production', { 'access.publicNetworkAccessEnabled': true, 'access.allowedIpRanges': ['20.1.2.0/24'], 'access.reason': 'Agreed with security until the VPN is there' }],
    ['locally redundant storage', { 'storage.replication': 'LRS', 'storage.reason': 'All data can be read again from the sources' }],
    ['a registry in one zone', { 'containerRegistry.zoneRedundant': false, 'containerRegistry.reason': 'Images are built again in an hour' }],
    ['low-priority nodes', { 'compute.gpuClusters.gpu-large.priority': 'LowPriority', 'compute.gpuClusters.gpu-large.reason': 'Training continues from its checkpoints' }],
  ])('accept %s with a reason', (_, changes) => {
    expect(() => problemsWith('prod', changes)).toThrow('expected a ValidationError, and there was none');
  });

  test('accept the subnets of a network that others own', () => {
    const id = '/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/rg-net/providers/Microsoft.Network/virtualNetworks/vnet';
    const subnets = { privateEndpoints: { name: 'pe', cidr: '10.10.0.0/26' }, training: { name: 'ml', cidr: '10.10.2.0/24' }, aksNodes: { name: 'aks', cidr: '10.10.1.0/24' } };
    const changes = { 'network.subnets': undefined, 'network.existingVirtualNetwork': { id, subnets }, 'workspace.isolationMode': 'Disabled' };
    expect(() => problemsWith('dev', changes)).toThrow('expected a ValidationError, and there was none');
  });
});

describe('shared settings', () => {
  test('are loaded and checked', () => {
    expect(loadSharedSettings(NONE)).toEqual(shared);
  });

  test('fail with all their problems', () => {
    const wrong = { ...shared, access: { publicNetworkAccessEnabled: true, allowedIpRanges: [] }, stateAccount: { ...shared.stateAccount, softDeleteDays: 1 }, colour: 'blue' };
    expect(errorOf(() => checkSharedSettings(wrong, 'environments/shared.ts')).message).toBe(`4 problems (at environments/shared.ts):
  - [StateSoftDeleteOutOfRange] 'stateAccount.softDeleteDays' is outside the storage account's limits: got 1; expected a whole number from 7 to 365; choose a number of days in the range
  - [SettingUnknown] 'colour' is not a setting: expected one of workload, subscriptionId, tenantId, cloud, location, tags, state, protection, access, stateAccount, modelRegistry, devOps; did you mean "cloud"?
  - [ProductionPublicWithoutReason] 'access.publicNetworkAccessEnabled' is on in production without a reason: got true; expected false; turn it off, or say why in 'access.reason'
  - [PublicAccessOpenToAll] 'access.allowedIpRanges' is required with public network access: got []; expected at least one range; list the public ranges of your offices or VPN`);
  });
});

describe('the JSON schema', () => {
  test('is the one that the repository has', () => {
    expect(readFileSync(SCHEMA_FILE, 'utf8')).toBe(environmentJsonSchema());
  });

  test('describes every setting', () => {
    const count = (pattern: RegExp): number => environmentJsonSchema().match(pattern)?.length ?? 0;
    expect(missingDescriptions(JSON.parse(environmentJsonSchema()), '')).toEqual([]);
    expect(count(/"additionalProperties": false/g)).toBeGreaterThan(25);
  });
});

function missingDescriptions(node: unknown, path: string): string[] {
  if (typeof node !== 'object' || node === null) return [];
  return Object.entries(node).flatMap(([key, value]) => {
    const own = key === 'properties' && typeof value === 'object' && value !== null ? Object.entries(value).flatMap(([name, child]) => (typeof child === 'object' && child !== null && 'description' in child ? [] : [`${path}.${name}`])) : [];
    return [...own, ...missingDescriptions(value, `${path}.${key}`)];
  });
}
