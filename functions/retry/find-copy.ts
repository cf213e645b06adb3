import { isDeepStrictEqual } from 'node:util';
import type { Policy } from '../policy/policy.ts';
import { retryOf } from '../policy/retry-tags.ts';
import type { ListedExecution } from '../valohai/client.ts';
import { ValohaiRejectedError } from '../valohai/errors.ts';
import type { Execution } from '../valohai/execution.ts';

/** Reads what a list does not tell. */
export interface CopyReader {
  execution(ref: string): Promise<Execution>;
}

/** A copy that exists already: ours by its `retry-of:` tag, or the same work started by a person. */
export interface FoundCopy {
  readonly counter: number;
  readonly by: 'us' | 'a person';
}

/**
 * Looks among the project's newer executions for one that repeats a failed one. All of them are looked
 * through for our own copy before any is compared with what a person may have started.
 *
 * @param recent at least all executions since the failed one
 * @param rerunsByPeople whether these count
 */
export async function findCopy(
  valohai: CopyReader,
  failed: Execution,
  recent: readonly ListedExecution[],
  rerunsByPeople: Policy['rerunsByPeople'],
): Promise<FoundCopy | undefined> {
  const sameStep: ListedExecution[] = [];
  for (const listed of recent.filter(({ counter }) => counter > failed.counter)) {
    // It is not documented that lists carry tags; where they do not, the execution itself does.
    const tags = listed.tags ?? (await read(valohai, listed))?.tags ?? [];
    const repeats = retryOf(tags);
    if (repeats === failed.counter) return { counter: listed.counter, by: 'us' };
    const isRetryOfAnother = repeats !== undefined;
    if (!isRetryOfAnother && (listed.step ?? failed.step) === failed.step) sameStep.push(listed);
  }
  if (rerunsByPeople === 'ignore') return undefined;
  for (const listed of sameStep) {
    const other = await read(valohai, listed);
    if (other !== undefined && isSameWork(other, failed)) return { counter: listed.counter, by: 'a person' };
  }
  return undefined;
}

/** Started after the failure, by itself, with the same code and the same data. */
function isSameWork(other: Execution, failed: Execution): boolean {
  return (
    other.memberOf === undefined &&
    other.commit === failed.commit &&
    other.step === failed.step &&
    isDeepStrictEqual(other.parameters, failed.parameters) &&
    isDeepStrictEqual(other.inputs, failed.inputs) &&
    Number(other.createdAt ?? 0) >= Number(failed.endedAt ?? 0)
  );
}

/** An execution that was deleted since it was listed is none. */
async function read(valohai: CopyReader, { id }: ListedExecution): Promise<Execution | undefined> {
  try {
    return await valohai.execution(id);
  } catch (error) {
    if (error instanceof ValohaiRejectedError) return undefined;
    throw error;
  }
}
