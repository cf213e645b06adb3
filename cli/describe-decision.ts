import type { Decision } from '../functions/policy/decide.ts';
import { formatDuration } from '../functions/policy/duration.ts';

/** A decision in a few words, without its reason: `retry 1 of 3, 1 min after the failure`. */
export function describeDecision(decision: Decision, failedAt: Date): string {
  switch (decision.kind) {
    case 'retry':
      return `retry ${decision.attempt} of ${decision.of}, ${sinceFailure(decision.at, failedAt)}`;
    case 'would-retry':
      return `in shadow mode: retry ${decision.attempt} of ${decision.of}, ${sinceFailure(decision.at, failedAt)}`;
    case 'give-up':
      return `not retried (${decision.cause})`;
    case 'ignore':
      return 'left alone';
    case 'look-again':
      return `not failed yet, look ${decision.look} follows`;
  }
}

function sinceFailure(at: Date, failedAt: Date): string {
  return `${formatDuration((at.getTime() - failedAt.getTime()) / 1_000)} after the failure`;
}
