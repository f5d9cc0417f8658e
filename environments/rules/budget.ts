import { rule } from './rule';

/** Azure's limit of mails per budget. */
const MAX_THRESHOLDS = 5;

/** A budget warns somebody, in time, and once per threshold. */
export const budgetRule = rule(['budget'], ({ budget }, report) => {
  if (!budget) return;
  const { thresholdsPercent, recipients } = budget;
  const prop = 'budget.thresholdsPercent';
  if (thresholdsPercent.length === 0 || thresholdsPercent.length > MAX_THRESHOLDS) {
    report({ code: 'BudgetThresholdCount', prop, rule: thresholdsPercent.length === 0 ? 'is empty' : 'has too many', got: thresholdsPercent, expected: `1 to ${MAX_THRESHOLDS} thresholds`, fix: 'for example [50, 80, 100]' });
  }
  const sorted = [...new Set(thresholdsPercent)].sort((a, b) => a - b);
  if (sorted.join() !== thresholdsPercent.join()) {
    report({ code: 'BudgetThresholdsUnsorted', prop, rule: 'must be ascending, each once', got: thresholdsPercent, expected: JSON.stringify(sorted), fix: 'sort them' });
  }
  if (recipients.length === 0) report({ code: 'BudgetRecipientsMissing', prop: 'budget.recipients', rule: 'is empty, so that nobody would know', got: [], expected: 'at least one mail address', fix: 'add the mail address of the team' });
  recipients.forEach((recipient, index) => {
    if (recipients.findIndex((other) => other.toLowerCase() === recipient.toLowerCase()) < index) {
      report({ code: 'BudgetRecipientTwice', prop: `budget.recipients[${index}]`, rule: 'is there already', got: recipient, expected: 'each address once', fix: 'remove it' });
    }
  });
});
