import type { Decision } from '../functions/policy/decide.ts';
import { formatDuration } from '../functions/policy/duration.ts';

/** A decision in a few words, without its reason: `retry 1 of 3, 1 min after the failure`. */
export function describeDecision(decision: Decision, failedAt: Date): string {
  switch (decision.kind) {
    case 'retry': {
      const wait = (decision.at.getTime() - failedAt.getTime()) / 1_000;
      return `retry ${decision.attempt} of ${decision.of}, ${formatDuration(wait)} after the failure`;
    }
    case 'give-up':
      return `not retried (${decision.cause})`;
    case 'ignore':
      return 'left alone';
    case 'look-again':
      return `looked at again in ${formatDuration((decision.at.getTime() - failedAt.getTime()) / 1_000)}`;
  }
}
