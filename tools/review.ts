import { reviewMain } from '../review/command/main';

/** `npm run review -- …`: see `--help`. The clock is read here, and nowhere else in a review. */
void reviewMain(process.argv.slice(2), new Date().toISOString().slice(0, 10)).then((code) => {
  process.exitCode = code;
});
