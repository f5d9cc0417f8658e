import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { groupsOf, loadLandscape, synthesiseGroup } from '../../stacks/landscape';

let synthesised: Readonly<Record<string, string>> | undefined;

/** The text of every stack of the repository's environments, as `npm run synth` writes it without `AZURE_*` variables. */
export function synthesisedLandscape(): Readonly<Record<string, string>> {
  synthesised ??= synthesiseRepository();
  return synthesised;
}

/** Synthesises the repository's environments anew, with the placeholders in place. */
export function synthesiseRepository(): Readonly<Record<string, string>> {
  const outdir = mkdtempSync(join(tmpdir(), 'landscape-test-'));
  try {
    const landscape = loadLandscape({ variables: {} });
    const manifests = groupsOf(landscape).map((group) => synthesiseGroup(landscape, group, outdir).manifests);
    return Object.fromEntries(manifests.flatMap((manifest) => Object.values(manifest)).map(({ name, synthesizedStackPath }) => [name, readFileSync(join(outdir, synthesizedStackPath), 'utf8')]));
  } finally {
    rmSync(outdir, { recursive: true });
  }
}
