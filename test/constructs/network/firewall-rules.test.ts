import type { TerraformStack } from 'cdktf';
import type { EgressRule } from '../../../constructs/network/egress-rule';
import { EgressProtocol } from '../../../constructs/network/egress-rule';
import type { FirewallRulesProps } from '../../../constructs/network/firewall-rules';
import { FirewallRules } from '../../../constructs/network/firewall-rules';
import { problemsOf, synthesise } from '../../support/template';

const POLICY_ID = '/subscriptions/99999999-2222-3333-4444-555555555555/resourceGroups/rg-hub/providers/Microsoft.Network/firewallPolicies/afwp-hub';
const TAG: EgressRule = { name: 'Batch', description: 'Azure Batch', serviceTag: 'BatchNodeManagement.westeurope', ports: [443], protocol: EgressProtocol.ANY };
const HOSTS: EgressRule = { name: 'Ubuntu', description: 'Updates', hosts: ['archive.ubuntu.com', '*.ubuntu.com'], ports: [80, 443] };

function rules(stack: TerraformStack, props: Partial<FirewallRulesProps> = {}): FirewallRules {
  return new FirewallRules(stack, 'Rules', { firewallPolicyId: POLICY_ID, priority: 500, sources: ['10.10.1.0/24'], rules: [TAG], ...props });
}

