import { parseExpression, parseTemplate, type Reference, type Step, type Template } from './expressions';
import { printValue, type Subject } from './finding';
import { asList, entriesOf, isObject, type Json, type JsonObject } from './json';
import type { AttributeFacts, BlockFacts, Facts, TypeConstraint } from './model';
import { listNames, nearest } from './suggest';

/** Names that Terraform defines itself. */
const BUILT_IN = new Set(['each', 'count', 'self', 'path', 'terraform', 'provider', 'null', 'true', 'false']);
const NAMED: Record<string, string> = { var: 'variable', local: 'locals', module: 'module' };

/** A step past what the schema has: the part of the path that failed, and what there is instead. */
interface DeadEnd {
  readonly at: string;
  readonly allowed: readonly string[];
}

/** Finds what a stack declares, to check that its references lead somewhere. */
export class ReferenceCheck {
  constructor(
    private readonly stack: JsonObject,
    private readonly facts: Facts,
  ) {}

  /** Check every expression in a value; `scope` holds the names that dynamic blocks define. */
  checkAll(subject: Subject, value: Json | undefined, path: string, scope: readonly string[] = []): void {
    if (typeof value === 'string') {
      const template = parseTemplate(value);
      if (template.kind !== 'literal') this.checkTemplate(subject, template, path, scope);
    } else if (Array.isArray(value)) {
      for (const item of value) this.checkAll(subject, item, path, scope);
    } else {
      const prefix = path === '' ? '' : `${path}.`;
      for (const [key, item] of entriesOf(value)) {
        if (key.includes('${')) this.checkAll(subject, key, path, scope);
        this.checkAll(subject, item, prefix + key, key === 'dynamic' ? [...scope, ...iterators(item)] : scope);
      }
    }
  }

  /** Check a list of bare references, such as `depends_on`. */
  checkBare(subject: Subject, value: Json | undefined, path: string, templateAllowed = false): void {
    for (const item of asList(value)) {
      if (typeof item !== 'string') continue;
      if (item.includes('${') && !templateAllowed) {
        subject.report({ code: 'ReferenceNotBare', attribute: path, rule: 'is a template where Terraform takes an address alone', value: printValue(item, false), allowed: 'an address such as azurerm_key_vault.main', advice: 'leave out "${" and "}"; in cdktf, pass the resource itself or what dependable() gives' });
      }
      const template = item.includes('${') ? parseTemplate(item) : parseExpression(item);
      this.checkTemplate(subject, template, path, []);
    }
  }

  private checkTemplate(subject: Subject, { references, locals }: Template, path: string, scope: readonly string[]): void {
    for (const reference of references) {
      if (!locals.has(reference.root) && !scope.includes(reference.root) && !BUILT_IN.has(reference.root)) this.checkReference(subject, reference, path);
    }
  }

  private checkReference(subject: Subject, reference: Reference, path: string): void {
    const { root, steps } = reference;
    const section = NAMED[root];
    if (section !== undefined) {
      this.declared(subject, reference, path, this.names(section), steps[0], 1);
      return;
    }
    const data = root === 'data';
    const type = data ? stepName(steps[0]) : root;
    const rest = data ? steps.slice(1) : steps;
    const known = this.instances(data ? 'data' : 'resource', type);
    if (!this.declared(subject, reference, path, [...known.keys()], rest[0], data ? 2 : 1)) return;
    const body = this.facts.provider(providerOf(type))?.[data ? 'data' : 'resources'][type];
    const deadEnd = body === undefined ? undefined : walkInstance(body, known.get(stepName(rest[0])), rest.slice(1));
    if (deadEnd === undefined) return;
    const meant = deadEnd.at.startsWith('[') ? undefined : nearest(deadEnd.at, deadEnd.allowed);
    subject.report({
      code: 'ReferenceAttributeUnknown',
      attribute: path,
      rule: `refers to '${deadEnd.at}', which ${type} doesn't have there`,
      value: `'${reference.text}'`,
      allowed: meant === undefined ? listNames(deadEnd.allowed) || 'no further step' : `'${meant}'`,
      advice: meant === undefined ? 'change the reference' : `did you mean '${meant}'?`,
    });
  }

