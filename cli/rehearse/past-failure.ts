import type { ReadFacts } from '../../functions/failure/read-facts.ts';
import { classify } from '../../functions/policy/classify.ts';
import { type Decision, decide } from '../../functions/policy/decide.ts';
import type { Failure, LogLine } from '../../functions/policy/failure.ts';
import type { Policy } from '../../functions/policy/policy.ts';
import { asItFailed } from '../as-it-failed.ts';
import { printable } from '../printable.ts';

/** A failure of the past, and what each policy would have done about it. */
export interface PastFailure {
  readonly id: string;
  readonly counter: number;
  readonly step: string;
  readonly commit: string | undefined;
  readonly failedAt: Date;
  /** Seconds; undefined where Valohai does not say. */
  readonly duration: number | undefined;
  readonly reason: Failure['reason'];
  readonly signature: Failure['signature'];
  readonly said: Failure['said'];
  /** The last lines that its code wrote, oldest first. */
  readonly lastLines: readonly string[];
  /** In the order of the policies. */
  readonly decisions: readonly Decision[];
}

const LAST_LINES = 5;
const LONGEST_LINE = 200;

/**
 * Judges a failure by each policy as it was when it failed. Without jitter, so that the same rehearsal always
 * shows the same.
 *
 * @param now stands in where Valohai does not say when it failed
 */
export function judgePastFailure(read: ReadFacts, policies: readonly Policy[], now: Date): PastFailure {
  const facts = asItFailed(read);
  const { execution, log } = read;
  const failedAt = execution.endedAt ?? now;
  const { reason, signature, said } = classify({ log, statusDetail: execution.statusDetail });
  return {
    id: execution.id,
    counter: execution.counter,
    step: execution.step,
    commit: execution.commit,
    failedAt,
    duration: execution.duration,
    reason,
    signature,
    said,
    lastLines: lastLines(log),
    decisions: policies.map((policy) => decide(facts, policy, failedAt, 0)),
  };
}

/** The platform's own lines only say that it ended, so they stand in only where there is nothing else. */
function lastLines(log: readonly LogLine[]): string[] {
  const own = log.filter(({ stream }) => stream !== 'status');
  return (own.length > 0 ? own : log)
    .slice(-LAST_LINES)
    .flatMap(({ message }) => message.split(/[\n\r]/))
    .filter((line) => line.trim() !== '')
    .slice(-LAST_LINES)
    .map((line) => printable(line).trimEnd().slice(0, LONGEST_LINE));
}
