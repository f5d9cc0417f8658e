import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { landscapeGraph, mermaidPage, renderSvg } from '../diagram';
import { loadLandscape, synthesiseGroup } from '../stacks/landscape';

/** The folder with the pictures of the repository's own environments. */
export const LANDSCAPE_DOCS = join(__dirname, '../docs');

/** The pictures by file name, from the text of every stack of every environment. */
export async function landscapeDocs(environments: Readonly<Record<string, Readonly<Record<string, string>>>>): Promise<Record<string, string>> {
  const files: Record<string, string> = {};
  for (const [name, stacks] of Object.entries(environments)) {
    const graph = landscapeGraph(Object.entries(stacks).map(([stack, text]) => ({ name: stack, json: JSON.parse(text) as unknown })));
    files[`landscape-${name}.svg`] = await renderSvg(graph, { title: `${name}: overview` });
    files[`landscape-${name}.md`] = mermaidPage(graph, name, { intro: [`Drawn by \`npm run docs:landscape\` from what the stacks synthesise to. The overview is also there [as SVG](landscape-${name}.svg).`] });
  }
  return files;
}

/** Synthesises the repository's environments as they are without variables. */
function repository(): Record<string, Record<string, string>> {
  const outdir = mkdtempSync(join(tmpdir(), 'landscape-docs-'));
  try {
    const landscape = loadLandscape({ variables: {} });
    return Object.fromEntries(landscape.environments.map(({ name: group }) => [group, Object.fromEntries(synthesiseGroup(landscape, group, outdir).stacks.map(({ name, path }) => [name, readFileSync(join(outdir, path), 'utf8')]))]));
  } finally {
    rmSync(outdir, { recursive: true });
  }
}

if (require.main === module) {
  void landscapeDocs(repository()).then((files) => {
    for (const [file, text] of Object.entries(files)) writeFileSync(join(LANDSCAPE_DOCS, file), text);
    console.log(`written: ${Object.keys(files).join(', ')}`);
  });
}
