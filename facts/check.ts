import { checkBody } from './check-block';
import { providerOf, ReferenceCheck } from './check-references';
import { reportUnknown } from './check-value';
import { printValue, Subject, type Finding } from './finding';
import { asList, entriesOf, isObject, type Json, type JsonObject } from './json';
import { defaultFacts } from './load';
import type { BlockFacts, Facts, ProviderFacts } from './model';
import { listNames, nearest } from './suggest';

export type { Finding } from './finding';

/** What a check looked at, and what it found. */
export interface Inspection {
  readonly findings: Finding[];
  readonly resources: number;
  readonly dataSources: number;
  readonly attributes: number;
}

const META = ['depends_on', 'count', 'for_each', 'provider', 'lifecycle'];
const RESOURCE_META = new Set([...META, 'provisioner', 'connection']);
const DATA_META = new Set(META);
const LIFECYCLE = ['create_before_destroy', 'prevent_destroy', 'ignore_changes', 'replace_triggered_by', 'precondition', 'postcondition'];
const PROVIDER_META = new Set(['alias', 'version']);

/** Check a synthesised stack (`cdk.tf.json`) against what its providers accept. */
export function checkStack(stack: unknown, facts: Facts = defaultFacts()): Finding[] {
  return inspectStack(stack, facts).findings;
}

/** Check a synthesised stack, and count what was checked. */
export function inspectStack(stack: unknown, facts: Facts = defaultFacts()): Inspection {
  if (!isObject(stack)) throw new TypeError('A synthesised stack is a JSON object');
  return new StackCheck(stack, facts).run();
}

class StackCheck {
  private readonly subjects: Subject[] = [];
  private readonly references: ReferenceCheck;
  private readonly stackName: string;

  constructor(
    private readonly stack: JsonObject,
    private readonly facts: Facts,
  ) {
    this.references = new ReferenceCheck(stack, facts);
    const comment = stack['//'];
    const name = isObject(comment) && isObject(comment.metadata) ? comment.metadata.stackName : undefined;
    this.stackName = typeof name === 'string' ? name : 'stack';
  }

  run(): Inspection {
    const resources = this.typed('resource', RESOURCE_META);
    const dataSources = this.typed('data', DATA_META);
    this.providers();
    for (const section of ['output', 'variable', 'module', 'check']) {
      for (const [name, body] of this.entries(section)) {
        const subject = this.subject(`${section}.${name}`, body, section);
        this.references.checkAll(subject, without(body, 'depends_on'), '');
        this.references.checkBare(subject, body.depends_on, 'depends_on');
      }
    }
    for (const [name, value] of entriesOf(this.stack.locals)) {
      this.references.checkAll(this.subject(`local.${name}`, {}, 'locals'), value, name);
    }
    for (const item of asList(this.stack.import)) {
      if (!isObject(item)) continue;
      const subject = this.subject(`import.${String(item.to)}`, item, 'import');
      this.references.checkBare(subject, item.to, 'to');
      this.references.checkAll(subject, without(item, 'to', 'provider'), '');
    }
    const findings = this.subjects.flatMap((subject) => subject.findings);
    const attributes = this.subjects.reduce((sum, subject) => sum + subject.attributes, 0);
    return { findings, resources, dataSources, attributes };
  }

  private typed(section: 'resource' | 'data', meta: ReadonlySet<string>): number {
    let count = 0;
    for (const [type, instances] of entriesOf(this.stack[section])) {
      for (const [name, body] of entriesOf(instances)) {
        if (!isObject(body)) continue;
        count += 1;
        const address = section === 'data' ? `data.${type}.${name}` : `${type}.${name}`;
        const subject = this.subject(address, body, type);
        const facts = this.factsOf(subject, section, type, body);
        if (facts !== undefined) checkBody(subject, facts, body, meta);
        this.metaArguments(subject, facts, body);
        this.references.checkAll(subject, without(body, 'depends_on', 'lifecycle', 'provider'), '');
      }
    }
    return count;
  }

  private factsOf(subject: Subject, section: 'resource' | 'data', type: string, body: JsonObject): BlockFacts | undefined {
    const prefix = typeof body.provider === 'string' ? body.provider.split('.')[0] : undefined;
    const provider = this.providerFacts(subject, prefix ?? providerOf(type));
    if (provider === undefined) return undefined;
    const types = section === 'data' ? provider.data : provider.resources;
    const facts = types[type];
    if (facts !== undefined) return facts;
    const meant = nearest(type, Object.keys(types));
    subject.report({
      code: 'TypeWithoutFacts',
      attribute: type,
      rule: `is not among the ${section === 'data' ? 'data sources' : 'resource types'} of ${provider.name} ${provider.version} in facts/`,
      value: `'${type}'`,
      allowed: meant === undefined ? 'a type that facts/types.json lists' : `'${meant}'`,
      advice: meant === undefined ? "add it to facts/types.json and run 'npm run facts:update'" : `did you mean '${meant}'?`,
    });
    return undefined;
  }

