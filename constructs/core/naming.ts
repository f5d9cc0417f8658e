import { Token } from 'cdktf';
import { suffixFrom } from './deterministic';
import type { Problem } from './errors';
import { fail } from './errors';
import type { NamedResource, NameRule } from './name-rules';
import { NAME_RULES } from './name-rules';
import { regionAbbreviation } from './regions';

/** How many characters a name that is unique across Azure ends with. */
const SUFFIX_LENGTH = 5;

/** What generated names are made of. */
export interface NamingConventionProps {
  /** Short name of the workload: lower-case letters and digits, at most 8. */
  readonly workload: string;
  /** Name of the environment: `dev`, `test`, `prod`; at most 5 lower-case letters and digits. */
  readonly environment: string;
  /** Azure region, for example `westeurope`. */
  readonly location: string;
  /** What the suffix of global names is derived from: a subscription id tells landscapes apart. */
  readonly seed: string;
}

/**
 * Generates names as `<abbreviation>-<workload>-<environment>-<region>[-<purpose>]`, by Azure's rules for the type.
 *
 * Names that are unique across all of Azure end with a suffix derived from the seed; the same inputs always give the
 * same name. A name that can't fit is an error, never cut.
 */
export class NamingConvention {
  constructor(private readonly props: NamingConventionProps) {}

  /**
   * The name of a resource.
   *
   * @param resource the type, which decides length, characters and uniqueness
   * @param purpose tells several resources of one type apart
   * @throws ValidationError `NameTooLong`, `NameInvalid`
   */
  name(resource: NamedResource, purpose?: string): string {
    const rule: NameRule = NAME_RULES[resource];
    const { workload, environment, location, seed } = this.props;
    const global = rule.uniqueness === 'global';
    const parts = [rule.abbreviation, workload, environment, regionAbbreviation(location), purpose ?? ''];
    if (global) parts.push(suffixFrom([seed, workload, environment, location].join('/'), SUFFIX_LENGTH));
    const name = parts.filter((part) => part !== '').join(rule.separator ?? '-');
    const problem = nameProblem(resource, name, `name of the ${inWords(resource)}`);
    if (problem) fail('naming convention', { ...problem, fix: `shorten the workload, environment or purpose, or set 'name' on the resource` });
    return name;
  }
}

/**
 * What is wrong with a name, or nothing. Names that are only known at apply are not checked.
 *
 * @param prop the prop that the user wrote the name in
 */
export function nameProblem(resource: NamedResource, name: string, prop = 'name'): Problem | undefined {
  if (Token.isUnresolved(name)) return undefined;
  const rule: NameRule = NAME_RULES[resource];
  const kind = withArticle(resource);
  const expected = `${rule.minLength} to ${rule.maxLength} characters: ${rule.characters}`;
  if (name.length > rule.maxLength) return { code: 'NameTooLong', prop, rule: `is too long for ${kind}`, got: name, expected, fix: 'shorten it' };
  if (name.length < rule.minLength) return { code: 'NameTooShort', prop, rule: `is too short for ${kind}`, got: name, expected, fix: 'lengthen it' };
  if (!rule.pattern.test(name)) return { code: 'NameInvalid', prop, rule: `has characters that ${kind} can't have`, got: name, expected, fix: 'use only what is allowed' };
  return undefined;
}

/** `fileShare` as people write it: `file share`. */
export function inWords(resource: NamedResource): string {
  return resource.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}

/** `fileShare` as people write it in a sentence: `a file share`. */
export function withArticle(resource: NamedResource): string {
  const words = inWords(resource);
  return `${/^([aeiou]|ml |nsg)/i.test(words) ? 'an' : 'a'} ${words}`;
}
