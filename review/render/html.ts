import type { Cell, Line, ReviewDocument, Section } from './document';
import { PAGE_SCRIPT, PAGE_SCRIPT_HASH } from './page-script';
import type { Picture } from './pictures';
import { visible } from './text';

const STYLE = `
:root { color-scheme: light dark; --line: #8884; --soft: #8881; --bad: #b3261e; --good: #146c2e; }
@media (prefers-color-scheme: dark) { :root { --bad: #ffb4ab; --good: #8ddb9b; } }
html { background: Canvas; color: CanvasText; }
body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 80rem; padding: 0 1rem; }
h1.blocked { color: var(--bad); } h1.clean { color: var(--good); }
table { border-collapse: collapse; width: 100%; margin: .5rem 0 1.5rem; }
th, td { border: 1px solid var(--line); padding: .3rem .5rem; text-align: left; vertical-align: top; overflow-wrap: anywhere; }
thead th { background: var(--soft); }
code { font-family: ui-monospace, monospace; font-size: .9em; white-space: pre-wrap; unicode-bidi: isolate; }
details { border: 1px solid var(--line); padding: .3rem .6rem; margin: .3rem 0; }
summary { cursor: pointer; }
nav a { margin-right: 1rem; }
.scroll { overflow-x: auto; }
.scroll img { display: block; }
.filter { margin: 1rem 0; } .filter input { font: inherit; padding: .2rem .4rem; margin-right: 1rem; width: min(24rem, 60vw); }
th button { font: inherit; color: inherit; background: none; border: 0; padding: 0; cursor: pointer; text-align: left; text-decoration: underline dotted; }
th[aria-sort="ascending"] button::after { content: " ▲"; } th[aria-sort="descending"] button::after { content: " ▼"; }
@media print { .filter { display: none; } .scroll img { max-width: 100%; } details > *:not(summary) { display: block; } nav { display: none; } }
`;

/**
 * Writes a review as one page that needs nothing else, and no network. All of it opens and closes by itself; a script that the page
 * names by its hash adds a filter and sorting, and no other script can run.
 *
 * @param pictures drawings to show before the details; they are put in as images, so that nothing in them runs
 */
export function renderHtml(document: ReviewDocument, pictures: readonly Picture[] = []): string {
  const details = document.sections.filter(({ id }) => id === 'details');
  const others = document.sections.filter(({ id }) => id !== 'details');
  const links = [...others, ...pictures, ...details];
  const body = [
    `<h1 class="${document.outcome}">${text(document.headline)}</h1>`,
    ...document.intro.map((line) => `<p>${lineHtml(line)}</p>`),
    `<nav aria-label="Sections">${links.map(({ id, title }) => `<a href="#${id}">${text(title)}</a>`).join('')}</nav>`,
    ...others.map(sectionHtml),
    ...pictures.map(pictureHtml),
    ...details.map(sectionHtml),
  ];
  return [
    '<!doctype html>', '<html lang="en">', '<head>', '<meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src '${PAGE_SCRIPT_HASH}'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">', '<meta name="referrer" content="no-referrer">',
    `<title>${text(document.headline)}</title>`, `<style>${STYLE}</style>`, '</head>', '<body>', '<main>', ...body, '</main>', `<script>${PAGE_SCRIPT}</script>`, '</body>', '</html>', '',
  ].join('\n');
}

function pictureHtml({ id, title, note, svg }: Picture): string {
  const image = `<img alt="${text(`${title}. ${note}`)}" src="data:image/svg+xml;base64,${Buffer.from(svg).toString('base64')}">`;
  return `<section aria-labelledby="${text(id)}"><h2 id="${text(id)}">${text(title)}</h2><p>${text(note)}</p><div class="scroll" role="group" tabindex="0" aria-label="${text(`${title}, picture`)}">${image}</div></section>`;
}

function sectionHtml(section: Section): string {
  const title = `<h2 id="${section.id}">${text(section.title)}</h2>`;
  switch (section.kind) {
    case 'table':
      return `<section aria-labelledby="${section.id}">${title}${tableHtml(section.title, section.head, section.rows)}</section>`;
    case 'list':
      return `<section aria-labelledby="${section.id}">${title}<ul>${section.lines.map((line) => `<li>${lineHtml(line)}</li>`).join('')}</ul></section>`;
    case 'details':
      return `<section aria-labelledby="${section.id}">${title}${section.items.map(({ summary, note, head, rows }) => `<details><summary>${lineHtml(summary)}</summary>${note.length === 0 ? '' : `<p>${lineHtml(note)}</p>`}${rows.length === 0 ? '' : tableHtml('What differs', head, rows)}</details>`).join('\n')}</section>`;
  }
}

function tableHtml(label: string, head: readonly string[], rows: readonly (readonly Line[])[]): string {
  const header = head.map((name) => (name === '' ? '<td></td>' : `<th scope="col">${text(name)}</th>`)).join('');
  return `<div class="scroll" role="group" tabindex="0" aria-label="${text(label)}"><table><thead><tr>${header}</tr></thead><tbody>\n${rows.map((row) => `<tr>${row.map((line) => `<td>${lineHtml(line)}</td>`).join('')}</tr>`).join('\n')}\n</tbody></table></div>`;
}

function lineHtml(line: Line): string {
  return line.map(cellHtml).join('');
}

function cellHtml(cell: Cell): string {
  if (cell.text === '') return '';
  return cell.code ? `<code>${text(cell.text)}</code>` : text(cell.text);
}

function text(value: string): string {
  return visible(value).replace(/[&<>"'`]/g, (char) => `&#${char.charCodeAt(0)};`);
}
