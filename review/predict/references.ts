import { parseTemplate } from '../../facts/expressions';
import type { Reference } from '../../facts/expressions';
import type { Json, JsonObject } from '../../facts/json';
import { isObject } from '../../facts/json';
import type { SynthResource, SynthStack } from '../read/synth';
import { isLiteral } from '../model/values';
import type { TypeLookup } from './type-facts';

/** What an expression refers to: a resource of this stack or of another, and an attribute of it. */
export interface Target {
  readonly resource: SynthResource;
  readonly attribute: string;
  /** The value goes through the state of another stack, and so shows in a later plan. */
  readonly acrossStacks: boolean;
}

/** How often a value is looked up through others before it is left as it is. */
const DEEPEST = 8;

/** A tree's resources, and what the expressions in them stand for. */
export class ReferenceIndex {
  private readonly resolved = new Map<string, string>();
  private readonly parsed = new Map<string, readonly Reference[]>();

  /**
   * @param renamed addresses as they are after moves, by `stack/address` before them
   */
  constructor(
    readonly stacks: ReadonlyMap<string, SynthStack>,
    private readonly lookup: TypeLookup,
    private readonly renamed: ReadonlyMap<string, string> = new Map(),
  ) {}

  /** A body in which what is known stands for the expression that refers to it. */
  resolve(value: Json, stack: string): Json {
    if (typeof value === 'string') return this.resolveWhole(value, stack);
    if (Array.isArray(value)) return value.map((item) => this.resolve(item, stack));
    if (!isObject(value)) return value;
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, item === undefined ? item : this.resolve(item, stack)]));
  }

  resolveBody(resource: SynthResource): JsonObject {
    const body = this.resolve(resource.body, resource.stack);
    return isObject(body) ? body : {};
  }

  /** The expressions of a text, and what each is about. */
  references(text: string): readonly Reference[] {
    let found = this.parsed.get(text);
    if (found === undefined) {
      found = text.includes('${') || text.includes('%{') ? parseTemplate(text).references : [];
      this.parsed.set(text, found);
    }
    return found;
  }

  /** What a reference leads to, through locals, variables and other stacks. */
  targets(reference: Reference, stack: string, depth = 0): Target[] {
    if (depth > DEEPEST) return [];
    const own = this.stacks.get(stack);
    if (own === undefined) return [];
    const names = reference.steps.map((step) => (step.kind === 'attribute' ? step.name : step.kind === 'index' ? step.key : undefined));
    if (reference.root === 'local') {
      return this.targetsIn(own.locals.get(String(names[0])), stack, depth, false);
    }
    if (reference.root === 'data' && names[0] === 'terraform_remote_state') {
      const producer = this.producerOf(own, String(names[1]));
      const output = names[2] === 'outputs' ? producer?.outputs.get(String(names[3])) : undefined;
      if (producer !== undefined && output !== undefined) return this.targetsIn(output.value, producer.name, depth, true);
    }
    const data = reference.root === 'data';
    const address = data ? `data.${String(names[0])}.${String(names[1])}` : `${reference.root}.${String(names[0])}`;
    const resource = own.resources.get(address);
    if (resource === undefined) return [];
    const rest = names.slice(data ? 2 : 1).filter((name) => typeof name === 'string');
    return [{ resource, attribute: rest[0] ?? 'id', acrossStacks: false }];
  }

  private targetsIn(value: Json | undefined, stack: string, depth: number, acrossStacks: boolean): Target[] {
    if (typeof value === 'string') {
      return this.references(value).flatMap((inner) => this.targets(inner, stack, depth + 1)).map((target) => (acrossStacks ? { ...target, acrossStacks } : target));
    }
    if (Array.isArray(value)) return value.flatMap((item) => this.targetsIn(item, stack, depth, acrossStacks));
    return isObject(value) ? Object.values(value).flatMap((item) => this.targetsIn(item, stack, depth, acrossStacks)) : [];
  }

  /** The stack whose state a data source reads; cdktf puts its name into the id. */
  private producerOf(stack: SynthStack, dataName: string): SynthStack | undefined {
    return this.stacks.get(dataName.replace(/^cross-stack-reference-input-/, '')) ?? this.stacks.get(stack.name === dataName ? '' : dataName);
  }

  private resolveWhole(text: string, stack: string): Json {
    if (isLiteral(text)) return text;
    const whole = wholeReference(text);
    const value = whole === undefined ? undefined : this.literalOf(whole, stack, 0);
    if (value !== undefined) return value;
    return this.resolveText(text, stack);
  }

  private resolveText(text: string, stack: string): string {
    const key = `${stack}\n${text}`;
    let found = this.resolved.get(key);
    if (found === undefined) {
      found = this.references(text).reduce((result, reference) => result.replaceAll(reference.text, this.canonicalName(reference, stack)), text);
      // Texts around references whose values are known become plain texts.
      found = found.replace(/\$\{"((?:[^"\\$]|\\.)*)"\}/g, '$1');
      this.resolved.set(key, found);
    }
    return found;
  }

  /** The literal in the configuration that a reference leads to, unless it is a secret. */
  private literalOf(reference: Reference, stack: string, depth: number): Json | undefined {
    if (depth > DEEPEST) return undefined;
    const own = this.stacks.get(stack);
    if (own === undefined) return undefined;
    if (reference.root === 'var') {
      const variable = own.variables.get(stepName(reference, 0));
      return reference.steps.length === 1 && variable !== undefined && !variable.sensitive ? variable.fallback : undefined;
    }
    const through = this.throughOf(reference, own);
    if (through !== undefined) {
      if (typeof through.value !== 'string') return undefined;
      if (isLiteral(through.value)) return through.value;
      const whole = wholeReference(through.value);
      return whole === undefined ? undefined : this.literalOf(whole, through.stack, depth + 1);
    }
    const [target] = this.targets(reference, stack);
    if (target === undefined || reference.steps.length !== (reference.root === 'data' ? 3 : 2)) return undefined;
    const facts = this.lookup.of(target.resource.type, target.resource.mode)?.block.attributes[target.attribute];
    if (facts === undefined || facts.sensitive || facts.write_only || facts.use === 'computed') return undefined;
    const value = target.resource.body[target.attribute];
    if (typeof value === 'string' && !isLiteral(value)) {
      const whole = wholeReference(value);
      return whole === undefined ? undefined : this.literalOf(whole, target.resource.stack, depth + 1);
    }
    return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : undefined;
  }

  private throughOf(reference: Reference, own: SynthStack): { readonly value: Json; readonly stack: string } | undefined {
    if (reference.root === 'local' && reference.steps.length === 1) {
      const value = own.locals.get(stepName(reference, 0));
      return value === undefined ? undefined : { value, stack: own.name };
    }
    if (reference.root === 'data' && stepName(reference, 0) === 'terraform_remote_state') {
      const producer = this.producerOf(own, stepName(reference, 1));
      const output = producer?.outputs.get(stepName(reference, 3));
      return producer === undefined || output === undefined ? undefined : { value: output.value, stack: producer.name };
    }
    return undefined;
  }

  /** One name for one thing: moved resources by their new address, resources of other stacks by stack and address. */
  private canonicalName(reference: Reference, stack: string): string {
    const literal = this.literalOf(reference, stack, 0);
    if (typeof literal === 'string') return JSON.stringify(literal);
    const own = this.stacks.get(stack);
    const through = own && this.throughOf(reference, own);
    if (through !== undefined && typeof through.value === 'string') {
      const whole = wholeReference(through.value);
      if (whole !== undefined) {
        const inner = this.canonicalName(whole, through.stack);
        return through.stack === stack ? inner : `${through.stack}/${inner}`;
      }
    }
    const [target] = this.targets(reference, stack);
    const renamed = target === undefined ? undefined : this.renamed.get(target.resource.id);
    if (target === undefined || renamed === undefined) return reference.text;
    return reference.text.replace(target.resource.address, renamed);
  }
}

/** The reference that a text is, and nothing else. */
export function wholeReference(text: string): Reference | undefined {
  const template = parseTemplate(text);
  const [reference, ...more] = template.references;
  return template.kind === 'expression' && reference !== undefined && more.length === 0 && text === `\${${reference.text}}` ? reference : undefined;
}

function stepName(reference: Reference, index: number): string {
  const step = reference.steps[index];
  return step?.kind === 'attribute' ? step.name : step?.kind === 'index' ? String(step.key) : '';
}
