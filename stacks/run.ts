import { UserError } from '../constructs/core/errors';

/** What cdktf's own refusals start with; they are the user's to mend as well. */
const CDKTF_REFUSAL = /^(Validation failed|Encountered Annotations)/;

/** What Node says of options that a command doesn't have. */
const OPTION_REFUSAL = /^ERR_PARSE_ARGS_/;

/** Runs a command: an error that is the user's to mend is printed without a stack trace, and sets exit code 1. */
export function run(command: () => void | Promise<void>): void {
  Promise.resolve()
    .then(command)
    .catch((error: unknown) => {
      process.exitCode = 1;
      process.stderr.write(`${error instanceof Error ? (isExpected(error) ? error.message : error.stack) : String(error)}\n`);
    });
}

function isExpected(error: Error): boolean {
  const ofOptions = 'code' in error && OPTION_REFUSAL.test(String(error.code));
  return error instanceof UserError || ofOptions || CDKTF_REFUSAL.test(error.message);
}
