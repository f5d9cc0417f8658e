import { rule } from './rule';

/** Every group once per persona, and somebody who operates production. */
export const personasRule = rule(['stage', 'personas'], ({ stage, personas }, report) => {
  for (const [persona, groups] of Object.entries(personas)) {
    groups.forEach((group, index) => {
      if (groups.indexOf(group) < index) report({ code: 'PersonaGroupTwice', prop: `personas.${persona}[${index}]`, rule: 'is there already', got: group, expected: 'each group once', fix: 'remove it' });
    });
  }
  if (stage === 'production' && personas.platformEngineer.length === 0) {
    report({ code: 'ProductionWithoutOperators', prop: 'personas.platformEngineer', rule: 'is empty in production', got: [], expected: 'at least one group', fix: 'add the group that operates the landscape' });
  }
});
