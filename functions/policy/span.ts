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
  const [, least, most] = found ?? [];
  if (least === undefined && most === undefined) return undefined;
  const after = least === undefined ? -1 : parseDuration(least);
  const within = most === undefined ? Number.POSITIVE_INFINITY : parseDuration(most);
  return after !== undefined && within !== undefined && after < within ? { after, within } : undefined;
}
