import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { JsonObject } from '../../../facts/json';
import { readScans } from '../../../review/read/scan';
import type { Rule } from '../../../review/rules/rule';
import { about } from '../../../review/rules/rule';
import { readOwnRules } from '../../../review/rules/own-rules';
import { DEFAULT_SETTINGS, readSettings } from '../../../review/settings';
import type { Resources } from '../support';
import { reviewed, said, VAULT } from '../support';

const BASE: Resources = { 'azurerm_key_vault.Vault': VAULT };
const comment = (more: JsonObject = {}): JsonObject => ({ '//': { metadata: {}, review: [{ rule: 'RV001', path: 'dev-ml/Vault', reason: 'it is empty', owner: 'platform', expires: '2026-06-01', ...more }] } });

const folder = mkdtempSync(join(tmpdir(), 'review-rules-'));
afterAll(() => rmSync(folder, { recursive: true }));
function file(name: string, text: string): string {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
}

describe('waivers', () => {
  test('accept what a gate finds, and are listed', () => {
    const review = reviewed(BASE, {}, { baseMore: comment() });
    expect(review.verdict).toEqual({ outcome: 'changes', blocking: 0, warnings: 0, waived: 1 });
    expect(review.waiverStates).toEqual([{ stack: 'dev-ml', rule: 'RV001', constructPath: 'dev-ml/Vault', reason: 'it is empty', owner: 'platform', expires: '2026-06-01', added: false, state: 'used' }]);
  });

  test('that come in the same change are marked as new, and can be made to wait', () => {
    const both = { baseMore: {}, headMore: comment() };
    expect(reviewed(BASE, {}, both).waiverStates.map(({ added, state }) => ({ added, state }))).toEqual([{ added: true, state: 'used' }]);
    expect(reviewed(BASE, {}, { ...both, settings: { ...DEFAULT_SETTINGS, newWaivers: 'block' } }).verdict.outcome).toBe('blocked');
  });

  test.each<[string, JsonObject, string]>([
    ['that have ended', { expires: '2026-05-31' }, 'expired'],
    ['of another gate', { rule: 'RV002' }, 'unused'],
    ['of another construct', { path: 'dev-ml/Vau' }, 'unused'],
  ])('%s accept nothing', (_, more, state) => {
    const review = reviewed(BASE, {}, { baseMore: comment(more) });
    expect(review.verdict.outcome).toBe('blocked');
    expect(review.waiverStates.map((waiver) => waiver.state)).toEqual([state]);
  });

  test('of a stack are for all of it', () => {
    expect(reviewed(BASE, {}, { baseMore: comment({ path: 'dev-ml' }) }).verdict.outcome).toBe('changes');
  });

  test('fails for one that is incomplete', () => {
    expect(() => reviewed(BASE, {}, { baseMore: comment({ owner: null }) })).toThrow('[WaiverMalformed]');
  });
});

describe('settings', () => {
  test('set levels everywhere, and by environment', () => {
    const settings = readSettings(file('settings.yaml', 'rules: { RV001: warn }\nenvironments:\n  dev: { rules: { RV001: off } }\n'));
    expect(said(reviewed(BASE, {}, { settings }), 'RV001')).toEqual([]);
    expect(reviewed(BASE, {}, { settings: { ...settings, environments: {} } }).verdict).toEqual({ outcome: 'changes', blocking: 0, warnings: 1, waived: 0 });
  });

  test('can be TypeScript', () => {
    expect(readSettings(file('settings.ts', "export default { nodes: 3 };\n"))).toEqual({ ...DEFAULT_SETTINGS, nodes: 3 });
  });

  test('fails for what is no setting', () => {
    expect(() => readSettings(file('wrong.yaml', 'rules: { RV001: loud }\nother: 1\n'))).toThrow(/^\[ReviewSettingsInvalid\][\s\S]*'rules\.RV001'/);
  });

  test('fails for what is no YAML', () => {
    expect(() => readSettings(file('broken.yaml', 'a: [1\n'))).toThrow('[ReviewSettingsUnreadable]');
  });
});

describe('rules of a team', () => {
  const TEAM: Rule = { id: 'TEAM001', name: 'no-premium', summary: 'A premium vault', level: 'block', check: ({ changes }) => changes.filter(({ after }) => after?.sku_name === 'premium').map((change) => about(change, 'block', 'it is premium', 'take standard', 'sku_name')) };

  test('are like those of the product', () => {
    expect(reviewed(BASE, { 'azurerm_key_vault.Vault': { ...VAULT, sku_name: 'premium' } }, { ownRules: [TEAM] }).findings).toMatchObject([{ rule: 'TEAM001', level: 'block', message: 'it is premium', constructPath: 'dev-ml/Vault/Resource' }]);
  });

  test('are read from a file', () => {
    const text = "export default [{ id: 'TEAM001', name: 'n', summary: 's', level: 'warn', check: () => [] }];\n";
    expect(readOwnRules(file('rules.ts', text)).map(({ id }) => id)).toEqual(['TEAM001']);
  });

  test('fails for what is no rule', () => {
    expect(() => readOwnRules(file('none.ts', 'export default [{ id: 1 }];\n'))).toThrow('[OwnRulesInvalid]');
  });

  test('fails for an id that is taken', () => {
    expect(() => readOwnRules(file('taken.ts', "export default [{ id: 'RV001', name: 'n', summary: 's', level: 'warn', check: () => [] }];\n"))).toThrow('[OwnRuleIdTaken]');
  });
});

describe('RV070, scanners', () => {
  const sarif = (results: readonly object[], more: object = {}): string => JSON.stringify({ version: '2.1.0', runs: [{ tool: { driver: { name: 'trivy' } }, artifacts: [{}], results, ...more }] });
  const result = (rule: string): object => ({ ruleId: rule, message: { text: 'bad' }, locations: [{ logicalLocations: [{ fullyQualifiedName: 'azurerm_key_vault.Vault' }] }] });
  const scanned = (text: string, base?: string): string[] => said(reviewed(BASE, BASE, { scans: readScans([file('scan.json', text)], base === undefined ? [] : [file('base.json', base)]) }), 'RV070');

  test('fires on what is new, and counts what is old', () => {
    expect(scanned(sarif([result('A'), result('B')]), sarif([result('A')]))).toEqual(['block trivy B on azurerm_key_vault.Vault: bad']);
  });

  test('lets pass what the base has', () => {
    expect(scanned(sarif([result('A')]), sarif([result('A')]))).toEqual([]);
  });

  test.each<[string, string, string]>([
    ['looked at nothing', sarif([], { artifacts: [] }), 'block trivy proves nothing: it looked at nothing'],
    ['failed', sarif([], { invocations: [{ executionSuccessful: false }] }), 'block trivy proves nothing: it reports that it failed'],
    ['has no runs', JSON.stringify({ version: '2.1.0', runs: [] }), 'block a scanner proves nothing: its report has no runs'],
    ['could not parse', JSON.stringify({ check_type: 'terraform_json', results: { failed_checks: [] }, summary: { passed: 1, failed: 0, skipped: 0, parsing_errors: 1 } }), 'block checkov proves nothing: it could not read its input'],
    ['had no checks', JSON.stringify({ passed: 0, failed: 0, skipped: 0, parsing_errors: 0, resource_count: 0, checkov_version: '3' }), 'block checkov proves nothing: it looked at nothing'],
  ])('fires on a scanner that %s', (_, text, message) => {
    expect(scanned(text)).toEqual([message]);
  });

  test('fails for a report that nobody knows', () => {
    expect(() => scanned('{"a":1}')).toThrow('[ScanUnreadable]');
  });
});
