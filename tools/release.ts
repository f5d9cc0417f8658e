import { run } from '../stacks/run';
import { releaseCommand } from './release/command';

run(() => {
  process.stdout.write(releaseCommand(process.argv.slice(2)));
});
