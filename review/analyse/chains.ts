import type { Change } from '../model/change';
import { byText } from '../model/change';

/** A replacement, and what it takes along. */
export interface Chain {
  readonly root: Change;
  /** What is replaced or changed because of it, directly or through others; with how far away it is. */
  readonly affected: readonly { readonly change: Change; readonly depth: number; readonly attribute: string }[];
}

/** Replacements that have a cause of their own, with all that follows from each, the longest first. */
export function chains(changes: readonly Change[]): Chain[] {
  const effects = new Map<string, { readonly change: Change; readonly attribute: string }[]>();
  for (const change of changes) {
    if (change.action !== 'replace' && change.action !== 'update' && change.action !== 'unknown') continue;
    for (const { id, attribute } of change.causedBy) {
      const list = effects.get(id);
      if (list === undefined) effects.set(id, [{ change, attribute }]);
      else list.push({ change, attribute });
    }
  }
  const roots = changes.filter((change) => (change.action === 'replace' || change.action === 'unknown') && effects.has(change.id) && isRoot(change));
  return roots.map((root) => ({ root, affected: follow(root, effects) })).filter(({ affected }) => affected.length > 0).sort((a, b) => b.affected.length - a.affected.length || byText<Chain>(({ root }) => root.id)(a, b));
}

/** Something that forces the replacement doesn't come from another one. */
function isRoot({ causedBy, attributes }: Change): boolean {
  return causedBy.length === 0 || attributes.some(({ effect, consequence }) => effect === 'replace' && !consequence);
}

function follow(root: Change, effects: ReadonlyMap<string, readonly { readonly change: Change; readonly attribute: string }[]>): Chain['affected'] {
  const seen = new Set([root.id]);
  const found: { change: Change; depth: number; attribute: string }[] = [];
  let level: Change[] = [root];
  for (let depth = 1; level.length > 0; depth += 1) {
    const next: Change[] = [];
    for (const change of level) {
      for (const effect of effects.get(change.id) ?? []) {
        if (seen.has(effect.change.id)) continue;
        seen.add(effect.change.id);
        found.push({ ...effect, depth });
        if (effect.change.action !== 'update') next.push(effect.change);
      }
    }
    level = next;
  }
  return found;
}
