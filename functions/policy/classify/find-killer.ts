import type { Ending } from './ending.ts';
import type { JudgedTail } from './judged-tail.ts';
import { killerWordsIn, matchKiller } from './match-signature.ts';

// A machine that is being taken away, or a kernel that kills, is outlived by at most this many lines.
const KILLED_WITHIN = 150;

/** The last line that tells of what ended the run from outside. */
export function findKiller(judgedTail: JudgedTail): Ending | undefined {
  const { tail } = judgedTail;
  const words = killerWordsIn(tail.end(KILLED_WITHIN));
  const holdsOne = (text: string) => {
    const lower = text.toLowerCase();
    return words.some((word) => lower.includes(word));
  };
  const oldest = Math.max(0, tail.length - KILLED_WITHIN);
  // Stryker disable next-line ArithmeticOperator: beyond the end there is no line
  for (let index = tail.length - 1; index >= oldest; index -= 1) {
    const line = tail.atIf(index, holdsOne);
    const signature = line && matchKiller(line.text);
    if (signature && judgedTail.judge(index).shape !== 'frame')
      return { signature, index, certainty: 'certain' };
  }
  return undefined;
}
