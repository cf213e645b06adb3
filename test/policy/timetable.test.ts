import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FAILURE_REASONS, type Failure, isPassing } from '../../functions/policy/failure.ts';
import { ruleFor } from '../../functions/policy/rules.ts';
import {
  GENERAL_WITHIN,
  SHORTEST_WAIT,
  type Timetable,
  timetableFor,
  waitBefore,
} from '../../functions/policy/timetable.ts';
import { aFailure, anExecution, aPolicy } from './samples.ts';

const someTimetable: Timetable = {
  retries: 3,
  delay: 60,
  backoff: 2,
  maxDelay: 900,
  jitter: 0.5,
  within: 86_400,
};

/** The timetable where neither rule nor parameters say anything. */
function byDefault(failure: Failure, policy = aPolicy()): Timetable {
  return timetableFor(policy, failure, undefined, {});
}

describe('the timetable of a failure', () => {
  it.each([
    ['network', { retries: 3, delay: 60, maxDelay: 3_600 }],
    ['rate-limit', { retries: 3, delay: 300, maxDelay: 3_600 }],
    ['service', { retries: 3, delay: 60, maxDelay: 3_600 }],
    ['infrastructure', { retries: 5, delay: 30, maxDelay: 3_600 }],
    ['capacity', { retries: 5, delay: 300, maxDelay: 1_800 }],
    ['resource', { retries: 0, delay: 60, maxDelay: 3_600 }],
    ['permanent', { retries: 0, delay: 60, maxDelay: 3_600 }],
    ['unknown', { retries: 0, delay: 60, maxDelay: 3_600 }],
  ] as const)('suits the reason %s where nothing else is said', (reason, numbers) => {
    expect(byDefault(aFailure({ reason }))).toEqual({
      backoff: 2,
      jitter: 0.5,
      within: GENERAL_WITHIN,
      ...numbers,
    });
  });

  it('takes from the policy what it sets for all', () => {
    const policy = aPolicy({ retries: 4, delay: 90, backoff: 3, 'max-delay': '2h', jitter: 0, within: '2d' });
    expect(byDefault(aFailure({ reason: 'capacity' }), policy)).toEqual({
      retries: 4,
      delay: 90,
      backoff: 3,
      maxDelay: 7_200,
      jitter: 0,
      within: 172_800,
    });
  });

  it("does not let the policy's retries for all turn a lasting failure on, while its other numbers count", () => {
    const policy = aPolicy({ retries: 4, delay: 90 });
    for (const reason of ['resource', 'permanent', 'unknown'] as const) {
      expect(byDefault(aFailure({ reason }), policy)).toMatchObject({ retries: 0, delay: 90 });
    }
  });

  it('takes from the rule before the policy, and the rest from the policy', () => {
    const policy = aPolicy({
      retries: 4,
      delay: 90,
      rules: [{ when: { reason: 'unknown' }, retries: 1, 'max-delay': 120 }],
    });
    const failure = aFailure({ reason: 'unknown' });
    const rule = ruleFor(policy, { execution: anExecution(), log: [], failure });
    expect(timetableFor(policy, failure, rule, {})).toMatchObject({ retries: 1, delay: 90, maxDelay: 120 });
  });

  it('lets a rule turn a passing failure off', () => {
    const policy = aPolicy({ retries: 4, rules: [{ when: { reason: 'network' }, retries: 0 }] });
    expect(timetableFor(policy, aFailure(), policy.rules[0], {}).retries).toBe(0);
  });

  it("treats what the user's own code calls passing like a service's trouble", () => {
    const failure = aFailure({ reason: 'permanent', said: 'retry' });
    expect(byDefault(failure)).toMatchObject({ retries: 3, delay: 60 });
    expect(byDefault(failure, aPolicy({ retries: 7 })).retries).toBe(7);
  });

  it('keeps what suits the reason of a passing failure when the code says so too', () => {
    expect(byDefault(aFailure({ reason: 'rate-limit', said: 'retry' })).delay).toBe(300);
    expect(byDefault(aFailure({ reason: 'infrastructure', said: 'retry' })).retries).toBe(5);
  });

  it('keeps the other numbers of a rule that allows no retries where the code asks for them', () => {
    const policy = aPolicy({ rules: [{ when: { reason: 'network' }, retries: 0, delay: 300 }] });
    expect(timetableFor(policy, aFailure({ said: 'retry' }), policy.rules[0], {})).toMatchObject({
      retries: 3,
      delay: 300,
    });
  });

  it('has a retry for each rung of a ladder, and none for a single environment', () => {
    const retriesOn = (environment: string | string[]) => {
      const policy = aPolicy({ rules: [{ when: { reason: 'resource' }, environment }] });
      return timetableFor(policy, aFailure({ reason: 'resource' }), policy.rules[0], {}).retries;
    };
    expect(retriesOn(['small', 'medium', 'large'])).toBe(3);
    expect(retriesOn('large')).toBe(0);
  });

  it('has no retries for a lasting failure of which the code says no-retry', () => {
    expect(byDefault(aFailure({ reason: 'permanent', said: 'no-retry' })).retries).toBe(0);
  });
});

