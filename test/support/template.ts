import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AzurermProvider } from '@cdktf/provider-azurerm/lib/provider';
import { App, TerraformStack } from 'cdktf';
import type { AzureCloud } from '../../constructs/core/cloud';
import { setLandscapeContext } from '../../constructs/core/landscape-context';
import { NamingConvention } from '../../constructs/core/naming';
import { ValidationError } from '../../constructs/core/errors';
import { ResourceGroup } from '../../constructs/governance/resource-group';

/** A block of synthesised Terraform JSON. */
export type Block = Readonly<Record<string, unknown>>;

export const SUBSCRIPTION_ID = '11111111-2222-3333-4444-555555555555';
export const TENANT_ID = '99999999-8888-7777-6666-555555555555';
export const LOCATION = 'westeurope';

/** A synthesised stack, to assert on. */
export class Template {
  constructor(readonly json: Readonly<Record<string, unknown>>) {}

  /** The resources of a type by name, without the metadata of the construct tree. */
  resources(type: string): Readonly<Record<string, Block>> {
    const all = (this.json['resource'] ?? {}) as Record<string, Record<string, Block>>;
    return Object.fromEntries(Object.entries(all[type] ?? {}).map(([name, { '//': _, ...block }]) => [name, block]));
  }

  /** The only resource of a type. */
  resource(type: string): Block {
    const all = Object.values(this.resources(type));
    if (all.length !== 1 || !all[0]) throw new Error(`expected one ${type}, found ${all.length}: ${Object.keys(this.resources(type)).join(', ')}`);
    return all[0];
  }

  /** How many resources there are of each type. */
  get counts(): Readonly<Record<string, number>> {
    const all = (this.json['resource'] ?? {}) as Record<string, object>;
    return Object.fromEntries(Object.entries(all).map(([type, byName]) => [type, Object.keys(byName).length]));
  }
}

/** What of the context a test can have otherwise. */
export interface StackOptions {
  readonly deletionProtectionEnabled?: boolean;
  readonly cloud?: AzureCloud;
}

/** A stack with the context that tests use. */
export function testStack(app: App, id = 'test', options: StackOptions = {}): TerraformStack {
  const stack = new TerraformStack(app, id);
  const naming = new NamingConvention({ workload: 'mlops', environment: 'dev', location: LOCATION, seed: SUBSCRIPTION_ID });
  setLandscapeContext(stack, { naming, subscriptionId: SUBSCRIPTION_ID, tenantId: TENANT_ID, ...options });
  new AzurermProvider(stack, 'azurerm', { features: [{}], subscriptionId: SUBSCRIPTION_ID });
  return stack;
}

/** A resource group to put things in; one more `azurerm_resource_group` in the template. */
export function testResourceGroup(stack: TerraformStack): ResourceGroup {
  return new ResourceGroup(stack, 'ResourceGroup', { location: LOCATION });
}

/** Synthesises every stack of an app as `cdktf synth` does: with validations and error annotations. */
export function synthesiseApp(define: (app: App) => void): Readonly<Record<string, Template>> {
  const outdir = mkdtempSync(join(tmpdir(), 'landscape-test-'));
  try {
    const app = new App({ outdir });
    define(app);
    app.synth();
    const manifest = JSON.parse(readFileSync(join(outdir, 'manifest.json'), 'utf8')) as { stacks: Record<string, { synthesizedStackPath: string }> };
    return Object.fromEntries(Object.entries(manifest.stacks).map(([name, stack]) => [name, new Template(JSON.parse(readFileSync(join(outdir, stack.synthesizedStackPath), 'utf8')) as Block)]));
  } finally {
    rmSync(outdir, { recursive: true });
  }
}

/** Synthesises one stack with the context that tests use. */
export function synthesise(define: (stack: TerraformStack) => void, options: StackOptions = {}): Template {
  const template = synthesiseApp((app) => define(testStack(app, 'test', options)))['test'];
  if (!template) throw new Error('the stack was not synthesised');
  return template;
}

/** The message of the ValidationError that defining the stack throws; fails where it doesn't. */
export function problemsOf(define: (stack: TerraformStack) => void, options: StackOptions = {}): string {
  try {
    synthesise(define, options);
  } catch (error) {
    if (error instanceof ValidationError) return error.message;
    throw error;
  }
  throw new Error('expected a ValidationError, and there was none');
}
