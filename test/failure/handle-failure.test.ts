import * as v from 'valibot';
import { beforeEach, describe, expect, it } from 'vitest';
import { ConfigError } from '../../functions/config-error.ts';
import {
  type FailureReport,
  type HandledFailure,
  handleFailure,
} from '../../functions/failure/handle-failure.ts';
import { PolicySchema } from '../../functions/policy/policy.ts';
import { parseScheduledRetry } from '../../functions/retry/scheduled-retry.ts';
import {
  ValohaiRejectedError,
  ValohaiUnauthorizedError,
  ValohaiUnavailableError,
} from '../../functions/valohai/errors.ts';
import { MemorySchedules } from '../functions/memory-schedules.ts';
import { execution, MemoryValohai } from '../functions/memory-valohai.ts';
import { EXECUTION_ID, PROJECT_ID } from '../valohai/answers.ts';

const MINUTE_MS = 60_000;
const HEARD_AT = new Date('2026-02-03T11:31:00Z');
const AWAY = new ValohaiUnavailableError('Valohai is away');
const policy = v.parse(PolicySchema, { rules: [{ when: { log: 'store is flaky' }, retries: 3 }] });

let now: Date;
let valohai: MemoryValohai;
let schedules: MemorySchedules;

beforeEach(() => {
  now = HEARD_AT;
  valohai = new MemoryValohai(execution({ tags: ['weekly'] }));
  schedules = new MemorySchedules();
});

async function handle(report: Partial<FailureReport> = {}): Promise<HandledFailure> {
  const heard = { executionId: EXECUTION_ID, projectId: PROJECT_ID, looks: 0, tries: 0, since: HEARD_AT };
  const handling = { valohai, schedules, policy, now: () => now, random: () => 0 };
  return handleFailure({ ...heard, ...report }, handling);
}

/** What the only schedule carries, as the retry function reads it. */
function carried() {
  const [schedule, ...others] = schedules.pending.values();
  expect(others).toEqual([]);
  return parseScheduledRetry(schedule?.input);
}

/** Waits for the only look that is pending, and takes it. */
async function lookNext(): Promise<HandledFailure> {
  const [[name, { at }] = expect.fail('nothing is pending')] = schedules.pending;
  const look = carried();
  if (look.purpose !== 'look') return expect.fail(`it is a ${look.purpose}`);
  now = at;
  const { look: looks, tries, since = '' } = look;
  const handled = await handle({ looks, tries, since: new Date(since) });
  schedules.pending.delete(name);
  return handled;
}

describe('a failure', () => {
  it('leads to one launch, however often it is reported', async () => {
    expect((await handle()).isRepeated).toBe(false);
    now = new Date(now.getTime() + 5_000);
    expect((await handle()).isRepeated).toBe(true);
    expect(carried()).toMatchObject({
      purpose: 'launch',
      projectId: PROJECT_ID,
      executionId: EXECUTION_ID,
      due: new Date(HEARD_AT.getTime() + MINUTE_MS).toISOString(),
      until: '2026-02-04T11:30:00.654Z',
    });
  });

  it('that is given up is told once', async () => {
    valohai.change(EXECUTION_ID, { tags: ['no-retry'] });
    expect((await handle()).isRepeated).toBe(false);
    expect((await handle()).isRepeated).toBe(true);
  });

  it('that Valohai does not show is none', async () => {
    valohai.trouble.set('execution', new ValohaiRejectedError('GET … was answered with 404', 404));
    expect(await handle()).toEqual({
      decision: { kind: 'ignore', why: 'Valohai does not show it: GET … was answered with 404' },
      isRepeated: false,
    });
  });

  it('that cannot be scheduled is an error', async () => {
    schedules.trouble = new Error('Scheduler is away');
    await expect(handle()).rejects.toThrow('Scheduler is away');
  });
});

describe('an execution that still runs', () => {
  it('is looked at five times, a minute apart, and then left alone', async () => {
    valohai.change(EXECUTION_ID, { status: 'started' });
    let handled = await handle();
    const looks: unknown[] = [];
    while (handled.decision.kind === 'look-again') {
      looks.push([handled.decision.look, (now.getTime() - HEARD_AT.getTime()) / MINUTE_MS]);
      handled = await lookNext();
    }
    expect(looks).toEqual([
      [1, 0],
      [2, 1],
      [3, 2],
      [4, 3],
      [5, 4],
    ]);
    expect(handled.decision).toMatchObject({ kind: 'ignore' });
    expect(schedules.names).toEqual([]);
  });

  it('is retried once it has failed', async () => {
    valohai.change(EXECUTION_ID, { status: 'stopping' });
    await handle();
    valohai.change(EXECUTION_ID, { status: 'error' });
    await lookNext();
    expect(carried()).toMatchObject({ purpose: 'launch' });
  });
});

describe('a Valohai that is away', () => {
  it.each([AWAY, new ValohaiUnauthorizedError('401'), new ConfigError('No token')])(
    'costs nothing: %s',
    async (error) => {
      valohai.trouble.set('execution', error);
      expect(await handle()).toMatchObject({
        decision: { kind: 'look-again', why: error.message },
        isRepeated: false,
      });
      expect(await handle()).toMatchObject({ isRepeated: true });
      valohai.trouble.clear();
      await lookNext();
      expect(carried()).toMatchObject({ purpose: 'launch' });
    },
  );

  it('is asked again after 1, 2, 5, 10 and 30 minutes, then every hour, for a day', async () => {
    valohai.trouble.set('log', AWAY);
    const pauses: number[] = [];
    const untilItThrows = async () => {
      let handled = await handle();
      for (;;) {
        if (handled.decision.kind === 'look-again') {
          pauses.push((handled.decision.at.getTime() - now.getTime()) / MINUTE_MS);
        }
        handled = await lookNext();
      }
    };
    await expect(untilItThrows()).rejects.toBe(AWAY);
    expect(pauses.slice(0, 8)).toEqual([1, 2, 5, 10, 30, 60, 60, 60]);
    expect(pauses.reduce((sum, pause) => sum + pause)).toBeGreaterThan(23 * 60 - 60);
  });

  it('does not make an execution that still runs be looked at more often', async () => {
    valohai.change(EXECUTION_ID, { status: 'started' });
    await handle();
    valohai.trouble.set('execution', AWAY);
    await lookNext();
    valohai.trouble.clear();
    expect((await lookNext()).decision).toMatchObject({ kind: 'look-again', look: 2 });
  });

  it('may be away before anybody says which project it is about', async () => {
    valohai.trouble.set('execution', AWAY);
    await handle({ projectId: undefined });
    valohai.trouble.clear();
    await lookNext();
    expect(carried()).toMatchObject({ purpose: 'launch', projectId: PROJECT_ID });
  });
});
