import { LogAnalyticsWorkspace as LogAnalyticsWorkspaceResource } from '@cdktf/provider-azurerm/lib/log-analytics-workspace';
import type { Construct } from 'constructs';
import type { AzureResourceOptions, IAzureResource } from '../core/azure-resource';
import { AzureResource } from '../core/azure-resource';
import { Problems } from '../core/errors';
import { parseResourceId } from '../core/resource-id';
import type { IResourceGroup } from '../governance/resource-group';
import { BuiltInRole } from '../identity/built-in-role';
import type { IGrantable, RoleAssignment } from '../identity/role-assignment';

/** The smallest daily quota that Azure takes. */
const MIN_DAILY_QUOTA_GB = 0.023;

export interface LogAnalyticsWorkspaceProps extends AzureResourceOptions {
  readonly resourceGroup: IResourceGroup;
  /** @default - by the naming convention, with `purpose` */
  readonly name?: string;
  /** Tells workspaces apart in generated names. @default - none */
  readonly purpose?: string;
  /** How long logs are kept; 30 to 730 days. @default 30 */
  readonly retentionDays?: number;
  /** How much is taken in per day, in GB; what comes above is lost. @default - no limit */
  readonly dailyQuotaGb?: number;
  /** Whether the workspace keys let agents send, beside roles. @default false */
  readonly localAuthenticationEnabled?: boolean;
  /** Whether agents and applications send over the internet; diagnostic settings never do. @default false */
  readonly internetIngestionEnabled?: boolean;
  /** Whether people query over the internet, as the portal does from outside the network. @default false */
  readonly internetQueryEnabled?: boolean;
  /** @default - `deletionProtectionEnabled` of the stack */
  readonly deletionProtectionEnabled?: boolean;
}

/** A Log Analytics workspace, owned or existing. */
export interface ILogAnalyticsWorkspace extends IAzureResource {
  /** Lets the grantee query all logs of the workspace. */
  grantRead(grantee: IGrantable): RoleAssignment;
}

abstract class LogAnalyticsWorkspaceBase extends AzureResource implements ILogAnalyticsWorkspace {
  grantRead(grantee: IGrantable): RoleAssignment {
    return this.grant(BuiltInRole.LOG_ANALYTICS_READER, grantee);
  }
}

/**
 * Keeps the logs and metrics of the landscape.
 *
 * @see https://learn.microsoft.com/azure/azure-monitor/logs/log-analytics-workspace-overview
 */
export class LogAnalyticsWorkspace extends LogAnalyticsWorkspaceBase {
  /** An existing workspace. */
  static fromLogAnalyticsWorkspaceId(scope: Construct, id: string, logAnalyticsWorkspaceId: string): ILogAnalyticsWorkspace {
    return new ImportedLogAnalyticsWorkspace(scope, id, logAnalyticsWorkspaceId);
  }

  readonly resourceId: string;
  readonly resourceName: string;

  /** @throws ValidationError `LogRetentionOutOfRange`, `LogQuotaTooSmall`, and those of the name */
  constructor(scope: Construct, id: string, props: LogAnalyticsWorkspaceProps) {
    super(scope, id);
    const problems = new Problems(this);
    const name = this.nameOf(problems, 'logAnalyticsWorkspace', props.name, props.purpose);
    const retention = props.retentionDays ?? 30;
    const quota = props.dailyQuotaGb;
    problems.require(Number.isInteger(retention) && retention >= 30 && retention <= 730, { code: 'LogRetentionOutOfRange', prop: 'retentionDays', rule: 'is out of range', got: retention, expected: 'whole days from 30 to 730', fix: 'choose a number in the range' });
    problems.require(quota === undefined || quota >= MIN_DAILY_QUOTA_GB, { code: 'LogQuotaTooSmall', prop: 'dailyQuotaGb', rule: 'is too small', got: quota, expected: `at least ${MIN_DAILY_QUOTA_GB}`, fix: 'raise it, or leave it out for no limit' });
    problems.throwIfAny();
    const resource = new LogAnalyticsWorkspaceResource(this, 'Resource', {
      name,
      resourceGroupName: props.resourceGroup.resourceName,
      location: props.resourceGroup.location,
      sku: 'PerGB2018',
      retentionInDays: retention,
      dailyQuotaGb: quota,
      localAuthenticationEnabled: props.localAuthenticationEnabled ?? false,
      internetIngestionEnabled: props.internetIngestionEnabled ?? false,
      internetQueryEnabled: props.internetQueryEnabled ?? false,
      lifecycle: this.protectedLifecycle(props.deletionProtectionEnabled),
    });
    this.resourceId = resource.id;
    this.resourceName = resource.name;
    this.addFeatures(props);
  }
}

class ImportedLogAnalyticsWorkspace extends LogAnalyticsWorkspaceBase {
  readonly resourceName: string;

  constructor(scope: Construct, id: string, readonly resourceId: string) {
    super(scope, id);
    this.resourceName = parseResourceId(this, 'logAnalyticsWorkspaceId', resourceId, 'Microsoft.OperationalInsights/workspaces').name;
  }
}
