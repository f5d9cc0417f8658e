import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

test('the integration command refuses a step that there is not', () => {
  const { status, stderr } = spawnSync(process.execPath, ['--require', 'ts-node/register', join(__dirname, '../../tools/integration.ts'), '--steps', 'plan,aply'], { encoding: 'utf8' });
  expect({ status, stderr }).toEqual({ status: 1, stderr: `[StepUnknown] '--steps' names unknown steps: got "aply"; expected validate, plan, apply, replan, destroy\n` });
});
