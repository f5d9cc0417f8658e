import type { Change, ChangeSet } from '../model/change';

/** Drift of one shape: the same attribute of the same type, differing in the same way. */
export interface DriftGroup {
  readonly type: string;
  /** @default - the whole resource is gone, or there */
  readonly attribute?: string;
  readonly shape: 'appeared' | 'disappeared' | 'changed' | 'gone' | 'would change';
  readonly changes: readonly Change[];
}

/** Drift by type, attribute and shape, the most frequent first: a new version of a provider shows the same on hundreds of resources. */
export function driftGroups({ drift, changes }: ChangeSet): DriftGroup[] {
  const groups = new Map<string, { type: string; attribute: string | undefined; shape: DriftGroup['shape']; changes: Change[] }>();
  const add = (change: Change, attribute: string | undefined, shape: DriftGroup['shape']): void => {
    const key = [change.type, attribute ?? '', shape].join('\n');
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { type: change.type, attribute, shape, changes: [change] });
    else if (group.changes[group.changes.length - 1] !== change) group.changes.push(change);
  };
  for (const change of drift) {
    if (change.action === 'delete') add(change, undefined, 'gone');
    for (const attribute of change.attributes) add(change, general(attribute.path), attribute.kind === 'sensitive' ? 'changed' : attribute.before === undefined ? 'appeared' : attribute.after === undefined ? 'disappeared' : 'changed');
  }
  const drifted = new Set(drift.map(({ id }) => id));
  for (const change of changes) if (change.mode === 'managed' && change.action !== 'no-op' && !drifted.has(change.id)) add(change, undefined, 'would change');
  return [...groups].sort(([a, first], [b, second]) => second.changes.length - first.changes.length || (a < b ? -1 : 1)).map(([, group]) => ({ type: group.type, shape: group.shape, changes: group.changes, ...(group.attribute === undefined ? {} : { attribute: group.attribute }) }));
}

/** A path without what tells single items apart. */
function general(path: string): string {
  return path.replace(/\["[^"]*"\]|\[\d+\]/g, (key) => (key.startsWith('["') && path.startsWith('tags') ? key : '[*]'));
}
