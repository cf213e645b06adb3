import { findEnding } from './classify/find-ending.ts';
import { findRetryAfter } from './classify/find-retry-after.ts';
import { Tail } from './classify/read-lines.ts';
import { readWord } from './classify/read-word.ts';
import { type Failure, isPassing, type LogLine } from './failure.ts';

/** What Valohai gives about a failed execution: the tail of its log, oldest first, and its status detail. */
export interface FailureEvidence {
  readonly log: readonly LogLine[];
  readonly statusDetail?: string | null;
}

const LONGEST_SHOWN = 300;
const CONTROL = /\p{Cc}/gu;

/** Judges why an execution failed. Never throws. */
export function classify({ log, statusDetail }: FailureEvidence): Failure {
  const tail = new Tail(log);
  const ending = findEnding(tail);
  const word = readWord(statusDetail);
  const line = tail.at(ending.index ?? -1);
  const reason = ending.signature?.reason ?? ending.reason ?? 'unknown';
  const asked = isPassing(reason) ? findRetryAfter(tail, ending.index) : undefined;
  const retryAfterSeconds = word?.retryAfterSeconds ?? asked;
  return {
    reason,
    certainty: ending.certainty,
    ...(ending.signature && { signature: ending.signature.id }),
    ...(line && { line: show(line.original), position: line.position }),
    ...(retryAfterSeconds !== undefined && { retryAfterSeconds }),
    ...(word && { said: word.said, certainty: 'certain' as const }),
  };
}

function show(text: string): string {
  return text.replace(CONTROL, ' ').trim().slice(0, LONGEST_SHOWN);
}
