import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EXIT } from '../../review/command/usage';
import { writeEnvironments } from './environments';
import type { Measurement } from './measure';
import { measure, median } from './measure';
import { writeReviewTrees } from './review-trees';

/** What one size of trees gave. */
export interface ReviewRow {
  /** In each of the two trees. */
  readonly resources: number;
  readonly review: Measurement;
  /** Reading and parsing the same files, by a program that does nothing else. */
  readonly parse: Measurement;
}

/** The fewest resources that an environment has; a landscape of so many environments is enough for a size. */
const RESOURCES_OF_AN_ENVIRONMENT = 100;

/** Measures `review synth` of two trees against reading and parsing them; the runs take turns. */
export function benchmarkReview(resources: number, runs: number): ReviewRow {
  const folder = mkdtempSync(join(tmpdir(), 'landscape-bench-'));
  try {
    const [landscape, base, head] = [join(folder, 'landscape'), join(folder, 'base'), join(folder, 'head')];
    const names = writeEnvironments(join(folder, 'environments'), Math.ceil(resources / RESOURCES_OF_AN_ENVIRONMENT));
    measure(join(__dirname, '..', 'synth.ts'), ['--environments', join(folder, 'environments'), ...names.flatMap((name) => ['--env', name]), '--outdir', landscape]);
    const written = writeReviewTrees(landscape, base, head, resources);
    // The day is fixed: waivers end by themselves. Gates block such a change, as they should.
    const review = (): Measurement => measure(join(__dirname, '..', 'review.ts'), ['synth', '--base', base, '--head', head, '--markdown', join(folder, 'review.md'), '--as-of', '2026-01-01'], [EXIT.blocked]);
    review();
    const measured = Array.from({ length: runs }, () => ({ review: review(), parse: measure(join(__dirname, 'parse-run.ts'), [base, head]) }));
    return { resources: written, review: median(measured.map((row) => row.review)), parse: median(measured.map((row) => row.parse)) };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
