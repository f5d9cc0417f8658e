// Run the stand-in by itself: prints the environment variables that point a shell's terraform at it.
import { startStandIn } from './server';

void startStandIn(process.argv[2]).then(({ environment, logFile }) => {
  for (const [name, value] of Object.entries(environment)) console.log(`export ${name}='${value}'`);
  console.log(`# requests: ${logFile}`);
});
