import type { Change, ChangeSet, Waiver } from './change';

/** What a finding does: `block` fails the review, `warn` is shown. */
export type Level = 'warn' | 'block';

/** What a rule says of a change, before settings and waivers are applied. */
export interface RuleFinding {
  /** The change that it is about. @default - it is about a stack */
  readonly change?: Change;
  readonly stack: string;
  /** What tells two findings of one rule about one resource apart. @default - there is only one */
  readonly attribute?: string;
  readonly level: Level;
  readonly message: string;
  /** What to do about it. */
  readonly remedy: string;
}

/** A finding as it is reported. */
export interface Finding {
  readonly rule: string;
  readonly ruleName: string;
  readonly level: Level;
  readonly stack: string;
  /** @default - it is about a stack */
  readonly address?: string;
  /** @default - not known */
  readonly constructPath?: string;
  /** @default - not known */
  readonly source?: string;
  /** @default - it is about all of the resource */
  readonly attribute?: string;
  readonly message: string;
  readonly remedy: string;
  /** The same for the same finding in every run. */
  readonly fingerprint: string;
  /** The waiver that accepts it. @default - none does */
  readonly waiver?: Waiver;
}

/** What became of a waiver. */
export interface WaiverState extends Waiver {
  readonly state: 'used' | 'unused' | 'expired';
}

/** A permission that is given, taken or changed. */
export interface GrantChange {
  readonly stack: string;
  readonly id: string;
  /** @default - not known */
  readonly constructPath?: string;
  readonly direction: 'added' | 'removed' | 'changed' | 'churn';
  readonly principal: string;
  readonly role: string;
  readonly scope: string;
  /** @default - none */
  readonly condition?: string;
  /** Why it matters. */
  readonly note: string;
  readonly privileged: boolean;
}

/** A way in from a network that opens or closes. */
export interface ExposureChange {
  readonly stack: string;
  readonly id: string;
  /** @default - not known */
  readonly constructPath?: string;
  readonly direction: 'opened' | 'closed';
  /** `inbound`, `outbound`. */
  readonly traffic: 'inbound' | 'outbound';
  readonly what: string;
  /** @default - any */
  readonly port?: string;
  /** @default - it says itself who */
  readonly peer?: string;
  readonly attribute: string;
}

/** A change of what is paid for. */
export interface CostChange {
  readonly stack: string;
  readonly address: string;
  readonly what: string;
  readonly direction: 'added' | 'removed' | 'changed';
  readonly before: string;
  readonly after: string;
}

/** A whole review: what changes, what was found, and whether that may pass. */
export interface Review extends ChangeSet {
  readonly findings: readonly Finding[];
  readonly grants: readonly GrantChange[];
  readonly exposure: readonly ExposureChange[];
  readonly costs: readonly CostChange[];
  readonly waiverStates: readonly WaiverState[];
  readonly verdict: Verdict;
}

/** The result in a word: `blocked` by a gate, `changes` that nothing blocks, or `clean`. */
export interface Verdict {
  readonly outcome: 'clean' | 'changes' | 'blocked';
  readonly blocking: number;
  readonly warnings: number;
  readonly waived: number;
}
