import type { TerraformStack } from 'cdktf';
import { AvailabilityZone } from '../../../constructs/core/regions';
import { ResourceGroup } from '../../../constructs/governance/resource-group';
import { LogAnalyticsWorkspace } from '../../../constructs/monitoring/log-analytics-workspace';
import type { NatGatewayProps } from '../../../constructs/network/nat-gateway';
import { NatGateway, NatGatewaySku } from '../../../constructs/network/nat-gateway';
import { problemsOf, synthesise, testResourceGroup } from '../../support/template';

function gateway(stack: TerraformStack, props: Partial<NatGatewayProps> = {}): NatGateway {
  return new NatGateway(stack, 'Nat', { resourceGroup: testResourceGroup(stack), ...props });
}

describe('NatGateway', () => {
  test('leaves from one static public address', () => {
    const template = synthesise((stack) => gateway(stack));
    expect(template.resource('azurerm_nat_gateway')).toEqual({ idle_timeout_in_minutes: 4, location: 'westeurope', name: 'ng-mlops-dev-we', resource_group_name: '${azurerm_resource_group.ResourceGroup_FFF1A175.name}', sku_name: 'Standard' });
    expect(template.resource('azurerm_public_ip')).toEqual({ allocation_method: 'Static', location: 'westeurope', name: 'pip-mlops-dev-we-nat-1', resource_group_name: '${azurerm_resource_group.ResourceGroup_FFF1A175.name}', sku: 'Standard' });
    expect(template.resource('azurerm_nat_gateway_public_ip_association')).toEqual({ nat_gateway_id: '${azurerm_nat_gateway.Nat_74B082C8.id}', public_ip_address_id: '${azurerm_public_ip.Nat_PublicIp1_DDC42CB7.id}' });
  });

  test('takes all values, with its addresses in its own zone', () => {
    const template = synthesise((stack) => {
      const { publicIpAddresses } = gateway(stack, { name: 'ng-own', zone: AvailabilityZone.TWO, publicIpCount: 2, idleTimeoutMinutes: 10 });
      expect(publicIpAddresses).toHaveLength(2);
    });
    expect(template.resource('azurerm_nat_gateway')).toMatchObject({ idle_timeout_in_minutes: 10, name: 'ng-own', zones: ['2'] });
    expect(Object.values(template.resources('azurerm_public_ip')).map(({ name, zones }) => [name, zones])).toEqual([['pip-ng-own-1', ['2']], ['pip-ng-own-2', ['2']]]);
    expect(template.counts).toMatchObject({ azurerm_nat_gateway_public_ip_association: 2 });
  });

  test('can be in all zones, with addresses that are too', () => {
    const template = synthesise((stack) => gateway(stack, { purpose: 'egress', sku: NatGatewaySku.STANDARD_V2 }));
    expect(template.resource('azurerm_nat_gateway')).toMatchObject({ name: 'ng-mlops-dev-we-egress', sku_name: 'StandardV2' });
    expect(template.resource('azurerm_public_ip')).toMatchObject({ name: 'pip-mlops-dev-we-nat-egress-1', sku: 'StandardV2' });
  });

  test('sends metrics, and no logs, since it has none', () => {
    const template = synthesise((stack) => {
      const id = '/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/rg/providers/Microsoft.OperationalInsights/workspaces/log';
      gateway(stack, { diagnosticSettings: { logAnalyticsWorkspace: LogAnalyticsWorkspace.fromLogAnalyticsWorkspaceId(stack, 'Logs', id) } });
    });
    const { enabled_log: logs, enabled_metric: metrics } = template.resource('azurerm_monitor_diagnostic_setting');
    expect([logs, metrics]).toEqual([[], [{ category: 'AllMetrics' }]]);
  });

  test('can be an existing one', () => {
    synthesise((stack) => {
      const imported = NatGateway.fromNatGatewayId(stack, 'Nat', '/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/rg/providers/Microsoft.Network/natGateways/ng', { location: 'westeurope' });
      expect([imported.resourceName, imported.location]).toEqual(['ng', 'westeurope']);
    });
  });

  test.each<[string, Partial<NatGatewayProps>, string]>([
    ['with too many addresses', { publicIpCount: 17 }, `[NatPublicIpCountInvalid] 'publicIpCount' is out of range: got 17; expected a whole number from 1 to 16; change it`],
    ['with no address', { publicIpCount: 0 }, `[NatPublicIpCountInvalid] 'publicIpCount' is out of range: got 0; expected a whole number from 1 to 16; change it`],
    ['with a short timeout', { idleTimeoutMinutes: 3 }, `[NatIdleTimeoutInvalid] 'idleTimeoutMinutes' is out of range: got 3; expected a whole number from 4 to 120; change it`],
    ['with a zone where it is in all', { sku: NatGatewaySku.STANDARD_V2, zone: AvailabilityZone.ONE }, `[NatZoneUnused] 'zone' can't go with a StandardV2 gateway, which is in all zones: got "1"; expected no zone, or a Standard gateway; leave one of the two out`],
  ])('fails %s', (_, props, message) => {
    expect(problemsOf((stack) => gateway(stack, props))).toBe(`${message} (at test/Nat)`);
  });

  test('fails with a zone in a region without', () => {
    expect(problemsOf((stack) => gateway(stack, { resourceGroup: new ResourceGroup(stack, 'West', { location: 'ukwest' }), zone: AvailabilityZone.ONE }))).toBe(
      `[NatZoneUnavailable] 'zone' needs availability zones, which ukwest doesn't have: got "1"; expected no zone; leave 'zone' out (at test/Nat)`,
    );
  });
});
