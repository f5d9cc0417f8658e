import { Token } from 'cdktf';
import type { Problems } from '../core/errors';
import { parseResourceId } from '../core/resource-id';
import type { IAzureResource } from '../core/azure-resource';
import { MetricAggregation } from './metric-criterion';

/** How the rows of a query are shown. */
export enum QueryVisualization {
  TABLE = 'table',
  TIME_CHART = 'timechart',
  BAR_CHART = 'barchart',
}

/** One line of a chart. */
export interface WorkbookMetric {
  /** As Azure's API has it. */
  readonly metricName: string;
  /** The group of the metric in Microsoft's table of supported metrics: `Run`, `Quota`, `Traffic`. */
  readonly category: string;
  /** @default MetricAggregation.AVERAGE */
  readonly aggregation?: MetricAggregation;
  /** A dimension that the line is split by. @default - one line */
  readonly splitBy?: string;
}

export interface MetricChartOptions {
  readonly title: string;
  /** What emits the metrics; all of the type `targetType`. */
  readonly targets: readonly IAzureResource[];
  /** The type of the targets: `Microsoft.MachineLearningServices/workspaces`. */
  readonly targetType: string;
  readonly metrics: readonly WorkbookMetric[];
  /** The time that is shown. @default 24 */
  readonly hours?: number;
}

export interface QueryOptions {
  readonly title: string;
  /** What holds the logs: a Log Analytics workspace, or a resource that sends its logs to one. */
  readonly source: IAzureResource;
  /** In Kusto, without a filter of time. */
  readonly query: string;
  /** @default QueryVisualization.TABLE */
  readonly visualization?: QueryVisualization;
  /** The time that is looked at. @default 24 */
  readonly hours?: number;
}

export interface PrometheusOptions {
  readonly title: string;
  /** The Azure Monitor workspace that holds the metrics. */
  readonly source: IAzureResource;
  /** In PromQL; one line for each time series. */
  readonly query: string;
  /** The time that is shown. @default 24 */
  readonly hours?: number;
}

/** A part as workbooks are stored. */
export interface WorkbookItem {
  readonly type: 1 | 3 | 10;
  readonly name: string;
  readonly content: Readonly<Record<string, unknown>>;
}

/** How the notebook format writes aggregations. */
const AGGREGATIONS: Readonly<Record<MetricAggregation, number>> = {
  [MetricAggregation.TOTAL]: 1,
  [MetricAggregation.MINIMUM]: 2,
  [MetricAggregation.MAXIMUM]: 3,
  [MetricAggregation.AVERAGE]: 4,
  [MetricAggregation.COUNT]: 7,
};

const MILLISECONDS_PER_HOUR = 3_600_000;

/** Azure keeps metrics for 93 days, and a workbook shows no more. */
const MAX_HOURS = 93 * 24;

/**
 * A part of a workbook.
 *
 * @see https://learn.microsoft.com/azure/azure-monitor/visualize/workbooks-create-workbook
 */
export class WorkbookPart {
  /** Text in Markdown. */
  static text(markdown: string): WorkbookPart {
    return new WorkbookPart(
      (name) => ({ type: 1, name, content: { json: markdown } }),
      (problems, prop) => problems.require(markdown.trim() !== '', { code: 'WorkbookTextEmpty', prop, rule: 'is empty', got: markdown, expected: 'text in Markdown', fix: 'write it, or leave the part out' }),
    );
  }

