import * as v from 'valibot';
import { beforeEach, describe, expect, it } from 'vitest';
import type { FailureTelling } from '../../functions/failure/failure-telling.ts';
import { handleFailure } from '../../functions/failure/handle-failure.ts';
import { PolicySchema } from '../../functions/policy/policy.ts';
import { launchRetry } from '../../functions/retry/launch.ts';
import { aboutGiveUp, aboutRefusedToken } from '../../functions/tell/messages.ts';
import { type Message, type Telling, tell } from '../../functions/tell/tell.ts';
import { ValohaiUnauthorizedError } from '../../functions/valohai/errors.ts';
import { MemorySchedules } from '../functions/memory-schedules.ts';
import { execution, MemoryValohai } from '../functions/memory-valohai.ts';
import { EXECUTION_ID, PROJECT_ID } from '../valohai/answers.ts';

const NOW = new Date('2026-02-03T11:31:00Z');
const DIED = new Error('the process is gone');
const policy = v.parse(PolicySchema, { rules: [{ when: { log: 'store is flaky' }, retries: 3 }] });

let valohai: MemoryValohai;
let schedules: MemorySchedules;
let messages: MemorySchedules;

beforeEach(() => {
  valohai = new MemoryValohai(execution({ tags: ['retry: 3', 'retry-of: #1'] }));
  schedules = new MemorySchedules();
  messages = new MemorySchedules();
});

/** The webhook and the sweep. */
async function handle(telling: FailureTelling): Promise<unknown> {
  const report = { executionId: EXECUTION_ID, projectId: PROJECT_ID, looks: 0, tries: 0, since: NOW };
  return handleFailure(report, { valohai, schedules, policy, now: () => NOW, random: () => 0, ...telling });
}

/** The retry function. */
async function launch(telling: FailureTelling): Promise<unknown> {
  const ids = { projectId: PROJECT_ID, executionId: EXECUTION_ID };
  const state = { due: NOW.toISOString(), turn: 0, tries: 0, hasSlot: false, isCounted: false };
  const scheduled = { version: 1, purpose: 'launch', ...ids, ...state } as const;
  return launchRetry(scheduled, { valohai, schedules, policy, now: () => NOW, ...telling });
}

/** Tells as the functions do, with what happens right before and after. */
function telling(before = () => {}, after = () => {}): FailureTelling {
  const channels: Telling = {
    marks: schedules,
    messages,
    topicArn: 'arn:aws:sns:eu-west-1:123456789012:topic',
    slackUrl: async () => undefined,
    onSlackTrouble: (error) => {
      throw error;
    },
    send: () => Promise.reject(new Error('there is no Slack')),
    now: () => NOW,
  };
  const say = async (message: Message | undefined) => {
    before();
    if (message !== undefined) await tell(message, channels);
    after();
  };
  return {
    onGiveUp: (...what) => say(aboutGiveUp(...what)),
    onTokenRefused: () => say(aboutRefusedToken(policy.host)),
  };
}

function die(): never {
  throw DIED;
}

describe.each([
  ['a report', handle],
  ['a launch', launch],
])('a give-up by %s', (_what, run) => {
  it('is told once, however often it comes', async () => {
    await run(telling());
    await run(telling());
    expect(messages.pending.size).toBe(1);
  });

  it('is told by the next one, when the function dies before it has told', async () => {
    await expect(run(telling(die))).rejects.toBe(DIED);
    expect(messages.pending.size).toBe(0);
    await run(telling());
    expect(messages.pending.size).toBe(1);
  });

  it('is told once, when the function dies between the message and the tag', async () => {
    await expect(run(telling(undefined, die))).rejects.toBe(DIED);
    expect(valohai.find(EXECUTION_ID).tags).toEqual(['retry: 3', 'retry-of: #1']);
    await run(telling());
    expect(messages.pending.size).toBe(1);
    expect(valohai.find(EXECUTION_ID).tags).toContain('not-retried: exhausted');
  });

  it('is told once, although its tag can never be written', async () => {
    valohai.trouble.set('setTags', new Error('read-only'));
    await run(telling());
    await run(telling());
    expect(messages.pending.size).toBe(1);
  });
});

it.each([
  ['a report', handle],
  ['a launch', launch],
])('a token that Valohai refuses is told by %s, once', async (_what, run) => {
  valohai.trouble.set('execution', new ValohaiUnauthorizedError('401'));
  await run(telling());
  await run(telling());
  const [message, ...others] = [...messages.pending.values()];
  expect(message?.input.Subject).toBe('Valohai refuses the token of valohai-retry');
  expect(others).toEqual([]);
});

it('a failure that will be retried is told to nobody', async () => {
  valohai.change(EXECUTION_ID, { tags: [] });
  await handle(telling());
  await launch(telling());
  expect(messages.names).toEqual([]);
});
