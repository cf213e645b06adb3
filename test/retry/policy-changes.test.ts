import * as v from 'valibot';
import { beforeEach, describe, expect, it } from 'vitest';
import { type PolicyDocument, PolicySchema } from '../../functions/policy/policy.ts';
import { copyOf } from '../../functions/retry/copy.ts';
import { launchRetry } from '../../functions/retry/launch.ts';
import { ValohaiRejectedError } from '../../functions/valohai/errors.ts';
import { MemorySchedules } from '../functions/memory-schedules.ts';
import { execution, MemoryValohai } from '../functions/memory-valohai.ts';
import { EXECUTION_ID, PROJECT_ID } from '../valohai/answers.ts';

const DUE = '2026-02-03T11:32:00.000Z';

let valohai: MemoryValohai;
let schedules: MemorySchedules;

beforeEach(() => {
  valohai = new MemoryValohai(execution({ tags: ['weekly'] }));
  schedules = new MemorySchedules();
});

/** Delivers a retry that was scheduled under another policy. */
function launch(policy: PolicyDocument) {
  const scheduled = {
    version: 1,
    purpose: 'launch',
    projectId: PROJECT_ID,
    executionId: EXECUTION_ID,
    due: DUE,
    ...{ turn: 0, tries: 0, hasSlot: false, isCounted: false },
  } as const;
  const now = () => new Date(DUE);
  return launchRetry(scheduled, { valohai, schedules, policy: v.parse(PolicySchema, policy), now });
}

describe('a copy', () => {
  const retry = { attempt: 2, reason: 'network' } as const;

  it('has the environment and the priority of the policy in place of its own', () => {
    const copy = copyOf(execution(), { ...retry, changes: { environment: 'bigger', priority: 0 } });
    expect(copy).toMatchObject({ environment: 'bigger', priority: 0 });
  });

  it("has the policy's parameters over and beside its own", () => {
    const failed = execution({ parameters: { rate: 0.1, layers: 3 } });
    const changes = { parameters: { rate: 0.01, 'batch-size': 8 } };
    expect(copyOf(failed, { ...retry, changes }).parameters).toEqual({
      rate: 0.01,
      layers: 3,
      'batch-size': 8,
    });
  });

  it('counts the machines that were lost', () => {
    const failed = execution({ tags: ['retry: 1'] });
    expect(copyOf(failed, { attempt: 2, reason: 'infrastructure' }).tags).toEqual([
      'retry: 2',
      'retry-infrastructure: 1',
      'retry-of: #41',
    ]);
  });
});

describe('a retry that is due', () => {
  it('gets what the policy changes', async () => {
    await launch({ rules: [{ when: { log: 'flaky' }, retries: 1, environment: ['a', 'b'], priority: 7 }] });
    expect(valohai.posted).toMatchObject([{ environment: 'a', priority: 7 }]);
  });

  it('is not started when the policy went into shadow mode meanwhile', async () => {
    const shadow: PolicyDocument = { mode: 'shadow', rules: [{ when: { log: 'flaky' }, retries: 1 }] };
    expect(await launch(shadow)).toMatchObject({ kind: 'would-retry', decision: { attempt: 1, of: 1 } });
    expect(valohai.posted).toEqual([]);
    expect(valohai.find(EXECUTION_ID).tags).toEqual(['weekly', 'would-retry: unknown']);
    expect([...schedules.pending.values()].filter(({ input }) => input.purpose === 'launch')).toEqual([]);
  });

  it('keeps what the rule says when Valohai refuses it', async () => {
    valohai.trouble.set('create', new ValohaiRejectedError('no such environment', 400));
    const rule = { when: { log: 'flaky' }, retries: 1, environment: 'x', notify: ['team'] };
    expect(await launch({ rules: [rule] })).toMatchObject({
      kind: 'give-up',
      decision: { cause: 'rejected', notify: ['team'], rule: 'rule 1', why: 'no such environment' },
    });
  });
});
