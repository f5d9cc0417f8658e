import { createHash } from 'node:crypto';
import type { ReviewDocument } from '../../../review/render/document';
import { code, say } from '../../../review/render/document';
import { buildDocument } from '../../../review/render/build';
import { renderHtml } from '../../../review/render/html';
import { renderJunit } from '../../../review/render/junit';
import { marker, renderMarkdown } from '../../../review/render/markdown';
import { renderJson } from '../../../review/render/plan-json';
import { renderSarif } from '../../../review/render/sarif';
import { visible } from '../../../review/render/text';
import { reviewJsonSchema } from '../../../review/model/schema';
import type { Resources } from '../support';
import { CLUSTER, reviewed, STORAGE, VAULT, WORKSPACE } from '../support';

const BASE: Resources = { 'azurerm_key_vault.Vault': VAULT, 'azurerm_machine_learning_workspace.Workspace': WORKSPACE, 'azurerm_machine_learning_compute_cluster.Cpu': CLUSTER, 'azurerm_storage_account.Lake': STORAGE };
const HEAD: Resources = { ...BASE, 'azurerm_key_vault.Vault': { ...VAULT, name: 'kv-two' }, 'azurerm_storage_account.Lake': { ...STORAGE, public_network_access_enabled: true, network_rules: { default_action: 'Allow' } } };

/** Texts that want to be more than texts. */
const HOSTILE: readonly string[] = [
  'a | b |\n| --- |', '`code` ```fence``` ````', '<script>alert(1)</script>', '<img src=https://evil/x onerror=1>', '@org/team please', '![x](https://evil/x.png)', '[click](javascript:alert(1))', '</details></summary><h1>',
  '\u202Egnp.exe', 'a\u0000b\u001b[31mred\u0007', '\u200bzero\u2066isolate', '"><svg/onload=1>', '<!-- review:other -->', '*bold* _it_ ~~no~~ # head', '&lt;b&gt; &#64;you', '\ud800lone', "'; drop", 'https://evil/x', 'x'.repeat(10_000), ']]>', '\\`\\|',
];

function hostileDocument(text: string): ReviewDocument {
  return {
    headline: `Review: ${text}`, outcome: 'blocked', intro: [[say(text), code(text)]],
    sections: [
      { kind: 'table', id: 't', title: text, head: [text], rows: [[[code(text), say(text)]]] },
      { kind: 'list', id: 'l', title: 'List', lines: [[say(text), code(text)]] },
      { kind: 'details', id: 'details', title: 'Details', items: [{ summary: [say(text), code(text)], note: [say(text)], head: ['Attribute'], rows: [[[code(text)]]] }] },
    ],
  };
}

/** Markdown without its code, in which nothing is a mark. */
function outsideOfCode(markdown: string): string {
  return markdown.replace(/(`+)(?!`)[\s\S]*?[^`]\1(?!`)/g, '');
}

