import type { TerraformStack } from 'cdktf';
import { ResourceGroup } from '../../../constructs/governance/resource-group';
import { LogAnalyticsWorkspace } from '../../../constructs/monitoring/log-analytics-workspace';
import { MetricAggregation } from '../../../constructs/monitoring/metric-criterion';
import type { WorkbookProps } from '../../../constructs/monitoring/workbook';
import { Workbook } from '../../../constructs/monitoring/workbook';
import type { MetricChartOptions, QueryOptions } from '../../../constructs/monitoring/workbook-part';
import { QueryVisualization, WorkbookPart } from '../../../constructs/monitoring/workbook-part';
import type { IKeyVault } from '../../../constructs/security/key-vault';
import { KeyVault } from '../../../constructs/security/key-vault';
import { LOCATION, problemsOf, SUBSCRIPTION_ID, synthesise } from '../../support/template';

const GROUP_ID = `/subscriptions/${SUBSCRIPTION_ID}/resourceGroups/rg-platform`;
const VAULT_ID = `${GROUP_ID}/providers/Microsoft.KeyVault/vaults/kv-shared`;
const LOGS_ID = `${GROUP_ID}/providers/Microsoft.OperationalInsights/workspaces/log-shared`;
const CHART = { title: 'Availability', targetType: 'Microsoft.KeyVault/vaults', metrics: [{ metricName: 'Availability', category: 'Availability' }] };
const QUERY = { title: 'Jobs', query: 'AmlComputeJobEvent' };

type Choose = (stack: TerraformStack) => Partial<WorkbookProps>;

function define(stack: TerraformStack, choose: Choose = () => ({})): Workbook {
  const resourceGroup = ResourceGroup.fromResourceGroupId(stack, 'Group', GROUP_ID, LOCATION);
  return new Workbook(stack, 'Workbook', { resourceGroup, displayName: 'Vaults', parts: [WorkbookPart.text('# Vaults')], ...choose(stack) });
}

const vault = (stack: TerraformStack): IKeyVault => KeyVault.fromAttributes(stack, 'Vault', { resourceId: VAULT_ID, purgeProtectionEnabled: true });
const chart = (options: Partial<MetricChartOptions> = {}): Choose => (stack) => ({ parts: [WorkbookPart.metricChart({ ...CHART, targets: [vault(stack)], ...options })] });
const query = (options: Partial<QueryOptions> = {}): Choose => (stack) => ({ parts: [WorkbookPart.query({ ...QUERY, source: LogAnalyticsWorkspace.fromLogAnalyticsWorkspaceId(stack, 'Logs', LOGS_ID), ...options })] });
const dataOf = (choose: Choose): object => JSON.parse(String(synthesise((stack) => define(stack, choose)).resource('azurerm_application_insights_workbook')['data_json'])) as object;
const failing = (choose: Choose): string => problemsOf((stack) => define(stack, choose));

describe('Workbook', () => {
  test('is a page with a name that never changes', () => {
    const template = synthesise((stack) => define(stack));
    expect(template.counts).toEqual({ azurerm_application_insights_workbook: 1 });
    expect(template.resource('azurerm_application_insights_workbook')).toEqual({
      data_json: '{"version":"Notebook/1.0","items":[{"type":1,"name":"part-1","content":{"json":"# Vaults"}}],"fallbackResourceIds":["azure monitor"]}',
      display_name: 'Vaults',
      location: LOCATION,
      name: 'e2effa7a-d1a3-557f-9e8c-48c31d277b82',
      resource_group_name: 'rg-platform',
    });
  });

  test('takes all values', () => {
    expect(synthesise((stack) => define(stack, () => ({ description: 'All values' }))).resource('azurerm_application_insights_workbook')).toMatchObject({ description: 'All values' });
  });

  test('shows metrics of a day, on average', () => {
    expect(dataOf(chart())).toMatchObject({
      items: [{
        type: 10,
        content: {
          version: 'MetricsItem/2.0', title: 'Availability', resourceType: 'microsoft.keyvault/vaults', resourceIds: [VAULT_ID], timeContext: { durationMs: 86_400_000 },
          metrics: [{ namespace: 'microsoft.keyvault/vaults', metric: 'microsoft.keyvault/vaults-Availability-Availability', aggregation: 4, splitBy: null }],
        },
      }],
    });
  });

  test('shows metrics as they are wanted', () => {
    const metrics = [MetricAggregation.TOTAL, MetricAggregation.MINIMUM, MetricAggregation.MAXIMUM, MetricAggregation.COUNT].map((aggregation) => ({ metricName: 'ServiceApiHit', category: 'Traffic', aggregation, splitBy: 'ActivityName' }));
    expect(dataOf(chart({ metrics, hours: 1 }))).toMatchObject({ items: [{ content: { timeContext: { durationMs: 3_600_000 }, metrics: [1, 2, 3, 7].map((aggregation) => ({ aggregation, splitBy: 'ActivityName' })) } }] });
  });

  test('shows what queries find', () => {
    expect(dataOf(query())).toMatchObject({ items: [{ type: 3, content: { version: 'KqlItem/1.0', title: 'Jobs', query: 'AmlComputeJobEvent', queryType: 0, resourceType: 'microsoft.operationalinsights/workspaces', crossComponentResources: [LOGS_ID], visualization: 'table', timeContext: { durationMs: 86_400_000 } } }] });
    expect(dataOf(query({ visualization: QueryVisualization.BAR_CHART, hours: 48 }))).toMatchObject({ items: [{ content: { visualization: 'barchart', timeContext: { durationMs: 172_800_000 } } }] });
  });

  test.each<[string, Choose, string]>([
    ['no name', () => ({ displayName: ' ' }), `[WorkbookNameEmpty] 'displayName' is empty: got " "; expected what people find the workbook by; write it (at test/Workbook)`],
    ['no parts', () => ({ parts: [] }), `[WorkbookEmpty] 'parts' leaves nothing to show: got []; expected at least one part; add one (at test/Workbook)`],
    ['no text', () => ({ parts: [WorkbookPart.text('')] }), `[WorkbookTextEmpty] 'parts[0]' is empty: got ""; expected text in Markdown; write it, or leave the part out (at test/Workbook)`],
    ['a chart without title, metrics and time', chart({ title: '', metrics: [], hours: 0 }), `3 problems (at test/Workbook):
  - [WorkbookTitleEmpty] 'parts[0].title' is empty: got ""; expected what the part shows; write it
  - [WorkbookHoursInvalid] 'parts[0].hours' is a time that no workbook shows: got 0; expected more than 0, at most 2232; correct the number
  - [WorkbookChartEmpty] 'parts[0].metrics' leaves nothing to show: got []; expected at least one metric; name one, or leave the part out`],
    ['a chart of nothing', chart({ targets: [] }), `[WorkbookTargetsEmpty] 'parts[0].targets' leaves nothing to look at: got []; expected at least one resource; name one, or leave the part out (at test/Workbook)`],
    ['a chart of another type', chart({ targetType: 'Microsoft.Storage/storageAccounts' }), `[WorkbookTargetWrong] 'parts[0].targets' are of another type than 'targetType': got ["Microsoft.KeyVault/vaults"]; expected Microsoft.Storage/storageAccounts; make a chart for each type (at test/Workbook)`],
    ['no query', query({ query: '' }), `[WorkbookQueryEmpty] 'parts[0].query' is empty: got ""; expected a query in Kusto; write it, or leave the part out (at test/Workbook)`],
  ])('fails for %s', (_, choose, message) => {
    expect(failing(choose)).toBe(message);
  });
});
