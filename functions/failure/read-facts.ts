import type { LogLine } from '../policy/failure.ts';
import { MOST_RETRIES } from '../policy/policy.ts';
import { retryOf } from '../policy/retry-tags.ts';
import { ValohaiRejectedError } from '../valohai/errors.ts';
import type { Execution } from '../valohai/execution.ts';

/** What is read from Valohai to judge a failure. */
export interface FailureReader {
  execution(ref: string): Promise<Execution>;
  log(executionId: string): Promise<LogLine[]>;
}

/** An execution that is said to have failed, with what its judgement rests on. */
export interface ReadFacts {
  readonly execution: Execution;
  readonly log: readonly LogLine[];
  readonly firstFailureAt: Date;
}

/**
 * Reads an execution and its log side by side, then how long its chain of retries has been going on.
 *
 * @param now stands in where Valohai does not say when an execution ended
 */
export async function readFacts(valohai: FailureReader, executionId: string, now: Date): Promise<ReadFacts> {
  const [execution, log] = await Promise.all([valohai.execution(executionId), valohai.log(executionId)]);
  const first = await firstOfChain(valohai, execution);
  // A retry was started by the owner of our token, its chain by somebody else.
  return {
    execution: { ...execution, creator: first.creator },
    log,
    firstFailureAt: first.endedAt ?? first.createdAt ?? now,
  };
}

/** Follows the `retry-of:` tags back. The chain is as long as the retries, and ends where one was deleted. */
async function firstOfChain(valohai: FailureReader, last: Execution): Promise<Execution> {
  let first = last;
  for (let step = 0; step < MOST_RETRIES; step += 1) {
    const previous = retryOf(first.tags);
    if (previous === undefined || previous >= first.counter) return first;
    try {
      first = await valohai.execution(`${first.project.id}:${previous}`);
    } catch (error) {
      if (error instanceof ValohaiRejectedError) return first;
      throw error;
    }
  }
  return first;
}
