import { parseDuration } from './duration.ts';

/** How long an execution may have run, in seconds: longer than `after`, and no longer than `within`. */
export interface Span {
  readonly after: number;
  readonly within: number;
}

/** What a condition on the duration may look like, for error messages. */
export const SPAN_FORM = 'within 5m, after 2h, or after 5m within 2h';

/** Reads `within 5m`, `after 2h` or `after 5m within 2h`; undefined for anything else, also for an empty span. */
export function parseSpan(text: string): Span | undefined {
  const found = /^(?:after\s+(\S+))?\s*(?:within\s+(\S+))?$/.exec(text);
  if (found === null) return undefined;
  const [, least, most] = found;
  if (least === undefined && most === undefined) return undefined;
  const after = least === undefined ? -1 : secondsOf(least);
  const within = most === undefined ? Number.POSITIVE_INFINITY : secondsOf(most);
  return after < within ? { after, within } : undefined;
}

/** NaN for what is no duration: nothing is less or more than that. */
function secondsOf(text: string): number {
  return parseDuration(text) ?? Number.NaN;
}
