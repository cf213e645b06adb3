import { describe, expect, it } from 'vitest';
import { readFacts } from '../../functions/failure/read-facts.ts';
import { ValohaiRejectedError, ValohaiUnavailableError } from '../../functions/valohai/errors.ts';
import { execution, idOf, MemoryValohai } from '../functions/memory-valohai.ts';

const NOW = new Date('2026-02-03T12:00:00Z');

/** An execution of a chain; each ended an hour after the one before it. */
function link(counter: number, tags: readonly string[] = []) {
  return execution({
    id: idOf(counter),
    counter,
    tags,
    end_time: new Date(Date.UTC(2026, 1, 3, counter)).toISOString(),
  });
}

async function firstFailureOf(last: number, valohai: MemoryValohai): Promise<string> {
  return (await readFacts(valohai, idOf(last), NOW)).firstFailureAt.toISOString();
}

describe('the facts of a failure', () => {
  it('are the execution, its log and when it failed', async () => {
    const valohai = new MemoryValohai(link(11));
    expect(await readFacts(valohai, idOf(11), NOW)).toEqual({
      execution: valohai.find(idOf(11)),
      log: valohai.logLines,
      firstFailureAt: new Date('2026-02-03T11:00:00Z'),
    });
  });

  it('reach back to the first failure of the chain', async () => {
    const valohai = new MemoryValohai(
      link(8),
      link(9, ['retry-of: #8']),
      link(11, ['retry: 2', 'retry-of: #9']),
    );
    expect(await firstFailureOf(11, valohai)).toBe('2026-02-03T08:00:00.000Z');
  });

  it('name who started the chain, not who started its retries', async () => {
    const valohai = new MemoryValohai(
      { ...link(9), creator: 'ada' },
      { ...link(11, ['retry-of: #9']), creator: 'retry-bot' },
    );
    expect((await readFacts(valohai, idOf(11), NOW)).execution.creator).toBe('ada');
  });

  it('reach back as far as there is something, when one of the chain was deleted', async () => {
    const valohai = new MemoryValohai(link(9, ['retry-of: #8']), link(11, ['retry-of: #9']));
    expect(await firstFailureOf(11, valohai)).toBe('2026-02-03T09:00:00.000Z');
  });

  it('are not misled by a tag that points to itself or to something later', async () => {
    const valohai = new MemoryValohai(link(11, ['retry-of: #11']), link(9, ['retry-of: #11']));
    expect(await firstFailureOf(11, valohai)).toBe('2026-02-03T11:00:00.000Z');
    expect(await firstFailureOf(9, valohai)).toBe('2026-02-03T09:00:00.000Z');
  });

  it('go no further back than there can be retries', async () => {
    const chain = Array.from({ length: 23 }, (_, hour) =>
      link(hour, hour === 0 ? [] : [`retry-of: #${hour - 1}`]),
    );
    const valohai = new MemoryValohai(...chain.map((one) => ({ ...one, endedAt: new Date(one.counter) })));
    expect((await readFacts(valohai, idOf(22), NOW)).firstFailureAt).toEqual(new Date(12));
  });

  it('take what is known for the time of the failure', async () => {
    const begun = execution({ end_time: null, ctime: '2026-02-03T10:00:00Z' });
    const unknown = execution({ end_time: null, ctime: null });
    expect((await readFacts(new MemoryValohai(begun), begun.id, NOW)).firstFailureAt).toEqual(
      begun.createdAt,
    );
    expect((await readFacts(new MemoryValohai(unknown), unknown.id, NOW)).firstFailureAt).toEqual(NOW);
  });

  it.each([new ValohaiUnavailableError('away'), new ValohaiRejectedError('404', 404)])(
    'are not made up: %s',
    async (error) => {
      for (const call of ['execution', 'log'] as const) {
        const valohai = new MemoryValohai(link(11));
        valohai.trouble.set(call, error);
        await expect(readFacts(valohai, idOf(11), NOW)).rejects.toBe(error);
      }
    },
  );

  it('are not cut short by a Valohai that goes away half-way', async () => {
    class Leaving extends MemoryValohai {
      override async execution(ref: string) {
        if (ref.includes(':')) throw new ValohaiUnavailableError('away');
        return super.execution(ref);
      }
    }
    const valohai = new Leaving(link(9), link(11, ['retry-of: #9']));
    await expect(readFacts(valohai, idOf(11), NOW)).rejects.toThrow('away');
  });
});
