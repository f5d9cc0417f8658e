import { TerraformOutput } from 'cdktf';
import type { SearchServiceProps } from '../../../constructs/ai/search-service';
import { SearchService, SearchSku, SemanticRanking } from '../../../constructs/ai/search-service';
import { Principal } from '../../../constructs/identity/role-assignment';
import { PrivateDnsZones } from '../../../constructs/network/private-dns-zones';
import { NetworkDefaultAction } from '../../../constructs/security/network-access';
import { problemsOf, synthesise, testResourceGroup } from '../../support/template';
import { GROUP_ID, identity, PERSON_ID, subnet } from '../ml/fixtures';

const SERVICE_ID = `${GROUP_ID}/providers/Microsoft.Search/searchServices/srch-shared`;
const ZONE_ID = `${GROUP_ID}/providers/Microsoft.Network/privateDnsZones/privatelink.search.windows.net`;

const failing = (props: Partial<SearchServiceProps>): string => problemsOf((stack) => new SearchService(stack, 'Search', { resourceGroup: testResourceGroup(stack), ...props }));

describe('SearchService', () => {
  test('is private, without keys, with an identity of its own', () => {
    const template = synthesise((stack) => new SearchService(stack, 'Search', { resourceGroup: testResourceGroup(stack) }));
    expect(template.resource('azurerm_search_service')).toEqual({
      identity: { type: 'SystemAssigned' },
      local_authentication_enabled: false,
      location: 'westeurope',
      name: expect.stringMatching(/^srch-mlops-dev-we-[a-z0-9]{5}$/),
      network_rule_bypass_option: 'AzureServices',
      partition_count: 1,
      public_network_access_enabled: false,
      replica_count: 1,
      resource_group_name: '${azurerm_resource_group.ResourceGroup_FFF1A175.name}',
      sku: 'standard',
    });
  });

  test('takes all values', () => {
    const template = synthesise((stack) => {
      const search = new SearchService(stack, 'Search', {
        resourceGroup: testResourceGroup(stack),
        name: 'srch-full',
        sku: SearchSku.STANDARD2,
        replicaCount: 3,
        partitionCount: 12,
        semanticRanking: SemanticRanking.STANDARD,
        localAuthEnabled: true,
        trustedServicesEnabled: false,
        identity: identity(stack),
        publicNetworkAccessEnabled: true,
        ipRules: ['203.0.113.7'],
        privateEndpoints: [{ subnet: subnet(stack), privateDnsZones: PrivateDnsZones.fromZoneIds(stack, 'Zones', { 'privatelink.search.windows.net': ZONE_ID }) }],
        lock: {},
        deletionProtectionEnabled: true,
      });
      new TerraformOutput(stack, 'endpoint', { value: search.endpoint });
    });
    expect(template.resource('azurerm_search_service')).toEqual({
      allowed_ips: ['203.0.113.7/32'],
      authentication_failure_mode: 'http401WithBearerChallenge',
      identity: { identity_ids: [expect.stringMatching(/id-training$/)], type: 'UserAssigned' },
      lifecycle: { prevent_destroy: true },
      local_authentication_enabled: true,
      location: 'westeurope',
      name: 'srch-full',
      network_rule_bypass_option: 'None',
      partition_count: 12,
      public_network_access_enabled: true,
      replica_count: 3,
      resource_group_name: '${azurerm_resource_group.ResourceGroup_FFF1A175.name}',
      semantic_search_sku: 'standard',
      sku: 'standard2',
    });
    expect(template.resource('azurerm_private_endpoint')).toMatchObject({ private_dns_zone_group: { private_dns_zone_ids: [ZONE_ID] }, private_service_connection: { subresource_names: ['searchService'] } });
    expect(template.json['output']).toEqual({ endpoint: { value: expect.stringMatching(/^https:\/\/\$\{azurerm_search_service\.Search_\w+\.name\}\.search\.windows\.net$/) } });
  });

  test('is free only in the open, and without an identity', () => {
    const template = synthesise((stack) => new SearchService(stack, 'Search', { resourceGroup: testResourceGroup(stack), sku: SearchSku.FREE, publicNetworkAccessEnabled: true }));
    expect(template.resource('azurerm_search_service')).toMatchObject({ network_rule_bypass_option: 'None', public_network_access_enabled: true, sku: 'free' });
    expect(template.resource('azurerm_search_service')).not.toHaveProperty('identity');
  });

  test('is imported by its id, and grants three roles', () => {
    const template = synthesise((stack) => {
      const search = SearchService.fromAttributes(stack, 'Search', { resourceId: SERVICE_ID });
      const people = Principal.group('People', PERSON_ID);
      search.grantQuery(people);
      search.grantIndex(people);
      search.grantManage(people);
    });
    expect(Object.values(template.resources('azurerm_role_assignment')).map(({ scope, role_definition_id }) => [scope, String(role_definition_id).split('/').at(-1)])).toEqual([
      [SERVICE_ID, '8ebe5a00-799e-43f5-93ac-243d3dce84a7'],
      [SERVICE_ID, '1407120a-92aa-4202-b7e9-c0e197c71c8f'],
      [SERVICE_ID, '7ca78c08-252a-4471-8644-bb5ff32d4ba0'],
    ]);
  });

  test('fails with a size that the SKU has not', () => {
    expect(failing({ name: 'Srch', sku: SearchSku.BASIC, replicaCount: 4, partitionCount: 6 })).toBe(
      `3 problems (at test/Search):
  - [NameInvalid] 'name' has characters that a search service can't have: got "Srch"; expected 2 to 60 characters: lower-case letters, digits and single hyphens, the first two no hyphens and the last none; use only what is allowed
  - [SearchReplicasInvalid] 'replicaCount' is not a number of replicas that basic has: got 4; expected a whole number from 1 to 3; choose a number in the range, or a larger SKU
  - [SearchPartitionsInvalid] 'partitionCount' is not a number of partitions that basic has: got 6; expected 1, 2, 3; choose one of these, or a larger SKU`,
    );
    expect(failing({ partitionCount: 5 })).toBe("[SearchPartitionsInvalid] 'partitionCount' is not a number of partitions that standard has: got 5; expected 1, 2, 3, 4, 6, 12; choose one of these, or a larger SKU (at test/Search)");
    expect(failing({ replicaCount: 6, partitionCount: 12 })).toBe("[SearchUnitsLimit] 'replicaCount' times partitions is more than a service has: got 72; expected at most 36; take fewer replicas or partitions (at test/Search)");
  });

  test('fails with what is not to be had for free', () => {
    const needs = (prop: string): string => `[SearchFeatureNeedsSku] '${prop}' is not to be had for free: got "free"; expected basic, standard, standard2, standard3, storage_optimized_l1, storage_optimized_l2; choose one of these as 'sku', or leave it out`;
    expect(problemsOf((stack) => new SearchService(stack, 'Search', { resourceGroup: testResourceGroup(stack), sku: SearchSku.FREE, replicaCount: 2, ipRules: ['203.0.113.7'], networkDefaultAction: NetworkDefaultAction.DENY, trustedServicesEnabled: true, identity: identity(stack), semanticRanking: SemanticRanking.FREE, privateEndpoints: [{ subnet: subnet(stack) }] }))).toBe(
      `8 problems (at test/Search):
  - [SearchReplicasInvalid] 'replicaCount' is not a number of replicas that free has: got 2; expected 1; choose a number in the range, or a larger SKU
  - [SearchNeedsPublicAccess] 'publicNetworkAccessEnabled' can't be off for a free service: got nothing; expected true; set it to open the service to the internet, or choose another 'sku'
  - ${needs('ipRules')}
  - ${needs('networkDefaultAction')}
  - ${needs('trustedServicesEnabled')}
  - ${needs('identity')}
  - ${needs('semanticRanking')}
  - ${needs('privateEndpoints')}`,
    );
  });

  test('fails to give a free service an endpoint later', () => {
    expect(problemsOf((stack) => SearchService.fromAttributes(stack, 'Search', { resourceId: SERVICE_ID, sku: SearchSku.FREE }).addPrivateEndpoint({ subnet: subnet(stack), dnsManagedByPolicy: true }))).toMatch(/^\[SearchFeatureNeedsSku\] 'privateEndpoints' is not to be had for free: /);
  });
});
