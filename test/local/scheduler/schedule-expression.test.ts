import { describe, expect, it } from 'vitest';
import { nextOccurrence, parseScheduleExpression } from '../../../local/scheduler/schedule-expression.ts';

const TUESDAY = Date.parse('2026-11-24T00:00:00Z');

function upcoming(text: string, timeZone: string, after: string, count: number): string[] {
  const expression = parseScheduleExpression(text, timeZone);
  const times: string[] = [];
  let time: number | undefined = Date.parse(after);
  while (time !== undefined && times.length < count) {
    time = nextOccurrence(expression, time, { start: TUESDAY });
    if (time !== undefined) times.push(new Date(time).toISOString());
  }
  return times;
}

describe('a schedule expression', () => {
  it.each([
    ['cron(0/15 8 ? * MON-FRI *)', ['2026-11-24T08:00', '2026-11-24T08:15']],
    ['cron(0 12 ? * 1 *)', ['2026-11-29T12:00', '2026-12-06T12:00']],
    ['cron(0 12 ? * 2-6 *)', ['2026-11-24T12:00', '2026-11-25T12:00']],
    ['cron(0 12 ? * L *)', ['2026-11-28T12:00', '2026-12-05T12:00']],
    ['cron(0 12 ? * 5L *)', ['2026-11-26T12:00', '2026-12-31T12:00']],
    ['cron(0 12 ? * 6#2 *)', ['2026-12-11T12:00', '2027-01-08T12:00']],
    ['cron(0 12 L * ? *)', ['2026-11-30T12:00', '2026-12-31T12:00']],
    ['cron(0 12 15W * ? *)', ['2026-12-15T12:00', '2027-01-15T12:00']],
    ['cron(1-31/30 1-1 ? * 1,7 *)', ['2026-11-28T01:01', '2026-11-28T01:31']],
    ['cron(0 0 1 1 ? 2030)', ['2030-01-01T00:00']],
    ['rate(1 hour)', ['2026-11-24T01:00', '2026-11-24T02:00']],
    ['rate(2 days)', ['2026-11-26T00:00', '2026-11-28T00:00']],
    ['at(2026-11-25T10:00:00)', ['2026-11-25T10:00']],
  ])('%s is due when AWS says', (text, expected) => {
    const times = upcoming(text, 'UTC', '2026-11-24T00:00:00Z', 2);
    expect(times.map((time) => time.slice(0, 16))).toEqual(expected);
  });

  it('counts in its time zone, through the change of the clocks', () => {
    expect(upcoming('cron(30 9 * * ? *)', 'Europe/Helsinki', '2027-03-27T00:00:00Z', 2)).toEqual([
      '2027-03-27T07:30:00.000Z',
      '2027-03-28T06:30:00.000Z',
    ]);
    expect(upcoming('at(2026-11-30T10:00:00)', 'Asia/Kolkata', '2026-11-24T00:00:00Z', 1)).toEqual([
      '2026-11-30T04:30:00.000Z',
    ]);
  });

  it.each([
    'cron(0 1 * * * *)',
    'cron(0 1 ? * ? *)',
    'cron(0 1 ? * 0 *)',
    'cron(0 1 ? * 8 *)',
    'cron(71 8 1 * ? *)',
    'cron(0 24 1 * ? *)',
    'cron(0 dummy ? * MON-FRI *)',
    'cron(7 20 ? * NOT *)',
    'cron(0 8 1 * ?)',
    'cron(0 8 1 * ? 1969)',
    'cron(0 8 1 * ? *) ',
    'cron(@daily)',
    'cron()',
    'rate(0 minutes)',
    'rate(-1 hour)',
    'rate(1.5 hours)',
    'rate(10)',
    'rate( 1 hour)',
    ' rate(1 hour)',
    'at(2027-01-01)',
    'at(2027-01-01 00:00:00)',
    'at(2027-04-31T00:00:00)',
    'at(2027-01-01T24:00:00)',
  ])('%s is refused', (text) => {
    expect(() => parseScheduleExpression(text, 'UTC')).toThrow(`Invalid Schedule Expression ${text}.`);
  });

  it('begins at its start date and is over after its end date', () => {
    const hourly = parseScheduleExpression('rate(1 hour)', 'UTC');
    const start = TUESDAY + 5_400_000;
    const end = start + 3_600_000;
    expect(nextOccurrence(hourly, TUESDAY, { start, end })).toBe(start);
    expect(nextOccurrence(hourly, start, { start, end })).toBe(end);
    expect(nextOccurrence(hourly, end, { start, end })).toBeUndefined();
    const noon = parseScheduleExpression('cron(0 12 * * ? *)', 'UTC');
    expect(nextOccurrence(noon, TUESDAY, { start: Date.parse('2026-12-01T12:00:00Z') })).toBe(
      Date.parse('2026-12-01T12:00:00Z'),
    );
  });
});
