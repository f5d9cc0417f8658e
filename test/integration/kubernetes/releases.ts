import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Releases } from '../../../environments/schema';
import shared from '../../../environments/shared';
import { textsOf, variant } from '../../stacks/landscape-of';
import type { ControlPlane } from './control-plane';
import type { PretendedKubelet } from './pretended-kubelet';
import { configuration, Steps } from './steps';

const ROUTE = '/apis/gateway.networking.k8s.io/v1/namespaces/serving/httproutes/scoring';
const imageOf = (digit: string, modelVersion: string) => ({ digest: `sha256:${digit.repeat(64)}`, modelVersion });

/** The stack `test-serving` of the repository, from nothing that is released to the second candidate. */
export async function releasesOfServingStack(cluster: ControlPlane, kubelet: PretendedKubelet, folder: string): Promise<readonly string[]> {
  const steps = new Steps(cluster, folder);
  const release = (releases: Releases): void => writeFileSync(join(folder, 'cdk.tf.json'), JSON.stringify(configuration(textsOf(variant('test'), shared, releases)['test-serving'] ?? '{}', cluster), undefined, 1));
  const apply = (name: string, expected: readonly number[], step?: string): Promise<string> => steps.terraform(name, expected, 'apply', '-auto-approve', '-input=false', ...(step === undefined ? [] : [`-var=rollout_step_scoring=${step}`]));
  const [blue, green, third] = [imageOf('b', '3'), imageOf('9', '4'), imageOf('7', '5')];
  const isEmpty = (): Promise<string> => steps.terraform('the plan is empty', [0], 'plan', '-detailed-exitcode', '-input=false');

  release({});
  await steps.terraform('serving stack: init', [0], 'init');
  await apply('namespaces and gateway, before anything is released', [0]);
  release({ scoring: { blue, live: 'blue' } });
  await apply('the first image', [0]);
  await steps.route('has all requests', ROUTE, /^scoring-blue-bbbbbbbb-\w+ 100$/);
  await isEmpty();
  release({ scoring: { blue, green, live: 'blue' } });
  await apply('the next one beside it', [0]);
  await steps.route('has none', ROUTE, /^scoring-blue-bbbbbbbb-\w+ 100, scoring-green-99999999-\w+ 0$/);
  await isEmpty();
  await apply('a step', [0], 'canary-50');
  await steps.route('gives it half', ROUTE, /^scoring-blue-bbbbbbbb-\w+ 50, scoring-green-99999999-\w+ 50$/);
  await apply('the last step', [0], 'complete');
  await steps.route('gives it all', ROUTE, /^scoring-blue-bbbbbbbb-\w+ 0, scoring-green-99999999-\w+ 100$/);
  release({ scoring: { green, live: 'green' } });
  const order = changesOf(await apply('the release is finished', [0]));
  const [changed, gone] = [order.findIndex((line) => /_Rollout_\w+: Modifications complete/.test(line)), order.findIndex((line) => /_Blue_\w+: Destroying/.test(line))];
  steps.expect('the route has changed before the old pods go', changed >= 0 && gone > changed, order.join('\n'));
  await steps.route('one image is left', ROUTE, /^scoring-green-99999999-\w+ 100$/);
  await isEmpty();
  kubelet.validationsPass = false;
  release({ scoring: { blue: third, green, live: 'green' } });
  await apply('a candidate that fails its validation stops the apply', [1]);
  await steps.route('and gets no requests', ROUTE, /^scoring-green-99999999-\w+ 100$/);
  kubelet.validationsPass = true;
  release({ scoring: { green, live: 'green' } });
  await apply('it is abandoned', [0]);
  await isEmpty();
  await steps.terraform('all of it is destroyed', [0], 'destroy', '-auto-approve');
  return steps.failures;
}

/** What Terraform did, in order. */
function changesOf(output: string): string[] {
  return output.split('\n').filter((line) => /: (Modifications complete|Destroying)/.test(line));
}
