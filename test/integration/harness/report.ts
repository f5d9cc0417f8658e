import type { StackRun, StepName } from './stack-run';

const COLUMNS: readonly StepName[] = ['init', 'validate', 'plan', 'apply', 'replan', 'unlock', 'destroy'];

function cell(run: StackRun, step: StepName): string {
  const outcome = run.outcomes.find((candidate) => candidate.step === step);
  if (outcome === undefined) return '-';
  if (outcome.status === 'not run' || outcome.status === 'not served') return outcome.status;
  return `${outcome.status} ${outcome.seconds.toFixed(0)}s`;
}

/** A row per stack: each step with its result and seconds, and the counts of the first plan. */
export function table(runs: readonly StackRun[]): string {
  const rows = runs.map((run) => [run.name, ...COLUMNS.map((step) => cell(run, step)), run.outcomes.find(({ step }) => step === 'plan')?.note.split('\n')[0] ?? '']);
  const all = [['stack', ...COLUMNS, 'planned'], ...rows.map((row) => row.map((text) => text.slice(0, 40)))];
  const widths = all[0]?.map((_, column) => Math.max(...all.map((row) => row[column]?.length ?? 0))) ?? [];
  return all.map((row) => row.map((text, column) => text.padEnd(widths[column] ?? 0)).join('  ').trimEnd()).join('\n');
}

/** What went wrong and what didn't run, with terraform's own words. */
export function findings(runs: readonly StackRun[]): string {
  return runs.flatMap((run) => run.outcomes
    .filter(({ status }) => status !== 'ok')
    .map(({ step, status, note }) => `${status === 'fail' ? 'FAILED' : status.toUpperCase()}: ${run.name} ${step}${note === '' ? '' : `\n${indent(note)}`}`))
    .join('\n');
}

function indent(text: string): string {
  return text.split('\n').map((line) => `    ${line}`).join('\n');
}

/** Stacks whose providers the stand-in doesn't serve, each with those providers. */
export function validatedOnly(runs: readonly StackRun[]): string[] {
  return runs.filter(({ outcomes }) => outcomes.some(({ status }) => status === 'not served')).map(({ name, notServed }) => `${name} (${notServed.join(', ')})`);
}

/** Exit codes of the harness, by what happened. */
export const EXIT = { ok: 0, failed: 1, incomplete: 75 } as const;

/** The exit code of several runs together. */
export function worstOf(codes: readonly number[]): number {
  return [EXIT.failed, EXIT.incomplete].find((code) => codes.includes(code)) ?? EXIT.ok;
}

/** A failure outweighs what could not run; what could not run is never a success. */
export function exitCode(runs: readonly StackRun[], leftBehind: readonly string[]): number {
  const statuses = runs.flatMap((run) => run.outcomes.map(({ status }) => status));
  if (statuses.includes('fail') || leftBehind.length > 0) return EXIT.failed;
  return statuses.includes('not run') ? EXIT.incomplete : EXIT.ok;
}
