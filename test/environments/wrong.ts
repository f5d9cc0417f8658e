import { ValidationError, formatProblem } from '../../constructs/core/errors';
import { checkedEnvironment } from '../../environments';
import dev from '../../environments/dev';
import prod from '../../environments/prod';
import test from '../../environments/test';
import { readPath } from '../../environments/loading/setting-path';

const BASES: Readonly<Record<string, object>> = { dev, test, prod };

/** Values by dotted path; `undefined` removes the setting. */
export type Changes = Readonly<Record<string, unknown>>;

/** An environment of the repository with some settings changed. */
export function changed(base: string, changes: Changes): object {
  const environment: object = structuredClone(BASES[base] ?? {});
  for (const [path, value] of Object.entries(changes)) {
    const keys = readPath(path);
    const parent = keys.slice(0, -1).reduce((current: object, key) => Reflect.get(current, key) as object, environment);
    const last = keys.at(-1) ?? '';
    if (value === undefined) Reflect.deleteProperty(parent, last);
    else Reflect.set(parent, last, structuredClone(value));
  }
  return environment;
}

/** What is wrong with an environment of the repository after some settings were changed. */
export function problemsWith(base: string, changes: Changes): string[] {
  return problemsOf(() => checkedEnvironment(changed(base, changes), base)).map(formatProblem);
}

/** The problems that a call throws; fails where it throws none, or anything else. */
export function problemsOf(call: () => unknown): ValidationError['problems'] {
  return errorOf(call).problems;
}

/** The ValidationError that a call throws. */
export function errorOf(call: () => unknown): ValidationError {
  try {
    call();
  } catch (error) {
    if (error instanceof ValidationError) return error;
    throw error;
  }
  throw new Error('expected a ValidationError, and there was none');
}
