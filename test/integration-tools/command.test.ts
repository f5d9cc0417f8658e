import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { EXAMPLES } from '../../examples';
import { SEEDS } from '../integration/seeds';

test.each([
  ['a step that there is not', ['--steps', 'plan,aply'], `[StepUnknown] '--steps' names unknown steps: got "aply"; expected validate, plan, apply, replan, destroy`],
  ['an example that there is not', ['--examples', 'feature-shop'], `[ExampleUnknown] there is no such example: got "feature-shop"; expected some of ${Object.keys(EXAMPLES).join(', ')}`],
  ['options that have no effect on examples', ['--examples', '--env', 'dev', '--from', 'cdktf.out'], "[OptionWithoutEffect] '--env', '--from' can't be used with '--examples': leave one of them out"],
  ['names without --examples', ['feature-store'], "[OptionWithoutEffect] names are those of examples: got feature-store; put '--examples' before them"],
])('the integration command refuses %s', (_, args, message) => {
  const { status, stderr } = spawnSync(process.execPath, ['--require', 'ts-node/register', join(__dirname, '../../tools/integration.ts'), ...args], { encoding: 'utf8' });
  expect({ status, stderr }).toEqual({ status: 1, stderr: `${message}\n` });
});

test('what is there before an example belongs to one that there is', () => {
  expect(Object.keys(SEEDS).filter((name) => !(name in EXAMPLES))).toEqual([]);
});
