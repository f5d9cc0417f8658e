import type { IConstruct } from 'constructs';

/**
 * One thing that is wrong with an input, in the parts that every message of the landscape has.
 *
 * Printed as `[code] 'prop' rule: got <value>; expected <expected>; <fix>`.
 */
export interface Problem {
  /** Stable PascalCase code, meaningful without the message; documented by that name. */
  readonly code: string;
  /** The input as its user writes it, for example `network.addressSpace`. */
  readonly prop: string;
  /** What the rule is, in the third person: `must be between 3 and 24 characters`. */
  readonly rule: string;
  /** The value that was given; never a secret. @default - not shown, where showing it says nothing */
  readonly got?: unknown;
  /** What is allowed. */
  readonly expected: string;
  /** What the user should change. */
  readonly fix: string;
}

/** Renders a problem in the landscape's one message form. */
export function formatProblem(problem: Problem): string {
  const got = 'got' in problem ? `got ${show(problem.got)}; ` : '';
  return `[${problem.code}] '${problem.prop}' ${problem.rule}: ${got}expected ${problem.expected}; ${problem.fix}`;
}

function show(value: unknown): string {
  if (value === undefined) return 'nothing';
  const text = typeof value === 'string' ? `"${value}"` : JSON.stringify(value);
  return text.length > 120 ? `${text.slice(0, 117)}...` : text;
}

/** An error that is the user's to mend: commands print its message, and no stack trace. */
export class UserError extends Error {}

/** Thrown for wrong input; carries every independent problem that was found, not only the first. */
export class ValidationError extends UserError {
  /** The code of the first problem. */
  readonly code: string;

  /**
   * @param problems what is wrong; at least one
   * @param where the construct path or the file that the problems are in
   */
  constructor(
    readonly problems: readonly Problem[],
    readonly where: string,
  ) {
    super(render(problems, where));
    this.name = 'ValidationError';
    this.code = problems[0]?.code ?? 'Unknown';
  }
}

function render(problems: readonly Problem[], where: string): string {
  const lines = problems.map(formatProblem);
  return lines.length === 1
    ? `${lines[0]} (at ${where})`
    : `${lines.length} problems (at ${where}):\n${lines.map((line) => `  - ${line}`).join('\n')}`;
}

/** Collects independent problems of one construct or file, so that they are reported together. */
export class Problems {
  private readonly found: Problem[] = [];
  private readonly where: string;

  /** @param where the construct, or the file, that is being checked */
  constructor(where: IConstruct | string) {
    this.where = typeof where === 'string' ? where : where.node.path;
  }

  /** Records a problem. */
  add(problem: Problem): void {
    this.found.push(problem);
  }

  /** Records a problem unless `holds`. */
  require(holds: boolean, problem: Problem): void {
    if (!holds) this.found.push(problem);
  }

  /** What was found so far. */
  get all(): readonly Problem[] {
    return [...this.found];
  }

  /** Throws one `ValidationError` with all that was found; returns when nothing was. */
  throwIfAny(): void {
    if (this.found.length > 0) throw new ValidationError(this.found, this.where);
  }
}

/** Throws a single problem at once, where nothing else can be checked without it. */
export function fail(where: IConstruct | string, problem: Problem): never {
  throw new ValidationError([problem], typeof where === 'string' ? where : where.node.path);
}
