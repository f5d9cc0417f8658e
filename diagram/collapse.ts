import { markOf } from './changes';
import type { Drawn, Drawing } from './drawing';
import type { EdgeKind } from './landscape-graph';
import type { SheetEdge } from './sheet';
import { MAX_EDGES, MAX_NODES } from './sheet';

/** A way to draw less: what it does, in words for the sheet, and how. */
interface Step {
  readonly says: string;
  /** What nodes have in common that become one. @default - undefined, where a node stays */
  readonly key: (node: Drawn, drawing: Drawing) => string | undefined;
  /** What they are called together. @default - by their names and kind */
  readonly as?: (nodes: readonly Drawn[], drawing: Drawing) => Partial<Pick<Drawn, 'name' | 'kind' | 'plural' | 'group'>>;
}

/** The plural of nodes that stand for different kinds. */
const MIXED = '';

/** Private endpoints of one target, and parts of one kind of one owner. They make any drawing better. */
const TIDY: readonly Step[] = [
  { says: 'private endpoints of one target are one node', key: (node, drawing) => (node.kind === 'Private endpoint' ? keyed(node, drawing, targetOf(node, drawing)) : undefined), as: (nodes, drawing) => ({ name: subresources(nodes, drawing) }) },
  { says: 'parts of one kind are one node', key: (node, drawing) => keyed(node, drawing, single(node)?.owner, node.plural) },
];

/** In this order, the largest groups first, until a drawing can be read. */
const SMALLER: readonly Step[] = [
  { says: 'principals of one kind are one node', key: (node, drawing) => (single(node)?.id.startsWith('outside:principal/') ? keyed(node, drawing, node.plural) : undefined) },
  { says: 'private endpoints of one subnet are one node', key: (node, drawing) => (node.plural === 'Private endpoints' && drawing.selection.groupBy !== 'construct' ? keyed(node, drawing, node.members[0]?.parent) : undefined) },
  { says: 'what one construct made is one node', key: constructOf, as: (nodes) => ({ name: main(nodes).name, kind: `${main(nodes).kind} and ${count(nodes) - 1} more`, plural: MIXED, group: main(nodes).group }) },
  { says: 'what is of one kind in one place is one node', key: (node, drawing) => keyed(node, drawing, node.plural === MIXED ? undefined : node.plural, node.members[0]?.parent ?? node.members[0]?.stack ?? 'outside') },
  { says: 'a stack is one node', key: (node) => node.members[0]?.stack, as: (nodes) => ({ name: nodes[0]?.members[0]?.stack ?? '', kind: `Stack of ${count(nodes)} nodes`, plural: MIXED, group: 'other' }) },
  { says: 'what is outside of the stacks is one node', key: (node) => (node.members[0]?.stack === undefined ? 'outside' : undefined), as: (nodes) => ({ name: 'outside of the stacks', kind: `${count(nodes)} nodes`, plural: MIXED, group: 'other' }) },
];

/** What matters least is left out first. */
const LEAST_FIRST: readonly EdgeKind[] = ['uses', 'runs as', 'part', 'network', 'role', 'private link', 'data'];

/** Collapses a drawing until it can be read, and says how. */
export function collapse(drawing: Drawing, tidy: boolean): { readonly edges: readonly SheetEdge[]; readonly notes: readonly string[] } {
  const notes: string[] = [];
  const fits = (): boolean => drawing.nodes.length <= MAX_NODES && drawing.edges().length <= MAX_EDGES;
  for (const step of [...TIDY, ...SMALLER]) {
    const always = tidy && TIDY.includes(step);
    const before = drawing.nodes.length;
    const some = apply(drawing, step, always ? () => false : fits);
    if (drawing.nodes.length < before) notes.push(`${some ? 'where it was too much, ' : ''}${step.says} (${before} nodes became ${drawing.nodes.length})`);
  }
  const left = drawing.nodes.slice(MAX_NODES - 1);
  if (drawing.nodes.length > MAX_NODES) {
    drawing.merge(left, { name: 'all others', kind: `${count(left)} nodes`, group: 'other' });
    notes.push(`${left.length} nodes are drawn as "all others"`);
  }
  return withFewEdges(drawing.edges(), notes);
}

function withFewEdges(edges: readonly SheetEdge[], notes: readonly string[]): { readonly edges: readonly SheetEdge[]; readonly notes: readonly string[] } {
  if (edges.length <= MAX_EDGES) return { edges, notes };
  const rank = ({ kind, change }: SheetEdge): number => LEAST_FIRST.indexOf(kind) + (change === undefined ? 0 : LEAST_FIRST.length);
  const kept = new Set([...edges].sort((a, b) => rank(b) - rank(a)).slice(0, MAX_EDGES));
  return { edges: edges.filter((edge) => kept.has(edge)), notes: [...notes, `${edges.length - MAX_EDGES} of ${edges.length} lines are left out`] };
}

/** Draws groups of nodes as one each, and says whether there were some left when that was enough. */
function apply(drawing: Drawing, { key, as }: Step, enough: () => boolean): boolean {
  const groups = new Map<string, Drawn[]>();
  for (const node of drawing.nodes) {
    const group = key(node, drawing);
    if (group === undefined) continue;
    const nodes = groups.get(group) ?? [];
    nodes.push(node);
    groups.set(group, nodes);
  }
  for (const nodes of [...groups.values()].filter(({ length }) => length > 1).sort((a, b) => b.length - a.length)) {
    if (enough()) return true;
    drawing.merge(nodes, as?.(nodes, drawing));
  }
  return false;
}

/** Nodes that change in different ways are kept apart. */
function keyed(node: Drawn, drawing: Drawing, ...parts: readonly (string | undefined)[]): string | undefined {
  if (parts.some((part) => part === undefined)) return undefined;
  const mark = markOf(node.members.map(({ id }) => id), node.members.flatMap(({ details }) => details), drawing.selection.changes);
  return [...parts, mark?.action ?? (mark ? 'details' : '')].join('\0');
}

function targetOf(node: Drawn, drawing: Drawing): string | undefined {
  return drawing.selection.graph.edges.find(({ from, kind }) => from === node.id && kind === 'private link')?.to;
}

/** What private endpoints of one target are for. */
function subresources(nodes: readonly Drawn[], drawing: Drawing): string {
  const ids = new Set(nodes.flatMap(({ members }) => members.map(({ id }) => id)));
  return [...new Set(drawing.selection.graph.edges.filter(({ from, kind }) => kind === 'private link' && ids.has(from)).map(({ label }) => label))].join(', ');
}

function constructOf({ members }: Drawn): string | undefined {
  const tops = new Set(members.map(({ constructPath }) => constructPath?.split('/').slice(0, 2).join('/')));
  const [top] = tops;
  return tops.size === 1 && top?.includes('/') ? top : undefined;
}

/** The node that others are parts of: near to the top of the construct, and not who it runs as or how it is reached. */
function main(nodes: readonly Drawn[]): Drawn {
  const depth = ({ members, group }: Drawn): number => (members[0]?.constructPath?.replace(/\/Resource$/, '').split('/').length ?? 0) + (group === 'identity' || group === 'network' ? 100 : 0);
  return nodes.reduce((best, node) => (depth(node) < depth(best) ? node : best));
}

function single({ members }: Drawn): Drawn['members'][number] | undefined {
  return members.length === 1 ? members[0] : undefined;
}

function count(nodes: readonly Drawn[]): number {
  return nodes.reduce((sum, { members }) => sum + members.length, 0);
}
