import { FirewallPolicyRuleCollectionGroup } from '@cdktf/provider-azurerm/lib/firewall-policy-rule-collection-group';
import { Token } from 'cdktf';
import type { Construct } from 'constructs';
import { Address4 } from 'ip-address';
import { AzureConstruct } from '../core/azure-construct';
import { Problems } from '../core/errors';
import { parseResourceId } from '../core/resource-id';
import { cidrProblem } from './cidr';
import type { EgressRule, HostEgressRule, ServiceTagEgressRule } from './egress-rule';
import { checkEgressRule, EgressProtocol } from './egress-rule';

const MIN_PRIORITY = 100;
const MAX_PRIORITY = 65000;
/** The priorities of the two collections in the group: whatever their order, Azure looks at network rules first. */
const NETWORK_PRIORITY = 100;
const APPLICATION_PRIORITY = 200;
const HTTPS_PORT = 443;

export interface FirewallRulesProps {
  /** The id of the firewall policy, which the platform team owns; it can be in another subscription. */
  readonly firewallPolicyId: string;
  /** 100 to 65000; the groups with the lowest number decide first. Agree on it with the owner of the policy. */
  readonly priority: number;
  /** Where the traffic comes from: the ranges of the subnets with compute. */
  readonly sources: readonly string[];
  /** What is let out, for example `MachineLearningEgress.rules()`. */
  readonly rules: readonly EgressRule[];
  /** @default - by the naming convention, with `purpose` */
  readonly name?: string;
  /** Tells groups apart in generated names. @default - none */
  readonly purpose?: string;
}

/**
 * Lets traffic out through an Azure Firewall, as a group of rules in the policy of somebody else: nothing else in the policy is touched.
 *
 * @see https://learn.microsoft.com/azure/firewall/policy-rule-sets
 */
export class FirewallRules extends AzureConstruct {
  readonly ruleCollectionGroupId: string;

  /**
   * @throws ValidationError `FirewallPriorityInvalid`, `FirewallSourcesEmpty`, `FirewallSourceInvalid`, `FirewallSourceOpen`, `FirewallRulesEmpty`, `FirewallRuleDuplicate`,
   * `EgressServiceTagInvalid`, `EgressOpen`, `EgressPortsInvalid`, `EgressHostsEmpty`, `EgressHostInvalid`, `EgressHostPortsInvalid`, those of the id and the name
   */
  constructor(scope: Construct, id: string, props: FirewallRulesProps) {
    super(scope, id);
    const problems = new Problems(this);
    const { firewallPolicyId, priority, sources, rules } = props;
    const name = this.nameOf(problems, 'firewallRuleCollectionGroup', props.name, props.purpose);
    problems.require(Number.isInteger(priority) && priority >= MIN_PRIORITY && priority <= MAX_PRIORITY, { code: 'FirewallPriorityInvalid', prop: 'priority', rule: 'is out of range', got: priority, expected: `a whole number from ${MIN_PRIORITY} to ${MAX_PRIORITY}`, fix: 'agree on one with the owner of the policy' });
    checkSources(problems, sources);
    problems.require(rules.length > 0, { code: 'FirewallRulesEmpty', prop: 'rules', rule: 'has no rule', got: rules, expected: 'at least one rule', fix: 'add rules, or leave the construct out' });
    rules.forEach((rule, index) => {
      const twin = rules.slice(0, index).some((earlier) => earlier.name.toLowerCase() === rule.name.toLowerCase());
      problems.require(!twin, { code: 'FirewallRuleDuplicate', prop: `rules.${rule.name}`, rule: 'has the name of another rule', got: rule.name, expected: 'a name of its own, whatever the case', fix: 'rename one of the two' });
      checkEgressRule(problems, rule);
    });
    problems.throwIfAny();
    if (!Token.isUnresolved(firewallPolicyId)) parseResourceId(this, 'firewallPolicyId', firewallPolicyId, 'Microsoft.Network/firewallPolicies');
    const [services, hosts] = [rules.filter(isServiceTagRule), rules.filter(isHostRule)];
    const resource = new FirewallPolicyRuleCollectionGroup(this, 'Resource', {
      name,
      firewallPolicyId,
      priority,
      networkRuleCollection: services.length === 0 ? undefined : [{ name: 'services', priority: NETWORK_PRIORITY, action: 'Allow', rule: services.map((rule) => networkRule(rule, sources)) }],
      applicationRuleCollection: hosts.length === 0 ? undefined : [{ name: 'hosts', priority: APPLICATION_PRIORITY, action: 'Allow', rule: hosts.map((rule) => applicationRule(rule, sources)) }],
    });
    this.ruleCollectionGroupId = resource.id;
  }
}

function checkSources(problems: Problems, sources: readonly string[]): void {
  problems.require(sources.length > 0, { code: 'FirewallSourcesEmpty', prop: 'sources', rule: 'has no range', got: sources, expected: 'the ranges of the subnets with compute', fix: 'add them' });
  for (const source of sources) {
    if (Token.isUnresolved(source)) continue;
    const open = source === '*' || source.endsWith('/0');
    problems.require(!open, { code: 'FirewallSourceOpen', prop: 'sources', rule: 'lets everybody behind the firewall out', got: source, expected: 'the ranges of the subnets with compute', fix: 'name them' });
    const address = Address4.isValid(source) && !source.includes('/');
    problems.require(open || address || cidrProblem(source, 'sources') === undefined, { code: 'FirewallSourceInvalid', prop: 'sources', rule: 'is neither a range nor an address', got: source, expected: 'a range such as 10.10.1.0/24, or an IPv4 address', fix: 'correct it' });
  }
}

function networkRule({ name, description, serviceTag, ports, protocol = EgressProtocol.TCP }: ServiceTagEgressRule, sources: readonly string[]) {
  return { name, description, protocols: [protocol], sourceAddresses: [...sources], destinationAddresses: [serviceTag], destinationPorts: ports.map(String) };
}

function applicationRule({ name, description, hosts, ports = [HTTPS_PORT] }: HostEgressRule, sources: readonly string[]) {
  return { name, description, sourceAddresses: [...sources], destinationFqdns: [...hosts], protocols: ports.map((port) => ({ type: port === HTTPS_PORT ? 'Https' : 'Http', port })) };
}

function isHostRule(rule: EgressRule): rule is HostEgressRule {
  return 'hosts' in rule;
}

function isServiceTagRule(rule: EgressRule): rule is ServiceTagEgressRule {
  return !isHostRule(rule);
}
