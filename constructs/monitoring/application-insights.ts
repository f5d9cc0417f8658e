import { ApplicationInsights as ApplicationInsightsResource } from '@cdktf/provider-azurerm/lib/application-insights';
import type { Construct } from 'constructs';
import type { AzureResourceOptions, IAzureResource } from '../core/azure-resource';
import { AzureResource } from '../core/azure-resource';
import { fail, Problems } from '../core/errors';
import { parseResourceId } from '../core/resource-id';
import type { IResourceGroup } from '../governance/resource-group';
import { BuiltInRole } from '../identity/built-in-role';
import type { IGrantable, RoleAssignment } from '../identity/role-assignment';
import type { DiagnosticSettingOptions } from './diagnostic-setting';
import type { ILogAnalyticsWorkspace } from './log-analytics-workspace';

/** The retention times that Application Insights has. */
export const TELEMETRY_RETENTION_DAYS: readonly number[] = [30, 60, 90, 120, 180, 270, 365, 550, 730];

export interface ApplicationInsightsProps extends AzureResourceOptions {
  readonly resourceGroup: IResourceGroup;
  /** Keeps the telemetry; can't be taken away again. */
  readonly logAnalyticsWorkspace: ILogAnalyticsWorkspace;
  /** @default - by the naming convention, with `purpose` */
  readonly name?: string;
  /** Tells instances apart in generated names. @default - none */
  readonly purpose?: string;
  /** How long telemetry is kept: 30, 60, 90, 120, 180, 270, 365, 550 or 730 days. @default 90 */
  readonly retentionDays?: number;
  /** How much is taken in per day, in GB; what comes above is lost. @default 100 */
  readonly dailyQuotaGb?: number;
  /** The share of telemetry that is kept; above 0 and at most 100. @default 100 */
  readonly samplingPercentage?: number;
  /** Whether the instrumentation key lets applications send, beside roles. @default false */
  readonly localAuthenticationEnabled?: boolean;
  /** Whether applications send over the internet. @default false */
  readonly internetIngestionEnabled?: boolean;
  /** Whether people query over the internet, as the portal does from outside the network. @default false */
  readonly internetQueryEnabled?: boolean;
  /** @default - `deletionProtectionEnabled` of the stack */
  readonly deletionProtectionEnabled?: boolean;
}

/** An Application Insights instance, owned or existing. */
export interface IApplicationInsights extends IAzureResource {
  /** Lets the grantee send telemetry. */
  grantPublish(grantee: IGrantable): RoleAssignment;
  /** Lets the grantee read telemetry. */
  grantRead(grantee: IGrantable): RoleAssignment;
}

abstract class ApplicationInsightsBase extends AzureResource implements IApplicationInsights {
  grantPublish(grantee: IGrantable): RoleAssignment {
    return this.grant(BuiltInRole.MONITORING_METRICS_PUBLISHER, grantee);
  }

  grantRead(grantee: IGrantable): RoleAssignment {
    return this.grant(BuiltInRole.MONITORING_READER, grantee);
  }
}

/**
 * Collects the telemetry of jobs and endpoints, in a Log Analytics workspace.
 *
 * @see https://learn.microsoft.com/azure/azure-monitor/app/create-workspace-resource
 */
export class ApplicationInsights extends ApplicationInsightsBase {
  /** An existing instance. */
  static fromApplicationInsightsId(scope: Construct, id: string, applicationInsightsId: string): IApplicationInsights {
    return new ImportedApplicationInsights(scope, id, applicationInsightsId);
  }

  readonly resourceId: string;
  readonly resourceName: string;
  /** Where applications send to; no secret as long as local authentication is off. */
  readonly connectionString: string;

  private readonly logAnalyticsWorkspace: ILogAnalyticsWorkspace;

  /** @throws ValidationError `TelemetryRetentionInvalid`, `TelemetryQuotaInvalid`, `SamplingOutOfRange`, and those of the name */
  constructor(scope: Construct, id: string, props: ApplicationInsightsProps) {
    super(scope, id);
    const problems = new Problems(this);
    const name = this.nameOf(problems, 'applicationInsights', props.name, props.purpose);
    const { retentionDays = 90, dailyQuotaGb, samplingPercentage } = props;
    problems.require(TELEMETRY_RETENTION_DAYS.includes(retentionDays), { code: 'TelemetryRetentionInvalid', prop: 'retentionDays', rule: 'is not a retention time of Application Insights', got: retentionDays, expected: TELEMETRY_RETENTION_DAYS.join(', '), fix: 'choose one of these' });
    problems.require(dailyQuotaGb === undefined || dailyQuotaGb > 0, { code: 'TelemetryQuotaInvalid', prop: 'dailyQuotaGb', rule: 'lets nothing in', got: dailyQuotaGb, expected: 'more than 0', fix: 'raise it, or leave it out' });
    problems.require(samplingPercentage === undefined || (samplingPercentage > 0 && samplingPercentage <= 100), { code: 'SamplingOutOfRange', prop: 'samplingPercentage', rule: 'is out of range', got: samplingPercentage, expected: 'more than 0 and at most 100', fix: 'choose a number in the range' });
    problems.throwIfAny();
    const resource = new ApplicationInsightsResource(this, 'Resource', {
      name,
      resourceGroupName: props.resourceGroup.resourceName,
      location: props.resourceGroup.location,
      applicationType: 'web',
      workspaceId: props.logAnalyticsWorkspace.resourceId,
      retentionInDays: retentionDays,
      dailyDataCapInGb: dailyQuotaGb,
      samplingPercentage,
      internetIngestionEnabled: props.internetIngestionEnabled ?? false,
      internetQueryEnabled: props.internetQueryEnabled ?? false,
      lifecycle: this.protectedLifecycle(props.deletionProtectionEnabled),
    });
    // The bindings know only `local_authentication_disabled`, which the provider has deprecated.
    resource.addOverride('local_authentication_enabled', props.localAuthenticationEnabled ?? false);
    this.logAnalyticsWorkspace = props.logAnalyticsWorkspace;
    this.resourceId = resource.id;
    this.resourceName = resource.name;
    this.connectionString = resource.connectionString;
    this.addFeatures(props);
  }

  /** @throws ValidationError `TelemetrySentTwice`: the workspace of the instance has the telemetry already */
  override addDiagnosticSettings(options: DiagnosticSettingOptions): void {
    if (options.logAnalyticsWorkspace.resourceId === this.logAnalyticsWorkspace.resourceId) {
      fail(this, { code: 'TelemetrySentTwice', prop: 'diagnosticSettings.logAnalyticsWorkspace', rule: 'keeps the telemetry of the instance already', got: options.logAnalyticsWorkspace.node.path, expected: 'another workspace', fix: 'leave the diagnostic settings out' });
    }
    super.addDiagnosticSettings(options);
  }
}

class ImportedApplicationInsights extends ApplicationInsightsBase {
  readonly resourceName: string;

  constructor(scope: Construct, id: string, readonly resourceId: string) {
    super(scope, id);
    this.resourceName = parseResourceId(this, 'applicationInsightsId', resourceId, 'Microsoft.Insights/components').name;
  }
}
