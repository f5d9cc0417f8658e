import { WorkspaceQuota } from '../../../constructs/ml/workspace-quota';
import { problemsOf, synthesise } from '../../support/template';
import { azapi, workspace, WORKSPACE_ID } from './fixtures';

const failing = (limits: Readonly<Record<string, number>>): string => problemsOf((stack) => new WorkspaceQuota(stack, 'Quota', { workspace: workspace(stack), limits }));

describe('WorkspaceQuota', () => {
  test('sends the limits of the families to the region of the workspace, and looks at the answer', () => {
    const template = synthesise((stack) => {
      azapi(stack);
      new WorkspaceQuota(stack, 'Quota', { workspace: workspace(stack), limits: { standardDSv2Family: 24, standardNCSv3Family: 0 } });
    });
    const type = 'Microsoft.MachineLearningServices/workspaces/quotas';
    expect(template.resource('azapi_resource_action')).toEqual({
      action: 'updateQuotas',
      body: {
        location: 'westeurope',
        value: [
          { id: `${WORKSPACE_ID}/quotas/standardDSv2Family`, type, limit: 24, unit: 'Count' },
          { id: `${WORKSPACE_ID}/quotas/standardNCSv3Family`, type, limit: 0, unit: 'Count' },
        ],
      },
      lifecycle: { postcondition: [{ condition: '${alltrue([for status in self.output.statuses[*] : status == "Success"])}', error_message: 'Azure refused a quota: it is more than the subscription has, less than the clusters have, or of no VM family.' }] },
      locks: [WORKSPACE_ID],
      method: 'POST',
      resource_id: '/subscriptions/11111111-2222-3333-4444-555555555555/providers/Microsoft.MachineLearningServices/locations/westeurope',
      response_export_values: { statuses: 'value[].status' },
      type: 'Microsoft.MachineLearningServices/locations@2025-09-01',
    });
  });

  test('fails with no limit, and with limits of nothing', () => {
    expect(failing({})).toBe("[QuotaLimitsEmpty] 'limits' limits nothing: got {}; expected at least one VM family; name a family, or leave the quota out (at test/Quota)");
    expect(failing({ 'Standard DSv2': 1, standardDSv2Family: -1, standardNCSv3Family: 1.5 })).toBe(
      `3 problems (at test/Quota):
  - [QuotaFamilyInvalid] 'limits' has something that is no VM family: got "Standard DSv2"; expected a name like standardDSv2Family; copy it from \`az ml compute list-usage\`
  - [QuotaLimitInvalid] 'limits.standardDSv2Family' is not a number of cores: got -1; expected a whole number from 0; write the most cores that the workspace may use
  - [QuotaLimitInvalid] 'limits.standardNCSv3Family' is not a number of cores: got 1.5; expected a whole number from 0; write the most cores that the workspace may use`,
    );
  });
});
