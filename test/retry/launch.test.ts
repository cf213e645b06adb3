import * as v from 'valibot';
import { beforeEach, describe, expect, it } from 'vitest';
import { type PolicyDocument, PolicySchema } from '../../functions/policy/policy.ts';
import { type Launch, launchRetry } from '../../functions/retry/launch.ts';
import { reserveSlot } from '../../functions/retry/launch-slot.ts';
import { claimName, holdName, turnScheduleName } from '../../functions/retry/schedule-name.ts';
import { MARK, parseScheduledRetry, type ScheduledLaunch } from '../../functions/retry/scheduled-retry.ts';
import {
  ValohaiRejectedError,
  ValohaiUnauthorizedError,
  ValohaiUnavailableError,
} from '../../functions/valohai/errors.ts';
import { MemorySchedules } from '../functions/memory-schedules.ts';
import { execution, idOf, MemoryValohai } from '../functions/memory-valohai.ts';
import { EXECUTION_ID, PROJECT_ID } from '../valohai/answers.ts';

const MINUTE_MS = 60_000;
const DUE = '2026-02-03T11:32:00.000Z';
const AWAY = new ValohaiUnavailableError('GET /api/v0/executions/ got no answer');
const FLAKY: PolicyDocument = { rules: [{ when: { log: 'store is flaky' }, retries: 3 }] };

const scheduled: ScheduledLaunch = {
  version: 1,
  purpose: 'launch',
  projectId: PROJECT_ID,
  executionId: EXECUTION_ID,
  due: DUE,
  turn: 0,
  tries: 0,
  hasSlot: false,
  isCounted: false,
};

let now: Date;
let valohai: MemoryValohai;
let schedules: MemorySchedules;

beforeEach(() => {
  now = new Date(DUE);
  valohai = new MemoryValohai(execution({ tags: ['weekly'] }));
  schedules = new MemorySchedules();
});

interface Changes {
  readonly policy?: PolicyDocument;
  readonly valohai?: MemoryValohai;
}

/** Delivers a launch to the function. */
async function launch(what: ScheduledLaunch = scheduled, changes: Changes = {}): Promise<Launch> {
  const policy = v.parse(PolicySchema, changes.policy ?? FLAKY);
  return launchRetry(what, { valohai: changes.valohai ?? valohai, schedules, policy, now: () => now });
}

/** The launches that are pending, of which there is at most one at a time. */
function pendingLaunches() {
  return [...schedules.pending.values()].flatMap(({ name, at, input }) => {
    const carried = parseScheduledRetry(input);
    return carried.purpose === 'launch' ? [{ name, at, carried }] : [];
  });
}

/** Waits until the pending launch is due and delivers it; its schedule goes after that, as in AWS. */
async function fireNext(changes: Changes = {}): Promise<Launch> {
  const [next] = pendingLaunches();
  if (next === undefined) throw new Error('nothing is pending');
  now = next.at;
  for (const [name, { at }] of schedules.pending) {
    if (name !== next.name && at <= now) schedules.pending.delete(name);
  }
  const ended = await launch(next.carried, changes);
  if (schedules.pending.get(next.name)?.at === next.at) schedules.pending.delete(next.name);
  return ended;
}

/** Retries that failed again while the launch waited. */
function failAgain(count: number): void {
  for (let counter = 42; counter < 42 + count; counter += 1) {
    const tags = ['retry: 1', 'retry-of: #40'];
    valohai.executions.push(execution({ id: idOf(counter), counter, tags, ctime: DUE }));
  }
}

function tags(): readonly string[] {
  return valohai.find(EXECUTION_ID).tags;
}

