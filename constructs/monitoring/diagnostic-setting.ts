import { MonitorDiagnosticSetting } from '@cdktf/provider-azurerm/lib/monitor-diagnostic-setting';
import type { Construct } from 'constructs';
import { AzureConstruct } from '../core/azure-construct';
import { Problems } from '../core/errors';
import type { ILogAnalyticsWorkspace } from './log-analytics-workspace';

/** Where the logs and metrics of a resource go, and which. */
export interface DiagnosticSettingOptions {
  /** Receives the logs and metrics. */
  readonly logAnalyticsWorkspace: ILogAnalyticsWorkspace;
  /**
   * Log category groups to send.
   *
   * @default - what the resource type offers: `allLogs` for most, `audit` where that is too much
   */
  readonly logCategoryGroups?: readonly string[];
  /**
   * Single log categories to send, instead of groups.
   *
   * @default - none
   */
  readonly logCategories?: readonly string[];
  /** Whether metrics are sent. @default true where the resource has them */
  readonly metricsEnabled?: boolean;
  /** The metric categories to send. @default ['AllMetrics'], and by name where the type gives them back by name */
  readonly metricCategories?: readonly string[];
}

export interface DiagnosticSettingProps extends DiagnosticSettingOptions {
  /** The id of the resource that emits. */
  readonly targetId: string;
}

/**
 * Sends the logs and metrics of a resource to Log Analytics.
 *
 * @see https://learn.microsoft.com/azure/azure-monitor/essentials/diagnostic-settings
 */
export class DiagnosticSetting extends AzureConstruct {
  constructor(scope: Construct, id: string, props: DiagnosticSettingProps) {
    super(scope, id);
    const problems = new Problems(this);
    const categories = props.logCategories ?? [];
    const groups = props.logCategoryGroups ?? (categories.length > 0 ? [] : ['allLogs']);
    const metricsEnabled = props.metricsEnabled ?? true;
    const metrics = metricsEnabled ? (props.metricCategories ?? ['AllMetrics']) : [];
    problems.require(metricsEnabled || props.metricCategories === undefined, { code: 'MetricCategoriesUnused', prop: 'metricCategories', rule: "has no effect with 'metricsEnabled: false'", got: props.metricCategories, expected: 'one of the two', fix: 'leave one out' });
    problems.require(categories.length === 0 || groups.length === 0, { code: 'LogCategoriesAndGroups', prop: 'logCategories', rule: "can't go with 'logCategoryGroups'", got: categories, expected: 'categories or groups', fix: 'leave one of the two out' });
    problems.require(categories.length + groups.length + metrics.length > 0, { code: 'DiagnosticsEmpty', prop: 'logCategoryGroups', rule: 'leaves nothing to send', got: groups, expected: 'a group, a category or metrics', fix: 'name a category group, or leave the diagnostic setting out' });
    const name = this.nameOf(problems, 'diagnosticSetting', undefined);
    problems.throwIfAny();
    new MonitorDiagnosticSetting(this, 'Resource', {
      name,
      targetResourceId: props.targetId,
      logAnalyticsWorkspaceId: props.logAnalyticsWorkspace.resourceId,
      enabledLog: [...groups.map((categoryGroup) => ({ categoryGroup })), ...categories.map((category) => ({ category }))],
      enabledMetric: metrics.length > 0 ? metrics.map((category) => ({ category })) : undefined,
    });
  }
}
