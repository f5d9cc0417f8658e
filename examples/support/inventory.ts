import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fail } from '../../constructs/core/errors';
import type { SynthesisResult } from '../../stacks/synthesise';

/** How many resources of each type an example makes, in all its stacks together. */
export type Inventory = Readonly<Record<string, number>>;

const BEGIN = '<!-- resources: written by npm run examples -- --update -->';
const END = '<!-- end of resources -->';

interface StackJson {
  readonly resource?: Readonly<Record<string, object>>;
}

/** Counts the resources of a synthesised example by type, in alphabetical order. */
export function inventoryOf(outdir: string, { stacks }: SynthesisResult): Inventory {
  const counts = new Map<string, number>();
  for (const { path } of stacks) {
    const { resource = {} } = JSON.parse(readFileSync(join(outdir, path), 'utf8')) as StackJson;
    for (const [type, byName] of Object.entries(resource)) counts.set(type, (counts.get(type) ?? 0) + Object.keys(byName).length);
  }
  return Object.fromEntries([...counts].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** The inventory as the table that a README has. */
export function inventoryTable(inventory: Inventory): string {
  const total = Object.values(inventory).reduce((sum, count) => sum + count, 0);
  const rows = Object.entries(inventory).map(([type, count]) => `| \`${type}\` | ${count} |`);
  return ['| Resource type | Count |', '|---|---:|', ...rows, `| **all** | **${total}** |`].join('\n');
}

/** The table in a README. */
export function readTable(readme: string, where: string): string {
  return readme.slice(...section(readme, where)).trim();
}

/** A README with another table. */
export function withTable(readme: string, table: string, where: string): string {
  const [start, end] = section(readme, where);
  return `${readme.slice(0, start)}\n${table}\n${readme.slice(end)}`;
}

function section(readme: string, where: string): [number, number] {
  const begin = readme.indexOf(BEGIN);
  const end = readme.indexOf(END);
  if (begin < 0 || end < begin) fail(where, { code: 'ExampleTableMissing', prop: 'README.md', rule: 'has no place for the table of resources', expected: `the lines "${BEGIN}" and "${END}"`, fix: 'add both lines' });
  return [begin + BEGIN.length, end];
}
