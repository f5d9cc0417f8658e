import type { TerraformStack } from 'cdktf';
import { AZURE_CLOUDS, AzureCloud } from '../../../constructs/core/cloud';
import { ResourceGroup } from '../../../constructs/governance/resource-group';
import { EgressFeature, MachineLearningEgress } from '../../../constructs/network/machine-learning-egress';
import { PrivateDnsZone } from '../../../constructs/network/private-dns-zone';
import { PrivateDnsZones } from '../../../constructs/network/private-dns-zones';
import { PrivateEndpoint } from '../../../constructs/network/private-endpoint';
import { aksPrivateDnsZone, kustoPrivateDnsZone, PRIVATE_LINK_GROUPS, PRIVATE_LINK_ZONES, privateLinkZones } from '../../../constructs/network/private-link';
import { SecurityRules } from '../../../constructs/network/security-rules';
import { Subnet } from '../../../constructs/network/subnet';
import { problemsOf as problemsOfCall } from '../../environments/wrong';
import { problemsOf, synthesise } from '../../support/template';

const { PUBLIC, US_GOVERNMENT, CHINA } = AzureCloud;
const GROUP_ID = '/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/rg-dns';
const SUBNET_ID = '/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/rg-net/providers/Microsoft.Network/virtualNetworks/vnet/subnets/snet-pe';
const TARGET_ID = '/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/rg/providers/Microsoft.Search/searchServices/srch';

describe('zones of private endpoints', () => {
  test('are the constants in public Azure', () => {
    expect(Object.fromEntries(PRIVATE_LINK_GROUPS.map((group) => [group, privateLinkZones(group, PUBLIC)]))).toEqual(PRIVATE_LINK_ZONES);
  });

  test.each([US_GOVERNMENT, CHINA])('share no domain with public Azure in %s', (cloud) => {
    const known = new Set(PrivateDnsZones.namesFor(...PRIVATE_LINK_GROUPS));
    expect(PrivateDnsZones.namesIn(cloud, ...PRIVATE_LINK_GROUPS).filter((zone) => known.has(zone))).toEqual([]);
  });

  test('of a workspace and what it stands on are those of the cloud, each once', () => {
    const groups = ['amlworkspace', 'amlregistry', 'blob', 'dfs', 'vault', 'registry'] as const;
    expect(PrivateDnsZones.namesIn(US_GOVERNMENT, ...groups)).toEqual(['privatelink.api.ml.azure.us', 'privatelink.notebooks.usgovcloudapi.net', 'privatelink.blob.core.usgovcloudapi.net', 'privatelink.dfs.core.usgovcloudapi.net', 'privatelink.vaultcore.usgovcloudapi.net', 'privatelink.azurecr.us']);
    expect(PrivateDnsZones.namesIn(CHINA, ...groups)).toEqual(['privatelink.api.ml.azure.cn', 'privatelink.notebooks.chinacloudapi.cn', 'privatelink.blob.core.chinacloudapi.cn', 'privatelink.dfs.core.chinacloudapi.cn', 'privatelink.vaultcore.azure.cn', 'privatelink.azurecr.cn']);
    expect(PrivateDnsZones.namesIn(US_GOVERNMENT, 'azuremonitor', 'blob')).toHaveLength(6);
  });

  test('of a private cluster have the region', () => {
    expect(AZURE_CLOUDS.map((cloud) => aksPrivateDnsZone('region', cloud))).toEqual(['privatelink.region.azmk8s.io', 'privatelink.region.cx.aks.containerservice.azure.us', 'privatelink.region.cx.prod.service.azk8s.cn']);
    expect(AZURE_CLOUDS.map((cloud) => kustoPrivateDnsZone('region', cloud))).toEqual(['privatelink.region.kusto.windows.net', 'privatelink.region.kusto.usgovcloudapi.net', 'privatelink.region.kusto.windows.cn']);
  });

  test('fails those of another cloud', () => {
    const one = (zone: string, cloud: AzureCloud): string => problemsOf((stack) => new PrivateDnsZone(stack, 'Zone', { resourceGroup: ResourceGroup.fromResourceGroupId(stack, 'Group', GROUP_ID, 'region'), zone }), { cloud });
    expect(one('privatelink.azurecr.us', PUBLIC)).toBe(`[PrivateDnsZoneOfOtherCloud] 'zone' is a zone of Azure Government: got "privatelink.azurecr.us"; expected privatelink.azurecr.io; list zones with PrivateDnsZones.namesIn(), for the cloud of the stack (at test/Zone)`);
    expect(one('privatelink.search.windows.net', CHINA)).toBe(`[PrivateDnsZoneOfOtherCloud] 'zone' is a zone of public Azure: got "privatelink.search.windows.net"; expected no zone: Azure operated by 21Vianet has none that Microsoft documents; list zones with PrivateDnsZones.namesIn(), for the cloud of the stack (at test/Zone)`);
    expect(one('vault.azure.cn', CHINA)).toBe(`[PrivateDnsZoneInvalid] 'zone' is not a zone of private endpoints: got "vault.azure.cn"; expected a domain in lower case that starts with "privatelink."; did you mean "privatelink.vaultcore.azure.cn"? (at test/Zone)`);
  });

  test('fails an endpoint whose zone nobody documents, but where a policy writes the records', () => {
    const endpoint = (stack: TerraformStack, byPolicy: boolean): void => {
      const subnet = Subnet.fromSubnetId(stack, 'Subnet', SUBNET_ID, { location: 'chinanorth3' });
      const dns = byPolicy ? { dnsManagedByPolicy: true } : { privateDnsZones: PrivateDnsZones.fromZoneIds(stack, 'Dns', {}) };
      new PrivateEndpoint(stack, 'Endpoint', { subnet, group: 'searchService', targetId: TARGET_ID, targetName: 'srch', resourceGroupName: 'rg', ...dns });
    };
    expect(problemsOf((stack) => endpoint(stack, false), { cloud: CHINA })).toBe(
      `[PrivateLinkZoneUnknown] 'privateDnsZones' have none for searchService, since Microsoft documents no zone of it for Azure operated by 21Vianet: expected 'dnsManagedByPolicy', or no private endpoint; set 'dnsManagedByPolicy: true' and let the platform team make the records, or leave the endpoint out (at test/Endpoint)`,
    );
    expect(synthesise((stack) => endpoint(stack, true), { cloud: CHINA }).counts).toEqual({ azurerm_private_endpoint: 1 });
  });
});

