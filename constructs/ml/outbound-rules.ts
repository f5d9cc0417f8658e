import { MachineLearningWorkspaceNetworkOutboundRuleFqdn } from '@cdktf/provider-azurerm/lib/machine-learning-workspace-network-outbound-rule-fqdn';
import { MachineLearningWorkspaceNetworkOutboundRulePrivateEndpoint } from '@cdktf/provider-azurerm/lib/machine-learning-workspace-network-outbound-rule-private-endpoint';
import { MachineLearningWorkspaceNetworkOutboundRuleServiceTag } from '@cdktf/provider-azurerm/lib/machine-learning-workspace-network-outbound-rule-service-tag';
import type { ITerraformDependable, TerraformResource } from 'cdktf';
import type { Construct } from 'constructs';
import { AzureConstruct } from '../core/azure-construct';
import { Problems } from '../core/errors';
import { nameProblem } from '../core/naming';
import { IsolationMode } from './managed-network';
import type { FqdnOutboundRuleOptions, OutboundRuleSet, PrivateEndpointOutboundRuleOptions, ServiceTagOutboundRuleOptions } from './outbound-rule';
import { fqdnProblem, OUTBOUND_PRIVATE_LINK_GROUPS, OUTBOUND_SERVICE_TAGS, OutboundProtocol, portsProblem } from './outbound-rule';

export interface OutboundRulesProps {
  readonly workspaceId: string;
  readonly isolationMode: IsolationMode;
  /** A change of the managed network that comes before the rules. @default - none */
  readonly after?: TerraformResource;
}

/** Holds the outbound rules of a workspace. Azure refuses two changes at once, so each rule waits for the one before. */
export class OutboundRules extends AzureConstruct {
  private readonly names = new Set<string>();
  private lastRule: TerraformResource | undefined;

  constructor(scope: Construct, id: string, private readonly props: OutboundRulesProps) {
    super(scope, id);
  }

  /** The rule that was added last: what waits for it waits for all. */
  get last(): TerraformResource | undefined {
    return this.lastRule;
  }

  addSet(set: OutboundRuleSet): void {
    Object.entries(set.fqdns ?? {}).forEach(([name, options]) => this.addFqdn(name, options));
    Object.entries(set.serviceTags ?? {}).forEach(([name, options]) => this.addServiceTag(name, options));
    Object.entries(set.privateEndpoints ?? {}).forEach(([name, options]) => this.addPrivateEndpoint(name, options));
  }

  /** @throws ValidationError `OutboundRuleNotApproved`, `OutboundRuleWithoutNetwork`, `OutboundRuleTwice`, `OutboundFqdnInvalid`, `OutboundFqdnStorage`, and those of the name */
  addFqdn(name: string, options: FqdnOutboundRuleOptions): void {
    const problems = this.check(name, 'a host by its name');
    const problem = fqdnProblem(options.fqdn);
    if (problem) problems.add(problem);
    problems.throwIfAny();
    this.lastRule = new MachineLearningWorkspaceNetworkOutboundRuleFqdn(this, name, { ...this.common(name), destinationFqdn: options.fqdn });
  }

  /** @throws ValidationError `OutboundServiceTagUnknown`, `OutboundPortsInvalid`, `OutboundPortsUnused`, and those of `addFqdn` */
  addServiceTag(name: string, options: ServiceTagOutboundRuleOptions): void {
    const problems = this.check(name, 'a service of Azure');
    const protocol = options.protocol ?? OutboundProtocol.TCP;
    const ports = options.ports ?? (protocol === OutboundProtocol.ICMP ? '*' : '443');
    problems.require(OUTBOUND_SERVICE_TAGS.includes(options.serviceTag), { code: 'OutboundServiceTagUnknown', prop: 'serviceTag', rule: 'is not a service tag of a managed network', got: options.serviceTag, expected: `one of the ${OUTBOUND_SERVICE_TAGS.length} tags in OUTBOUND_SERVICE_TAGS`, fix: 'leave the region out, and keep the capitals' });
    const problem = portsProblem(ports, protocol);
    if (problem) problems.add(problem);
    problems.throwIfAny();
    this.lastRule = new MachineLearningWorkspaceNetworkOutboundRuleServiceTag(this, name, { ...this.common(name), serviceTag: options.serviceTag, protocol, portRanges: ports });
  }

  /** @throws ValidationError `OutboundGroupUnsupported`, and those of `addFqdn` */
  addPrivateEndpoint(name: string, options: PrivateEndpointOutboundRuleOptions): void {
    const problems = this.check(name);
    problems.require(OUTBOUND_PRIVATE_LINK_GROUPS.includes(options.group), { code: 'OutboundGroupUnsupported', prop: 'group', rule: 'is not a sub-resource that outbound rules reach', got: options.group, expected: OUTBOUND_PRIVATE_LINK_GROUPS.join(', '), fix: 'name one of these; the registry of the workspace needs no rule' });
    problems.throwIfAny();
    this.lastRule = new MachineLearningWorkspaceNetworkOutboundRulePrivateEndpoint(this, name, { ...this.common(name), serviceResourceId: options.target.resourceId, subResourceTarget: options.group, sparkEnabled: options.sparkEnabled ?? false });
  }

  private common(name: string): { readonly name: string; readonly workspaceId: string; readonly dependsOn?: ITerraformDependable[] } {
    this.names.add(name.toLowerCase());
    const before = this.lastRule ?? this.props.after;
    return { name, workspaceId: this.props.workspaceId, dependsOn: before && [before] };
  }

  /** @param opened what the rule opens, where only approved outbound traffic makes it mean something */
  private check(name: string, opened?: string): Problems {
    const problems = new Problems(this);
    const invalid = nameProblem('outboundRule', name);
    if (invalid) problems.add(invalid);
    problems.require(!this.names.has(name.toLowerCase()), { code: 'OutboundRuleTwice', prop: 'name', rule: 'is the name of an outbound rule already', got: name, expected: 'a name of its own for each rule', fix: 'rename one of the two' });
    const mode = this.props.isolationMode;
    const managed = mode !== IsolationMode.DISABLED;
    problems.require(managed, { code: 'OutboundRuleWithoutNetwork', prop: 'outboundRules', rule: 'has no effect without a managed network', got: mode, expected: `${IsolationMode.ALLOW_ONLY_APPROVED_OUTBOUND} or ${IsolationMode.ALLOW_INTERNET_OUTBOUND}`, fix: "leave the rule out, or set 'managedNetwork.isolationMode'" });
    const needsApproval = managed && opened !== undefined && mode !== IsolationMode.ALLOW_ONLY_APPROVED_OUTBOUND;
    problems.require(!needsApproval, { code: 'OutboundRuleNotApproved', prop: 'outboundRules', rule: `opens ${opened ?? ''}, which is open already`, got: mode, expected: IsolationMode.ALLOW_ONLY_APPROVED_OUTBOUND, fix: "leave the rule out, or set 'managedNetwork.isolationMode' to let out only what is approved" });
    return problems;
  }
}