describe("an execution's own parameters", () => {
  const failure = aFailure();

  it.each<[Record<string, unknown>, number]>([
    [{ retries: 7 }, 7],
    [{ retries: '7' }, 7],
    [{ retries: ' 7 ' }, 7],
    [{ retries: 0 }, 0],
    [{ retries: '0' }, 0],
    [{ retries: 11 }, 10],
    [{ retries: 1e21 }, 10],
    [{ retries: -1 }, 3],
    [{ retries: 1.5 }, 3],
    [{ retries: '-1' }, 3],
    [{ retries: 'x1' }, 3],
    [{ retries: '1x' }, 3],
    [{ retries: '' }, 3],
    [{ retries: ' ' }, 3],
    [{ retries: null }, 3],
    [{ retries: true }, 3],
    [{ retries: [7] }, 3],
    [{ retries: Number.NaN }, 3],
    [{}, 3],
  ])('%j make it %d retries', (parameters, retries) => {
    expect(timetableFor(aPolicy(), failure, undefined, parameters).retries).toBe(retries);
  });

  it.each([
    [{ delay: 120 }, 120],
    [{ delay: '2m' }, 120],
    [{ delay: '90' }, 90],
    [{ delay: 0 }, 0],
    [{ delay: 'soon' }, 60],
    [{ delay: -5 }, 60],
    [{ delay: null }, 60],
  ])('%j make it a delay of %d seconds', (parameters, delay) => {
    expect(timetableFor(aPolicy(), failure, undefined, parameters).delay).toBe(delay);
  });

  it('override the numbers of the rule and the policy', () => {
    const policy = aPolicy({ retries: 2, rules: [{ when: { reason: 'network' }, retries: 4, delay: 300 }] });
    expect(timetableFor(policy, failure, policy.rules[0], { retries: 6, delay: 30 })).toMatchObject({
      retries: 6,
      delay: 30,
    });
  });

  it("stay within the policy's max-retries", () => {
    expect(timetableFor(aPolicy({ 'max-retries': 4 }), failure, undefined, { retries: 9 }).retries).toBe(4);
  });

  it('never turn a failure on that is not retried, nor fail on anything that they may hold', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('resource', 'permanent', 'unknown'),
        fc.anything(),
        fc.anything(),
        (reason, retries, delay) => {
          expect(timetableFor(aPolicy(), aFailure({ reason }), undefined, { retries, delay }).retries).toBe(
            0,
          );
        },
      ),
    );
  });

  it('survive an object that cannot be turned into a number', () => {
    const retries = JSON.parse('{"toString": null, "valueOf": null}');
    expect(timetableFor(aPolicy(), failure, undefined, { retries }).retries).toBe(3);
  });
});

