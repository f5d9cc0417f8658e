import type { Attributes } from './attributes';
import { minutesOf } from './attributes';
import type { Range } from './cost-driver';
import { HOURS_PER_MONTH } from './cost-driver';

const WEEK_DAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];
const MINUTES_PER_DAY = 24 * 60;
const MINUTES_PER_WEEK = 7 * MINUTES_PER_DAY;

interface Event {
  /** Since Monday, 00:00. */
  readonly minute: number;
  readonly starts: boolean;
}

/**
 * The hours that a personal machine runs in a month: from those when nobody uses it, by its schedules and its idle shutdown,
 * to all of them, since its owner can start it at any time.
 */
export function instanceHours(properties: Attributes): Range {
  const schedules = properties.child('schedules').children('computeStartStop').filter((schedule) => schedule.text('status') !== 'Disabled');
  const events = schedules.map(eventsOf);
  if (events.some((known) => known === undefined)) return { min: undefined, max: HOURS_PER_MONTH };
  const minutes = idleMinutesPerWeek(events.flatMap((known) => known ?? []), minutesOf(properties.text('idleTimeBeforeShutdown')));
  return { min: (minutes / MINUTES_PER_WEEK) * HOURS_PER_MONTH, max: HOURS_PER_MONTH };
}

/** The starts and stops of a week; nothing where they aren't the same in every week. */
function eventsOf(schedule: Attributes): Event[] | undefined {
  const recurrence = schedule.child('recurrence');
  const frequency = recurrence.text('frequency');
  if (schedule.text('triggerType') !== 'Recurrence' || recurrence.number('interval') !== 1 || (frequency !== 'Week' && frequency !== 'Day')) return undefined;
  const pattern = recurrence.child('schedule');
  const named = pattern.texts('weekDays');
  const days = frequency === 'Day' || named.length === 0 ? WEEK_DAYS : named;
  const minutes = pattern.numbers('minutes');
  const times = pattern.numbers('hours').flatMap((hour) => (minutes.length > 0 ? minutes : [0]).map((minute) => hour * 60 + minute));
  return days.flatMap((day) => times.map((time) => ({ minute: WEEK_DAYS.indexOf(day) * MINUTES_PER_DAY + time, starts: schedule.text('action') === 'Start' })));
}

/** The minutes of a week that the machine is on while nobody uses it. It starts on; the second week is like all that follow. */
function idleMinutesPerWeek(events: readonly Event[], idleMinutes = Number.POSITIVE_INFINITY): number {
  let isOn = true;
  let idleFor = 0;
  let total = 0;
  for (let minute = 0; minute < 2 * MINUTES_PER_WEEK; minute += 1) {
    for (const { starts } of events.filter((event) => event.minute === minute % MINUTES_PER_WEEK)) {
      if (starts && !isOn) idleFor = 0;
      isOn = starts;
    }
    if (idleFor >= idleMinutes) isOn = false;
    if (isOn && minute >= MINUTES_PER_WEEK) total += 1;
    if (isOn) idleFor += 1;
  }
  return total;
}
