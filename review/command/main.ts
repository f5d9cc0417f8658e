import { UserError } from '../../constructs/core/errors';
import { reviewDrift } from './drift';
import { reviewPlan } from './plan';
import { reviewPost } from './post';
import { reviewSynth } from './synth';
import { EXIT, HELP, UsageError } from './usage';

/**
 * Runs the command and says what it ends with. An error is never taken for "clean".
 *
 * @param today the day of the call, as `YYYY-MM-DD`
 */
export async function reviewMain(args: readonly string[], today: string): Promise<number> {
  const [name, ...rest] = args;
  try {
    if (name === '--help' || name === 'help' || rest.includes('--help')) {
      process.stdout.write(HELP);
      return EXIT.ok;
    }
    switch (name) {
      case 'synth':
        return await reviewSynth(rest, today);
      case 'plan':
        return await reviewPlan(rest, today);
      case 'drift':
        return reviewDrift(rest);
      case 'post':
        return await reviewPost(rest);
      default:
        throw new UsageError(`[SubcommandUnknown] 'review' doesn't know what to do: got "${name ?? ''}"; expected synth, plan, drift or post; see '--help'`);
    }
  } catch (error) {
    const usage = error instanceof UsageError || isOfOptions(error);
    process.stderr.write(`${usage || error instanceof UserError ? messageOf(error) : error instanceof Error ? error.stack : String(error)}\n`);
    return usage ? EXIT.usage : EXIT.error;
  }
}

/** What Node says of options that a command doesn't have. */
function isOfOptions(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && /^ERR_PARSE_ARGS_/.test(String(error.code));
}

function messageOf(error: unknown): string {
  return typeof error === 'object' && error !== null && 'message' in error ? String(error.message) : String(error);
}
