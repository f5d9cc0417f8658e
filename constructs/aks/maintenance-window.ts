import type { Problems } from '../core/errors';
import type { WeekDay } from '../core/week-day';
import { isWholeNumber } from './whole-number';

const MIN_HOURS = 4;
const MAX_HOURS = 24;
const TIME = /^([01]\d|2[0-3]):[0-5]\d$/;
const UTC_OFFSET = /^[+-](0\d|1[0-4]):[0-5]\d$/;
const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$/;

/** Which one of a month's Mondays, Tuesdays and so on. */
export enum WeekOfMonth {
  FIRST = 'First',
  SECOND = 'Second',
  THIRD = 'Third',
  FOURTH = 'Fourth',
  LAST = 'Last',
}

/** How a maintenance window repeats. */
export enum MaintenanceFrequency {
  /** Every so many days; for node images only. */
  DAILY = 'Daily',
  /** On a day of the week, every so many weeks. */
  WEEKLY = 'Weekly',
  /** On a day of the month, every so many months. */
  MONTHLY_BY_DATE = 'AbsoluteMonthly',
  /** On the first, second ... or last Monday (and so on), every so many months. */
  MONTHLY_BY_WEEKDAY = 'RelativeMonthly',
}

/** The largest interval of each frequency: days, weeks or months. */
const MAX_INTERVAL: Readonly<Record<MaintenanceFrequency, number>> = {
  [MaintenanceFrequency.DAILY]: 7,
  [MaintenanceFrequency.WEEKLY]: 4,
  [MaintenanceFrequency.MONTHLY_BY_DATE]: 6,
  [MaintenanceFrequency.MONTHLY_BY_WEEKDAY]: 6,
};

/** A time in which nothing is upgraded, for example the end of a quarter. */
export interface MaintenanceBlackout {
  /** RFC 3339 in UTC, for example `2026-12-20T00:00:00Z`. */
  readonly start: string;
  /** RFC 3339 in UTC; after the start. */
  readonly end: string;
}

/** What every maintenance window has. */
export interface MaintenanceWindowTimes {
  /** `HH:mm` on the clock of `utcOffset`. */
  readonly startTime: string;
  /** `+HH:mm` or `-HH:mm`; Azure knows no daylight saving time. @default '+00:00' */
  readonly utcOffset?: string;
  /** From 4 to 24 hours. @default 4 */
  readonly durationHours?: number;
  /** Every n-th day (up to 7), week (up to 4) or month (up to 6). @default 1 */
  readonly interval?: number;
  /** @default - none */
  readonly blackouts?: readonly MaintenanceBlackout[];
}

export interface DailyMaintenanceWindow extends MaintenanceWindowTimes {
  readonly frequency: MaintenanceFrequency.DAILY;
}

export interface WeeklyMaintenanceWindow extends MaintenanceWindowTimes {
  readonly frequency: MaintenanceFrequency.WEEKLY;
  readonly dayOfWeek: WeekDay;
}

export interface MonthlyByDateMaintenanceWindow extends MaintenanceWindowTimes {
  readonly frequency: MaintenanceFrequency.MONTHLY_BY_DATE;
  /** From 1 to 31; a month that is too short is skipped by Azure. */
  readonly dayOfMonth: number;
}

export interface MonthlyByWeekdayMaintenanceWindow extends MaintenanceWindowTimes {
  readonly frequency: MaintenanceFrequency.MONTHLY_BY_WEEKDAY;
  readonly weekOfMonth: WeekOfMonth;
  readonly dayOfWeek: WeekDay;
}

/**
 * When Azure may upgrade a cluster or its node images.
 *
 * @see https://learn.microsoft.com/azure/aks/planned-maintenance
 */
export type MaintenanceWindow = DailyMaintenanceWindow | WeeklyMaintenanceWindow | MonthlyByDateMaintenanceWindow | MonthlyByWeekdayMaintenanceWindow;

