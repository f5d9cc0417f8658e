import type { ChangeSet } from '../model/change';
import { readScans } from '../read/scan';
import type { Picture } from '../render/pictures';
import { readOwnRules } from '../rules/own-rules';
import { makeReview } from '../rules/review';
import { DEFAULT_SETTINGS, readSettings } from '../settings';
import type { OutputValues } from './output';
import { writeReview } from './output';
import { UsageError } from './usage';

/** Options of how a review is judged, for `parseArgs`. */
export const JUDGE_OPTIONS = {
  settings: { type: 'string' }, rules: { type: 'string' }, 'as-of': { type: 'string' }, scan: { type: 'string', multiple: true }, 'scan-base': { type: 'string', multiple: true },
} as const;

/** Their values. */
export type JudgeValues = OutputValues & Readonly<Partial<Record<'settings' | 'rules' | 'as-of', string>> & Partial<Record<'scan' | 'scan-base', string[]>>>;

/** What a review is judged by, read before any work is done. */
export function judgeBy(values: JudgeValues, today: string): (set: ChangeSet, sides?: string, pictures?: readonly Picture[]) => number {
  const asOf = values['as-of'] ?? today;
  if (!/^\d{4}-\d{2}-\d{2}$/.test(asOf) || Number.isNaN(Date.parse(asOf))) throw new UsageError(`[DayInvalid] '--as-of' is no day: got "${asOf}"; expected YYYY-MM-DD; leave it out for today`);
  if (values['scan-base'] !== undefined && values.scan === undefined) throw new UsageError("[ScanBaseWithoutScan] '--scan-base' has no effect without '--scan': expected both; add '--scan'");
  const settings = values.settings === undefined ? DEFAULT_SETTINGS : readSettings(values.settings);
  const ownRules = values.rules === undefined ? [] : readOwnRules(values.rules);
  const scans = readScans(values.scan ?? [], values['scan-base'] ?? []);
  return (set, sides, pictures = []) => writeReview(makeReview(set, { asOf, settings, ownRules, scans }), { values, sides, ownRules, pictures });
}
