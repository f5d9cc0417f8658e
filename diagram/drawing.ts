import type { Changes } from './changes';
import { markOf, signed } from './changes';
import type { KindGroup } from './kind';
import type { EdgeKind, GraphNode, LandscapeGraph } from './landscape-graph';
import { compare } from './references';
import type { GroupBy, SheetBox, SheetEdge, SheetNode } from './sheet';

/** A node that may stand for several nodes of the graph. */
export interface Drawn {
  readonly id: string;
  readonly name: string;
  readonly kind: string;
  readonly plural: string;
  readonly group: KindGroup;
  readonly members: readonly GraphNode[];
}

/** What a drawing shows of a graph. */
export interface Selection {
  readonly graph: LandscapeGraph;
  readonly changes: Changes;
  /** @default - without boxes */
  readonly groupBy?: GroupBy;
  /** The stack that the sheet is about. @default - all stacks */
  readonly stack?: string;
}

const MOST_NAMES = 4;
const MOST_LABELS = 3;

/** A drawing while it is collapsed until it can be read. */
export class Drawing {
  private readonly drawn = new Map<string, Drawn>();
  /** The drawn node that stands for a node of the graph. */
  private readonly standsFor = new Map<string, string>();
  private readonly byId: ReadonlyMap<string, GraphNode>;
  private readonly parentsOfSome: ReadonlySet<string>;

  constructor(readonly selection: Selection) {
    this.parentsOfSome = new Set(selection.graph.nodes.flatMap(({ parent }) => parent ?? []));
    this.byId = new Map(selection.graph.nodes.map((node) => [node.id, node]));
    for (const node of selection.graph.nodes) {
      if (this.isBox(node)) continue;
      this.standsFor.set(node.id, node.id);
      this.drawn.set(node.id, { id: node.id, name: node.name, kind: node.kind.label, plural: node.kind.plural, group: node.kind.group, members: [node] });
    }
  }

  get nodes(): readonly Drawn[] {
    return [...this.drawn.values()];
  }

  /** Draws several nodes as one. */
  merge(nodes: readonly Drawn[], as: Partial<Pick<Drawn, 'name' | 'kind' | 'plural' | 'group'>> = {}): void {
    const [first] = nodes;
    if (!first || nodes.length < 2) return;
    const members = nodes.flatMap((node) => node.members);
    for (const node of nodes) this.drawn.delete(node.id);
    for (const { id } of members) this.standsFor.set(id, first.id);
    this.drawn.set(first.id, { id: first.id, name: names(members), kind: `${members.length} ${first.plural}`, plural: first.plural, group: first.group, ...as, members });
  }

  /** The lines between what is drawn, one for each pair and kind. */
  edges(): SheetEdge[] {
    const found = new Map<string, { readonly from: string; readonly to: string; readonly kind: EdgeKind; readonly labels: Set<string>; readonly resources: string[] }>();
    for (const { from, to, kind, label, resource } of this.selection.graph.edges) {
      const [start, end] = [this.endOf(from), this.endOf(to)];
      if (start === undefined || end === undefined || start === end || this.holds(end, start) || this.holds(start, end)) continue;
      const key = [start, end, kind].join('\0');
      const edge = found.get(key) ?? { from: start, to: end, kind, labels: new Set(), resources: [] };
      const change = resource === undefined ? undefined : this.selection.changes.get(resource);
      const named = kind === 'private link' && change === undefined && (this.drawn.get(start)?.members.length ?? 1) > 1;
      if (label !== '' && !named) edge.labels.add(change === undefined ? label : `${signed(change)} ${label}`);
      if (resource !== undefined) edge.resources.push(resource);
      found.set(key, edge);
    }
    return [...found].sort(([a], [b]) => compare(a, b)).map(([, { from, to, kind, labels, resources }]) => {
      const action = markOf(resources, [], this.selection.changes)?.action;
      return { from, to, kind, labels: few([...labels].sort(compare)), ...(action === undefined ? {} : { change: action }) };
    });
  }

  sheetNodes(): SheetNode[] {
    return this.nodes.map(({ id, name, kind, group, members }) => {
      const box = this.boxOf(members);
      const mark = markOf(members.map((member) => member.id), members.flatMap(({ details }) => details), this.selection.changes);
      const elsewhere = this.elsewhere(members);
      return { id, name, kind, group, markers: members.length === 1 ? (members[0]?.markers ?? []) : common(members), ...(elsewhere === undefined ? {} : { elsewhere }), ...(box === undefined ? {} : { box }), ...(mark === undefined ? {} : { mark }) };
    }).sort((a, b) => compare(a.id, b.id));
  }

