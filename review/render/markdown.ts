import type { Cell, Line, ReviewDocument, Section } from './document';
import { count, visible } from './text';

/** Where a comment goes: each place has its own limits and its own marks that must not be taken for ours. */
export type Target = 'github' | 'azuredevops' | 'plain';

/** How long a comment may be, in characters and in bytes; the places themselves take some more. */
const BUDGETS: Readonly<Record<Target, number>> = { github: 60_000, azuredevops: 140_000, plain: 1_000_000 };

/** How a review is written. */
export interface MarkdownOptions {
  readonly target: Target;
  /** What a comment is found again by. */
  readonly id: string;
  /** Where the whole review is. @default - it is said that it was cut only */
  readonly link?: string;
  /** @default - what the place takes */
  readonly budget?: number;
}

/** What is left out, one step after the other; the first tables are never left out, only shortened. */
const STEPS: readonly { readonly without: readonly string[]; readonly rows: number; readonly details: number }[] = [
  { without: [], rows: Infinity, details: Infinity },
  { without: [], rows: 200, details: 400 },
  { without: [], rows: 200, details: 200 },
  { without: [], rows: 200, details: 100 },
  { without: [], rows: 200, details: 50 },
  { without: [], rows: 200, details: 25 },
  { without: ['details'], rows: 200, details: 0 },
  { without: ['details', 'others', 'everywhere'], rows: 100, details: 0 },
  { without: ['details', 'others', 'everywhere', 'costs', 'warnings'], rows: 100, details: 0 },
  ...[50, 25, 12, 6, 3, 1].map((rows) => ({ without: ['details', 'others', 'everywhere', 'costs', 'warnings', 'coverage'], rows, details: 0 })),
];

/** Writes a review as Markdown that fits, and says what had to be left out. Equal reviews give equal bytes. */
export function renderMarkdown(document: ReviewDocument, options: MarkdownOptions): string {
  const budget = options.budget ?? BUDGETS[options.target];
  for (const step of STEPS) {
    const text = write(document, options, step);
    if (fits(text, budget)) return text;
  }
  const head = [marker(options.id), verdictMark(document.outcome), `## ${escape(document.headline, options.target)}`, '', 'Everything else was left out: it is too long for a comment.', ''].join('\n');
  return fits(head, budget) ? head : `${marker(options.id)}\n`;
}

/** The comment that nobody sees, by which it is found again. */
export function marker(id: string): string {
  return `<!-- review:${plainId(id)} -->`;
}

/** An id as it can stand in a comment that nobody sees, and in the name of a check. */
export function plainId(id: string): string {
  return id.replace(/[^\w.-]/g, '-').replace(/-{2,}/g, '-');
}

/** Whether a gate blocks, for `review post`. It stands in the second line, where nothing from the input can be. */
function verdictMark(outcome: ReviewDocument['outcome']): string {
  return `<!-- verdict:${outcome === 'blocked' ? 'blocked' : 'passed'} -->`;
}

/** What a written review says of itself. @returns undefined for a text that isn't one */
export function verdictIn(text: string): 'passed' | 'blocked' | undefined {
  const found = /^<!-- review:[\w.-]+ -->\r?\n<!-- verdict:(passed|blocked) -->\r?\n/.exec(text)?.[1];
  return found === 'passed' || found === 'blocked' ? found : undefined;
}

function fits(text: string, budget: number): boolean {
  return text.length <= budget && Buffer.byteLength(text) <= budget;
}

function write(document: ReviewDocument, { target, id, link }: MarkdownOptions, step: (typeof STEPS)[number]): string {
  const cut: string[] = [];
  const sections = document.sections.flatMap((section) => {
    if (step.without.includes(section.id)) {
      cut.push(`"${section.title}"`);
      return [];
    }
    const most = section.kind === 'details' ? step.details : step.rows;
    const size = section.kind === 'table' ? section.rows.length : section.kind === 'list' ? section.lines.length : section.items.length;
    if (size > most) cut.push(`${size - most} of ${size} in "${section.title}"`);
    return [sectionText(section, most, target)];
  });
  const note = cut.length === 0 ? [] : [`> **Cut:** ${escape(cut.join(', '), target)} did not fit into a comment.${link === undefined ? ' The report that the run keeps has everything.' : ` Everything is in ${escape(link, target)}.`}`, ''];
  return [marker(id), verdictMark(document.outcome), `## ${escape(document.headline, target)}`, '', ...document.intro.map((line) => `${lineText(line, target)}  `), '', ...note, ...sections].join('\n').replace(/\n{3,}/g, '\n\n');
}

