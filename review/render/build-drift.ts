import { shownName } from '../analyse/body';
import { driftGroups } from '../analyse/drift';
import type { ChangeSet } from '../model/change';
import { detailsSection } from './build-details';
import type { Line, ReviewDocument } from './document';
import { code, say } from './document';
import { count } from './text';

/** Puts drift into the order in which it is read: alike things once, with how often they are. */
export function buildDriftDocument(set: ChangeSet, title = 'Drift'): ReviewDocument {
  const groups = driftGroups(set);
  const resources = new Set(groups.flatMap(({ changes }) => changes.map(({ id }) => id))).size;
  const drifted = groups.length > 0;
  const rows = groups.map(({ type, attribute, shape, changes }): Line[] => [
    [code(type)], [code(attribute ?? '')], [say(shape)], [say(String(changes.length))],
    [code(changes.slice(0, 3).map((change) => `${change.stack}/${shownName(change)}`).join(', ')), ...(changes.length > 3 ? [say(` and ${changes.length - 3} more`)] : [])],
  ]);
  return {
    headline: `${title}: ${drifted ? `${count(resources, 'resource')} in ${count(set.stacks.length, 'stack')} differ` : `none in ${count(set.stacks.length, 'stack')}`}`,
    // A plan that isn't whole hides drift: it must not pass for "none".
    outcome: set.health.some(({ errored, complete }) => errored || !complete) ? 'blocked' : drifted ? 'changes' : 'clean',
    intro: [[say('What differs from what was applied, though nobody changed it in the program; and what a plan would change.')], [say('Looked at: '), code(set.stacks.join(', '))]],
    sections: drifted ? [{ kind: 'table', id: 'drift', title: 'What differs', head: ['Type', 'Attribute', 'How', 'Resources', 'Where'], rows }, { ...detailsSection(set.drift, new Set()), title: 'Single resources' }] : [],
  };
}
