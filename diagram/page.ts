import type { LandscapeGraph } from './landscape-graph';
import { sheetMermaid } from './mermaid';
import type { GroupBy } from './sheet';
import { ACCESS, OVERVIEW, sheetNames, sheetOf } from './sheets';
import { markdownText } from './text';

/** What the sheets are, for those who see them first. */
const ABOUT: Readonly<Record<string, string>> = {
  [OVERVIEW]: 'Everything but roles. Thick lines are the flow of data; dashed lines go from a private endpoint to what it is for.',
  [ACCESS]: 'Who has which role on what.',
};

/** A page of Markdown with all sheets of a landscape as Mermaid. */
export function mermaidPage(graph: LandscapeGraph, name: string, options: { readonly groupBy?: GroupBy; readonly intro?: readonly string[] } = {}): string {
  const sheets = sheetNames(graph).map((sheet) => {
    const drawn = sheetOf(graph, { sheet, ...(options.groupBy === undefined ? {} : { groupBy: options.groupBy }) });
    const notes = drawn.notes.map((note) => `- ${markdownText(note)}`);
    return [`## ${markdownText(sheet)}`, '', ABOUT[sheet] ?? 'One stack, with what its resources refer to in others.', '', '```mermaid', sheetMermaid(drawn).trimEnd(), '```', ...(notes.length === 0 ? [] : ['', ...notes])].join('\n');
  });
  return `${[`# Landscape ${markdownText(name)}`, ...(options.intro ?? []), ...sheets].join('\n\n')}\n`;
}
