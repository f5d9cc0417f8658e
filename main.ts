import { groupsOf, loadLandscape, synthesiseGroup } from './stacks/landscape';
import { run } from './stacks/run';
import { defaultOutdir } from './stacks/outdir';
import { writeManifest } from './stacks/synthesise';

/**
 * What `cdktf` runs: every stack of every environment. `LANDSCAPE_ENV=dev,test` takes some environments only, which is
 * faster where there are many.
 */
run(() => {
  const only = process.env['LANDSCAPE_ENV']?.split(',');
  const landscape = loadLandscape({ only });
  const results = groupsOf(landscape).map((group) => synthesiseGroup(landscape, group, defaultOutdir()));
  writeManifest(defaultOutdir(), Object.assign({}, ...results.map(({ manifests }) => manifests)));
});
