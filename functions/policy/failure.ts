/**
 * Why an execution failed.
 *
 * - `network`: a connection could not be made, broke or timed out
 * - `rate-limit`: the other side asked for fewer requests
 * - `service`: the other side had trouble of its own (5xx, shutting down, overloaded)
 * - `infrastructure`: the machine, its driver, its image or its spot market gave way
 * - `capacity`: there was no machine to run on
 * - `resource`: memory, disk, time or a quota was used up; the same try ends the same way
 * - `permanent`: code, configuration, rights or data are wrong; an error that no signature knows is taken for one
 * - `unknown`: the log names no error, or only reports of one
 */
export const FAILURE_REASONS = [
  'network',
  'rate-limit',
  'service',
  'infrastructure',
  'capacity',
  'resource',
  'permanent',
  'unknown',
] as const;

export type FailureReason = (typeof FAILURE_REASONS)[number];

/** One event of an execution's log. `time` is ISO 8601. */
export interface LogLine {
  readonly stream: 'status' | 'stdout' | 'stderr';
  readonly message: string;
  readonly time?: string;
}

/** What kind of failure it was, and which line says so. */
export interface Failure {
  readonly reason: FailureReason;
  /** Id of the catalogue entry that matched. */
  readonly signature?: string;
  /** The deciding line: trimmed, at most 300 characters, without control characters. */
  readonly line?: string;
  /** Index of the deciding line among the log's events. */
  readonly position?: number;
  readonly certainty: 'certain' | 'likely' | 'guess';
  /** Seconds that the failing log asks to wait before the next try. */
  readonly retryAfterSeconds?: number;
  /** The user's own code said so in the status detail. */
  readonly said?: 'retry' | 'no-retry';
}

const PASSING: ReadonlySet<FailureReason> = new Set([
  'network',
  'rate-limit',
  'service',
  'infrastructure',
  'capacity',
]);

/** Whether the same execution may well succeed later, unchanged. */
export function isPassing(reason: FailureReason): boolean {
  return PASSING.has(reason);
}
