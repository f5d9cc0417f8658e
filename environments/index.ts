import { createRequire } from 'node:module';
import { basename, extname } from 'node:path';
import { fail } from '../constructs/core/errors';
import { checkEnvironments, checkSharedSettings } from './loading/check';
import type { EnvironmentFile } from './loading/discover';
import { discover } from './loading/discover';
import type { Source } from './loading/locations';
import type * as DataFileReader from './loading/read-data-file';
import { readModule } from './loading/read-module';
import { checkReleaseFiles, loadReleases as releasesOf } from './loading/releases';
import type { Variables } from './loading/variables';
import { withVariables } from './loading/variables';
import type { Environment, Releases, SharedSettings } from './schema';
import shared from './shared';

export { findPlaceholders, isPlaceholder, PLACEHOLDER } from './placeholders';
export { checkTogether } from './loading/check';
export type { Environment, SharedSettings } from './schema';
export { MANDATORY_TAGS } from './schema';

/** Which environments to load, and from where. */
export interface LoadOptions {
  /** @default - this folder */
  readonly directory?: string;
  /** Names of the environments to load; what they mean together with others is not checked then. @default - all of them */
  readonly only?: readonly string[];
  /** Where `AZURE_SUBSCRIPTION_ID` and the like are read from. @default process.env */
  readonly variables?: Variables;
}

/**
 * Loads and checks the environments: dev, test and prod first, others after them by name.
 *
 * @throws ValidationError with everything that is wrong in any of them
 */
export function loadEnvironments({ directory = __dirname, only, variables = process.env }: LoadOptions = {}): Environment[] {
  const sources = discover(directory, only).map(read);
  return checkEnvironments(sources, basename(directory)).map((environment) => withVariables(environment, environment.name, variables));
}

/**
 * Loads and checks which images of scoring services are released, by environment.
 *
 * @throws ValidationError with everything that is wrong in a file
 */
export function loadReleases(environments: readonly Environment[], { directory = __dirname, only }: LoadOptions = {}): Readonly<Record<string, Releases>> {
  if (!only) checkReleaseFiles(directory, environments.map(({ name }) => name));
  return Object.fromEntries(environments.map((environment) => [environment.name, releasesOf(directory, environment)]));
}

/**
 * The names of the environments, without loading them.
 *
 * @throws ValidationError where there are none, or one is there twice
 */
export function environmentNames(directory: string = __dirname): string[] {
  return discover(directory).map(({ name }) => name);
}

/**
 * Checks one environment that is not in a file of its own.
 *
 * @param name what it must be called
 * @param where what messages call the place it comes from
 * @throws ValidationError with everything that is wrong
 */
export function checkedEnvironment(value: unknown, name: string, where: string = name): Environment {
  const [environment] = checkEnvironments([{ name, where, value }], where);
  return environment ?? fail(where, { code: 'EnvironmentMissing', prop: name, rule: 'is missing', expected: 'an environment', fix: 'add it' });
}

/**
 * Loads and checks what the environments share.
 *
 * @throws ValidationError with everything that is wrong
 */
export function loadSharedSettings(variables: Variables = process.env): SharedSettings {
  return withVariables(checkSharedSettings(shared, 'environments/shared.ts'), 'shared', variables);
}

function read({ name, file, where }: EnvironmentFile): Source {
  if (extname(file) === '.ts') return readModule(file, name, where);
  return dataFileReader().readDataFile(file, name, where);
}

/** YAML takes a while to load, and most landscapes have none. */
function dataFileReader(): typeof DataFileReader {
  const reader: typeof DataFileReader = createRequire(__filename)('./loading/read-data-file');
  return reader;
}
