import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  infrastructureRetries,
  isHandsOff,
  isSettled,
  notRetriedTag,
  retriedAs,
  retriedTag,
  retriesSoFar,
  retryOf,
  tagsOfRetry,
  wouldRetryTag,
} from '../../functions/policy/retry-tags.ts';

const counter = fc.integer({ min: 1, max: 10 ** 9 });
/** Tags of people, none of which is about retries. */
const foreignTags = fc.array(
  fc
    .string()
    .filter((tag) => !/^(?:retry|retry-infrastructure|retry-of|retried|not-retried|would-retry):/.test(tag)),
);

describe('the tags of a retry', () => {
  it('tell the attempt and the failed execution, and keep what people wrote', () => {
    expect(
      tagsOfRetry(
        ['nightly', 'retry: 1', 'retry-of: #700', 'retried: #9', 'not-retried: x'],
        2,
        736,
        'network',
      ),
    ).toEqual(['nightly', 'retry: 2', 'retry-of: #736']);
  });

  it('are read back as they were written, among any tags of people', () => {
    fc.assert(
      fc.property(foreignTags, fc.integer({ min: 1, max: 10 }), counter, (tags, attempt, failed) => {
        const written = tagsOfRetry(tags, attempt, failed, 'network');
        expect(retriesSoFar(written)).toBe(attempt);
        expect(retryOf(written)).toBe(failed);
        expect(retriedAs({ counter: 0, tags: written })).toBeUndefined();
        expect(written.slice(0, tags.length)).toEqual(tags);
      }),
    );
  });

  it('leave no trace of the attempts before', () => {
    fc.assert(
      fc.property(foreignTags, counter, counter, (tags, first, second) => {
        const failedRetry = [
          ...tagsOfRetry(tags, 1, first, 'network'),
          retriedTag(second),
          notRetriedTag('expired'),
        ];
        expect(tagsOfRetry(failedRetry, 2, second, 'network')).toEqual(
          tagsOfRetry(tags, 2, second, 'network'),
        );
      }),
    );
  });

  it('drop ours however they are spaced, and however many there were', () => {
    const tags = ['retry:2', 'retry: 12', 'retry-infrastructure:3', 'retry-of:#9', 'retried:  #91'];
    expect(tagsOfRetry(tags, 13, 5, 'network')).toEqual([
      'retry: 13',
      'retry-infrastructure: 3',
      'retry-of: #5',
    ]);
  });

  it('only drop tags that have the form of ours', () => {
    const tags = [
      ...['my retry: 1', 'no-retry', 'retry', 'retry-offer: 1', 'x-retried: #1', 'Retry: 1'],
      ...[
        'retry:abc',
        'retry: 1x',
        'retry: 1234567',
        'retry-infrastructure: x',
        'retry-of: 5',
        'retry-of: #5x',
      ],
      ...['retried: soon', 'retried: #5x'],
    ];
    expect(tagsOfRetry(tags, 1, 5, 'network')).toEqual([...tags, 'retry: 1', 'retry-of: #5']);
  });
});

describe('how many retries there were', () => {
  it.each([
    [[], 0],
    [['nightly'], 0],
    [['retry: 2'], 2],
    [['retry:2'], 2],
    [['retry:  12'], 12],
    [['retry: 1', 'retry: 3', 'retry: 2'], 3],
    [['retry: 999999'], 999_999],
    [['retry: 1000000'], 0],
    [['retry: -1'], 0],
    [['retry: 1.5'], 0],
    [['retry: two'], 0],
    [['retry: 2 times'], 0],
    [['my retry: 2'], 0],
    [['retry: '], 0],
  ])('of %j is %d', (tags, retries) => {
    expect(retriesSoFar(tags)).toBe(retries);
  });
});

describe('how many of them were for a lost machine', () => {
  it.each([
    [[], 0],
    [['retry-infrastructure: 2'], 2],
    [['retry-infrastructure:2'], 2],
    [['retry-infrastructure:  12'], 12],
    [['retry-infrastructure: 999999'], 999_999],
    [['retry-infrastructure: 1000000'], 0],
    [['retry-infrastructure: 2 machines'], 0],
    [['my retry-infrastructure: 2'], 0],
  ])('of %j is %d', (tags, lost) => {
    expect(infrastructureRetries([...tags, 'retry: 999999'])).toBe(lost);
  });

  it('stands in the tags of a retry, and grows with each machine that is lost', () => {
    expect(tagsOfRetry([], 1, 700, 'infrastructure')).toEqual([
      'retry: 1',
      'retry-infrastructure: 1',
      'retry-of: #700',
    ]);
    const tags = ['retry: 3', 'retry-infrastructure: 2'];
    expect(tagsOfRetry(tags, 4, 701, 'infrastructure')).toContain('retry-infrastructure: 3');
    expect(tagsOfRetry(tags, 4, 701, 'network')).toContain('retry-infrastructure: 2');
  });
});

