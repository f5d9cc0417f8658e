import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { UserError } from '../../../constructs/core/errors';
import { readPlans } from '../../../review/read/plan';
import { makeReview } from '../../../review/rules/review';
import { actions, AS_OF, change, FIXTURES, said, tree, VAULT } from '../support';

const plan = (name: string): string => join(FIXTURES, 'plans', `${name}.plan.json`);

describe('plans that Terraform made', () => {
  const set = readPlans([plan('all-actions')]);

  test('have every action', () => {
    expect(actions(set)).toEqual({
      'data.terraform_remote_state.read': 'read', 'terraform_data.counted[1]': 'delete', 'terraform_data.created': 'create', 'terraform_data.deleted': 'delete', 'terraform_data.forgotten': 'forget', 'terraform_data.imported': 'import',
      'terraform_data.keyed["b"]': 'delete', 'terraform_data.new_name': 'move', 'terraform_data.replaced': 'replace', 'terraform_data.replaced_first': 'replace', 'terraform_data.secret': 'update', 'terraform_data.updated': 'update',
    });
    expect(change(set, 'terraform_data.new_name').previousAddress).toBe('terraform_data.old_name');
    expect(change(set, 'terraform_data.replaced_first')).toMatchObject({ order: 'create-first', replacePaths: [['triggers_replace']] });
    expect(change(set, 'terraform_data.imported').importId).toBe('11111111-2222-3333-4444-555555555555');
  });

  test('show what differs, but no secret', () => {
    expect(change(set, 'terraform_data.updated').attributes).toEqual([
      { path: 'input.tags.owner', before: 'a', after: 'b', kind: 'known', effect: 'update', consequence: false },
      { path: 'output', before: { name: 'x', tags: { owner: 'a' } }, after: '(known after apply)', kind: 'unknown', effect: 'update', consequence: false },
    ]);
    expect(change(set, 'terraform_data.secret').attributes.slice(0, 2)).toEqual([
      { path: 'input.list', kind: 'sensitive', effect: 'update', consequence: false },
      { path: 'input.password', kind: 'sensitive', effect: 'update', consequence: false },
    ]);
    expect(JSON.stringify(set)).not.toContain('canary');
  });

  test('that fail a check are blocked by RV060', () => {
    expect(said(makeReview(set, { asOf: AS_OF }), 'RV060')).toEqual(["block check.holds of all-actions doesn't hold"]);
  });

  test('that have errors are blocked by RV060', () => {
    expect(said(makeReview(readPlans([plan('errored')]), { asOf: AS_OF }), 'RV060')).toEqual(expect.arrayContaining(['block the plan of errored has errors: it is cut off where they happened']));
  });

  test('that change nothing are clean', () => {
    const nothing = readPlans([plan('nothing')]);
    expect(nothing.changes).toEqual([]);
    expect(makeReview(nothing, { asOf: AS_OF }).verdict).toEqual({ outcome: 'clean', blocking: 0, warnings: 0, waived: 0 });
  });

  test('of several stacks are one set', () => {
    expect(readPlans([plan('nothing'), plan('all-actions')]).stacks).toEqual(['all-actions', 'nothing']);
  });
});

