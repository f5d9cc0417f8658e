import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { defaultOutdir } from '../../stacks/outdir';
import { readPlans } from '../read/plan';
import type { SynthStack } from '../read/synth';
import { readSynthJson, readSynthTree } from '../read/synth';
import { drawChanges } from '../render/pictures';
import { JUDGE_OPTIONS, judgeBy } from './judge';
import { OUTPUT_OPTIONS } from './output';
import { UsageError } from './usage';

/** `review plan`: reviews plans that Terraform made. */
export async function reviewPlan(args: readonly string[], today: string): Promise<number> {
  const { values, positionals } = parseArgs({ args: [...args], allowPositionals: true, options: { ...OUTPUT_OPTIONS, ...JUDGE_OPTIONS, synth: { type: 'string' } } });
  if (positionals.length === 0) throw new UsageError("[PlanFileMissing] 'review plan' needs a file: expected what 'terraform show -json' printed; name at least one");
  const judge = judgeBy(values, today);
  const set = readPlans(positionals, treeFrom(values.synth));
  const planned = treeDirectory(values.synth);
  const pictures = values.html === undefined || planned === undefined ? [] : await drawChanges(set.changes, undefined, readSynthJson(planned));
  return judge(set, positionals.length === 1 ? positionals[0] : `${positionals.length} plans`, pictures);
}

/** The tree that was planned: the one that is named, or what was synthesised here. */
export function treeFrom(directory: string | undefined): ReadonlyMap<string, SynthStack> | undefined {
  const planned = treeDirectory(directory);
  return planned === undefined ? undefined : readSynthTree(planned);
}

function treeDirectory(directory: string | undefined): string | undefined {
  return directory ?? (existsSync(join(defaultOutdir(), 'stacks')) ? defaultOutdir() : undefined);
}