describe('what Azure Machine Learning needs to reach', () => {
  const hostsIn = (cloud: AzureCloud, location: string): string[] =>
    MachineLearningEgress.rules({ location, cloud, features: [EgressFeature.TRAINING, EgressFeature.BATCH, EgressFeature.STUDIO, EgressFeature.MANAGED_ENDPOINTS] }).flatMap((rule) => ('hosts' in rule ? rule.hosts : []));

  test('is at the hosts of the cloud', () => {
    expect(hostsIn(US_GOVERNMENT, 'usgovvirginia')).toEqual(['graph.windows.net', '*.usgovvirginia.inference.ml.azure.us', 'ml.azure.us', '*.ml.azure.us', '*.azureml.us', '*.notebooks.usgovcloudapi.net', '*.aznbcontent.net', 'graph.microsoft.us']);
    expect(hostsIn(CHINA, 'chinanorth3')).toEqual(['graph.chinacloudapi.cn', '*.chinanorth3.inference.ml.azure.cn', 'studio.ml.azure.cn', '*.ml.azure.cn', '*.azureml.cn', '*.notebooks.chinacloudapi.cn', '*.aznbcontent.net', 'graph.chinacloudapi.cn']);
  });

  test('is not Front Door in China', () => {
    const tags = (cloud: AzureCloud): string[] => Object.keys(SecurityRules.machineLearningOutbound({ location: 'region', cloud })).filter((name) => name === 'AllowFrontDoorOutbound');
    expect([PUBLIC, US_GOVERNMENT, CHINA].map((cloud) => tags(cloud).length)).toEqual([1, 1, 0]);
  });

  test('fails features and regions that the cloud lacks', () => {
    expect(problemsOfCall(() => MachineLearningEgress.rules({ location: 'westeurope', cloud: CHINA, features: [EgressFeature.TRAINING, EgressFeature.KUBERNETES] })).map(({ code, prop, got }) => [code, prop, got])).toEqual([
      ['RegionOfOtherCloud', 'location', 'westeurope'],
      ['CloudFeatureMissing', 'features', EgressFeature.KUBERNETES],
    ]);
  });
});
