import { TerraformStack } from 'cdktf';
import type { IConstruct } from 'constructs';
import { Problems } from './errors';

/** Why a finding of a review is accepted, by whom, and until when. */
export interface Acknowledgement {
  /** What makes it acceptable, for who reads it in a year. */
  readonly reason: string;
  /** Who answers for it: a team or a person. */
  readonly owner: string;
  /** The last day on which it holds, as `YYYY-MM-DD`. */
  readonly expires: string;
}

/** A finding that is accepted, as it stands in the synthesised stack. */
interface Entry extends Acknowledgement {
  readonly rule: string;
  readonly path: string;
}

/** Entries of each stack; they are written as one list. */
const ENTRIES = new WeakMap<TerraformStack, Entry[]>();

/**
 * Accepts findings of `npm run review` in the program, where the next reader sees them.
 *
 * They stand in the comment of the stack, are listed in every review, end by themselves, and are shown as new in the change that brings them.
 */
export class Review {
  /**
   * Accepts what one gate finds about a construct, and about all that is in it.
   *
   * @param scope the construct; for something that is taken away, the one that it was in, or its stack
   * @param rule id of the gate, for example `RV001`
   */
  static acknowledge(scope: IConstruct, rule: string, { reason, owner, expires }: Acknowledgement): void {
    const problems = new Problems(scope);
    problems.require(/^[A-Z]+\d{3}$/.test(rule), { code: 'GateIdInvalid', prop: 'rule', rule: 'must be the id of a gate', got: rule, expected: 'capital letters and three digits', fix: 'take the id from the review' });
    problems.require(reason.trim().length >= 10, { code: 'AcknowledgementWithoutReason', prop: 'reason', rule: 'must say why', got: reason, expected: 'at least 10 characters', fix: 'say what makes it acceptable' });
    problems.require(owner.trim() !== '', { code: 'AcknowledgementWithoutOwner', prop: 'owner', rule: 'must say who answers for it', got: owner, expected: 'a team or a person', fix: 'name one' });
    problems.require(isDay(expires), { code: 'AcknowledgementExpiryInvalid', prop: 'expires', rule: 'must be a day', got: expires, expected: 'a date as YYYY-MM-DD', fix: 'give the last day on which it holds' });
    problems.throwIfAny();
    const stack = TerraformStack.of(scope);
    const entries = ENTRIES.get(stack) ?? [];
    const known = entries.some((entry) => entry.rule === rule && entry.path === scope.node.path);
    problems.require(!known, { code: 'AcknowledgedTwice', prop: 'rule', rule: 'is acknowledged here already', got: rule, expected: 'one acknowledgement for a construct and a gate', fix: 'remove one of them' });
    problems.throwIfAny();
    entries.push({ rule, path: scope.node.path, reason, owner, expires });
    ENTRIES.set(stack, entries);
    stack.addOverride('//.review', [...entries].sort((a, b) => (`${a.path} ${a.rule}` < `${b.path} ${b.rule}` ? -1 : 1)));
  }
}

function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const date = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
}
