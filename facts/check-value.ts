import { parseTemplate } from './expressions';
import { looksSecret, printValue, type Subject } from './finding';
import { isObject, type Json, type JsonObject } from './json';
import type { AttributeFacts, FieldRules, TypeConstraint } from './model';
import { listNames, nearest } from './suggest';

const NUMERIC = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;
const TYPE_NAMES: Record<string, string> = { list: 'a list', set: 'a list', map: 'a map', object: 'an object', string: 'a string', number: 'a number', bool: 'true or false' };

/** Check a value that is set against its attribute's type, allowed values and range. */
export function checkAttributeValue(subject: Subject, facts: AttributeFacts, value: Json, path: string): void {
  const sensitive = facts.sensitive === true;
  if (facts.nested !== undefined) checkNested(subject, facts.nested, value, path, sensitive);
  else if (facts.type !== undefined) new ValueCheck(subject, sensitive).check(value, facts.type, facts, path);
}

/** Name an attribute that the provider doesn't have, with what was probably meant. */
export function reportUnknown(subject: Subject, name: string, value: Json | undefined, path: string, known: readonly string[], owner: string): void {
  const meant = nearest(name, known);
  subject.report({
    code: 'AttributeUnknown',
    attribute: path,
    rule: `is not an attribute of ${owner}`,
    value: printValue(value, looksSecret(name)),
    allowed: meant === undefined ? `one of ${listNames(known)}` : `'${meant}'`,
    advice: meant === undefined ? 'remove it' : `did you mean '${meant}'?`,
  });
}

function checkNested(subject: Subject, nested: NonNullable<AttributeFacts['nested']>, value: Json, path: string, sensitive: boolean): void {
  const { nesting, attributes } = nested;
  const shape: TypeConstraint = nesting === 'single' ? ['object', {}] : [nesting, 'dynamic'];
  if (!new ValueCheck(subject, sensitive).hasShape(value, shape, path)) return;
  const items = nesting === 'single' ? [value] : Array.isArray(value) ? value : isObject(value) ? Object.values(value) : [];
  items.forEach((item, index) => {
    if (!isObject(item)) return;
    checkAttributes(subject, attributes, item, items.length > 1 ? `${path}[${index}].` : `${path}.`, path);
  });
}

/** Check the attributes of one object whose names are known in advance. */
export function checkAttributes(subject: Subject, known: Record<string, AttributeFacts>, value: JsonObject, prefix: string, owner: string): void {
  for (const name of Object.keys(value)) {
    const set = value[name];
    if (name !== '//' && set !== null && set !== undefined && known[name] === undefined) {
      const settable = Object.keys(known).filter((key) => known[key]?.use !== 'computed');
      reportUnknown(subject, name, set, prefix + name, settable, owner);
    }
  }
  for (const [name, facts] of Object.entries(known)) {
    checkAttribute(subject, facts, value[name], prefix + name);
  }
}

/** Check one attribute, set or not. */
export function checkAttribute(subject: Subject, facts: AttributeFacts, value: Json | undefined, path: string): void {
  if (value === undefined || value === null) {
    if (facts.use !== 'required') return;
    subject.report({ code: 'AttributeMissing', attribute: path, rule: 'is required', value: 'nothing', allowed: expectedType(facts), advice: 'set it' });
    return;
  }
  subject.attributes += 1;
  if (facts.use === 'computed') {
    const got = printValue(value, facts.sensitive === true);
    subject.report({ code: 'AttributeReadOnly', attribute: path, rule: 'is set by the provider', value: got, allowed: 'nothing', advice: 'remove it' });
    return;
  }
  checkAttributeValue(subject, facts, value, path);
}

function expectedType(facts: AttributeFacts): string {
  if (facts.one_of !== undefined) return `one of ${listNames(facts.one_of)}`;
  const kind = Array.isArray(facts.type) ? facts.type[0] : (facts.type ?? 'object');
  return TYPE_NAMES[kind] ?? 'a value';
}

class ValueCheck {
  constructor(
    private readonly subject: Subject,
    private readonly sensitive: boolean,
  ) {}

  check(value: Json, type: TypeConstraint, rules: FieldRules, path: string): void {
    if (value === null || !this.hasShape(value, type, path) || type === 'dynamic') return;
    if (typeof type === 'string') {
      this.checkLiteral(value, type, rules, path);
    } else if (type[0] === 'object') {
      if (isObject(value)) this.checkFields(value, type[1], rules, path);
    } else {
      const element = type[1];
      if (Array.isArray(value)) value.forEach((item, index) => this.check(item, element, rules, value.length > 1 ? `${path}[${index}]` : path));
      else if (isObject(value)) for (const [key, item] of Object.entries(value)) if (item !== undefined && key !== '//') this.check(item, element, rules, `${path}.${key}`);
    }
  }