describe('which execution a tag names', () => {
  it.each([
    ['retry-of: #736', 736],
    ['retry-of:#736', 736],
    ['retry-of:  #7', 7],
    ['retry-of: #123456789012345', 123_456_789_012_345],
    ['retry-of: #1234567890123456', undefined],
    ['retry-of: 736', undefined],
    ['retry-of: #736 again', undefined],
    ['a retry-of: #736', undefined],
    ['retry-of: #', undefined],
    ['retried: #736', undefined],
  ])('%j repeats %s', (tag, repeated) => {
    expect(retryOf([tag])).toBe(repeated);
  });

  it.each([
    ['retried: #737', 737],
    ['retried:#737', 737],
    ['retried:  #7', 7],
    ['retried: #123456789012345', 123_456_789_012_345],
    ['retried: #1234567890123456', undefined],
    ['retried: 737', undefined],
    ['retried: #737 by hand', undefined],
    ['not-retried: #737', undefined],
    ['retry-of: #737', undefined],
  ])('%j was retried as %s', (tag, retry) => {
    expect(retriedAs({ counter: 1, tags: [tag] })).toBe(retry);
  });

  it('is the first that does, after any that do not', () => {
    expect(retryOf(['retry-of: x', 'nightly', 'retry-of: #1', 'retry-of: #2'])).toBe(1);
    expect(retriedAs({ counter: 1, tags: [] })).toBeUndefined();
    expect(retriedAs({ counter: 1 })).toBeUndefined();
  });

  it('is none that is not newer: a copy by hand takes the tags of its original along', () => {
    expect(retriedAs({ counter: 737, tags: ['retried: #737'] })).toBeUndefined();
    expect(retriedAs({ counter: 737, tags: ['retried: #736', 'retried: #738'] })).toBe(738);
    expect(isSettled({ counter: 737, tags: ['retried: #737'] })).toBe(false);
  });

  it('is read back as it was written', () => {
    fc.assert(
      fc.property(
        foreignTags,
        counter,
        (tags, retry) => retriedAs({ counter: retry - 1, tags: [...tags, retriedTag(retry)] }) === retry,
      ),
    );
  });
});

describe("a person's no-retry", () => {
  it.each(['no-retry', 'No-Retry', 'NO-RETRY', ' no-retry', 'no-retry\n'])('is seen in %j', (tag) => {
    expect(isHandsOff(['nightly', tag])).toBe(true);
  });

  it.each(['no retry', 'no-retry: 1', 'retry', 'not-retried: no-retry', ''])('is not seen in %j', (tag) => {
    expect(isHandsOff([tag])).toBe(false);
  });

  it('is not seen where there are no tags', () => {
    expect(isHandsOff([])).toBe(false);
  });
});

it('says why a failed execution is not retried', () => {
  expect(notRetriedTag('permanent')).toBe('not-retried: permanent');
});

it('says why a failed execution would be retried', () => {
  expect(wouldRetryTag('network')).toBe('would-retry: network');
});

describe('a failure is dealt with', () => {
  it.each(['retried: #737', 'not-retried: permanent', 'would-retry: network'])(
    'once its execution is tagged %s',
    (tag) => {
      expect(isSettled({ counter: 736, tags: ['nightly', tag] })).toBe(true);
    },
  );

  it.each([
    'retry: 1',
    'retry-of: #736',
    'no-retry',
    'not retried: x',
    'it was retried: #1',
    'was not-retried: x',
    'retried',
  ])('but not by the tag %s', (tag) => {
    expect(isSettled({ counter: 736, tags: [tag] })).toBe(false);
  });

  it('but not without a tag', () => {
    expect(isSettled({ counter: 736, tags: [] })).toBe(false);
    expect(isSettled({ counter: 736 })).toBe(false);
  });
});
