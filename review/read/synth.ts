import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../../constructs/core/errors';
import type { SynthesisedStack } from '../../diagram';
import type { Json, JsonObject } from '../../facts/json';
import { asList, entriesOf, isObject } from '../../facts/json';
import type { Waiver } from '../model/change';
import type { ResourceIdentity } from '../model/change';
import { byText } from '../model/change';
import { readJsonFile } from './json-file';

/** A resource or data source as it was synthesised. */
export interface SynthResource extends ResourceIdentity {
  /** The arguments, without what Terraform itself reads. */
  readonly body: JsonObject;
  readonly dependsOn: readonly string[];
  readonly lifecycle: JsonObject;
  /** `count` and `for_each`, as they are written. @default - there is exactly one */
  readonly repeated?: Json;
  /** @default - the one of its type */
  readonly provider?: string;
}

/** A stack as it was synthesised. */
export interface SynthStack {
  readonly name: string;
  readonly resources: ReadonlyMap<string, SynthResource>;
  readonly outputs: ReadonlyMap<string, { readonly value: Json; readonly sensitive: boolean }>;
  readonly variables: ReadonlyMap<string, { readonly fallback: Json | undefined; readonly sensitive: boolean }>;
  readonly locals: ReadonlyMap<string, Json>;
  readonly moved: readonly { readonly from: string; readonly to: string }[];
  readonly imports: ReadonlyMap<string, string>;
  /** Addresses that the state forgets, and that stay in Azure. */
  readonly forgotten: ReadonlySet<string>;
  readonly backend: Json;
  readonly requiredProviders: ReadonlyMap<string, Json>;
  readonly requiredVersion: string | undefined;
  readonly providers: ReadonlyMap<string, Json>;
  readonly modules: ReadonlyMap<string, Json>;
  readonly waivers: readonly Waiver[];
}

const META = new Set(['//', 'depends_on', 'lifecycle', 'provider', 'count', 'for_each', 'provisioner', 'connection']);

/** Reads every stack below a folder that `cdktf` or `npm run synth` wrote. */
export function readSynthTree(directory: string): ReadonlyMap<string, SynthStack> {
  return new Map(readSynthJson(directory).map(({ name, json }) => [name, readStack(name, json)]));
}

/** The same stacks as they are written. */
export function readSynthJson(directory: string): SynthesisedStack[] {
  const folder = join(directory, 'stacks');
  if (!existsSync(folder) || !statSync(folder).isDirectory()) {
    throw new UserError(`[TreeMissing] '${directory}' is no synthesised tree: expected a folder with 'stacks' in it; run 'npm run synth -- --outdir ${directory}'`);
  }
  const names = readdirSync(folder).filter((name) => existsSync(join(folder, name, 'cdk.tf.json'))).sort();
  if (names.length === 0) throw new UserError(`[TreeEmpty] '${directory}' has no stacks: expected 'stacks/NAME/cdk.tf.json' in it; synthesise it again`);
  return names.map((name) => ({ name, json: readJsonFile(join(folder, name, 'cdk.tf.json'), 'a synthesised stack') }));
}

