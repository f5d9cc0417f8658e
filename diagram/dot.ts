import type { ChangeAction, Mark } from './changes';
import { GROUP_STYLES, type KindGroup, type Shape } from './kind';
import type { EdgeKind } from './landscape-graph';
import type { Sheet, SheetBox, SheetEdge, SheetNode } from './sheet';
import { dotLabel, shown, xmlText } from './text';

const FONT = 'Helvetica';
const TEXT = '#1b1f24';
const QUIET = '#57606a';

const DOT_SHAPES: Readonly<Record<Shape, string>> = { box: 'shape=box', rounded: 'shape=box style="filled,rounded"', ellipse: 'shape=ellipse margin="0.02,0.02"', cylinder: 'shape=cylinder', tab: 'shape=tab', component: 'shape=component', slant: 'shape=cds margin="0.15,0.14"', trapezium: 'shape=octagon margin="0.05,0.03"' };

/** In a drawing of changes the shape says what happens; the word says it too. */
const CHANGE_SHAPES: Readonly<Record<ChangeAction, string>> = {
  create: 'shape=box peripheries=2 penwidth=1.6 color="#116329" fillcolor="#dafbe1"',
  update: 'shape=parallelogram margin="0.02,0.04" style="filled,dashed" penwidth=1.6 color="#7d4e00" fillcolor="#fff8c5"',
  replace: 'shape=hexagon margin="0.02,0.04" penwidth=2.6 color="#953800" fillcolor="#fff1e5"',
  destroy: 'shape=box style="filled,diagonals,dashed" penwidth=1.8 color="#a40e26" fillcolor="#ffebe9"',
};
const UNCHANGED_SHAPE = `shape=box color="#afb8c1" fillcolor="#ffffff" fontcolor="${QUIET}"`;
const DETAILS_SHAPE = 'shape=note style="filled,dashed" penwidth=1.4 color="#7d4e00" fillcolor="#fffdf0"';

/** How lines differ: by stroke and head, not by colour alone. */
const LINES: Readonly<Record<EdgeKind, string>> = {
  data: 'penwidth=2.4 color="#1a7f37" weight=4',
  'private link': 'style=dashed color="#0550ae" arrowhead=dot arrowsize=0.7',
  network: 'style=dotted penwidth=1.6 color="#0550ae" arrowhead=vee',
  'runs as': 'color="#7d4e00" arrowhead=odiamond',
  role: 'color="#6639ba" arrowhead=empty',
  uses: 'color="#8c959f" arrowhead=open arrowsize=0.8',
  part: 'color="#8c959f" arrowhead=none weight=3',
};

const LINE_WORDS: Readonly<Record<EdgeKind, string>> = {
  data: 'thick: data flows',
  'private link': 'dashed, dot: private endpoint of',
  network: 'dotted: network',
  'runs as': 'diamond: runs as',
  role: 'hollow head: has a role on',
  uses: 'thin, open head: uses',
  part: 'no head: is part of',
};

const CHANGE_WORDS = 'double frame: (+) create · slanted: (~) update · hexagon: (!) replace · crossed corners: (-) destroy · folded corner: only details change';

/** A sheet in the language of Graphviz. All text of others is in labels, escaped; ids are our own. */
export function dot(sheet: Sheet): string {
  const ids = new Map([...sheet.nodes.map(({ id }, index) => [id, `n${index}`] as const), ...sheet.boxes.map(({ id }, index) => [id, `cluster_${index}`] as const)]);
  const ends = new Set(sheet.edges.flatMap(({ from, to }) => [from, to]));
  const inside = (box: string | undefined): string[] => [
    ...sheet.boxes.filter((one) => one.box === box).flatMap((one) => boxLines(one, ids.get(one.id) ?? '', ends.has(one.id), inside(one.id))),
    ...sheet.nodes.filter((one) => one.box === box).map((one) => node(one, ids.get(one.id) ?? '', sheet.changes)),
  ];
  return [
    'digraph {',
    `graph [rankdir=LR compound=true newrank=true nodesep=0.2 ranksep=0.55 pad=0.3 bgcolor=white fontname="${FONT}" fontsize=11 fontcolor="${TEXT}" labelloc=b labeljust=l label=<${caption(sheet)}>];`,
    `node [style=filled color="#57606a" fontname="${FONT}" fontsize=11 fontcolor="${TEXT}" margin="0.1,0.06"];`,
    `edge [fontname="${FONT}" fontsize=9 fontcolor="${QUIET}"];`,
    ...inside(undefined),
    ...sheet.edges.map((edge) => line(edge, ids)),
    '}', '',
  ].join('\n');
}

