import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { everything } from '../../constructs/serving/everything';
import { synthesise } from '../../support/template';
import { EXIT } from '../harness/report';
import { terraform, withoutCloudSettings } from '../harness/terraform';
import { ControlPlane, findPrograms } from './control-plane';
import { CUSTOM_RESOURCES } from './custom-resources';
import { PretendedKubelet } from './pretended-kubelet';

const ROUTE = '/apis/gateway.networking.k8s.io/v1/namespaces/scoring/httproutes/prices';
const NEXT_DIGEST = `sha256:${'a'.repeat(64)}`;

interface Blocks { [key: string]: unknown }

/** The service alone, for a cluster at an address: what belongs to Azure is left out. */
function configuration(url: string, token: string): object {
  const json = JSON.parse(JSON.stringify(synthesise(everything).json).replaceAll(/\$\{azurerm_[^}]*\}/g, 'elsewhere')) as { resource: Record<string, Record<string, Blocks>>; variable: object };
  const kubernetes = Object.entries(json.resource).filter(([type]) => type.startsWith('kubernetes_'));
  for (const block of kubernetes.flatMap(([, blocks]) => Object.values(blocks))) {
    const needed = block['depends_on'] as readonly string[] | undefined;
    if (needed) block['depends_on'] = needed.filter((address) => address.startsWith('kubernetes_'));
  }
  return { resource: Object.fromEntries(kubernetes), variable: json.variable, provider: { kubernetes: [{ host: url, token, insecure: true }] }, terraform: { required_providers: { kubernetes: { source: 'hashicorp/kubernetes', version: '2.38.0' } } } };
}

async function run(cluster: ControlPlane, folder: string): Promise<readonly string[]> {
  const failures: string[] = [];
  const kubelet = new PretendedKubelet(cluster);
  const step = async (name: string, expected: readonly number[], ...args: readonly string[]): Promise<void> => {
    const { exitCode, output } = await terraform(folder, [...args, '-no-color'], withoutCloudSettings(process.env), join(folder, 'terraform.log'));
    const passed = expected.includes(exitCode);
    process.stdout.write(`${passed ? 'ok  ' : 'FAIL'} ${name}\n`);
    if (!passed) failures.push(`${name}: exit code ${exitCode}\n${output.split('\n').slice(-25).join('\n')}`);
  };
  const route = async (name: string, pattern: RegExp): Promise<void> => {
    const { body } = await cluster.call('GET', ROUTE);
    const { backendRefs } = (body as { spec: { rules: { backendRefs: { name: string; weight: number }[] }[] } }).spec.rules[0] ?? { backendRefs: [] };
    const actual = backendRefs.map((backend) => `${backend.name} ${backend.weight}`).join(', ');
    process.stdout.write(`${pattern.test(actual) ? 'ok  ' : 'FAIL'} ${name}: ${actual}\n`);
    if (!pattern.test(actual)) failures.push(`${name}: ${actual}`);
  };
  const at = (stepName: string, ...more: readonly string[]): string[] => ['-input=false', `-var=rollout_step=${stepName}`, ...more];
  const next = `-var=candidate_digest=${NEXT_DIGEST}`;
  try {
    for (const resource of CUSTOM_RESOURCES) await cluster.call('POST', '/apis/apiextensions.k8s.io/v1/customresourcedefinitions', resource);
    await kubelet.start();
    writeFileSync(join(folder, 'cdk.tf.json'), JSON.stringify(configuration(cluster.url, cluster.token)));
    await step('init', [0], 'init');
    await step('a tag is refused', [1], 'plan', ...at('stable', '-var=candidate_digest=latest'));
    await step('the service comes up, the candidate without traffic', [0], 'apply', '-auto-approve', ...at('stable'));
    await step('the second plan is empty', [0], 'plan', '-detailed-exitcode', ...at('stable'));
    await step('the rollout goes on', [0], 'apply', '-auto-approve', ...at('canary-10'));
    await route('weights are those of the step', /^prices-blue-01234567-\w+ 90, prices-green-fedcba98-\w+ 10$/);
    kubelet.validationsPass = false;
    await step('a candidate that fails its validation stops the apply', [1], 'apply', '-auto-approve', ...at('canary-10', next));
    await route('and gets no traffic', /^prices-blue-01234567-\w+ 90, prices-green-fedcba98-\w+ 10$/);
    kubelet.validationsPass = true;
    await step('a candidate that passes is let in', [0], 'apply', '-auto-approve', ...at('canary-10', next));
    await route('with the weight of the step', /^prices-blue-01234567-\w+ 90, prices-green-aaaaaaaa-\w+ 10$/);
    await step('the plan is empty again', [0], 'plan', '-detailed-exitcode', ...at('canary-10', next));
    await step('all of it is destroyed', [0], 'destroy', '-auto-approve', ...at('stable'));
  } finally {
    kubelet.stop();
  }
  return failures;
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
  mkdirSync(join(folder, 'terraform'));
  let failures: readonly string[] = ['it did not come to an end'];
  try {
    await cluster.start();
    failures = await run(cluster, join(folder, 'terraform'));
  } finally {
    cluster.stop();
    if (failures.length === 0) rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    else process.stderr.write(`${failures.join('\n\n')}\n\nStates and logs are in ${folder}\n`);
  }
  return failures.length === 0 ? EXIT.ok : EXIT.failed;
}

void main().then((code) => { process.exitCode = code; });
