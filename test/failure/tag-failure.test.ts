import { describe, expect, it } from 'vitest';
import { tagNotRetried, tagRetried } from '../../functions/failure/tag-failure.ts';
import type { GiveUp } from '../../functions/policy/decide.ts';
import { ValohaiUnavailableError } from '../../functions/valohai/errors.ts';
import { execution, MemoryValohai } from '../functions/memory-valohai.ts';

function given(cause: GiveUp['cause']): GiveUp {
  return { kind: 'give-up', cause, reason: 'network', attempt: 3, of: 3, why: 'used up' };
}

describe('the tag of a failed execution', () => {
  it('is written together with all that are there', async () => {
    const failed = execution({ tags: ['weekly', 'retry: 1'] });
    const valohai = new MemoryValohai(failed);
    expect(await tagRetried(valohai, failed, 42)).toBe('written');
    expect(valohai.find(failed.id).tags).toEqual(['weekly', 'retry: 1', 'retried: #42']);
  });

  it('is not written twice', async () => {
    const failed = execution({ tags: ['not-retried: permanent'] });
    const valohai = new MemoryValohai(failed);
    valohai.trouble.set('setTags', new Error('it must not be called'));
    expect(await tagNotRetried(valohai, failed, given('permanent'), {})).toBe('there already');
  });

  it('may not be written, which stops nothing', async () => {
    const failed = execution();
    const valohai = new MemoryValohai(failed);
    valohai.trouble.set('setTags', new ValohaiUnavailableError('away'));
    expect(await tagNotRetried(valohai, failed, given('expired'), {})).toBe('not written');
  });

  it('that settles it stands only once people were told, and then they are not told again', async () => {
    const failed = execution({ tags: [] });
    const valohai = new MemoryValohai(failed);
    const tagsWhenTold: unknown[] = [];
    const onGiveUp = async () => void tagsWhenTold.push([...valohai.find(failed.id).tags]);
    await tagNotRetried(valohai, failed, given('exhausted'), { onGiveUp });
    await tagNotRetried(valohai, valohai.find(failed.id), given('exhausted'), { onGiveUp });
    expect(tagsWhenTold).toEqual([[]]);
    expect(valohai.find(failed.id).tags).toEqual(['not-retried: exhausted']);
  });
});
