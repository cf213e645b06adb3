import { MOST_RETRIES } from './policy-values.ts';

/** Which retries of a chain are meant, both ends included. Retries count from 1. */
export interface Attempts {
  readonly from: number;
  readonly to: number;
}

/** What a condition on the attempt may look like, for error messages. */
export const ATTEMPTS_FORM = `the number of a retry from 1 to ${MOST_RETRIES}, a range such as 2-4, or 3+ for the third and all later ones`;

/** Reads `2`, `2-4` or `3+`. */
export function parseAttempts(value: unknown): Attempts | undefined {
  const found = /^(\d{1,2})(?:(\+)|\s?-\s?(\d{1,2}))?$/.exec(String(value));
  if (!found) return undefined;
  const [, first, isOpen, last] = found;
  const from = Number(first);
  const to = isOpen ? MOST_RETRIES : Number(last ?? first);
  return from >= 1 && from <= to && to <= MOST_RETRIES ? { from, to } : undefined;
}
