import type { RuleFinding } from '../model/finding';
import type { Rule } from './rule';

/** A plan that isn't whole says too little. */
export const planHealth: Rule = {
  id: 'RV060',
  name: 'plan-health',
  summary: 'A plan has errors, is not complete, or a check in it fails',
  level: 'block',
  check: ({ set }) =>
    set.health.flatMap(({ stack, errored, complete, deferred, failedChecks }): RuleFinding[] => {
      const finding = (attribute: string, message: string, remedy: string): RuleFinding => ({ stack, level: 'block', attribute, message, remedy });
      return [
        ...(errored ? [finding('errored', `the plan of ${stack} has errors: it is cut off where they happened`, 'mend them and plan again')] : []),
        ...(complete ? [] : [finding('complete', `the plan of ${stack} is not complete: more would follow after it`, "plan without '-target', and look at what is deferred")]),
        ...(deferred > 0 ? [finding('deferred', `${deferred} changes of ${stack} can't be planned yet`, 'apply what they wait for, then plan again')] : []),
        ...failedChecks.map((check) => finding(`check ${check}`, `${check} of ${stack} doesn't hold`, 'mend what it checks')),
      ];
    }),
};
