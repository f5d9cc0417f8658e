import { isQuiet, levelOf } from '../analyse/grants';
import type { Level, RuleFinding } from '../model/finding';
import type { Rule } from './rule';

/** A permission that is new or wider is looked at; one that stays inside a stack and reaches data only is not. */
export const grantBroadened: Rule = {
  id: 'RV010',
  name: 'grant-broadened',
  summary: 'A permission is given, reaches wider, or loses its condition',
  level: 'block',
  check: ({ grants, byId }) =>
    grants.flatMap((grant): RuleFinding[] => {
      const change = byId.get(grant.id);
      if (change === undefined || grant.direction === 'removed' || grant.direction === 'churn') return [];
      const wide = ['subscription', 'management group'].includes(levelOf(grant.scope));
      const blocks = grant.privileged || wide || (grant.direction === 'changed' && grant.condition === undefined);
      if (!blocks && isQuiet(grant)) return [];
      const level: Level = blocks ? 'block' : 'warn';
      const condition = grant.condition === undefined ? '' : ' under a condition';
      return [{ change, stack: grant.stack, level, attribute: `${grant.direction} ${grant.role}`, message: `${grant.principal} gets '${grant.role}' on ${grant.scope}${condition}${grant.note === '' ? '' : `: ${grant.note}`}`, remedy: blocks ? 'give a narrower role on a narrower scope, or waive this with a reason' : 'check that this principal needs it' }];
    }),
};
