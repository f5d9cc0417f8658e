import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { everything } from '../../constructs/serving/everything';
import { synthesise } from '../../support/template';
import { EXIT } from '../harness/report';
import { ControlPlane, findPrograms } from './control-plane';
import { CUSTOM_RESOURCES } from './custom-resources';
import { PretendedKubelet } from './pretended-kubelet';
import { releasesOfServingStack } from './releases';
import { configuration, Steps } from './steps';

const ROUTE = '/apis/gateway.networking.k8s.io/v1/namespaces/scoring/httproutes/prices';
const NEXT_DIGEST = `sha256:${'a'.repeat(64)}`;

async function run(cluster: ControlPlane, kubelet: PretendedKubelet, folder: string): Promise<readonly string[]> {
  const steps = new Steps(cluster, folder);
  const at = (stepName: string, ...more: readonly string[]): string[] => ['-input=false', `-var=rollout_step=${stepName}`, ...more];
  const next = `-var=candidate_digest=${NEXT_DIGEST}`;
  writeFileSync(join(folder, 'cdk.tf.json'), JSON.stringify(configuration(JSON.stringify(synthesise(everything).json), cluster)));
  await steps.terraform('init', [0], 'init');
  await steps.terraform('a tag is refused', [1], 'plan', ...at('stable', '-var=candidate_digest=latest'));
  await steps.terraform('the service comes up, the candidate without traffic', [0], 'apply', '-auto-approve', ...at('stable'));
  await steps.terraform('the second plan is empty', [0], 'plan', '-detailed-exitcode', ...at('stable'));
  await steps.terraform('the rollout goes on', [0], 'apply', '-auto-approve', ...at('canary-10'));
  await steps.route('weights are those of the step', ROUTE, /^prices-blue-01234567-\w+ 90, prices-green-fedcba98-\w+ 10$/);
  kubelet.validationsPass = false;
  await steps.terraform('a candidate that fails its validation stops the apply', [1], 'apply', '-auto-approve', ...at('canary-10', next));
  await steps.route('and gets no traffic', ROUTE, /^prices-blue-01234567-\w+ 90, prices-green-fedcba98-\w+ 10$/);
  kubelet.validationsPass = true;
  await steps.terraform('a candidate that passes is let in', [0], 'apply', '-auto-approve', ...at('canary-10', next));
  await steps.route('with the weight of the step', ROUTE, /^prices-blue-01234567-\w+ 90, prices-green-aaaaaaaa-\w+ 10$/);
  await steps.terraform('the plan is empty again', [0], 'plan', '-detailed-exitcode', ...at('canary-10', next));
  await steps.terraform('all of it is destroyed', [0], 'destroy', '-auto-approve', ...at('stable'));
  return steps.failures;
}

async function main(): Promise<number> {
  const { found, missing } = findPrograms();
  const absent = [...missing, ...(spawnSync('terraform', ['version']).status === 0 ? [] : ['terraform'])];
  if (absent.length > 0) {
    process.stderr.write(`NOT RUN: ${absent.join(', ')} can't be found in KUBEBUILDER_ASSETS or on the path. This is not a pass.\n`);
    return EXIT.incomplete;
  }
  const folder = mkdtempSync(join(tmpdir(), 'landscape-kubernetes-'));
  const cluster = new ControlPlane(found, join(folder, 'control-plane'));
  const kubelet = new PretendedKubelet(cluster);
  const folders = { service: join(folder, 'service'), releases: join(folder, 'releases') };
  Object.values(folders).forEach((own) => mkdirSync(own));
  let failures: readonly string[] = ['it did not come to an end'];
  try {
    await cluster.start();
    for (const resource of CUSTOM_RESOURCES) await cluster.call('POST', '/apis/apiextensions.k8s.io/v1/customresourcedefinitions', resource);
    await kubelet.start();
    failures = [...(await run(cluster, kubelet, folders.service)), ...(await releasesOfServingStack(cluster, kubelet, folders.releases))];
  } finally {
    kubelet.stop();
    cluster.stop();
    if (failures.length === 0) rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    else process.stderr.write(`${failures.join('\n\n')}\n\nStates and logs are in ${folder}\n`);
  }
  return failures.length === 0 ? EXIT.ok : EXIT.failed;
}

void main().then((code) => { process.exitCode = code; });
