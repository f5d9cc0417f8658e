import type { KindGroup } from './kind';
import type { ChangeAction, Changes, Mark } from './changes';
import type { EdgeKind } from './landscape-graph';

/** How many nodes and lines a sheet may have, so that people can read it. */
export const MAX_NODES = 40;
export const MAX_EDGES = 80;

/** What boxes are: where Azure has a resource, or the construct that made it. */
export type GroupBy = 'azure' | 'construct';

export interface SheetOptions {
  /** @default 'azure' */
  readonly groupBy?: GroupBy;
  /** What happens to which resource. @default - nothing is marked */
  readonly changes?: Changes;
  /** Only what changes, and what is one line away from it. @default false */
  readonly onlyChanged?: boolean;
  /** The sheet to draw: `overview`, `access`, or a stack. @default 'overview' */
  readonly sheet?: string;
  /** @default - the name of the sheet */
  readonly title?: string;
}

/** A node as it is drawn; it may stand for several resources. */
export interface SheetNode {
  readonly id: string;
  readonly name: string;
  /** The kind in words: "Storage account", "3 Compute clusters". */
  readonly kind: string;
  readonly group: KindGroup;
  readonly markers: readonly string[];
  /** @default - it is in no box */
  readonly box?: string;
  /** Where it is, if it isn't of this sheet: "in prod-aks", "outside". @default - it is of this sheet */
  readonly elsewhere?: string;
  /** @default - it doesn't change */
  readonly mark?: Mark;
}

/** A box that holds nodes and other boxes. */
export interface SheetBox {
  readonly id: string;
  readonly name: string;
  readonly kind: string;
  readonly markers: readonly string[];
  /** @default - it is in no box */
  readonly box?: string;
  /** @default - it doesn't change */
  readonly mark?: Mark;
}

/** A line between two nodes, or to a box. */
export interface SheetEdge {
  readonly from: string;
  readonly to: string;
  readonly kind: EdgeKind;
  readonly labels: readonly string[];
  /** @default - it doesn't change */
  readonly change?: ChangeAction;
}

/** One drawing, ready to be written down. */
export interface Sheet {
  readonly name: string;
  readonly title: string;
  readonly boxes: readonly SheetBox[];
  readonly nodes: readonly SheetNode[];
  readonly edges: readonly SheetEdge[];
  /** What isn't drawn as it is: what was collapsed, and what is left out. */
  readonly notes: readonly string[];
  /** Whether changes are marked; the shapes mean other things then. */
  readonly changes: boolean;
}
