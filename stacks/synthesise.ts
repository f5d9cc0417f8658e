import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { App } from 'cdktf';
import cdktfPackage from 'cdktf/package.json';
import type { StackManifest } from 'cdktf/lib/manifest';
import { UserError, ValidationError } from '../constructs/core/errors';
import { inspectStack } from '../facts/check';
import { nameClashes } from './name-clashes';

/** Stands in the manifest, as cdktf writes it there. */
const CDKTF_VERSION = cdktfPackage.version;

/** A synthesised stack, in numbers. */
export interface StackSummary {
  readonly name: string;
  readonly resources: number;
  readonly dataSources: number;
  /** The synthesised file, relative to the output folder. */
  readonly path: string;
}

/** The part of cdktf's manifest that one app wrote. */
export type StackManifests = Readonly<Record<string, StackManifest>>;

/** What synthesising an app gave. */
export interface SynthesisResult {
  readonly stacks: readonly StackSummary[];
  readonly manifests: StackManifests;
}

/**
 * Synthesises one app (an environment, or the shared scope) and checks every stack against the provider facts.
 *
 * Apps are independent of each other, so that they can be synthesised side by side and forgotten one by one.
 *
 * @param define defines the stacks
 * @throws UserError with everything that is wrong: the inputs, or what the provider facts say of the result
 */
export function synthesiseApp(outdir: string, define: (app: App) => void): SynthesisResult {
  mkdirSync(outdir, { recursive: true });
  const app = new App({ outdir, stackTraces: false });
  withoutTokenTraces(() => {
    define(app);
    app.synth();
  });
  const manifests = app.manifest.stacks;
  const stacks = Object.values(manifests).map(({ name, synthesizedStackPath: path }) => ({ name, path, json: JSON.parse(readFileSync(join(outdir, path), 'utf8')) as unknown }));
  const inspected = stacks.map((stack) => ({ ...stack, ...inspectStack(stack.json) }));
  const findings = inspected.flatMap((stack) => stack.findings);
  if (findings.length > 0) throw new UserError(`${findings.length} findings against the provider facts:\n${findings.map(({ message }) => `  - ${message}`).join('\n')}`);
  const clashes = nameClashes(stacks);
  if (clashes.length > 0) throw new ValidationError(clashes, stacks.map(({ name }) => name).join(', '));
  return { stacks: inspected.map(({ name, path, resources, dataSources }) => ({ name, path, resources, dataSources })), manifests };
}

/** Writes the manifest of all apps, and removes what an earlier synth left of stacks that are no longer there. */
export function writeManifest(outdir: string, manifests: StackManifests): void {
  const stacks = Object.fromEntries(Object.entries(manifests).sort(([a], [b]) => (a < b ? -1 : 1)));
  writeFileSync(join(outdir, 'manifest.json'), `${JSON.stringify({ stacks, version: CDKTF_VERSION }, null, 2)}\n`);
  for (const name of readdirSync(join(outdir, 'stacks'))) {
    const stale = join(outdir, 'stacks', name, 'cdk.tf.json');
    if (!(name in stacks) && existsSync(stale)) rmSync(stale);
  }
}

/**
 * Runs something that makes many tokens. cdktf takes a stack trace for each, which nobody reads here, and rendering them by
 * source maps would be a tenth of the time. Errors keep their traces: these are rendered when they are read.
 */
function withoutTokenTraces(work: () => void): void {
  const { prepareStackTrace } = Error;
  Error.prepareStackTrace = (error) => String(error);
  try {
    work();
  } finally {
    Error.prepareStackTrace = prepareStackTrace;
  }
}
