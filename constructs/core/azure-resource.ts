import type { IConstruct, Construct } from 'constructs';
import { TerraformResource, TerraformStack } from 'cdktf';
import type { LockOptions } from '../governance/management-lock';
import { ManagementLock } from '../governance/management-lock';
import type { RoleAssignmentOptions } from '../identity/role-assignment';
import { RoleAssignment } from '../identity/role-assignment';
import type { DiagnosticSettingOptions } from '../monitoring/diagnostic-setting';
import { DiagnosticSetting } from '../monitoring/diagnostic-setting';
import type { PrivateEndpointOptions } from '../network/private-endpoint';
import { PrivateEndpoint } from '../network/private-endpoint';
import type { PrivateLinkGroup } from '../network/private-link';
import { AzureConstruct } from './azure-construct';
import type { BuiltInRole } from '../identity/built-in-role';
import type { IGrantable } from '../identity/role-assignment';
import { fail } from './errors';

/** A resource of Azure, owned or imported, with the features that every resource has under the same names. */
export interface IAzureResource extends IConstruct {
  /** The Azure resource id. */
  readonly resourceId: string;
  /** The name, without its parents. */
  readonly resourceName: string;

  /** Sends logs and metrics to Log Analytics. */
  addDiagnosticSettings(options: DiagnosticSettingOptions): void;
  /** Keeps the resource from being deleted. */
  addLock(options?: LockOptions): ManagementLock;
  /** Grants a role on the resource; the same grant twice is one assignment. */
  addRoleAssignment(options: RoleAssignmentOptions): RoleAssignment;
}

/** A resource that private endpoints can connect to. */
export interface IPrivateLinkResource extends IAzureResource {
  /** The private endpoints that were added so far. */
  readonly privateEndpoints: readonly PrivateEndpoint[];

  /** Gives the resource a private address in a subnet. */
  addPrivateEndpoint(options: PrivateEndpointOptions): PrivateEndpoint;
}

/** The features of every resource, as props; each one equals a call of the `add` method of that name. */
export interface AzureResourceOptions {
  /** @default - no logs are sent */
  readonly diagnosticSettings?: DiagnosticSettingOptions;
  /** @default - no lock */
  readonly lock?: LockOptions;
  /** @default - none but those that `grant` methods add */
  readonly roleAssignments?: readonly RoleAssignmentOptions[];
}

/** The features of every resource that has private endpoints, as props. */
export interface PrivateLinkResourceOptions extends AzureResourceOptions {
  /** @default - none */
  readonly privateEndpoints?: readonly PrivateEndpointOptions[];
}

/** What of a resource emits logs, and which of them are worth keeping. */
export interface DiagnosticTarget {
  /** Appended to the resource id: storage emits from its services, not from the account. @default - the resource itself */
  readonly suffix?: string;
  /** @default ['allLogs'] */
  readonly logCategoryGroups?: readonly string[];
  /** @default true */
  readonly metricsEnabled?: boolean;
}

/** Base of owned and imported resources. */
export abstract class AzureResource extends AzureConstruct implements IAzureResource {
  abstract readonly resourceId: string;
  abstract readonly resourceName: string;

  private readonly grants = new Map<string, RoleAssignment>();

  /** What emits logs; a type that has none, or several, overrides it. */
  protected get diagnosticTargets(): readonly DiagnosticTarget[] {
    return [{}];
  }

  addDiagnosticSettings(options: DiagnosticSettingOptions): void {
    if (this.diagnosticTargets.length === 0) {
      fail(this, { code: 'DiagnosticsUnavailable', prop: 'diagnosticSettings', rule: 'has no effect on a type that emits neither logs nor metrics', expected: 'nothing', fix: 'leave it out' });
    }
    for (const { suffix, ...defaults } of this.diagnosticTargets) {
      const own = options.logCategories ? { metricsEnabled: defaults.metricsEnabled } : defaults;
      const id = `Diagnostics${suffix?.replace(/\W|default/g, '') ?? ''}`;
      new DiagnosticSetting(this, id, { ...own, ...withoutUndefined(options), targetId: `${this.resourceId}${suffix ?? ''}` });
    }
  }