describe('plans by hand', () => {
  const folder = mkdtempSync(join(tmpdir(), 'review-plan-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const write = (text: string, name = 'dev-ml.plan.json'): string => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };
  const read = (text: string): void => {
    readPlans([write(text)]);
  };
  const planOf = (more: object): string => write(JSON.stringify({ format_version: '1.2', resource_changes: [], ...more }));
  const entry = (more: object, change: object): object => ({ address: 'azurerm_key_vault.Vault', mode: 'managed', type: 'azurerm_key_vault', name: 'Vault', ...more, change: { actions: ['update'], before: VAULT, after: VAULT, after_unknown: {}, before_sensitive: {}, after_sensitive: {}, ...change } });

  test('a construct path and waivers come from the tree', () => {
    const waivers = { '//': { metadata: {}, review: [{ rule: 'RV001', path: 'dev-ml/Vault', reason: 'it is empty', owner: 'team', expires: '2026-12-31' }] } };
    const file = planOf({ resource_changes: [entry({}, { actions: ['delete'], after: null })] });
    const review = makeReview(readPlans([file], tree({ 'azurerm_key_vault.Vault': VAULT }, waivers)), { asOf: AS_OF });
    expect(review.changes.map(({ constructPath }) => constructPath)).toEqual(['dev-ml/Vault/Resource']);
    expect(review.verdict).toEqual({ outcome: 'changes', blocking: 0, warnings: 0, waived: 1 });
  });

  test('gates work on them as on predictions', () => {
    const review = makeReview(readPlans([planOf({ resource_changes: [entry({}, { after: { ...VAULT, public_network_access_enabled: true, network_acls: [] } })] })]), { asOf: AS_OF });
    expect(said(review, 'RV020')).toEqual(['block azurerm_key_vault.Vault: everybody on the Internet can reach it (everybody)']);
  });

  test('a secret that is marked in a set takes all of the set out', () => {
    const set = readPlans([planOf({ resource_changes: [entry({}, { before: { ...VAULT, contact: [{ email: 'canary-one-x', name: 'a' }, { email: 'plain', name: 'b' }] }, after: { ...VAULT, contact: [{ email: 'plain', name: 'b' }] }, before_sensitive: { contact: [{ email: true }, {}] }, after_sensitive: {} })] })]);
    expect(set.changes[0]?.before?.contact).toEqual(['(sensitive value)']);
    expect(JSON.stringify(set)).not.toContain('canary');
  });

  test('a secret is taken out wherever else it stands', () => {
    const set = readPlans([planOf({ variables: { pw: { value: 'canary-secret-1' } }, configuration: { root_module: { variables: { pw: { sensitive: true } } } }, resource_changes: [entry({}, { after: { ...VAULT, tags: { url: 'https://u:canary-secret-1@host' } } })] })]);
    expect(JSON.stringify(set)).not.toContain('canary');
    expect(set.changes[0]?.after?.tags).toEqual({ url: 'https://u:(sensitive value)@host' });
  });

  test('a new permission whose principal is a secret is not taken for an old one', () => {
    const role = (address: string, more: object): object => ({ address, mode: 'managed', type: 'azurerm_role_assignment', name: 'R', change: { before: null, after: null, after_unknown: {}, before_sensitive: { principal_id: true }, after_sensitive: { principal_id: true }, ...more } });
    const body = (principal: string): object => ({ principal_id: principal, scope: '/subscriptions/s/resourceGroups/rg/providers/x/y/z', role_definition_name: 'Reader' });
    const file = planOf({ resource_changes: [role('azurerm_role_assignment.Old', { actions: ['delete'], before: body('one') }), role('azurerm_role_assignment.New', { actions: ['create'], after: body('two') })] });
    expect(makeReview(readPlans([file]), { asOf: AS_OF }).grants.map(({ id, direction }) => [id, direction])).toEqual([['dev-ml/azurerm_role_assignment.New', 'added'], ['dev-ml/azurerm_role_assignment.Old', 'removed']]);
  });

  test('a constant in a sensitive attribute is found by RV040, and not read', () => {
    const file = planOf({ configuration: { root_module: { resources: [{ address: 'azurerm_key_vault_secret.S', type: 'azurerm_key_vault_secret', expressions: { value: { constant_value: 'canary' } } }] } }, resource_changes: [{ address: 'azurerm_key_vault_secret.S', mode: 'managed', type: 'azurerm_key_vault_secret', name: 'S', change: { actions: ['create'], before: null, after: { name: 's', value: 'canary' }, after_unknown: {}, before_sensitive: false, after_sensitive: { value: true } } }] });
    const set = readPlans([file]);
    expect(said(makeReview(set, { asOf: AS_OF }), 'RV040')).toEqual(["block azurerm_key_vault_secret.S has a secret written out in 'value'"]);
    expect(JSON.stringify(set)).not.toContain('canary');
  });

  test('what PowerShell wrote is read', () => {
    const path = write('');
    writeFileSync(path, Buffer.from(`\uFEFF${JSON.stringify({ format_version: '1.2', resource_changes: [] })}`, 'utf16le'));
    expect(readPlans([path]).changes).toEqual([]);
  });

  test.each<[string, string, string]>([
    ['nothing', '', '[InputEmpty]'],
    ['blanks', '  \n', '[InputEmpty]'],
    ['a cut off plan', '{"format_version":"1.2","variables":{"pw":{"value":"canary', '[InputNotJson]'],
    ['text', 'Error: canary', '[InputNotJson]'],
    ['a list', '[]', '[PlanMalformed]'],
    ['another thing', '{"a":1}', '[PlanWithoutVersion]'],
    ['a format of the future', '{"format_version":"2.0","resource_changes":[]}', '[PlanVersionUnsupported]'],
    ['a format that is none', '{"format_version":"1","resource_changes":[]}', '[PlanVersionUnsupported]'],
    ['a state', '{"format_version":"1.0","values":{}}', '[PlanWithoutChanges]'],
    ['changes that are no list', '{"format_version":"1.2","resource_changes":{}}', '[PlanSectionMalformed]'],
    ['a change without an address', '{"format_version":"1.2","resource_changes":[{"type":"x"}]}', '[PlanEntryMalformed]'],
    ['an action of the future', '{"format_version":"1.2","resource_changes":[{"address":"a.b","type":"a","change":{"actions":["shred"]}}]}', '[PlanActionUnknown]'],
  ])('fails for %s, without a word of what is in it', (_, text, code) => {
    let error: unknown;
    try {
      read(text);
    } catch (caught) {
      error = caught;
    }
    expect(error instanceof UserError && error.message.startsWith(code)).toBe(true);
    expect(String(error)).not.toContain('canary');
  });

  test('fails for a file that is not there', () => {
    expect(() => readPlans([join(folder, 'none.json')])).toThrow('[InputMissing]');
  });

  test('fails for a stack that is given twice', () => {
    const file = planOf({});
    expect(() => readPlans([file, file])).toThrow('[PlanTwice]');
  });
});
