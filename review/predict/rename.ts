import type { JsonObject } from '../../facts/json';
import { isObject } from '../../facts/json';
import type { Rename } from '../model/change';
import { byText } from '../model/change';
import { canonical, isLiteral } from '../model/values';
import type { Prediction } from './pair';
import { compare } from './pair';
import { ReferenceIndex } from './references';
import type { TypeLookup } from './type-facts';

/** From this much in common on, two resources without a name in common are taken for the same. */
const ALIKE = 0.9;
/** With the same name in Azure, less will do. */
const ALIKE_BY_NAME = 0.5;
/** More resources of a type aren't compared each with each. */
const MOST_COMPARED = 200;

interface Pair {
  readonly old: Prediction;
  readonly next: Prediction;
  readonly similarity: number;
}

/** Finds what is destroyed and made anew though it is the same: its construct was renamed, or moved in the tree. */
export function findRenames(predictions: readonly Prediction[], base: ReferenceIndex, head: ReferenceIndex, lookup: TypeLookup): Rename[] {
  const gone = predictions.filter(({ action, before }) => action === 'delete' && before?.mode === 'managed');
  const made = predictions.filter(({ action, after }) => action === 'create' && after?.mode === 'managed');
  if (gone.length === 0 || made.length === 0) return [];
  const byName = pairUp(gone, made, similarity, (old, next) => sameName(old, next), ALIKE_BY_NAME);
  // What refers to a renamed resource differs by that reference only: a second look is taken with the new names in the old texts.
  const taken = new Set(byName.flatMap(({ old, next }) => [old, next]));
  const renamed = new Map(byName.flatMap(({ old, next }) => (old.before === undefined || next.after === undefined ? [] : [[old.before.id, next.after.address] as const])));
  const rewritten = new ReferenceIndex(base.stacks, lookup, renamed);
  const bodies = new Map<Prediction, JsonObject | null>();
  const rest = pairUp(gone.filter((item) => !taken.has(item)), made.filter((item) => !taken.has(item)), (old, next) => {
    if (!bodies.has(old)) bodies.set(old, old.before === undefined ? null : rewritten.resolveBody(old.before));
    return alike(bodies.get(old) ?? null, next.after === undefined ? null : head.resolveBody(next.after));
  }, () => true, ALIKE);
  return [...byName, ...rest].flatMap((pair) => toRename(pair, rewritten, head, lookup)).sort(byText(({ from }) => from));
}

/** Pairs of which each is the other's best, and the only one. */
function pairUp(gone: readonly Prediction[], made: readonly Prediction[], score: (old: Prediction, next: Prediction) => number, candidate: (old: Prediction, next: Prediction) => boolean, least: number): Pair[] {
  const pairs: Pair[] = [];
  for (const [key, olds] of grouped(gone)) {
    const news = grouped(made).get(key) ?? [];
    if (olds.length > MOST_COMPARED || news.length > MOST_COMPARED) continue;
    const all = olds.flatMap((old) => news.filter((next) => candidate(old, next)).map((next) => ({ old, next, similarity: score(old, next) }))).filter(({ similarity }) => similarity >= least);
    for (const pair of all) {
      const rivals = all.filter((other) => other !== pair && (other.old === pair.old || other.next === pair.next));
      if (rivals.every(({ similarity }) => similarity < pair.similarity)) pairs.push(pair);
    }
  }
  return pairs;
}

function grouped(predictions: readonly Prediction[]): Map<string, Prediction[]> {
  const groups = new Map<string, Prediction[]>();
  for (const prediction of predictions) {
    const type = (prediction.after ?? prediction.before)?.type ?? '';
    const list = groups.get(type);
    if (list === undefined) groups.set(type, [prediction]);
    else list.push(prediction);
  }
  return groups;
}

function similarity(old: Prediction, next: Prediction): number {
  return alike(old.beforeBody, next.afterBody);
}

function sameName({ beforeBody }: Prediction, { afterBody }: Prediction): boolean {
  const [old, next] = [beforeBody?.name, afterBody?.name];
  return isLiteral(old) && isLiteral(next) && old === next;
}

/** How much two bodies have in common, from 0 to 1. */
function alike(before: JsonObject | null, after: JsonObject | null): number {
  const [b, a] = [new Set(leaves(before)), new Set(leaves(after))];
  if (b.size === 0 && a.size === 0) return 0;
  const common = [...b].filter((leaf) => a.has(leaf)).length;
  return (2 * common) / (b.size + a.size);
}

function leaves(value: JsonObject | null, at = ''): string[] {
  return Object.entries(value ?? {}).flatMap(([name, item]) => {
    if (item === undefined) return [];
    if (isObject(item)) return leaves(item, `${at}.${name}`);
    return Array.isArray(item) ? item.map((inner) => `${at}.${name}=${canonical(inner)}`) : [`${at}.${name}=${canonical(item)}`];
  });
}

/** A rename that a move would save; one that is replaced all the same is none. */
function toRename({ old, next, similarity: score }: Pair, base: ReferenceIndex, head: ReferenceIndex, lookup: TypeLookup): Rename[] {
  const [before, after] = [old.before, next.after];
  if (before === undefined || after === undefined) return [];
  const moved = compare(before, after, base, head, lookup);
  if (moved.action === 'replace' || moved.action === 'unknown') return [];
  const remedy = before.stack === after.stack
    ? `resource.moveFromId('${before.address}') on the L1 at '${after.constructPath ?? after.address}' keeps it`
    : `terraform state mv can't cross stacks: importFrom(its id) on the L1 at '${after.constructPath ?? after.address}', and a removed block with 'destroy: false' for '${before.address}' in ${before.stack}`;
  return [{ from: before.id, to: after.id, type: after.type, similarity: Math.round(score * 100) / 100, remedy }];
}
