import type { RuleFinding } from '../model/finding';
import type { Rule } from './rule';

/** What a scanner finds newly is looked at, and a scanner that saw nothing has not passed anything. */
export const scan: Rule = {
  id: 'RV070',
  name: 'scan',
  summary: 'A scanner finds something new, could not read its input, or looked at nothing',
  level: 'block',
  check: ({ scans, set }) =>
    scans.flatMap((difference): RuleFinding[] => {
      const stack = set.stacks[0] ?? '';
      if (difference.failure !== undefined) return [{ stack, level: 'block', attribute: `${difference.tool} failed`, message: `${difference.tool} proves nothing: ${difference.failure}`, remedy: 'mend the scan and run it again' }];
      return difference.added.map((item) => ({ stack, level: 'block', attribute: `${difference.tool} ${item.rule} ${item.address}`, message: `${difference.tool} ${item.rule} on ${item.address}: ${item.message}`, remedy: 'mend it, or waive this with a reason' }));
    }),
};
