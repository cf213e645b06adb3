import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { findPending } from '../../../cli/pending/find-pending.ts';
import { ValohaiRejectedError } from '../../../functions/valohai/errors.ts';
import { ExecutionSchema } from '../../../functions/valohai/execution.ts';

const MELT = { id: '01930000-aaaa-bbbb-cccc-0123456789ab', name: 'glacier/melt' };
const SNOW = { id: '01930000-aaaa-bbbb-cccc-ba9876543210', name: 'glacier/snow' };
const FIRST = '01940000-1111-2222-3333-444455556666';
const SECOND = '01940000-1111-2222-3333-777788889999';

const inMelt = (executionId: string) => pendingIn('0123456789ab', executionId);
const pendingIn = (projectEnd: string, executionId: string) => ({
  name: `${projectEnd}.${executionId.replaceAll('-', '')}`,
  work: 'retry' as const,
  projectEnd,
  executionId,
});

const valohai = {
  projects: async () => [MELT, SNOW],
  execution: async (ref: string) => {
    if (ref !== `${MELT.id}:8`) throw new ValohaiRejectedError('not found', 404);
    return v.parse(ExecutionSchema, {
      id: SECOND,
      counter: 8,
      project: { id: MELT.id, name: 'melt', owner: 'glacier' },
      status: 'error',
      step: 'forecast',
    });
  },
};

const find = (references: string[], pending = [inMelt(FIRST), inMelt(SECOND)]) =>
  findPending(references, pending, valohai);

describe('which executions are meant', () => {
  it.each([
    ['the whole id', SECOND],
    ['the id without its hyphens, in capitals', SECOND.replaceAll('-', '').toUpperCase()],
    ['a start that only one has', '01940000-1111-2222-3333-77'],
    ['the project and the number', 'glacier/melt#8'],
    ['what the title of a notification says', 'glacier/melt/#8'],
    ['the project without its owner, where only one is called so', 'melt#8'],
    ['the number, where only one project has something pending', '#8'],
  ])('%s', async (_what, reference) => {
    expect(await find([reference])).toEqual([{ executionId: SECOND, projectEnd: '0123456789ab' }]);
  });

  it('one that is named twice is meant once', async () => {
    expect(await find([SECOND, '#8', FIRST])).toHaveLength(2);
  });

  it('the project is the one that was found out later, where the notification did not name it', async () => {
    const found = await find([FIRST], [pendingIn('000000000000', FIRST), inMelt(FIRST)]);
    expect(found).toEqual([{ executionId: FIRST, projectEnd: '0123456789ab' }]);
  });
});

describe('what is not clear is refused', () => {
  it.each([
    ['0194', /^0194 is the start of 2 executions: 01940000-.*6666, 01940000-.*9999$/],
    ['019', /^019: expected an execution's id, at least 4 digits/],
    ['all', /^all: expected an execution's id/],
    ['01950000', /^Nothing is pending for 01950000\./],
    ['glacier/melt#9', /^Valohai shows no execution #9 in glacier\/melt: /],
    ['glacier/mellt#8', /did you mean glacier\/melt\?/],
  ])('%s', async (reference, message) => {
    await expect(find([reference])).rejects.toThrow(message);
  });

  it('a number alone when two projects have something pending', async () => {
    const pending = [inMelt(FIRST), pendingIn('ba9876543210', SECOND)];
    await expect(find(['#8'], pending)).rejects.toThrow('of which project? Write owner/name#8');
  });

  it('a number of which nothing is pending', async () => {
    await expect(find(['#8'], [inMelt(FIRST)])).rejects.toThrow('Nothing is pending for #8.');
  });

  it('anything when nothing is pending at all', async () => {
    await expect(find(['#8'], [])).rejects.toThrow('Nothing is pending for #8.');
  });
});
