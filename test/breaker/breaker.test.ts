import * as v from 'valibot';
import { beforeEach, describe, expect, it } from 'vitest';
import { holdBack, type Passage, THRESHOLD } from '../../functions/breaker/hold-back.ts';
import { tendBreaker } from '../../functions/breaker/tend-breaker.ts';
import { classify } from '../../functions/policy/classify.ts';
import { PolicySchema } from '../../functions/policy/policy.ts';
import { breakerName } from '../../functions/retry/schedule-name.ts';
import { type OpenBreaker, parseScheduledRetry } from '../../functions/retry/scheduled-retry.ts';
import type { ListedExecution } from '../../functions/valohai/client.ts';
import { ValohaiUnavailableError } from '../../functions/valohai/errors.ts';
import { MemorySchedules } from '../functions/memory-schedules.ts';
import { execution, idOf, MemoryValohai } from '../functions/memory-valohai.ts';
import { PROJECT_ID } from '../valohai/answers.ts';

const POLICY = v.parse(PolicySchema, {});
const TIMED_OUT = 'requests.exceptions.ConnectTimeout: connection to store.example timed out';
const SIGNATURE = classify({ log: [{ stream: 'stderr', message: TIMED_OUT }] }).signature ?? '';

let now: Date;
let schedules: MemorySchedules;
let valohai: MemoryValohai;

beforeEach(() => {
  now = new Date('2026-03-01T08:00:00Z');
  schedules = new MemorySchedules();
  valohai = new MemoryValohai();
  valohai.logLines = [{ stream: 'stderr', message: TIMED_OUT }];
});

/** A failed execution's retry wants to start. */
function wantsToStart(counter: number, { signature = SIGNATURE, isCounted = false } = {}): Promise<Passage> {
  const candidate = { projectId: PROJECT_ID, executionId: idOf(counter), counter, signature, isCounted };
  return holdBack(candidate, { schedules, valohai, now: () => now });
}

async function failMany(): Promise<Passage[]> {
  const passages: Passage[] = [];
  for (let counter = 1; counter <= THRESHOLD; counter += 1) passages.push(await wantsToStart(counter));
  return passages;
}

function passMinutes(minutes: number): void {
  now = new Date(now.getTime() + minutes * 60_000);
  for (const [name, { at }] of schedules.pending) if (at <= now) schedules.pending.delete(name);
}

function open(): { readonly breaker: OpenBreaker; readonly at: Date } | undefined {
  for (const { at, input } of schedules.pending.values()) {
    const breaker = parseScheduledRetry(input);
    if (breaker.purpose === 'breaker') return { breaker, at };
  }
  return undefined;
}

function theOpen() {
  const found = open();
  if (found === undefined) throw new Error('no breaker is open');
  return found;
}

describe('the breaker', () => {
  it('lets the first failures with a signature go, and opens at the fifth, whose retry goes first', async () => {
    const passages = await failMany();

    expect(passages.map(({ kind }) => kind)).toEqual(['free', 'free', 'free', 'free', 'opened']);
    expect(theOpen().breaker).toMatchObject({ probe: idOf(5), signature: SIGNATURE });
  });

  it('holds the others until the probe is looked at', async () => {
    await failMany();

    expect(await wantsToStart(6)).toEqual({ kind: 'held', until: theOpen().at });
    expect(await wantsToStart(5)).toEqual({ kind: 'free' });
  });

  it('is opened once by failures that come at the same moment', async () => {
    const passages = await Promise.all(Array.from({ length: 20 }, (_, index) => wantsToStart(index + 1)));

    const kinds = passages.map(({ kind }) => kind);
    expect(kinds.filter((kind) => kind === 'opened')).toHaveLength(1);
    expect(kinds.filter((kind) => kind === 'free')).toHaveLength(4);
    const held = passages.filter((passage) => passage.kind === 'held');
    expect(held.map(({ until }) => until)).toEqual(Array.from({ length: 15 }, () => theOpen().at));
  });

  it('counts an execution once, however often it wants to start', async () => {
    for (let time = 0; time < 10; time += 1) {
      expect(await wantsToStart(1, { isCounted: time > 0 })).toEqual({ kind: 'free' });
    }
    expect(open()).toBeUndefined();
  });

  it('keeps signatures apart', async () => {
    await failMany();

    expect(await wantsToStart(6, { signature: 'another' })).toEqual({ kind: 'free' });
  });

  it('forgets failures after ten minutes', async () => {
    for (let counter = 1; counter < THRESHOLD; counter += 1) await wantsToStart(counter);
    passMinutes(10);

    expect(await wantsToStart(5)).toEqual({ kind: 'free' });
  });

  const RECOVERED = { tags: ['retry: 1', 'retry-of: #1'], status: 'complete', endedAt: minutesAgo(2) };

  function minutesAgo(minutes: number): Date {
    return new Date(Date.parse('2026-03-01T08:00:00Z') - minutes * 60_000);
  }

  function lists(listed: Partial<ListedExecution>): void {
    valohai.newerThan = async function* () {
      yield { id: idOf(9), counter: 9, ...listed };
    };
  }

  it.each<[string, Partial<ListedExecution>]>([
    ['a moment ago', RECOVERED],
    ['ten minutes ago', { ...RECOVERED, endedAt: minutesAgo(10) }],
    ['at a time that is not told', { ...RECOVERED, endedAt: undefined }],
  ])('stays closed where a retry of the project completed %s', async (_, listed) => {
    lists(listed);

    const passages = await failMany();

    expect(passages.at(-1)).toEqual({ kind: 'free' });
    expect(open()).toBeUndefined();
  });

  it.each<[string, Partial<ListedExecution>]>([
    ['that completed longer ago', { ...RECOVERED, endedAt: minutesAgo(10.1) }],
    ['that still runs', { ...RECOVERED, status: 'started' }],
    ['that is no retry', { ...RECOVERED, tags: ['weekly'] }],
    ['whose tags are not told', { ...RECOVERED, tags: undefined }],
  ])('opens in spite of an execution %s', async (_, listed) => {
    lists(listed);

    expect((await failMany()).at(-1)).toMatchObject({ kind: 'opened' });
    expect(theOpen().at).toEqual(new Date(now.getTime() + 120_000));
  });
});