describe('the hard limit', () => {
  it('of ten retries stands above every policy, rule and parameter', () => {
    const reckless = { ...aPolicy(), maxRetries: 1_000 };
    expect(timetableFor(reckless, aFailure(), undefined, { retries: 1_000 }).retries).toBe(10);
    fc.assert(
      fc.property(
        fc.constantFrom(...FAILURE_REASONS),
        fc.nat(10),
        fc.nat(10),
        fc.oneof(fc.nat(), fc.double(), fc.string()),
        (reason, most, all, asked) => {
          const policy = aPolicy({ 'max-retries': most, retries: all });
          const { retries } = timetableFor(policy, aFailure({ reason }), undefined, { retries: asked });
          expect(retries).toBeGreaterThanOrEqual(0);
          expect(retries).toBeLessThanOrEqual(isPassing(reason) ? most : 0);
        },
      ),
    );
  });
});

describe('the wait before a retry', () => {
  const timetables: fc.Arbitrary<Timetable> = fc.record({
    retries: fc.nat(10),
    delay: fc.nat(86_400),
    backoff: fc.double({ min: 1, max: 10, noNaN: true }),
    maxDelay: fc.nat(86_400),
    jitter: fc.double({ min: 0, max: 1, noNaN: true }),
    within: fc.nat(),
  });
  const attempts = fc.integer({ min: 1, max: 10 });
  const chance = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

  it('grows by the backoff', () => {
    const waits = [1, 2, 3, 4].map((attempt) => waitBefore(attempt, someTimetable, 0));
    expect(waits).toEqual([60, 120, 240, 480]);
  });

  it('is longer by up to the share of the jitter', () => {
    expect(waitBefore(2, someTimetable, 0.5)).toBe(150);
    expect(waitBefore(2, someTimetable, 1)).toBe(180);
    expect(waitBefore(2, { ...someTimetable, jitter: 0 }, 0.9)).toBe(120);
  });

  it('spreads below max-delay once it has grown there', () => {
    expect(waitBefore(9, someTimetable, 0)).toBe(600);
    expect(waitBefore(9, someTimetable, 0.5)).toBe(750);
    expect(waitBefore(9, someTimetable, 1)).toBe(900);
  });

  it('spreads what has a shorter delay than the Scheduler can keep', () => {
    const hasty = { ...someTimetable, delay: 5 };
    expect(waitBefore(1, hasty, 0)).toBe(60);
    expect(waitBefore(1, hasty, 0.5)).toBe(75);
  });

  it('is a minute where max-delay is less', () => {
    const hasty = { ...someTimetable, maxDelay: 10 };
    expect([0, 0.5, 0.99].map((random) => waitBefore(3, hasty, random))).toEqual([60, 60, 60]);
  });

  it('is never shorter than a minute and never longer than max-delay', () => {
    fc.assert(
      fc.property(timetables, attempts, chance, (timetable, attempt, random) => {
        const wait = waitBefore(attempt, timetable, random);
        expect(wait).toBeGreaterThanOrEqual(SHORTEST_WAIT);
        expect(wait).toBeLessThanOrEqual(Math.max(timetable.maxDelay, SHORTEST_WAIT) * (1 + 1e-12));
      }),
    );
  });

  it('is never shorter for a later attempt, nor for a larger chance', () => {
    fc.assert(
      fc.property(timetables, attempts, chance, chance, (timetable, attempt, one, other) => {
        const [less, more] = [Math.min(one, other), Math.max(one, other)];
        const wait = waitBefore(attempt, timetable, less);
        expect(waitBefore(attempt, timetable, more)).toBeGreaterThanOrEqual(wait);
        expect(waitBefore(attempt + 1, timetable, less)).toBeGreaterThanOrEqual(wait);
      }),
    );
  });

  it('spreads evenly wherever the limits leave room', () => {
    fc.assert(
      fc.property(timetables, attempts, (timetable, attempt) => {
        const [first = 0, middle = 0, last = 0] = [0, 0.5, 1].map((random) =>
          waitBefore(attempt, timetable, random),
        );
        expect(middle).toBeCloseTo((first + last) / 2, 6);
        const hasRoom = timetable.maxDelay > 2 * SHORTEST_WAIT && timetable.jitter > 0.001;
        if (hasRoom) expect(last).toBeGreaterThan(first);
      }),
    );
  });
});