  sheetBoxes(): SheetBox[] {
    const used = new Map<string, SheetBox>();
    for (const { members } of this.nodes) {
      for (let id = this.boxOf(members); id !== undefined && !used.has(id); id = used.get(id)?.box) used.set(id, this.box(id));
    }
    return [...used.values()].sort((a, b) => compare(a.id, b.id));
  }

  private elsewhere(members: readonly GraphNode[]): string | undefined {
    const { stack } = this.selection;
    const stacks = [...new Set(members.map((member) => member.stack))];
    if (stacks.every((one) => one === undefined)) return 'outside';
    return stack === undefined || stacks.includes(stack) ? undefined : stacks.length === 1 ? `in ${stacks[0]}` : 'in other stacks';
  }

  /** Where a box that is a node of the graph, or a construct, is. */
  private box(id: string): SheetBox {
    const node = this.byId.get(id);
    if (!node) return { id, name: id.slice(CONSTRUCT.length).split('/').at(-1) ?? id, kind: id.includes('/') ? 'Construct' : 'Stack', markers: [], ...(id.includes('/') ? { box: id.slice(0, id.lastIndexOf('/')) } : {}) };
    const mark = markOf([id], node.details, this.selection.changes);
    return { id, name: node.name, kind: node.kind.label, markers: node.markers, ...(node.parent !== undefined && this.byId.has(node.parent) ? { box: node.parent } : {}), ...(mark === undefined ? {} : { mark }) };
  }

  /** The box that all members are in. */
  private boxOf(members: readonly GraphNode[]): string | undefined {
    const { groupBy } = this.selection;
    if (groupBy === undefined) return undefined;
    const chains = members.map((member) => (groupBy === 'azure' ? this.parents(member) : constructs(member)));
    return chains[0]?.find((id) => chains.every((chain) => chain.includes(id)) && !(groupBy === 'construct' && this.isLonely(id)));
  }

  /** A construct that only one node is of needs no box. */
  private isLonely(id: string): boolean {
    return id.includes('/') && this.nodes.filter(({ members }) => members.every((member) => constructs(member).includes(id))).length < 2;
  }

  private parents({ parent }: GraphNode): string[] {
    const found: string[] = [];
    for (let id = parent; id !== undefined && this.byId.has(id) && !found.includes(id); id = this.byId.get(id)?.parent) found.push(id);
    return found;
  }

  /** Boxes without anything in them are drawn as nodes. */
  private isBox(node: GraphNode): boolean {
    return this.selection.groupBy === 'azure' && node.kind.place === 'box' && this.parentsOfSome.has(node.id);
  }

  private endOf(id: string): string | undefined {
    const node = this.byId.get(id);
    return this.standsFor.get(id) ?? (node && this.isBox(node) ? id : undefined);
  }

  private holds(box: string, inner: string): boolean {
    const node = this.byId.get(box);
    const members = this.drawn.get(inner)?.members ?? [this.byId.get(inner)].flatMap((member) => member ?? []);
    return node !== undefined && this.isBox(node) && members.some((member) => this.parents(member).includes(box));
  }
}

const CONSTRUCT = 'construct:';

/** The constructs around a resource, from near to far: the one below the stack, and the stack. */
function constructs({ constructPath, stack }: GraphNode): string[] {
  const [root, top, ...rest] = constructPath?.split('/') ?? [stack];
  if (root === undefined || stack === undefined) return [];
  return top === undefined || rest.length === 0 ? [`${CONSTRUCT}${root}`] : [`${CONSTRUCT}${root}/${top}`, `${CONSTRUCT}${root}`];
}

function names(members: readonly GraphNode[]): string {
  const all = [...new Set(members.map(({ name }) => name))].sort(compare);
  return all.length <= MOST_NAMES ? all.join(', ') : `${all.slice(0, MOST_NAMES - 1).join(', ')} and ${all.length - MOST_NAMES + 1} more`;
}

/** The markers that all members have. */
function common(members: readonly GraphNode[]): string[] {
  return (members[0]?.markers ?? []).filter((marker) => members.every(({ markers }) => markers.includes(marker)));
}

/** Marked labels first: they are what a review is for. */
function few(labels: readonly string[]): string[] {
  const sorted = [...labels].sort((a, b) => Number(b.startsWith('(')) - Number(a.startsWith('(')));
  return sorted.length <= MOST_LABELS ? sorted : [...sorted.slice(0, MOST_LABELS - 1), `and ${sorted.length - MOST_LABELS + 1} more`];
}
