import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import ts from 'typescript';

export const ROOT = resolve(__dirname, '../..');
const PRELUDES = join(__dirname, 'preludes');

/** A block of TypeScript in a README. */
export interface Block {
  /** Path of the README, relative to the repository. */
  readonly readme: string;
  /** Line of the README that the block starts after. */
  readonly line: number;
  readonly code: string;
}

/** Where names come from that blocks use without declaring them. */
export interface Names {
  /** The file that a name is imported from in a block of a README; undefined for one that nobody has. */
  readonly sourceOf: (name: string, readme: string) => string | undefined;
}

/** The READMEs whose blocks have to compile. */
export function readmes(): string[] {
  const below = (folder: string): string[] => readdirSync(join(ROOT, folder), { withFileTypes: true }).filter((entry) => entry.isDirectory()).map(({ name }) => `${folder}/${name}/README.md`);
  return ['README.md', ...below('constructs'), 'environments/README.md', 'diagram/README.md', ...below('examples')].filter((path) => existsSync(join(ROOT, path)));
}

/** The blocks of TypeScript in the text of a README. */
export function blocksOf(readme: string, text: string): Block[] {
  return [...text.matchAll(/^```ts\n(.*?)^```$/gms)].map((match) => ({ readme, line: text.slice(0, match.index).split('\n').length, code: match[1] ?? '' }));
}

/** Names of the prelude of a README, of the common prelude, and of the library, in this order. */
export function repositoryNames(): Names {
  const library = new Map<string, string[]>();
  for (const folder of ['constructs', 'stacks', 'environments']) {
    for (const file of sourcesBelow(join(ROOT, folder))) for (const name of exportsOf(file)) library.set(name, [...(library.get(name) ?? []), file]);
  }
  const preludes = new Map<string, readonly string[]>();
  const prelude = (name: string): [string, readonly string[]] => {
    const file = join(PRELUDES, `${name}.ts`);
    const names = preludes.get(file) ?? (existsSync(file) ? exportsOf(file) : []);
    preludes.set(file, names);
    return [file, names];
  };
  return {
    sourceOf: (name, readme) => {
      const own = [prelude(preludeOf(readme)), prelude('common')].find(([, names]) => names.includes(name))?.[0];
      const files = library.get(name) ?? [];
      if (own === undefined && files.length > 1) throw new Error(`${readme} uses ${name}, which several files export: ${files.map((file) => relative(ROOT, file)).join(', ')}; import it in the block`);
      return own ?? files[0];
    },
  };
}

/** The prelude of a README: `constructs-network` for `constructs/network/README.md`. */
export function preludeOf(readme: string): string {
  return dirname(readme) === '.' ? 'root' : dirname(readme).replace(/\//g, '-');
}

/** The block as a module: as it is where it imports or exports, else the body of a method of a construct. Its lines keep their distance: all that is added stands on one line before, and one after. */
export function moduleOf({ code, readme }: Block, { sourceOf }: Names): string {
  const parsed = ts.createSourceFile('block.ts', code, ts.ScriptTarget.ES2022, true);
  if (parsed.statements.some((statement) => ts.isImportDeclaration(statement) || ts.isExportDeclaration(statement) || ts.isExportAssignment(statement))) return `\n${code}`;
  const used = new Set<string>();
  const declared = new Set<string>();
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node)) (isName(node) ? declared : used).add(node.text);
    node.forEachChild(visit);
  };
  visit(parsed);
  const imports = [...used].filter((name) => !declared.has(name)).flatMap((name) => {
    const source = sourceOf(name, readme);
    return source === undefined ? [] : [`import { ${name} } from '${source.replace(/\.ts$/, '')}';`];
  });
  return `import { Construct as Scope } from 'constructs'; ${imports.join(' ')} export class Fragment extends Scope { run(): void {\n${code}\n} }`;
}

/** What the compiler says of the blocks, each as `README.md:12: message`; all of them in one program. */
export function compile(blocks: readonly Block[], names: Names): string[] {
  const modules = new Map(blocks.map((block, index) => [join(ROOT, dirname(block.readme), `README.block-${index}.ts`), { block, text: moduleOf(block, names) }]));
  const { config } = ts.readConfigFile(join(ROOT, 'tsconfig.json'), (path) => readFileSync(path, 'utf8')) as { config: object };
  const { options } = ts.parseJsonConfigFileContent({ ...config, include: [], files: [] }, ts.sys, ROOT);
  const host = ts.createCompilerHost(options, true);
  const { getSourceFile, fileExists, readFile } = host;
  host.getSourceFile = (path, ...rest) => {
    const module = modules.get(path);
    return module ? ts.createSourceFile(path, module.text, ts.ScriptTarget.ES2022, true) : getSourceFile.call(host, path, ...rest);
  };
  host.fileExists = (path) => modules.has(path) || fileExists.call(host, path);
  host.readFile = (path) => modules.get(path)?.text ?? readFile.call(host, path);
  const program = ts.createProgram([...modules.keys()], { ...options, types: ['node'], noUnusedLocals: false, noUnusedParameters: false }, host);
  return [...modules].flatMap(([path, { block }]) => {
    const file = program.getSourceFile(path);
    return [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)].map(({ start = 0, messageText }) => {
      const line = (file?.getLineAndCharacterOfPosition(start).line ?? 0) + block.line;
      return `${block.readme}:${line}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`;
    });
  });
}

/** Whether an identifier names something new, or a property, rather than referring to a name in scope. */
function isName(node: ts.Identifier): boolean {
  const { parent } = node;
  if (ts.isVariableDeclaration(parent) || ts.isParameter(parent) || ts.isBindingElement(parent)) return parent.name === node;
  return false;
}

function sourcesBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return sourcesBelow(path);
    return /\.ts$/.test(entry.name) && entry.name !== 'index.ts' ? [path] : [];
  });
}

/** What a file itself exports, without what it passes on from others. */
function exportsOf(file: string): string[] {
  return [...readFileSync(file, 'utf8').matchAll(/^export (?:(?:declare )?(?:abstract )?(?:class|interface|enum|type|function|const) |\{ )(\w+)/gm)].map((match) => match[1] ?? '');
}
