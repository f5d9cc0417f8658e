import type { EventHubNamespaceProps } from '../../../constructs/data/event-hub-namespace';
import { EventHubNamespace, EventHubSku } from '../../../constructs/data/event-hub-namespace';
import { Principal } from '../../../constructs/identity/role-assignment';
import { PrivateDnsZones } from '../../../constructs/network/private-dns-zones';
import { problemsOf, synthesise, testResourceGroup } from '../../support/template';
import { GROUP_ID, identity, PERSON_ID, subnet, SUBNET_ID } from '../ml/fixtures';
import { customerManagedKey, KEY_ID } from './fixtures';

const NAMESPACE_ID = `${GROUP_ID}/providers/Microsoft.EventHub/namespaces/evhns-shared`;
const ZONE_ID = `${GROUP_ID}/providers/Microsoft.Network/privateDnsZones/privatelink.servicebus.windows.net`;
const IDENTITY = /id-training$/;

const problems = (props: Partial<EventHubNamespaceProps>): string => problemsOf((stack) => new EventHubNamespace(stack, 'Events', { resourceGroup: testResourceGroup(stack), ...props }));

const DEFAULTS = {
  auto_inflate_enabled: false,
  capacity: 1,
  identity: { type: 'SystemAssigned' },
  local_authentication_enabled: false,
  location: 'westeurope',
  minimum_tls_version: '1.2',
  name: expect.stringMatching(/^evhns-mlops-dev-we-[a-z0-9]{5}$/),
  network_rulesets: [{ default_action: 'Deny', ip_rule: [], public_network_access_enabled: false, trusted_service_access_enabled: true, virtual_network_rule: [] }],
  public_network_access_enabled: false,
  resource_group_name: '${azurerm_resource_group.ResourceGroup_FFF1A175.name}',
  sku: 'Standard',
};

