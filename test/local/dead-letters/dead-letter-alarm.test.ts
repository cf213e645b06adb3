import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { readAlarm } from '../../../functions/sweep/alarm.ts';
import { type AlarmEvent, DeadLetterAlarm } from '../../../local/dead-letters/dead-letter-alarm.ts';
import { DeadLetters } from '../../../local/dead-letters/dead-letters.ts';

describe('the alarm on dead letters', () => {
  let letters: DeadLetters;
  let alarm: DeadLetterAlarm;
  let alarms: AlarmEvent[];

  function start(): void {
    alarms = [];
    alarm = new DeadLetterAlarm({ letters, every: 1_000, onAlarm: (event) => alarms.push(event) });
    alarm.start();
  }

  beforeEach(() => {
    vi.useFakeTimers({ now: new Date('2026-03-01T08:00:00Z') });
    const scope = { region: 'us-east-1', accountId: '000000000000', name: 'letters' };
    letters = new DeadLetters(new DatabaseSync(':memory:'), scope);
    start();
  });

  afterEach(() => {
    alarm.stop();
    vi.useRealTimers();
  });

  it('goes off at the first letter, as CloudWatch would say it, and not at those that follow', () => {
    vi.advanceTimersByTime(5_000);
    expect(alarms).toEqual([]);

    letters.add({ body: 'one' });
    vi.advanceTimersByTime(1_000);
    letters.add({ body: 'two' });
    vi.advanceTimersByTime(5_000);

    expect(alarms.map(readAlarm)).toMatchObject([
      { alarmData: { state: { timestamp: '2026-03-01T08:00:05.000Z' } } },
    ]);
  });

  it('stays on while a person holds the letters, and goes off again only after all had gone', () => {
    letters.add({ body: 'one' });
    vi.advanceTimersByTime(1_000);
    letters.receive(10, 60_000);
    vi.advanceTimersByTime(2_000);
    expect(alarms).toHaveLength(1);

    letters.purge();
    vi.advanceTimersByTime(1_000);
    letters.add({ body: 'another' });
    vi.advanceTimersByTime(1_000);
    expect(alarms).toHaveLength(2);
  });

  it('says after a restart the same as before, so that who told of it knows', () => {
    letters.add({ body: 'one' });
    vi.advanceTimersByTime(1_000);
    const [before] = alarms;
    alarm.stop();

    start();
    vi.advanceTimersByTime(60_000);

    expect(alarms).toEqual([before]);
  });
});
