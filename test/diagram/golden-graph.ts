import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LandscapeGraph, SynthesisedStack } from '../../diagram';
import { landscapeGraph } from '../../diagram';

const GOLDEN = join(__dirname, '../golden');

/** The text of the stacks of each environment of the repository, as pinned. */
export function goldenTexts(): Record<string, Record<string, string>> {
  const folders = readdirSync(GOLDEN, { withFileTypes: true }).filter((entry) => entry.isDirectory()).map(({ name }) => name);
  return Object.fromEntries(folders.map((folder) => [folder, Object.fromEntries(readdirSync(join(GOLDEN, folder)).filter((file) => file.endsWith('.tf.json')).map((file) => [file.slice(0, -'.tf.json'.length), readFileSync(join(GOLDEN, folder, file), 'utf8')]))]));
}

/** The stacks of an environment of the repository, or those of them that are named. */
export function goldenStacks(environment: string, only?: readonly string[]): SynthesisedStack[] {
  return Object.entries(goldenTexts()[environment] ?? {}).filter(([name]) => only === undefined || only.some((part) => name === `${environment}-${part}`)).map(([name, text]) => ({ name, json: JSON.parse(text) as unknown }));
}

export function goldenGraph(environment: string, only?: readonly string[]): LandscapeGraph {
  return landscapeGraph(goldenStacks(environment, only));
}

/** A stack of some resources, as cdktf writes it; each address is `type.Name`. */
export function stackOf(name: string, resources: Readonly<Record<string, object>>, more: object = {}): SynthesisedStack {
  const resource: Record<string, Record<string, object>> = {};
  for (const [address, block] of Object.entries(resources)) {
    const [type = '', id = ''] = address.split('.');
    resource[type] = { ...resource[type], [id]: { '//': { metadata: { path: `${name}/${id}/Resource`, uniqueId: id } }, ...block } };
  }
  return { name, json: { resource, ...more } };
}
