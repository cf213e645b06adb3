import { describe, expect, it } from 'vitest';
import { tagNotRetried, tagRetried } from '../../functions/failure/tag-failure.ts';
import { ValohaiUnavailableError } from '../../functions/valohai/errors.ts';
import { execution, MemoryValohai } from '../functions/memory-valohai.ts';

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
    expect(await tagNotRetried(valohai, failed, { cause: 'permanent' })).toBe('there already');
  });

  it('may not be written, which stops nothing', async () => {
    const failed = execution();
    const valohai = new MemoryValohai(failed);
    valohai.trouble.set('setTags', new ValohaiUnavailableError('away'));
    expect(await tagNotRetried(valohai, failed, { cause: 'expired' })).toBe('not written');
  });
});
