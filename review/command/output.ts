import { writeFileSync } from 'node:fs';
import type { Review } from '../model/finding';
import { buildDocument } from '../render/build';
import type { ReviewDocument } from '../render/document';
import { renderHtml } from '../render/html';
import { renderJunit } from '../render/junit';
import type { Target } from '../render/markdown';
import { renderMarkdown } from '../render/markdown';
import type { Picture } from '../render/pictures';
import { renderJson } from '../render/plan-json';
import { renderSarif } from '../render/sarif';
import type { Rule } from '../rules/rule';
import { EXIT, UsageError } from './usage';

/** Options of every form that a review is written in, for `parseArgs`. */
export const OUTPUT_OPTIONS = {
  markdown: { type: 'string' }, html: { type: 'string' }, json: { type: 'boolean' }, sarif: { type: 'string' }, junit: { type: 'string' },
  target: { type: 'string' }, link: { type: 'string' }, id: { type: 'string' }, title: { type: 'string' }, 'detailed-exitcode': { type: 'boolean' },
} as const;

/** Their values. */
export type OutputValues = Readonly<Partial<Record<'markdown' | 'html' | 'sarif' | 'junit' | 'target' | 'link' | 'id' | 'title', string>> & Partial<Record<'json' | 'detailed-exitcode', boolean>>>;

/** Where a comment goes: as it is asked for, or as the machine that this runs on says. */
export function targetOf({ target }: OutputValues, environment: NodeJS.ProcessEnv = process.env): Target {
  if (target === 'github' || target === 'azuredevops' || target === 'plain') return target;
  if (target !== undefined) throw new UsageError(`[TargetUnknown] '--target' is no place that comments go to: got "${target}"; expected github, azuredevops or plain; take one of them`);
  return environment['TF_BUILD'] !== undefined ? 'azuredevops' : 'github';
}

/** What is written with a review. */
export interface ReviewOutput {
  readonly values: OutputValues;
  /** @default - both sides aren't named */
  readonly sides?: string;
  readonly ownRules: readonly Rule[];
  readonly pictures: readonly Picture[];
}

/** Writes a review in the forms that are asked for, and says what the command ends with. */
export function writeReview(review: Review, { values, sides, ownRules, pictures }: ReviewOutput): number {
  const target = targetOf(values);
  const document = buildDocument(review, { title: values.title, sides });
  writeDocument(document, values, target, pictures);
  if (values.sarif !== undefined) writeFileSync(values.sarif, renderSarif(review, ownRules));
  if (values.junit !== undefined) writeFileSync(values.junit, renderJunit(review, ownRules));
  if (values.json) process.stdout.write(renderJson(review));
  else if (values.markdown === undefined) process.stdout.write(renderMarkdown(document, { target: 'plain', id: values.id ?? 'review' }));
  else process.stdout.write(`${document.headline}\n`);
  if (review.verdict.outcome === 'blocked') return EXIT.blocked;
  return review.verdict.outcome === 'changes' && values['detailed-exitcode'] ? EXIT.changes : EXIT.ok;
}

/** Writes what people read. */
export function writeDocument(document: ReviewDocument, values: OutputValues, target: Target, pictures: readonly Picture[] = []): void {
  if (values.markdown !== undefined) writeFileSync(values.markdown, renderMarkdown(document, { target, id: values.id ?? 'review', ...(values.link === undefined ? {} : { link: values.link }) }));
  if (values.html !== undefined) writeFileSync(values.html, renderHtml(document, pictures));
}