/** Reads one synthesised stack. */
export function readStack(name: string, json: unknown): SynthStack {
  if (!isObject(json) || !(isObject(json.resource) || isObject(json.terraform) || isObject(json['//']))) {
    throw new UserError(`[StackMalformed] Stack '${name}' is not what cdktf synthesises: expected an object with 'terraform' and 'resource' in it; synthesise it again`);
  }
  const terraform = isObject(json.terraform) ? json.terraform : {};
  return {
    name,
    resources: new Map([...resourcesOf(name, json.resource, 'managed'), ...resourcesOf(name, json.data, 'data')].sort(byText((item) => item.address)).map((item) => [item.address, item])),
    outputs: new Map(objects(json.output).map(([key, body]) => [key, { value: body.value ?? null, sensitive: body.sensitive === true }])),
    variables: new Map(objects(json.variable).map(([key, body]) => [key, { fallback: body.default, sensitive: body.sensitive === true }])),
    locals: new Map(entriesOf(json.locals)),
    moved: asList(json.moved).flatMap((item) => (isObject(item) && typeof item.from === 'string' && typeof item.to === 'string' ? [{ from: bare(item.from), to: bare(item.to) }] : [])),
    imports: new Map(asList(json.import).flatMap((item) => (isObject(item) && typeof item.to === 'string' ? [[bare(item.to), String(item.id ?? '')] as const] : []))),
    forgotten: new Set(asList(json.removed).flatMap((item) => (isObject(item) && typeof item.from === 'string' && asList(item.lifecycle).some((life) => isObject(life) && life.destroy === false) ? [bare(item.from)] : []))),
    backend: isObject(terraform.backend) ? terraform.backend : isObject(terraform.cloud) ? { cloud: terraform.cloud } : {},
    requiredProviders: new Map(asList(terraform.required_providers).flatMap((item) => entriesOf(item))),
    requiredVersion: typeof terraform.required_version === 'string' ? terraform.required_version : undefined,
    providers: new Map(entriesOf(json.provider)),
    modules: new Map(entriesOf(json.module)),
    waivers: waiversOf(name, json['//']),
  };
}

function resourcesOf(stack: string, section: Json | undefined, mode: 'managed' | 'data'): SynthResource[] {
  if (section !== undefined && section !== null && !isObject(section)) {
    throw new UserError(`[SectionMalformed] Section '${mode === 'data' ? 'data' : 'resource'}' of stack '${stack}' is not an object: expected types with their resources; synthesise it again`);
  }
  return entriesOf(section).flatMap(([type, instances]) =>
    objects(instances).map(([name, body]) => {
      const address = mode === 'data' ? `data.${type}.${name}` : `${type}.${name}`;
      const metadata = isObject(body['//']) && isObject(body['//'].metadata) ? body['//'].metadata : {};
      const repeated = body.count ?? body.for_each;
      return {
        id: `${stack}/${address}`, stack, address, type, name, mode,
        ...(typeof metadata.path === 'string' ? { constructPath: metadata.path } : {}),
        ...(typeof metadata.source === 'string' ? { source: metadata.source } : {}),
        body: Object.fromEntries(Object.entries(body).filter(([key, value]) => !META.has(key) && value !== null && value !== undefined)),
        dependsOn: asList(body.depends_on).filter((item) => typeof item === 'string'),
        lifecycle: asList(body.lifecycle).filter(isObject).reduce((all, item) => ({ ...all, ...item }), {}),
        ...(repeated === undefined || repeated === null ? {} : { repeated }),
        ...(typeof body.provider === 'string' ? { provider: body.provider } : {}),
      };
    }),
  );
}

/** Waivers stand in the comment of the stack, where `Review.acknowledge` puts them. */
function waiversOf(stack: string, comment: Json | undefined): Waiver[] {
  const list = isObject(comment) ? asList(comment.review) : [];
  return list.map((item) => {
    const { rule, path, reason, owner, expires } = isObject(item) ? item : {};
    if (typeof rule !== 'string' || typeof path !== 'string' || typeof reason !== 'string' || typeof owner !== 'string' || typeof expires !== 'string' || !/^\d{4}-\d{2}-\d{2}$/.test(expires)) {
      throw new UserError(`[WaiverMalformed] A waiver of stack '${stack}' is incomplete: expected rule, path, reason, owner and expires; make it with 'Review.acknowledge'`);
    }
    return { stack, rule, constructPath: path, reason, owner, expires };
  });
}

function objects(value: Json | undefined): [string, JsonObject][] {
  return entriesOf(value).flatMap(([key, item]): [string, JsonObject][] => {
    const body = Array.isArray(item) ? item[0] : item;
    return isObject(body) ? [[key, body]] : [];
  });
}

/** Addresses in `moved` are written bare, and some tools wrap them. */
function bare(address: string): string {
  return /^\$\{(.*)\}$/.exec(address)?.[1] ?? address;
}
