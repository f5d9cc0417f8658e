import type { Problems } from '../core/errors';
import type { WeekDay } from '../core/week-day';

/** A time of day. */
export interface CopyTime {
  /** 0 to 23. @default 0 */
  readonly hour?: number;
  /** 0 to 59. @default 0 */
  readonly minute?: number;
  /** A time zone by Windows' name, for example `W. Europe Standard Time`. @default 'UTC' */
  readonly timeZone?: string;
}

/** A schedule as a trigger of Data Factory takes it. */
export interface CopySchedule {
  readonly frequency: 'Minute' | 'Hour' | 'Day' | 'Week';
  readonly interval: number;
  /** @default - none: counted from when the trigger was made */
  readonly time?: CopyTime;
  /** @default - every day */
  readonly weekDays?: readonly WeekDay[];
}

/**
 * What starts a copy.
 *
 * @see https://learn.microsoft.com/azure/data-factory/concepts-pipeline-execution-triggers
 */
export class CopyTrigger {
  /** As soon as a file arrives at the source: that file alone is copied. */
  static onArrival(): CopyTrigger {
    return new CopyTrigger(undefined);
  }

  /** Every so many minutes; at least 5. */
  static everyMinutes(interval: number): CopyTrigger {
    return new CopyTrigger({ frequency: 'Minute', interval });
  }

  /** Every so many hours. */
  static everyHours(interval: number): CopyTrigger {
    return new CopyTrigger({ frequency: 'Hour', interval });
  }

  /** Every day. */
  static daily(time: CopyTime = {}): CopyTrigger {
    return new CopyTrigger({ frequency: 'Day', interval: 1, time });
  }

  /** On days of the week. */
  static weekly(weekDays: readonly WeekDay[], time: CopyTime = {}): CopyTrigger {
    return new CopyTrigger({ frequency: 'Week', interval: 1, time, weekDays });
  }

  private constructor(
    /** The schedule; none where files start the copy. */
    readonly schedule: CopySchedule | undefined,
  ) {}
}

/** Records what is wrong with a trigger. */
export function checkCopyTrigger(problems: Problems, { schedule }: CopyTrigger): void {
  if (!schedule) return;
  const { frequency, interval, time, weekDays } = schedule;
  const least = frequency === 'Minute' ? 5 : 1;
  const inRange = (value: number | undefined, max: number): boolean => value === undefined || (Number.isInteger(value) && value >= 0 && value <= max);
  problems.require(Number.isInteger(interval) && interval >= least && interval <= 1000, { code: 'CopyIntervalInvalid', prop: 'trigger', rule: 'has an interval that is out of range', got: interval, expected: `a whole number from ${least} to 1000`, fix: 'choose a number in the range' });
  problems.require(inRange(time?.hour, 23) && inRange(time?.minute, 59), { code: 'CopyTimeInvalid', prop: 'trigger', rule: 'has a time that no day has', got: time, expected: 'an hour from 0 to 23 and a minute from 0 to 59', fix: 'correct it' });
  problems.require(weekDays === undefined || (weekDays.length > 0 && new Set(weekDays).size === weekDays.length), { code: 'CopyWeekDaysInvalid', prop: 'trigger', rule: 'has no day, or one twice', got: weekDays, expected: 'each day once, at least one', fix: 'correct the list' });
}
