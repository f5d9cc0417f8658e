import { z } from 'zod';
import { nearest } from '../../facts/suggest';
import type { Problem } from '../../constructs/core/errors';
import type { ValueProblem } from '../schema/fields';
import type { SettingPath } from './setting-path';
import { printPath, valueAt } from './setting-path';

/** What is left of a value after its shape was checked. */
export interface Shaped<T> {
  readonly problems: readonly Problem[];
  /** The sections that have the right types; values in them may still be wrong. */
  readonly sections: Partial<T>;
  /** The names of the other sections. */
  readonly broken: ReadonlySet<string>;
}

const KIND: Readonly<Record<string, string>> = { string: 'a text', number: 'a number', boolean: 'true or false', array: 'a list', object: 'a block of settings', record: 'settings by name' };

/** Longer lists are cut in messages. */
const MOST_SHOWN = 12;

/** Checks types, keys and single values, and says what is wrong in the landscape's words. */
export function checkShape<T extends object>(schema: z.ZodType<T>, value: unknown): Shaped<T> {
  const result = schema.safeParse(value);
  if (result.success) return { problems: [], sections: result.data, broken: new Set() };
  const { issues } = result.error;
  const broken = new Set(issues.filter(breaksTypes).map((issue) => String(issue.path[0] ?? '')));
  const sections = typeof value === 'object' && value !== null ? Object.fromEntries(Object.entries(value).filter(([key]) => !broken.has(key))) : {};
  return { problems: issues.flatMap((issue) => problemsOf(issue, schema, value)), sections: isShaped<T>(sections, broken) ? sections : {}, broken };
}

/** Unknown keys and wrong values leave the types of a section as they should be. */
function breaksTypes(issue: z.core.$ZodIssue): boolean {
  return issue.code !== 'custom' && issue.code !== 'unrecognized_keys';
}

/** What is left without the broken sections is right by what the schema said. */
function isShaped<T>(sections: object, broken: ReadonlySet<string>): sections is Partial<T> {
  return Object.keys(sections).every((key) => !broken.has(key));
}

function problemsOf(issue: z.core.$ZodIssue, schema: z.ZodType, root: unknown): Problem[] {
  const path = issue.path.filter((part) => typeof part !== 'symbol');
  const prop = printPath(path) || 'environment';
  const got = valueAt(root, path);
  switch (issue.code) {
    case 'custom':
      return isProblemHolder(issue.params) ? [{ prop, got, ...issue.params.problem }] : [];
    case 'unrecognized_keys':
      return issue.keys.map((key) => unknownKey([...path, key], knownKeys(schema, path, root)));
    case 'invalid_value':
      return [notOneOf(prop, got, issue.values.map(String))];
    case 'invalid_union':
      return [notOneOf(prop, got, 'options' in issue && Array.isArray(issue.options) ? issue.options.map(String) : [])];
    case 'invalid_type':
      return [wrongType(prop, got, KIND[issue.expected] ?? issue.expected)];
    default:
      return [{ code: 'SettingInvalid', prop, rule: 'is not valid', got, expected: issue.message, fix: 'correct it' }];
  }
}

function isProblemHolder(params: object | undefined): params is { readonly problem: ValueProblem } {
  return params !== undefined && 'problem' in params;
}

function wrongType(prop: string, got: unknown, expected: string): Problem {
  return got === undefined
    ? { code: 'SettingMissing', prop, rule: 'is missing', expected, fix: 'add it' }
    : { code: 'SettingWrongType', prop, rule: 'has the wrong type', got, expected, fix: 'change it' };
}

function notOneOf(prop: string, got: unknown, values: readonly string[]): Problem {
  const shown = values.slice(0, MOST_SHOWN).map((value) => `"${value}"`);
  const expected = [...shown, ...(values.length > MOST_SHOWN ? [`one of ${values.length - MOST_SHOWN} more`] : [])].join(' or ');
  if (got === undefined) return wrongType(prop, got, expected);
  const near = nearestIgnoringCase(String(got), values);
  return { code: 'SettingNotAllowed', prop, rule: 'is none of the values allowed', got, expected, fix: near ? `did you mean "${near}"?` : 'choose one of them' };
}

function unknownKey(path: SettingPath, known: readonly string[]): Problem {
  const near = nearestIgnoringCase(String(path.at(-1)), known);
  return { code: 'SettingUnknown', prop: printPath(path), rule: 'is not a setting', expected: known.length > 0 ? `one of ${known.join(', ')}` : 'no further settings', fix: near ? `did you mean "${near}"?` : 'remove it' };
}

function nearestIgnoringCase(wrong: string, values: readonly string[]): string | undefined {
  // Of what is this short, everything is near.
  if (wrong.length <= 3) return undefined;
  const near = nearest(wrong.toLowerCase(), values.map((value) => value.toLowerCase()));
  return values.find((value) => value.toLowerCase() === near);
}

/** The keys that the block at a path may have. */
function knownKeys(schema: z.core.$ZodType, path: SettingPath, value: unknown): readonly string[] {
  if (schema instanceof z.ZodOptional) return knownKeys(schema.unwrap(), path, value);
  if (schema instanceof z.ZodDiscriminatedUnion) {
    const option = schema.options.find((candidate) => z.safeParse(z.looseObject({ kind: candidate instanceof z.ZodObject ? candidate.shape['kind'] : z.never() }), value).success);
    return option ? knownKeys(option, path, value) : [];
  }
  const [key, ...rest] = path;
  if (schema instanceof z.ZodObject) {
    if (key === undefined) return Object.keys(schema.shape);
    const child: unknown = schema.shape[key];
    return child instanceof z.ZodType ? knownKeys(child, rest, valueAt(value, [key])) : [];
  }
  if (key === undefined) return [];
  if (schema instanceof z.ZodRecord) return knownKeys(schema.valueType, rest, valueAt(value, [key]));
  return schema instanceof z.ZodArray ? knownKeys(schema.element, rest, valueAt(value, [key])) : [];
}
