import { parseArgs } from 'node:util';
import { driftGroups } from '../analyse/drift';
import { readPlans } from '../read/plan';
import { buildDriftDocument } from '../render/build-drift';
import { renderMarkdown } from '../render/markdown';
import { treeFrom } from './plan';
import { OUTPUT_OPTIONS, targetOf, writeDocument } from './output';
import { EXIT, UsageError } from './usage';

/** `review drift`: what differs from the state, apart from what was changed in the program. Nothing in it blocks. */
export function reviewDrift(args: readonly string[]): number {
  const { values, positionals } = parseArgs({ args: [...args], allowPositionals: true, options: { ...OUTPUT_OPTIONS, synth: { type: 'string' } } });
  if (positionals.length === 0) throw new UsageError("[DriftFileMissing] 'review drift' needs a file: expected what 'terraform show -json' printed; name at least one");
  if (values.sarif !== undefined || values.junit !== undefined) throw new UsageError("[DriftWithoutFindings] '--sarif' and '--junit' have no effect on drift: expected Markdown, HTML or JSON; leave them out");
  const set = readPlans(positionals, treeFrom(values.synth));
  const document = buildDriftDocument(set, values.title);
  writeDocument(document, values, targetOf(values));
  const groups = driftGroups(set);
  if (values.json) process.stdout.write(`${JSON.stringify({ schema: '1.0', stacks: set.stacks, drift: groups.map(({ changes, ...group }) => ({ ...group, resources: changes.map(({ id }) => id) })) }, null, 2)}\n`);
  else process.stdout.write(values.markdown === undefined ? renderMarkdown(document, { target: 'plain', id: values.id ?? 'drift' }) : `${document.headline}\n`);
  // A plan that isn't whole hides drift.
  const broken = set.health.find(({ errored, complete }) => errored || !complete);
  if (broken !== undefined) {
    process.stderr.write(`[DriftIncomplete] The plan of '${broken.stack}' has errors or is not complete: it may hide drift\n`);
    return EXIT.error;
  }
  return groups.length > 0 && values['detailed-exitcode'] ? EXIT.changes : EXIT.ok;
}
