import { isPlaceholder } from '../placeholders';
import type { Environment, SharedSettings } from '../schema';
import { cloudOfSetting } from './cloud';
import type { Report } from './rule';

type DevOpsSettings = NonNullable<SharedSettings['devOps']>;
type Approval = NonNullable<DevOpsSettings['approvals']['production']>;

/** Somebody approves what reaches production, and never only the person who started it. */
export function checkDevOps({ approvals, reviewerGroupIds, resourceGroupIds = {} }: DevOpsSettings, report: Report): void {
  const { production } = approvals;
  if (!production) report({ code: 'DevOpsProductionOpen', prop: 'devOps.approvals.production', rule: 'is missing, so that nobody approves what reaches production', expected: 'the groups that approve', fix: "add { approverGroupIds: [...] }" });
  if (production?.requesterCanApprove && (production.minimumApprovers ?? 1) === 1) report({ code: 'DevOpsAuthorApproves', prop: 'devOps.approvals.production.requesterCanApprove', rule: 'lets one person alone change production', got: true, expected: 'false, or a second group that approves', fix: "turn it off, or raise 'minimumApprovers'" });
  if (reviewerGroupIds.length === 0) report({ code: 'DevOpsReviewersMissing', prop: 'devOps.reviewerGroupIds', rule: 'are nobody', got: [], expected: 'at least one group', fix: 'name who reviews changes of production' });
  for (const [stage, approval] of Object.entries(approvals)) checkApproval(approval, `devOps.approvals.${stage}`, report);
  for (const [name, groups] of Object.entries(resourceGroupIds)) {
    if (groups.length === 0) report({ code: 'DevOpsScopeEmpty', prop: `devOps.resourceGroupIds.${name}`, rule: 'leaves its pipelines without a role', got: [], expected: 'at least one group', fix: 'name one, or leave the environment out for its subscription' });
  }
}

function checkApproval({ approverGroupIds, minimumApprovers = 1, businessHours }: Approval, at: string, report: Report): void {
  if (approverGroupIds.length === 0) report({ code: 'DevOpsApproversMissing', prop: `${at}.approverGroupIds`, rule: 'are nobody', got: [], expected: 'at least one group', fix: 'name who approves' });
  else if (minimumApprovers > approverGroupIds.length) report({ code: 'DevOpsApproversTooFew', prop: `${at}.minimumApprovers`, rule: 'is more than there are groups', got: minimumApprovers, expected: `at most ${approverGroupIds.length}`, fix: 'lower it, or name more groups' });
  if (businessHours && businessHours.startTime >= businessHours.endTime) report({ code: 'DevOpsHoursReversed', prop: `${at}.businessHours.endTime`, rule: 'is not later than the start', got: businessHours.endTime, expected: `a time after ${businessHours.startTime}`, fix: 'correct one of them' });
}

/**
 * Pipelines reach the environments and their states.
 *
 * @param complete whether these are all environments, so that a name that isn't there is a wrong one
 */
export function checkDevOpsEnvironments({ devOps, cloud, tenantId }: SharedSettings, environments: readonly Environment[], complete: boolean, report: Report): void {
  if (!devOps) return;
  for (const { name, state, access, ...environment } of environments) {
    // An identity signs in to its own cloud and tenant: other clouds need a project of their own.
    if (cloudOfSetting(environment.cloud) !== cloudOfSetting(cloud)) continue;
    if (!isPlaceholder(tenantId) && !isPlaceholder(environment.tenantId) && environment.tenantId.toLowerCase() !== tenantId.toLowerCase()) report({ code: 'DevOpsTenantOther', prop: `${name}.tenantId`, rule: 'is not the tenant of the identities of pipelines', got: environment.tenantId, expected: tenantId, fix: "correct one of them, or take 'devOps' out of environments/shared.ts" });
    if (state.kind !== 'azurerm') report({ code: 'DevOpsStateUnreachable', prop: `${name}.state.kind`, rule: 'is a state that pipelines can\'t reach', got: state.kind, expected: '"azurerm"', fix: "set { kind: 'azurerm' }, or take 'devOps' out of environments/shared.ts" });
    if (!access.publicNetworkAccessEnabled && !devOps.agentPool) report({ code: 'DevOpsAgentsOutside', prop: 'devOps.agentPool', rule: `is missing, and the agents of Microsoft don't reach ${name}, which is private`, expected: 'a pool in a network that reaches it', fix: 'name one' });
  }
  const names = environments.map((environment) => environment.name);
  if (complete && !environments.some((environment) => cloudOfSetting(environment.cloud) === cloudOfSetting(cloud))) report({ code: 'DevOpsWithoutEnvironments', prop: 'devOps', rule: 'has no environment to drive: all of them are in other clouds', got: names, expected: 'an environment in the cloud of the shared settings', fix: "set 'cloud' in environments/shared.ts, or take 'devOps' out" });
  for (const name of complete ? Object.keys(devOps.resourceGroupIds ?? {}) : []) {
    if (!names.includes(name)) report({ code: 'DevOpsEnvironmentUnknown', prop: `devOps.resourceGroupIds.${name}`, rule: 'is of no environment', got: name, expected: names.join(', '), fix: 'correct the name, or remove it' });
  }
}