  /** Terraform asks for every field of such an object, if only as `null`, and drops those it doesn't know. */
  private checkFields(value: JsonObject, fields: Record<string, TypeConstraint>, rules: FieldRules, path: string): void {
    for (const [name, item] of Object.entries(value)) {
      if (name === '//' || item === null || item === undefined) continue;
      const type = fields[name];
      if (type === undefined) reportUnknown(this.subject, name, item, `${path}.${name}`, Object.keys(fields), path);
      else this.check(item, type, rules.fields?.[name] ?? {}, `${path}.${name}`);
    }
    for (const name of Object.keys(fields)) {
      const required = rules.fields?.[name]?.required === true;
      if (value[name] === undefined || (required && value[name] === null)) {
        this.subject.report({
          code: 'AttributeMissing',
          attribute: `${path}.${name}`,
          rule: required ? 'is required' : `is a field of ${path}, which has to name all its fields`,
          value: 'nothing',
          allowed: required ? 'a value' : 'a value or null',
          advice: required ? 'set it' : 'set it to null',
        });
      }
    }
  }

  /** Whether Terraform can convert the value to the type; reports it if not. */
  hasShape(value: Json, type: TypeConstraint, path: string): boolean {
    const kind = typeof type === 'string' ? type : type[0];
    if (fits(value, kind)) return true;
    this.subject.report({
      code: 'ValueTypeWrong',
      attribute: path,
      rule: 'has the wrong type',
      value: printValue(value, this.sensitive),
      allowed: TYPE_NAMES[kind] ?? kind,
      advice: 'change the value',
    });
    return false;
  }

  private checkLiteral(value: Json, type: TypeConstraint, rules: FieldRules, path: string): void {
    if (value === null || (typeof value === 'string' && parseTemplate(value).kind !== 'literal')) return;
    const { one_of: allowed, min = -Infinity, max = Infinity } = rules;
    if (allowed !== undefined && !isAllowed(value, allowed, rules.ignore_case === true)) {
      const meant = typeof value === 'string' ? nearest(value.toLowerCase(), allowed.map((item) => String(item).toLowerCase())) : undefined;
      const suggestion = allowed.find((item) => String(item).toLowerCase() === meant);
      this.subject.report({
        code: 'ValueNotAllowed',
        attribute: path,
        rule: 'has a value that the provider refuses',
        value: printValue(value, this.sensitive),
        allowed: `one of ${listNames(allowed, 25)}`,
        advice: suggestion === undefined ? 'use one of these' : `did you mean '${suggestion}'?`,
      });
    }
    if (type === 'number' && (Number(value) < min || Number(value) > max)) {
      this.subject.report({
        code: 'ValueOutOfRange',
        attribute: path,
        rule: 'is out of range',
        value: printValue(value, this.sensitive),
        allowed: printRange(min, max),
        advice: Number(value) < min ? 'raise it' : 'lower it',
      });
    }
  }
}

function fits(value: Json, kind: string): boolean {
  if (kind === 'dynamic') return true;
  if (typeof value === 'string') {
    const template = parseTemplate(value).kind;
    if (template === 'expression') return true;
    if (kind === 'string') return true;
    if (kind === 'number') return template === 'mixed' || NUMERIC.test(value);
    if (kind === 'bool') return template === 'mixed' || ['true', 'false', '1', '0'].includes(value);
    return false;
  }
  if (kind === 'string') return typeof value === 'number' || typeof value === 'boolean';
  if (kind === 'number') return typeof value === 'number';
  if (kind === 'bool') return typeof value === 'boolean';
  return kind === 'list' || kind === 'set' ? Array.isArray(value) : isObject(value);
}

function isAllowed(value: Json, allowed: readonly (string | number)[], ignoreCase: boolean): boolean {
  const same = (text: string) => (ignoreCase ? text.toLowerCase() : text);
  const wanted = same(String(value));
  return allowed.some((item) => same(String(item)) === wanted);
}

function printRange(min: number, max: number): string {
  if (max === Infinity) return `at least ${min}`;
  return min === -Infinity ? `at most ${max}` : `${min} to ${max}`;
}
