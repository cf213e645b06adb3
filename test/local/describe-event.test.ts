import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { describeEvent } from '../../local/describe-event.ts';
import { type InstallationEvent, readEvent } from '../../local/events.ts';

const NOW = new Date('2026-03-01T08:00:00Z');
const SUBJECT = { execution: '01945d1f-0000-4000-8000-000000000007', counter: 7, step: 'tides' };
const WHY = 'network (dns): Temporary failure in name resolution';

function line(event: InstallationEvent, timeScale = 1): string | undefined {
  return describeEvent(event, NOW, timeScale);
}

describe('a line for people about an event', () => {
  it.each<[string, InstallationEvent, string]>([
    [
      'a scheduled retry',
      {
        event: 'decided',
        ...SUBJECT,
        kind: 'retry',
        attempt: 1,
        of: 3,
        at: '2026-03-01T08:01:30Z',
        why: WHY,
      },
      `#7 tides             failed; retry 1 of 3 in 1 min 30 s  ${WHY}`,
    ],
    [
      'a retry that the shadow mode holds back',
      {
        event: 'decided',
        ...SUBJECT,
        kind: 'would-retry',
        attempt: 1,
        of: 3,
        at: '2026-03-01T08:01:00Z',
        why: WHY,
      },
      `#7 tides             failed; WOULD be retried, 1 of 3, in 1 min (shadow mode)  ${WHY}`,
    ],
    [
      'a launch',
      { event: 'launched', ...SUBJECT, kind: 'retry', attempt: 1, of: 3, copy: 'x', copyCounter: 8 },
      '#7 tides             retry 1 of 3 started as #8',
    ],
    [
      'a recovery',
      { event: 'decided', ...SUBJECT, kind: 'recovered', attempt: 1, why: 'it completed at retry 1' },
      '#7 tides             COMPLETED at retry 1',
    ],
    [
      'a give-up',
      {
        event: 'gave-up',
        ...SUBJECT,
        kind: 'give-up',
        cause: 'exhausted',
        why: '3 of 3 retries are used up',
      },
      '#7 tides             NOT RETRIED (exhausted)  3 of 3 retries are used up',
    ],
    [
      'a look that has to be repeated',
      { event: 'decided', execution: 'x', kind: 'look-again', at: '2026-03-01T08:01:00Z', why: 'no answer' },
      'x no answer; looked at again in 1 min',
    ],
    [
      'a launch that was put off',
      { event: 'decided', execution: 'x', kind: 'postponed', at: '2026-03-01T08:01:00Z', why: 'no answer' },
      'x waits for 1 min  no answer',
    ],
    [
      'an execution that is left alone',
      { event: 'decided', ...SUBJECT, kind: 'ignore', why: 'it was stopped' },
      '#7 tides             left alone: it was stopped',
    ],
    [
      'a message',
      { event: 'told', subject: 'Retries go on: dns', why: 'a text' },
      'MESSAGE  Retries go on: dns',
    ],
    [
      'a request that was refused',
      { event: 'refused', status: 401, why: 'The key is missing or wrong' },
      'a request was refused with 401: The key is missing or wrong',
    ],
    ['a failure', { event: 'failed', execution: 'x', kind: 'Error', why: 'gone' }, 'x PROBLEM  gone'],
    ['a failure of nobody', { event: 'failed', kind: 'Error', why: 'gone' }, 'valohai-retry PROBLEM  gone'],
    [
      'a sweep that a person asked for',
      { event: 'swept', kind: 'swept', hours: 72, looked: 9, found: 2 },
      'SWEEP  of the last 72 hours: 9 failures, 2 of them news',
    ],
    [
      'a part of one',
      { event: 'swept', kind: 'out-of-time', hours: 72, looked: 9, found: 2 },
      'SWEEP  of the last 72 hours: 9 failures, 2 of them news; goes on in a minute',
    ],
    [
      'one that has to wait',
      { event: 'swept', kind: 'already-running', hours: 72 },
      'SWEEP  of the last 72 hours waits until another one is over',
    ],
  ])('tells %s', (_, event, told) => {
    expect(line(event)).toBe(`08:00:00  ${told}`);
  });

  it('says how long it takes here, where waiting passes faster', () => {
    const event = {
      event: 'decided',
      ...SUBJECT,
      kind: 'retry',
      attempt: 1,
      of: 3,
      at: '2026-03-01T08:01:00Z',
    };

    expect(line(event, 120)).toContain('in 1 min (0.5 s here)');
  });

  it.each<[string, InstallationEvent]>([
    ['a repeated retry', { event: 'decided', ...SUBJECT, kind: 'retry', isRepeated: true }],
    ['a repeated shadow', { event: 'decided', ...SUBJECT, kind: 'would-retry', isRepeated: true }],
    ['a repeated give-up', { event: 'gave-up', ...SUBJECT, isRepeated: true }],
    ['a first run that completed', { event: 'decided', ...SUBJECT, kind: 'ignore', why: 'it completed' }],
    ['a notification about something else', { event: 'decided', kind: 'ignore', why: 'not an execution' }],
    ["Lambda's stack trace of what was told", { event: 'failed', why: 'ERROR\tInvoke Error \t{}' }],
    ['a regular sweep', { event: 'swept', kind: 'swept', looked: 0, found: 0 }],
  ])('says nothing of %s', (_, event) => {
    expect(line(event)).toBeUndefined();
  });

  it('is one line that cannot steer a terminal, whatever a function has logged', () => {
    const hostile = fc
      .array(
        fc.oneof(
          fc.constantFrom(
            '\u001b[2J',
            '\u001b]0;title\u0007',
            '\u009b31m',
            '\r\n',
            '\u202e',
            '\u2066',
            '\u2029',
          ),
          fc.string({ unit: 'binary' }),
        ),
      )
      .map((parts) => parts.join(''));
    const logged = fc.record(
      {
        message: fc.constantFrom('decided', 'launched', 'gave-up', 'refused', 'failed', 'told', 'swept'),
        kind: fc.constantFrom('retry', 'would-retry', 'look-again', 'postponed', 'recovered', 'ignore'),
        execution: hostile,
        counter: fc.nat(),
        step: hostile,
        cause: hostile,
        subject: hostile,
        at: hostile,
        hours: fc.nat(),
        why: hostile,
      },
      { requiredKeys: ['message', 'kind'] },
    );

    fc.assert(
      fc.property(logged, (fields) => {
        const event = readEvent(JSON.stringify(fields));
        const told = event && line(event);

        if (told === undefined) return;
        expect(told).toMatch(/^08:00:00 {2}/);
        expect(told).not.toMatch(/[\p{Cc}\p{Bidi_Control}\p{Zl}\p{Zp}]/u);
      }),
    );
  });
});
