import type { Finding, Review } from '../model/finding';
import { ALL_RULES } from '../rules/all-rules';
import type { Rule } from '../rules/rule';
import { visible } from './text';

/** Writes the gates as tests in JUnit's form: one that blocks has failed, a waived one is skipped. */
export function renderJunit(review: Review, ownRules: readonly Rule[] = []): string {
  const cases = [...ALL_RULES, ...ownRules].flatMap(({ id, name }) => {
    const found = review.findings.filter((finding) => finding.rule === id);
    return found.length === 0 ? [`    <testcase classname="review" name="${text(`${id} ${name}`)}"/>`] : found.map(testCase);
  });
  const failures = review.findings.filter(({ level, waiver }) => level === 'block' && waiver === undefined).length;
  const skipped = review.findings.filter(({ waiver }) => waiver !== undefined).length;
  return ['<?xml version="1.0" encoding="UTF-8"?>', `<testsuites>`, `  <testsuite name="review" tests="${cases.length}" failures="${failures}" errors="0" skipped="${skipped}">`, ...cases, '  </testsuite>', '</testsuites>', ''].join('\n');
}

function testCase({ rule, ruleName, level, stack, address, message, remedy, waiver }: Finding): string {
  const name = text(`${rule} ${ruleName}: ${stack}${address === undefined ? '' : `/${address}`}`);
  const said = `${message}. ${remedy}.`;
  const inside = waiver !== undefined
    ? `<skipped message="${text(`waived: ${waiver.reason} (${waiver.owner}, until ${waiver.expires})`)}"/>`
    : level === 'block' ? `<failure message="${text(message)}">${text(said)}</failure>` : `<system-out>${text(`warning: ${said}`)}</system-out>`;
  return `    <testcase classname="review" name="${name}">${inside}</testcase>`;
}

function text(value: string): string {
  return visible(value).replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`);
}
