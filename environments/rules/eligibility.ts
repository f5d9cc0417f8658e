import { rule } from './rule';

/** Who is eligible is somebody, once, and for one length of time. */
export const eligibilityRule = rule(['personas', 'eligibility'], ({ personas, eligibility }, report) => {
  if (!eligibility) return;
  const { personas: eligible, durationDays, permanentEnabled } = eligibility;
  if (eligible.length === 0) report({ code: 'EligibilityOfNobody', prop: 'eligibility.personas', rule: 'is empty', got: [], expected: 'at least one persona', fix: "name one, or remove 'eligibility'" });
  eligible.forEach((persona, index) => {
    const prop = `eligibility.personas[${index}]`;
    if (eligible.indexOf(persona) < index) report({ code: 'EligiblePersonaTwice', prop, rule: 'is there already', got: persona, expected: 'each persona once', fix: 'remove it' });
    else if (personas[persona].length === 0) report({ code: 'EligiblePersonaWithoutGroups', prop, rule: 'has no group in this environment', got: persona, expected: `a persona with a group in 'personas.${persona}'`, fix: 'add the group, or remove the persona from the list' });
  });
  if (durationDays !== undefined && permanentEnabled) report({ code: 'EligibilityEndTwice', prop: 'eligibility.durationDays', rule: "has no effect with 'permanentEnabled'", got: durationDays, expected: 'one of the two', fix: 'remove one' });
});