describe('hostile texts', () => {
  test.each(HOSTILE.map((text) => [JSON.stringify(text).slice(0, 40), text] as const))('%s stay texts in Markdown', (_, text) => {
    for (const target of ['github', 'azuredevops'] as const) {
      const markdown = renderMarkdown(hostileDocument(text), { target, id: 'x', budget: 1_000_000 });
      const outside = outsideOfCode(markdown);
      const rest = outside.replace(/<!-- -->/g, '\u0001').replace(/^<!-- review:x -->\n<!-- verdict:(?:passed|blocked) -->\n/, '').replace(/<\/?(?:details|summary|code)>/g, '');
      expect(rest).not.toMatch(/</);
      expect(rest).not.toMatch(/@(?!\u0001)/);
      expect(rest).not.toMatch(/(?<!\\)!?\[/);
      expect(rest).not.toMatch(/:\/\//);
      expect(outside.match(/<details>/g)).toHaveLength(1);
      expect(outside.match(/<\/details>/g)).toHaveLength(1);
      expect(outside.match(/<!-- review:/g)).toHaveLength(1);
      for (const line of markdown.split('\n').filter((each) => each.startsWith('| '))) expect(line.match(/\|/g)).toHaveLength(2);
    }
  });

  test.each(HOSTILE.map((text) => [JSON.stringify(text).slice(0, 40), text] as const))('%s stay texts in HTML', (_, text) => {
    const html = renderHtml(hostileDocument(text));
    const tags = [...html.matchAll(/<\/?([a-z0-9!]+)/gi)].map(([, name]) => name);
    expect(new Set(tags)).toEqual(new Set(['!doctype', 'html', 'head', 'meta', 'title', 'style', 'body', 'main', 'h1', 'p', 'code', 'nav', 'a', 'section', 'h2', 'div', 'table', 'thead', 'tr', 'th', 'tbody', 'td', 'ul', 'li', 'details', 'summary', 'script']));
    expect(html.match(/<script/g)).toHaveLength(1);
    expect(html).toContain("default-src 'none'");
    expect(html.replace(/ href="#/g, '').replace(/="[^"]*"/g, '')).not.toMatch(/<[^>]*\s(?:on\w+|src|href)/);
  });

  test('have nothing in them that is not seen', () => {
    for (const text of HOSTILE) expect(visible(text)).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]/);
  });

  test('do not break JUnit', () => {
    const xml = renderJunit(reviewed({ 'azurerm_key_vault.Vault': VAULT }, {}));
    expect(xml).toMatch(/<failure message="dev-ml\/Vault would be destroyed/);
    expect(xml.match(/<testcase /g)).toHaveLength(15);
  });
});

describe('Markdown', () => {
  const document = buildDocument(reviewed(BASE, HEAD), { sides: 'a and b' });

  test('has the sections in the order in which they are read', () => {
    expect(document.sections.map(({ id }) => id)).toEqual(['counts', 'must-look', 'lost', 'exposure', 'chains', 'warnings', 'costs', 'details', 'coverage']);
    const text = renderMarkdown(document, { target: 'github', id: 'synth' });
    expect(text.split('\n').slice(0, 7)).toEqual(['<!-- review:synth -->', '<!-- verdict:blocked -->', '## Review: BLOCKED', '', '3 blocking findings, 2 warnings, 0 waived.  ', 'A prediction from two synthesised trees: no state was read. `a and b`  ', '']);
    expect(text).toContain('| `dev-ml` | 3 | 1 |');
  });

  test('is the same each time', () => {
    expect(renderMarkdown(buildDocument(reviewed(BASE, HEAD)), { target: 'github', id: 'x' })).toBe(renderMarkdown(buildDocument(reviewed(BASE, HEAD)), { target: 'github', id: 'x' }));
  });

  test.each([['github', 60_000], ['azuredevops', 140_000]] as const)('of 5,000 changes fits into a comment of %s, and says what was cut', (target, budget) => {
    const many = (sku: string) => Object.fromEntries(Array.from({ length: 5000 }, (_, index) => [`azurerm_key_vault.Ünï${index}`, { ...VAULT, name: `kv-${sku}-${index}` }]));
    const text = renderMarkdown(buildDocument(reviewed(many('a'), many('b'))), { target, id: 'x', link: 'the artifact' });
    expect(text.length).toBeLessThanOrEqual(budget);
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(budget);
    expect(text).toContain('> **Cut:**');
    expect(text).toContain('Everything is in the artifact.');
    expect(text).toContain('### Must look at');
  });

  test('that fits nowhere says so', () => {
    expect(renderMarkdown(document, { target: 'github', id: 'x', budget: 150 })).toBe('<!-- review:x -->\n<!-- verdict:blocked -->\n## Review: BLOCKED\n\nEverything else was left out: it is too long for a comment.\n');
  });

  test('marks can not be closed by an id', () => {
    expect(marker('a --> b')).toBe('<!-- review:a-b -->');
  });

  test('says the same of many once', () => {
    const many = (owner: string) => Object.fromEntries([1, 2, 3].map((index) => [`azurerm_key_vault.V${index}`, { ...VAULT, name: `kv-${index}`, tags: { owner } }]));
    const text = renderMarkdown(buildDocument(reviewed(many('a'), many('b'))), { target: 'plain', id: 'x' });
    expect(text).toContain('| `tags["owner"]` | `a` | `b` | 3 resources: `dev-ml/V1, dev-ml/V2, dev-ml/V3` |');
    expect(text).not.toContain('### All changes');
  });
});

describe('JSON', () => {
  const review = reviewed(BASE, HEAD, { baseMore: { output: { o: { value: 1 } } }, headMore: { output: { o: { value: 2 } }, moved: [] } });
  const json: unknown = JSON.parse(renderJson(review));

  test('is what the schema says', () => {
    expect(reviewJsonSchema.safeParse(json)).toMatchObject({ success: true });
  });

  test('has the shape of a plan', () => {
    expect(json).toMatchObject({
      format_version: '1.2',
      resource_changes: [
        { address: 'azurerm_key_vault.Vault', mode: 'managed', type: 'azurerm_key_vault', name: 'Vault', change: { actions: ['delete', 'create'], before: { name: 'kv-one' }, after: { name: 'kv-two' }, after_unknown: { id: true, vault_uri: true }, replace_paths: [['name']] } },
        { address: 'azurerm_machine_learning_compute_cluster.Cpu', change: { actions: ['delete', 'create'], replace_paths: [['machine_learning_workspace_id']] }, review: { causedBy: [{ id: 'dev-ml/azurerm_machine_learning_workspace.Workspace', attribute: 'machine_learning_workspace_id' }] } },
        { address: 'azurerm_machine_learning_workspace.Workspace' },
        { address: 'azurerm_storage_account.Lake', change: { actions: ['update'], after: { network_rules: [{ default_action: 'Allow' }] } } },
      ],
      output_changes: { 'dev-ml/o': { actions: ['update'] } },
    });
  });

  test('gives what is unknown as the worse', () => {
    expect(JSON.parse(renderJson(reviewed({ 'other_thing.T': { a: 1 } }, { 'other_thing.T': { a: 2 } })))).toMatchObject({ resource_changes: [{ change: { actions: ['delete', 'create'] }, review: { action: 'unknown' } }] });
  });
});

describe('HTML', () => {
  test('names its one script by its hash, and allows no other', () => {
    const html = renderHtml(buildDocument(reviewed(BASE, HEAD)));
    const script = /<script>([\s\S]*)<\/script>/.exec(html)?.[1] ?? '';
    const [, policy = ''] = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(html) ?? [];
    expect(policy.split('; ')).toEqual(["default-src 'none'", `script-src 'sha256-${createHash('sha256').update(script).digest('base64')}'`, "style-src 'unsafe-inline'", 'img-src data:', "base-uri 'none'", "form-action 'none'"]);
    expect(script).not.toMatch(/<|innerHTML|insertAdjacentHTML|eval|fetch|import/);
  });

  test('has pictures before the details, in words as well', () => {
    const html = renderHtml(buildDocument(reviewed(BASE, HEAD)), [{ id: 'landscape-dev', title: 'Landscape of <dev>', note: 'One "change".', svg: '<svg/>' }]);
    expect(html).toContain('<h2 id="landscape-dev">Landscape of &#60;dev&#62;</h2><p>One &#34;change&#34;.</p>');
    expect(html).toContain(`<img alt="Landscape of &#60;dev&#62;. One &#34;change&#34;." src="data:image/svg+xml;base64,${Buffer.from('<svg/>').toString('base64')}">`);
    expect([...html.matchAll(/<h2 id="([^"]*)"/g)].map(([, id]) => id).slice(-2)).toEqual(['landscape-dev', 'details']);
  });
});

describe('SARIF', () => {
  test('has stable rules, places and fingerprints', () => {
    const sarif = (): unknown => JSON.parse(renderSarif(reviewed(BASE, HEAD)));
    expect(sarif()).toEqual(sarif());
    expect(sarif()).toMatchObject({
      version: '2.1.0',
      runs: [{ results: [{ ruleId: 'RV001', ruleIndex: 0, level: 'error', baselineState: 'new', locations: [{ physicalLocation: { artifactLocation: { uri: 'main.ts' }, region: { startLine: 1 } }, logicalLocations: [{ fullyQualifiedName: 'azurerm_key_vault.Vault', name: 'dev-ml/Vault/Resource' }] }], partialFingerprints: { 'review/v1': expect.stringMatching(/^[0-9a-f]{32}$/) } }, {}, {}, {}, {}] }],
    });
  });
});
