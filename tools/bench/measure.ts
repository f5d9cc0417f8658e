import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What a command took. */
export interface Measurement {
  readonly seconds: number;
  /** Peak memory of all its processes together, in MiB: more than was in use at any one time. */
  readonly peakMiB: number;
}

/**
 * Runs a TypeScript program to its end.
 *
 * @throws Error with what it printed, where it fails
 */
export function measure(program: string, args: readonly string[]): Measurement {
  const folder = mkdtempSync(join(tmpdir(), 'landscape-bench-'));
  const memoryFile = join(folder, 'memory');
  try {
    const start = process.hrtime.bigint();
    const child = spawnSync(process.execPath, ['--require', 'ts-node/register', program, ...args], {
      env: { ...process.env, NODE_OPTIONS: `--require ${join(__dirname, 'peak-memory.cjs')}`, BENCH_MEMORY_FILE: memoryFile },
      encoding: 'utf8',
    });
    const seconds = Number(process.hrtime.bigint() - start) / 1e9;
    if (child.status !== 0) throw new Error(`${program} ${args.join(' ')} failed:\n${child.stdout}${child.stderr}`);
    const peaks = readFileSync(memoryFile, 'utf8').split('\n').filter(Boolean).map(Number);
    return { seconds, peakMiB: peaks.reduce((sum, kibibytes) => sum + kibibytes, 0) / 1024 };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The run with the median time of several: these machines are shared, and single runs say little. */
export function median(runs: readonly Measurement[]): Measurement {
  const sorted = [...runs].sort((a, b) => a.seconds - b.seconds);
  return sorted[Math.floor(sorted.length / 2)] ?? { seconds: NaN, peakMiB: NaN };
}
