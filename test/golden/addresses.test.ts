import { addressesOf, lostAddresses } from '../support/addresses';

const stack = (names: readonly string[], moved: readonly { from: string; to: string }[] = []): string => JSON.stringify({ resource: { t: Object.fromEntries(names.map((name) => [name, {}])) }, moved });

describe('the address contract', () => {
  test('lists the addresses of a stack, sorted', () => {
    expect(addressesOf(stack(['b', 'a']))).toEqual(['t.a', 't.b']);
  });

  test('holds when addresses are only added', () => {
    expect(lostAddresses('dev-ml', ['t.a'], stack(['a', 'b']), '')).toEqual([]);
  });

  test('is broken by a lost address', () => {
    expect(lostAddresses('dev-ml', ['t.a', 't.b'], stack(['b']), '# dev-ml t.a comment')).toEqual(['t.a']);
  });

  test('is kept by a move to an address that is there', () => {
    expect(lostAddresses('dev-ml', ['t.a'], stack(['b'], [{ from: 't.a', to: 't.b' }]), '')).toEqual([]);
    expect(lostAddresses('dev-ml', ['t.a'], stack(['b'], [{ from: 't.a', to: 't.c' }]), '')).toEqual(['t.a']);
  });

  test('is kept by a reason, for that stack only', () => {
    expect(lostAddresses('dev-ml', ['t.a'], stack([]), 'dev-ml t.a the lock moved to the group')).toEqual([]);
    expect(lostAddresses('dev-ml', ['t.a'], stack([]), 'test-ml t.a the lock moved to the group')).toEqual(['t.a']);
    expect(lostAddresses('dev-ml', ['t.a'], stack([]), 'dev-ml t.a')).toEqual(['t.a']);
  });
});
