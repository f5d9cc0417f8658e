import type { Kind } from './kind';

/** A synthesised stack: what `cdk.tf.json` says, parsed. */
export interface SynthesisedStack {
  readonly name: string;
  readonly json: unknown;
}

/** A resource, or something outside of the stacks that one refers to. */
export interface GraphNode {
  /** `<stack>/<type>.<name>`; of what is outside, its id in Azure. */
  readonly id: string;
  /** The stack that has it. @default - it is outside of all stacks */
  readonly stack?: string;
  /** @default - it was not made by a construct */
  readonly constructPath?: string;
  readonly name: string;
  readonly kind: Kind;
  /** The box that it is in: a subnet, a virtual network, a resource group. @default - in none */
  readonly parent?: string;
  /** The node that it is a part of, as a datastore is of a workspace. @default - of none */
  readonly owner?: string;
  /** Details that aren't drawn: "locked", "3 keys". */
  readonly markers: readonly string[];
  /** The details, by id; their changes are changes of this node. */
  readonly details: readonly string[];
}

/** Why there is a line between two nodes. */
export type EdgeKind = 'data' | 'private link' | 'network' | 'runs as' | 'role' | 'uses' | 'part';

/** A line between two nodes. */
export interface GraphEdge {
  readonly from: string;
  readonly to: string;
  readonly kind: EdgeKind;
  readonly label: string;
  /** The resource that the line is, as a role assignment or a peering. @default - the line is a reference of a node */
  readonly resource?: string;
}

/** What the stacks of an environment are, and how they hang together. */
export interface LandscapeGraph {
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly GraphEdge[];
}
