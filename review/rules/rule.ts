import type { Change, ChangeSet } from '../model/change';
import type { CostChange, ExposureChange, GrantChange, Level, RuleFinding } from '../model/finding';
import type { ScanDifference } from '../read/scan';

/** What a rule looks at: the changes, and what was read out of them. */
export interface RuleContext {
  readonly set: ChangeSet;
  /** Changes of resources, without data sources and without what doesn't change. */
  readonly changes: readonly Change[];
  /** A change by its id. */
  readonly byId: ReadonlyMap<string, Change>;
  readonly grants: readonly GrantChange[];
  readonly exposure: readonly ExposureChange[];
  readonly costs: readonly CostChange[];
  readonly scans: readonly ScanDifference[];
  readonly limits: RuleLimits;
}

/** Numbers that rules compare with. */
export interface RuleLimits {
  /** So many resources that one replacement takes along are too many. */
  readonly replaceBlast: number;
  /** So many nodes of a cluster at most are worth a word. */
  readonly nodes: number;
}

/**
 * A gate: something that may not pass unseen. Works on predictions and plans alike, reads no clock and asks nobody.
 *
 * A team's own rules have ids of their own, such as `TEAM001`.
 */
export interface Rule {
  readonly id: string;
  /** In kebab case, for people. */
  readonly name: string;
  /** What it fires on, in one sentence. */
  readonly summary: string;
  /** The level of most of its findings. */
  readonly level: Level;
  check(context: RuleContext): readonly RuleFinding[];
}

/** What a finding about a change has in common with all others. */
export function about(change: Change, level: Level, message: string, remedy: string, attribute?: string): RuleFinding {
  return { change, stack: change.stack, level, message, remedy, ...(attribute === undefined ? {} : { attribute }) };
}

/** How a prediction is told from a fact, in a sentence. */
export function verb(change: Change, synth: boolean): string {
  const will = synth ? (change.confidence === 'possible' ? 'may be' : 'would be') : 'is';
  switch (change.action) {
    case 'delete':
      return `${will} destroyed`;
    case 'replace':
      return `${will} destroyed and made anew`;
    case 'unknown':
      return 'changes in a way that may destroy it';
    default:
      return `changes`;
  }
}
