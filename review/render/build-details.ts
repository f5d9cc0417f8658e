import { shownName } from '../analyse/body';
import type { AttributeChange, Change } from '../model/change';
import { canonical } from '../model/values';
import type { DetailsSection, Line, TableSection } from './document';
import { code, say } from './document';
import { ACTION_WORDS } from './build';
import { count, shorten, valueText, visible } from './text';

/** From so many on, the same change of many is said once. */
const MANY = 3;

/** Changes that many resources share, and the keys of those that are told there. */
export function sameEverywhere(changes: readonly Change[]): { readonly section: TableSection; readonly shown: ReadonlySet<string> } {
  const groups = new Map<string, { readonly attribute: AttributeChange; readonly changes: Change[] }>();
  for (const change of changes) {
    if (change.action !== 'update') continue;
    for (const attribute of change.attributes) {
      const key = attributeKey(attribute);
      const group = groups.get(key);
      if (group === undefined) groups.set(key, { attribute, changes: [change] });
      else group.changes.push(change);
    }
  }
  const many = [...groups].filter(([, group]) => group.changes.length >= MANY).sort(([a, first], [b, second]) => second.changes.length - first.changes.length || (a < b ? -1 : 1));
  return {
    section: {
      kind: 'table', id: 'everywhere', title: 'The same on many', head: ['Attribute', 'Before', 'After', 'On'],
      rows: many.map(([, { attribute, changes: all }]) => [[code(attribute.path)], ...sides(attribute), [say(`${count(all.length, 'resource')}: `), code(all.slice(0, 3).map(shownName).join(', ')), ...(all.length > 3 ? [say(` and ${all.length - 3} more`)] : [])]]),
    },
    shown: new Set(many.map(([key]) => key)),
  };
}

function attributeKey({ path, before, after, kind }: AttributeChange): string {
  return [path, kind, canonical(before), canonical(after)].join('\n');
}

function sides(attribute: AttributeChange): Line[] {
  if (attribute.kind === 'sensitive') return [[say('sensitive')], [say('sensitive, not shown')]];
  return [[code(valueText(attribute.before))], [code(valueText(attribute.after))]];
}

/** Every change with what differs in it. What follows only from a replacement is folded. */
export function detailsSection(changes: readonly Change[], shown: ReadonlySet<string>): DetailsSection {
  const items = changes.map((change) => {
    const told = change.action === 'update' ? change.attributes.filter((attribute) => shown.has(attributeKey(attribute))).length : 0;
    const own = change.attributes.filter((attribute) => !(attribute.consequence && attribute.effect !== 'replace') && !(change.action === 'update' && shown.has(attributeKey(attribute))));
    const folded = change.attributes.length - own.length - told;
    const notes = [
      ...(change.reason === undefined ? [] : [shorten(visible(change.reason), 200)]),
      ...(change.causedBy.length === 0 ? [] : [`caused by ${change.causedBy.slice(0, 3).map(({ id, attribute }) => `${visible(id)} through ${visible(attribute)}`).join(', ')}${change.causedBy.length > 3 ? ` and ${change.causedBy.length - 3} more` : ''}`]),
      ...(told > 0 ? [`${count(told, 'attribute')} under "The same on many"`] : []),
      ...(folded > 0 ? [`${count(folded, 'attribute')} known after apply only`] : []),
    ];
    return {
      empty: own.length === 0 && told > 0,
      summary: [say(`${ACTION_WORDS[change.action]} `), code(`${change.stack}/${change.address}`), ...(change.constructPath === undefined ? [] : [say(' at '), code(shownName(change))]), ...(change.source === undefined ? [] : [say(' in '), code(change.source)])],
      note: notes.length === 0 ? [] : [say(`${notes.join('; ')}.`)],
      head: ['Attribute', 'Before', 'After', 'Leads to'],
      rows: own.map((attribute): Line[] => [[code(attribute.path)], ...sides(attribute), [say(attribute.effect === 'replace' ? '± replace' : attribute.effect === 'unknown' ? '? unknown' : '~ update')]]),
    };
  });
  return { kind: 'details', id: 'details', title: 'All changes', items: items.filter(({ empty }) => !empty) };
}
