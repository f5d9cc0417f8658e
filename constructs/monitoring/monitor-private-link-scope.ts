import { MonitorPrivateLinkScope as MonitorPrivateLinkScopeResource } from '@cdktf/provider-azurerm/lib/monitor-private-link-scope';
import { MonitorPrivateLinkScopedService } from '@cdktf/provider-azurerm/lib/monitor-private-link-scoped-service';
import { Token } from 'cdktf';
import type { Construct } from 'constructs';
import type { DiagnosticTarget, IPrivateLinkResource, PrivateLinkResourceOptions } from '../core/azure-resource';
import { PrivateLinkResource } from '../core/azure-resource';
import { fail, Problems } from '../core/errors';
import { cloudOf, findLandscapeContext } from '../core/landscape-context';
import { parseResourceId } from '../core/resource-id';
import { kebabCase } from '../core/text';
import type { IResourceGroup } from '../governance/resource-group';
import type { PrivateEndpoint, PrivateEndpointOptions } from '../network/private-endpoint';
import type { PrivateLinkGroup } from '../network/private-link';
import { privateLinkZones } from '../network/private-link';
import type { IApplicationInsights } from './application-insights';
import type { ILogAnalyticsWorkspace } from './log-analytics-workspace';

/** What networks that are connected to a private link scope reach of Azure Monitor. */
export enum MonitorAccessMode {
  /** Only what is in the scope: telemetry can't leave for somebody else's workspace. */
  PRIVATE_ONLY = 'PrivateOnly',
  /** What is in the scope, and everything else at its public address. */
  OPEN = 'Open',
}

/** What can be in a private link scope. */
export type MonitoredResource = ILogAnalyticsWorkspace | IApplicationInsights;

/** How a resource is put into a private link scope. */
export interface ScopedServiceOptions {
  /** The name of the link. @default - by the naming convention, with the construct id of the resource */
  readonly name?: string;
}

export interface MonitorPrivateLinkScopeProps extends Pick<PrivateLinkResourceOptions, 'lock' | 'roleAssignments' | 'privateEndpoints'> {
  readonly resourceGroup: IResourceGroup;
  /** @default - by the naming convention, with `purpose` */
  readonly name?: string;
  /** Tells scopes apart in generated names. @default - none */
  readonly purpose?: string;
  /**
   * Where connected networks may send telemetry. Logs go to addresses of their workspace whatever the mode is: a firewall has to close the public ones.
   *
   * @default MonitorAccessMode.PRIVATE_ONLY
   */
  readonly ingestionAccessMode?: MonitorAccessMode;
  /** What connected networks may query. @default MonitorAccessMode.PRIVATE_ONLY */
  readonly queryAccessMode?: MonitorAccessMode;
  /** What is in the scope. @default - nothing but what `addScopedService` adds */
  readonly scopedServices?: readonly MonitoredResource[];
}

/** A private link scope of Azure Monitor, owned or existing. */
export interface IMonitorPrivateLinkScope extends IPrivateLinkResource {
  /** Lets networks that are connected to the scope reach a workspace or an Application Insights instance. */
  addScopedService(resource: MonitoredResource, options?: ScopedServiceOptions): void;
}

abstract class MonitorPrivateLinkScopeBase extends PrivateLinkResource implements IMonitorPrivateLinkScope {
  protected readonly privateLinkGroups: readonly PrivateLinkGroup[] = ['azuremonitor'];
  protected readonly privateLinkName: string = 'ampls';
  protected abstract readonly subscriptionId: string | undefined;

  private readonly linked = new Map<string, string>();
  private readonly zoneIds: string[] = [];
  private lastService: MonitorPrivateLinkScopedService | undefined;

  protected override get diagnosticTargets(): readonly DiagnosticTarget[] {
    return [];
  }

  /**
   * Puts a resource into the scope. Each addition rewrites the addresses behind the scope's endpoints, so each one waits for the one before.
   *
   * @throws ValidationError `ScopedServiceTwice`, `ScopedServiceNameTaken`, `MonitorScopeSubscriptionMismatch`, and those of the name
   */
  addScopedService(resource: MonitoredResource, options: ScopedServiceOptions = {}): void {
    const problems = new Problems(this);
    const { id } = resource.node;
    const name = this.nameOf(problems, 'monitorScopedService', options.name, kebabCase(id));
    const key = resource.resourceId.toLowerCase();
    const [own, other] = [findLandscapeContext(this)?.subscriptionId, this.subscriptionId];
    const foreign = own !== undefined && other !== undefined && !Token.isUnresolved(own) && own.toLowerCase() !== other.toLowerCase();
    problems.require(!foreign, { code: 'MonitorScopeSubscriptionMismatch', prop: 'scopedServices', rule: "can't be added to a scope of another subscription than the stack", got: other, expected: own ?? '', fix: 'let the owner of the scope add it' });
    problems.require(!this.linked.has(key), { code: 'ScopedServiceTwice', prop: 'scopedServices', rule: 'has a resource twice', got: resource.node.path, expected: 'each workspace and instance once', fix: 'leave one out' });
    const taken = [...this.linked.values()].some((earlier) => !Token.isUnresolved(name) && earlier.toLowerCase() === name.toLowerCase());
    problems.require(this.linked.has(key) || !taken, { code: 'ScopedServiceNameTaken', prop: 'name', rule: 'is the name of another link of the scope', got: name, expected: 'a name of its own', fix: "set 'name', or rename one of the constructs" });
    problems.throwIfAny();
    this.linked.set(key, name);
    this.lastService = new MonitorPrivateLinkScopedService(this, `Service-${name}`, {
      name,
      resourceGroupName: this.resourceGroupName,
      scopeName: this.resourceName,
      linkedResourceId: resource.resourceId,
      dependsOn: this.lastService && [this.lastService],
    });
  }

