import type { Decision } from '../../functions/policy/decide.ts';
import type { ToldFailure } from './tally.ts';

/** The failures about which two policies decide otherwise: whether, when or how often, or why not. */
export function findDifferences(failures: readonly ToldFailure[]): ToldFailure[] {
  return failures.filter(({ decisions: [one, other] }) => {
    return one !== undefined && other !== undefined && !isSame(one, other);
  });
}

function isSame(one: Decision, other: Decision): boolean {
  if (one.kind === 'retry' && other.kind === 'retry') {
    return one.of === other.of && one.at.getTime() === other.at.getTime();
  }
  if (one.kind === 'give-up' && other.kind === 'give-up') return one.cause === other.cause;
  return one.kind === other.kind;
}