function sectionText(section: Section, most: number, target: Target): string {
  const title = `### ${escape(section.title, target)}`;
  switch (section.kind) {
    case 'table':
      return [title, '', tableText(section.head, section.rows.slice(0, most), target), ...more(section.rows.length - most), ''].join('\n');
    case 'list':
      return [title, '', ...section.lines.slice(0, most).map((line) => `- ${lineText(line, target)}`), ...more(section.lines.length - most), ''].join('\n');
    case 'details':
      return [title, '', ...section.items.slice(0, most).map((item) => detailText(item, target)), ...more(section.items.length - most), ''].join('\n');
  }
}

function more(number: number): string[] {
  return number > 0 ? ['', `and ${count(number, 'more', 'more')}`] : [];
}

function detailText({ summary, note, head, rows }: Extract<Section, { kind: 'details' }>['items'][number], target: Target): string {
  if (target === 'plain') return [`- ${lineText(summary, target)}`, ...(note.length === 0 ? [] : [`  ${lineText(note, target)}`]), ...rows.map((row) => `  - ${row.map((line) => lineText(line, target)).filter((text) => text !== '').join(' · ')}`)].join('\n');
  const body = [...(note.length === 0 ? [] : [lineText(note, target), '']), ...(rows.length === 0 ? [] : [tableText(head, rows, target), ''])];
  if (body.length === 0) return `- ${lineText(summary, target)}\n`;
  return ['<details><summary>', summary.map(htmlCell).join(''), '</summary>', '', '', ...body, '</details>', ''].join('\n').replace('<summary>\n', '<summary>').replace('\n</summary>', '</summary>');
}

function tableText(head: readonly string[], rows: readonly (readonly Line[])[], target: Target): string {
  const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [row(head.map((name) => escape(name, target, true))), `|${head.map(() => ' --- |').join('')}`, ...rows.map((cells) => row(cells.map((line) => lineText(line, target, true))))].join('\n');
}

function lineText(line: Line, target: Target, inTable = false): string {
  return line.map((cell) => cellText(cell, target, inTable)).join('');
}

function cellText({ text, code }: Cell, target: Target, inTable: boolean): string {
  if (text === '') return '';
  if (!code) return escape(text, target, inTable);
  // A bar ends a cell even in code, unless it is written in another way.
  return inTable && text.includes('|') ? htmlCell({ text, code }) : codeSpan(visible(text));
}

/** In code nothing is a mark: no link, no image, no mention. The fence is longer than any in the text. */
function codeSpan(text: string): string {
  const longest = Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  const pad = text.startsWith('`') || text.endsWith('`') || (text.startsWith(' ') && text.endsWith(' ')) ? ' ' : '';
  return `${fence}${pad}${text}${pad}${fence}`;
}

/** Text between our own: nothing in it is a mark, a tag, a mention or a link. */
function escape(text: string, target: Target, inTable = false): string {
  const plain = visible(text).replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/[\\`*[\]#!~]|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])/g, (char) => `\\${char}`);
  const bars = plain.replace(/\|/g, inTable ? '&#124;' : '\\|');
  if (target === 'plain') return bars;
  // An empty comment keeps a mention or a link from being one, and isn't seen.
  return bars.replace(/@/g, '@<!-- -->').replace(/\\#/g, '\\#<!-- -->').replace(/:\/\//g, ':<!-- -->//').replace(/\bwww\./gi, (match) => `${match.slice(0, 3)}<!-- -->.`);
}

/** In a summary, which is HTML, marks of Markdown may or may not count: none is left. */
function htmlCell({ text, code }: Cell): string {
  const safe = visible(text).replace(/[&<>"'`*_[\]!#~\\|@]/g, (char) => `&#${char.charCodeAt(0)};`).replace(/:\/\//g, '&#58;//');
  return code ? `<code>${safe}</code>` : safe;
}
