import { UserError } from '../../../constructs/core/errors';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A synthesised stack, as the manifest of cdktf describes it. */
export interface ManifestStack {
  readonly name: string;
  /** Path of its Terraform JSON, relative to the output folder. */
  readonly synthesizedStackPath: string;
  readonly dependencies: readonly string[];
}

/** Read `manifest.json` of an output folder. */
export function readManifest(outdir: string): ManifestStack[] {
  const manifest = JSON.parse(readFileSync(join(outdir, 'manifest.json'), 'utf8')) as { stacks: Record<string, ManifestStack> };
  return Object.values(manifest.stacks);
}

/** The wanted stacks and all they depend on, each after its dependencies; in the order they are wanted in where that is free. */
export function inDependencyOrder(stacks: readonly ManifestStack[], wanted: readonly string[]): ManifestStack[] {
  const byName = new Map(stacks.map((stack) => [stack.name, stack]));
  const ordered = new Map<string, ManifestStack>();
  const visit = (name: string, path: readonly string[]): void => {
    if (ordered.has(name)) return;
    const stack = byName.get(name);
    if (stack === undefined) throw new UserError(`[StackUnknown] stack '${name}' is not in the manifest; there are: ${[...byName.keys()].sort().join(', ')}`);
    if (path.includes(name)) throw new UserError(`[StackCycle] stacks depend on each other: ${[...path, name].join(' -> ')}`);
    for (const dependency of [...stack.dependencies].sort()) visit(dependency, [...path, name]);
    ordered.set(name, stack);
  };
  for (const name of wanted) visit(name, []);
  return [...ordered.values()];
}

/** What all environments share is deployed before them: they know it by its id, not by a dependency. */
const isShared = (name: string): boolean => name.startsWith('shared-');

/** The stacks of an environment (`dev` takes `dev-network`), or one stack, or all: the shared ones first. */
export function selectStacks(stacks: readonly ManifestStack[], environment: string | undefined, stack: string | undefined): string[] {
  if (stack !== undefined) return [stack];
  const names = stacks.map(({ name }) => name);
  if (environment === undefined) return [...names.filter(isShared), ...names.filter((name) => !isShared(name))];
  const selected = names.filter((name) => name.startsWith(`${environment}-`));
  if (selected.length === 0) throw new UserError(`[EnvironmentUnknown] no stack of environment '${environment}'; there are: ${[...names].sort().join(', ')}`);
  return selected;
}