describe('a retry that is due', () => {
  it('is launched, and the failed execution is tagged', async () => {
    expect(await launch()).toMatchObject({
      kind: 'launched',
      failed: { counter: 41 },
      copy: { counter: 42 },
      attempt: 1,
      of: 3,
    });
    expect(valohai.posted).toMatchObject([
      { step: 'train-model', tags: ['weekly', 'retry: 1', 'retry-of: #41'] },
    ]);
    expect(tags()).toEqual(['weekly', 'retried: #42']);
  });

  it('leaves no launch pending', async () => {
    await launch();
    expect(pendingLaunches()).toEqual([]);
  });

  it('is launched although its tag cannot be written', async () => {
    valohai.trouble.set('setTags', new ValohaiRejectedError('403', 403));
    expect(await launch()).toMatchObject({ kind: 'launched' });
  });

  it('is not launched while another schedule of the same retry has the claim, and looks again', async () => {
    const at = new Date(now.getTime() + MINUTE_MS);
    await schedules.create({ name: claimName(scheduled), at, input: MARK });

    expect(await launch()).toMatchObject({
      kind: 'postponed',
      at: new Date(now.getTime() + 5 * MINUTE_MS),
      why: 'another schedule of the same retry is at work on it',
    });

    expect(valohai.posted).toEqual([]);
    expect(schedules.names).toContain(claimName(scheduled));
    expect(await fireNext()).toMatchObject({ kind: 'launched' });
  });

  it('waits a quarter of an hour while a person holds back its project, and takes no place', async () => {
    const hold = holdName(PROJECT_ID);
    await schedules.create({ name: hold, at: new Date(now.getTime() + 60 * MINUTE_MS), input: MARK });

    expect(await launch()).toMatchObject({
      kind: 'postponed',
      at: new Date(now.getTime() + 15 * MINUTE_MS),
      why: 'a person holds back the retries of its project',
    });

    expect(valohai.posted).toEqual([]);
    expect(schedules.names.some((name) => name.includes('.slot-'))).toBe(false);
    schedules.pending.delete(hold);
    expect(await fireNext()).toMatchObject({ kind: 'launched' });
  });

  it('is launched although what it had claimed cannot be released', async () => {
    schedules.remove = async () => {
      throw new Error('throttled');
    };
    expect(await launch()).toMatchObject({ kind: 'launched' });

    expect(await fireNext()).toMatchObject({ kind: 'ignore' });
    expect(valohai.posted).toHaveLength(1);
  });

  it('is launched late when its delivery is late', async () => {
    now = new Date(now.getTime() + 20 * 60 * MINUTE_MS);
    expect(await launch()).toMatchObject({ kind: 'launched' });
  });
});

describe('no second copy is made', () => {
  it('by two deliveries at once', async () => {
    const ends = await Promise.all([launch(), launch(), launch()]);
    expect(ends.map(({ kind }) => kind).sort()).toEqual(['ignore', 'ignore', 'launched']);
    while (pendingLaunches().length > 0) await fireNext();
    expect(valohai.posted).toHaveLength(1);
  });

  it('by a second delivery later', async () => {
    await launch();
    now = new Date(now.getTime() + 10 * MINUTE_MS);
    expect(await launch()).toMatchObject({ kind: 'ignore', why: 'it was already retried as #42' });
    expect(valohai.posted).toHaveLength(1);
  });

  it('by a second delivery later, when the tag could not be written', async () => {
    valohai.trouble.set('setTags', AWAY);
    await launch();
    valohai.trouble.clear();

    expect(await launch()).toMatchObject({
      kind: 'ignore',
      why: 'it was already started again as #42 by us',
    });

    expect(valohai.posted).toHaveLength(1);
    expect(tags()).toEqual(['weekly', 'retried: #42']);
  });

  it('when the answer to the first was lost', async () => {
    valohai.losesAnswers = AWAY;
    expect(await launch()).toMatchObject({ kind: 'postponed', at: new Date(now.getTime() + MINUTE_MS) });
    valohai.losesAnswers = undefined;

    expect(await fireNext()).toMatchObject({
      kind: 'ignore',
      why: 'it was already started again as #42 by us',
    });

    expect(valohai.posted).toHaveLength(1);
    expect(pendingLaunches()).toEqual([]);
  });

  it('when the first died half-way, and the launch is taken over', async () => {
    class Hanging extends MemoryValohai {
      override async *newest(): AsyncGenerator<never> {
        await new Promise(() => undefined);
      }
    }
    void launch(scheduled, { valohai: new Hanging(valohai.find(EXECUTION_ID)) });
    await expect.poll(() => pendingLaunches()).toHaveLength(1);
    expect(await launch()).toMatchObject({ kind: 'ignore' });

    expect(await fireNext()).toMatchObject({ kind: 'launched' });

    expect(valohai.posted).toHaveLength(1);
  });
});

