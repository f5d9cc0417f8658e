import { shownName } from '../analyse/body';
import { isStateful } from '../analyse/stateful';
import type { Rule } from './rule';
import { about } from './rule';

/** A new name of a construct may not destroy what it stands for. */
export const unmovedRename: Rule = {
  id: 'RV002',
  name: 'unmoved-rename',
  summary: 'A construct has another name or place, and nothing tells Terraform that it is the same resource',
  level: 'warn',
  check: ({ set, byId }) =>
    set.renames.flatMap((rename) => {
      const [old, next] = [byId.get(rename.from), byId.get(rename.to)];
      if (old === undefined || next === undefined) return [];
      return [about(next, isStateful(old) ? 'block' : 'warn', `likely a rename: ${shownName(next)} was ${shownName(old)}; as it is, ${old.address} is destroyed and made anew`, rename.remedy)];
    }),
};
