import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ALWAYS_ALLOWED, countDay, type Day, isSpent, whySpent } from '../../functions/retry/budget.ts';
import type { ListedExecution } from '../../functions/valohai/client.ts';
import { idOf } from '../functions/memory-valohai.ts';

const NOW = new Date('2026-03-01T12:00:00Z');
const HOUR_MS = 3_600_000;
const QUARTER = 0.25;
const FAILED_AGAIN = { status: 'error', tags: ['retry: 1', 'retry-of: #1'] };

function listed(counter: number, hoursAgo: number, changes: Partial<ListedExecution> = {}): ListedExecution {
  const createdAt = new Date(NOW.getTime() - hoursAgo * HOUR_MS);
  return { id: idOf(counter), counter, createdAt, status: 'complete', tags: [], ...changes };
}

/** Executions from one number down to another, each as a function says. */
function down(
  from: number,
  to: number,
  one: (counter: number) => ListedExecution = (counter) => listed(counter, 1),
): ListedExecution[] {
  return Array.from({ length: from - to + 1 }, (_, index) => one(from - index));
}

/** Lists failures, and counts how many were looked at. */
class Failures {
  looked = 0;
  readonly #failures: readonly ListedExecution[];

  constructor(...failures: ListedExecution[]) {
    this.#failures = failures;
  }

  read = async function* (this: Failures): AsyncGenerator<ListedExecution> {
    for (const failure of this.#failures) {
      this.looked += 1;
      yield failure;
    }
  }.bind(this);
}

function count(executions: readonly ListedExecution[], isAll: boolean, failures = new Failures()) {
  return countDay({ executions, isAll }, failures.read(), QUARTER, NOW);
}

const days = fc
  .record({ executions: fc.nat(5_000), part: fc.double({ min: 0, max: 1, noNaN: true }) })
  .map(({ executions, part }): Day => ({ executions, failedAgain: Math.floor(executions * part) }));
const shares = fc.double({ min: 0, max: 1, noNaN: true });

describe('a budget', () => {
  it.each<[number, number, number, boolean]>([
    [40, 9, QUARTER, false],
    [40, 10, QUARTER, true],
    [400, 99, QUARTER, false],
    [400, 100, QUARTER, true],
    [10, 10, QUARTER, true],
    [1_000, 9, 0, false],
    [1_000, 10, 0, true],
  ])(
    'of %i executions, of which %i are retries that failed again, at a share of %d, is spent: %s',
    (executions, failedAgain, budget, expected) => {
      expect(isSpent({ executions, failedAgain }, budget)).toBe(expected);
    },
  );

  it('is never spent by fewer retries than are always allowed', () => {
    fc.assert(
      fc.property(days, shares, (day, budget) => {
        fc.pre(day.failedAgain < ALWAYS_ALLOWED);
        expect(isSpent(day, budget)).toBe(false);
      }),
    );
  });

  it('allows one more only while its share, or what is always allowed, is kept with it', () => {
    fc.assert(
      fc.property(days, shares, (day, budget) => {
        fc.pre(!isSpent(day, budget));
        const allowed = Math.max(ALWAYS_ALLOWED, Math.ceil(budget * day.executions));
        expect(day.failedAgain + 1).toBeLessThanOrEqual(allowed);
      }),
    );
  });

  it('is not spent by executions that are no retries that failed again', () => {
    fc.assert(
      fc.property(days, shares, fc.nat(1_000), (day, budget, more) => {
        fc.pre(!isSpent(day, budget));
        expect(isSpent({ ...day, executions: day.executions + more }, budget)).toBe(false);
      }),
    );
  });

  it('is said to be used up with its numbers', async () => {
    const executions = down(40, 1, (counter) => listed(counter, 1, counter <= 12 ? FAILED_AGAIN : {}));

    const why = await whySpent({ executions, isAll: true }, new Failures().read(), QUARTER, NOW);

    expect(why).toBe(
      "the budget for retries is used up: of the project's 40 executions in 24 hours, 12 are retries that failed again (allowed: 25 %, at least 10)",
    );
  });

  it('has room, and nothing is said', async () => {
    const recent = { executions: down(40, 1), isAll: true };

    expect(await whySpent(recent, new Failures().read(), QUARTER, NOW)).toBeUndefined();
  });

  it('of 1 is none: nothing is counted', async () => {
    const executions = down(200, 1, (counter) => listed(counter, 1, FAILED_AGAIN));
    const failures = new Failures(...executions);

    expect(await whySpent({ executions, isAll: false }, failures.read(), 1, NOW)).toBeUndefined();
    expect(failures.looked).toBe(0);
  });
});

