import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What a command took. */
export interface Measurement {
  readonly seconds: number;
  /** Processor time of all its processes together: what else the machine does matters less. */
  readonly processorSeconds: number;
  /** Peak memory of all its processes together, in MiB: more than was in use at any one time. */
  readonly peakMiB: number;
}

/**
 * Runs a TypeScript program to its end.
 *
 * @param expected the exit codes that are no failure
 * @throws Error with what it printed, where it fails
 */
export function measure(program: string, args: readonly string[], expected: readonly number[] = [0]): Measurement {
  const folder = mkdtempSync(join(tmpdir(), 'landscape-bench-'));
  const memoryFile = join(folder, 'memory');
  try {
    const start = process.hrtime.bigint();
    const child = spawnSync(process.execPath, ['--require', 'ts-node/register', program, ...args], {
      env: { ...process.env, NODE_OPTIONS: `--require ${join(__dirname, 'peak-memory.cjs')}`, BENCH_MEMORY_FILE: memoryFile },
      encoding: 'utf8',
    });
    const seconds = Number(process.hrtime.bigint() - start) / 1e9;
    if (child.status === null || !expected.includes(child.status)) throw new Error(`${program} ${args.join(' ')} failed:\n${child.stdout}${child.stderr}`);
    const left = readFileSync(memoryFile, 'utf8').split('\n').filter(Boolean).map((line) => line.split(' ').map(Number));
    const sum = (column: number): number => left.reduce((total, line) => total + (line[column] ?? 0), 0);
    return { seconds, processorSeconds: sum(1) / 1e6, peakMiB: sum(0) / 1024 };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The run with the median time of several: these machines are shared, and single runs say little. */
export function median(runs: readonly Measurement[]): Measurement {
  const sorted = [...runs].sort((a, b) => a.seconds - b.seconds);
  return sorted[Math.floor(sorted.length / 2)] ?? { seconds: NaN, processorSeconds: NaN, peakMiB: NaN };
}