describe('Valohai is away', () => {
  it.each(['execution', 'log', 'newest', 'create'] as const)(
    'at %s: the launch is postponed, then made',
    async (call) => {
      valohai.trouble.set(call, AWAY);
      expect(await launch()).toEqual({
        kind: 'postponed',
        executionId: EXECUTION_ID,
        at: new Date(now.getTime() + MINUTE_MS),
        why: AWAY.message,
      });
      expect(pendingLaunches()).toHaveLength(1);
      valohai.trouble.clear();

      expect(await fireNext()).toMatchObject({ kind: 'launched' });
      expect(valohai.posted).toHaveLength(1);
    },
  );

  it('at create: the breaker has counted the failure, and does not again', async () => {
    valohai.logLines = [{ stream: 'stderr', message: 'requests.exceptions.ConnectTimeout: timed out' }];
    valohai.trouble.set('create', AWAY);
    await launch();
    const counted = schedules.names.filter((name) => name.includes('.seen-'));
    expect(counted).toHaveLength(1);

    await fireNext();
    await fireNext();

    expect(schedules.names.filter((name) => name.includes('.seen-'))).toEqual(counted);
  });

  it('for longer: it is tried after 1, 2, 5, 10 and 30 minutes, and then every hour', async () => {
    valohai.trouble.set('create', AWAY);
    const pauses: number[] = [];
    for (let turn = 0; turn < 8; turn += 1) {
      const ended = turn === 0 ? await launch() : await fireNext();
      if (ended.kind === 'postponed') pauses.push((ended.at.getTime() - now.getTime()) / MINUTE_MS);
    }
    expect(pauses).toEqual([1, 2, 5, 10, 30, 60, 60, 60]);
  });

  it('and says for how long', async () => {
    valohai.trouble.set('create', new ValohaiUnavailableError('429', { retryAfterSeconds: 600 }));
    expect(await launch()).toMatchObject({ at: new Date(now.getTime() + 10 * MINUTE_MS) });
    valohai.trouble.set('create', new ValohaiUnavailableError('429', { retryAfterSeconds: 5 }));
    expect(await fireNext()).toMatchObject({ at: new Date(now.getTime() + 2 * MINUTE_MS) });
  });

  it('for so long that the time of the chain is over: what is wrong is thrown', async () => {
    valohai.trouble.set('create', AWAY);
    const untilItThrows = async () => {
      await launch();
      for (let turn = 0; turn < 100; turn += 1) await fireNext();
    };
    await expect(untilItThrows()).rejects.toBe(AWAY);
    expect(now.getTime() - new Date(DUE).getTime()).toBeGreaterThan(22 * 60 * MINUTE_MS);
    expect(now.getTime() - new Date(DUE).getTime()).toBeLessThanOrEqual(24 * 60 * MINUTE_MS);
  });

  it("for longer than the policy's within", async () => {
    valohai.trouble.set('execution', AWAY);
    await expect(launch(scheduled, { policy: { ...FLAKY, within: 59 } })).rejects.toBe(AWAY);
    await expect(launch(scheduled, { policy: { ...FLAKY, within: 60 } })).resolves.toMatchObject({
      kind: 'postponed',
    });
  });

  it('or refuses the token, until somebody stores a good one', async () => {
    valohai.trouble.set('execution', new ValohaiUnauthorizedError('Valohai refuses the stored token (401).'));
    expect(await launch()).toMatchObject({ kind: 'postponed' });
    valohai.trouble.clear();
    expect(await fireNext()).toMatchObject({ kind: 'launched' });
  });
});

