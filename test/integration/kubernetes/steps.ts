import { join } from 'node:path';
import { terraform, withoutCloudSettings } from '../harness/terraform';
import type { ControlPlane } from './control-plane';

interface Blocks { [key: string]: unknown }

/** What belongs to the cluster of a synthesised stack, for a cluster at an address: what belongs to Azure is left out. */
export function configuration(text: string, { url, token }: ControlPlane): object {
  const json = JSON.parse(text.replaceAll(/\$\{(azurerm_|data\.terraform_remote_state)[^}]*\}/g, 'elsewhere')) as { resource: Record<string, Record<string, Blocks>>; variable?: object };
  const kubernetes = Object.entries(json.resource).filter(([type]) => type.startsWith('kubernetes_'));
  for (const block of kubernetes.flatMap(([, blocks]) => Object.values(blocks))) {
    const needed = block['depends_on'] as readonly string[] | undefined;
    if (needed) block['depends_on'] = needed.filter((address) => address.startsWith('kubernetes_'));
  }
  return { resource: Object.fromEntries(kubernetes), ...(json.variable ? { variable: json.variable } : {}), provider: { kubernetes: [{ host: url, token, insecure: true }] }, terraform: { required_providers: { kubernetes: { source: 'hashicorp/kubernetes', version: '2.38.0' } } } };
}

/** What is done and looked at, one after the other; it goes on after a failure. */
export class Steps {
  readonly failures: string[] = [];

  constructor(private readonly cluster: ControlPlane, readonly folder: string) {}

  /** Runs Terraform; what it says, where somebody wants to look at it. */
  async terraform(name: string, expected: readonly number[], ...args: readonly string[]): Promise<string> {
    const { exitCode, output } = await terraform(this.folder, [...args, '-no-color'], withoutCloudSettings(process.env), join(this.folder, 'terraform.log'));
    this.expect(name, expected.includes(exitCode), `exit code ${exitCode}\n${output.split('\n').slice(-25).join('\n')}`);
    return output;
  }

  /** Who answers, and how much: names and weights of the route at a path. */
  async route(name: string, path: string, pattern: RegExp): Promise<void> {
    const { body } = await this.cluster.call('GET', path);
    const { backendRefs } = (body as { spec?: { rules: { backendRefs: { name: string; weight: number }[] }[] } }).spec?.rules[0] ?? { backendRefs: [] };
    const actual = backendRefs.map((backend) => `${backend.name} ${backend.weight}`).join(', ');
    this.expect(`${name}: ${actual}`, pattern.test(actual), actual);
  }

  expect(name: string, passed: boolean, detail: string): void {
    process.stdout.write(`${passed ? 'ok  ' : 'FAIL'} ${name}\n`);
    if (!passed) this.failures.push(`${name}: ${detail}`);
  }
}
