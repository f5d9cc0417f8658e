import { UserError } from '../../constructs/core/errors';
import { defaultExportOf } from '../settings';
import { ALL_RULES } from './all-rules';
import type { Rule } from './rule';

/** Reads a team's own rules: a module of TypeScript that exports a list of them by default. */
export function readOwnRules(file: string): readonly Rule[] {
  const rules = defaultExportOf(file);
  if (!Array.isArray(rules) || !rules.every(isRule)) throw new UserError(`[OwnRulesInvalid] '${file}' exports no rules: expected a list of them by default, each with id, name, summary, level and check; see review/README.md`);
  const ids = new Set(ALL_RULES.map(({ id }) => id));
  for (const { id } of rules) {
    if (ids.has(id)) throw new UserError(`[OwnRuleIdTaken] '${file}' has a rule with an id that is taken: got "${id}"; expected another; give it letters of your own`);
    ids.add(id);
  }
  return rules;
}

function isRule(value: unknown): value is Rule {
  if (typeof value !== 'object' || value === null) return false;
  const { id, name, summary, level, check } = value as Partial<Record<keyof Rule, unknown>>;
  return typeof id === 'string' && /^[A-Z]+\d{3}$/.test(id) && typeof name === 'string' && typeof summary === 'string' && (level === 'warn' || level === 'block') && typeof check === 'function';
}
