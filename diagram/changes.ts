import type { EdgeKind, GraphNode, LandscapeGraph } from './landscape-graph';
import { compare } from './references';

/** What happens to a resource. */
export type ChangeAction = 'create' | 'update' | 'replace' | 'destroy';

/** What happens, by `<stack>/<address>` of the resource. */
export type Changes = ReadonlyMap<string, ChangeAction>;

/** The sign of each action; the word always stands beside it. */
export const SIGNS: Readonly<Record<ChangeAction, string>> = { create: '+', update: '~', replace: '!', destroy: '-' };

/** The gravest first: a node that stands for several shows the shape of the first. */
const GRAVITY: readonly ChangeAction[] = ['destroy', 'replace', 'create', 'update'];

/** What a node or a line says of changes. */
export interface Mark {
  /** @default - only details of it change */
  readonly action?: ChangeAction;
  /** Like `(+) create`, or `details: 2 (+) create`. */
  readonly words: readonly string[];
}

/** The mark of something that stands for resources, and has others as its details. @default - undefined, where nothing changes */
export function markOf(own: readonly string[], details: readonly string[], changes: Changes): Mark | undefined {
  const ownActions = own.flatMap((id) => changes.get(id) ?? []);
  const detailActions = details.flatMap((id) => changes.get(id) ?? []);
  const action = GRAVITY.find((gravest) => ownActions.includes(gravest));
  const words = [...counted(ownActions, own.length > 1 ? own.length : undefined), ...counted(detailActions, 0).map((text) => `details: ${text}`)];
  return words.length === 0 ? undefined : { ...(action === undefined ? {} : { action }), words };
}

function counted(actions: readonly ChangeAction[], of: number | undefined): string[] {
  return GRAVITY.filter((action) => actions.includes(action)).map((action) => {
    const count = actions.filter((one) => one === action).length;
    return of === undefined ? signed(action) : `${count}${of > 0 ? ` of ${of}` : ''} ${signed(action)}`;
  });
}

/** Like `(+) create`. */
export function signed(action: ChangeAction): string {
  return `(${SIGNS[action]}) ${action}`;
}

/** What is in either graph: what was destroyed is only in the one from before. */
export function mergedGraph(before: LandscapeGraph, after: LandscapeGraph): LandscapeGraph {
  const nodes = new Map(before.nodes.map((node) => [node.id, node]));
  for (const node of after.nodes) {
    const old = nodes.get(node.id);
    nodes.set(node.id, old ? { ...node, details: [...new Set([...node.details, ...old.details])] } : node);
  }
  const edges = new Map([...before.edges, ...after.edges].map((edge) => [[edge.from, edge.to, edge.kind, edge.label, edge.resource ?? ''].join('\0'), edge]));
  return { nodes: [...nodes.values()].sort((a, b) => compare(a.id, b.id)), edges: [...edges].sort(([a], [b]) => compare(a, b)).map(([, edge]) => edge) };
}

/**
 * The part of a graph that changes, and what is one line away from it. Changed details don't touch what is around their node,
 * and an update doesn't touch who has a role on it.
 */
export function onlyChanged(graph: LandscapeGraph, changes: Changes): LandscapeGraph {
  const changedNode = ({ id, details }: GraphNode): boolean => changes.has(id) || details.some((detail) => changes.has(detail));
  const touches = (id: string, kind: EdgeKind): boolean => changes.has(id) && (kind !== 'role' || changes.get(id) !== 'update');
  const edges = graph.edges.filter(({ from, to, kind, resource }) => touches(from, kind) || touches(to, kind) || (resource !== undefined && changes.has(resource)));
  const near = new Set([...graph.nodes.filter(changedNode).map(({ id }) => id), ...edges.flatMap(({ from, to }) => [from, to])]);
  const byId = new Map(graph.nodes.map((node) => [node.id, node]));
  for (const id of [...near]) for (let box = byId.get(id)?.parent; box !== undefined && !near.has(box); box = byId.get(box)?.parent) near.add(box);
  return { nodes: graph.nodes.filter(({ id }) => near.has(id)), edges };
}

/** How many of the changes a graph has something for; the rest must be said in words. */
export function undrawn(graph: LandscapeGraph, changes: Changes): string[] {
  const drawn = new Set([...graph.nodes.flatMap(({ id, details }) => [id, ...details]), ...graph.edges.flatMap(({ resource }) => resource ?? [])]);
  return [...changes.keys()].filter((id) => !drawn.has(id)).sort(compare);
}
