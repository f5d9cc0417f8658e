/** What kinds of Azure resources have in common; said in words in every drawing, and shown by shape and tint. */
export type KindGroup = 'network' | 'identity' | 'security' | 'data' | 'machine learning' | 'compute' | 'serving' | 'monitoring' | 'governance' | 'delivery' | 'other';

/** Shapes that Graphviz and Mermaid both have. */
export type Shape = 'box' | 'rounded' | 'ellipse' | 'cylinder' | 'tab' | 'component' | 'slant' | 'trapezium';

/** How a group looks: the shape tells groups apart without the tint. */
export interface GroupStyle {
  readonly shape: Shape;
  /** Background, light enough for black text. */
  readonly fill: string;
}

export const GROUP_STYLES: Readonly<Record<KindGroup, GroupStyle>> = {
  network: { shape: 'tab', fill: '#e3f0fb' },
  identity: { shape: 'ellipse', fill: '#fdf3d0' },
  security: { shape: 'trapezium', fill: '#fbe3e3' },
  data: { shape: 'cylinder', fill: '#e2f4e6' },
  'machine learning': { shape: 'component', fill: '#ece4fa' },
  compute: { shape: 'box', fill: '#e4eaf5' },
  serving: { shape: 'slant', fill: '#fde8d7' },
  monitoring: { shape: 'rounded', fill: '#eef0f2' },
  governance: { shape: 'rounded', fill: '#f4f1ea' },
  delivery: { shape: 'slant', fill: '#e6f3f3' },
  other: { shape: 'box', fill: '#ffffff' },
};

/**
 * What a resource is in a drawing: a node, a box that holds others, a connection between two others, a role that somebody has,
 * or a detail: a marker on what it belongs to, or not shown at all.
 */
export type Place = 'node' | 'box' | 'connection' | 'grant' | 'marker' | 'hidden';

/** A kind of resource, as drawings know it. */
export interface Kind {
  /** What Azure calls it. */
  readonly label: string;
  readonly plural: string;
  readonly group: KindGroup;
  readonly place: Place;
  /** Attributes that refer to what it belongs to, the first that does counts. */
  readonly owner: readonly string[];
  /** The type that ties it to its owner, with its attribute for this one and for the owner. @default - an attribute of its own does */
  readonly tiedBy?: { readonly type: string; readonly mine: string; readonly owner: string };
  /** Data flows between it and its owner: into the owner, or out of it. @default - none */
  readonly flow?: 'into owner' | 'out of owner';
  /** Attributes that refer to where its data comes from. */
  readonly dataFrom: readonly string[];
  /** Attributes that refer to where its data goes to. */
  readonly dataTo: readonly string[];
  /** Of a connection: the attributes of its two ends, what it is called, and an attribute that says more. @default - it is none */
  readonly connects?: { readonly from: string; readonly to: string; readonly label: string; readonly detail?: string; readonly flow?: boolean };
  /** Of a grant: the attributes that say on what, to whom and what. @default - it is none */
  readonly grants?: { readonly scope: readonly string[]; readonly principal: string; readonly role: string };
}

type Details = Partial<Omit<Kind, 'label' | 'group' | 'place'>>;

function kind(label: string, group: KindGroup, place: Place, details: Details): Kind {
  return { label, group, place, plural: `${label}s`, owner: [], dataFrom: [], dataTo: [], ...details };
}

export const node = (label: string, group: KindGroup, details: Details = {}): Kind => kind(label, group, 'node', details);
export const box = (label: string, group: KindGroup, details: Details = {}): Kind => kind(label, group, 'box', details);
/** A detail that is counted on its owner: "3 keys". */
export const marker = (label: string, owner: string | readonly string[], details: Details = {}): Kind => kind(label, 'other', 'marker', { owner: typeof owner === 'string' ? [owner] : owner, ...details });
/** A detail that isn't shown; its changes are still those of its owner. */
export const hidden = (label: string, owner: string | readonly string[] = [], details: Details = {}): Kind => kind(label, 'other', 'hidden', { owner: typeof owner === 'string' ? [owner] : owner, ...details });
export const connection = (label: string, connects: NonNullable<Kind['connects']>): Kind => kind(label, 'other', 'connection', { connects });
export const grant = (label: string, grants: NonNullable<Kind['grants']>): Kind => kind(label, 'identity', 'grant', { grants });
