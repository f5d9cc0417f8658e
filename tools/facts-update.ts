import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'fs';
import { join } from 'path';
import { parseArgs } from 'util';
import corrections from '../facts/corrections.json';
import { cutProvider, printFacts, type Behaviour, type Corrections, type SchemaFile, type WantedTypes } from '../facts/cut';
import types from '../facts/types.json';

const FACTS = join(__dirname, '..', 'facts');

function readJson<T>(file: string): T {
  return JSON.parse(readFileSync(file, 'utf8')) as T;
}

/** Cut every provider that facts/types.json lists from the files in `from`; returns file names and contents. */
export function cutAll(from: string): Map<string, string> {
  const sources = readdirSync(from);
  const wanted: Record<string, WantedTypes> = types;
  const result = new Map<string, string>();
  for (const [name, names] of Object.entries(wanted)) {
    const pattern = new RegExp(`^${name}-(.+)\\.schema\\.json$`);
    const found = sources.flatMap((file) => pattern.exec(file)?.[1] ?? []);
    const [version] = found;
    if (version === undefined || found.length > 1) {
      throw new RangeError(`expected one '${name}-VERSION.schema.json' in '${from}', found ${found.length}`);
    }
    const schema = readJson<SchemaFile>(join(from, `${name}-${version}.schema.json`));
    const behaviourFile = join(from, `${name}-${version}.behaviour.json`);
    const behaviour = existsSync(behaviourFile) ? readJson<Behaviour>(behaviourFile) : {};
    const facts = cutProvider(name, version, schema, behaviour, corrections as Corrections, names);
    result.set(`${name}-${version}.json`, printFacts(facts));
  }
  return result;
}

function main(): void {
  const { values } = parseArgs({ options: { from: { type: 'string' } } });
  if (values.from === undefined || !existsSync(values.from)) {
    console.error("facts:update needs a folder with '<provider>-<version>.schema.json' files: npm run facts:update -- --from DIR");
    process.exit(2);
  }
  const cuts = cutAll(values.from);
  const replaced = new RegExp(`^(${Object.keys(types).join('|')})-.*\\.json$`);
  for (const file of readdirSync(FACTS)) {
    if (replaced.test(file) && !cuts.has(file)) rmSync(join(FACTS, file));
  }
  for (const [file, content] of cuts) {
    writeFileSync(join(FACTS, file), content);
    console.log(`facts/${file}  ${Math.round(content.length / 1024)} KiB`);
  }
}

if (require.main === module) main();
