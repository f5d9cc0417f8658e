import type { ChangeAction, Mark } from './changes';
import { GROUP_STYLES, type KindGroup, type Shape } from './kind';
import type { EdgeKind, LandscapeGraph } from './landscape-graph';
import type { Sheet, SheetBox, SheetEdge, SheetNode, SheetOptions } from './sheet';
import { sheetOf } from './sheets';
import { mermaidText } from './text';

/** GitHub draws no more than this; sheets stay below it by far. */
export const MERMAID_LIMITS = { edges: 500, characters: 50_000 } as const;

const MERMAID_SHAPES: Readonly<Record<Shape, readonly [string, string]>> = { box: ['[', ']'], rounded: ['(', ')'], ellipse: ['([', '])'], cylinder: ['[(', ')]'], tab: ['>', ']'], component: ['[[', ']]'], slant: ['[/', '/]'], trapezium: ['[/', '\\]'] };

const CHANGE_SHAPES: Readonly<Record<ChangeAction, readonly [string, string]>> = { create: ['[[', ']]'], update: ['[/', '/]'], replace: ['{{', '}}'], destroy: ['[\\', '/]'] };

const CLASSES: Readonly<Record<ChangeAction | 'details' | 'outside', string>> = {
  create: 'stroke:#116329,stroke-width:3px,fill:#dafbe1,color:#1b1f24',
  update: 'stroke:#7d4e00,stroke-width:2px,stroke-dasharray:6 3,fill:#fff8c5,color:#1b1f24',
  replace: 'stroke:#953800,stroke-width:4px,fill:#fff1e5,color:#1b1f24',
  destroy: 'stroke:#a40e26,stroke-width:3px,stroke-dasharray:2 3,fill:#ffebe9,color:#1b1f24',
  details: 'stroke:#7d4e00,stroke-dasharray:6 3,fill:#fffdf0,color:#1b1f24',
  outside: 'stroke-dasharray:4 3,fill:#ffffff,color:#1b1f24',
};

const ARROWS: Readonly<Record<EdgeKind, string>> = { data: '==>', 'private link': '-.-o', network: '-.->', 'runs as': '--o', role: '-->', uses: '-->', part: '---' };

/** Draws a sheet of a landscape as Mermaid, for a fence in Markdown. */
export function renderMermaid(graph: LandscapeGraph, options: SheetOptions = {}): string {
  return sheetMermaid(sheetOf(graph, options));
}

/** A sheet as Mermaid. */
export function sheetMermaid(sheet: Sheet): string {
  const ids = new Map([...sheet.nodes.map(({ id }, index) => [id, `n${index}`] as const), ...sheet.boxes.map(({ id }, index) => [id, `b${index}`] as const)]);
  const inside = (box: string | undefined, indent: string): string[] => [
    ...sheet.boxes.filter((one) => one.box === box).flatMap((one) => [`${indent}subgraph ${ids.get(one.id)}["${boxLabel(one)}"]`, ...inside(one.id, `${indent}  `), `${indent}end`]),
    ...sheet.nodes.filter((one) => one.box === box).map((one) => `${indent}${ids.get(one.id)}${node(one, sheet.changes)}`),
  ];
  const classOf = (one: SheetNode): string | undefined => (sheet.changes ? (one.mark ? (one.mark.action ?? 'details') : undefined) : one.elsewhere !== undefined ? 'outside' : one.group.replaceAll(' ', '-'));
  const classes = new Map<string, string[]>();
  for (const one of sheet.nodes) {
    const name = classOf(one);
    if (name !== undefined) classes.set(name, [...(classes.get(name) ?? []), ids.get(one.id) ?? '']);
  }
  return [
    'flowchart LR',
    ...inside(undefined, '  '),
    ...sheet.edges.map((edge) => `  ${line(edge, ids)}`),
    ...sheet.edges.flatMap(({ change }, index) => (change === undefined ? [] : [`  linkStyle ${index} stroke:#1b1f24,stroke-width:4px`])),
    ...[...classes].sort(([a], [b]) => (a < b ? -1 : 1)).flatMap(([name, members]) => [`  classDef ${name} ${style(name)}`, `  class ${members.join(',')} ${name}`]),
    '',
  ].join('\n');
}

function style(name: string): string {
  const found = Object.entries(CLASSES).find(([key]) => key === name);
  const group = Object.entries(GROUP_STYLES).find(([key]) => key.replaceAll(' ', '-') === name);
  return found?.[1] ?? `stroke:#57606a,fill:${group?.[1].fill ?? '#ffffff'},color:#1b1f24`;
}

function node({ name, kind, group, markers, mark, elsewhere }: SheetNode, changes: boolean): string {
  const [open, close] = changes ? (mark?.action === undefined ? MERMAID_SHAPES.box : CHANGE_SHAPES[mark.action]) : shapeOf(group);
  const details = [...markers, ...(elsewhere === undefined ? [] : [elsewhere])].map(mermaidText).join(' · ');
  return `${open}"${[...words(mark), mermaidText(name), mermaidText(kind), ...(details === '' ? [] : [details])].join('<br/>')}"${close}`;
}

function shapeOf(group: KindGroup): readonly [string, string] {
  return MERMAID_SHAPES[GROUP_STYLES[group].shape];
}

function words(mark: Mark | undefined): string[] {
  return (mark?.words ?? []).map(mermaidText);
}

function boxLabel({ name, kind, markers, mark }: SheetBox): string {
  return [...words(mark), ...[name, kind, ...markers].map(mermaidText)].join(' · ');
}

function line({ from, to, kind, labels }: SheetEdge, ids: ReadonlyMap<string, string>): string {
  const text = labels.length > 0 ? labels : WORDLESS.has(kind) ? [] : [kind];
  return `${ids.get(from)} ${ARROWS[kind]}${text.length === 0 ? '' : `|"${text.map(mermaidText).join('<br/>')}"|`} ${ids.get(to)}`;
}

/** Lines that say what they are by how they look, or by what they are between. */
const WORDLESS: ReadonlySet<EdgeKind> = new Set(['data', 'part']);
