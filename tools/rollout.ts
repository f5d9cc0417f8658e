import { run } from '../stacks/run';
import { rolloutCommand } from './rollout/command';

run(async () => {
  const { output, exitCode } = await rolloutCommand(process.argv.slice(2), process.env['PROMETHEUS_TOKEN']);
  process.stdout.write(output);
  process.exitCode = exitCode;
});