  private providerFacts(subject: Subject, name: string): ProviderFacts | undefined {
    const facts = this.facts.provider(name);
    if (facts === undefined) {
      subject.report({
        code: 'ProviderWithoutFacts',
        attribute: 'provider',
        rule: 'has no facts',
        value: `'${name}'`,
        allowed: `one of ${listNames(this.facts.providerNames)}`,
        advice: "add it to facts/types.json and run 'npm run facts:update'",
      });
    }
    return facts;
  }

  private providers(): void {
    for (const [name, configurations] of entriesOf(this.stack.provider)) {
      for (const body of asList(configurations)) {
        if (!isObject(body)) continue;
        const address = typeof body.alias === 'string' ? `provider.${name}.${body.alias}` : `provider.${name}`;
        const subject = this.subject(address, body, `the provider ${name}`);
        const facts = this.providerFacts(subject, name);
        if (facts !== undefined) checkBody(subject, facts.provider, body, PROVIDER_META);
        this.references.checkAll(subject, body, '');
      }
    }
  }

  private metaArguments(subject: Subject, facts: BlockFacts | undefined, body: JsonObject): void {
    this.references.checkBare(subject, body.depends_on, 'depends_on');
    this.alias(subject, body.provider);
    for (const lifecycle of asList(body.lifecycle)) {
      if (!isObject(lifecycle)) continue;
      for (const [name, value] of entriesOf(lifecycle)) {
        if (!LIFECYCLE.includes(name)) reportUnknown(subject, name, value, `lifecycle.${name}`, LIFECYCLE, 'lifecycle');
      }
      this.references.checkBare(subject, lifecycle.replace_triggered_by, 'lifecycle.replace_triggered_by', true);
      this.references.checkAll(subject, without(lifecycle, 'replace_triggered_by', 'ignore_changes'), 'lifecycle');
      if (facts !== undefined) ignoredAttributes(subject, facts, lifecycle.ignore_changes);
    }
  }

  private alias(subject: Subject, provider: Json | undefined): void {
    if (typeof provider !== 'string') return;
    const [name = '', alias] = provider.split('.');
    const providers = this.stack.provider;
    const configured = asList(isObject(providers) ? providers[name] : undefined).flatMap((item) => (isObject(item) ? [item.alias] : []));
    const aliases = configured.filter((item) => typeof item === 'string').map((item) => `${name}.${item}`);
    if (alias === undefined || aliases.includes(provider)) return;
    const allowed = aliases.length === 0 ? `'${name}'` : listNames([name, ...aliases]);
    subject.report({ code: 'ProviderAliasUnknown', attribute: 'provider', rule: 'is not a configured provider', value: `'${provider}'`, allowed, advice: 'configure the alias in the stack' });
  }

  private entries(section: string): [string, JsonObject][] {
    return entriesOf(this.stack[section]).filter((entry): entry is [string, JsonObject] => isObject(entry[1]));
  }

  private subject(address: string, body: JsonObject, type: string): Subject {
    const comment = body['//'];
    const path = isObject(comment) && isObject(comment.metadata) ? comment.metadata.path : undefined;
    const subject = new Subject(address, typeof path === 'string' ? path : this.stackName, type);
    this.subjects.push(subject);
    return subject;
  }
}

function ignoredAttributes(subject: Subject, facts: BlockFacts, ignored: Json | undefined): void {
  const known = [...Object.keys(facts.attributes), ...Object.keys(facts.blocks ?? {})];
  for (const item of asList(ignored)) {
    const name = typeof item === 'string' ? (/^[\w-]+/.exec(item)?.[0] ?? item) : printValue(item, false);
    if (item === 'all' || known.includes(name)) continue;
    const meant = nearest(name, known);
    subject.report({
      code: 'AttributeUnknown',
      attribute: 'lifecycle.ignore_changes',
      rule: `names an attribute that ${subject.type} doesn't have`,
      value: printValue(item, false),
      allowed: meant === undefined ? `one of ${listNames(known)}` : `'${meant}'`,
      advice: meant === undefined ? 'remove it' : `did you mean '${meant}'?`,
    });
  }
}

function without(body: JsonObject, ...names: string[]): JsonObject {
  return Object.fromEntries(Object.entries(body).filter(([name]) => !names.includes(name)));
}
