import { parseTemplate } from './expressions';
import { printValue, type Subject } from './finding';
import { asList, dynamicBlocks, isObject, type Json, type JsonObject } from './json';
import type { BlockFacts, Rules } from './model';
import { listNames } from './suggest';

/** Whether a path has a value; `maybe` where only the apply will tell. */
type Presence = 'set' | 'unset' | 'maybe';

/** Check the rules between attributes that the members of one block carry; their paths start at the resource. */
export function checkCombinations(subject: Subject, root: BlockFacts, body: JsonObject, facts: BlockFacts, block: JsonObject, prefix: string): void {
  const members = ruledMembers(facts);
  if (members.length > 0) new CombinationCheck(subject, root, body, facts, block, prefix).run(members);
}

class CombinationCheck {
  /** Rules are written at each of their members; one finding will do. */
  private readonly checked = new Set<string>();

  constructor(
    private readonly subject: Subject,
    private readonly root: BlockFacts,
    private readonly body: JsonObject,
    private readonly facts: BlockFacts,
    private readonly block: JsonObject,
    private readonly prefix: string,
  ) {}

  run(members: [string, Rules][]): void {
    for (const [name, rules] of members) {
      const own = presence(this.facts, this.block, [name]);
      if (rules.conflicts_with !== undefined && own === 'set') this.conflicts(name, rules.conflicts_with);
      if (rules.exactly_one_of !== undefined) this.exactlyOne(name, own, rules.exactly_one_of);
      if (rules.at_least_one_of !== undefined) this.atLeastOne(name, own, rules.at_least_one_of);
      if (rules.required_with !== undefined && own !== 'unset') this.together(name, rules.required_with);
    }
  }

  private conflicts(name: string, others: readonly string[]): void {
    const attribute = this.prefix + name;
    for (const other of others) {
      const pair = [plain(attribute), plain(other)];
      if (this.presenceOf(other) !== 'set' || !this.once('conflict', [...pair].sort())) continue;
      const allowed = `only one of ${listNames(pair)}`;
      this.subject.report({ code: 'AttributesConflict', attribute, rule: `conflicts with '${plain(other)}'`, value: this.print(name), allowed, advice: 'remove one of them' });
    }
  }

  private exactlyOne(name: string, own: Presence, paths: readonly string[]): void {
    const attribute = this.prefix + name;
    const { names, states } = this.group(attribute, own, paths);
    if (!this.once('exactly one', names)) return;
    const set = names.filter((_, index) => states[index] === 'set');
    const allowed = `exactly one of ${listNames(names)}`;
    if (set.length > 1) {
      this.subject.report({ code: 'AttributesTooMany', attribute, rule: 'is one of several that exclude each other', value: listNames(set), allowed, advice: 'keep one of them' });
    } else if (set.length === 0 && !states.includes('maybe')) {
      this.tooFew(attribute, allowed);
    }
  }

  private atLeastOne(name: string, own: Presence, paths: readonly string[]): void {
    const attribute = this.prefix + name;
    const { names, states } = this.group(attribute, own, paths);
    if (this.once('at least one', names) && states.every((state) => state === 'unset')) this.tooFew(attribute, `at least one of ${listNames(names)}`);
  }

  private together(name: string, others: readonly string[]): void {
    const missing = others.filter((other) => this.presenceOf(other) === 'unset').map(plain);
    if (missing.length === 0) return;
    const companions = listNames(missing);
    this.subject.report({ code: 'AttributesIncomplete', attribute: this.prefix + name, rule: `needs ${companions} too`, value: this.print(name), allowed: `it with ${companions}`, advice: `set ${companions} or remove it` });
  }

  private tooFew(attribute: string, allowed: string): void {
    this.subject.report({ code: 'AttributesTooFew', attribute, rule: 'is one of several that are required', value: 'nothing', allowed, advice: 'set one of them' });
  }

  /** The members of a rule, which may leave out the one that carries it, and whether each is set. */
  private group(attribute: string, own: Presence, paths: readonly string[]): { names: string[]; states: Presence[] } {
    const states = new Map(paths.map((path) => [plain(path), this.presenceOf(path)]));
    states.set(plain(attribute), own);
    const sorted = [...states].sort(([a], [b]) => (a < b ? -1 : 1));
    return { names: sorted.map(([name]) => name), states: sorted.map(([, state]) => state) };
  }

  private once(rule: string, names: readonly string[]): boolean {
    const key = `${rule} ${names.join()}`;
    if (this.checked.has(key)) return false;
    this.checked.add(key);
    return true;
  }

  private presenceOf(path: string): Presence {
    return presence(this.root, this.body, path.split('.'));
  }

  private print(name: string): string {
    const attribute = this.facts.attributes[name];
    return attribute === undefined ? 'a block' : printValue(this.block[name], attribute.sensitive === true);
  }
}

const ruled = new WeakMap<BlockFacts, [string, Rules][]>();

/** The members of a block that carry rules; found once, since few do. */
function ruledMembers(facts: BlockFacts): [string, Rules][] {
  let members = ruled.get(facts);
  if (members === undefined) {
    const all: [string, Rules][] = [...Object.entries(facts.attributes), ...Object.entries(facts.blocks ?? {})];
    members = all.filter(([, rules]) => rules.conflicts_with ?? rules.exactly_one_of ?? rules.at_least_one_of ?? rules.required_with);
    ruled.set(facts, members);
  }
  return members;
}

function plain(path: string): string {
  return path.replace(/\[\d+\]/g, '').replace(/\.\d+(?=\.|$)/g, '');
}

/** Look a path such as `network_acls.0.bypass` up as the provider does: lists and sets of blocks by position only. */
function presence(facts: BlockFacts, value: JsonObject, [name = '', ...rest]: string[]): Presence {
  const nested = facts.blocks?.[name];
  const set = value[name];
  if (nested === undefined) return attributePresence(set);
  if (value.dynamic !== undefined && dynamicBlocks(value).has(name)) return 'maybe';
  const items = asList(set);
  if (rest.length === 0) return items.length > 0 ? 'set' : 'unset';
  const [position = '', ...inner] = nested.nesting === 'single' ? ['0', ...rest] : rest;
  const item = /^\d+$/.test(position) ? items[Number(position)] : undefined;
  if (item === undefined) return 'unset';
  if (inner.length === 0) return 'set';
  return isObject(item) ? presence(nested, item, inner) : 'maybe';
}

function attributePresence(value: Json | undefined): Presence {
  if (value === undefined || value === null) return 'unset';
  if (typeof value === 'string' && parseTemplate(value).kind === 'expression' && /\bnull\b/.test(value)) return 'maybe';
  return 'set';
}
