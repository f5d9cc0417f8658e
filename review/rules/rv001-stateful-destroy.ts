import { shownName } from '../analyse/body';
import { isStateful } from '../analyse/stateful';
import { isLoss } from '../model/change';
import type { Rule } from './rule';
import { about, verb } from './rule';

/** What holds data may not go unseen. */
export const statefulDestroy: Rule = {
  id: 'RV001',
  name: 'stateful-destroy',
  summary: 'Something that holds data, models, keys or history is destroyed or replaced',
  level: 'block',
  check: ({ changes, set }) =>
    changes.filter((change) => isLoss(change) && isStateful(change)).map((change) => {
      const renamed = set.renames.find(({ from }) => from === change.id);
      const why = change.reason === undefined ? '' : `: ${change.reason}`;
      const remedy = renamed?.remedy ?? (change.action === 'replace' ? 'keep the attribute as it was, or move the data first and waive this with a reason' : 'keep it in the program, or save the data first and waive this with a reason');
      return about(change, 'block', `${shownName(change)} ${verb(change, set.mode === 'synth')}, with what is in it${why}`, remedy);
    }),
};
