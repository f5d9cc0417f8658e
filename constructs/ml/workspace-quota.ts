import { Token } from 'cdktf';
import type { Construct } from 'constructs';
import { ResourceAction } from '../../.gen/providers/azapi/resource-action';
import { AzureConstruct } from '../core/azure-construct';
import { Problems } from '../core/errors';
import { landscapeContextOf } from '../core/landscape-context';
import type { IWorkspace } from './workspace-base';

const TYPE = 'Microsoft.MachineLearningServices/locations@2025-09-01';

export interface WorkspaceQuotaProps {
  readonly workspace: IWorkspace;
  /** The cores that the workspace may use at most, by VM family as `az ml compute list-usage` names it: `{ standardDSv2Family: 24 }`. */
  readonly limits: Readonly<Record<string, number>>;
}

/**
 * Keeps a workspace from taking the cores of others: limits by VM family, out of the quota of the subscription.
 *
 * Azure has it as an action: it is sent where a limit changes, stays after a destroy, and isn't compared with what is there.
 *
 * @see https://learn.microsoft.com/azure/machine-learning/how-to-manage-quotas
 */
export class WorkspaceQuota extends AzureConstruct {
  /** @throws ValidationError `QuotaLimitsEmpty`, `QuotaFamilyInvalid`, `QuotaLimitInvalid` */
  constructor(scope: Construct, id: string, props: WorkspaceQuotaProps) {
    super(scope, id);
    const { workspace } = props;
    const limits = Object.entries(props.limits);
    const problems = new Problems(this);
    problems.require(limits.length > 0, { code: 'QuotaLimitsEmpty', prop: 'limits', rule: 'limits nothing', got: props.limits, expected: 'at least one VM family', fix: 'name a family, or leave the quota out' });
    for (const [family, cores] of limits) {
      problems.require(/^[A-Za-z][A-Za-z0-9_]+$/.test(family), { code: 'QuotaFamilyInvalid', prop: 'limits', rule: 'has something that is no VM family', got: family, expected: 'a name like standardDSv2Family', fix: 'copy it from `az ml compute list-usage`' });
      problems.require(Token.isUnresolved(cores) || (Number.isInteger(cores) && cores >= 0), { code: 'QuotaLimitInvalid', prop: `limits.${family}`, rule: 'is not a number of cores', got: cores, expected: 'a whole number from 0', fix: 'write the most cores that the workspace may use' });
    }
    problems.throwIfAny();
    const { subscriptionId } = landscapeContextOf(this, 'limits', 'subscription');
    new ResourceAction(this, 'Resource', {
      type: TYPE,
      resourceId: `/subscriptions/${subscriptionId}/providers/Microsoft.MachineLearningServices/locations/${workspace.location}`,
      action: 'updateQuotas',
      method: 'POST',
      body: { location: workspace.location, value: limits.map(([family, limit]) => ({ id: `${workspace.resourceId}/quotas/${family}`, type: 'Microsoft.MachineLearningServices/workspaces/quotas', limit, unit: 'Count' })) },
      responseExportValues: { statuses: 'value[].status' },
      // Azure says that it refused a limit in an answer that is no error.
      lifecycle: { postcondition: [{ condition: '${alltrue([for status in self.output.statuses[*] : status == "Success"])}', errorMessage: 'Azure refused a quota: it is more than the subscription has, less than the clusters have, or of no VM family.' }] },
      locks: [workspace.resourceId],
    });
  }
}
