import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Reads and parses every stack of each tree, and does nothing with it: `parse-run.ts TREE...`. */
const parsed = process.argv.slice(2).map((tree) => readdirSync(join(tree, 'stacks')).map((name): unknown => JSON.parse(readFileSync(join(tree, 'stacks', name, 'cdk.tf.json'), 'utf8'))));
process.stdout.write(`${parsed.reduce((sum, stacks) => sum + stacks.length, 0)} stacks\n`);
