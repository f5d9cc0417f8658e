import { NAME_RULES } from '../../constructs/core/name-rules';
import { Problems } from '../../constructs/core/errors';
import type { CheckedApplication } from '../../constructs/ml/custom-application';
import { checkCustomApplications } from '../../constructs/ml/custom-application';
import type { Environment } from '../schema';
import type { Report } from './rule';
import { rule } from './rule';

type Schedule = NonNullable<Environment['compute']['instances'][number]['schedule']>;

/** Personal machines have names that Azure takes, and schedules that stop them. */
export const computeInstancesRule = rule(['compute'], ({ compute: { instances } }, report) => {
  const { minLength, maxLength, pattern, characters } = NAME_RULES.computeInstance;
  instances.forEach(({ name, schedule, customApplications }, index) => {
    const prop = `compute.instances[${index}]`;
    if (name.length < minLength || name.length > maxLength || !pattern.test(name)) {
      report({ code: 'InstanceNameInvalid', prop: `${prop}.name`, rule: "can't be the name of a compute instance", got: name, expected: `${minLength} to ${maxLength} characters: ${characters}`, fix: 'rename it' });
    }
    if (customApplications) checkApplications(prop, customApplications, report);
    if (schedule) checkSchedule(`${prop}.schedule`, schedule, report);
  });
});

/** What the construct would refuse, by the names that the settings have. */
function checkApplications(prop: string, applications: readonly CheckedApplication[], report: Report): void {
  const problems = new Problems(prop);
  checkCustomApplications(problems, applications);
  // Ports that are out of range were reported with the shape.
  problems.all.filter(({ code }) => code !== 'CustomApplicationPortInvalid').forEach((problem) => report({ ...problem, prop: `${prop}.${problem.prop}` }));
}

function checkSchedule(prop: string, { startTime, stopTime, days }: Schedule, report: Report): void {
  if (days.length === 0 || new Set(days).size < days.length) {
    report({ code: 'ScheduleDaysInvalid', prop: `${prop}.days`, rule: days.length === 0 ? 'is empty' : 'has a day twice', got: days, expected: 'days of the week, each once', fix: 'list the days on which it stops' });
  }
  if (startTime !== undefined && startTime >= stopTime) {
    report({ code: 'ScheduleReversed', prop: `${prop}.startTime`, rule: `is not before 'stopTime' (${stopTime})`, got: startTime, expected: 'an earlier time of the same day', fix: 'swap them, or leave the start out' });
  }
}
