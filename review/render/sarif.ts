import type { Finding, Review } from '../model/finding';
import { ALL_RULES } from '../rules/all-rules';
import type { Rule } from '../rules/rule';
import { visible } from './text';

/** GitHub keeps so many results of a run. */
const MOST_RESULTS = 5_000;

/** Where findings are shown that have no line of their own. */
const ENTRY_FILE = 'main.ts';

/** Writes the findings as SARIF 2.1.0. */
export function renderSarif(review: Review, ownRules: readonly Rule[] = []): string {
  const rules = [...ALL_RULES, ...ownRules];
  const results = review.findings.slice(0, MOST_RESULTS).map((finding) => resultOf(finding, rules.findIndex(({ id }) => id === finding.rule)));
  const sarif = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [{
      tool: {
        driver: {
          name: 'azure-ml-landscape review', semanticVersion: '1.0.0',
          rules: rules.map(({ id, name, summary, level }) => ({ id, name, shortDescription: { text: summary }, defaultConfiguration: { level: level === 'block' ? 'error' : 'warning' }, properties: { tags: ['infrastructure'], 'security-severity': level === 'block' ? '8.0' : '4.0' } })),
        },
      },
      automationDetails: { id: `review/${review.mode}/` },
      invocations: [{ executionSuccessful: true }],
      columnKind: 'utf16CodeUnits',
      results,
      ...(review.findings.length > MOST_RESULTS ? { properties: { omitted: review.findings.length - MOST_RESULTS } } : {}),
    }],
  };
  return `${JSON.stringify(sarif, null, 2)}\n`;
}

function resultOf({ rule, level, stack, address, constructPath, source, message, remedy, fingerprint, waiver }: Finding, ruleIndex: number): object {
  const [, file = ENTRY_FILE, line] = /^(.*?)(?::(\d+))?(?::\d+)?$/.exec(source ?? ENTRY_FILE) ?? [];
  return {
    ruleId: rule, ruleIndex, kind: 'fail',
    level: level === 'block' ? 'error' : 'warning',
    message: { text: visible(`${message}. ${remedy}.`) },
    locations: [{
      physicalLocation: { artifactLocation: { uri: file }, region: { startLine: Number(line ?? 1) } },
      logicalLocations: [{ fullyQualifiedName: visible(address ?? stack), ...(constructPath === undefined ? {} : { name: visible(constructPath) }), kind: 'resource' }],
    }],
    partialFingerprints: { 'review/v1': fingerprint },
    baselineState: 'new',
    properties: { stack },
    ...(waiver === undefined ? {} : { suppressions: [{ kind: 'inSource', status: 'accepted', justification: visible(`${waiver.reason} (${waiver.owner}, until ${waiver.expires})`) }] }),
  };
}
