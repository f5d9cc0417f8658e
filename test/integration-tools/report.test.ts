import { worstOf } from '../integration/harness/report';

it('takes the worst exit code of several runs: a failure, then what could not run', () => {
  expect([worstOf([]), worstOf([0, 0]), worstOf([0, 75]), worstOf([75, 1, 0])]).toEqual([0, 0, 75, 1]);
});