describe('the day of a project', () => {
  it('has the executions in 24 hours, and those retries that failed again', async () => {
    const executions = [
      listed(6, 0, { status: 'started', tags: ['retry: 2', 'retry-of: #3'] }),
      listed(5, 1, { status: 'complete', tags: ['retry: 1', 'retry-of: #2'] }),
      listed(4, 2, { ...FAILED_AGAIN, status: 'crashed' }),
      listed(3, 23, FAILED_AGAIN),
      listed(2, 24, { status: 'error' }),
      listed(1, 24.001, FAILED_AGAIN),
    ];

    expect(await count(executions, false)).toEqual({ executions: 5, failedAgain: 2 });
  });

  it('is all that a new project has', async () => {
    const failures = new Failures();

    expect(await count(down(7, 1), true, failures)).toEqual({ executions: 7, failedAgain: 0 });
    expect(failures.looked).toBe(0);
  });

  it('counts nothing where lists carry no times, tags or status', async () => {
    const bare = down(20, 1, (counter) => ({ id: idOf(counter), counter }));
    const timed = down(20, 1, (counter) => ({ ...listed(counter, 1), tags: undefined, status: undefined }));

    expect(await count(bare, false)).toMatchObject({ failedAgain: 0 });
    expect(await count(timed, true)).toMatchObject({ failedAgain: 0 });
  });
});

describe('the day of a busy project, of which the newest hundred are only a part', () => {
  const newest = down(1_000, 901);

  it('is told by its failures, and by the numbers of the executions', async () => {
    const failures = [listed(990, 1, FAILED_AGAIN), listed(950, 6), listed(600, 12), listed(400, 36)];

    // Half of the time between #400 and #600 lies in the day, and so do half of these.
    expect(await count(newest, false, new Failures(...failures))).toEqual({
      executions: 500,
      failedAgain: 1,
    });
  });

  it('began where no failure of it is older, or with the first failure of the project', async () => {
    expect(await count(newest, false, new Failures(listed(400, 36)))).toEqual({
      executions: 600,
      failedAgain: 0,
    });
    expect(await count(newest, false, new Failures(listed(990, 1)))).toEqual({
      executions: 1_000,
      failedAgain: 0,
    });
  });

  it('is not read further when few of the newest hundred failures are retries', async () => {
    const failures = new Failures(...down(1_000, 1, (counter) => listed(counter, 1, { status: 'error' })));

    expect(await count(newest, false, failures)).toEqual({ executions: 100, failedAgain: 0 });
    expect(failures.looked).toBe(100);
  });

  it('is read further while most failures are retries, and then has all that failed before them', async () => {
    const retries = down(3_000, 2_900, (counter) => listed(counter, 1, FAILED_AGAIN));
    const failures = new Failures(...retries, ...down(2_899, 1, (counter) => listed(counter, 2)));

    const day = await count(down(3_000, 2_901), false, failures);

    expect(day).toEqual({ executions: 500, failedAgain: 101 });
    expect(isSpent(day, QUARTER)).toBe(false);
  });

  it('is read back a thousand failures at most', async () => {
    const failures = new Failures(...down(5_000, 1, (counter) => listed(counter, 1, FAILED_AGAIN)));

    const day = await count(down(5_000, 4_901), false, failures);

    expect(day).toEqual({ executions: 1_000, failedAgain: 1_000 });
    expect(failures.looked).toBe(1_000);
  });

  it('lets a mass recovery of two thousand go on while one in six fails again', async () => {
    const retries = down(4_000, 2_001, (counter) =>
      listed(counter, 1, counter % 6 === 0 ? FAILED_AGAIN : {}),
    );
    const failed = down(2_000, 1, (counter) => listed(counter, 4, { status: 'error' }));
    const failures = [...retries, ...failed].filter(({ status }) => status === 'error');

    for (let started = 2_100; started <= 4_000; started += 100) {
      const soFar = failures.filter(({ counter }) => counter <= started);
      const recent = retries.filter(({ counter }) => counter <= started).slice(0, 100);
      expect(isSpent(await count(recent, false, new Failures(...soFar)), QUARTER)).toBe(false);
    }
  });
});