  addLock(options: LockOptions = {}): ManagementLock {
    const lock = new ManagementLock(this, 'Lock', { ...options, targetId: this.resourceId });
    // Azure deletes nothing below a locked resource, its roles and diagnostics included: the lock comes last, and goes first.
    lock.waitFor(() => this.node.findAll().filter((node): node is TerraformResource => TerraformResource.isTerraformResource(node) && node !== lock.node.defaultChild));
    return lock;
  }

  addRoleAssignment(options: RoleAssignmentOptions): RoleAssignment {
    const key = [options.role.guid, options.grantee.principalId, options.condition ?? ''].join();
    const existing = this.grants.get(key);
    if (existing) return existing;
    const id = `${options.role.constructId}To${options.grantee.grantName}`;
    const assignment = new RoleAssignment(this.grantScope(options.grantee), id, { ...options, targetId: this.resourceId });
    this.grants.set(key, assignment);
    return assignment;
  }

  /** Grants a role; what the `grant` methods of the types are made of. */
  protected grant(role: BuiltInRole, grantee: IGrantable): RoleAssignment {
    return this.addRoleAssignment({ role, grantee });
  }

  /** Applies the features that were given as props. */
  protected addFeatures(options: AzureResourceOptions): void {
    if (options.diagnosticSettings) this.addDiagnosticSettings(options.diagnosticSettings);
    if (options.lock) this.addLock(options.lock);
    options.roleAssignments?.forEach((assignment) => this.addRoleAssignment(assignment));
  }

  /**
   * Where a grant is defined: at the resource, unless the grantee lives in a stack that was defined later. Stacks depend
   * on earlier ones only, so the later of the two is the one that can refer to both.
   */
  protected grantScope(grantee: IGrantable): Construct {
    const own = TerraformStack.of(this);
    const other = 'node' in grantee ? TerraformStack.of(grantee as IGrantable & IConstruct) : own;
    const order = own.node.scope?.node.children ?? [];
    if (own === other || order.indexOf(other) < order.indexOf(own)) return this;
    return (other.node.tryFindChild(`${this.node.id}Grants`) as Construct | undefined) ?? new GrantScope(other, `${this.node.id}Grants`);
  }
}

/** Holds the grants of a resource in the stack of the grantee. */
class GrantScope extends AzureConstruct {}

/** Base of resources that private endpoints can connect to. */
export abstract class PrivateLinkResource extends AzureResource implements IPrivateLinkResource {
  /** The resource group that endpoints are created in. */
  protected abstract readonly resourceGroupName: string;
  /** The sub-resources that the type has, the main one first. */
  protected abstract readonly privateLinkGroups: readonly PrivateLinkGroup[];
  /** What the resource is called in the names of its endpoints, for example `kv`. */
  protected abstract readonly privateLinkName: string;

  private readonly endpoints: PrivateEndpoint[] = [];

  /** DNS zones that endpoints need because of the region of the resource, beside those of the sub-resource. */
  protected get regionalZones(): readonly string[] {
    return [];
  }

  get privateEndpoints(): readonly PrivateEndpoint[] {
    return [...this.endpoints];
  }

  addPrivateEndpoint(options: PrivateEndpointOptions): PrivateEndpoint {
    const group = options.group ?? this.privateLinkGroups[0];
    if (group === undefined || !this.privateLinkGroups.includes(group)) {
      fail(this, { code: 'PrivateLinkGroupUnknown', prop: 'group', rule: 'is not a sub-resource of this type', got: options.group, expected: this.privateLinkGroups.join(', '), fix: 'name one of these' });
    }
    const endpoint = new PrivateEndpoint(this, `PrivateEndpoint${group}`, {
      ...options,
      group,
      targetId: this.resourceId,
      targetName: this.privateLinkName,
      resourceGroupName: this.resourceGroupName,
      regionalZones: this.regionalZones,
    });
    this.endpoints.push(endpoint);
    return endpoint;
  }

  protected override addFeatures(options: PrivateLinkResourceOptions): void {
    super.addFeatures(options);
    options.privateEndpoints?.forEach((endpoint) => this.addPrivateEndpoint(endpoint));
  }
}

function withoutUndefined<T extends object>(options: T): T {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as T;
}
