import { describe, expect, it } from 'vitest';
import { LaterRuns, type RunReader } from '../../../cli/rehearse/later-runs.ts';
import type { ListedExecution } from '../../../functions/valohai/client.ts';
import { ValohaiRejectedError, ValohaiUnavailableError } from '../../../functions/valohai/errors.ts';

type Listed = Omit<ListedExecution, 'id'>;

const STEPS = new Set(['train', 'test']);

/** A project that ran this, newest first, and lists only so much of it. */
function aReader(runs: readonly Listed[], shown: readonly (keyof Listed)[] = ['step', 'commit', 'status']) {
  const read: string[] = [];
  const reader: RunReader = {
    async *newerThan(_, counter) {
      for (const run of runs) {
        if (run.counter <= counter) return;
        const visible = Object.entries(run).filter(([key]) => shown.some((one) => one === key));
        yield { id: `${run.counter}`, counter: run.counter, ...Object.fromEntries(visible) };
      }
    },
    async execution(ref) {
      read.push(ref);
      const run = runs.find(({ counter }) => `${counter}` === ref);
      if (run?.status === undefined) throw new ValohaiRejectedError('gone', 404);
      return { ...run, step: run.step ?? '', status: run.status };
    },
  };
  return { reader, read };
}

const COMPLETED = { counter: 9, step: 'train', commit: 'one', status: 'complete' };
const FAILED = { counter: 8, step: 'test', commit: 'one', status: 'error' };
const STOPPED = { counter: 7, step: 'train', commit: 'two', status: 'stopped' };

describe('what became of a step and commit after a failure', () => {
  async function fates(runs: RunReader, oldest = 0) {
    const later = new LaterRuns();
    await later.read(runs, 'p', oldest, STEPS, () => {});
    return (counter: number, step: string, commit: string | undefined) =>
      later.fateOf({ counter, step, commit });
  }

  it('is a success, another failure, or nothing that ran to its end', async () => {
    const fateOf = await fates(aReader([COMPLETED, FAILED, STOPPED]).reader);

    expect(fateOf(1, 'train', 'one')).toBe('succeeded');
    expect(fateOf(1, 'test', 'one')).toBe('failed again');
    expect(fateOf(1, 'train', 'two')).toBe('not run again');
    expect(fateOf(1, 'train', 'three')).toBe('not run again');
    expect(fateOf(1, 'train', undefined)).toBe('not run again');
  });

  it('counts only what ran after it', async () => {
    const older = { ...COMPLETED, counter: 5 };
    const fateOf = await fates(aReader([FAILED, older]).reader);

    expect(fateOf(4, 'train', 'one')).toBe('succeeded');
    expect(fateOf(5, 'train', 'one')).toBe('not run again');
    expect(fateOf(8, 'test', 'one')).toBe('not run again');
  });

  it('is a success, whatever else failed before or after that', async () => {
    const runs = [
      { ...COMPLETED, counter: 12, status: 'error' },
      COMPLETED,
      { ...COMPLETED, counter: 3, status: 'crashed' },
    ];
    const fateOf = await fates(aReader(runs).reader);

    expect(fateOf(1, 'train', 'one')).toBe('succeeded');
    expect(fateOf(9, 'train', 'one')).toBe('failed again');
  });

  it('is not known as far as it was not read', async () => {
    const { reader } = aReader([COMPLETED, FAILED]);
    const broken: RunReader = {
      ...reader,
      async *newerThan(project, counter) {
        yield* reader.newerThan(project, counter);
        throw new ValohaiUnavailableError('away');
      },
    };
    const later = new LaterRuns();

    await expect(later.read(broken, 'p', 0, STEPS, () => {})).rejects.toThrow('away');

    expect(later.fateOf({ counter: 1, step: 'train', commit: 'one' })).toBe('succeeded');
    expect(later.fateOf({ counter: 1, step: 'test', commit: 'one' })).toBe('not known');
    expect(later.fateOf({ counter: 8, step: 'train', commit: 'two' })).toBe('not run again');
    expect(new LaterRuns().fateOf({ counter: 1, step: 'train', commit: 'one' })).toBe('not known');
  });

  it.each<keyof Listed>(['commit', 'status', 'step'])(
    'is read from the executions where a list lacks the %s',
    async (lacking) => {
      const shown = (['step', 'commit', 'status'] as const).filter((key) => key !== lacking);
      const gone = { counter: 6, step: 'train', commit: 'one' };
      const other = { ...FAILED, counter: 5, step: 'deploy' };
      const { reader, read } = aReader([COMPLETED, FAILED, gone, other], shown);

      const fateOf = await fates(reader);

      expect(fateOf(1, 'train', 'one')).toBe('succeeded');
      expect(fateOf(1, 'test', 'one')).toBe('failed again');
      expect(read).toEqual(lacking === 'step' ? ['9', '8', '6', '5'] : ['9', '8', '6']);
    },
  );
});
