import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { UserError } from '../constructs/core/errors';
import { checkPipelines } from '../pipelines/checks';
import { pipelineContext, pipelineOptions, pipelineSets } from '../pipelines/landscape';
import { renderPipeline } from '../pipelines/render';
import { loadLandscape } from '../stacks/landscape';
import { run } from '../stacks/run';

const HELP = `Writes the pipelines of the landscape as YAML: those of the infrastructure, and those of the model template.

  npm run pipelines                 writes .azure-pipelines and mlops/pipelines
  npm run pipelines -- --check      writes nothing; exit code 1 where a file isn't what would be written

Names come from the files in environments/ alone, not from AZURE_* variables: what is written is the same everywhere.
`;

const ROOT = join(__dirname, '..');

/** The YAML of every pipeline, by its path; all of them were checked against each other and the project. */
export function pipelineFiles(): Readonly<Record<string, string>> {
  const { shared, environments } = loadLandscape({ variables: {} });
  if (!shared.devOps) throw new UserError("[PipelinesWithoutProject] there is no project for pipelines: got nothing; expected 'devOps' in environments/shared.ts; write it there");
  const options = pipelineOptions({ shared, environments });
  const sets = pipelineSets(options);
  checkPipelines(sets.flatMap(({ pipelines }) => pipelines), pipelineContext(options, sets));
  return Object.fromEntries(sets.flatMap(({ writtenTo, pipelines }) => pipelines.map((pipeline) => [`${writtenTo}/${pipeline.name}.yml`, renderPipeline(pipeline)])));
}

/** The files that differ from what would be written, and those of pipelines that are gone. */
export function staleFiles(files: Readonly<Record<string, string>>, root: string = ROOT): string[] {
  const folders = [...new Set(Object.keys(files).map((path) => dirname(path)))];
  const gone = folders.flatMap((folder) => (existsSync(join(root, folder)) ? readdirSync(join(root, folder)).filter((name) => name.endsWith('.yml')).map((name) => `${folder}/${name}`) : [])).filter((path) => !(path in files));
  const different = Object.entries(files).filter(([path, text]) => !existsSync(join(root, path)) || readFileSync(join(root, path), 'utf8') !== text).map(([path]) => path);
  return [...different, ...gone].sort();
}

/** Writes the files, and removes those of pipelines that are gone. */
export function writeFiles(files: Readonly<Record<string, string>>, root: string = ROOT): string[] {
  const stale = staleFiles(files, root);
  for (const path of stale) {
    const text = files[path];
    const file = join(root, path);
    mkdirSync(dirname(file), { recursive: true });
    if (text === undefined) rmSync(file);
    else writeFileSync(file, text);
  }
  return stale;
}

if (require.main === module) {
  run(() => {
    const { values } = parseArgs({ options: { check: { type: 'boolean' }, help: { type: 'boolean' } } });
    if (values.help) {
      process.stdout.write(HELP);
      return;
    }
    const files = pipelineFiles();
    if (values.check) {
      const stale = staleFiles(files);
      if (stale.length > 0) throw new UserError(`[PipelinesStale] these pipelines are not what would be written: got ${stale.join(', ')}; expected what the environments say; run npm run pipelines`);
      process.stdout.write(`${Object.keys(files).length} pipelines are current\n`);
      return;
    }
    const written = writeFiles(files);
    process.stdout.write(`${Object.keys(files).length} pipelines, ${written.length === 0 ? 'all of them current' : `written: ${written.join(', ')}`}\n`);
  });
}
