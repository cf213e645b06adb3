import { describe, expect, it } from 'vitest';
import { roleOf } from '../../../cli/pending/schedule-role.ts';
import {
  awayScheduleName,
  claimName,
  gaveUpName,
  holdName,
  lookScheduleName,
  retryScheduleName,
  slotName,
  turnScheduleName,
} from '../../../functions/retry/schedule-name.ts';

const projectId = '01930000-aaaa-bbbb-cccc-0123456789ab';
const executionId = '01940000-1111-2222-3333-444455556666';
const subject = { projectId, executionId };
const about = { kind: 'pending', projectEnd: '0123456789ab', executionId };

describe('what the name of a schedule tells', () => {
  it.each([
    [retryScheduleName(subject), 'retry'],
    [turnScheduleName(subject, 12), 'put off'],
    [lookScheduleName(subject, 3), 'look'],
    [awayScheduleName(subject, 7), 'Valohai away'],
    [`${retryScheduleName(subject)}.again-0123456789ab`, 'sent again'],
    [`${retryScheduleName(subject)}.of-a-later-version`, 'other'],
  ])('%s is pending', (name, work) => {
    expect(roleOf(name)).toEqual({ ...about, work });
  });

  it.each([
    claimName(subject),
    gaveUpName(subject),
    slotName(projectId, 29_000_000, 4),
    slotName(undefined, 29_000_000, 4),
    'sweep',
    'sweep-running',
    'nightly-report-of-somebody',
    '',
  ])('"%s" is not', (name) => {
    expect(roleOf(name)).toEqual({ kind: 'none' });
  });

  it('a hold and a breaker tell which project they are about', () => {
    expect(roleOf(holdName(projectId))).toEqual({ kind: 'hold', projectEnd: '0123456789ab' });
    expect(roleOf('0123456789ab.breaker-00112233aabbccdd-1')).toEqual({
      kind: 'breaker',
      projectEnd: '0123456789ab',
    });
  });
});