function node({ name, kind, group, markers, mark, elsewhere }: SheetNode, id: string, changes: boolean): string {
  const style = changes ? changedStyle(mark) : kindStyle(group, elsewhere !== undefined);
  return `${id} [${style} tooltip="${dotQuoted(`${name}: ${kind}`)}" label=<${label([...markRows(mark), `<B>${dotLabel(name)}</B>`], kind, elsewhere === undefined ? markers : [...markers, elsewhere])}>];`;
}

function kindStyle(group: KindGroup, outside: boolean): string {
  const { shape, fill } = GROUP_STYLES[group];
  return `${DOT_SHAPES[shape]} fillcolor="${outside ? '#ffffff' : fill}"${outside ? ' style="filled,dashed"' : ''}`;
}

function changedStyle(mark: Mark | undefined): string {
  return mark === undefined ? UNCHANGED_SHAPE : mark.action === undefined ? DETAILS_SHAPE : CHANGE_SHAPES[mark.action];
}

function markRows(mark: Mark | undefined): string[] {
  return (mark?.words ?? []).map((words) => `<B>${dotLabel(words)}</B>`);
}

function label(bold: readonly string[], kind: string, markers: readonly string[]): string {
  const details = markers.length === 0 ? [] : [small(markers.map(dotLabel).join(' · '))];
  return [...bold, small(dotLabel(kind)), ...details].join('<BR/>');
}

function small(text: string): string {
  return `<FONT POINT-SIZE="9" COLOR="${QUIET}">${text}</FONT>`;
}

function boxLines({ name, kind, markers, mark }: SheetBox, id: string, isEnd: boolean, inner: readonly string[]): string[] {
  const style = mark?.action === undefined ? 'color="#8c959f" penwidth=1' : `color="${TEXT}" penwidth=2`;
  const details = [kind, ...markers].map(dotLabel).join(' · ');
  const words = markRows(mark).map((row) => `${row} `).join('');
  return [
    `subgraph ${id} {`,
    `graph [style="rounded" ${style} margin=12 labelloc=t labeljust=l tooltip="${dotQuoted(`${name}: ${kind}`)}" label=<${words}<B>${dotLabel(name)}</B> ${small(details)}>];`,
    ...(isEnd ? [`${anchor(id)} [shape=point style=invis width=0.01 label=""];`] : []),
    ...inner,
    '}',
  ];
}

/** Lines to a box end at a point in it that nobody sees. */
function anchor(box: string): string {
  return `a_${box}`;
}

function line({ from, to, kind, labels, change }: SheetEdge, ids: ReadonlyMap<string, string>): string {
  const [start, end] = [ids.get(from) ?? '', ids.get(to) ?? ''];
  const isBox = (id: string): boolean => id.startsWith('cluster_');
  const text = labels.length === 0 ? '' : ` label=<${labels.map(dotLabel).join('<BR/>')}>`;
  const style = `${LINES[kind]}${kind === 'network' && labels.includes('in subnet') ? ' constraint=false' : ''}${change === undefined ? '' : ` color="${TEXT}" penwidth=2.6 fontcolor="${TEXT}"`}`;
  return `${isBox(start) ? anchor(start) : start} -> ${isBox(end) ? anchor(end) : end} [${style}${isBox(start) ? ` ltail=${start}` : ''}${isBox(end) ? ` lhead=${end}` : ''}${text}];`;
}

function caption({ title, notes, edges, changes }: Sheet): string {
  const kinds = [...new Set(edges.map(({ kind }) => kind))].sort();
  const rows = [`<B><FONT POINT-SIZE="14">${dotLabel(title)}</FONT></B>`, small(xmlText(kinds.map((kind) => LINE_WORDS[kind]).join(' · '))), ...(changes ? [small(xmlText(CHANGE_WORDS))] : []), ...notes.map((note) => small(xmlText(`Note: ${note}`).replaceAll('\\', '\\\\')))];
  return `<TABLE BORDER="0" CELLBORDER="0" CELLPADDING="1">${rows.filter((row) => row !== small('')).map((row) => `<TR><TD ALIGN="LEFT">${row}</TD></TR>`).join('')}</TABLE>`;
}

/** A tooltip is text in quotes, which Graphviz writes as XML by itself. */
function dotQuoted(text: string): string {
  return shown(text).replaceAll('\\', '/').replaceAll('"', "'").replaceAll('&', 'and');
}
