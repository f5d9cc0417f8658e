import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { UserError } from '../../../constructs/core/errors';
import { releaseCommand } from '../../../tools/release/command';
import { changed } from '../../environments/wrong';

const ROOT = join(__dirname, '..', '..', '..');
const digestOf = (digit: string): string => `sha256:${digit.repeat(64)}`;

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'release-'));
  writeFileSync(join(folder, 'test.yaml'), stringify(changed('test', {})));
  writeFileSync(join(folder, 'dev.yaml'), stringify(changed('dev', {})));
});

afterEach(() => rmSync(folder, { recursive: true }));

const file = (): string => join(folder, 'releases', 'test.json');
const release = (...args: readonly string[]): string => releaseCommand([...args, '--environments', folder]);
const propose = (digit: string, version: string): string => release('propose', '--env', 'test', '--service', 'scoring', '--digest', digestOf(digit), '--model-version', version);

function errorOf(call: () => unknown): string {
  try {
    call();
  } catch (error) {
    if (error instanceof UserError) return error.message.replaceAll(/release-\w+/g, 'environments');
    throw error;
  }
  throw new Error('expected an error, and there was none');
}

describe('npm run release', () => {
  test('brings an image from the first release to the next', () => {
    expect(release('status', '--env', 'test')).toBe('scoring: not released\n');
    expect(propose('a', '1').replaceAll(/release-\w+/g, 'environments')).toBe(`written: environments/releases/test.json\nscoring: blue is live, model 1, ${digestOf('a')}\n`);
    expect(propose('b', '2')).toContain(`scoring: green is the candidate, model 2, ${digestOf('b')}; its step is in rollout_step_scoring\n`);
    expect(readFileSync(file(), 'utf8')).toBe(`{\n  "scoring": {\n    "blue": {\n      "digest": "${digestOf('a')}",\n      "modelVersion": "1"\n    },\n    "green": {\n      "digest": "${digestOf('b')}",\n      "modelVersion": "2"\n    },\n    "live": "blue"\n  }\n}\n`);
    release('finish', '--env', 'test', '--service', 'scoring');
    expect(JSON.parse(readFileSync(file(), 'utf8'))).toEqual({ scoring: { green: { digest: digestOf('b'), modelVersion: '2' }, live: 'green' } });
    propose('c', '3');
    expect(JSON.parse(release('status', '--env', 'test', '--json'))).toEqual({ environment: 'test', services: { scoring: { stepVariable: 'rollout_step_scoring', stable: { slot: 'green', digest: digestOf('b'), modelVersion: '2' }, candidate: { slot: 'blue', digest: digestOf('c'), modelVersion: '3' } } } });
    release('abandon', '--env', 'test', '--service', 'scoring');
    expect(JSON.parse(readFileSync(file(), 'utf8'))).toEqual({ scoring: { green: { digest: digestOf('b'), modelVersion: '2' }, live: 'green' } });
  });

  test('has the first image in the place of a placeholder', () => {
    propose('a', '1');
    writeFileSync(file(), readFileSync(file(), 'utf8').replace(digestOf('a'), digestOf('0')));
    propose('b', '2');
    expect(JSON.parse(readFileSync(file(), 'utf8'))).toEqual({ scoring: { blue: { digest: digestOf('b'), modelVersion: '2' }, live: 'blue' } });
  });

  test('says what there is without releases', () => {
    expect(release('status', '--env', 'dev')).toBe('dev has no scoring services.\n');
    expect(JSON.parse(release('status', '--env', 'test', '--json'))).toEqual({ environment: 'test', services: { scoring: { stepVariable: 'rollout_step_scoring', stable: null, candidate: null } } });
    expect(release('--help')).toContain('npm run release -- propose');
  });

  test.each<[string, readonly string[], string]>([
    ['no command', [], "[ReleaseCommandUnknown] '' is not a command: expected one of status, propose, finish, abandon; see --help"],
    ['no environment', ['status'], "[ReleaseOptionMissing] '--env' is missing: expected a value; see --help"],
    ['an option that says nothing', ['finish', '--env', 'test', '--service', 'scoring', '--digest', 'x'], `[ReleaseOptionUnused] '--digest' has no effect with 'finish': got "x"; expected nothing; leave it out`],
    ['JSON of a change', ['finish', '--env', 'test', '--service', 'scoring', '--json'], "[ReleaseJsonUnused] '--json' has no effect with 'finish': expected nothing; leave it out"],
    ['an unknown service', ['finish', '--env', 'test', '--service', 'prices'], `[ReleaseServiceMissing] '--service' is not a service of test: got "prices"; expected "scoring"; name one of 'aks.serving.services'`],
    ['nothing to finish', ['finish', '--env', 'test', '--service', 'scoring'], "[ReleaseNotFound] 'scoring' is not released: expected a service that is released, of which there are none; propose an image first (at release)"],
    ['a tag', ['propose', '--env', 'test', '--service', 'scoring', '--digest', 'v3', '--model-version', '3'], `[ReleaseDigestInvalid] 'scoring.blue.digest' is not the digest of an image: got "v3"; expected sha256: and 64 hexadecimal digits; pass the digest that the push printed; tags can be moved (at environments/releases/test.json)`],
  ])('refuses %s, and writes nothing', (_, args, message) => {
    expect(errorOf(() => release(...args))).toBe(message);
    expect(existsSync(file())).toBe(false);
  });

  test('refuses a second candidate, the live image, and a candidate that is not there', () => {
    propose('a', '1');
    expect(errorOf(() => release('abandon', '--env', 'test', '--service', 'scoring'))).toBe("[ReleaseCandidateMissing] 'scoring' has no candidate: expected an image beside the live one; propose one first (at release)");
    expect(errorOf(() => propose('a', '2'))).toBe(`[ReleaseAlreadyLive] 'digest' is the image that callers have already: got "${digestOf('a')}"; expected another image; pass the digest that the last push printed (at release)`);
    propose('b', '2');
    const before = readFileSync(file(), 'utf8');
    expect(errorOf(() => propose('c', '3'))).toBe(`[ReleaseCandidateThere] 'scoring' has a candidate already: got "${digestOf('b')}"; expected no candidate; finish or abandon it first (at release)`);
    expect(readFileSync(file(), 'utf8')).toBe(before);
  });

  test('ends with 1 for an error, as a command', () => {
    const { status, stderr } = spawnSync('node', ['--require', 'ts-node/register', 'tools/release.ts', 'finish', '--env', 'test', '--service', 'prices', '--environments', folder], { cwd: ROOT, encoding: 'utf8' });
    expect([status, stderr]).toEqual([1, `[ReleaseServiceMissing] '--service' is not a service of test: got "prices"; expected "scoring"; name one of 'aks.serving.services'\n`]);
  });
});
