import { randomBytes } from 'node:crypto';

let lastMillisecond = 0;
let lastSequence = 0;

/**
 * A new id as Valohai makes them: a ULID written as a UUID, in lower case. The first 48 bits are the time, so ids
 * sort by when they were made; 16 bits of sequence keep that true within a millisecond, the rest is random.
 */
export function newUlid(now: number = Date.now()): string {
  // The clock may step back, and more than 65,536 ids may fall into one millisecond: order matters more than truth.
  const isNewer = now > lastMillisecond;
  lastSequence = isNewer ? 0 : lastSequence + 1;
  lastMillisecond = isNewer ? now : lastMillisecond;
  if (lastSequence > 0xffff) {
    lastMillisecond += 1;
    lastSequence = 0;
  }
  const hex =
    lastMillisecond.toString(16).padStart(12, '0') +
    lastSequence.toString(16).padStart(4, '0') +
    randomBytes(8).toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