/** A maintenance window as the provider takes it. */
export interface MaintenanceWindowBlock {
  readonly frequency: string;
  readonly interval: number;
  readonly duration: number;
  readonly startTime: string;
  readonly utcOffset: string;
  /** @default - none */
  readonly dayOfWeek?: string;
  /** @default - none */
  readonly dayOfMonth?: number;
  /** @default - none */
  readonly weekIndex?: string;
  /** @default - none */
  readonly notAllowed?: { readonly start: string; readonly end: string }[];
}

/**
 * Checks a window and gives its block.
 *
 * @param prop the prop that the window was given in
 * @param dailyAllowed whether what is upgraded may be upgraded every day
 */
export function maintenanceWindowBlock(problems: Problems, prop: string, window: MaintenanceWindow, dailyAllowed: boolean): MaintenanceWindowBlock {
  const { frequency, startTime, utcOffset = '+00:00', durationHours = MIN_HOURS, interval = 1, blackouts = [] } = window;
  const frequencies = Object.values(MaintenanceFrequency).filter((each) => each !== MaintenanceFrequency.DAILY);
  const max = MAX_INTERVAL[frequency];
  problems.require(dailyAllowed || frequency !== MaintenanceFrequency.DAILY, { code: 'MaintenanceDailyUnsupported', prop: `${prop}.frequency`, rule: "can't be daily for upgrades of Kubernetes", got: frequency, expected: frequencies.join(', '), fix: 'choose a weekly or monthly window' });
  problems.require(TIME.test(startTime), { code: 'MaintenanceStartTimeInvalid', prop: `${prop}.startTime`, rule: 'is not a time of day', got: startTime, expected: 'HH:mm, from 00:00 to 23:59', fix: 'write hours and minutes with two digits each' });
  problems.require(UTC_OFFSET.test(utcOffset), { code: 'MaintenanceUtcOffsetInvalid', prop: `${prop}.utcOffset`, rule: 'is not an offset from UTC', got: utcOffset, expected: '+HH:mm or -HH:mm', fix: 'write the offset with its sign, for example +01:00' });
  problems.require(isWholeNumber(durationHours, MIN_HOURS, MAX_HOURS), { code: 'MaintenanceDurationInvalid', prop: `${prop}.durationHours`, rule: 'is out of range', got: durationHours, expected: `a whole number from ${MIN_HOURS} to ${MAX_HOURS}`, fix: 'make the window longer or shorter' });
  problems.require(isWholeNumber(interval, 1, max), { code: 'MaintenanceIntervalInvalid', prop: `${prop}.interval`, rule: `is out of range for ${frequency}`, got: interval, expected: `a whole number from 1 to ${max}`, fix: 'let the window come more often' });
  if (window.frequency === MaintenanceFrequency.MONTHLY_BY_DATE) {
    problems.require(isWholeNumber(window.dayOfMonth, 1, 31), { code: 'MaintenanceDayOfMonthInvalid', prop: `${prop}.dayOfMonth`, rule: 'is not a day of a month', got: window.dayOfMonth, expected: 'a whole number from 1 to 31', fix: 'name a day that months have' });
  }
  for (const { start, end } of blackouts) {
    const ordered = INSTANT.test(start) && INSTANT.test(end) && start < end;
    problems.require(ordered, { code: 'MaintenanceBlackoutInvalid', prop: `${prop}.blackouts`, rule: 'has one that does not end after it starts', got: `${start} to ${end}`, expected: 'two times of the form 2026-12-20T00:00:00Z, the earlier first', fix: 'correct the start or the end' });
  }
  return {
    frequency, interval, startTime, utcOffset,
    duration: durationHours,
    dayOfWeek: 'dayOfWeek' in window ? window.dayOfWeek : undefined,
    dayOfMonth: 'dayOfMonth' in window ? window.dayOfMonth : undefined,
    weekIndex: 'weekOfMonth' in window ? window.weekOfMonth : undefined,
    notAllowed: blackouts.length > 0 ? blackouts.map(({ start, end }) => ({ start, end })) : undefined,
  };
}
