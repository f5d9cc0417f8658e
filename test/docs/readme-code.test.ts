import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Block, Names } from './readme-blocks';
import { blocksOf, compile, moduleOf, preludeOf, readmes, repositoryNames, ROOT } from './readme-blocks';

const NAMES = repositoryNames();
const block = (code: string): Block => ({ readme: 'README.md', line: 10, code });

const WRONG = { ...block("const one = 1;\nnew ResourceGroup(this, 'Group', { location: one });\n"), readme: 'constructs/README.md' };
let findings: string[] = [];

beforeAll(() => {
  const blocks = readmes().flatMap((path) => blocksOf(path, readFileSync(join(ROOT, path), 'utf8')));
  findings = compile([...blocks, WRONG], NAMES);
}, 120_000);

test('TypeScript in the READMEs compiles', () => {
  expect(findings.filter((finding) => !finding.startsWith(WRONG.readme))).toEqual([]);
});

test('a block that does not compile is told with its place', () => {
  expect(findings.filter((finding) => finding.startsWith(WRONG.readme))).toEqual(["constructs/README.md:12: Type 'number' is not assignable to type 'string'."]);
});

test('blocks are found with their lines', () => {
  expect(blocksOf('README.md', 'a\n```ts\nconst a = 1;\n```\nb\n```yaml\na: 1\n```\n```ts\nconst b = 2;\n```\n')).toEqual([
    { readme: 'README.md', line: 2, code: 'const a = 1;\n' },
    { readme: 'README.md', line: 9, code: 'const b = 2;\n' },
  ]);
});

test('a block gets the names that it does not declare', () => {
  const names: Names = { sourceOf: (name) => (['Thing', 'resourceGroup', 'own'].includes(name) ? `/lib/${name}.ts` : undefined) };
  expect(moduleOf(block('const own = new Thing(this, { resourceGroup });\n'), names)).toBe(
    "import { Construct as Scope } from 'constructs'; import { Thing } from '/lib/Thing'; import { resourceGroup } from '/lib/resourceGroup'; export class Fragment extends Scope { run(): void {\nconst own = new Thing(this, { resourceGroup });\n\n} }",
  );
});

test('a block with imports of its own is taken as it is', () => {
  expect(moduleOf(block("import type { Thing } from './thing';\n"), NAMES)).toBe("\nimport type { Thing } from './thing';\n");
});

test('every prelude belongs to a README', () => {
  const preludes = readdirSync(join(__dirname, 'preludes')).map((name) => name.replace(/\.ts$/, ''));
  expect(preludes.filter((name) => name !== 'common' && !readmes().some((path) => preludeOf(path) === name))).toEqual([]);
});
