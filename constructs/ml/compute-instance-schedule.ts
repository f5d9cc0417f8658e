import type { Problems } from '../core/errors';
import type { WeekDay } from '../core/week-day';

/** What a schedule does to an instance. */
export enum ScheduleAction {
  START = 'Start',
  STOP = 'Stop',
}

/** How often a recurrence comes. */
export enum RecurrenceFrequency {
  MINUTE = 'Minute',
  HOUR = 'Hour',
  DAY = 'Day',
  WEEK = 'Week',
  MONTH = 'Month',
}

/** When something happens again and again. */
export interface Recurrence {
  readonly frequency: RecurrenceFrequency;
  /** Every how many of them. @default 1 */
  readonly interval?: number;
  /** Hours of the day, 0 to 23. @default [0] */
  readonly hours?: readonly number[];
  /** Minutes of the hour, 0 to 59. @default [0] */
  readonly minutes?: readonly number[];
  /** Only with `WEEK`. @default - the day that it was made on */
  readonly weekDays?: readonly WeekDay[];
  /** Days of the month, 1 to 31; only with `MONTH`. @default - the day that it was made on */
  readonly monthDays?: readonly number[];
}

/** When an instance starts or stops by itself. */
export interface ComputeInstanceSchedule {
  readonly action: ScheduleAction;
  /** Minute, hour, day of month, month and day of week: `0 19 * * 1-5`. Either this or `recurrence`. @default - none */
  readonly cron?: string;
  /** Either this or `cron`. @default - none */
  readonly recurrence?: Recurrence;
  /** A time zone of Windows, for example `W. Europe Standard Time`. @default 'UTC' */
  readonly timeZone?: string;
  /** Not before that time, for example `2026-01-31T08:00:00`. @default - at once */
  readonly startTime?: string;
  /** @default true */
  readonly enabled?: boolean;
}

/** A schedule as Azure's API has it. */
export interface ScheduleBody {
  readonly action: ScheduleAction;
  readonly status: 'Enabled' | 'Disabled';
  readonly triggerType: 'Cron' | 'Recurrence';
  /** @default - none: by recurrence */
  readonly cron?: { readonly expression: string; readonly timeZone: string; readonly startTime?: string };
  /** @default - none: by cron */
  readonly recurrence?: {
    readonly frequency: RecurrenceFrequency;
    readonly interval: number;
    readonly timeZone: string;
    readonly startTime?: string;
    readonly schedule: { readonly hours: readonly number[]; readonly minutes: readonly number[]; readonly weekDays?: readonly WeekDay[]; readonly monthDays?: readonly number[] };
  };
}

/** Records what is wrong with a schedule. */
export function checkSchedule(problems: Problems, schedule: ComputeInstanceSchedule, prop: string): void {
  const { cron, recurrence, timeZone, startTime } = schedule;
  problems.require((cron === undefined) !== (recurrence === undefined), { code: 'ScheduleTriggerCount', prop, rule: "needs either 'cron' or 'recurrence'", got: { cron, recurrence }, expected: 'one of the two', fix: 'leave one out, or add one' });
  problems.require(cron === undefined || /^([\dA-Za-z*,/-]+ ){4}[\dA-Za-z*,/-]+$/.test(cron), { code: 'ScheduleCronInvalid', prop: `${prop}.cron`, rule: 'is not a cron expression', got: cron, expected: 'five fields: minute, hour, day of month, month, day of week', fix: 'write it like "0 19 * * 1-5"' });
  problems.require(timeZone === undefined || (timeZone !== '' && !timeZone.includes('/')), { code: 'ScheduleTimeZoneInvalid', prop: `${prop}.timeZone`, rule: 'is not a time zone of Windows', got: timeZone, expected: 'a name like "W. Europe Standard Time" or "UTC"', fix: 'look the name up with `tzutil /l`' });
  problems.require(startTime === undefined || /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?$/.test(startTime), { code: 'ScheduleStartTimeInvalid', prop: `${prop}.startTime`, rule: 'is not a time', got: startTime, expected: 'a time like 2026-01-31T08:00:00, without a zone', fix: "correct it; the zone is in 'timeZone'" });
  if (recurrence) checkRecurrence(problems, recurrence, `${prop}.recurrence`);
}

function checkRecurrence(problems: Problems, recurrence: Recurrence, prop: string): void {
  const { frequency, interval = 1, hours = [], minutes = [], weekDays = [], monthDays = [] } = recurrence;
  const within = (values: readonly number[], min: number, max: number): boolean => values.every((value) => Number.isInteger(value) && value >= min && value <= max);
  problems.require(within([interval], 1, 1000) && within(hours, 0, 23) && within(minutes, 0, 59) && within(monthDays, 1, 31), { code: 'ScheduleRecurrenceInvalid', prop, rule: 'has a number out of range', got: { interval, hours, minutes, monthDays }, expected: 'interval from 1, hours 0 to 23, minutes 0 to 59, monthDays 1 to 31', fix: 'correct the number' });
  problems.require(weekDays.length === 0 || frequency === RecurrenceFrequency.WEEK, { code: 'ScheduleWeekDaysUnused', prop: `${prop}.weekDays`, rule: `has no effect with ${frequency}`, got: weekDays, expected: `nothing, or '${RecurrenceFrequency.WEEK}' as frequency`, fix: "leave it out, or change 'frequency'" });
  problems.require(monthDays.length === 0 || frequency === RecurrenceFrequency.MONTH, { code: 'ScheduleMonthDaysUnused', prop: `${prop}.monthDays`, rule: `has no effect with ${frequency}`, got: monthDays, expected: `nothing, or '${RecurrenceFrequency.MONTH}' as frequency`, fix: "leave it out, or change 'frequency'" });
}

/** The schedule as Azure's API has it. */
export function scheduleBody(schedule: ComputeInstanceSchedule): ScheduleBody {
  const { cron, recurrence, startTime } = schedule;
  const timeZone = schedule.timeZone ?? 'UTC';
  return {
    action: schedule.action,
    status: (schedule.enabled ?? true) ? 'Enabled' : 'Disabled',
    triggerType: cron === undefined ? 'Recurrence' : 'Cron',
    cron: cron === undefined ? undefined : { expression: cron, timeZone, startTime },
    recurrence: recurrence && {
      frequency: recurrence.frequency,
      interval: recurrence.interval ?? 1,
      timeZone,
      startTime,
      schedule: { hours: recurrence.hours ?? [0], minutes: recurrence.minutes ?? [0], weekDays: recurrence.weekDays, monthDays: recurrence.monthDays },
    },
  };
}
