import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { EXAMPLES } from '../examples';
import { inventoryOf, inventoryTable, withTable } from '../examples/support/inventory';
import { synthesiseExample } from '../examples/support/run-example';
import { run } from '../stacks/run';
import { defaultOutdir } from '../stacks/outdir';
import { selectExamples } from './select-examples';

const HELP = `Synthesises the examples to Terraform JSON, checks them against the provider facts, and counts what they make.

  npm run examples                              every example, each into cdktf.out/examples/<name>
  npm run examples -- feature-store             some examples only
  npm run examples -- --outdir DIR              into another folder, DIR/<name>
  npm run examples -- --update                  writes the tables of resources in their READMEs
  npm run examples -- --json                    the table as JSON, for scripts

Examples on the providers and a stand-in for Azure:
  npm run test:integration -- --examples [name...]
`;

/** An example, in numbers. */
interface ExampleSummary {
  readonly name: string;
  readonly stacks: number;
  readonly resources: number;
}

run(() => {
  const { values, positionals } = parseArgs({ options: { outdir: { type: 'string' }, update: { type: 'boolean' }, json: { type: 'boolean' }, help: { type: 'boolean' } }, allowPositionals: true });
  if (values.help) {
    process.stdout.write(HELP);
    return;
  }
  const outdir = values.outdir ?? join(defaultOutdir(), 'examples');
  const summaries = selectExamples(positionals).map((name, index, names) => {
    progress(`${index + 1}/${names.length} ${name}`);
    return summarise(name, join(outdir, name), values.update ?? false);
  });
  progress('');
  process.stdout.write(values.json ? `${JSON.stringify(summaries, null, 2)}\n` : table(summaries, outdir));
});

function summarise(name: string, outdir: string, update: boolean): ExampleSummary {
  const result = synthesiseExample(outdir, EXAMPLES[name] ?? []);
  if (update) {
    const readme = join(__dirname, '..', 'examples', name, 'README.md');
    writeFileSync(readme, withTable(readFileSync(readme, 'utf8'), inventoryTable(inventoryOf(outdir, result)), readme));
  }
  return { name, stacks: result.stacks.length, resources: result.stacks.reduce((sum, { resources }) => sum + resources, 0) };
}

/** Shows how far it is, where somebody watches: not in pipelines and files. */
function progress(text: string): void {
  if (process.stderr.isTTY && !process.env['CI']) process.stderr.write(`\r\u001b[K${text}`);
}

function table(summaries: readonly ExampleSummary[], outdir: string): string {
  const sum = (count: (summary: ExampleSummary) => number): string => String(summaries.reduce((total, summary) => total + count(summary), 0));
  const rows = [
    ['Example', 'Stacks', 'Resources', 'Where'],
    ...summaries.map(({ name, stacks, resources }) => [name, String(stacks), String(resources), join(outdir, name)]),
    [`${summaries.length} examples`, sum(({ stacks }) => stacks), sum(({ resources }) => resources), ''],
  ];
  const width = (column: number): number => Math.max(...rows.map((row) => row[column]?.length ?? 0));
  return rows.map(([name = '', stacks = '', resources = '', where = '']) => `${name.padEnd(width(0))}  ${stacks.padStart(width(1))}  ${resources.padStart(width(2))}  ${where}`.trimEnd()).join('\n') + '\n';
}
