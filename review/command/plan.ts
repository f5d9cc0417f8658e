import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { defaultOutdir } from '../../stacks/synthesise';
import { readPlans } from '../read/plan';
import type { SynthStack } from '../read/synth';
import { readSynthTree } from '../read/synth';
import { JUDGE_OPTIONS, judgeBy } from './judge';
import { OUTPUT_OPTIONS } from './output';
import { UsageError } from './usage';

/** `review plan`: reviews plans that Terraform made. */
export function reviewPlan(args: readonly string[], today: string): number {
  const { values, positionals } = parseArgs({ args: [...args], allowPositionals: true, options: { ...OUTPUT_OPTIONS, ...JUDGE_OPTIONS, synth: { type: 'string' } } });
  if (positionals.length === 0) throw new UsageError("[PlanFileMissing] 'review plan' needs a file: expected what 'terraform show -json' printed; name at least one");
  const judge = judgeBy(values, today);
  return judge(readPlans(positionals, treeFrom(values.synth)), positionals.length === 1 ? positionals[0] : `${positionals.length} plans`);
}

/** The tree that was planned: the one that is named, or what was synthesised here. */
export function treeFrom(directory: string | undefined): ReadonlyMap<string, SynthStack> | undefined {
  if (directory !== undefined) return readSynthTree(directory);
  return existsSync(join(defaultOutdir(), 'stacks')) ? readSynthTree(defaultOutdir()) : undefined;
}