  private declared(subject: Subject, reference: Reference, path: string, known: string[], step: Step | undefined, depth: number): boolean {
    const name = stepName(step);
    if (known.includes(name)) return true;
    const target = [reference.root, ...reference.steps.slice(0, depth).map(stepName)].join('.');
    const meant = nearest(name, known);
    subject.report({
      code: 'ReferenceUnknown',
      attribute: path,
      rule: `refers to '${target}', which the stack doesn't declare`,
      value: `'${reference.text}'`,
      allowed: known.length === 0 ? 'something declared in the same stack' : listNames(known),
      advice: meant === undefined ? 'declare it, or pass it between stacks as an output' : `did you mean '${meant}'?`,
    });
    return false;
  }

  private names(section: string): string[] {
    return asList(this.stack[section]).flatMap((part) => Object.keys(isObject(part) ? part : {}));
  }

  private instances(section: 'data' | 'resource', type: string): Map<string, Json> {
    const types = this.stack[section];
    return new Map(entriesOf(isObject(types) ? types[type] : undefined));
  }
}

/** The provider's local name that Terraform takes from a resource type. */
export function providerOf(type: string): string {
  const end = type.indexOf('_');
  return end === -1 ? type : type.slice(0, end);
}

/** The names that the `dynamic` blocks of a body define for their contents. */
function iterators(dynamic: Json): string[] {
  return asList(dynamic).flatMap((group) =>
    entriesOf(group).flatMap(([name, definition]) => [name, ...asList(definition).flatMap((item) => (isObject(item) && typeof item.iterator === 'string' ? [item.iterator] : []))]),
  );
}

function stepName(step: Step | undefined): string {
  if (step?.kind === 'attribute') return step.name;
  return step?.kind === 'index' && step.key !== undefined ? String(step.key) : '';
}

/** A resource with `count` or `for_each` is a collection of instances; any other has no index. */
function walkInstance(facts: BlockFacts, body: Json | undefined, steps: readonly Step[]): DeadEnd | undefined {
  const [step, ...rest] = steps;
  if (step === undefined) return undefined;
  const many = isObject(body) && (body.count ?? body.for_each ?? null) !== null;
  if (many) return step.kind === 'attribute' ? { at: step.name, allowed: ['[0]', '[*]', '["key"]'] } : walkBlock(facts, rest);
  if (step.kind === 'splat') return walkBlock(facts, rest);
  return step.kind === 'index' ? { at: `[${stepName(step)}]`, allowed: Object.keys(facts.attributes) } : walkBlock(facts, steps);
}

function walkBlock({ attributes, blocks = {} }: BlockFacts, steps: readonly Step[]): DeadEnd | undefined {
  const [step, ...rest] = steps;
  if (step === undefined) return undefined;
  const name = stepName(step);
  const attribute = attributes[name];
  if (attribute !== undefined) return walkAttribute(attribute, rest);
  const nested = blocks[name];
  if (nested !== undefined) return walkCollection(nested.nesting, rest, (inner) => walkBlock(nested, inner));
  return { at: name, allowed: [...Object.keys(attributes), ...Object.keys(blocks)] };
}

function walkAttribute({ type, nested }: AttributeFacts, steps: readonly Step[]): DeadEnd | undefined {
  if (nested !== undefined) {
    return walkCollection(nested.nesting, steps, (inner) => walkBlock({ attributes: nested.attributes }, inner));
  }
  return type === undefined ? undefined : walkType(type, steps);
}

function walkType(type: TypeConstraint, steps: readonly Step[]): DeadEnd | undefined {
  const [step, ...rest] = steps;
  if (step === undefined || type === 'dynamic') return undefined;
  if (typeof type === 'string') return step.kind === 'splat' ? walkType(type, rest) : { at: stepName(step), allowed: [] };
  if (type[0] !== 'object') return walkCollection(type[0], steps, (inner) => walkType(type[1], inner));
  const field = type[1][stepName(step)];
  return field === undefined ? { at: stepName(step), allowed: Object.keys(type[1]) } : walkType(field, rest);
}

function walkCollection(nesting: 'single' | 'list' | 'set' | 'map', steps: readonly Step[], walk: (inner: readonly Step[]) => DeadEnd | undefined): DeadEnd | undefined {
  const [step, ...rest] = steps;
  if (step === undefined) return undefined;
  if (nesting === 'single') return walk(steps);
  if (nesting === 'map') return walk(rest);
  if (step.kind === 'attribute') return { at: step.name, allowed: ['[0]', '[*]'] };
  return nesting === 'set' && step.kind === 'index' ? { at: `[${stepName(step)}]`, allowed: ['[*]', 'one(…)', 'tolist(…)[0]'] } : walk(rest);
}