describe('EventHubNamespace', () => {
  test('is private, without keys, with an identity of its own', () => {
    const template = synthesise((stack) => new EventHubNamespace(stack, 'Events', { resourceGroup: testResourceGroup(stack) }));
    expect(template.resource('azurerm_eventhub_namespace')).toEqual(DEFAULTS);
  });

  test('takes all values of STANDARD', () => {
    const template = synthesise((stack) => {
      const existing = subnet(stack);
      const privateDnsZones = PrivateDnsZones.fromZoneIds(stack, 'Zones', { 'privatelink.servicebus.windows.net': ZONE_ID });
      new EventHubNamespace(stack, 'Events', {
        resourceGroup: testResourceGroup(stack), name: 'evhns-full', capacity: 2, maximumThroughputUnits: 10, localAuthEnabled: true, identity: identity(stack), trustedServicesEnabled: false, publicNetworkAccessEnabled: true, ipRules: ['8.8.8.8'], allowedSubnets: [existing],
        privateEndpoints: [{ subnet: existing, privateDnsZones }], deletionProtectionEnabled: true,
      });
    });
    expect(template.resource('azurerm_eventhub_namespace')).toEqual({
      ...DEFAULTS,
      auto_inflate_enabled: true,
      capacity: 2,
      identity: { identity_ids: [expect.stringMatching(IDENTITY)], type: 'UserAssigned' },
      lifecycle: { ignore_changes: ['capacity'], prevent_destroy: true },
      local_authentication_enabled: true,
      maximum_throughput_units: 10,
      name: 'evhns-full',
      network_rulesets: [{
        default_action: 'Deny',
        ip_rule: [{ action: 'Allow', ip_mask: '8.8.8.8/32' }],
        public_network_access_enabled: true,
        trusted_service_access_enabled: false,
        virtual_network_rule: [{ ignore_missing_virtual_network_service_endpoint: false, subnet_id: SUBNET_ID }],
      }],
      public_network_access_enabled: true,
    });
    expect(template.resource('azurerm_private_endpoint')).toMatchObject({ private_dns_zone_group: { private_dns_zone_ids: [ZONE_ID] }, private_service_connection: { subresource_names: ['namespace'] } });
  });

  test('is encrypted with a key of yours as PREMIUM', () => {
    const template = synthesise((stack) => new EventHubNamespace(stack, 'Events', { resourceGroup: testResourceGroup(stack), sku: EventHubSku.PREMIUM, capacity: 4, customerManagedKey: customerManagedKey(stack) }));
    expect(template.resource('azurerm_eventhub_namespace')).toMatchObject({ capacity: 4, identity: { identity_ids: [expect.stringMatching(/id-encryption$/)], type: 'SystemAssigned, UserAssigned' }, sku: 'Premium' });
    expect(template.resource('azurerm_eventhub_namespace_customer_managed_key')).toEqual({
      depends_on: [expect.stringMatching(/^azurerm_role_assignment\.KeyVault_/)],
      eventhub_namespace_id: expect.stringMatching(/^\$\{azurerm_eventhub_namespace\.Events_\w+\.id\}$/),
      infrastructure_encryption_enabled: true,
      key_vault_key_ids: [KEY_ID],
      user_assigned_identity_id: expect.stringMatching(/id-encryption$/),
    });
  });

  test('is imported by its id, and grants two roles', () => {
    const template = synthesise((stack) => {
      const namespace = EventHubNamespace.fromAttributes(stack, 'Events', { resourceId: NAMESPACE_ID, location: 'westeurope' });
      namespace.grantSend(Principal.group('People', PERSON_ID));
      namespace.grantReceive(Principal.group('People', PERSON_ID));
    });
    expect(Object.values(template.resources('azurerm_role_assignment')).map(({ scope, role_definition_id }) => [scope, String(role_definition_id).split('/').at(-1)])).toEqual([
      [NAMESPACE_ID, 'a638d3c7-ab3a-418d-83e6-5f17a39d4fde'],
      [NAMESPACE_ID, '2b629674-e913-4c01-ae53-ef4638d8f975'],
    ]);
  });

  test('fails with capacities that the SKU has not', () => {
    expect(problems({ name: 'x', capacity: 41 })).toBe(
      `2 problems (at test/Events):
  - [NameTooShort] 'name' is too short for an event hub namespace: got "x"; expected 6 to 50 characters: letters, digits and hyphens, starting with a letter and not ending with a hyphen; lengthen it
  - [EventHubCapacityInvalid] 'capacity' is not a capacity that Standard has: got 41; expected whole units from 1 to 40; choose one of these, or another SKU`,
    );
    expect(problems({ sku: EventHubSku.PREMIUM, capacity: 3 })).toBe("[EventHubCapacityInvalid] 'capacity' is not a capacity that Premium has: got 3; expected 1, 2, 4, 8, 16; choose one of these, or another SKU (at test/Events)");
    expect(problems({ capacity: 4, maximumThroughputUnits: 4 })).toBe("[EventHubGrowthInvalid] 'maximumThroughputUnits' leaves no room to grow, or is more than there is: got 4; expected whole units above 4, up to 40; choose a number in the range, or leave it out (at test/Events)");
  });

  test('fails with features of another SKU', () => {
    expect(problems({ sku: EventHubSku.PREMIUM, maximumThroughputUnits: 4 })).toBe("[EventHubFeatureNeedsSku] 'maximumThroughputUnits' is not to be had with this SKU: got \"Premium\"; expected Standard; leave it out (at test/Events)");
    expect(problemsOf((stack) => new EventHubNamespace(stack, 'Events', { resourceGroup: testResourceGroup(stack), customerManagedKey: customerManagedKey(stack) }))).toBe("[EventHubFeatureNeedsSku] 'customerManagedKey' is not to be had with this SKU: got \"Standard\"; expected Premium; set 'sku: EventHubSku.PREMIUM', or leave it out (at test/Events)");
  });

  test('fails with a second event hub of one name', () => {
    expect(problemsOf((stack) => {
      const namespace = new EventHubNamespace(stack, 'Events', { resourceGroup: testResourceGroup(stack) });
      namespace.addEventHub('orders');
      namespace.addEventHub('orders');
    })).toBe("[EventHubDuplicate] 'name' is taken by another event hub of the namespace: got \"orders\"; expected a name of its own; use the one that exists, or another name (at test/Events)");
  });
});
