import { describe, expect, it } from 'vitest';
import { findRetryAfter, retryAfterIn } from '../../../functions/policy/classify/find-retry-after.ts';
import { Tail } from '../../../functions/policy/classify/read-lines.ts';
import { readWord } from '../../../functions/policy/classify/read-word.ts';

describe('retryAfterIn', () => {
  it.each([
    ['Retry-After: 120', 120],
    ["'Retry-After': '60'", 60],
    ['retry_after=2.1', 3],
    ['"retry_after_seconds": 7', 7],
    ['retry after 5m', 300],
    ['retry-after: 1500ms', 2],
    ['retry-after: 2h', 7200],
    ['Please try again in 20s.', 20],
    ['Please try again in 1m30s', 90],
    ['try again in 2 minutes', 120],
    ['try again in 300ms', 1],
    ['try again after 1 hour', 3600],
    ['"retryDelay": "34s"', 34],
    ['retry in 34.2 seconds', 35],
    ['Wait 3 secs', 3],
    ['RetryAfter: 5', 5],
    ['retryAfterSeconds: 8', 8],
    ['Retry-After : 4', 4],
    ['retry-after 5m', 300],
    ['Retry-After: 0.25h', 900],
    ['RETRY-AFTER: 2H', 7200],
    ['"retryDelay":"34s"', 34],
    ['retry in 2.25 minutes', 135],
    ['try again in 1 hour 30 minutes', 5400],
    ['try again in 1 minute 5 seconds', 65],
    ['try again in 1 second 500 ms', 2],
    ['try again in 1 sec 500 ms', 2],
    ['try again in 2 mins', 120],
    ['try again in 2 min', 120],
    ['try again in 3m.', 180],
  ])('reads %j as %d seconds', (text, seconds) => {
    expect(retryAfterIn(text)).toBe(seconds);
  });

  it.each([
    '',
    'Retry-After',
    'try again later',
    'retry 3 of 5',
    'waited 20s',
    'in 20s',
    'retry 5 hosts',
    'retry: 3 machines lost',
    'retry 4 steps',
    'retry in 2 minor steps',
  ])('finds none in %j', (text) => {
    expect(retryAfterIn(text)).toBeUndefined();
  });
});

describe('findRetryAfter', () => {
  const at = (lines: string[], index: number | undefined) =>
    findRetryAfter(new Tail(lines.map((message) => ({ stream: 'stderr', message }))), index);
  const pad = (count: number) => Array.from({ length: count }, () => 'x');

  it('takes the longest of the lines around the deciding one', () => {
    expect(at(['Retry-After: 5', 'HTTP 429', 'Retry-After: 9', 'Retry-After: 7'], 1)).toBe(9);
  });

  it('looks twelve lines up and down, no further', () => {
    expect(at(['Retry-After: 5', ...pad(11), 'HTTP 429'], 12)).toBe(5);
    expect(at(['Retry-After: 5', ...pad(12), 'HTTP 429'], 13)).toBeUndefined();
    expect(at(['HTTP 429', ...pad(11), 'Retry-After: 5'], 0)).toBe(5);
    expect(at(['HTTP 429', ...pad(12), 'Retry-After: 5'], 0)).toBeUndefined();
  });

  it('passes over what the program waited for by itself', () => {
    expect(at(['WARNING: retry in 30s', 'HTTP 429'], 1)).toBeUndefined();
  });

  it('passes over what asks to try again without a time', () => {
    expect(at(['Please try again.', 'Retry-After: 5', 'HTTP 429', 'Please try again.'], 2)).toBe(5);
  });

  it('finds none without a deciding line', () => {
    expect(at(['Retry-After: 5'], undefined)).toBeUndefined();
  });
});

describe('readWord', () => {
  it.each([
    ['retry: the licence server was busy', { said: 'retry' }],
    ['no-retry: the label is missing', { said: 'no-retry' }],
    ['  Retry : again', { said: 'retry' }],
    ['NO-RETRY:', { said: 'no-retry' }],
    ['retry: busy, try again in 2m', { said: 'retry', retryAfterSeconds: 120 }],
    ['retry: busy\ntry again in 2m', { said: 'retry', retryAfterSeconds: 120 }],
  ])('takes %j at its word', (detail, word) => {
    expect(readWord(detail)).toStrictEqual(word);
  });

  it.each([undefined, null, '', 'retry', 'please retry: now', 'retrying: 3', 'no retry: x'])(
    'hears nothing in %j',
    (detail) => {
      expect(readWord(detail)).toBeUndefined();
    },
  );
});
