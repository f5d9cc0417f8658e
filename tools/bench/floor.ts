import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { TerraformResource} from 'cdktf';
import { App, TerraformStack } from 'cdktf';
import type { Construct } from 'constructs';

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
type Blocks = Record<string, Record<string, Record<string, Json>>>;
type ResourceClass = (new (scope: Construct, id: string, config: object) => TerraformResource) & { readonly tfResourceType: string };

/**
 * The floor of the benchmark: the same resources as synthesised stacks, created by plain L1 calls, with references between
 * them, and nothing else: no checks, no naming, no tags.
 */
export class Floor {
  private readonly classes = new Map<string, ResourceClass>();
  private readonly stacks: { readonly name: string; readonly resources: readonly FloorResource[]; readonly provider: Json }[];

  /**
   * @param outdir a synthesised landscape
   * @param environment the environment whose stacks are taken from it
   */
  constructor(outdir: string, environment: string) {
    const names = readdirSync(join(outdir, 'stacks')).filter((name) => name.startsWith(`${environment}-`)).sort();
    this.stacks = names.map((name) => {
      const json = JSON.parse(readFileSync(join(outdir, 'stacks', name, 'cdk.tf.json'), 'utf8')) as { resource?: Blocks; provider: Json };
      const resources = Object.entries(json.resource ?? {}).flatMap(([type, byName]) => Object.entries(byName).map(([id, block]) => new FloorResource(type, id, block)));
      return { name, resources: inDependencyOrder(resources), provider: json.provider };
    });
    for (const { resources } of this.stacks) for (const { type } of resources) this.classes.set(type, resourceClass(type));
  }

  /** Synthesises the stacks once more. */
  synthesise(outdir: string): void {
    const app = new App({ outdir, stackTraces: false, skipValidation: true });
    for (const { name, resources, provider } of this.stacks) {
      const stack = new TerraformStack(app, name);
      stack.addOverride('provider', provider);
      const created = new Map<string, TerraformResource>();
      for (const resource of resources) {
        const Resource = this.classes.get(resource.type);
        if (Resource) created.set(resource.address, new Resource(stack, resource.id, resource.config(created)));
      }
    }
    app.synth();
  }
}

/** One resource of the floor, as its L1 wants it. */
class FloorResource {
  readonly address: string;
  private readonly block: Json;

  constructor(readonly type: string, readonly id: string, { '//': _, ...block }: Record<string, Json>) {
    this.address = `${type}.${id}`;
    this.block = camelCased(block);
  }

  /** The addresses that the resource refers to. */
  get references(): readonly string[] {
    return [...JSON.stringify(this.block).matchAll(/\b(azurerm_\w+|azapi_\w+)\.([\w-]+)/g)].map(([, type, name]) => `${type}.${name}`).filter((address) => address !== this.address);
  }

  /** The props, with the attributes of other resources by their getters' tokens. */
  config(created: ReadonlyMap<string, TerraformResource>): object {
    const resolve = (value: Json): unknown => {
      if (typeof value === 'string') {
        const [, address = '', attribute = ''] = /^\$\{(\w+\.[\w-]+)\.(\w+)\}$/.exec(value) ?? [];
        return created.get(address)?.getStringAttribute(attribute) ?? value;
      }
      if (Array.isArray(value)) return value.map(resolve);
      if (value !== null && typeof value === 'object') return Object.fromEntries(Object.entries(value).map(([key, child]) => [key, resolve(child)]));
      return value;
    };
    return resolve(this.block) as object;
  }
}

function inDependencyOrder(resources: readonly FloorResource[]): FloorResource[] {
  const byAddress = new Map(resources.map((resource) => [resource.address, resource]));
  const ordered = new Set<FloorResource>();
  const visit = (resource: FloorResource): void => {
    if (ordered.has(resource)) return;
    for (const address of resource.references) {
      const other = byAddress.get(address);
      if (other) visit(other);
    }
    ordered.add(resource);
  };
  resources.forEach(visit);
  return [...ordered];
}

/** Maps keep their keys; everything else has the camel case of the bindings. */
const MAPS: ReadonlySet<string> = new Set(['tags', 'node_labels', 'body', 'provider_meta']);

function camelCased(value: Json): Json {
  if (Array.isArray(value)) return value.map(camelCased);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, child]) => [key.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase()), MAPS.has(key) ? child : camelCased(child)]));
}

function resourceClass(type: string): ResourceClass {
  const [provider = '', ...words] = type.split('_');
  const path = provider === 'azurerm' ? `@cdktf/provider-azurerm/lib/${words.join('-')}` : `../../.gen/providers/${provider}/${words.join('-')}`;
  const exports: Record<string, unknown> = createRequire(__filename)(path);
  const found = Object.values(exports).find((value): value is ResourceClass => typeof value === 'function' && (value as Partial<ResourceClass>).tfResourceType === type);
  if (!found) throw new Error(`no binding for ${type}`);
  return found;
}
