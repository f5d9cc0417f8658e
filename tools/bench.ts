import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { run } from '../stacks/run';
import { writeEnvironments } from './bench/environments';
import type { Measurement } from './bench/measure';
import { measure, median } from './bench/measure';
import type { ReviewRow } from './bench/review';
import { benchmarkReview } from './bench/review';

const HELP = `Measures synth of 1, 10 and 100 environments, in time and peak memory, against a floor that creates the same
resources by plain L1 calls; and 'review synth' of 1,000 and 10,000 resources, against reading and parsing the same JSON.
Ratios count; seconds depend on the machine.

  npm run bench                        everything
  npm run bench -- --environments 10   synth of one size only (repeat for several)
  npm run bench -- --resources 1000    review of one size only (repeat for several)
  npm run bench -- --runs 5            the median of so many runs
  npm run bench -- --json
`;

/** What one size gave. */
interface Row {
  readonly environments: number;
  readonly synth: Measurement;
  /** With a process for every core. */
  readonly sideBySide: Measurement;
  readonly floor: Measurement;
}

run(() => {
  const { values } = parseArgs({ options: { environments: { type: 'string', multiple: true }, resources: { type: 'string', multiple: true }, runs: { type: 'string', default: '3' }, json: { type: 'boolean' }, help: { type: 'boolean' } } });
  if (values.help) {
    process.stdout.write(HELP);
    return;
  }
  const everything = values.environments === undefined && values.resources === undefined;
  const { environments = everything ? ['1', '10', '100'] : [], resources = everything ? ['1000', '10000'] : [], runs } = values;
  const synth = environments.map((count) => benchmark(Number(count), Number(runs)));
  const review = resources.map((count) => benchmarkReview(Number(count), Number(runs)));
  process.stdout.write(values.json ? `${JSON.stringify({ synth, review }, null, 2)}\n` : table(synth, review));
});

/** The runs take turns, so that a busy moment of the machine meets them all. */
function benchmark(environments: number, runs: number): Row {
  const folder = mkdtempSync(join(tmpdir(), 'landscape-bench-'));
  try {
    const names = writeEnvironments(join(folder, 'environments'), environments);
    const outdir = (name: string): string => join(folder, name);
    const synth = (name: string, jobs: string): Measurement => measure(join(__dirname, 'synth.ts'), ['--environments', join(folder, 'environments'), ...names.flatMap((env) => ['--env', env]), '--outdir', outdir(name), '--jobs', jobs]);
    mkdirSync(outdir('floor'));
    synth('one', '1');
    const measured = Array.from({ length: runs }, () => ({
      synth: synth('one', '1'),
      sideBySide: synth('many', '2'),
      floor: measure(join(__dirname, 'bench', 'floor-run.ts'), [outdir('one'), outdir('floor'), ...names]),
    }));
    return { environments, synth: median(measured.map((row) => row.synth)), sideBySide: median(measured.map((row) => row.sideBySide)), floor: median(measured.map((row) => row.floor)) };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function table(rows: readonly Row[], reviews: readonly ReviewRow[]): string {
  const synth = rows.map(({ environments, synth, sideBySide, floor }) =>
    [
      `${String(environments).padStart(3)} environments`,
      `synth ${show(synth)}`,
      `on two cores ${show(sideBySide)}`,
      `floor ${show(floor)}`,
      `synth/floor ${(synth.seconds / floor.seconds).toFixed(2)}`,
    ].join(' | '),
  );
  const review = reviews.map((row) => [`${String(row.resources).padStart(5)} resources`, `review synth ${showProcessor(row.review)}`, `reading and parsing ${showProcessor(row.parse)}`, `review/parsing ${(row.review.processorSeconds / row.parse.processorSeconds).toFixed(2)}`].join(' | '));
  return [...synth, ...review, ''].join('\n');
}

function show({ seconds, peakMiB }: Measurement): string {
  return `${seconds.toFixed(2)} s, ${Math.round(peakMiB)} MiB`;
}

function showProcessor(measurement: Measurement): string {
  return `${show(measurement)}, ${measurement.processorSeconds.toFixed(2)} s of processor time`;
}
