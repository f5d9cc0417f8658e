import type { TerraformStack } from 'cdktf';
import { LogAnalyticsWorkspace } from '../../../constructs/monitoring/log-analytics-workspace';
import type { NetworkSecurityGroupProps } from '../../../constructs/network/network-security-group';
import { NetworkSecurityGroup } from '../../../constructs/network/network-security-group';
import type { SecurityRuleOptions } from '../../../constructs/network/security-rule';
import { RuleAccess, RuleDirection, RuleProtocol } from '../../../constructs/network/security-rule';
import { problemsOf, synthesise, testResourceGroup } from '../../support/template';

const RULE: SecurityRuleOptions = { direction: RuleDirection.INBOUND, access: RuleAccess.ALLOW, protocol: RuleProtocol.TCP, sources: ['10.0.0.0/16'], destinations: ['*'], ports: [443] };

function group(stack: TerraformStack, rules?: NetworkSecurityGroupProps['rules'], props: Partial<NetworkSecurityGroupProps> = {}): NetworkSecurityGroup {
  return new NetworkSecurityGroup(stack, 'Rules', { resourceGroup: testResourceGroup(stack), purpose: 'training', rules, ...props });
}

describe('NetworkSecurityGroup', () => {
  test('says that it has no rules, so that one added by hand goes away', () => {
    const template = synthesise((stack) => group(stack));
    expect(template.resource('azurerm_network_security_group')).toEqual({
      location: 'westeurope',
      name: 'nsg-mlops-dev-we-training',
      resource_group_name: '${azurerm_resource_group.ResourceGroup_FFF1A175.name}',
      security_rule: [],
    });
  });

  test('takes rules with all values', () => {
    const template = synthesise((stack) => group(stack, { AllowWeb: { ...RULE, sources: ['10.0.0.0/16', '10.1.0.4'], destinations: ['10.2.0.0/24', '10.2.1.0/24'], ports: [443, '8000-8100'], priority: 200, description: 'Web' } }));
    expect(template.resource('azurerm_network_security_group')['security_rule']).toEqual([
      {
        access: 'Allow',
        description: 'Web',
        destination_address_prefix: null,
        destination_address_prefixes: ['10.2.0.0/24', '10.2.1.0/24'],
        destination_application_security_group_ids: null,
        destination_port_range: null,
        destination_port_ranges: ['443', '8000-8100'],
        direction: 'Inbound',
        name: 'AllowWeb',
        priority: 200,
        protocol: 'Tcp',
        source_address_prefix: null,
        source_address_prefixes: ['10.0.0.0/16', '10.1.0.4'],
        source_application_security_group_ids: null,
        source_port_range: '*',
        source_port_ranges: null,
      },
    ]);
  });

  test('writes single ports, ranges and service tags as Azure does', () => {
    const template = synthesise((stack) => group(stack, { AllowMonitor: { direction: RuleDirection.OUTBOUND, access: RuleAccess.ALLOW, protocol: RuleProtocol.ICMP, sources: ['VirtualNetwork'], destinations: ['AzureMonitor'] } }));
    expect(template.resource('azurerm_network_security_group')['security_rule']).toMatchObject([{ source_address_prefix: 'VirtualNetwork', source_address_prefixes: null, destination_address_prefix: 'AzureMonitor', destination_port_range: '*', destination_port_ranges: null, protocol: 'Icmp' }]);
  });

  test('counts priorities up in each direction, past those that are taken, and never moves one when a rule is appended', () => {
    synthesise((stack) => {
      const rules = group(stack, { A: RULE, B: { ...RULE, priority: 1010 }, C: RULE, D: { ...RULE, direction: RuleDirection.OUTBOUND } });
      const priorities = () => rules.rules.map(({ name, priority }) => [name, priority]);
      expect(priorities()).toEqual([['A', 1000], ['B', 1010], ['C', 1020], ['D', 1000]]);
      rules.addRule('E', RULE);
      expect(priorities()).toEqual([['A', 1000], ['B', 1010], ['C', 1020], ['E', 1030], ['D', 1000]]);
    });
  });

  test('lets the Internet in with a reason, which is what the rule says', () => {
    const template = synthesise((stack) => group(stack, { AllowAll: { ...RULE, sources: ['Internet'], internetInboundAllowed: 'Public scoring endpoint' } }));
    expect(template.resource('azurerm_network_security_group')['security_rule']).toMatchObject([{ source_address_prefix: 'Internet', description: 'Public scoring endpoint' }]);
  });

  test('sends logs, and no metrics, since it has none', () => {
    const template = synthesise((stack) => {
      const id = '/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/rg/providers/Microsoft.OperationalInsights/workspaces/log';
      group(stack, {}, { diagnosticSettings: { logAnalyticsWorkspace: LogAnalyticsWorkspace.fromLogAnalyticsWorkspaceId(stack, 'Logs', id) } });
    });
    const { enabled_log: logs, enabled_metric: metrics, target_resource_id: target } = template.resource('azurerm_monitor_diagnostic_setting');
    expect([logs, metrics, target]).toEqual([[{ category_group: 'allLogs' }], undefined, '${azurerm_network_security_group.Rules_379FE035.id}']);
  });

  test('can be an existing one', () => {
    synthesise((stack) => {
      const imported = NetworkSecurityGroup.fromNetworkSecurityGroupId(stack, 'Rules', '/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/rg/providers/Microsoft.Network/networkSecurityGroups/nsg', { location: 'westeurope' });
      expect([imported.resourceName, imported.location]).toEqual(['nsg', 'westeurope']);
    });
  });

  test.each<[string, Partial<SecurityRuleOptions>, string]>([
    ['for the whole Internet by *', { sources: ['*'] }, `[InternetInboundRefused] 'rules.R.sources' lets the whole Internet in: got "*"; expected the ranges or the service tag that need to come in; narrow the sources, or say why in 'internetInboundAllowed'`],
    ['for the whole Internet by tag, whatever its case', { sources: ['internet'] }, `[InternetInboundRefused] 'rules.R.sources' lets the whole Internet in: got "internet"; expected the ranges or the service tag that need to come in; narrow the sources, or say why in 'internetInboundAllowed'`],
    ['for the whole Internet by range', { sources: ['10.0.0.0/16', '0.0.0.0/0'] }, `[InternetInboundRefused] 'rules.R.sources' lets the whole Internet in: got "0.0.0.0/0"; expected the ranges or the service tag that need to come in; narrow the sources, or say why in 'internetInboundAllowed'`],
    ['for the whole Internet in two halves', { sources: ['0.0.0.0/1', '128.0.0.0/1'] }, `[InternetInboundRefused] 'rules.R.sources' lets the whole Internet in: got "0.0.0.0/1"; expected the ranges or the service tag that need to come in; narrow the sources, or say why in 'internetInboundAllowed'`],
    ['for the Internet with an empty reason', { sources: ['Internet'], internetInboundAllowed: ' ' }, `[InternetInboundRefused] 'rules.R.sources' lets the whole Internet in: got "Internet"; expected the ranges or the service tag that need to come in; narrow the sources, or say why in 'internetInboundAllowed'`],
    ['with a reason that nothing needs', { internetInboundAllowed: 'why not' }, `[InternetInboundUnused] 'rules.R.internetInboundAllowed' has no effect on a rule that doesn't let the Internet in: got "why not"; expected no reason; leave it out`],
    ['with a port that is none', { ports: [70000] }, `[RulePortInvalid] 'rules.R.ports' is not a list of ports: got "70000"; expected ports from 0 to 65535, ranges such as 8000-8100, or "*" alone; correct it`],
    ['with a range that runs backwards', { ports: ['90-80'] }, `[RulePortInvalid] 'rules.R.ports' is not a list of ports: got "90-80"; expected ports from 0 to 65535, ranges such as 8000-8100, or "*" alone; correct it`],
    ['with * beside other ports', { ports: [443, '*'] }, `[RulePortInvalid] 'rules.R.ports' is not a list of ports: got "*"; expected ports from 0 to 65535, ranges such as 8000-8100, or "*" alone; correct it`],
    ['with no port', { ports: [] }, `[RulePortInvalid] 'rules.R.ports' is not a list of ports: got []; expected ports from 0 to 65535, ranges such as 8000-8100, or "*" alone; correct it`],
    ['with ports of a protocol without', { protocol: RuleProtocol.ICMP }, `[RulePortsUnused] 'rules.R.ports' has no effect with Icmp, which has no ports: got [443]; expected Tcp, Udp or no ports; leave the ports out`],
    ['with a priority out of range', { priority: 99 }, `[RulePriorityInvalid] 'rules.R.priority' is out of range: got 99; expected a whole number from 100 to 4096; change it`],
    ['without sources', { sources: [] }, `[RuleAddressesEmpty] 'rules.R.sources' is empty: got []; expected at least one range, address or service tag; add one, or leave the rule out`],
    ['with a destination that is none', { destinations: ['10.0.0.256'] }, `[RuleAddressInvalid] 'rules.R.destinations' is neither a range nor an address nor a service tag: got "10.0.0.256"; expected a range such as 10.0.0.0/24, an address, a service tag such as AzureMonitor, or "*"; correct it`],
    ['with a range with host bits', { sources: ['10.0.0.1/16'] }, `[RuleAddressInvalid] 'rules.R.sources' is neither a range nor an address nor a service tag: got "10.0.0.1/16"; expected a range such as 10.0.0.0/24, an address, a service tag such as AzureMonitor, or "*"; correct it`],
    ['with a service tag beside ranges', { sources: ['10.0.0.0/16', 'AzureLoadBalancer'] }, `[RuleAddressesMixed] 'rules.R.sources' has a service tag or "*" beside others: got "AzureLoadBalancer"; expected one service tag alone, or any number of ranges and addresses; make it a rule of its own`],
    ['with a long description', { description: 'x'.repeat(141) }, `[RuleDescriptionTooLong] 'rules.R.description' is too long: got "141 characters"; expected at most 140 characters; shorten it`],
    ['with a long reason', { sources: ['*'], internetInboundAllowed: 'x'.repeat(150) }, `[RuleDescriptionTooLong] 'rules.R.internetInboundAllowed' is too long: got "150 characters"; expected at most 140 characters; shorten it`],
  ])('fails %s', (_, options, message) => {
    expect(problemsOf((stack) => group(stack, { R: { ...RULE, ...options } }))).toBe(`${message} (at test/Rules)`);
  });

  test('fails with a wrong name of a rule', () => {
    expect(problemsOf((stack) => group(stack, { 'allow web': RULE }))).toBe(`[NameInvalid] 'rules.allow web' has characters that a network security rule can't have: got "allow web"; expected 1 to 80 characters: letters, digits, "_", "." and "-", starting with a letter or digit and ending with a letter, digit or "_"; use only what is allowed (at test/Rules)`);
  });

  test('fails with the name or the priority of another rule', () => {
    expect(problemsOf((stack) => group(stack, { AllowWeb: { ...RULE, priority: 300 }, allowweb: { ...RULE, priority: 300 }, Other: { ...RULE, direction: RuleDirection.OUTBOUND, priority: 300 } }))).toBe(`2 problems (at test/Rules):
  - [RuleNameDuplicate] 'rules.allowweb' has the name of another rule: got "allowweb"; expected a name of its own, whatever the case; rename one of the two
  - [RulePriorityTaken] 'rules.allowweb.priority' is the priority of AllowWeb, in the same direction: got 300; expected a priority of its own; change one of the two`);
  });
});
