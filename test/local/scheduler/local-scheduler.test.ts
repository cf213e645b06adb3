import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { parseInput } from '../../../local/aws-protocol/constraint.ts';
import { PutSchedule } from '../../../local/scheduler/request.ts';
import { at, FUNCTION_ARN, openScheduler, QUEUE_ARN, schedule } from './running-scheduler.ts';

const NOW = Date.parse('2026-11-24T12:00:00Z');
const UNKNOWN = {
  kind: 'refused',
  code: 'ResourceNotFoundException',
  message: 'There is no such function.',
} as const;
let local: ReturnType<typeof openScheduler>;

beforeEach(() => {
  vi.useFakeTimers({ now: NOW });
  local = openScheduler();
  local.scheduler.start();
});
afterEach(() => {
  local.remove();
  vi.useRealTimers();
});

function reopen(options: { timeScale: number }) {
  local.remove();
  local = openScheduler(options);
  local.scheduler.start();
}

function create(name: string, changes: object = {}) {
  local.scheduler.schedules.create(
    parseInput(PutSchedule, schedule(name, { ScheduleExpression: at(60), ...changes })),
  );
  local.scheduler.wake();
}

const targetWith = (changes: object) => ({ Target: { ...schedule('any').Target, ...changes } });
const exists = (Name: string) => {
  try {
    return Boolean(local.scheduler.schedules.get({ Name, GroupName: 'default' }));
  } catch {
    return false;
  }
};

describe('a schedule', () => {
  it('fires at its second, not before, and once', () => {
    create('one');
    vi.advanceTimersByTime(59_999);
    expect(local.invocations).toEqual([]);
    vi.advanceTimersByTime(1);
    expect(local.invocations).toEqual([
      {
        targetArn: FUNCTION_ARN,
        input: '{"execution":"one"}',
        scheduleArn: 'arn:aws:scheduler:eu-north-1:111122223333:schedule/default/one',
        executionId: expect.stringMatching(/^[0-9a-f]{16}$/),
      },
    ]);
    vi.advanceTimersByTime(86_400_000);
    expect(local.invocations).toHaveLength(1);
    expect(exists('one')).toBe(true);
  });

  it('is deleted after it fired, if it asks for that', () => {
    create('one', { ActionAfterCompletion: 'DELETE' });
    vi.advanceTimersByTime(60_000);
    expect(local.invocations).toHaveLength(1);
    expect(exists('one')).toBe(false);
  });

  it('does not fire while it is disabled, nor when it was deleted', () => {
    create('disabled', { State: 'DISABLED' });
    create('deleted');
    local.scheduler.schedules.delete({ Name: 'deleted', GroupName: 'default' });
    vi.advanceTimersByTime(3_600_000);
    expect(local.invocations).toEqual([]);
  });

  it('fires at the time to which it was moved', () => {
    create('one');
    local.scheduler.schedules.update(
      parseInput(PutSchedule, schedule('one', { ScheduleExpression: at(120) })),
    );
    local.scheduler.wake();
    vi.advanceTimersByTime(119_999);
    expect(local.invocations).toEqual([]);
    vi.advanceTimersByTime(1);
    expect(local.invocations).toHaveLength(1);
  });

  it('fires within a minute when the machine slept or its clock was set', () => {
    create('one', { ScheduleExpression: at(40 * 86_400) });
    vi.setSystemTime(NOW + 40 * 86_400_000);
    vi.advanceTimersByTime(60_000);
    expect(local.invocations).toHaveLength(1);
  });

  it('may fire at the start of its flexible window', () => {
    create('one', { FlexibleTimeWindow: { Mode: 'FLEXIBLE', MaximumWindowInMinutes: 15 } });
    vi.advanceTimersByTime(60_000);
    expect(local.invocations).toHaveLength(1);
  });

  it('fires at the next start, if it was due while nothing ran', () => {
    create('one');
    local.scheduler.stop();
    vi.advanceTimersByTime(3_600_000);
    expect(local.invocations).toEqual([]);
    const later = local.reopen();
    later.start();
    later.stop();
    expect(local.invocations).toHaveLength(1);
  });

  it('fires again and again with a rate, at first at once, until its end', () => {
    create('one', {
      ScheduleExpression: 'rate(1 minute)',
      EndDate: (NOW + 150_000) / 1000,
      ActionAfterCompletion: 'DELETE',
    });
    expect(local.invocations).toHaveLength(1);
    vi.advanceTimersByTime(60_000);
    expect(local.invocations).toHaveLength(2);
    vi.advanceTimersByTime(3_600_000);
    expect(local.invocations).toHaveLength(3);
    expect(exists('one')).toBe(false);
  });

  it('makes up for what it missed with one run', () => {
    vi.advanceTimersByTime(1000);
    create('one', { ScheduleExpression: 'cron(* * * * ? *)' });
    local.scheduler.stop();
    vi.advanceTimersByTime(600_000);
    local.scheduler.start();
    expect(local.invocations).toHaveLength(1);
    vi.advanceTimersByTime(60_000);
    expect(local.invocations).toHaveLength(2);
  });

  it('has the context attributes in its input replaced', () => {
    const input =
      '<aws.scheduler.scheduled-time>|<aws.scheduler.attempt-number>|<aws.scheduler.execution-id>|<aws.scheduler.schedule-arn>|<aws.scheduler.other>';
    create('one', targetWith({ Input: JSON.stringify(input) }));
    vi.advanceTimersByTime(60_000);
    const [invocation] = local.invocations;
    expect(JSON.parse(invocation?.input ?? '')).toBe(
      `2026-11-24T12:01:00Z|1|${invocation?.executionId}|${invocation?.scheduleArn}|<aws.scheduler.other>`,
    );
  });

  it('sends the notification of the Scheduler if it has no input', () => {
    create('one', targetWith({ Input: undefined }));
    vi.advanceTimersByTime(60_000);
    expect(JSON.parse(local.invocations[0]?.input ?? '')).toMatchObject({
      source: 'aws.scheduler',
      'detail-type': 'Scheduled Event',
      time: '2026-11-24T12:01:00Z',
    });
  });
});

