import { checkAttribute, reportUnknown } from './check-value';
import { checkCombinations } from './check-combinations';
import { printValue, type Subject } from './finding';
import { asList, dynamicBlocks, isObject, type Json, type JsonObject } from './json';
import type { BlockFacts, NestedBlockFacts } from './model';

/** Check the body of a resource, data source or provider, without the arguments that Terraform itself defines. */
export function checkBody(subject: Subject, facts: BlockFacts, body: JsonObject, metaArguments: ReadonlySet<string>): void {
  const check = new BlockCheck(subject, facts, body, metaArguments);
  check.block(facts, body, '', subject.type);
}

class BlockCheck {
  constructor(
    private readonly subject: Subject,
    private readonly root: BlockFacts,
    private readonly body: JsonObject,
    private readonly metaArguments: ReadonlySet<string>,
  ) {}

  block(facts: BlockFacts, value: JsonObject, prefix: string, owner: string): void {
    const { attributes, blocks = {} } = facts;
    for (const name in value) {
      if (attributes[name] !== undefined || blocks[name] !== undefined || name === 'dynamic' || name === '//') continue;
      if (prefix === '' && this.metaArguments.has(name)) continue;
      const settable = Object.keys(attributes).filter((key) => attributes[key]?.use !== 'computed');
      reportUnknown(this.subject, name, value[name], prefix + name, [...settable, ...Object.keys(blocks)], owner);
    }
    for (const name in attributes) {
      const attribute = attributes[name];
      if (attribute !== undefined) checkAttribute(this.subject, attribute, value[name], prefix + name);
    }
    const dynamic = dynamicBlocks(value);
    for (const name in blocks) {
      const nested = blocks[name];
      if (nested !== undefined) this.nested(nested, asList(value[name]), dynamic.get(name), prefix + name);
    }
    for (const name of dynamic.keys()) {
      if (blocks[name] === undefined) reportUnknown(this.subject, name, {}, `${prefix}dynamic.${name}`, Object.keys(blocks), owner);
    }
    checkCombinations(this.subject, this.root, this.body, facts, value, prefix);
  }

  private nested(facts: NestedBlockFacts, items: Json[], dynamic: JsonObject[] | undefined, path: string): void {
    if (dynamic === undefined) this.count(facts, items.length, path);
    items.forEach((item, index) => {
      const place = items.length > 1 ? `${path}[${index}]` : path;
      if (item === null || isObject(item)) {
        this.block(facts, item ?? {}, `${place}.`, place);
        return;
      }
      this.subject.report({
        code: 'ValueTypeWrong',
        attribute: place,
        rule: 'is a block',
        value: printValue(item, false),
        allowed: 'an object or a list of objects',
        advice: "write the block's attributes, or a dynamic block for a computed list",
      });
    });
    for (const content of dynamic ?? []) this.block(facts, content, `${path}.`, path);
  }

  private count(facts: NestedBlockFacts, present: number, path: string): void {
    const { min_items: min = 0, max_items: max = facts.nesting === 'single' ? 1 : Infinity } = facts;
    const few = present < min;
    if (!few && present <= max) return;
    this.subject.report({
      code: few ? 'BlocksTooFew' : 'BlocksTooMany',
      attribute: path,
      rule: few ? 'needs more blocks' : 'has too many blocks',
      value: present === 0 ? 'nothing' : `${present} blocks`,
      allowed: few ? `at least ${min}` : `at most ${max}`,
      advice: few ? 'add the block' : 'remove a block',
    });
  }
}
