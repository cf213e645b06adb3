import { isDeepStrictEqual } from 'node:util';
import type { Decision } from '../../functions/policy/decide.ts';
import type { ToldFailure } from './tally.ts';

/** The failures about which two policies decide otherwise: whether, when, how often or on what, or why not. */
export function findDifferences(failures: readonly ToldFailure[]): ToldFailure[] {
  return failures.filter(({ decisions: [one, other] }) => {
    return one !== undefined && other !== undefined && !isSame(one, other);
  });
}

function isSame(one: Decision, other: Decision): boolean {
  if (one.kind === 'give-up' && other.kind === 'give-up') return one.cause === other.cause;
  if (isRetry(one) && isRetry(other)) {
    return (
      one.kind === other.kind &&
      one.of === other.of &&
      one.at.getTime() === other.at.getTime() &&
      isDeepStrictEqual(one.changes, other.changes)
    );
  }
  return one.kind === other.kind;
}

function isRetry(decision: Decision) {
  return decision.kind === 'retry' || decision.kind === 'would-retry';
}