describe('FirewallRules', () => {
  test('lets a service out in the policy of somebody else', () => {
    const template = synthesise((stack) => rules(stack));
    expect(template.resource('azurerm_firewall_policy_rule_collection_group')).toEqual({
      firewall_policy_id: POLICY_ID,
      name: 'rcg-mlops-dev-we',
      network_rule_collection: [{ action: 'Allow', name: 'services', priority: 100, rule: [{ description: 'Azure Batch', destination_addresses: ['BatchNodeManagement.westeurope'], destination_ports: ['443'], name: 'Batch', protocols: ['Any'], source_addresses: ['10.10.1.0/24'] }] }],
      priority: 500,
    });
    expect(template.counts).toEqual({ azurerm_firewall_policy_rule_collection_group: 1 });
  });

  test('takes all values', () => {
    const template = synthesise((stack) => rules(stack, { name: 'rcg-own', priority: 65000, sources: ['10.10.1.0/24', '10.10.2.4'], rules: [{ name: 'Registry', description: 'Images', serviceTag: 'MicrosoftContainerRegistry', ports: [443, 80] }, HOSTS, { name: 'PyPi', description: 'Packages', hosts: ['pypi.org'] }] }));
    expect(template.resource('azurerm_firewall_policy_rule_collection_group')).toEqual({
      application_rule_collection: [
        {
          action: 'Allow',
          name: 'hosts',
          priority: 200,
          rule: [
            { description: 'Updates', destination_fqdns: ['archive.ubuntu.com', '*.ubuntu.com'], name: 'Ubuntu', protocols: [{ port: 80, type: 'Http' }, { port: 443, type: 'Https' }], source_addresses: ['10.10.1.0/24', '10.10.2.4'] },
            { description: 'Packages', destination_fqdns: ['pypi.org'], name: 'PyPi', protocols: [{ port: 443, type: 'Https' }], source_addresses: ['10.10.1.0/24', '10.10.2.4'] },
          ],
        },
      ],
      firewall_policy_id: POLICY_ID,
      name: 'rcg-own',
      network_rule_collection: [{ action: 'Allow', name: 'services', priority: 100, rule: [{ description: 'Images', destination_addresses: ['MicrosoftContainerRegistry'], destination_ports: ['443', '80'], name: 'Registry', protocols: ['TCP'], source_addresses: ['10.10.1.0/24', '10.10.2.4'] }] }],
      priority: 65000,
    });
  });

  test('has no collection of services where there are only hosts', () => {
    const template = synthesise((stack) => rules(stack, { rules: [HOSTS] }));
    expect(template.resource('azurerm_firewall_policy_rule_collection_group')['network_rule_collection']).toBeUndefined();
  });

  test.each<[string, Partial<FirewallRulesProps>, string]>([
    ['with a priority out of range', { priority: 99 }, "[FirewallPriorityInvalid] 'priority' is out of range: got 99; expected a whole number from 100 to 65000; agree on one with the owner of the policy"],
    ['without sources', { sources: [] }, "[FirewallSourcesEmpty] 'sources' has no range: got []; expected the ranges of the subnets with compute; add them"],
    ['with a source that is everybody', { sources: ['0.0.0.0/0'] }, "[FirewallSourceOpen] 'sources' lets everybody behind the firewall out: got \"0.0.0.0/0\"; expected the ranges of the subnets with compute; name them"],
    ['with a source that is none', { sources: ['10.10.1.1/24'] }, "[FirewallSourceInvalid] 'sources' is neither a range nor an address: got \"10.10.1.1/24\"; expected a range such as 10.10.1.0/24, or an IPv4 address; correct it"],
    ['without rules', { rules: [] }, "[FirewallRulesEmpty] 'rules' has no rule: got []; expected at least one rule; add rules, or leave the construct out"],
    ['with two rules of one name', { rules: [TAG, { ...HOSTS, name: 'batch' }] }, "[FirewallRuleDuplicate] 'rules.batch' has the name of another rule: got \"batch\"; expected a name of its own, whatever the case; rename one of the two"],
    ['with a service tag that is none', { rules: [{ ...TAG, serviceTag: 'pypi.org' }] }, "[EgressServiceTagInvalid] 'rules.Batch.serviceTag' is not a service tag: got \"pypi.org\"; expected a tag such as AzureMachineLearning or Storage.westeurope; correct it, or use 'hosts'"],
    ['with the whole internet', { rules: [{ ...TAG, serviceTag: 'Internet' }] }, "[EgressOpen] 'rules.Batch.serviceTag' lets everything out: got \"Internet\"; expected the tag of a service; name the services, or the hosts"],
    ['without ports', { rules: [{ ...TAG, ports: [] }] }, "[EgressPortsInvalid] 'rules.Batch.ports' are no ports: got []; expected one or more whole numbers from 1 to 65535; correct them"],
    ['without hosts', { rules: [{ ...HOSTS, hosts: [] }] }, "[EgressHostsEmpty] 'rules.Ubuntu.hosts' has no host: got []; expected at least one host; add the hosts, or leave the rule out"],
    ['with a URL for a host', { rules: [{ ...HOSTS, hosts: ['https://pypi.org/simple'] }] }, "[EgressHostInvalid] 'rules.Ubuntu.hosts' has what is no host: got \"https://pypi.org/simple\"; expected a host such as pypi.org, or *.anaconda.com, in lower case and without a path; correct it"],
    ['with every host', { rules: [{ ...HOSTS, hosts: ['*'] }] }, "[EgressHostInvalid] 'rules.Ubuntu.hosts' has what is no host: got \"*\"; expected a host such as pypi.org, or *.anaconda.com, in lower case and without a path; correct it"],
    ['with a port that hosts can\'t have', { rules: [{ ...HOSTS, ports: [5831] }] }, "[EgressHostPortsInvalid] 'rules.Ubuntu.ports' are no ports of HTTP or HTTPS: got [5831]; expected 443, 80 or both; use a service tag for other ports"],
    ['with a rule whose name Azure refuses', { rules: [{ ...TAG, name: 'a b' }] }, "[NameInvalid] 'rules.a b' has characters that a firewall rule can't have: got \"a b\"; expected 1 to 80 characters: letters, digits, \"_\", \".\" and \"-\", starting with a letter or digit and ending with a letter, digit or \"_\"; use only what is allowed"],
    ['with the id of something else', { firewallPolicyId: '/subscriptions/s/resourceGroups/rg/providers/Microsoft.Network/azureFirewalls/afw' }, "[ResourceIdWrongType] 'firewallPolicyId' is the id of a Microsoft.Network/azureFirewalls: got \"/subscriptions/s/resourceGroups/rg/providers/Microsoft.Network/azureFirewalls/afw\"; expected an id of type Microsoft.Network/firewallPolicies; pass the id of a Microsoft.Network/firewallPolicies"],
  ])('fails %s', (_, props, message) => {
    expect(problemsOf((stack) => rules(stack, props))).toBe(`${message} (at test/Rules)`);
  });
});
