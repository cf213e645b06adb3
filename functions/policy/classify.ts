import type { Failure, LogLine } from './failure.ts';

/** What Valohai gives about a failed execution: the tail of its log, oldest first, and its status detail. */
export interface FailureEvidence {
  readonly log: readonly LogLine[];
  readonly statusDetail?: string | null;
}

/** Judges why an execution failed. Never throws. */
export function classify(evidence: FailureEvidence): Failure {
  return { reason: 'unknown', certainty: evidence.log.length > 0 ? 'guess' : 'likely' };
}
