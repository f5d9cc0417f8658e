import type { TerraformStack } from 'cdktf';
import { ExistingResource } from '../../../constructs/core/existing-resource';
import { ServiceWorkbook } from '../../../constructs/serving/service-workbook';
import { WorkbookPart } from '../../../constructs/monitoring/workbook-part';
import { Workbook } from '../../../constructs/monitoring/workbook';
import { problemsOf, synthesise, testResourceGroup } from '../../support/template';
import { GROUP_ID } from '../ml/fixtures';
import { deployment, service } from './serving-fixtures';

const WORKSPACE_ID = `${GROUP_ID}/providers/Microsoft.Monitor/accounts/amw-shared`;
const workspace = (stack: TerraformStack) => new ExistingResource(stack, 'Monitor', WORKSPACE_ID);

interface Item { readonly type: number; readonly content: { readonly title?: string; readonly json?: string; readonly query?: string } }

function itemsOf(withCandidate: boolean): readonly Item[] {
  const template = synthesise((stack) => {
    const owner = service(stack, { metricsEnabled: false });
    const stable = deployment(stack, owner);
    const candidate = withCandidate ? deployment(stack, owner, { name: 'green' }) : undefined;
    return new ServiceWorkbook(stack, 'Workbook', { resourceGroup: testResourceGroup(stack), monitorWorkspace: workspace(stack), services: [{ stable, candidate }] });
  });
  const block = template.resource('azurerm_application_insights_workbook');
  expect(block['display_name']).toBe('Scoring services');
  return (JSON.parse(String(block['data_json'])) as { readonly items: readonly Item[] }).items;
}

describe('ServiceWorkbook', () => {
  test('asks the metrics of the cluster about a service', () => {
    const items = itemsOf(false);
    expect(items.map(({ content }) => content.title ?? content.json)).toEqual(['## prices', 'Requests in five minutes', 'Requests that fail, percent', 'Latency of 95 of 100 requests, milliseconds', 'Pods that are ready']);
    const pods = 'namespace="scoring",pod=~"prices-blue-01234567-gcfr-[0-9a-z]+-[0-9a-z]{5}"';
    expect(items[1]).toEqual({
      type: 3,
      name: 'part-2',
      content: {
        version: 'KqlItem/1.0',
        query: JSON.stringify({ version: 'PrometheusQueryProvider/1.0', customEndpoint: false, queryText: `label_replace(sum(increase(scoring_requests_total{${pods}}[5m])) or vector(0), "deployment", "blue", "", "")`, type: 'query_range' }),
        size: 0,
        title: 'Requests in five minutes',
        timeContext: { durationMs: 86_400_000 },
        queryType: 16,
        resourceType: 'microsoft.monitor/accounts',
        crossComponentResources: [WORKSPACE_ID],
        visualization: 'timechart',
      },
    });
  });

  test('shows a candidate beside the stable deployment, and how far it is from it', () => {
    const items = itemsOf(true);
    expect(items[4]?.content.title).toBe('How far predictions are from the stable ones, percent');
    expect(items[2]?.content.query).toMatch(/\\"deployment\\", \\"blue\\".* or label_replace\(.*\\"deployment\\", \\"green\\"/);
  });

  test('fails without services', () => {
    expect(problemsOf((stack) => new ServiceWorkbook(stack, 'Workbook', { resourceGroup: testResourceGroup(stack), monitorWorkspace: workspace(stack), services: [] }))).toBe("[ServiceWorkbookEmpty] 'services' leaves nothing to show: got []; expected at least one service; name one, or leave the workbook out (at test/Workbook)");
  });

  test('fails for a query that is empty', () => {
    expect(problemsOf((stack) => new Workbook(stack, 'Workbook', { resourceGroup: testResourceGroup(stack), displayName: 'Empty', parts: [WorkbookPart.prometheus({ title: 'Requests', source: workspace(stack), query: ' ' })] }))).toBe(`[WorkbookPromQlEmpty] 'parts[0].query' is empty: got " "; expected a query in PromQL; write it, or leave the part out (at test/Workbook)`);
  });
});
