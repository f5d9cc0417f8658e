import { formatProblem } from '../../constructs/core/errors';
import { checkTogether } from '../../environments';
import type { Environment, SharedSettings } from '../../environments';
import { checkSharedSettings } from '../../environments/loading/check';
import shared from '../../environments/shared';
import { variant } from '../stacks/landscape-of';
import type { Changes } from './wrong';
import { problemsOf } from './wrong';

type DevOps = NonNullable<SharedSettings['devOps']>;

const GROUP = '11111111-2222-4333-8444-000000000001';
const { devOps } = shared;
const alone = (changes: Partial<Record<keyof DevOps, unknown>>): string[] => problemsOf(() => checkSharedSettings({ ...shared, devOps: { ...devOps, ...changes } }, 'environments/shared.ts')).map(formatProblem);
const together = (settings: SharedSettings, environments: readonly Environment[], complete = true): string[] => problemsOf(() => checkTogether(settings, environments, 'environments/shared.ts', complete)).map(formatProblem);
const production = (changes: object): object => ({ approvals: { production: { approverGroupIds: [GROUP], ...changes } } });
const dev = (changes: Changes = {}): Environment => variant('dev', changes);

describe('the settings of the project', () => {
  test.each<readonly [string, Partial<Record<keyof DevOps, unknown>>, string]>([
    ['production that nobody approves', { approvals: {} }, `[DevOpsProductionOpen] 'devOps.approvals.production' is missing, so that nobody approves what reaches production: expected the groups that approve; add { approverGroupIds: [...] }`],
    ['production that its author approves alone', production({ requesterCanApprove: true }), `[DevOpsAuthorApproves] 'devOps.approvals.production.requesterCanApprove' lets one person alone change production: got true; expected false, or a second group that approves; turn it off, or raise 'minimumApprovers'`],
    ['no approvers', production({ approverGroupIds: [] }), `[DevOpsApproversMissing] 'devOps.approvals.production.approverGroupIds' are nobody: got []; expected at least one group; name who approves`],
    ['more approvals than groups', production({ minimumApprovers: 2 }), `[DevOpsApproversTooFew] 'devOps.approvals.production.minimumApprovers' is more than there are groups: got 2; expected at most 1; lower it, or name more groups`],
    ['hours that end before they start', production({ businessHours: { startTime: '18:00', endTime: '07:00', days: ['Monday'], timeZone: 'UTC' } }), `[DevOpsHoursReversed] 'devOps.approvals.production.businessHours.endTime' is not later than the start: got "07:00"; expected a time after 18:00; correct one of them`],
    ['nobody who reviews', { reviewerGroupIds: [] }, `[DevOpsReviewersMissing] 'devOps.reviewerGroupIds' are nobody: got []; expected at least one group; name who reviews changes of production`],
    ['an environment whose pipelines have no role', { resourceGroupIds: { dev: [] } }, `[DevOpsScopeEmpty] 'devOps.resourceGroupIds.dev' leaves its pipelines without a role: got []; expected at least one group; name one, or leave the environment out for its subscription`],
    ['the address of a project', { organizationUrl: 'https://dev.azure.com/contoso/ml' }, `[OrganizationUrlInvalid] 'devOps.organizationUrl' is not the address of an organization: got "https://dev.azure.com/contoso/ml"; expected https://dev.azure.com/ and the name of the organization; leave out what follows the name`],
  ])('fail with %s', (_, changes, message) => {
    expect(alone(changes).join()).toBe(message);
  });

  test('accept an author who is not alone', () => {
    expect(checkSharedSettings({ ...shared, devOps: { ...devOps, approvals: { production: { approverGroupIds: [GROUP, '11111111-2222-4333-8444-000000000002'], minimumApprovers: 2, requesterCanApprove: true } } } }, 'environments/shared.ts').devOps?.approvals.production?.minimumApprovers).toBe(2);
  });
});

describe('the project and the environments', () => {
  test('fail with a state that pipelines don\'t reach', () => {
    expect(together(shared, [dev({ state: { kind: 'local' } })]).join()).toBe(`[DevOpsStateUnreachable] 'dev.state.kind' is a state that pipelines can't reach: got "local"; expected "azurerm"; set { kind: 'azurerm' }, or take 'devOps' out of environments/shared.ts`);
  });

  test('fail without agents that reach a private environment', () => {
    expect(together({ ...shared, devOps: { ...devOps, agentPool: undefined } }, [variant('prod')]).join()).toBe(`[DevOpsAgentsOutside] 'devOps.agentPool' is missing, and the agents of Microsoft don't reach prod, which is private: expected a pool in a network that reaches it; name one`);
  });

  test('fail with roles for an environment that isn\'t there, where all are known', () => {
    const settings = { ...shared, devOps: { ...devOps, resourceGroupIds: { qa: [`/subscriptions/${GROUP}/resourceGroups/rg-qa`] } } };
    expect(together(settings, [dev()]).join()).toBe(`[DevOpsEnvironmentUnknown] 'devOps.resourceGroupIds.qa' is of no environment: got "qa"; expected dev; correct the name, or remove it`);
    expect(checkTogether(settings, [dev()], 'environments/shared.ts', false)).toBe(undefined);
  });

  test('fail with an environment of another tenant', () => {
    expect(together({ ...shared, tenantId: GROUP }, [dev({ tenantId: '11111111-2222-4333-8444-000000000099' })]).join()).toBe(`[DevOpsTenantOther] 'dev.tenantId' is not the tenant of the identities of pipelines: got "11111111-2222-4333-8444-000000000099"; expected 11111111-2222-4333-8444-000000000001; correct one of them, or take 'devOps' out of environments/shared.ts`);
  });

  test('have nothing to do with environments of another cloud', () => {
    const other = dev({ cloud: 'usgovernment', location: 'usgovvirginia', state: { kind: 'hcp', organization: 'contoso' } });
    expect(checkTogether(shared, [dev(), other], 'environments/shared.ts')).toBe(undefined);
    expect(together(shared, [other]).join()).toBe(`[DevOpsWithoutEnvironments] 'devOps' has no environment to drive: all of them are in other clouds: got ["dev"]; expected an environment in the cloud of the shared settings; set 'cloud' in environments/shared.ts, or take 'devOps' out`);
  });

  test('have nothing to do with a local state without a project', () => {
    expect(checkTogether({ ...shared, devOps: undefined }, [dev({ state: { kind: 'local' } })], 'environments/shared.ts')).toBe(undefined);
  });
});
