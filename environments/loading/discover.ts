import { readdirSync } from 'node:fs';
import { basename, extname, join } from 'node:path';
import { fail } from '../../constructs/core/errors';
import { nearest } from '../../facts/suggest';

/** A file that holds an environment. */
export interface EnvironmentFile {
  readonly name: string;
  readonly file: string;
  /** The file as messages have it. */
  readonly where: string;
}

/** Files beside the environments that are none. */
const NOT_ENVIRONMENTS: ReadonlySet<string> = new Set(['index.ts', 'schema.ts', 'shared.ts', 'placeholders.ts', 'environment.schema.json']);
const EXTENSIONS: ReadonlySet<string> = new Set(['.ts', '.yaml', '.yml', '.json']);
/** The order in which changes go through the environments; others come after them. */
const FIRST: readonly string[] = ['dev', 'test', 'prod'];

/**
 * Finds the environments of a folder, in the order in which changes go through them.
 *
 * @param only the environments to take, all where it is missing
 * @throws ValidationError `EnvironmentsMissing`, `EnvironmentTwice`, `EnvironmentUnknown`
 */
export function discover(directory: string, only?: readonly string[]): EnvironmentFile[] {
  const folder = basename(directory);
  const files = readdirSync(directory)
    .filter((file) => EXTENSIONS.has(extname(file)) && !NOT_ENVIRONMENTS.has(file) && !file.endsWith('.d.ts'))
    .map((file) => ({ name: basename(file, extname(file)), file: join(directory, file), where: `${folder}/${file}` }))
    .sort((a, b) => rank(a.name) - rank(b.name) || compare(a.where, b.where));
  if (files.length === 0) fail(folder, { code: 'EnvironmentsMissing', prop: 'environments', rule: 'has no environment', expected: 'a .ts, .yaml, .yml or .json file for each', fix: 'add one' });
  files.forEach(({ name, where }, index) => {
    const earlier = files[index - 1];
    if (earlier?.name === name) fail(folder, { code: 'EnvironmentTwice', prop: name, rule: `is in ${earlier.where} and in ${where}`, expected: 'one file per environment', fix: 'remove one of them' });
  });
  const names = files.map(({ name }) => name);
  for (const name of only ?? []) {
    if (names.includes(name)) continue;
    const near = nearest(name, names);
    fail(folder, { code: 'EnvironmentUnknown', prop: 'env', rule: 'is not an environment', got: name, expected: `one of ${names.join(', ')}`, fix: near ? `did you mean "${near}"?` : `name one of these, or add ${folder}/${name}.ts` });
  }
  return only ? files.filter(({ name }) => only.includes(name)) : files;
}

function rank(name: string): number {
  const index = FIRST.indexOf(name);
  return index < 0 ? FIRST.length : index;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
