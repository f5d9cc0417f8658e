import { UserError } from '../../constructs/core/errors';

/** Whether a change may pass, as a status check says it. */
export type Verdict = 'passed' | 'blocked';

/** What is posted: a comment, and the status check that goes with it. */
export interface Post {
  readonly content: string;
  /** What the comment is found again by: it starts with it. */
  readonly mark: string;
  /** The name of the check, the same in every run; branch policies refer to it. */
  readonly check: string;
  readonly verdict: Verdict;
}

/** What all checks of this command are grouped by. */
export const GENRE = 'review';

/** What a check says beside its state. */
export const DESCRIPTIONS: Readonly<Record<Verdict, string>> = { passed: 'No gate blocks', blocked: 'A gate blocks: see the comment' };

/**
 * Takes all steps, also after one that failed: a comment that is refused must not leave an old check standing, nor the other way round.
 *
 * @throws UserError with everything that was refused
 */
export async function takeAll(steps: readonly (() => Promise<string>)[]): Promise<string> {
  const done: string[] = [];
  const refused: string[] = [];
  for (const step of steps) {
    try {
      done.push(await step());
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      refused.push(error.message);
    }
  }
  if (refused.length > 0) throw new UserError(refused.join('\n'));
  return done.join('\n');
}
