import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadReleases } from '../../environments';
import dev from '../../environments/dev';
import test_ from '../../environments/test';
import type { Environment } from '../../environments/schema';
import { errorOf } from './wrong';

const BLUE = `sha256:${'b'.repeat(64)}`;
const GREEN = `sha256:${'9'.repeat(64)}`;

/** What a folder of releases is loaded to. */
function loaded(files: Readonly<Record<string, string>>, environments: readonly Environment[] = [dev, test_], only?: readonly string[]): ReturnType<typeof loadReleases> {
  const root = mkdtempSync(join(tmpdir(), 'landscape-releases-'));
  try {
    mkdirSync(join(root, 'releases'));
    Object.entries(files).forEach(([name, text]) => writeFileSync(join(root, 'releases', name), text));
    return loadReleases(environments, { directory: root, only });
  } finally {
    rmSync(root, { recursive: true });
  }
}

const failing = (value: unknown): string => errorOf(() => loaded({ 'test.json': typeof value === 'string' ? value : JSON.stringify(value) })).message.replaceAll(/landscape-releases-\w+/g, 'environments');

describe('loadReleases', () => {
  test('reads which images are released', () => {
    const releases = { scoring: { blue: { digest: BLUE, modelVersion: '3' }, green: { digest: GREEN, modelVersion: '4' }, live: 'blue' } };
    expect(loaded({ 'test.json': JSON.stringify(releases) })).toEqual({ dev: {}, test: releases });
  });

  test('has none where there is no file, or no folder', () => {
    expect(loaded({})).toEqual({ dev: {}, test: {} });
    expect(loadReleases([dev], { directory: join(tmpdir(), 'nowhere') })).toEqual({ dev: {} });
  });

  test.each([
    ['a tag', { scoring: { blue: { digest: 'v3', modelVersion: '3' }, live: 'blue' } }, `[ReleaseDigestInvalid] 'scoring.blue.digest' is not the digest of an image: got "v3"; expected sha256: and 64 hexadecimal digits; pass the digest that the push printed; tags can be moved (at environments/releases/test.json)`],
    ['a service that is not there', { scorign: { blue: { digest: BLUE, modelVersion: '3' }, live: 'blue' } }, `[ReleaseServiceUnknown] 'scorign' is not a service of the environment: expected scoring; did you mean "scoring"? (at environments/releases/test.json)`],
    ['an empty live slot', { scoring: { blue: { digest: BLUE, modelVersion: '3' }, live: 'green' } }, `[ReleaseLiveMissing] 'scoring.live' names a slot that is empty: got "green"; expected "blue"; name the other slot, or fill this one (at environments/releases/test.json)`],
    ['the same image twice', { scoring: { blue: { digest: BLUE, modelVersion: '3' }, green: { digest: BLUE, modelVersion: '3' }, live: 'green' } }, `[ReleaseSlotsSame] 'scoring' has the same image and model in both slots: got "${BLUE}"; expected another image, or another model; remove the slot that is not live (at environments/releases/test.json)`],
    ['no model', { scoring: { blue: { digest: BLUE }, live: 'blue' } }, "[SettingMissing] 'scoring.blue.modelVersion' is missing: expected a text; add it (at environments/releases/test.json)"],
    ['a file that is no JSON', '{ "scoring": ', /^\[EnvironmentSyntax\] 'line 1, column \d+' can't be read: .* expected JSON; correct the line \(at environments\/releases\/test\.json\)$/],
  ])('fails for %s', (_, value, message) => {
    if (typeof message === 'string') expect(failing(value)).toBe(message);
    else expect(failing(value)).toMatch(message);
  });

  test('fails for a file of no environment, unless only some are loaded', () => {
    expect(errorOf(() => loaded({ 'qa.json': '{}' })).message).toMatch(/^\[ReleaseFileUnknown\] 'qa\.json' is of no environment: expected dev\.json, test\.json; rename or remove it \(at landscape-releases-\w+\/releases\)$/);
    expect(loaded({ 'qa.json': '{}' }, [dev], ['dev'])).toEqual({ dev: {} });
  });

  test('fails for services of an environment without any', () => {
    expect(errorOf(() => loaded({ 'dev.json': JSON.stringify({ scoring: { blue: { digest: BLUE, modelVersion: '3' }, live: 'blue' } }) })).message).toContain("[ReleaseServiceUnknown] 'scoring' is not a service of the environment: expected a service in 'aks.serving.services', of which there are none; add it to the environment first, or remove it here");
  });
});
