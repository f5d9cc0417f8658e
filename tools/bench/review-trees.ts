import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { JsonObject } from '../../facts/json';
import { isObject } from '../../facts/json';

/** Every so many resources, one has another name in the head. */
const EDITED = 10;

/**
 * Writes two trees of at least so many resources, taken stack by stack from a synthesised landscape. In the head every tenth
 * resource that has a literal name has another one: most of these are replaced, and what refers to them is followed.
 *
 * @returns how many resources each tree has
 */
export function writeReviewTrees(landscape: string, base: string, head: string, resources: number): number {
  let written = 0;
  let named = 0;
  for (const name of readdirSync(join(landscape, 'stacks')).sort()) {
    if (written >= resources) break;
    const text = readFileSync(join(landscape, 'stacks', name, 'cdk.tf.json'), 'utf8');
    const stack: unknown = JSON.parse(text);
    if (!isObject(stack)) throw new Error(`${name} is no synthesised stack`);
    const bodies = bodiesOf(stack);
    written += bodies.length;
    write(base, name, text);
    for (const body of bodies) {
      if (typeof body.name !== 'string' || body.name.includes('${')) continue;
      if (named % EDITED === 0) body.name = `${body.name.slice(0, -1)}${body.name.endsWith('x') ? 'y' : 'x'}`;
      named += 1;
    }
    write(head, name, JSON.stringify(stack, null, 2));
  }
  if (written < resources) throw new Error(`the landscape has ${written} resources only, ${resources} are asked for`);
  return written;
}

function bodiesOf(stack: JsonObject): Record<string, unknown>[] {
  const types = isObject(stack.resource) ? Object.values(stack.resource) : [];
  return types.flatMap((instances) => (isObject(instances) ? Object.values(instances) : [])).filter(isObject);
}

function write(tree: string, stack: string, text: string): void {
  const folder = join(tree, 'stacks', stack);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'cdk.tf.json'), text);
}
