import { existsSync, readdirSync, readFileSync } from 'fs';
import { join } from 'path';
import { inspectStack, type Inspection } from '../facts/check';

/** Check every stack under an output folder; `undefined` if there is none. */
export function checkFolder(folder: string): Map<string, Inspection> | undefined {
  const stacks = join(folder, 'stacks');
  if (!existsSync(stacks)) return undefined;
  const files = readdirSync(stacks, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && existsSync(join(stacks, entry.name, 'cdk.tf.json')))
    .map((entry) => entry.name)
    .sort();
  if (files.length === 0) return undefined;
  return new Map(files.map((name) => [name, inspectStack(JSON.parse(readFileSync(join(stacks, name, 'cdk.tf.json'), 'utf8')))]));
}

function main(folder: string): number {
  const inspections = checkFolder(folder);
  if (inspections === undefined) {
    console.error(`facts:check found no synthesised stack in '${folder}/stacks'; run 'npm run synth' first`);
    return 1;
  }
  const all = [...inspections.values()];
  for (const finding of all.flatMap(({ findings }) => findings)) console.error(finding.message);
  const sum = (count: (inspection: Inspection) => number) => all.reduce((total, inspection) => total + count(inspection), 0);
  const findings = sum((inspection) => inspection.findings.length);
  const looked = `${inspections.size} stacks, ${sum(({ resources }) => resources)} resources, ${sum(({ dataSources }) => dataSources)} data sources, ${sum(({ attributes }) => attributes)} attributes`;
  console.log(`${looked} checked against the provider facts: ${findings === 0 ? 'no findings' : `${findings} findings`}`);
  return findings === 0 ? 0 : 1;
}

if (require.main === module) process.exitCode = main(process.argv[2] ?? 'cdktf.out');
