import type { TerraformStack } from 'cdktf';
import type { BudgetProps } from '../../../constructs/governance/budget';
import { Budget, BudgetBasis } from '../../../constructs/governance/budget';
import { ActionGroup } from '../../../constructs/monitoring/action-group';
import { problemsOf, synthesise, testResourceGroup } from '../../support/template';

const GROUP_ID = '/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/rg-log/providers/Microsoft.Insights/actionGroups/ag-hub';

const budget = (stack: TerraformStack, props: Partial<BudgetProps> = {}) => new Budget(stack, 'Budget', { monthlyAmount: 500, startMonth: '2026-01', contactEmails: ['ml@example.com'], ...props });
const problems = (props: Partial<BudgetProps>) => problemsOf((stack) => budget(stack, props));

describe('Budget', () => {
  test('covers the subscription, with three alerts by default', () => {
    const template = synthesise((stack) => budget(stack));
    expect(template.resource('azurerm_consumption_budget_subscription')).toEqual({
      amount: 500,
      name: 'budget-mlops-dev-we',
      notification: [
        { contact_emails: ['ml@example.com'], operator: 'GreaterThanOrEqualTo', threshold: 80, threshold_type: 'Actual' },
        { contact_emails: ['ml@example.com'], operator: 'GreaterThanOrEqualTo', threshold: 100, threshold_type: 'Actual' },
        { contact_emails: ['ml@example.com'], operator: 'GreaterThanOrEqualTo', threshold: 100, threshold_type: 'Forecasted' },
      ],
      subscription_id: '/subscriptions/11111111-2222-3333-4444-555555555555',
      time_grain: 'Monthly',
      time_period: { start_date: '2026-01-01T00:00:00Z' },
    });
    expect(template.counts).toEqual({ azurerm_consumption_budget_subscription: 1 });
  });

  test('covers a resource group, with the alerts and receivers that are named', () => {
    const template = synthesise((stack) =>
      budget(stack, { resourceGroup: testResourceGroup(stack), purpose: 'ml', contactEmails: undefined, actionGroups: [ActionGroup.fromActionGroupId(stack, 'Alerts', GROUP_ID)], alerts: [{ thresholdPercent: 120, basis: BudgetBasis.FORECASTED }] }),
    );
    expect(template.resource('azurerm_consumption_budget_resource_group')).toEqual({
      amount: 500,
      name: 'budget-mlops-dev-we-ml',
      notification: [{ contact_groups: [GROUP_ID], operator: 'GreaterThanOrEqualTo', threshold: 120, threshold_type: 'Forecasted' }],
      resource_group_id: '${azurerm_resource_group.ResourceGroup_FFF1A175.id}',
      time_grain: 'Monthly',
      time_period: { start_date: '2026-01-01T00:00:00Z' },
    });
  });

  test.each([
    ['no amount', { monthlyAmount: 0 }, `[BudgetAmountTooSmall] 'monthlyAmount' is too small: got 0; expected at least 1; raise it (at test/Budget)`],
    ['a month that there is not', { startMonth: '2026-13' }, `[BudgetStartInvalid] 'startMonth' is not a month that budgets can start in: got "2026-13"; expected YYYY-MM, from 2017-06 on; write year and month, for example 2026-01 (at test/Budget)`],
    ['a month before there were budgets', { startMonth: '2017-05' }, `[BudgetStartInvalid] 'startMonth' is not a month that budgets can start in: got "2017-05"; expected YYYY-MM, from 2017-06 on; write year and month, for example 2026-01 (at test/Budget)`],
    ['nobody to tell', { contactEmails: [] }, `[BudgetRecipientRequired] 'contactEmails' leaves nobody to tell: got []; expected an address, or a group in 'actionGroups'; name who is told (at test/Budget)`],
    ['a wrong address', { contactEmails: ['ml'] }, `[EmailInvalid] 'contactEmails[0]' is not an e-mail address: got "ml"; expected an address, for example ml-ops@example.com; correct it (at test/Budget)`],
    ['too many addresses', { contactEmails: Array<string>(51).fill('ml@example.com') }, `[BudgetEmailLimit] 'contactEmails' are too many: got 51; expected at most 50; use a mailing list or an action group (at test/Budget)`],
    ['no alerts', { alerts: [] }, `[BudgetAlertCount] 'alerts' has the wrong length: got "0 alerts"; expected 1 to 5; name when the budget speaks up (at test/Budget)`],
    ['a threshold out of range', { alerts: [{ thresholdPercent: 1001 }] }, `[BudgetThresholdOutOfRange] 'alerts[0].thresholdPercent' is out of range: got 1001; expected whole percent from 1 to 1000; choose a number in the range (at test/Budget)`],
    ['an alert twice', { alerts: [{ thresholdPercent: 80 }, { thresholdPercent: 80, basis: BudgetBasis.ACTUAL }] }, `[BudgetAlertDuplicate] 'alerts[1]' repeats an earlier alert: got "80 Actual"; expected another threshold or basis; leave one out (at test/Budget)`],
  ])('fails with %s', (_, props, message) => {
    expect(problems(props)).toBe(message);
  });
});
