import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { LANDSCAPE_DOCS, landscapeDocs } from '../../tools/landscape-docs';
import { goldenTexts } from '../diagram/golden-graph';

describe('docs/landscape-*', () => {
  const committed = (): string[] => readdirSync(LANDSCAPE_DOCS).filter((file) => file.startsWith('landscape-')).sort();

  test('are what the stacks say: run `npm run docs:landscape` after changing them', async () => {
    const { shared: _, ...environments } = goldenTexts();
    const files = await landscapeDocs(environments);
    expect(committed()).toEqual(Object.keys(files).sort());
    for (const [file, text] of Object.entries(files)) expect(readFileSync(join(LANDSCAPE_DOCS, file), 'utf8') === text ? file : `${file} is not current`).toBe(file);
  }, 60_000);

  test('are small', () => {
    expect(committed().filter((file) => statSync(join(LANDSCAPE_DOCS, file)).size >= 150_000)).toEqual([]);
  });
});
