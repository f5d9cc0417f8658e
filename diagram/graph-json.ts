import type { LandscapeGraph } from './landscape-graph';

/** The version of the form below. */
const SCHEMA = 'landscape-graph/1';

/** A graph for other programs: plain data, with kinds in words. */
export function graphJson({ nodes, edges }: LandscapeGraph): Readonly<Record<string, unknown>> {
  return { schema: SCHEMA, nodes: nodes.map(({ kind: { label, group }, ...node }) => ({ ...node, kind: label, group })), edges };
}
