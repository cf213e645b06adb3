import { describe, expect, it } from 'vitest';
import {
  killerWordsIn,
  matchKiller,
  matchSignature,
} from '../../../functions/policy/classify/match-signature.ts';

const KILLED = 'kernel: Out of memory: Killed process 4711 (python)';
const BROKEN = 'ConnectionResetError: [Errno 104] Connection reset by peer';

describe('a line', () => {
  it('is called by the name of the failure in it', () => {
    expect(matchSignature(KILLED)?.id).toBe('kernel-out-of-memory');
    expect(matchSignature(BROKEN)?.reason).toBe('network');
    expect(matchSignature('epoch 3 of 10')).toBeUndefined();
  });

  it('names a killer only where something ended the run from outside', () => {
    expect(matchKiller(KILLED)?.id).toBe('kernel-out-of-memory');
    expect(matchKiller(BROKEN)).toBeUndefined();
  });

  it('is searched for a killer only where its text may hold one', () => {
    expect(killerWordsIn(`epoch 3 of 10\n${KILLED}\n`)).toContain('out of memory: kill');
    expect(killerWordsIn(`epoch 3 of 10\n${BROKEN}\n`)).toEqual([]);
  });
});
