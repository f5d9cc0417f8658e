import type { SynthesisedStack } from './landscape-graph';

/** A resource as it stands in a synthesised stack. */
export interface SynthesisedResource {
  readonly id: string;
  readonly stack: string;
  readonly type: string;
  readonly address: string;
  /** @default - it was not made by a construct */
  readonly constructPath?: string;
  readonly block: Readonly<Record<string, unknown>>;
  /** Looked up, not made. */
  readonly existing: boolean;
}

/** A reference: what an attribute says, and the resource that it means. */
export interface Reference {
  /** Where it stands, like `identity.identity_ids`. */
  readonly path: string;
  readonly target: SynthesisedResource;
}

const REMOTE = /\bdata\.terraform_remote_state\.([\w-]+)\.outputs(?:\.([\w-]+)|\["([\w-]+)"\])/g;
const LOCAL = /(?<![\w.-])((?:data\.)?[a-z][a-z0-9]*_\w+)\.([A-Za-z_][\w-]*)/g;
const REMOTE_STATE = 'terraform_remote_state';
/** The id of the remote state that cdktf makes for another stack. */
const REMOTE_STATE_ID = /^cross-stack-reference-input-(.+)$/;

/** All resources of some stacks, and what refers to what, across stacks. */
export class SynthesisedResources {
  readonly all: readonly SynthesisedResource[];
  private readonly byId: ReadonlyMap<string, SynthesisedResource>;
  private readonly outputs: ReadonlyMap<string, unknown>;

  constructor(stacks: readonly SynthesisedStack[]) {
    this.all = stacks.flatMap((stack) => [...resourcesOf(stack, 'resource'), ...resourcesOf(stack, 'data')]).sort((a, b) => compare(a.id, b.id));
    this.byId = new Map(this.all.map((resource) => [resource.id, resource]));
    this.outputs = new Map(stacks.flatMap(({ name, json }) => Object.entries(record(valueAt(json, ['output']))).map(([output, block]) => [`${name}/${output}`, valueAt(block, ['value'])] as const)));
  }

  /** What a value refers to, wherever in it. */
  targets(stack: string, value: unknown): SynthesisedResource[] {
    const found = new Map<string, SynthesisedResource>();
    for (const { text } of texts(value, '')) for (const target of this.inText(stack, text)) found.set(target.id, target);
    return [...found.values()];
  }

  /** All references of a resource, but those that only say in which order to work. */
  references(resource: SynthesisedResource): Reference[] {
    return Object.entries(resource.block).filter(([key]) => !NOT_REFERENCES.has(key)).flatMap(([key, value]) => texts(value, key).flatMap(({ path, text }) => this.inText(resource.stack, text).map((target) => ({ path, target }))));
  }

  private inText(stack: string, text: string, depth = 0): SynthesisedResource[] {
    if (!text.includes('${') || depth > MAX_HOPS) return [];
    const remote = [...text.matchAll(REMOTE)].flatMap(([, state = '', plain, quoted]) => this.remote(state, plain ?? quoted ?? '', depth));
    const local = [...text.matchAll(LOCAL)].flatMap(([, type = '', name = '']) => this.byId.get(`${stack}/${type}.${name}`) ?? []);
    return [...remote, ...local];
  }

  private remote(state: string, output: string, depth: number): SynthesisedResource[] {
    const [, stack = ''] = REMOTE_STATE_ID.exec(state) ?? [];
    return texts(this.outputs.get(`${stack}/${output}`), '').flatMap(({ text }) => this.inText(stack, text, depth + 1));
  }
}

/** Outputs that are made of outputs of further stacks end somewhere. */
const MAX_HOPS = 10;

const NOT_REFERENCES: ReadonlySet<string> = new Set(['//', 'depends_on', 'lifecycle', 'provider', 'provisioner', 'connection', 'count', 'for_each', 'tags', 'timeouts', 'triggers', 'triggers_replace']);

function resourcesOf({ name: stack, json }: SynthesisedStack, section: 'resource' | 'data'): SynthesisedResource[] {
  return Object.entries(record(valueAt(json, [section]))).filter(([type]) => type !== REMOTE_STATE).flatMap(([type, byName]) => Object.entries(record(byName)).map(([name, value]) => {
    const block = record(value);
    const address = `${section === 'data' ? 'data.' : ''}${type}.${name}`;
    const constructPath = textAt(block, '//.metadata.path');
    return { id: `${stack}/${address}`, stack, type, address, block, existing: section === 'data', ...(constructPath === undefined ? {} : { constructPath }) };
  }));
}

/** The texts in a value, each with where it stands. */
function texts(value: unknown, path: string): { readonly path: string; readonly text: string }[] {
  if (typeof value === 'string') return [{ path, text: value }];
  if (Array.isArray(value)) return value.flatMap((item) => texts(item, path));
  return Object.entries(record(value)).flatMap(([key, item]) => texts(item, path === '' ? key : `${path}.${key}`));
}

/** A value by its path; the first of a list stands for the list. */
export function valueAt(value: unknown, path: readonly string[]): unknown {
  return path.reduce((found: unknown, key) => {
    const item: unknown = Array.isArray(found) ? found[0] : found;
    return Object.hasOwn(record(item), key) ? record(item)[key] : undefined;
  }, value);
}

/** A text by its path, written with dots. @default - undefined, where there is none */
export function textAt(value: unknown, path: string): string | undefined {
  const found = valueAt(value, path.split('.'));
  return typeof found === 'string' ? found : undefined;
}

function record(value: unknown): Readonly<Record<string, unknown>> {
  return isRecord(value) ? value : {};
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** An order that is the same on every machine, whatever its language. */
export function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