describe('an open breaker', () => {
  beforeEach(async () => {
    await failMany();
    valohai.executions.push(execution({ id: idOf(5), counter: 5, tags: ['retried: #6'], ...LIFE }));
  });

  /** Ten minutes, from its creation to its failure. */
  const LIFE = { ctime: '2026-03-01T07:45:00Z', end_time: '2026-03-01T07:55:00Z' };

  /** The probe's copy, of which none is known without a status, reads as this when the breaker fires. */
  async function fireWith(status: string | undefined, ctime = now.toISOString()) {
    const { breaker, at } = theOpen();
    now = at;
    if (status !== undefined) {
      valohai.executions.splice(
        1,
        9,
        execution({ id: idOf(6), counter: 6, status, tags: ['retry: 1', 'retry-of: #5'], ctime }),
      );
    }
    const tended = await tendBreaker(breaker, { valohai, schedules, policy: POLICY, now: () => now });
    // The schedule that fired goes after that, as in AWS.
    for (const [name, schedule] of schedules.pending) if (schedule.at <= now) schedules.pending.delete(name);
    return tended;
  }

  it('closes when its probe completed, and then lets the held ones go', async () => {
    expect(await fireWith('complete')).toEqual({ kind: 'closed', why: 'its probe #6 completed' });
    expect(open()).toBeUndefined();
    expect(await wantsToStart(7, { isCounted: true })).toEqual({ kind: 'free' });
  });

  it('stays open while its probe runs', async () => {
    expect(await fireWith('started')).toMatchObject({ kind: 'still-open', why: 'its probe #6 is started' });
    expect(theOpen().at).toEqual(new Date(now.getTime() + 120_000));
    expect(theOpen().breaker).toMatchObject({ probe: idOf(5), turn: 1, waitSeconds: 120 });
    expect((await wantsToStart(7)).kind).toBe('held');
  });

  it('closes when its probe has run for longer than it took to fail before', async () => {
    const started = now.toISOString();
    for (let minutes = 2; minutes <= 10; minutes += 2) {
      expect((await fireWith('started', started)).kind).toBe('still-open');
    }

    expect(await fireWith('started', started)).toEqual({
      kind: 'closed',
      why: 'its probe #6 has run for longer than it took to fail before',
    });
    expect((await wantsToStart(7, { isCounted: true })).kind).toBe('free');
  });

  it('stays open for an hour while its probe is queued', async () => {
    const queued = now.toISOString();
    for (let minutes = 2; minutes < 60; minutes += 2) {
      expect((await fireWith('queued', queued)).kind).toBe('still-open');
    }
    expect(await fireWith('queued', queued)).toEqual({
      kind: 'closed',
      why: 'after an hour, its probe #6 is queued',
    });
  });

  it.each([{ ctime: null }, { end_time: null }])(
    'stays open while its probe runs, and of the failure before is not known: %o',
    async (unknown) => {
      const started = now.toISOString();
      valohai.executions[0] = execution({
        id: idOf(5),
        counter: 5,
        tags: ['retried: #6'],
        ...LIFE,
        ...unknown,
      });
      for (let minutes = 2; minutes < 60; minutes += 2) {
        expect((await fireWith('started', started)).kind).toBe('still-open');
      }
    },
  );

  it('closes when its probe has not started in an hour', async () => {
    valohai.executions[0] = execution({ id: idOf(5), counter: 5, tags: [], ...LIFE });
    for (let minutes = 2; minutes < 60; minutes += 2) {
      expect(await fireWith(undefined)).toMatchObject({ kind: 'still-open' });
    }
    expect(await fireWith(undefined)).toEqual({
      kind: 'closed',
      why: 'after an hour, its probe has not started yet',
    });
  });

  it('knows the copy of its probe also where its number could not be noted', async () => {
    valohai.executions[0] = execution({ id: idOf(5), counter: 5, tags: ['weekly'], ...LIFE });

    expect(await fireWith('complete')).toEqual({ kind: 'closed', why: 'its probe #6 completed' });
  });

  it('does not ask who repeats a probe that is settled', async () => {
    valohai.executions[0] = execution({ id: idOf(5), counter: 5, tags: ['not-retried: no-retry'], ...LIFE });

    await fireWith(undefined);

    expect(valohai.pages).toEqual([]);
  });

  it('doubles its wait up to an hour when the probe failed the same way, and makes its copy the next probe', async () => {
    const waits: number[] = [];
    await fireWith('error');
    expect(theOpen().breaker.probe).toBe(idOf(6));
    expect((await wantsToStart(6)).kind).toBe('held');
    for (let turn = 0; turn < 7; turn += 1) {
      waits.push(theOpen().breaker.waitSeconds);
      valohai.executions[0] = execution({ id: theOpen().breaker.probe, counter: 5, tags: ['retried: #6'] });
      await fireWith('error');
    }
    expect(waits).toEqual([240, 480, 960, 1_920, 3_600, 3_600, 3_600]);
  });

  it('leaves time to see how the next probe does after it has started', async () => {
    await fireWith('error');

    const { breaker, at } = theOpen();
    expect(at.getTime() - new Date(breaker.probeFrom).getTime()).toBe(60_000);
  });

  it.each([
    { older: 0, newer: 1 },
    { older: 1, newer: 2 },
  ])('is the newer one while the older still fires: turn $newer, not $older', async ({ older, newer }) => {
    const { breaker } = theOpen();
    schedules.pending.clear();
    for (const turn of [older, newer]) {
      const at = new Date(now.getTime() + turn * 60_000);
      const name = breakerName(PROJECT_ID, SIGNATURE, turn);
      await schedules.create({ name, at, input: { ...breaker, turn } });
    }

    expect(await wantsToStart(6)).toEqual({ kind: 'held', until: new Date(now.getTime() + newer * 60_000) });
  });

  it('lets the next probe start when its wait is over', async () => {
    await fireWith('error');
    const { breaker } = theOpen();

    now = new Date(breaker.probeFrom);

    expect(await wantsToStart(6)).toEqual({ kind: 'free' });
  });

  it('closes when its probe failed in another way', async () => {
    valohai.logLines = [{ stream: 'stderr', message: "KeyError: 'price'" }];

    expect(await fireWith('error')).toEqual({
      kind: 'closed',
      why: 'its probe #6 failed in another way (permanent)',
    });
  });

  it('closes when its probe was deleted, stopped, or will not be retried', async () => {
    expect(await fireWith('stopped')).toEqual({ kind: 'closed', why: 'its probe #6 was stopped' });

    schedules = new MemorySchedules();
    await failMany();
    valohai.executions.splice(0, 9);
    expect(await fireWith(undefined)).toEqual({ kind: 'closed', why: 'its probe is gone' });

    schedules = new MemorySchedules();
    await failMany();
    valohai.executions.push(execution({ id: idOf(5), counter: 5, tags: ['not-retried: no-retry'] }));
    expect(await fireWith(undefined)).toEqual({ kind: 'closed', why: 'its probe is not retried' });
  });

  it('stays open while Valohai is away', async () => {
    valohai.trouble.set('execution', new ValohaiUnavailableError('no answer'));

    expect(await fireWith(undefined)).toMatchObject({ kind: 'still-open', why: 'no answer' });
  });

  it('is an error when something else is wrong', async () => {
    valohai.trouble.set('execution', new Error('a bug'));

    await expect(fireWith(undefined)).rejects.toThrow('a bug');
  });

  it.each([
    [{}, 24],
    [{ within: '2h' }, 2],
  ])('closes after as long as a retry is worth anything: %o', async (policy, hours) => {
    const { breaker } = theOpen();
    // Its probes have failed again and again, so that it waits for a new one.
    const renewed = (at: Date) => ({ ...breaker, probeFrom: at.toISOString() });
    const tend = (at: Date) =>
      tendBreaker(renewed(at), { valohai, schedules, policy: v.parse(PolicySchema, policy), now: () => at });
    valohai.trouble.set('execution', new ValohaiUnavailableError('away'));
    const last = new Date(Date.parse(breaker.openedAt) + hours * 3_600_000);

    expect((await tend(last)).kind).toBe('still-open');
    expect(await tend(new Date(last.getTime() + 1))).toEqual({
      kind: 'closed',
      why: 'it was open for as long as a retry is worth anything',
    });
  });
});