  /** Metrics over time. */
  static metricChart(options: MetricChartOptions): WorkbookPart {
    const { title, targets, targetType, metrics, hours = 24 } = options;
    const namespace = targetType.toLowerCase();
    return new WorkbookPart(
      (name) => ({
        type: 10,
        name,
        content: {
          chartId: name,
          version: 'MetricsItem/2.0',
          size: 0,
          chartType: 2,
          title,
          resourceType: namespace,
          metricScope: 0,
          resourceIds: targets.map(({ resourceId }) => resourceId),
          timeContext: { durationMs: hours * MILLISECONDS_PER_HOUR },
          metrics: metrics.map(({ metricName, category, aggregation = MetricAggregation.AVERAGE, splitBy = null }) => ({ namespace, metric: `${namespace}-${category}-${metricName}`, aggregation: AGGREGATIONS[aggregation], splitBy })),
          gridSettings: { rowLimit: 10_000 },
        },
      }),
      (problems, prop) => {
        checkTitle(problems, prop, title);
        checkHours(problems, prop, hours);
        problems.require(metrics.length > 0, { code: 'WorkbookChartEmpty', prop: `${prop}.metrics`, rule: 'leaves nothing to show', got: metrics, expected: 'at least one metric', fix: 'name one, or leave the part out' });
        problems.require(targets.length > 0, { code: 'WorkbookTargetsEmpty', prop: `${prop}.targets`, rule: 'leaves nothing to look at', got: targets, expected: 'at least one resource', fix: 'name one, or leave the part out' });
        const known = targets.filter(({ resourceId }) => !Token.isUnresolved(resourceId)).map((target) => parseResourceId(target, 'targets', target.resourceId).type);
        const others = [...new Set(known.filter((type) => type.toLowerCase() !== namespace))];
        problems.require(others.length === 0, { code: 'WorkbookTargetWrong', prop: `${prop}.targets`, rule: "are of another type than 'targetType'", got: others, expected: targetType, fix: 'make a chart for each type' });
      },
    );
  }

  /** What a query of logs finds. */
  static query(options: QueryOptions): WorkbookPart {
    const { title, source, query, visualization = QueryVisualization.TABLE, hours = 24 } = options;
    return new WorkbookPart(
      queryItem({ title, hours, query, source, visualization, queryType: 0, resourceType: 'microsoft.operationalinsights/workspaces' }),
      (problems, prop) => {
        checkTitle(problems, prop, title);
        checkHours(problems, prop, hours);
        problems.require(query.trim() !== '', { code: 'WorkbookQueryEmpty', prop: `${prop}.query`, rule: 'is empty', got: query, expected: 'a query in Kusto', fix: 'write it, or leave the part out' });
      },
    );
  }

  /** What a query of a managed Prometheus finds, over time. */
  static prometheus(options: PrometheusOptions): WorkbookPart {
    const { title, source, query, hours = 24 } = options;
    const range = JSON.stringify({ version: 'PrometheusQueryProvider/1.0', customEndpoint: false, queryText: query, type: 'query_range' });
    return new WorkbookPart(
      queryItem({ title, hours, query: range, source, visualization: QueryVisualization.TIME_CHART, queryType: 16, resourceType: 'microsoft.monitor/accounts' }),
      (problems, prop) => {
        checkTitle(problems, prop, title);
        checkHours(problems, prop, hours);
        problems.require(query.trim() !== '', { code: 'WorkbookPromQlEmpty', prop: `${prop}.query`, rule: 'is empty', got: query, expected: 'a query in PromQL', fix: 'write it, or leave the part out' });
      },
    );
  }

  private constructor(
    /** The part as it is stored, under the name that the workbook gives it. */
    readonly item: (name: string) => WorkbookItem,
    /** Records what is wrong with the part; what workbooks call. */
    readonly check: (problems: Problems, prop: string) => void,
  ) {}
}

interface QueryItem {
  readonly title: string;
  readonly hours: number;
  readonly query: string;
  readonly source: IAzureResource;
  readonly visualization: QueryVisualization;
  /** What the query is written in, as workbooks number it. */
  readonly queryType: number;
  readonly resourceType: string;
}

/** A query of any kind, as workbooks store it. */
function queryItem({ title, hours, query, source, visualization, queryType, resourceType }: QueryItem): (name: string) => WorkbookItem {
  return (name) => ({
    type: 3,
    name,
    content: { version: 'KqlItem/1.0', query, size: 0, title, timeContext: { durationMs: hours * MILLISECONDS_PER_HOUR }, queryType, resourceType, crossComponentResources: [source.resourceId], visualization },
  });
}

function checkTitle(problems: Problems, prop: string, title: string): void {
  problems.require(title.trim() !== '', { code: 'WorkbookTitleEmpty', prop: `${prop}.title`, rule: 'is empty', got: title, expected: 'what the part shows', fix: 'write it' });
}

function checkHours(problems: Problems, prop: string, hours: number): void {
  problems.require(hours > 0 && hours <= MAX_HOURS, { code: 'WorkbookHoursInvalid', prop: `${prop}.hours`, rule: 'is a time that no workbook shows', got: hours, expected: `more than 0, at most ${MAX_HOURS}`, fix: 'correct the number' });
}
