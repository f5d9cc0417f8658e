import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, join } from 'node:path';
import type { Problem } from '../../constructs/core/errors';
import { ValidationError } from '../../constructs/core/errors';
import { nearest } from '../../facts/suggest';
import type { Environment, Releases } from '../schema';
import { releasesSchema } from '../schema/serving';
import type * as DataFileReader from './read-data-file';
import { checkShape } from './shape';

/** The folder beside the environments that says which images are released. */
const FOLDER = 'releases';

/** The file that says which images are released in an environment. */
export function releaseFile(directory: string, environment: string): string {
  return join(directory, FOLDER, `${environment}.json`);
}

/** The file as messages have it. */
export function releaseFileName(directory: string, environment: string): string {
  return `${basename(directory)}/${FOLDER}/${environment}.json`;
}

/**
 * Reads which images are released in an environment; none where there is no file.
 *
 * @throws ValidationError with everything that is wrong in the file
 */
export function loadReleases(directory: string, environment: Environment): Releases {
  const file = releaseFile(directory, environment.name);
  if (!existsSync(file)) return {};
  const where = releaseFileName(directory, environment.name);
  return checkReleases(parse(readFileSync(file, 'utf8'), file, where), environment, where);
}

/**
 * Checks that every environment of release files is one.
 *
 * @throws ValidationError `ReleaseFileUnknown`
 */
export function checkReleaseFiles(directory: string, environments: readonly string[]): void {
  const folder = join(directory, FOLDER);
  if (!existsSync(folder)) return;
  const unknown = readdirSync(folder).filter((file) => file.endsWith('.json') && !environments.includes(basename(file, '.json'))).sort();
  const problems = unknown.map((file) => ({ code: 'ReleaseFileUnknown', prop: file, rule: 'is of no environment', expected: environments.map((name) => `${name}.json`).join(', '), fix: 'rename or remove it' }));
  if (problems.length > 0) throw new ValidationError(problems, `${basename(directory)}/${FOLDER}`);
}

/**
 * Checks which images are released in an environment.
 *
 * @param where what messages call the place it comes from
 * @throws ValidationError with everything that is wrong
 */
export function checkReleases(value: unknown, environment: Environment, where: string): Releases {
  const { problems, sections, broken } = checkShape<Releases>(releasesSchema, value);
  const services = Object.keys((environment.features.aks ? environment.aks?.serving?.services : undefined) ?? {});
  const found: Problem[] = [...problems];
  for (const [service, release] of Object.entries(sections)) {
    if (broken.has(service) || release === undefined) continue;
    const { live, blue, green } = release;
    if (!services.includes(service)) found.push(unknownService(service, services));
    if (release[live] === undefined) found.push({ code: 'ReleaseLiveMissing', prop: `${service}.live`, rule: 'names a slot that is empty', got: live, expected: blue ? '"blue"' : green ? '"green"' : 'a slot with an image', fix: 'name the other slot, or fill this one' });
    if (blue && green && blue.digest === green.digest && blue.modelVersion === green.modelVersion) found.push({ code: 'ReleaseSlotsSame', prop: service, rule: 'has the same image and model in both slots', got: blue.digest, expected: 'another image, or another model', fix: 'remove the slot that is not live' });
  }
  if (found.length > 0) throw new ValidationError(found, where);
  return Object.fromEntries(Object.entries(sections).flatMap(([service, release]) => (release === undefined ? [] : [[service, release]])));
}

function unknownService(service: string, services: readonly string[]): Problem {
  const near = nearest(service, services);
  return { code: 'ReleaseServiceUnknown', prop: service, rule: 'is not a service of the environment', expected: services.join(', ') || "a service in 'aks.serving.services', of which there are none", fix: near ? `did you mean "${near}"?` : 'add it to the environment first, or remove it here' };
}

/** The reader of data files says where a file is broken; it takes a while to load, and most files aren't. */
function parse(text: string, file: string, where: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    const reader: typeof DataFileReader = createRequire(__filename)('./read-data-file');
    return reader.readDataFile(file, basename(file), where).value;
  }
}
