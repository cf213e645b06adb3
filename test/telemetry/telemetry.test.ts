import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Telemetry } from '../../functions/telemetry.ts';
import { ValohaiUnavailableError } from '../../functions/valohai/errors.ts';
import { CapturedOutput } from '../functions/captured-output.ts';
import { execution, idOf } from '../functions/memory-valohai.ts';

const failed = execution();
const copy = execution({ id: idOf(42), counter: 42 });
const SUBJECT = { execution: failed.id, counter: 41, project: 'acme/churn' };
const AT = new Date('2026-02-03T11:32:00Z');
const RETRY = {
  kind: 'retry',
  reason: 'network',
  attempt: 1,
  of: 3,
  at: AT,
  until: AT,
  why: 'network',
} as const;

let output: CapturedOutput;
let telemetry: Telemetry;

beforeEach(() => {
  vi.stubEnv('POWERTOOLS_METRICS_NAMESPACE', 'valohai-retry');
  vi.stubEnv('POWERTOOLS_SERVICE_NAME', 'retry');
  output = new CapturedOutput();
  telemetry = new Telemetry();
});

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

describe('one line and one count are written', () => {
  it('for a retry that is scheduled', () => {
    telemetry.handled({ decision: RETRY, execution: failed, isRepeated: false });
    telemetry.flush();
    expect(output.logs).toMatchObject([
      {
        message: 'decided',
        level: 'INFO',
        ...SUBJECT,
        kind: 'retry',
        attempt: 1,
        of: 3,
        at: AT.toISOString(),
        why: 'network',
      },
    ]);
    expect(output.counts).toEqual({ RetryScheduled: 1 });
  });

  it.each([
    ['exhausted', 'RetriesExhausted'],
    ['expired', 'RetriesExhausted'],
    ['permanent', 'NotRetried'],
    ['no-retry', 'NotRetried'],
  ] as const)('for a failure that is given up as %s: %s', (cause, name) => {
    const decision = {
      kind: 'give-up',
      reason: 'network',
      cause,
      attempt: 3,
      of: 3,
      why: 'it says why',
    } as const;
    telemetry.handled({ decision, execution: failed, isRepeated: false });
    telemetry.flush();
    expect(output.logs).toMatchObject([
      { message: 'gave-up', ...SUBJECT, cause, attempt: 3, of: 3, why: 'it says why' },
    ]);
    expect(output.counts).toEqual({ [name]: 1 });
  });

  it('for what would be retried, were it not for shadow mode', () => {
    const decision = {
      kind: 'would-retry',
      reason: 'network',
      attempt: 1,
      of: 3,
      at: AT,
      until: AT,
      why: 'network',
    } as const;
    telemetry.handled({ decision, execution: failed, isRepeated: false });
    telemetry.handled({ decision, execution: failed, isRepeated: true });
    telemetry.launched({ kind: 'would-retry', failed, decision });
    telemetry.flush();
    expect(output.logs).toMatchObject(
      [undefined, true, undefined].map((isRepeated) => ({
        ...{ message: 'decided', ...SUBJECT, kind: 'would-retry', attempt: 1, of: 3 },
        ...(isRepeated && { isRepeated }),
      })),
    );
    expect(output.counts).toEqual({ WouldRetry: 2 });
  });

  it('for a launch', () => {
    telemetry.launched({ kind: 'launched', failed, copy, attempt: 2, of: 3, why: 'network' });
    telemetry.flush();
    expect(output.logs[0]).toMatchObject({
      message: 'launched',
      ...SUBJECT,
      kind: 'retry',
      copy: copy.id,
      copyCounter: 42,
      attempt: 2,
      of: 3,
      why: 'network',
    });
    expect(output.counts).toEqual({ RetryLaunched: 1 });
  });

  it('for a launch that Valohai refuses', () => {
    const decision = {
      kind: 'give-up',
      reason: 'network',
      cause: 'rejected',
      attempt: 1,
      of: 3,
      why: '400',
    } as const;
    telemetry.launched({ kind: 'give-up', failed, decision });
    telemetry.flush();
    expect(output.logs).toMatchObject([{ message: 'gave-up', ...SUBJECT, cause: 'rejected' }]);
    expect(output.counts).toEqual({ NotRetried: 1 });
  });
});

describe('a line alone is written', () => {
  it('for what is repeated', () => {
    const giveUp = {
      kind: 'give-up',
      reason: 'network',
      cause: 'permanent',
      attempt: 0,
      of: 0,
      why: 'a bug',
    } as const;
    telemetry.handled({ decision: RETRY, execution: failed, isRepeated: true });
    telemetry.handled({ decision: giveUp, execution: failed, isRepeated: true });
    telemetry.flush();
    expect(output.logs).toMatchObject([{ isRepeated: true }, { isRepeated: true }]);
    expect(output.counts).toEqual({});
  });

  it('for what is ignored or postponed, and no warning beside it', () => {
    telemetry.handled({
      decision: { kind: 'ignore', why: 'it completed' },
      execution: failed,
      isRepeated: false,
    });
    telemetry.launched({ kind: 'ignore', failed, why: 'it was deleted' });
    telemetry.launched({ kind: 'ignore', why: 'Valohai does not show it any more' });
    telemetry.launched({ kind: 'postponed', executionId: failed.id, at: AT, why: 'away' });
    telemetry.launched({ kind: 'postponed', executionId: failed.id, failed, at: AT, why: 'held' });
    telemetry.flush();
    expect(output.logs).toMatchObject([
      { message: 'decided', ...SUBJECT, kind: 'ignore', why: 'it completed' },
      { message: 'decided', ...SUBJECT, kind: 'ignore', why: 'it was deleted' },
      { message: 'decided', kind: 'ignore', why: 'Valohai does not show it any more' },
      { message: 'decided', kind: 'postponed', execution: failed.id, at: AT.toISOString(), why: 'away' },
      { message: 'decided', ...SUBJECT, kind: 'postponed', at: AT.toISOString(), why: 'held' },
    ]);
    expect(output.counts).toEqual({});
  });

  it('for an error, without its cause and its stack', () => {
    telemetry.failed(new ValohaiUnavailableError('away', { cause: new Error('inner') }), failed.id);
    telemetry.failed('thrown text');
    expect(output.logs).toMatchObject([
      {
        level: 'ERROR',
        message: 'failed',
        execution: failed.id,
        kind: 'ValohaiUnavailableError',
        why: 'away',
      },
      { level: 'ERROR', message: 'failed', kind: 'Error', why: 'thrown text' },
    ]);
    expect(output.text).not.toContain('inner');
    expect(output.text).not.toContain('.ts:');
  });
});

it('says once for each instance what a copy lacks', () => {
  for (let launch = 0; launch < 3; launch += 1) {
    telemetry.launched({ kind: 'launched', failed, copy, attempt: 1, of: 3, why: 'network' });
  }
  telemetry.flush();
  expect(output.logs.map(({ message }) => message)).toEqual([
    'launched',
    expect.stringContaining('time limit, environment variable groups and presets'),
    'launched',
    'launched',
  ]);
  expect(output.counts).toEqual({ RetryLaunched: 3 });
});

it('counts each invocation anew', () => {
  telemetry.received();
  telemetry.refused(401, 'no key');
  telemetry.flush();
  telemetry.received();
  telemetry.flush();
  expect(output.counts).toEqual({ NotificationReceived: 2, NotificationRefused: 1 });
});
