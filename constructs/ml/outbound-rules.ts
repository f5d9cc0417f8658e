import { MachineLearningWorkspaceNetworkOutboundRuleFqdn } from '@cdktf/provider-azurerm/lib/machine-learning-workspace-network-outbound-rule-fqdn';
import { MachineLearningWorkspaceNetworkOutboundRulePrivateEndpoint } from '@cdktf/provider-azurerm/lib/machine-learning-workspace-network-outbound-rule-private-endpoint';
import { MachineLearningWorkspaceNetworkOutboundRuleServiceTag } from '@cdktf/provider-azurerm/lib/machine-learning-workspace-network-outbound-rule-service-tag';
import type { ITerraformDependable, TerraformResource } from 'cdktf';
import type { Construct } from 'constructs';
import { Resource } from '../../.gen/providers/azapi/resource';
import { AzureConstruct } from '../core/azure-construct';
import { Problems } from '../core/errors';
import { nameProblem } from '../core/naming';
import type { IWaitable } from '../core/waitable';
import { waitFor } from '../core/waitable';
import { IsolationMode } from './managed-network';
import type { FqdnOutboundRuleOptions, OutboundRuleSet, PrivateEndpointOutboundRuleOptions, ServiceTagOutboundRuleOptions } from './outbound-rule';
import { fqdnProblem, OUTBOUND_SERVICE_TAGS, OutboundProtocol, portsProblem, privateEndpointProblem } from './outbound-rule';

const TYPE = 'Microsoft.MachineLearningServices/workspaces/outboundRules@2025-09-01';

/** What azurerm checks targets against; all else is made by azapi. */
const AZURERM_GROUPS: ReadonlySet<string> = new Set(['amlworkspace', 'blob', 'dfs', 'file', 'queue', 'redisCache', 'table', 'vault', 'web']);

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

  /** @throws ValidationError `OutboundGroupUnsupported`, `OutboundTargetMismatch`, and those of `addFqdn` */
  addPrivateEndpoint(name: string, options: PrivateEndpointOutboundRuleOptions): void {
    const problems = this.check(name);
    const { target, group, sparkEnabled = false } = options;
    const problem = privateEndpointProblem(target.resourceId, group);
    if (problem) problems.add(problem);
    problems.throwIfAny();
    const { workspaceId, ...common } = this.common(name, options.requiredRoleAssignments);
    this.lastRule = AZURERM_GROUPS.has(group)
      ? new MachineLearningWorkspaceNetworkOutboundRulePrivateEndpoint(this, name, { ...common, workspaceId, serviceResourceId: target.resourceId, subResourceTarget: group, sparkEnabled })
      : new Resource(this, name, {
        ...common,
        type: TYPE,
        parentId: workspaceId,
        body: { properties: { type: 'PrivateEndpoint', category: 'UserDefined', destination: { serviceResourceId: target.resourceId, subresourceTarget: group, sparkEnabled } } },
        // Azure makes the endpoint anew for another target, and can't do it in place.
        replaceTriggersRefs: ['properties.destination'],
        schemaValidationEnabled: true,
      });
  }

  private common(name: string, required: readonly IWaitable[] = []): { readonly name: string; readonly workspaceId: string; readonly dependsOn?: ITerraformDependable[] } {
    this.names.add(name.toLowerCase());
    const before = this.lastRule ?? this.props.after;
    const all = [...(before ? [before] : []), ...(waitFor(this, required) ?? [])];
    return { name, workspaceId: this.props.workspaceId, dependsOn: all.length > 0 ? all : undefined };
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
