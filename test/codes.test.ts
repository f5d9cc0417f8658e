import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(__dirname, '..');

function sources(...folders: readonly string[]): { readonly path: string; readonly text: string }[] {
  return folders.flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
      .filter((path) => path.endsWith('.ts'))
      .map((path) => ({ path: join(folder, path), text: readFileSync(join(ROOT, folder, path), 'utf8') })),
  );
}

/** Error codes, and the files that report them. */
function codes(): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const { path, text } of sources('constructs', 'environments', 'stacks', 'pipelines', 'diagram', 'review', 'tools')) {
    for (const [, code = ''] of text.matchAll(/(?:code: '|[`']\[)([A-Z]\w+)(?:'|\] ')/g)) {
      const files = found.get(code) ?? [];
      if (!files.includes(path)) found.set(code, [...files, path]);
    }
  }
  return found;
}

/** Guards for what the types and the schema don't let through. */
const UNREACHABLE: ReadonlySet<string> = new Set(['EnvironmentMissing', 'SettingInvalid']);

describe('error codes', () => {
  test('mean one thing: no two files report the same code', () => {
    expect([...codes()].filter(([, files]) => files.length > 1)).toEqual([]);
  });

  test('are in PascalCase', () => {
    expect([...codes().keys()].filter((code) => !/^([A-Z][a-z0-9]+)+$/.test(code))).toEqual([]);
  });

  test('are all tested', () => {
    const tests = sources('test').map(({ text }) => text).join('\n');
    expect([...codes().keys()].filter((code) => !UNREACHABLE.has(code) && !tests.includes(`[${code}]`) && !tests.includes(`[${code}\\]`) && !tests.includes(`'${code}'`))).toEqual([]);
  });
});
