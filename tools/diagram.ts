import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, relative, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { UserError } from '../constructs/core/errors';
import type { GroupBy, LandscapeGraph, SynthesisedStack } from '../diagram';
import { graphJson, landscapeGraph, mermaidPage, renderSvg, sheetNames } from '../diagram';
import { groupsOf, loadLandscape, synthesiseGroup } from '../stacks/landscape';
import { run } from '../stacks/run';
import { defaultOutdir } from '../stacks/outdir';

const HELP = `Draws the landscape of every environment from what its stacks synthesise to: SVG and Mermaid, without a browser or a network.

  npm run diagram                              every environment, into cdktf.out/diagrams
  npm run diagram -- --env prod                one environment only; repeat it for several
  npm run diagram -- --environments DIR        environments from another folder
  npm run diagram -- --from DIR                what has been synthesised into DIR, as one landscape
  npm run diagram -- --outdir DIR              into DIR/diagrams
  npm run diagram -- --format svg              SVG only; or mermaid
  npm run diagram -- --group-by construct      boxes are constructs; without it, what Azure has them in
  npm run diagram -- --json                    the graphs as JSON instead, for scripts
`;

const FORMATS = ['svg', 'mermaid'] as const;
const GROUPINGS = ['azure', 'construct'] as const satisfies readonly GroupBy[];

/** A landscape to draw. */
interface Named {
  readonly name: string;
  readonly graph: LandscapeGraph;
}

run(async () => {
  const { values } = parseArgs({
    options: { env: { type: 'string', multiple: true }, environments: { type: 'string' }, from: { type: 'string' }, outdir: { type: 'string' }, format: { type: 'string' }, 'group-by': { type: 'string' }, json: { type: 'boolean' }, help: { type: 'boolean' } },
  });
  if (values.help) {
    process.stdout.write(HELP);
    return;
  }
  const format = oneOf('format', values.format, FORMATS);
  const groupBy = oneOf('group-by', values['group-by'], GROUPINGS);
  for (const option of ['env', 'environments'] as const) without(values[option], `--${option}`, values.from, '--from');
  for (const option of ['format', 'group-by', 'outdir'] as const) without(values[option], `--${option}`, values.json, '--json');
  const landscapes = values.from === undefined ? synthesised(values) : [{ name: basename(resolve(values.from)), graph: landscapeGraph(readStacks(values.from)) }];
  if (values.json) {
    process.stdout.write(`${JSON.stringify(landscapes.map(({ name, graph }) => ({ name, graph: graphJson(graph) })), null, 2)}\n`);
    return;
  }
  const folder = join(values.outdir ?? defaultOutdir(), 'diagrams');
  mkdirSync(folder, { recursive: true });
  for (const landscape of landscapes) for (const path of await draw(landscape, folder, format, groupBy)) process.stdout.write(`${relative('.', path)}\n`);
});

/** The graphs of the environments, synthesised anew where nobody sees it. */
function synthesised({ environments: directory, env: only }: { readonly environments?: string; readonly env?: string[] }): Named[] {
  const outdir = mkdtempSync(join(tmpdir(), 'landscape-diagram-'));
  try {
    const landscape = loadLandscape({ directory, only });
    return groupsOf(landscape).map((name) => ({ name, graph: landscapeGraph(synthesiseGroup(landscape, name, outdir).stacks.map((stack) => read(outdir, stack.name, stack.path))) }));
  } finally {
    rmSync(outdir, { recursive: true });
  }
}

/** The stacks that the manifest of a folder names. */
function readStacks(from: string): SynthesisedStack[] {
  const manifest = join(from, 'manifest.json');
  if (!existsSync(manifest)) throw new UserError(`[SynthesisedStacksMissing] '--from' is not a folder that was synthesised into: got "${from}"; expected one with a manifest.json; run 'npm run synth' first`);
  const { stacks } = JSON.parse(readFileSync(manifest, 'utf8')) as { readonly stacks: Readonly<Record<string, { readonly synthesizedStackPath: string }>> };
  return Object.entries(stacks).map(([name, { synthesizedStackPath: path }]) => read(from, name, path));
}

function read(folder: string, name: string, path: string): SynthesisedStack {
  return { name, json: JSON.parse(readFileSync(join(folder, path), 'utf8')) as unknown };
}

async function draw({ name, graph }: Named, folder: string, format: (typeof FORMATS)[number] | undefined, groupBy: GroupBy | undefined): Promise<string[]> {
  const written: string[] = [];
  const write = (file: string, text: string): void => {
    const path = join(folder, file);
    writeFileSync(path, text);
    written.push(path);
  };
  if (format !== 'mermaid') {
    for (const sheet of sheetNames(graph)) write(`${sheet.startsWith(`${name}-`) ? sheet : `${name}-${sheet}`}.svg`, await renderSvg(graph, { sheet, title: `${name}: ${sheet}`, ...(groupBy === undefined ? {} : { groupBy }) }));
  }
  if (format !== 'svg') write(`${name}.md`, mermaidPage(graph, name, groupBy === undefined ? {} : { groupBy }));
  return written;
}

function oneOf<T extends string>(option: string, value: string | undefined, allowed: readonly T[]): T | undefined {
  const found = allowed.find((one) => one === value);
  if (value !== undefined && found === undefined) throw new UserError(`[DiagramOptionInvalid] '--${option}' is not one that there is: got "${value}"; expected ${allowed.join(' or ')}; leave it out for the default`);
  return found;
}

/** An option that has no effect beside another is refused. */
function without(value: unknown, option: string, other: unknown, beside: string): void {
  if (value !== undefined && other !== undefined) throw new UserError(`[DiagramOptionWithoutEffect] '${option}' has no effect with '${beside}': got both; expected one of them; leave out '${option}'`);
}
