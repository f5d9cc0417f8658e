import type { Problem } from '../../constructs/core/errors';
import type { Environment } from '../schema';

/** Sections that an environment may do without. */
const OPTIONAL: ReadonlySet<string> = new Set(['aks', 'budget', 'cloud', 'eligibility']);

/** Takes the problems that a rule finds. */
export type Report = (problem: Problem) => void;

/** The sections of an environment whose shape is right; what is in `broken` was reported already. */
export interface Sections {
  readonly sections: Partial<Environment>;
  readonly broken: ReadonlySet<string>;
}

/** What sections of an environment mean together. */
export type Rule = (environment: Sections, report: Report) => void;

/**
 * A rule that is asked only when the sections that it needs have the right shape. Values in them may still be wrong:
 * a rule passes over what it can't read, since that was reported with the shape.
 */
export function rule<K extends keyof Environment>(needs: readonly K[], check: (environment: Pick<Environment, K>, report: Report) => void): Rule {
  return ({ sections, broken }, report) => {
    if (hasSections(sections, needs, broken)) check(sections, report);
  };
}

function hasSections<K extends keyof Environment>(sections: Partial<Environment>, needs: readonly K[], broken: ReadonlySet<string>): sections is Partial<Environment> & Pick<Environment, K> {
  return needs.every((key) => (key in sections || OPTIONAL.has(key)) && !broken.has(key));
}