describe('the end of the chain', () => {
  /** The rule's own time, which ends earlier or later than the policy's. */
  function withinOfRule(within: string): PolicyDocument {
    return { rules: [{ when: { log: 'store is flaky' }, retries: 3, within }] };
  }

  /** Every minute has its launch, and Valohai is asked in vain. */
  async function takeAllPlaces(): Promise<void> {
    for (let minute = 0; minute < 90; minute += 1) {
      await reserveSlot(schedules, PROJECT_ID, { project: 1, all: 1 }, now);
    }
  }

  it('lets a launch wait for its place also where AWS still shows a turn of that name, which has fired', async () => {
    await takeAllPlaces();
    const name = turnScheduleName(scheduled, 2);
    await schedules.create({ name, at: new Date(now.getTime() - MINUTE_MS), input: MARK });

    const policy = { ...FLAKY, 'launches-per-minute': { project: 1, all: 1 } };
    const waits = await launch({ ...scheduled, turn: 1 }, { policy });

    expect(waits).toMatchObject({ kind: 'postponed', at: schedules.pending.get(name)?.at });
    expect(schedules.pending.get(name)).toMatchObject({ input: { purpose: 'launch', turn: 2 } });
  });

  it('is that of the rule which decided, also while Valohai is away', async () => {
    const policy = withinOfRule('210s');
    valohai.trouble.set('create', AWAY);
    expect(await launch(scheduled, { policy })).toMatchObject({ kind: 'postponed' });
    await expect(fireNext({ policy })).rejects.toBe(AWAY);
  });

  it('is known from the schedule where nothing can be read', async () => {
    valohai.trouble.set('execution', AWAY);
    const until = new Date(now.getTime() + 90_000).toISOString();
    expect(await launch({ ...scheduled, until })).toMatchObject({ kind: 'postponed' });
    await expect(fireNext()).rejects.toBe(AWAY);
  });

  it('may lie beyond what the policy says for all', async () => {
    valohai.trouble.set('execution', AWAY);
    const until = new Date(now.getTime() + 48 * 60 * MINUTE_MS).toISOString();
    now = new Date(now.getTime() + 30 * 60 * MINUTE_MS);
    expect(await launch({ ...scheduled, until })).toMatchObject({ kind: 'postponed' });
  });

  it.each<[string, string]>([
    ['3h', 'postponed'],
    ['30m', 'give-up'],
  ])('holds for who waits for a place, where the rule says %s: %s', async (within, kind) => {
    await takeAllPlaces();
    const policy = { ...withinOfRule(within), 'launches-per-minute': { project: 1, all: 1 } };
    const until = new Date(
      new Date('2026-02-03T11:30:00.654Z').getTime() + (within === '3h' ? 180 : 30) * MINUTE_MS,
    );

    expect(await launch({ ...scheduled, until: until.toISOString() }, { policy })).toMatchObject({ kind });
  });

  it('is known to every later turn from the decision of the one before', async () => {
    failAgain(10);
    await launch(scheduled, { policy: withinOfRule('3h') });
    expect(pendingLaunches()).toMatchObject([{ carried: { until: '2026-02-03T14:30:00.654Z' } }]);

    expect(await fireNext({ policy: withinOfRule('3h') })).toMatchObject({ kind: 'postponed' });
    expect(await fireNext({ policy: withinOfRule('3h') })).toMatchObject({
      kind: 'give-up',
      decision: { cause: 'expired' },
    });
  });

  it('is none for a delivery that comes late: it is launched while the time of the policy lasts', async () => {
    now = new Date(now.getTime() + 60 * MINUTE_MS);
    expect(await launch(scheduled, { policy: withinOfRule('10m') })).toMatchObject({ kind: 'launched' });
  });

  it('is that of the rule also for a launch that dies in every turn', async () => {
    const policy = withinOfRule('3d');
    now = new Date(now.getTime() + 71 * 60 * MINUTE_MS);
    expect(await launch({ ...scheduled, turn: 200 }, { policy })).toMatchObject({ kind: 'launched' });
    now = new Date(now.getTime() + 2 * 60 * MINUTE_MS);
    valohai.change(EXECUTION_ID, { tags: [] });
    valohai.executions.splice(1);
    expect(await launch({ ...scheduled, turn: 202 }, { policy })).toMatchObject({
      kind: 'give-up',
      decision: { cause: 'expired', why: expect.stringContaining('not started in time') },
    });
  });
});

