import { Problems } from '../constructs/core/errors';
import type { Changes } from './changes';
import { onlyChanged, undrawn } from './changes';
import { collapse } from './collapse';
import { Drawing } from './drawing';
import type { LandscapeGraph } from './landscape-graph';
import type { Sheet, SheetOptions } from './sheet';
import { compare } from './references';

/** The sheet with everything that isn't a role. */
export const OVERVIEW = 'overview';
/** The sheet with who has which role on what. */
export const ACCESS = 'access';

const NOTHING: Changes = new Map();

/** The sheets of a landscape: an overview, who has access, and a sheet for each stack where there are several. */
export function sheetNames(graph: LandscapeGraph): string[] {
  const stacks = [...new Set(graph.nodes.flatMap(({ stack }) => stack ?? []))].sort(compare);
  return [OVERVIEW, ...(graph.edges.some(({ kind }) => kind === 'role') ? [ACCESS] : []), ...(stacks.length > 1 ? stacks : [])];
}

/** What a sheet shows, collapsed so that it can be read. */
export function sheetOf(graph: LandscapeGraph, options: SheetOptions = {}): Sheet {
  check(graph, options);
  const changes = options.changes ?? NOTHING;
  const name = options.onlyChanged ? 'changes' : (options.sheet ?? OVERVIEW);
  const selected = options.onlyChanged ? onlyChanged(graph, changes) : select(graph, name);
  const stack = selected !== graph && name !== OVERVIEW && name !== ACCESS && !options.onlyChanged ? name : undefined;
  const drawing = new Drawing({ graph: selected, changes, ...(name === ACCESS ? {} : { groupBy: options.groupBy ?? 'azure' }), ...(stack === undefined ? {} : { stack }) });
  const { edges, notes } = collapse(drawing, name === OVERVIEW || name === 'changes');
  return { name, title: options.title ?? name, boxes: drawing.sheetBoxes(), nodes: drawing.sheetNodes(), edges, notes: [...notes, ...missing(selected, changes)], changes: options.changes !== undefined };
}

function check(graph: LandscapeGraph, { changes, onlyChanged: only, sheet }: SheetOptions): void {
  const names = sheetNames(graph);
  const problems = new Problems('diagram');
  problems.require(!(only && changes === undefined), { code: 'OnlyChangedWithoutChanges', prop: 'onlyChanged', rule: 'has no effect without changes', expected: 'changes beside it', fix: "pass 'changes', or leave it out" });
  problems.require(!(only && sheet !== undefined), { code: 'OnlyChangedWithSheet', prop: 'sheet', rule: 'has no effect with onlyChanged', got: sheet, expected: 'nothing', fix: 'leave out one of them' });
  problems.require(sheet === undefined || names.includes(sheet), { code: 'SheetUnknown', prop: 'sheet', rule: 'is not a sheet of this landscape', got: sheet, expected: names.join(', '), fix: 'name one of these' });
  problems.throwIfAny();
}

/** The part of a graph that a sheet is about. */
function select(graph: LandscapeGraph, name: string): LandscapeGraph {
  if (name === ACCESS) {
    const edges = graph.edges.filter(({ kind }) => kind === 'role');
    const used = new Set(edges.flatMap(({ from, to }) => [from, to]));
    return { nodes: graph.nodes.filter(({ id }) => used.has(id)), edges };
  }
  const lines = graph.edges.filter(({ kind }) => kind !== 'role');
  const stackOf = new Map(graph.nodes.map(({ id, stack }) => [id, stack]));
  const inSheet = (id: string): boolean => name === OVERVIEW || stackOf.get(id) === name;
  const edges = lines.filter(({ from, to }) => inSheet(from) || inSheet(to));
  const used = new Set(edges.flatMap(({ from, to }) => [from, to]));
  const parentOf = new Map(graph.nodes.map(({ id, parent }) => [id, parent]));
  const kept = new Set(graph.nodes.filter(({ id, stack }) => (stack !== undefined && inSheet(id)) || used.has(id)).map(({ id }) => id));
  for (const id of [...kept]) for (let box = parentOf.get(id); box !== undefined && !kept.has(box); box = parentOf.get(box)) kept.add(box);
  return { nodes: graph.nodes.filter(({ id }) => kept.has(id)), edges };
}

function missing(graph: LandscapeGraph, changes: Changes): string[] {
  const ids = undrawn(graph, changes);
  const few = ids.slice(0, 3).join(', ');
  return ids.length === 0 ? [] : [`${ids.length} changed ${ids.length === 1 ? 'resource is' : 'resources are'} not on this sheet: ${few}${ids.length > 3 ? ` and ${ids.length - 3} more` : ''}`];
}
