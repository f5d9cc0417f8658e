import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join, relative } from 'node:path';
import { parseArgs } from 'node:util';
import { UserError } from '../constructs/core/errors';
import { groupsOf, loadLandscape, synthesiseGroup } from '../stacks/landscape';
import { run } from '../stacks/run';
import type { StackSummary, SynthesisResult } from '../stacks/synthesise';
import { defaultOutdir } from '../stacks/outdir';
import { writeManifest } from '../stacks/synthesise';
import { costDrivers } from './costs/cost-drivers';
import { readPriceFile } from './costs/price-file';
import type { EnvironmentCosts } from './costs/report';
import { costJson, costReport } from './costs/report';
import { synthesiseSideBySide } from './synth-pool';

const HELP = `Synthesises the stacks of every environment, and the shared ones, to Terraform JSON.

  npm run synth                                everything, into cdktf.out
  npm run synth -- --env prod                  one environment only; repeat it for several
  npm run synth -- --environments DIR          environments from another folder
  npm run synth -- --outdir DIR                into another folder
  npm run synth -- --jobs 4                    processes side by side
  npm run synth -- --costs                     what costs money: sizes, counts, hours, idle shutdown
  npm run synth -- --costs --prices FILE       and how much, at your own prices
  npm run synth -- --json                      the tables as JSON, for scripts
`;

/** From this many environments on, the start of more processes pays for itself. */
const SIDE_BY_SIDE_FROM = 24;

run(async () => {
  const { values } = parseArgs({
    options: { env: { type: 'string', multiple: true }, environments: { type: 'string' }, outdir: { type: 'string' }, jobs: { type: 'string' }, costs: { type: 'boolean' }, prices: { type: 'string' }, json: { type: 'boolean' }, help: { type: 'boolean' } },
  });
  if (values.help) {
    process.stdout.write(HELP);
    return;
  }
  const prices = pricesFrom(values);
  const source = { directory: values.environments, only: values.env };
  const landscape = loadLandscape(source);
  const groups = groupsOf(landscape);
  const outdir = values.outdir ?? defaultOutdir();
  const jobs = jobsFrom(values.jobs) ?? (groups.length < SIDE_BY_SIDE_FROM ? 1 : availableParallelism());
  const results = jobs === 1 ? groups.map((group) => synthesiseGroup(landscape, group, outdir)) : await synthesiseSideBySide(source, groups, outdir, jobs);
  writeManifest(outdir, Object.assign({}, ...results.map(({ manifests }: SynthesisResult) => manifests)));
  const stacks = results.flatMap((result) => result.stacks);
  const costs = values.costs ? costsOf(groups, results, outdir) : undefined;
  if (values.json) process.stdout.write(`${JSON.stringify(costs ? { stacks, costs: costJson(costs, prices) } : stacks, null, 2)}\n`);
  else process.stdout.write(`${table(stacks, outdir)}${costs ? `\n${costReport(costs, prices)}` : ''}`);
});

/** The prices that were named; they are read before anything is written. */
function pricesFrom({ costs, prices }: { readonly costs?: boolean; readonly prices?: string }): ReturnType<typeof readPriceFile> | undefined {
  if (prices === undefined) return undefined;
  if (!costs) throw new UserError(`[PricesWithoutCosts] '--prices' has no effect without '--costs': got "${prices}"; expected nothing; add '--costs'`);
  return readPriceFile(prices);
}

/** What costs money in each environment, read from what was just written. */
function costsOf(groups: readonly string[], results: readonly SynthesisResult[], outdir: string): EnvironmentCosts[] {
  const stacks = results.flatMap((result) => result.stacks);
  return groups.map((environment) => {
    const own = stacks.filter(({ name }) => groups.filter((group) => name.startsWith(`${group}-`)).sort((a, b) => b.length - a.length)[0] === environment);
    return { environment, costs: costDrivers(own.map(({ name, path }) => ({ name, json: JSON.parse(readFileSync(join(outdir, path), 'utf8')) as unknown }))) };
  });
}

function jobsFrom(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (!/^[1-9]\d*$/.test(text)) throw new UserError(`[JobsInvalid] '--jobs' is not a number of processes: got "${text}"; expected a whole number from 1; leave it out for the default`);
  return Number(text);
}

function table(stacks: readonly StackSummary[], outdir: string): string {
  const rows = stacks.map(({ name, resources, dataSources, path }) => [name, String(resources), String(dataSources), relative('.', join(outdir, path))]);
  const total = (count: (stack: StackSummary) => number): string => String(stacks.reduce((sum, stack) => sum + count(stack), 0));
  rows.unshift(['Stack', 'Resources', 'Data sources', 'Where']);
  rows.push([`${stacks.length} stacks`, total(({ resources }) => resources), total(({ dataSources }) => dataSources), '']);
  const widths = [0, 1, 2].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const [first = 0, second = 0, third = 0] = widths;
  return rows.map(([name = '', resources = '', dataSources = '', where = '']) => `${name.padEnd(first)}  ${resources.padStart(second)}  ${dataSources.padStart(third)}  ${where}`.trimEnd()).join('\n') + '\n';
}