describe('the budget of the project is used up', () => {
  const SPENT =
    "the budget for retries is used up: of the project's 11 executions in 24 hours, 10 are retries that failed again (allowed: 25 %, at least 10)";
  const IN_AN_HOUR = new Date(new Date(DUE).getTime() + 60 * MINUTE_MS);

  /** Of another step, so that nobody takes it for the same work. */
  function evaluation(counter: number, status: string) {
    return execution({ id: idOf(counter), counter, status, step: 'evaluate', ctime: DUE });
  }

  /** So many executions in the day that they fill the page on which the failed one stands. */
  function runMany(): void {
    for (const counter of [40, ...Array.from({ length: 99 }, (_, index) => 42 + index)]) {
      valohai.executions.push(evaluation(counter, 'started'));
    }
  }

  it('and the launch is postponed by an hour, whatever turn it is', async () => {
    failAgain(10);

    expect(await launch()).toEqual({
      kind: 'postponed',
      executionId: EXECUTION_ID,
      failed: valohai.find(EXECUTION_ID),
      at: IN_AN_HOUR,
      why: SPENT,
    });

    expect(valohai.posted).toEqual([]);
    expect(schedules.names).not.toContain(claimName(scheduled));
    expect(await fireNext()).toMatchObject({ kind: 'postponed' });
    expect(pendingLaunches()).toMatchObject([{ carried: { turn: 2, hasSlot: false, isCounted: true } }]);
  });

  it('until its share has dropped, and then the launch is made', async () => {
    failAgain(10);
    await launch();
    for (let counter = 60; counter < 90; counter += 1) {
      valohai.executions.push(evaluation(counter, 'complete'));
    }

    expect(await fireNext()).toMatchObject({ kind: 'launched' });
    expect(pendingLaunches()).toEqual([]);
  });

  it('for longer than the chain lasts: it is given up, with the numbers', async () => {
    failAgain(10);

    const ended = await launch(scheduled, { policy: { ...FLAKY, within: '59m' } });

    expect(ended).toMatchObject({ kind: 'give-up', decision: { cause: 'expired', why: SPENT } });
    expect(tags()).toEqual(['weekly', 'not-retried: expired']);
    expect(pendingLaunches()).toEqual([]);
  });

  it('and somebody is told of which project, and why', async () => {
    failAgain(10);
    const told: unknown[] = [];
    const policy = v.parse(PolicySchema, FLAKY);
    const onBudgetSpent = async (...what: unknown[]) => void told.push(what);

    await launchRetry(scheduled, { valohai, schedules, policy, now: () => now, onBudgetSpent });

    expect(told).toEqual([[valohai.find(EXECUTION_ID).project, SPENT]]);
  });

  it('but the copy that exists already is found', async () => {
    failAgain(9);
    valohai.executions.push(
      execution({ id: idOf(60), counter: 60, tags: ['retry: 1', 'retry-of: #41'], ctime: DUE }),
    );

    expect(await launch()).toMatchObject({ kind: 'ignore' });
  });

  it('but the policy has switched it off', async () => {
    failAgain(10);
    expect(await launch(scheduled, { policy: { ...FLAKY, budget: 1 } })).toMatchObject({ kind: 'launched' });
  });

  it('is not, while one retry less failed again', async () => {
    failAgain(9);
    expect(await launch()).toMatchObject({ kind: 'launched' });
  });

  it('is seen without a request more where the newest executions tell the whole day', async () => {
    failAgain(9);
    await launch();
    expect(valohai.pages).toEqual(['newest']);
  });

  it('is seen from the list of failures where they do not', async () => {
    runMany();
    await launch();
    expect(valohai.pages).toEqual(['newest', 'failures']);
  });

  it('cannot be seen while Valohai is away, and the launch is postponed', async () => {
    runMany();
    valohai.trouble.set('failures', AWAY);

    expect(await launch()).toMatchObject({ kind: 'postponed', why: AWAY.message });

    valohai.trouble.clear();
    expect(await fireNext()).toMatchObject({ kind: 'launched' });
    expect(valohai.pages).toEqual(['newest', 'newest', 'failures']);
  });
});

