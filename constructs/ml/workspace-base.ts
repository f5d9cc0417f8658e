import type { TerraformResource } from 'cdktf';
import { dependable, Lazy, TerraformStack, Token } from 'cdktf';
import type { IPrivateLinkResource } from '../core/azure-resource';
import { PrivateLinkResource } from '../core/azure-resource';
import type { Problems } from '../core/errors';
import { waitFor } from '../core/waitable';
import { BuiltInRole } from '../identity/built-in-role';
import type { IManagedIdentity } from '../identity/managed-identity';
import type { IGrantable, RoleAssignment } from '../identity/role-assignment';
import type { PrivateLinkGroup } from '../network/private-link';
import type { IsolationMode } from './managed-network';
import type { FqdnOutboundRuleOptions, OutboundRuleSet, PrivateEndpointOutboundRuleOptions, ServiceTagOutboundRuleOptions } from './outbound-rule';
import { OutboundRules } from './outbound-rules';

/** What names of a workspace have to differ from each other. */
export enum WorkspaceChild {
  COMPUTE = 'compute',
  DATASTORE = 'datastore',
  CONNECTION = 'connection',
}

/** A workspace, owned or existing, of any kind. */
export interface IWorkspace extends IPrivateLinkResource {
  /** Azure region. */
  readonly location: string;
  /** What the computes of the workspace can reach. */
  readonly isolationMode: IsolationMode;
  readonly publicNetworkAccessEnabled: boolean;
  /** Who the workspace acts as: its user-assigned identity, or its own. Unknown for existing workspaces that were not told. */
  readonly identity: IGrantable | undefined;
  /** The user-assigned identity that the workspace acts as, where it has one. */
  readonly userAssignedIdentity: IManagedIdentity | undefined;

  /** Lets computes reach a host. */
  addFqdnOutboundRule(name: string, options: FqdnOutboundRuleOptions): void;
  /** Lets computes reach a service of Azure. */
  addServiceTagOutboundRule(name: string, options: ServiceTagOutboundRuleOptions): void;
  /** Gives the managed network a private endpoint to a resource. */
  addPrivateEndpointOutboundRule(name: string, options: PrivateEndpointOutboundRuleOptions): void;
  /** Adds rules that belong together. */
  addOutboundRules(set: OutboundRuleSet): void;

  /** Lets the grantee do everything in the workspace but create or delete compute, or change the workspace. */
  grantDataScience(grantee: IGrantable): RoleAssignment;
  /** Lets the grantee create, start, stop and delete compute. */
  grantComputeOperate(grantee: IGrantable): RoleAssignment;
  /** Lets the grantee read. */
  grantRead(grantee: IGrantable): RoleAssignment;
  /** Lets the grantee change everything but access. */
  grantContribute(grantee: IGrantable): RoleAssignment;

  /** Records a problem where the workspace has a child of that name already; what constructs of children call. */
  claimName(problems: Problems, child: WorkspaceChild, name: string): void;
  /** Records a problem where the workspace has a default datastore already. */
  claimDefaultDatastore(problems: Problems): void;
  /** Makes a compute wait for the private endpoints and outbound rules of the workspace, those added later too: its nodes report and set themselves up through them. */
  awaitAccess(compute: TerraformResource): void;
  /** Whether an endpoint leads to the workspace; unknown, so true, for existing ones. */
  readonly hasPrivateEndpoint: boolean;
}

/** Base of owned and existing workspaces. */
export abstract class WorkspaceBase extends PrivateLinkResource implements IWorkspace {
  abstract readonly location: string;
  abstract readonly isolationMode: IsolationMode;
  abstract readonly publicNetworkAccessEnabled: boolean;
  abstract readonly identity: IGrantable | undefined;
  abstract readonly userAssignedIdentity: IManagedIdentity | undefined;
  protected readonly privateLinkGroups: readonly PrivateLinkGroup[] = ['amlworkspace'];

  /** A change of the managed network that outbound rules wait for. */
  protected networkChange: TerraformResource | undefined;

  private readonly names = new Set<string>();
  private hasDefaultDatastore = false;
  private rules: OutboundRules | undefined;

  get hasPrivateEndpoint(): boolean {
    return this.privateEndpoints.length > 0;
  }

  awaitAccess(compute: TerraformResource): void {
    const produce = (): string[] => {
      // The last rule waits for the others.
      const rule = this.rules?.last;
      const rules = rule && TerraformStack.of(rule) === TerraformStack.of(compute) ? [rule] : [];
      return [...(waitFor(compute, this.privateEndpoints) ?? []), ...rules].map(dependable);
    };
    compute.dependsOn = Token.asList(Lazy.listValue({ produce }, { omitEmpty: true }));
  }

  addFqdnOutboundRule(name: string, options: FqdnOutboundRuleOptions): void {
    this.outboundRules.addFqdn(name, options);
  }

  addServiceTagOutboundRule(name: string, options: ServiceTagOutboundRuleOptions): void {
    this.outboundRules.addServiceTag(name, options);
  }

  addPrivateEndpointOutboundRule(name: string, options: PrivateEndpointOutboundRuleOptions): void {
    this.outboundRules.addPrivateEndpoint(name, options);
  }

  addOutboundRules(set: OutboundRuleSet): void {
    this.outboundRules.addSet(set);
  }

  grantDataScience(grantee: IGrantable): RoleAssignment {
    return this.grant(BuiltInRole.ML_DATA_SCIENTIST, grantee);
  }

  grantComputeOperate(grantee: IGrantable): RoleAssignment {
    return this.grant(BuiltInRole.ML_COMPUTE_OPERATOR, grantee);
  }

  grantRead(grantee: IGrantable): RoleAssignment {
    return this.grant(BuiltInRole.READER, grantee);
  }

  grantContribute(grantee: IGrantable): RoleAssignment {
    return this.grant(BuiltInRole.CONTRIBUTOR, grantee);
  }

  claimName(problems: Problems, child: WorkspaceChild, name: string): void {
    const key = `${child}/${name.toLowerCase()}`;
    problems.require(!this.names.has(key), { code: 'WorkspaceChildTwice', prop: 'name', rule: `is the name of another ${child} of the workspace`, got: name, expected: `a name of its own for each ${child}`, fix: 'give one of the two another name' });
    this.names.add(key);
  }

  claimDefaultDatastore(problems: Problems): void {
    problems.require(!this.hasDefaultDatastore, { code: 'DefaultDatastoreTwice', prop: 'defaultEnabled', rule: 'is set for another datastore of the workspace', got: true, expected: 'one default datastore', fix: 'leave one of the two out' });
    this.hasDefaultDatastore = true;
  }

  private get outboundRules(): OutboundRules {
    this.rules ??= new OutboundRules(this, 'OutboundRules', { workspaceId: this.resourceId, isolationMode: this.isolationMode, after: this.networkChange });
    return this.rules;
  }
}