  /**
   * Connects a network. The names of Azure Monitor are the same for every scope: one DNS domain can have one scope only, and the zone of blobs is the one that storage accounts have.
   *
   * @throws ValidationError `MonitorScopeDnsShared`, and those of private endpoints
   */
  override addPrivateEndpoint(options: PrivateEndpointOptions): PrivateEndpoint {
    const [zone] = privateLinkZones('azuremonitor', cloudOf(this));
    const zoneId = options.dnsManagedByPolicy || zone === undefined ? undefined : options.privateDnsZones?.zoneId(zone).toLowerCase();
    const scopes = this.node.root.node.findAll().filter((node): node is MonitorPrivateLinkScopeBase => node instanceof MonitorPrivateLinkScopeBase && node !== this);
    const rival = zoneId === undefined ? undefined : scopes.find((scope) => scope.zoneIds.includes(zoneId));
    if (rival) {
      fail(this, { code: 'MonitorScopeDnsShared', prop: 'privateDnsZones', rule: `are those of the scope ${rival.node.path}, and each would overwrite the records of the other`, expected: 'one private link scope for each DNS domain', fix: 'put the resources into that scope, or give this one zones of its own' });
    }
    const endpoint = super.addPrivateEndpoint(options);
    if (zoneId !== undefined) this.zoneIds.push(zoneId);
    return endpoint;
  }
}

/**
 * Lets networks reach Azure Monitor at private addresses, so that Log Analytics and Application Insights can be closed to the internet.
 * Networks that share their DNS share one scope. It refers to what is in it: define it in the stack of the workspaces, or in a later one.
 *
 * @see https://learn.microsoft.com/azure/azure-monitor/fundamentals/private-link-design
 */
export class MonitorPrivateLinkScope extends MonitorPrivateLinkScopeBase {
  /** An existing scope, for example the one of the platform team. */
  static fromMonitorPrivateLinkScopeId(scope: Construct, id: string, scopeId: string): IMonitorPrivateLinkScope {
    return new ImportedMonitorPrivateLinkScope(scope, id, scopeId);
  }

  readonly resourceId: string;
  readonly resourceName: string;

  protected readonly resourceGroupName: string;
  protected readonly subscriptionId = undefined;

  /** @throws ValidationError those of the name, of `addScopedService` and of `addPrivateEndpoint` */
  constructor(scope: Construct, id: string, props: MonitorPrivateLinkScopeProps) {
    super(scope, id);
    const problems = new Problems(this);
    const name = this.nameOf(problems, 'monitorPrivateLinkScope', props.name, props.purpose);
    problems.throwIfAny();
    this.resourceGroupName = props.resourceGroup.resourceName;
    const resource = new MonitorPrivateLinkScopeResource(this, 'Resource', {
      name,
      resourceGroupName: this.resourceGroupName,
      ingestionAccessMode: props.ingestionAccessMode ?? MonitorAccessMode.PRIVATE_ONLY,
      queryAccessMode: props.queryAccessMode ?? MonitorAccessMode.PRIVATE_ONLY,
    });
    this.resourceId = resource.id;
    this.resourceName = resource.name;
    props.scopedServices?.forEach((service) => this.addScopedService(service));
    this.addFeatures(props);
  }
}

class ImportedMonitorPrivateLinkScope extends MonitorPrivateLinkScopeBase {
  readonly resourceName: string;

  protected readonly resourceGroupName: string;
  protected readonly subscriptionId: string;

  constructor(scope: Construct, id: string, readonly resourceId: string) {
    super(scope, id);
    const parsed = parseResourceId(this, 'scopeId', resourceId, 'Microsoft.Insights/privateLinkScopes');
    this.resourceName = parsed.name;
    this.resourceGroupName = parsed.resourceGroupName;
    this.subscriptionId = parsed.subscriptionId;
  }
}