describe('something else is wrong', () => {
  it('and it is thrown, so that it is tried again', async () => {
    valohai.trouble.set(
      'newest',
      new ValohaiRejectedError('GET /api/v0/executions/ was answered with 403', 403),
    );
    await expect(launch()).rejects.toThrow('403');
    expect(pendingLaunches()).toEqual([]);
    await expect(launch()).rejects.toThrow('403');
    valohai.trouble.clear();
    expect(await launch()).toMatchObject({ kind: 'launched' });
  });

  it('with the Scheduler, and nothing is started without a claim', async () => {
    schedules.trouble = new Error('Scheduler is away');
    await expect(launch()).rejects.toThrow('Scheduler is away');
    expect(valohai.posted).toEqual([]);
  });

  it('in every turn until the time is over, and it is given up: not tried for ever', async () => {
    now = new Date(now.getTime() + 25 * 60 * MINUTE_MS);

    expect(await launch({ ...scheduled, turn: 200 })).toMatchObject({
      kind: 'give-up',
      decision: {
        cause: 'expired',
        why: 'it was due at 2026-02-03T11:32:00.000Z and not started in time',
      },
    });

    expect(valohai.posted).toEqual([]);
    expect(valohai.find(EXECUTION_ID).tags).toContain('not-retried: expired');
    expect(pendingLaunches()).toEqual([]);
  });

  it('in every turn after the copy was created, which is found when the time is over', async () => {
    const copy = {
      id: idOf(900),
      counter: 900,
      status: 'started',
      tags: [`retry-of: #${valohai.find(EXECUTION_ID).counter}`],
    };
    valohai.executions.push(execution(copy));
    now = new Date(now.getTime() + 25 * 60 * MINUTE_MS);

    expect(await launch({ ...scheduled, turn: 200 })).toMatchObject({
      kind: 'ignore',
      why: 'it was already started again as #900 by us',
    });

    expect(valohai.find(EXECUTION_ID).tags).toContain('retried: #900');
  });
});

describe('nothing is launched any more', () => {
  it('when Valohai refuses the copy', async () => {
    valohai.trouble.set(
      'create',
      new ValohaiRejectedError('POST /api/v0/executions/ was answered with 400: {}', 400),
    );
    expect(await launch()).toMatchObject({
      kind: 'give-up',
      decision: {
        kind: 'give-up',
        cause: 'rejected',
        attempt: 1,
        of: 3,
        why: expect.stringContaining('400'),
      },
    });
    expect(tags()).toEqual(['weekly', 'not-retried: rejected']);
    expect(pendingLaunches()).toEqual([]);
  });

  it('when a person tagged the execution no-retry', async () => {
    valohai.change(EXECUTION_ID, { tags: ['weekly', 'NO-retry'] });
    expect(await launch()).toMatchObject({ kind: 'give-up', decision: { cause: 'no-retry' } });
    expect(tags()).toEqual(['weekly', 'NO-retry', 'not-retried: no-retry']);
  });

  it('when a person deleted the execution', async () => {
    valohai.change(EXECUTION_ID, { deleted: true });
    expect(await launch()).toMatchObject({ kind: 'ignore', why: 'it was deleted' });
  });

  it('when Valohai does not show the execution any more', async () => {
    valohai.executions.length = 0;
    const ended = await launch();
    expect(ended).toMatchObject({ kind: 'ignore' });
    expect(ended).not.toHaveProperty('failed');
  });

  it('when a person started the same work since', async () => {
    const byHand = { id: idOf(42), counter: 42, tags: [], ctime: '2026-02-03T11:31:00Z' };
    valohai.executions.push(execution(byHand));
    expect(await launch()).toMatchObject({
      kind: 'ignore',
      why: 'it was already started again as #42 by a person',
    });
    expect(tags()).toEqual(['weekly', 'retried: #42']);
  });

  it('unless the policy ignores what people start', async () => {
    valohai.executions.push(
      execution({ id: idOf(42), counter: 42, tags: [], ctime: '2026-02-03T11:31:00Z' }),
    );
    const policy: PolicyDocument = { ...FLAKY, 'reruns-by-people': 'ignore' };
    expect(await launch(scheduled, { policy })).toMatchObject({ kind: 'launched', copy: { counter: 43 } });
  });

  it('when the policy has become another', async () => {
    expect(
      await launch(scheduled, { policy: { rules: [{ when: { tag: 'weekly' }, retries: 0 }] } }),
    ).toMatchObject({
      kind: 'give-up',
    });
  });

  it('when the execution turns out to have completed', async () => {
    valohai.change(EXECUTION_ID, { status: 'complete' });
    expect(await launch()).toMatchObject({ kind: 'ignore', why: 'it completed' });
  });

  it('and so nothing was created', async () => {
    valohai.change(EXECUTION_ID, { tags: ['no-retry'] });
    await launch();
    expect(valohai.posted).toEqual([]);
    expect(pendingLaunches()).toEqual([]);
  });
});
