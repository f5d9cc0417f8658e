import { MonitorWorkspace as MonitorWorkspaceResource } from '@cdktf/provider-azurerm/lib/monitor-workspace';
import type { Construct } from 'constructs';
import type { AzureResourceOptions, DiagnosticTarget, IAzureResource } from '../core/azure-resource';
import { AzureResource } from '../core/azure-resource';
import { Problems } from '../core/errors';
import type { IResourceGroup } from '../governance/resource-group';
import { BuiltInRole } from '../identity/built-in-role';
import type { IGrantable, RoleAssignment } from '../identity/role-assignment';

export interface MonitorWorkspaceProps extends Pick<AzureResourceOptions, 'lock' | 'roleAssignments'> {
  readonly resourceGroup: IResourceGroup;
  /** @default - by the naming convention, with `purpose` */
  readonly name?: string;
  /** Tells workspaces apart in generated names. @default - none */
  readonly purpose?: string;
  /** Whether metrics are asked for over the Internet, by who signs in with Entra. @default false */
  readonly publicNetworkAccessEnabled?: boolean;
  /** @default - `deletionProtectionEnabled` of the stack */
  readonly deletionProtectionEnabled?: boolean;
}

/** An Azure Monitor workspace. */
export interface IMonitorWorkspace extends IAzureResource {
  /** Lets the grantee ask for metrics. */
  grantQuery(grantee: IGrantable): RoleAssignment;
}

/**
 * Keeps the metrics of a managed Prometheus for 18 months.
 *
 * @see https://learn.microsoft.com/azure/azure-monitor/metrics/azure-monitor-workspace-overview
 */
export class MonitorWorkspace extends AzureResource implements IMonitorWorkspace {
  readonly resourceId: string;
  readonly resourceName: string;
  /** Where metrics are asked for. */
  readonly queryEndpoint: string;

  /** @throws ValidationError those of the name */
  constructor(scope: Construct, id: string, props: MonitorWorkspaceProps) {
    super(scope, id);
    const problems = new Problems(this);
    const name = this.nameOf(problems, 'monitorWorkspace', props.name, props.purpose);
    problems.throwIfAny();
    const resource = new MonitorWorkspaceResource(this, 'Resource', {
      name,
      resourceGroupName: props.resourceGroup.resourceName,
      location: props.resourceGroup.location,
      publicNetworkAccessEnabled: props.publicNetworkAccessEnabled ?? false,
      lifecycle: this.protectedLifecycle(props.deletionProtectionEnabled),
    });
    this.resourceId = resource.id;
    this.resourceName = resource.name;
    this.queryEndpoint = resource.queryEndpoint;
    this.addFeatures(props);
  }

  grantQuery(grantee: IGrantable): RoleAssignment {
    return this.grant(BuiltInRole.MONITORING_DATA_READER, grantee);
  }

  protected override get diagnosticTargets(): readonly DiagnosticTarget[] {
    return [];
  }
}
