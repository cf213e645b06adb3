import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DURATION_FORM, formatDuration, parseDuration } from '../../functions/policy/duration.ts';

const YEAR = 365 * 86_400;

describe('parseDuration', () => {
  it.each([
    [0, 0],
    [60, 60],
    [59.6, 60],
    ['60', 60],
    ['0', 0],
    ['90s', 90],
    ['15m', 900],
    ['24h', 86_400],
    ['2d', 172_800],
    ['1.5h', 5_400],
    ['0.25m', 15],
    ['10.75s', 11],
    ['  5 m ', 300],
    ['5  m', 300],
    ['007s', 7],
    ['365d', YEAR],
    [YEAR, YEAR],
  ])('reads %j as %j seconds', (written, seconds) => {
    expect(parseDuration(written)).toBe(seconds);
  });

  it.each([
    -1,
    Number.NaN,
    Number.POSITIVE_INFINITY,
    YEAR + 1,
    '366d',
    '99999999999999999999',
    '',
    ' ',
    's',
    '-5',
    '1h30m',
    '5x',
    'x5',
    '5 min',
    '1.m',
    '.5m',
    '1.2.3',
    '1,5h',
    '5M',
    '5mm',
    '1e3',
    '0x10',
    null,
    undefined,
    true,
    [60],
    { seconds: 60 },
    60n,
  ])('does not take %o for a duration', (written) => {
    expect(parseDuration(written)).toBeUndefined();
  });

  it('reads any digits with any unit as that many seconds, up to a year', () => {
    const units = fc.constantFrom(
      ['s', 1] as const,
      ['m', 60] as const,
      ['h', 3_600] as const,
      ['d', 86_400] as const,
    );
    fc.assert(
      fc.property(fc.nat(500_000), units, fc.constantFrom('', ' '), (amount, [unit, seconds], blank) => {
        const expected = amount * seconds > YEAR ? undefined : amount * seconds;
        expect(parseDuration(`${amount}${blank}${unit}`)).toBe(expected);
      }),
    );
  });

  it('answers whole seconds within a year, or nothing, for any value', () => {
    fc.assert(
      fc.property(fc.oneof(fc.anything(), fc.double(), fc.string()), (value) => {
        const seconds = parseDuration(value);
        if (seconds !== undefined) {
          expect(Number.isInteger(seconds)).toBe(true);
          expect(seconds).toBeGreaterThanOrEqual(0);
          expect(seconds).toBeLessThanOrEqual(YEAR);
        }
      }),
    );
  });

  it('tells what a duration looks like', () => {
    expect(DURATION_FORM).toBe(
      'seconds such as 60, or a duration such as 90s, 15m, 24h or 2d, of at most 365d',
    );
  });
});

describe('formatDuration', () => {
  it.each([
    [0, '0 s'],
    [45, '45 s'],
    [59.4, '59 s'],
    [59.5, '1 min'],
    [60, '1 min'],
    [61, '1 min 1 s'],
    [150, '2 min 30 s'],
    [3_599, '59 min 59 s'],
    [3_600, '1 h'],
    [3_659, '1 h'],
    [3_660, '1 h 1 min'],
    [86_399, '23 h 59 min'],
    [86_400, '1 d'],
    [89_999, '1 d'],
    [90_000, '1 d 1 h'],
    [187_200, '2 d 4 h'],
  ])('writes %d seconds as %s', (seconds, text) => {
    expect(formatDuration(seconds)).toBe(text);
  });
});
