import { shownName, textOf } from '../analyse/body';
import { softDeleted } from '../analyse/stateful';
import type { Rule } from './rule';
import { about } from './rule';

/** A name that Azure still keeps can't be taken again. */
export const nameClash: Rule = {
  id: 'RV005',
  name: 'name-clash',
  summary: 'Something is replaced under the same name, which Azure keeps for a while after it is deleted',
  level: 'warn',
  check: ({ changes }) =>
    changes.flatMap((change) => {
      const kept = softDeleted(change);
      const [was, is] = [textOf(change.before, 'name'), textOf(change.after, 'name')];
      if (change.action !== 'replace' || kept === undefined || was === undefined || was !== is) return [];
      return [about(change, 'warn', `${shownName(change)} is made anew under the name that the old one keeps for ${kept}`, 'give it another name, or purge the old one: the features of the provider can do that')];
    }),
};
