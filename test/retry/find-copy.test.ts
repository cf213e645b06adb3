import { describe, expect, it } from 'vitest';
import type { Policy } from '../../functions/policy/policy.ts';
import { findCopy } from '../../functions/retry/find-copy.ts';
import { readRecent } from '../../functions/retry/read-recent.ts';
import { ValohaiRejectedError, ValohaiUnavailableError } from '../../functions/valohai/errors.ts';
import type { Execution } from '../../functions/valohai/execution.ts';
import { execution, idOf, MemoryValohai } from '../functions/memory-valohai.ts';

const ENDED = '2026-02-03T11:30:00Z';
const failed = execution({ id: idOf(41), counter: 41, tags: ['weekly'], end_time: ENDED });

async function find(valohai: MemoryValohai, of: Execution, reruns: Policy['rerunsByPeople'] = 'count') {
  const { executions } = await readRecent(valohai, of);
  return findCopy(valohai, of, executions, reruns);
}

/** A newer execution: the same work, started by a person after the failure, except for what is given. */
function newer(counter: number, changes: Readonly<Record<string, unknown>> = {}) {
  return execution({
    id: idOf(counter),
    counter,
    tags: [],
    status: 'started',
    ctime: '2026-02-03T11:45:00Z',
    end_time: null,
    ...changes,
  });
}

describe('our own copy', () => {
  it('is found by its tag', async () => {
    const valohai = new MemoryValohai(
      failed,
      newer(42, { step: 'evaluate' }),
      newer(43, { tags: ['retry-of: #41'] }),
    );
    expect(await find(valohai, failed)).toEqual({ counter: 43, by: 'us' });
  });

  it('is found by its tag where lists carry none', async () => {
    const valohai = new MemoryValohai(
      failed,
      newer(42, { tags: ['retry-of: #41'] }),
      newer(43, { step: 'evaluate' }),
    );
    valohai.listsTags = false;
    expect(await find(valohai, failed)).toEqual({ counter: 42, by: 'us' });
  });

  it('may be one that cannot be read now, so that nothing is said before it can', async () => {
    const valohai = new MemoryValohai(failed, newer(42, { tags: ['retry-of: #41'] }));
    valohai.listsTags = false;
    const away = new ValohaiUnavailableError('503');
    valohai.trouble.set('execution', away);

    await expect(find(valohai, failed)).rejects.toBe(away);
  });

  it('is none that was deleted since it was listed', async () => {
    const valohai = new MemoryValohai(failed, newer(42, { step: 'evaluate' }));
    valohai.listsTags = false;
    valohai.trouble.set('execution', new ValohaiRejectedError('404', 404));

    expect(await find(valohai, failed)).toBeUndefined();
  });

  it('is none of its own tags: an execution does not repeat itself', async () => {
    const odd = execution({ id: idOf(41), counter: 41, tags: ['retry-of: #41'], end_time: ENDED });

    expect(await find(new MemoryValohai(odd), odd)).toBeUndefined();
  });

  it('is found behind hundreds of newer executions', async () => {
    const others = Array.from({ length: 250 }, (_, index) => newer(43 + index, { step: 'evaluate' }));
    const valohai = new MemoryValohai(failed, newer(42, { tags: ['retry-of: #41'] }), ...others);
    expect(await find(valohai, failed)).toEqual({ counter: 42, by: 'us' });
  });

  it('is not looked for among the hundreds that were created before the failure', async () => {
    const together = Array.from({ length: 250 }, (_, index) =>
      newer(43 + index, { step: 'evaluate', ctime: '2026-02-03T10:00:00Z' }),
    );
    const valohai = new MemoryValohai(failed, ...together, newer(293, { tags: ['retry-of: #41'] }));
    expect(await find(valohai, failed)).toEqual({ counter: 293, by: 'us' });
    expect((await readRecent(valohai, failed)).executions).toHaveLength(100);
  });

  it('is found behind them where clocks are a little apart', async () => {
    const apart = Array.from({ length: 150 }, (_, index) =>
      newer(43 + index, { step: 'evaluate', ctime: '2026-02-03T11:29:00Z' }),
    );
    const valohai = new MemoryValohai(failed, newer(42, { tags: ['retry-of: #41'] }), ...apart);
    expect(await find(valohai, failed)).toEqual({ counter: 42, by: 'us' });
  });

  it('is found also when a person has started the same work since', async () => {
    const valohai = new MemoryValohai(failed, newer(42, { tags: ['retry-of: #41'] }), newer(43));
    expect(await find(valohai, failed)).toEqual({ counter: 42, by: 'us' });
  });

  it('is found whatever became of it', async () => {
    const valohai = new MemoryValohai(failed, newer(42, { tags: ['retry-of: #41'], status: 'error' }));
    expect(await find(valohai, failed)).toEqual({ counter: 42, by: 'us' });
  });
});

