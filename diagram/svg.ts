import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { UserError } from '../constructs/core/errors';
import { dot } from './dot';
import type { LandscapeGraph } from './landscape-graph';
import type { Sheet, SheetOptions } from './sheet';
import { sheetOf } from './sheets';
import { xml } from './text';

/** How long a layout may take; that of a full sheet takes less than a second. */
const LAYOUT_SECONDS = 60;

/** Draws a sheet of a landscape as SVG: the same bytes every time, with nothing in it that is fetched or run. */
export async function renderSvg(graph: LandscapeGraph, options: SheetOptions = {}): Promise<string> {
  return sheetSvg(sheetOf(graph, options));
}

/**
 * A sheet as SVG.
 *
 * @throws UserError when the layout takes longer than it may
 */
export async function sheetSvg(sheet: Sheet, layoutSeconds = LAYOUT_SECONDS): Promise<string> {
  return accessible(await layout(dot(sheet), layoutSeconds), sheet);
}

function layout(text: string, seconds: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(join(__dirname, 'graphviz-worker.mjs'), { workerData: text, execArgv: [] });
    const late = setTimeout(() => {
      reject(new UserError(`[LayoutTooSlow] 'sheet' must be laid out in time: got more than ${seconds} seconds; expected a sheet with fewer lines; draw single stacks, or Mermaid`));
      void worker.terminate();
    }, seconds * 1000);
    worker.once('message', (svg: unknown) => resolve(String(svg)));
    worker.once('error', reject);
    worker.once('exit', () => clearTimeout(late));
  });
}

/**
 * Without what names the tool and the file, without links, and with titles that are read out. Ids start with the title of the
 * sheet, so that several fit on a page.
 */
function accessible(svg: string, { title, nodes, edges }: Sheet): string {
  const prefix = `${title.replace(/[^A-Za-z0-9]+/g, '-')}-`;
  return svg.slice(svg.indexOf('<svg'))
    .replace(/<!--[\s\S]*?-->\n?/g, '')
    .replace(/\n<title>[^<]*<\/title>/g, '')
    .replace(/<g id="a_[^"]*"><a xlink:title="([^"]*)">/g, '<g><title>$1</title>')
    .replace(/<\/a>\n?/g, '')
    .replace(' xmlns:xlink="http://www.w3.org/1999/xlink"', '')
    .replace(/<g id="/g, `<g id="${prefix}`)
    .replace('<svg ', `<svg role="img" aria-label="${xml(title)}: ${nodes.length} nodes, ${edges.length} lines" `);
}
