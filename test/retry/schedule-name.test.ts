import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  awayScheduleName,
  lookScheduleName,
  retryScheduleName,
  turnScheduleName,
} from '../../functions/retry/schedule-name.ts';
import { EXECUTION_ID, PROJECT_ID } from '../valohai/answers.ts';

const subject = { projectId: PROJECT_ID, executionId: EXECUTION_ID };
const subjects = fc.record({ projectId: fc.uuid(), executionId: fc.uuid() });
const counts = fc.integer({ min: 1, max: 9_999 });

describe('the name of a schedule', () => {
  it('is the end of the project’s id and all of the execution’s', () => {
    expect(retryScheduleName(subject)).toBe('51a0c3e8b7d2.01945d1f7a3c4e108b526fd09a4c1e77');
  });

  it('tells what the schedule is for', () => {
    const name = retryScheduleName(subject);
    expect(lookScheduleName(subject, 5)).toBe(`${name}.look-1`);
    expect(turnScheduleName(subject, 12)).toBe(`${name}.turn-2`);
    expect(awayScheduleName(subject, 3)).toBe(`${name}.away-1`);
  });

  it('is the same however the ids are written', () => {
    const loud = { projectId: PROJECT_ID.toUpperCase(), executionId: EXECUTION_ID.toUpperCase() };
    expect(retryScheduleName(loud)).toBe(retryScheduleName(subject));
  });

  it('is one that EventBridge Scheduler takes', () => {
    fc.assert(
      fc.property(subjects, counts, (about, count) => {
        const names = [
          retryScheduleName(about),
          lookScheduleName(about, count),
          turnScheduleName(about, count),
          awayScheduleName(about, count),
        ];
        for (const name of names) expect(name).toMatch(/^[0-9A-Za-z_.-]{1,64}$/);
        expect(new Set(names).size).toBe(4);
      }),
    );
  });

  it('belongs to one execution', () => {
    fc.assert(
      fc.property(subjects, subjects, (one, other) => {
        const isSame = retryScheduleName(one) === retryScheduleName(other);
        expect(isSame).toBe(
          one.executionId === other.executionId && one.projectId.slice(-12) === other.projectId.slice(-12),
        );
      }),
    );
  });
});
