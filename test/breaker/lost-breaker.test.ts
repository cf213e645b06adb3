import * as v from 'valibot';
import { beforeEach, describe, expect, it } from 'vitest';
import { THRESHOLD } from '../../functions/breaker/hold-back.ts';
import { PolicySchema } from '../../functions/policy/policy.ts';
import { type Launch, launchRetry } from '../../functions/retry/launch.ts';
import { parseScheduledRetry, type ScheduledLaunch } from '../../functions/retry/scheduled-retry.ts';
import { MemorySchedules } from '../functions/memory-schedules.ts';
import { execution, idOf, MemoryValohai } from '../functions/memory-valohai.ts';
import { PROJECT_ID } from '../valohai/answers.ts';

const POLICY = v.parse(PolicySchema, {});
const TIMED_OUT = 'requests.exceptions.ConnectTimeout: connection to store.example timed out';
/** One opens the breaker and goes first, three more are held. */
const FAILURES = THRESHOLD + 3;

let now: Date;
let schedules: MemorySchedules;
let valohai: MemoryValohai;

beforeEach(() => {
  now = new Date('2026-03-01T08:00:00Z');
  schedules = new MemorySchedules();
  valohai = new MemoryValohai();
  valohai.logLines = [{ stream: 'stderr', message: TIMED_OUT }];
});

function launchOf(counter: number): ScheduledLaunch {
  return {
    version: 1,
    purpose: 'launch',
    projectId: PROJECT_ID,
    executionId: idOf(counter),
    due: now.toISOString(),
    turn: 0,
    tries: 0,
    hasSlot: false,
    isCounted: false,
  };
}

function launch(scheduled: ScheduledLaunch): Promise<Launch> {
  return launchRetry(scheduled, { valohai, schedules, policy: POLICY, now: () => now });
}

/** Many fail the same way, and their retries are due. */
async function failMany(): Promise<Launch[]> {
  const launches: Launch[] = [];
  for (let counter = 1; counter <= FAILURES; counter += 1) {
    const endedAt = now.toISOString();
    valohai.executions.push(
      execution({
        id: idOf(counter),
        counter,
        status: 'error',
        tags: [],
        end_time: endedAt,
        parameters: { counter },
      }),
    );
  }
  for (let counter = 1; counter <= FAILURES; counter += 1) launches.push(await launch(launchOf(counter)));
  return launches;
}

/** Somebody deletes the schedule, or it ends as a dead letter. */
function loseBreaker(): number {
  const lost = [...schedules.pending.values()].filter(
    ({ input }) => parseScheduledRetry(input).purpose === 'breaker',
  );
  for (const { name } of lost) schedules.pending.delete(name);
  return lost.length;
}

/** Lets everything fire that is due within some minutes, in its order. */
async function passMinutes(minutes: number): Promise<void> {
  const end = now.getTime() + minutes * 60_000;
  for (;;) {
    const [next] = [...schedules.pending.values()].sort((a, b) => a.at.getTime() - b.at.getTime());
    if (next === undefined || next.at.getTime() > end) return;
    now = next.at > now ? next.at : now;
    const due = parseScheduledRetry(next.input);
    if (due.purpose === 'launch') await launch(due);
    // What fires is there until it is done, unless it has been made anew meanwhile.
    if (schedules.pending.get(next.name)?.at === next.at) schedules.pending.delete(next.name);
  }
}

describe('a retry that a breaker holds back', () => {
  const places = () => schedules.names.filter((name) => name.includes('.slot-'));

  it('takes no place of others while it is held, and goes when the breaker is closed', async () => {
    const launches = await failMany();
    expect(launches.at(-1)).toMatchObject({ kind: 'postponed', failed: { counter: FAILURES } });
    const [breaker] = [...schedules.pending.values()].filter(({ name }) => name.includes('.breaker-'));
    const [held] = [...schedules.pending.values()].filter(
      ({ input }) => parseScheduledRetry(input).purpose === 'launch',
    );
    if (breaker === undefined || held === undefined) throw new Error('nothing is held');
    now = held.at;
    schedules.pending.set(breaker.name, { ...breaker, at: new Date(now.getTime() + 120_000) });
    const taken = places();
    const carried = parseScheduledRetry(held.input);
    if (carried.purpose !== 'launch') throw new Error('no launch is held');

    const again = await launch(carried);

    expect(again).toMatchObject({ kind: 'postponed', at: new Date(now.getTime() + 120_000) });
    expect(places()).toEqual(taken);

    schedules.pending.delete(breaker.name);
    schedules.pending.delete(held.name);
    const next = [...schedules.pending.values()].find(({ input }) => {
      const due = parseScheduledRetry(input);
      return due.purpose === 'launch' && due.executionId === carried.executionId;
    });
    const carriedOn = parseScheduledRetry(next?.input);
    now = next?.at ?? now;
    expect(carriedOn).toMatchObject({ purpose: 'launch', heldBy: expect.any(String), hasSlot: false });
    expect(carriedOn.purpose === 'launch' && (await launch(carriedOn)).kind).toBe('launched');
  });
});

describe('a breaker whose schedule is lost', () => {
  it('counts as closed, and the held retries go in the end, each once', async () => {
    const launches = await failMany();
    expect(launches.filter(({ kind }) => kind === 'postponed')).toHaveLength(3);
    expect(valohai.posted).toHaveLength(THRESHOLD);

    expect(loseBreaker()).toBe(1);
    await passMinutes(60);

    const retried = valohai.posted.map(({ parameters }) => JSON.stringify(parameters)).sort();
    expect(retried).toHaveLength(FAILURES);
    expect(new Set(retried).size).toBe(FAILURES);
    for (let counter = 1; counter <= FAILURES; counter += 1) {
      const { tags } = valohai.find(idOf(counter));
      expect(tags).toEqual([expect.stringMatching(/^retried: #\d+$/)]);
    }
  });

  it('is not opened again by those that it had held, for they were counted', async () => {
    await failMany();
    loseBreaker();

    await passMinutes(60);

    expect(loseBreaker()).toBe(0);
  });
});
