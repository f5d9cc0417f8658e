import { defaultFacts } from '../../../facts/load';
import type { Json, JsonObject } from '../../../facts/json';
import type { BlockFacts } from '../../../facts/model';
import { marksOfSchema } from '../../../review/read/mask';
import { buildDocument } from '../../../review/render/build';
import { renderHtml } from '../../../review/render/html';
import { renderJunit } from '../../../review/render/junit';
import { renderMarkdown } from '../../../review/render/markdown';
import { renderJson } from '../../../review/render/plan-json';
import { renderSarif } from '../../../review/render/sarif';
import type { Review } from '../../../review/model/finding';
import type { Resources } from '../support';
import { reviewed } from '../support';

/** Everything that a review can be written as. */
function everything(review: Review): string {
  const document = buildDocument(review);
  return [renderMarkdown(document, { target: 'github', id: 'x', budget: 10_000_000 }), renderMarkdown(document, { target: 'plain', id: 'x', budget: 10_000_000 }), renderHtml(document), renderJson(review), renderSarif(review), renderJunit(review), JSON.stringify(review)].join('\n');
}

/** A body with a canary in every attribute that the schema calls sensitive, in blocks as well. */
function canaries(facts: BlockFacts, canary: string): JsonObject {
  const body: Record<string, Json> = {};
  for (const [name, attribute] of Object.entries(facts.attributes)) {
    if (attribute.use === 'computed' || !(attribute.sensitive || attribute.write_only)) continue;
    body[name] = Array.isArray(attribute.type) && attribute.type[0] === 'map' ? { key: `${canary}-${name}` } : Array.isArray(attribute.type) ? [`${canary}-${name}`] : attribute.type === 'dynamic' ? { inner: { value: `${canary}-${name}` } } : `${canary}-${name}`;
  }
  for (const [name, block] of Object.entries(facts.blocks ?? {})) {
    const inner = canaries(block, canary);
    if (Object.keys(inner).length > 0) body[name] = block.nesting === 'single' ? inner : [inner];
  }
  return body;
}

describe('secrets', () => {
  const facts = defaultFacts();
  const types = facts.providerNames.flatMap((name) => Object.entries(facts.provider(name)?.resources ?? {}));
  const resources = (canary: string): Resources => Object.fromEntries(types.map(([type, block]) => [`${type}.Thing`, canaries(block, canary)]));
  const holders = types.filter(([, block]) => marksOfSchema(canaries(block, 'x'), block) !== undefined);

  test.each<[string, Resources, Resources]>([['made', {}, resources('CANARY1')], ['gone', resources('CANARY1'), {}], ['changed', resources('CANARY1'), resources('CANARY2')]])('in every sensitive attribute of every type are in nothing that is written, when they are %s', (_, base, head) => {
    const review = reviewed(base, head);
    expect(review.changes.length).toBeGreaterThanOrEqual(holders.length);
    expect(everything(review).match(/CANARY\d-[\w-]*/g)).toBeNull();
  });

  test('that change are seen to change', () => {
    const secret = (value: string): Resources => ({ 'azurerm_key_vault_secret.S': { name: 's', key_vault_id: '/v', value } });
    expect(reviewed(secret('CANARY1'), secret('CANARY2')).changes.map(({ attributes }) => attributes)).toEqual([[{ path: 'value', kind: 'sensitive', effect: 'update', consequence: false }]]);
  });

  test.each<[string, Json]>([
    ['a connection string', 'Server=x;AccountKey=CANARY1abcdefghijk=='],
    ['a private key', '-----BEGIN RSA PRIVATE KEY-----\nCANARY1-x\n-----END RSA PRIVATE KEY-----'],
    ['a signature', 'https://x.blob.core.windows.net/c?sv=1&sig=CANARY1abcdefghijklmnopqrstuvwxyz%3D'],
    ['something called a password', { adminPassword: 'CANARY1-x' }],
    ['something called a token', { personal_access_token: 'CANARY1-x', oidcToken: 'CANARY1-y' }],
    ['a text of JSON with one', JSON.stringify({ connectionString: 'Password=CANARY1abcdefgh' })],
  ])('that only look so are taken out: %s', (_, input) => {
    const base: Resources = { 'terraform_data.T': { input: 1 } };
    const shown = everything(reviewed(base, { 'terraform_data.T': { input } }));
    expect(shown).not.toContain('CANARY');
  });

  test('of variables and outputs are not shown', () => {
    const more = (value: string): JsonObject => ({ variable: { pw: { sensitive: true, default: value } }, output: { o: { sensitive: true, value } } });
    const shown = everything(reviewed({}, { 'terraform_data.T': { input: '${var.pw}' } }, { baseMore: more('CANARY1-x'), headMore: more('CANARY2-x') }));
    expect(shown).not.toContain('CANARY');
  });

  test('of providers and backends are not shown', () => {
    const more = (value: string): JsonObject => ({ terraform: { backend: { azurerm: { access_key: value, sas_token: value } } }, provider: { azurerm: [{ client_secret: value, oidc_token: value, client_certificate_password: value }] } });
    expect(everything(reviewed({}, {}, { baseMore: more('CANARY1-x'), headMore: more('CANARY2-x') }))).not.toContain('CANARY');
  });
});
