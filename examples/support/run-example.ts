import type { App } from 'cdktf';
import { run } from '../../stacks/run';
import type { SynthesisResult } from '../../stacks/synthesise';
import { defaultOutdir } from '../../stacks/outdir';
import { synthesiseApp, writeManifest } from '../../stacks/synthesise';

/** Defines the stacks of an example, or of one environment of it. */
export type DefineExample = (app: App) => void;

/** Synthesises an example, as one project of `cdktf`; environments are apps of their own. */
export function synthesiseExample(outdir: string, apps: readonly DefineExample[]): SynthesisResult {
  const results = apps.map((define) => synthesiseApp(outdir, define));
  const result = { stacks: results.flatMap(({ stacks }) => stacks), manifests: Object.assign({}, ...results.map(({ manifests }) => manifests)) };
  writeManifest(outdir, result.manifests);
  return result;
}

/** Synthesises an example where it is the program that was started, as `cdktf --app` does; nothing where it is imported. */
export function runExample(main: NodeModule, ...apps: readonly DefineExample[]): void {
  if (require.main === main) run(() => void synthesiseExample(defaultOutdir(), apps));
}
