import { isPassing } from '../failure.ts';
import type { Ending } from './ending.ts';
import type { Judged, JudgedTail } from './judged-tail.ts';
import { killerWordsIn, matchKiller } from './match-signature.ts';
import type { SignatureRow } from './pattern-table.ts';

// A machine that is being taken away, or a kernel that kills, is outlived by at most this many lines.
const KILLED_WITHIN = 150;

// A machine that ran out of memory is often lost for that, and says so last.
const EXHAUSTED_WITHIN = 10;

/** What ended a run from outside, and the line that tells of it. */
export interface Killer extends Ending {
  readonly signature: SignatureRow;
  readonly index: number;
}

/** The line that tells of what ended the run from outside: the last one, or what had led to that. */
export function findKiller(tail: JudgedTail): Killer | undefined {
  let last: Killer | undefined;
  for (const killer of killersIn(tail)) {
    if (last === undefined) last = killer;
    else if (last.index - killer.index > EXHAUSTED_WITHIN) return last;
    if (!isPassing(killer.signature.reason)) return killer;
  }
  return last;
}

/** From the last one up. */
function* killersIn(judgedTail: JudgedTail): Generator<Killer> {
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
    if (signature && mayTellOfEnd(judgedTail.judge(index))) yield { signature, index, certainty: 'certain' };
  }
}

// Code, and mistakes in it, may quote anything.
function mayTellOfEnd({ shape, signature }: Judged): boolean {
  return shape !== 'frame' && signature?.role !== 'code';
}
