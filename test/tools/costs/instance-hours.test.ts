import { Attributes, minutesOf } from '../../../tools/costs/attributes';
import { instanceHours } from '../../../tools/costs/instance-hours';

const WORK_DAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday'];

const schedule = (action: string, hour: number, changes: object = {}, others: object = {}): object => ({
  action, status: 'Enabled', triggerType: 'Recurrence', ...others,
  recurrence: { frequency: 'Week', interval: 1, timeZone: 'UTC', schedule: { hours: [hour], minutes: [0], weekDays: WORK_DAYS }, ...changes },
});
const hours = (idleTimeBeforeShutdown: string | undefined, ...computeStartStop: object[]) => instanceHours(new Attributes({ idleTimeBeforeShutdown, schedules: { computeStartStop } }));

/** A number of hours a week, in an average month. */
const weekly = (count: number): number => (count / 168) * 730;

describe('the hours of a compute instance in a month', () => {
  test.each([
    ['all, where nothing stops it', hours(undefined), 730],
    ['none, where idle time stops it', hours('PT30M'), 0],
    ['none, where a schedule stops it', hours(undefined, schedule('Stop', 19)), 0],
    ['those from start to stop', hours(undefined, schedule('Start', 8), schedule('Stop', 18)), weekly(50)],
    ['those from start to idle shutdown', hours('PT1H', schedule('Start', 8), schedule('Stop', 18)), weekly(5)],
    ['those to the stop, where that is earlier than the idle shutdown', hours('PT3H', schedule('Start', 8), schedule('Stop', 10)), weekly(10)],
    ['those of every day', hours('PT1H', schedule('Start', 8, { frequency: 'Day', schedule: { hours: [8], minutes: [30] } })), weekly(7)],
    ['those over the weekend, where it is stopped on Mondays only', hours(undefined, schedule('Start', 8), schedule('Stop', 8, { schedule: { hours: [12], minutes: [0], weekDays: ['Monday'] } })), weekly(168 - 20)],
    ['all, where it is only started', hours(undefined, schedule('Start', 8)), 730],
    ['all, where the stop is disabled', hours(undefined, schedule('Stop', 19, {}, { status: 'Disabled' })), 730],
  ])('are at least %s', (_, { min, max }, expected) => {
    expect(min).toBeCloseTo(expected, 6);
    expect(max).toBe(730);
  });

  test.each([
    ['a cron expression', schedule('Stop', 19, {}, { triggerType: 'Cron' })],
    ['months', schedule('Stop', 19, { frequency: 'Month' })],
    ['every other week', schedule('Stop', 19, { interval: 2 })],
  ])('are not known by %s', (_, unknown) => {
    expect(hours('PT30M', unknown)).toEqual({ min: undefined, max: 730 });
  });
});

describe('minutesOf', () => {
  test.each([['PT300S', 5], ['PT15M', 15], ['PT1H30M', 90], ['PT2H', 120], ['PT', undefined], ['5 minutes', undefined], [undefined, undefined]])('reads %s', (duration, minutes) => {
    expect(minutesOf(duration)).toBe(minutes);
  });
});
