import { shownName } from '../analyse/body';
import type { Rule } from './rule';
import { about } from './rule';

/** A secret doesn't belong into a program. */
export const secretLiteral: Rule = {
  id: 'RV040',
  name: 'secret-literal',
  summary: 'A secret is written out where a reference should stand',
  level: 'block',
  check: ({ changes }) => changes.filter(({ action }) => action !== 'delete' && action !== 'forget').flatMap((change) => change.secretLiterals.map((path) => about(change, 'block', `${shownName(change)} has a secret written out in '${path}'`, 'refer to a secret of a key vault, or to a sensitive variable; and renew the secret, it is in the history', path))),
};
