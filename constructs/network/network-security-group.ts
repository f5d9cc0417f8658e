import { NetworkSecurityGroup as NetworkSecurityGroupResource } from '@cdktf/provider-azurerm/lib/network-security-group';
import type { Construct } from 'constructs';
import type { AzureResourceOptions, DiagnosticTarget, IAzureResource } from '../core/azure-resource';
import { AzureResource } from '../core/azure-resource';
import { Problems } from '../core/errors';
import { parseResourceId } from '../core/resource-id';
import type { IResourceGroup } from '../governance/resource-group';
import type { SecurityRule, SecurityRuleOptions } from './security-rule';
import { checkSecurityRule, RuleDirection } from './security-rule';

/** The first priority that rules without one get, and the distance to the next. */
const FIRST_PRIORITY = 1000;
const PRIORITY_STEP = 10;

export interface NetworkSecurityGroupProps extends AzureResourceOptions {
  readonly resourceGroup: IResourceGroup;
  /** @default - by the naming convention, with `purpose` */
  readonly name?: string;
  /** What the group protects; tells groups apart in generated names. @default - none */
  readonly purpose?: string;
  /** The rules by name. @default - none but those that `addRule` adds: Azure's own rules let the network in and everything out */
  readonly rules?: Readonly<Record<string, SecurityRuleOptions>>;
}

/** What is known of an existing group. */
export interface NetworkSecurityGroupAttributes {
  /** The region. */
  readonly location: string;
}

/** A network security group, owned or existing. */
export interface INetworkSecurityGroup extends IAzureResource {
  readonly location: string;
}

abstract class NetworkSecurityGroupBase extends AzureResource implements INetworkSecurityGroup {
  abstract readonly location: string;

  /** Groups emit logs, and no metrics. */
  protected override get diagnosticTargets(): readonly DiagnosticTarget[] {
    return [{ metricsEnabled: false }];
  }
}

/**
 * Says which traffic subnets let in and out. The rules are part of the group, so that a rule which was added by hand goes away.
 *
 * @see https://learn.microsoft.com/azure/virtual-network/network-security-groups-overview
 */
export class NetworkSecurityGroup extends NetworkSecurityGroupBase {
  /** An existing group. */
  static fromNetworkSecurityGroupId(scope: Construct, id: string, networkSecurityGroupId: string, attributes: NetworkSecurityGroupAttributes): INetworkSecurityGroup {
    return new ImportedNetworkSecurityGroup(scope, id, networkSecurityGroupId, attributes.location);
  }

  readonly resourceId: string;
  readonly resourceName: string;
  readonly location: string;

  private readonly resource: NetworkSecurityGroupResource;
  private readonly ruleList: SecurityRule[] = [];
  private readonly lastAssigned = { [RuleDirection.INBOUND]: FIRST_PRIORITY - PRIORITY_STEP, [RuleDirection.OUTBOUND]: FIRST_PRIORITY - PRIORITY_STEP };

  /** @throws ValidationError those of the name and of `addRule` */
  constructor(scope: Construct, id: string, props: NetworkSecurityGroupProps) {
    super(scope, id);
    const problems = new Problems(this);
    const name = this.nameOf(problems, 'networkSecurityGroup', props.name, props.purpose);
    problems.throwIfAny();
    this.location = props.resourceGroup.location;
    this.resource = new NetworkSecurityGroupResource(this, 'Resource', { name, resourceGroupName: props.resourceGroup.resourceName, location: this.location, securityRule: [] });
    this.resourceId = this.resource.id;
    this.resourceName = this.resource.name;
    this.addRules(props.rules ?? {});
    this.addFeatures(props);
  }

  /** The rules, by direction and priority. */
  get rules(): readonly SecurityRule[] {
    return [...this.ruleList];
  }

  /**
   * Adds a rule. Without a priority it comes after the rules that were added before it, from 1000 in steps of 10.
   *
   * @throws ValidationError `RuleNameDuplicate`, `RulePriorityTaken`, `RulePriorityInvalid`, `RulePortInvalid`, `RulePortsUnused`, `RuleAddressInvalid`,
   * `RuleAddressesMixed`, `RuleAddressesEmpty`, `RuleDescriptionTooLong`, `InternetInboundRefused`, `InternetInboundUnused`, and those of the name
   */
  addRule(name: string, options: SecurityRuleOptions): void {
    this.addRules({ [name]: options });
  }

  /** Adds rules, for example one of the sets of `SecurityRules`; all that is wrong with them is reported together. */
  addRules(rules: Readonly<Record<string, SecurityRuleOptions>>): void {
    const problems = new Problems(this);
    for (const [name, options] of Object.entries(rules)) {
      const rule: SecurityRule = { ...options, name, priority: options.priority ?? this.nextPriority(options.direction) };
      const taken = this.ruleList.find((other) => other.direction === rule.direction && other.priority === rule.priority);
      problems.require(!this.ruleList.some((other) => other.name.toLowerCase() === name.toLowerCase()), { code: 'RuleNameDuplicate', prop: `rules.${name}`, rule: 'has the name of another rule', got: name, expected: 'a name of its own, whatever the case', fix: 'rename one of the two' });
      if (taken) problems.add({ code: 'RulePriorityTaken', prop: `rules.${name}.priority`, rule: `is the priority of ${taken.name}, in the same direction`, got: rule.priority, expected: 'a priority of its own', fix: 'change one of the two' });
      checkSecurityRule(problems, rule);
      this.ruleList.push(rule);
    }
    problems.throwIfAny();
    this.ruleList.sort((a, b) => a.direction.localeCompare(b.direction) || a.priority - b.priority);
    this.resource.putSecurityRule(this.ruleList.map(render));
  }

  private nextPriority(direction: RuleDirection): number {
    const taken = new Set(this.ruleList.filter((rule) => rule.direction === direction).map(({ priority }) => priority));
    let priority = this.lastAssigned[direction] + PRIORITY_STEP;
    while (taken.has(priority)) priority += PRIORITY_STEP;
    this.lastAssigned[direction] = priority;
    return priority;
  }
}

function render(rule: SecurityRule) {
  const ports = (rule.ports ?? ['*']).map(String);
  const [port, address, origin] = [one(ports), one(rule.destinations), one(rule.sources)];
  return {
    name: rule.name,
    priority: rule.priority,
    direction: rule.direction,
    access: rule.access,
    protocol: rule.protocol,
    description: rule.description ?? rule.internetInboundAllowed,
    sourcePortRange: '*',
    destinationPortRange: port,
    destinationPortRanges: port === undefined ? ports : undefined,
    sourceAddressPrefix: origin,
    sourceAddressPrefixes: origin === undefined ? [...rule.sources] : undefined,
    destinationAddressPrefix: address,
    destinationAddressPrefixes: address === undefined ? [...rule.destinations] : undefined,
  };
}

function one(values: readonly string[]): string | undefined {
  return values.length === 1 ? values[0] : undefined;
}

class ImportedNetworkSecurityGroup extends NetworkSecurityGroupBase {
  readonly resourceName: string;

  constructor(scope: Construct, id: string, readonly resourceId: string, readonly location: string) {
    super(scope, id);
    this.resourceName = parseResourceId(this, 'networkSecurityGroupId', resourceId, 'Microsoft.Network/networkSecurityGroups').name;
  }
}
