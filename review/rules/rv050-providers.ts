import type { RuleFinding } from '../model/finding';
import type { Rule } from './rule';

/** What everything is made with may not change unseen. */
export const providers: Rule = {
  id: 'RV050',
  name: 'providers',
  summary: 'A backend changes, a provider has another major version, or a module is not pinned',
  level: 'warn',
  check: ({ set }) =>
    set.settings.flatMap(({ stack, kind, name, before, after }): RuleFinding[] => {
      const finding = (level: 'warn' | 'block', message: string, remedy: string): RuleFinding => ({ stack, level, attribute: `${kind} ${name}`, message, remedy });
      switch (kind) {
        case 'backend':
          return [finding('block', `the state of ${stack} is kept elsewhere`, "move the state first with 'terraform init -migrate-state', or everything is made anew")];
        case 'provider':
          return before === undefined || after === undefined || major(before) === major(after) ? [] : [finding('warn', `provider ${name} of ${stack} goes from ${before} to ${after}`, 'read its upgrade guide, and plan every stack')];
        case 'terraform':
          return before !== undefined && after !== undefined && major(before) !== major(after) ? [finding('warn', `${stack} needs another major version of Terraform`, 'read its upgrade guide')] : [];
        case 'module':
          return after !== undefined && !/\d+\.\d+|ref=/.test(after) ? [finding('warn', `module ${name} of ${stack} is not pinned`, 'name a version')] : [];
        case 'stack':
          return before !== undefined ? [finding('warn', `stack ${stack} is no longer in the program: its resources stay, and nothing looks after them`, "destroy it first with 'cdktf destroy', or keep it")] : [];
        case 'provider-config':
          return [];
      }
    }),
};

function major(version: string): string {
  return /\d+/.exec(version)?.[0] ?? version;
}
