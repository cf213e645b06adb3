import { Cron } from 'croner';
import { AwsError } from '../aws-protocol/aws-error.ts';

/** When a schedule is due. All times are milliseconds since 1970, in the time of the one who asked. */
export type ScheduleExpression =
  | { kind: 'at'; time: number }
  | { kind: 'rate'; interval: number }
  | { kind: 'cron'; next: (after: number) => number | undefined };

/** What bounds a recurring schedule, in milliseconds since 1970. */
export interface Bounds {
  /** Where a rate starts to count: the schedule's start date, or its creation. */
  start: number;
  end?: number | undefined;
}

const UNIT_MS = { minute: 60_000, hour: 3_600_000, day: 86_400_000 };

/**
 * Reads `at(…)`, `rate(…)` or `cron(…)` as EventBridge Scheduler defines them
 * (docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html).
 *
 * @throws AwsError `ValidationException`
 */
export function parseScheduleExpression(text: string, timeZone: string): ScheduleExpression {
  requireTimeZone(timeZone);
  const parsed = parseAt(text, timeZone) ?? parseRate(text) ?? parseCron(text, timeZone);
  if (parsed === undefined) {
    throw new AwsError('ValidationException', `Invalid Schedule Expression ${text}.`);
  }
  return parsed;
}

/** The first occurrence after the given time, or undefined when there is none any more. */
export function nextOccurrence(
  expression: ScheduleExpression,
  after: number,
  bounds: Bounds,
): number | undefined {
  if (expression.kind === 'at') {
    // One-time schedules have no use for a start and an end date, and AWS ignores them.
    return expression.time > after ? expression.time : undefined;
  }
  const next =
    expression.kind === 'rate'
      ? nextOfRate(expression.interval, after, bounds.start)
      : expression.next(Math.max(after, bounds.start - 1));
  return next === undefined || (bounds.end !== undefined && next > bounds.end) ? undefined : next;
}

/** A rate counts from its start, which is itself the first occurrence. */
function nextOfRate(interval: number, after: number, start: number): number {
  const passed = Math.floor((after - start) / interval) + 1;
  return start + Math.max(0, passed) * interval;
}

function requireTimeZone(timeZone: string): void {
  try {
    // Intl also takes offsets such as +02:00, which the Scheduler does not know.
    if (/^[A-Za-z]/.test(timeZone)) {
      new Intl.DateTimeFormat('en', { timeZone });
      return;
    }
  } catch {
    // Refused below.
  }
  throw new AwsError('ValidationException', `Invalid ScheduleExpressionTimezone ${timeZone}.`);
}

function parseAt(text: string, timeZone: string): ScheduleExpression | undefined {
  const local = /^at\((\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)\)$/.exec(text)?.[1];
  if (local === undefined || !isCalendarTime(local)) {
    return undefined;
  }
  const time = new Cron(local, { timezone: timeZone, paused: true }).getOnce();
  return time === null ? undefined : { kind: 'at', time: time.getTime() };
}

/** False for 30 February or 25 o'clock, which other readers push into the next month or day. */
function isCalendarTime(local: string): boolean {
  const time = new Date(`${local}Z`);
  return !Number.isNaN(time.getTime()) && time.toISOString().startsWith(local);
}

function parseRate(text: string): ScheduleExpression | undefined {
  const [, count, unit] = /^rate\(([1-9]\d{0,8}) (minute|hour|day)s?\)$/.exec(text) ?? [];
  if (unit !== 'minute' && unit !== 'hour' && unit !== 'day') {
    return undefined;
  }
  return { kind: 'rate', interval: Number(count) * UNIT_MS[unit] };
}

/**
 * What may stand in each of the six fields, beside what croner checks itself: it takes other dialects
 * too, in which 0 and 8 are weekdays and names may stand anywhere.
 */
const CRON_FIELDS = [
  /^[\d,\-*/]+$/,
  /^[\d,\-*/]+$/,
  /^(\?|[\d,\-*/]+|L|LW|\d+W)$/,
  /^[\dA-Z,\-*/]+$/i,
  /^(\?|L|[1-7]L|([1-7]|SUN|MON|TUE|WED|THU|FRI|SAT)#[1-5]|[1-7A-Z,\-*/]+)$/i,
  /^(\*|(19[7-9]|20\d|21\d)\d)([,\-/]\d+)*$/,
];

function parseCron(text: string, timeZone: string): ScheduleExpression | undefined {
  const fields = /^cron\((.*)\)$/.exec(text)?.[1]?.split(' ') ?? [];
  const [minutes, hours, dayOfMonth, month, dayOfWeek, year] = fields;
  const wellFormed =
    fields.length === CRON_FIELDS.length &&
    CRON_FIELDS.every((form, index) => form.test(fields[index] ?? ''));
  // AWS wants a day in exactly one of the two fields, and a question mark in the other.
  if (!wellFormed || (dayOfMonth === '?') === (dayOfWeek === '?')) {
    return undefined;
  }
  // "L" alone is the week's last day, Saturday.
  const weekday = dayOfWeek === 'L' ? '7' : dayOfWeek;
  const pattern = `0 ${minutes} ${hours} ${dayOfMonth} ${month} ${weekday} ${year}`;
  try {
    const cron = new Cron(pattern, {
      mode: '7-part',
      alternativeWeekdays: true,
      sloppyRanges: true,
      timezone: timeZone,
      paused: true,
    });
    return { kind: 'cron', next: (after) => cron.nextRun(new Date(after))?.getTime() };
  } catch {
    return undefined;
  }
}
