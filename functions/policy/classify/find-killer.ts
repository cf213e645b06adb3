import type { Ending } from './ending.ts';
import type { JudgedTail } from './judged-tail.ts';
import { killerWordsIn, matchKiller } from './match-signature.ts';
import type { Tail } from './read-lines.ts';

// A machine that is being taken away, or a kernel that kills, leaves at most this many lines of fallout behind.
const FALLOUT = 150;

/** The last line that tells of what ended the run from outside. */
export function findKiller(tail: Tail, judged: JudgedTail): Ending | undefined {
  const words = killerWordsIn(tail.end(FALLOUT));
  const holdsOne = (text: string) => {
    const lower = text.toLowerCase();
    return words.some((word) => lower.includes(word));
  };
  const oldest = Math.max(0, tail.length - FALLOUT);
  // Stryker disable next-line ArithmeticOperator: beyond the end there is no line
  for (let index = tail.length - 1; index >= oldest; index -= 1) {
    const line = tail.atIf(index, holdsOne);
    const signature = line && matchKiller(line.text);
    if (signature && judged.judge(index).shape !== 'frame') return { signature, index, certainty: 'certain' };
  }
  return undefined;
}
