import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { synthesisedLandscape } from '../support/landscape';
import { addressesOf, lostAddresses } from '../support/addresses';

const GOLDEN = __dirname;
const ALLOWED = join(GOLDEN, 'allowed-address-changes.txt');
const UPDATE = process.env['UPDATE_GOLDEN'] === '1';

/** The environment, or `shared`, that a stack belongs to. */
const groupOf = (stack: string): string => stack.slice(0, stack.indexOf('-'));

describe.each(Object.entries(synthesisedLandscape()))('%s', (stack, text) => {
  const file = join(GOLDEN, groupOf(stack), `${stack}.tf.json`);
  const contract = join(GOLDEN, groupOf(stack), `${stack}.addresses.txt`);
  const addresses = addressesOf(text);

  test('keeps every address, or says where it went', () => {
    const pinned = existsSync(contract) ? readFileSync(contract, 'utf8').split('\n').filter(Boolean) : [];
    expect(lostAddresses(stack, pinned, text, readFileSync(ALLOWED, 'utf8'))).toEqual([]);
    if (UPDATE) {
      mkdirSync(dirname(contract), { recursive: true });
      writeFileSync(contract, `${addresses.join('\n')}\n`);
    }
    expect(readFileSync(contract, 'utf8')).toBe(`${addresses.join('\n')}\n`);
  });

  test('is what was reviewed', () => {
    if (UPDATE) writeFileSync(file, text);
    expect(text).toBe(readFileSync(file, 'utf8'));
  });
});

test('there is no golden file of a stack that is gone', () => {
  const stacks = Object.keys(synthesisedLandscape());
  const golden = readdirSync(GOLDEN, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.tf.json'));
  expect(golden.sort()).toEqual(stacks.map((stack) => join(groupOf(stack), `${stack}.tf.json`)).sort());
});