describe('the same work, started by a person', () => {
  it('counts as a copy', async () => {
    expect(await find(new MemoryValohai(failed, newer(42)), failed)).toEqual({
      counter: 42,
      by: 'a person',
    });
  });

  it('counts where lists carry neither tags nor step', async () => {
    const valohai = new MemoryValohai(failed, newer(42));
    valohai.listsTags = false;
    expect(await find(valohai, failed)).toEqual({ counter: 42, by: 'a person' });
  });

  it('does not count where the policy ignores it, and is not even read', async () => {
    const valohai = new MemoryValohai(failed, newer(42));
    expect(await find(valohai, failed, 'ignore')).toBeUndefined();
    expect(valohai.reads).toEqual([]);

    valohai.executions.push(newer(43, { tags: ['retry-of: #41'] }));
    expect(await find(valohai, failed, 'ignore')).toEqual({ counter: 43, by: 'us' });
  });

  it.each<[string, Record<string, unknown>]>([
    ['another step', { step: 'evaluate' }],
    ['other code', { commit: { identifier: '0ddba11' } }],
    ['other parameters', { parameters: { rate: 0.2 } }],
    ['other inputs', { inputs: [] }],
    ['part of a pipeline', { pipeline: idOf(1) }],
    ['part of a task', { task: idOf(1) }],
    ['started before the failure', { ctime: '2026-02-03T11:29:59Z' }],
    ['started at an unknown time', { ctime: null }],
    ['our retry of another failure', { tags: ['retry-of: #40'] }],
  ])('does not count when it is %s', async (_, changes) => {
    expect(await find(new MemoryValohai(failed, newer(42, changes)), failed)).toBeUndefined();
  });

  it('counts when it was started the moment the other failed, or when that is not known', async () => {
    expect(await find(new MemoryValohai(failed, newer(42, { ctime: ENDED })), failed)).toMatchObject({
      counter: 42,
    });
    const unknown = { ...failed, endedAt: undefined };
    expect(await find(new MemoryValohai(unknown, newer(42)), unknown)).toMatchObject({ counter: 42 });
  });

  it('does not count when it is older, or in another project', async () => {
    const elsewhere = newer(42, { project: { id: idOf(9), name: 'other' } });
    expect(await find(new MemoryValohai(failed, newer(40), elsewhere), failed)).toBeUndefined();
  });
});

describe('what was deleted since it was listed', () => {
  /** Lists one more execution than it can show. */
  class Forgetful extends MemoryValohai {
    override async *newest(projectId: string) {
      const gone = { id: idOf(99), counter: 99 };
      const listed = this.listsTags ? { ...gone, tags: [], step: failed.step } : gone;
      yield { items: [listed], isLast: false };
      yield* super.newest(projectId);
    }
  }

  it.each([true, false])('is passed over (lists with tags: %s)', async (listsTags) => {
    const valohai = new Forgetful(failed, newer(42));
    valohai.listsTags = listsTags;
    expect(await find(valohai, failed)).toEqual({ counter: 42, by: 'a person' });
  });
});

it('does not take a Valohai that is away for one without a copy', async () => {
  const valohai = new MemoryValohai(failed);
  valohai.trouble.set('newest', new ValohaiUnavailableError('away'));
  await expect(find(valohai, failed)).rejects.toThrow('away');
});
