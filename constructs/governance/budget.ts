import { ConsumptionBudgetResourceGroup } from '@cdktf/provider-azurerm/lib/consumption-budget-resource-group';
import { ConsumptionBudgetSubscription } from '@cdktf/provider-azurerm/lib/consumption-budget-subscription';
import type { Construct } from 'constructs';
import { AzureConstruct } from '../core/azure-construct';
import { Problems } from '../core/errors';
import { landscapeContextOf } from '../core/landscape-context';
import type { IActionGroup } from '../monitoring/action-group';
import { checkEmails } from '../monitoring/email';
import type { IResourceGroup } from './resource-group';

/** Azure's limits of a budget. */
const MAX_ALERTS = 5;
const MAX_EMAILS = 50;
const MAX_THRESHOLD_PERCENT = 1000;
const FIRST_MONTH = '2017-06';

/** What a threshold of a budget is compared with. */
export enum BudgetBasis {
  /** What was spent. */
  ACTUAL = 'Actual',
  /** What the month will cost by Azure's forecast. */
  FORECASTED = 'Forecasted',
}

/** When a budget speaks up. */
export interface BudgetAlert {
  /** Share of the budget in percent; whole numbers from 1 to 1000. */
  readonly thresholdPercent: number;
  /** @default BudgetBasis.ACTUAL */
  readonly basis?: BudgetBasis;
}

export interface BudgetProps {
  /** What the budget covers. @default - the whole subscription */
  readonly resourceGroup?: IResourceGroup;
  /** The budget of a month, in the currency of the subscription; at least 1. */
  readonly monthlyAmount: number;
  /** The first month, as `YYYY-MM`. Azure takes the running month or a later one when it makes the budget; changing it replaces the budget. */
  readonly startMonth: string;
  /** @default - 80 and 100 percent of what was spent, and 100 percent of the forecast */
  readonly alerts?: readonly BudgetAlert[];
  /** Addresses that get mail; at most 50. @default - none */
  readonly contactEmails?: readonly string[];
  /** @default - none */
  readonly actionGroups?: readonly IActionGroup[];
  /** @default - by the naming convention, with `purpose` */
  readonly name?: string;
  /** Tells budgets apart in generated names. @default - none */
  readonly purpose?: string;
}

const DEFAULT_ALERTS: readonly BudgetAlert[] = [{ thresholdPercent: 80 }, { thresholdPercent: 100 }, { thresholdPercent: 100, basis: BudgetBasis.FORECASTED }];

/**
 * Tells people when a resource group or subscription costs more than it should; it stops nothing.
 *
 * @see https://learn.microsoft.com/azure/cost-management-billing/costs/tutorial-acm-create-budgets
 */
export class Budget extends AzureConstruct {
  readonly resourceId: string;

  /** @throws ValidationError with all that `checkProps` finds, and those of the name */
  constructor(scope: Construct, id: string, props: BudgetProps) {
    super(scope, id);
    const { subscriptionId } = landscapeContextOf(this, 'resourceGroup', 'subscription');
    const problems = new Problems(this);
    const name = this.nameOf(problems, 'budget', props.name, props.purpose);
    const alerts = props.alerts ?? DEFAULT_ALERTS;
    checkProps(problems, props, alerts);
    problems.throwIfAny();
    const config = {
      name,
      amount: props.monthlyAmount,
      timeGrain: 'Monthly',
      timePeriod: { startDate: `${props.startMonth}-01T00:00:00Z` },
      notification: alerts.map(({ thresholdPercent, basis }) => ({
        threshold: thresholdPercent,
        thresholdType: basis ?? BudgetBasis.ACTUAL,
        operator: 'GreaterThanOrEqualTo',
        contactEmails: props.contactEmails && [...props.contactEmails],
        contactGroups: props.actionGroups?.map((group) => group.resourceId),
      })),
    };
    const resource = props.resourceGroup
      ? new ConsumptionBudgetResourceGroup(this, 'Resource', { ...config, resourceGroupId: props.resourceGroup.resourceId })
      : new ConsumptionBudgetSubscription(this, 'Resource', { ...config, subscriptionId: `/subscriptions/${subscriptionId}` });
    this.resourceId = resource.id;
  }
}

function checkProps(problems: Problems, props: BudgetProps, alerts: readonly BudgetAlert[]): void {
  const { monthlyAmount, startMonth, contactEmails = [], actionGroups = [] } = props;
  problems.require(monthlyAmount >= 1, { code: 'BudgetAmountTooSmall', prop: 'monthlyAmount', rule: 'is too small', got: monthlyAmount, expected: 'at least 1', fix: 'raise it' });
  problems.require(/^\d{4}-(0[1-9]|1[0-2])$/.test(startMonth) && startMonth >= FIRST_MONTH, { code: 'BudgetStartInvalid', prop: 'startMonth', rule: 'is not a month that budgets can start in', got: startMonth, expected: `YYYY-MM, from ${FIRST_MONTH} on`, fix: 'write year and month, for example 2026-01' });
  problems.require(contactEmails.length + actionGroups.length > 0, { code: 'BudgetRecipientRequired', prop: 'contactEmails', rule: 'leaves nobody to tell', got: contactEmails, expected: "an address, or a group in 'actionGroups'", fix: 'name who is told' });
  problems.require(contactEmails.length <= MAX_EMAILS, { code: 'BudgetEmailLimit', prop: 'contactEmails', rule: 'are too many', got: contactEmails.length, expected: `at most ${MAX_EMAILS}`, fix: 'use a mailing list or an action group' });
  checkEmails(problems, 'contactEmails', contactEmails);
  problems.require(alerts.length >= 1 && alerts.length <= MAX_ALERTS, { code: 'BudgetAlertCount', prop: 'alerts', rule: 'has the wrong length', got: `${alerts.length} alerts`, expected: `1 to ${MAX_ALERTS}`, fix: 'name when the budget speaks up' });
  const keys = alerts.map(({ thresholdPercent, basis }) => `${thresholdPercent} ${basis ?? BudgetBasis.ACTUAL}`);
  alerts.forEach(({ thresholdPercent }, index) => {
    problems.require(Number.isInteger(thresholdPercent) && thresholdPercent >= 1 && thresholdPercent <= MAX_THRESHOLD_PERCENT, { code: 'BudgetThresholdOutOfRange', prop: `alerts[${index}].thresholdPercent`, rule: 'is out of range', got: thresholdPercent, expected: `whole percent from 1 to ${MAX_THRESHOLD_PERCENT}`, fix: 'choose a number in the range' });
    problems.require(keys.indexOf(keys[index] ?? '') === index, { code: 'BudgetAlertDuplicate', prop: `alerts[${index}]`, rule: 'repeats an earlier alert', got: keys[index], expected: 'another threshold or basis', fix: 'leave one out' });
  });
}