describe('a time scale', () => {
  it('shortens the waiting and nothing else', () => {
    reopen({ timeScale: 60 });
    const expression = at(600);
    create('one', {
      ScheduleExpression: expression,
      ...targetWith({ Input: '"<aws.scheduler.scheduled-time>"' }),
    });
    expect(local.scheduler.schedules.get({ Name: 'one', GroupName: 'default' })).toMatchObject({
      ScheduleExpression: expression,
    });
    vi.advanceTimersByTime(9_999);
    expect(local.invocations).toEqual([]);
    vi.advanceTimersByTime(1);
    expect(local.invocations[0]?.input).toBe('"2026-11-24T12:10:00Z"');
  });

  it('shortens the time between the runs of a recurring schedule', () => {
    reopen({ timeScale: 60 });
    create('one', { ScheduleExpression: 'rate(5 minutes)' });
    vi.advanceTimersByTime(14_999);
    expect(local.invocations).toHaveLength(3);
    vi.advanceTimersByTime(1);
    expect(local.invocations).toHaveLength(4);
  });

  it('does not move a schedule that was made under another one', () => {
    create('one', { ScheduleExpression: at(600) });
    local.scheduler.stop();
    const sameDatabase = local.reopen(60);
    sameDatabase.start();
    vi.advanceTimersByTime(599_999);
    expect(local.invocations).toEqual([]);
    vi.advanceTimersByTime(1);
    sameDatabase.stop();
    expect(local.invocations).toHaveLength(1);
  });
});

describe('a target that refuses', () => {
  const policy = (attempts: number, age = 3600) =>
    targetWith({
      Input: '"attempt <aws.scheduler.attempt-number>"',
      RetryPolicy: { MaximumRetryAttempts: attempts, MaximumEventAgeInSeconds: age },
      DeadLetterConfig: { Arn: QUEUE_ARN },
    });

  it('is tried again as the retry policy says; then the input is a dead letter that says why', () => {
    local.target.answer = UNKNOWN;
    create('one', { ActionAfterCompletion: 'DELETE', ...policy(2) });
    vi.advanceTimersByTime(60_000);
    expect(exists('one')).toBe(true);
    vi.advanceTimersByTime(3_600_000);
    expect(local.invocations.map(({ input }) => input)).toEqual([
      '"attempt 1"',
      '"attempt 2"',
      '"attempt 3"',
    ]);
    expect(new Set(local.invocations.map(({ executionId }) => executionId)).size).toBe(1);
    expect(local.letters).toEqual([
      {
        body: '"attempt 3"',
        attributes: {
          ERROR_CODE: 'ResourceNotFoundException',
          ERROR_MESSAGE: 'There is no such function.',
          EXECUTION_ID: local.invocations[0]?.executionId,
          EXHAUSTED_RETRY_CONDITION: 'MaximumRetryAttempts',
          IS_PAYLOAD_TRUNCATED: 'false',
          RETRY_ATTEMPTS: '2',
          SCHEDULED_TIME: '2026-11-24T12:01:00Z',
          SCHEDULE_ARN: 'arn:aws:scheduler:eu-north-1:111122223333:schedule/default/one',
          TARGET_ARN: FUNCTION_ARN,
        },
      },
    ]);
    expect(exists('one')).toBe(false);
  });

  it('is not tried for longer than the event may age', () => {
    local.target.answer = UNKNOWN;
    create('one', policy(185, 60));
    vi.advanceTimersByTime(3_600_000);
    expect(local.letters[0]?.attributes).toMatchObject({
      EXHAUSTED_RETRY_CONDITION: 'MaximumEventAgeInSeconds',
    });
    expect(local.invocations).toHaveLength(6);
  });

  it('is tried again after a restart', () => {
    local.target.answer = UNKNOWN;
    create('one', policy(5));
    vi.advanceTimersByTime(60_000);
    local.scheduler.stop();
    local.target.answer = { kind: 'accepted' };
    const later = local.reopen();
    later.start();
    vi.advanceTimersByTime(1000);
    later.stop();
    expect(local.invocations).toHaveLength(2);
    expect(local.letters).toEqual([]);
  });

  it('loses the input when no queue for dead letters is set, as in AWS', () => {
    local.target.answer = UNKNOWN;
    create('one', targetWith({ RetryPolicy: { MaximumRetryAttempts: 0 } }));
    vi.advanceTimersByTime(3_600_000);
    expect(local.invocations).toHaveLength(1);
    expect(local.letters).toEqual([]);
  });

  it('leaves a schedule alone that was made anew under the same name meanwhile', () => {
    local.target.answer = UNKNOWN;
    create('one', { ActionAfterCompletion: 'DELETE', ...policy(1) });
    vi.advanceTimersByTime(60_000);
    local.scheduler.schedules.delete({ Name: 'one', GroupName: 'default' });
    create('one', { ActionAfterCompletion: 'DELETE', ScheduleExpression: at(7200) });
    vi.advanceTimersByTime(10_000);
    expect(local.letters).toHaveLength(1);
    expect(exists('one')).toBe(true);
  });
});
