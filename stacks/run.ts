import { UserError } from '../constructs/core/errors';

/** What cdktf's own refusals start with; they are the user's to mend as well. */
const CDKTF_REFUSAL = /^(Validation failed|Encountered Annotations)/;

/** Runs a command: an error that is the user's to mend is printed without a stack trace, and sets exit code 1. */
export function run(command: () => void | Promise<void>): void {
  Promise.resolve()
    .then(command)
    .catch((error: unknown) => {
      process.exitCode = 1;
      const expected = error instanceof UserError || (error instanceof Error && CDKTF_REFUSAL.test(error.message));
      process.stderr.write(`${expected ? (error as Error).message : String(error instanceof Error ? error.stack : error)}\n`);
    });
}
