import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { AxeResults } from 'axe-core';
import axe from 'axe-core';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { chromium } from 'playwright-core';
import { buildDocument } from '../../../review/render/build';
import { renderHtml } from '../../../review/render/html';
import { drawChanges } from '../../../review/render/pictures';
import type { Resources } from '../support';
import { CLUSTER, reviewed, stackJson, STORAGE, VAULT, WORKSPACE } from '../support';

jest.setTimeout(60_000);

const CHROMIUM = '/usr/bin/chromium';
const missing = !existsSync(CHROMIUM);
if (missing) process.stderr.write(`SKIPPED: the report is not opened in a browser, because ${CHROMIUM} is missing. Install the package 'chromium'.\n`);

const BASE: Resources = { 'azurerm_key_vault.Vault': VAULT, 'azurerm_machine_learning_workspace.Workspace': WORKSPACE, 'azurerm_machine_learning_compute_cluster.Cpu': CLUSTER, 'azurerm_storage_account.Lake': STORAGE };
const HEAD: Resources = { ...BASE, 'azurerm_key_vault.Vault': { ...VAULT, name: '<img src=https://evil.example/x onerror=alert(1)>' }, 'azurerm_storage_account.Lake': { ...STORAGE, public_network_access_enabled: true, network_rules: { default_action: 'Allow' } } };

(missing ? describe.skip : describe)(`the report in Chromium${missing ? ` (SKIPPED: ${CHROMIUM} is missing)` : ''}`, () => {
  let folder: string;
  let url: string;
  let browser: Browser;
  let trouble: string[];

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'review-browser-'));
    url = pathToFileURL(join(folder, 'review.html')).href;
    const stacks = [BASE, HEAD].map((resources) => [{ name: 'dev-ml', json: stackJson('dev-ml', resources) }]);
    const review = reviewed(BASE, HEAD);
    writeFileSync(join(folder, 'review.html'), renderHtml(buildDocument(review), await drawChanges(review.changes, stacks[0], stacks[1] ?? [])));
    browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox'] });
  });
  afterAll(async () => {
    await browser.close();
    rmSync(folder, { recursive: true });
  });

  async function open(options: BrowserContextOptions = {}): Promise<Page> {
    trouble = [];
    const context = await browser.newContext(options);
    context.on('request', (request) => {
      if (request.url() !== url && !request.url().startsWith('data:')) trouble.push(`asks for ${request.url()}`);
    });
    const page = await context.newPage();
    page.on('pageerror', (error) => trouble.push(`fails with ${error.message}`));
    page.on('console', (message) => trouble.push(`says ${message.text()}`));
    await page.goto(url);
    return page;
  }

  test('opens, shows its picture, asks for nothing and says nothing', async () => {
    const page = await open();
    expect(await page.title()).toBe('Review: BLOCKED');
    const picture = page.getByRole('img', { name: /^Landscape of dev: what changes/ });
    expect((await picture.boundingBox())?.width).toBeGreaterThan(200);
    expect(trouble).toEqual([]);
  });

  test('filters by words, from the keyboard', async () => {
    const page = await open();
    const details = page.locator('section > details');
    const before = await details.filter({ visible: true }).count();
    await page.getByRole('searchbox', { name: 'Filter rows and changes' }).focus();
    await page.keyboard.type('REPLACE cpu');
    expect([before, await details.filter({ visible: true }).count()]).toEqual([4, 1]);
    expect(await page.getByRole('status').textContent()).toMatch(/^\d+ of \d+ shown$/);
    await page.getByRole('searchbox').fill('');
    expect(await details.filter({ visible: true }).count()).toBe(4);
    expect(trouble).toEqual([]);
  });

  test('sorts a table from the keyboard, down, up and back', async () => {
    const page = await open();
    const table = page.getByRole('region', { name: 'What is lost' });
    const column = (): Promise<string[]> => table.locator('tbody tr td:nth-child(2)').allTextContents();
    const before = await column();
    await table.getByRole('button', { name: 'Resource' }).focus();
    const seen: string[][] = [];
    for (const key of ['Enter', 'Space', 'Enter']) {
      await page.keyboard.press(key);
      seen.push([String(await table.getByRole('columnheader', { name: 'Resource' }).getAttribute('aria-sort')), ...(await column())]);
    }
    const sorted = [...before].sort();
    expect(seen).toEqual([['ascending', ...sorted], ['descending', ...[...sorted].reverse()], ['null', ...before]]);
    expect(trouble).toEqual([]);
  });

  test('works without scripts, and shows no control that does nothing', async () => {
    const page = await open({ javaScriptEnabled: false });
    expect([await page.locator('input, button').count(), await page.locator('section > details').count()]).toEqual([0, 4]);
    await page.locator('summary').first().click();
    expect(await page.locator('section > details').first().locator('table').isVisible()).toBe(true);
  });

  test('runs no other script', async () => {
    const page = await open();
    await expect(page.addScriptTag({ content: 'document.title = "ran"' })).rejects.toThrow('Content Security Policy');
    expect(await page.title()).toBe('Review: BLOCKED');
    expect(trouble.join('\n')).toMatch(/Content Security Policy/);
  });

  test.each(['light', 'dark'] as const)('has nothing that axe finds, in %s colours, with all opened', async (colorScheme) => {
    const page = await open({ bypassCSP: true, colorScheme, viewport: { width: 480, height: 800 } });
    await page.evaluate(axe.source);
    await page.evaluate("document.querySelectorAll('details').forEach((item) => (item.open = true))");
    const { violations, passes } = await page.evaluate<AxeResults>('axe.run()');
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' | ')}`)).toEqual([]);
    expect(['color-contrast', 'image-alt', 'label', 'landmark-unique', 'scrollable-region-focusable'].filter((rule) => !passes.some(({ id }) => id === rule))).toEqual([]);
  });
});
