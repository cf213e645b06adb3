import type { Tail } from './read-lines.ts';

// How libraries print the header, and how services say it in words.
const HEADER =
  /retry[-_ ]?after(?:[-_ ]?seconds)?["']?\s{0,2}[:=]?\s{0,2}["'(]{0,2}(\d{1,7}(?:\.\d{1,6})?) ?(ms|m|h)?\b/i;
const WORDS =
  /(?:try again|retry|retry_delay|retryDelay|wait)["']?(?: again)?[:]?\s{0,2}["']?(?:in|after|for)?\s{0,2}((?:\d{1,5}(?:\.\d{1,6})? ?(?:hours?|h|minutes?|mins?|m|seconds?|secs?|s|ms)(?![a-z]) ?){1,3})/i;
// What neither can do without. Most logs ask for nothing, and then nothing else has to be compiled or prepared.
// Stryker disable next-line Regex: it only saves time
const MAY_ASK = /retry|again|wait/i;
const PART = /(\d{1,5}(?:\.\d{1,6})?) ?(ms|h|m|s)/gi;
const NEAR = 12;

/** Seconds that the log asks to wait, from the lines around the deciding one; rounded up. */
export function findRetryAfter(tail: Tail, index: number | undefined): number | undefined {
  // Stryker disable next-line ConditionalExpression: around an undefined index, as around NaN, there is no line
  if (index === undefined) return undefined;
  let longest: number | undefined;
  for (let near = index - NEAR; near <= index + NEAR; near += 1) {
    const line = tail.atIf(near, (text) => MAY_ASK.test(text));
    // What the program waited for by itself is over.
    if (line === undefined || line.level === 'warning') continue;
    const seconds = retryAfterIn(line.text);
    if (seconds !== undefined) longest = Math.max(longest ?? 0, seconds);
  }
  return longest;
}

/** Seconds that a text asks to wait; rounded up. */
export function retryAfterIn(text: string): number | undefined {
  const header = HEADER.exec(text);
  if (header) return Math.ceil(inSeconds(header[1], header[2]));
  const words = WORDS.exec(text)?.[1];
  if (words === undefined) return undefined;
  let seconds = 0;
  for (const [, amount, unit] of words.matchAll(PART)) seconds += inSeconds(amount, unit);
  return Math.ceil(seconds);
}

function inSeconds(amount: string | undefined, unit: string | undefined): number {
  switch (unit?.toLowerCase()) {
    case 'ms':
      return Number(amount) / 1000;
    case 'm':
      return Number(amount) * 60;
    case 'h':
      return Number(amount) * 3600;
    default:
      return Number(amount);
  }
}
