import type { GiveUp } from '../policy/decide.ts';
import type { FailureReason } from '../policy/failure.ts';
import { notRetriedTag, retriedTag, wouldRetryTag } from '../policy/retry-tags.ts';
import type { Execution } from '../valohai/execution.ts';
import type { FailureTelling } from './failure-telling.ts';

/** Writes an execution's tags. */
export interface TagWriter {
  setTags(executionId: string, tags: readonly string[]): Promise<void>;
}

/** What became of a tag. */
export type Tagging = 'written' | 'there already' | 'not written';

/** Notes on a failed execution by which one it was retried, for people and for later looks. */
export async function tagRetried(valohai: TagWriter, failed: Execution, counter: number): Promise<Tagging> {
  return addTag(valohai, failed, retriedTag(counter));
}

/**
 * Notes on a failed execution why it is not retried: in the words of the rule, where it has some. People are
 * told before that, for with its tag a failure counts as settled, and nobody comes back to it.
 */
export async function tagNotRetried(
  valohai: TagWriter,
  failed: Execution,
  decision: GiveUp,
  { onGiveUp }: Pick<FailureTelling, 'onGiveUp'>,
): Promise<Tagging> {
  const tag = notRetriedTag(decision.told ?? decision.cause);
  if (failed.tags.includes(tag)) return 'there already';
  await onGiveUp?.(decision, failed);
  return addTag(valohai, failed, tag);
}

/** Notes on a failed execution that it would be retried, were the policy not in shadow mode. */
export async function tagWouldRetry(
  valohai: TagWriter,
  failed: Execution,
  reason: FailureReason,
): Promise<Tagging> {
  return addTag(valohai, failed, wouldRetryTag(reason));
}

/**
 * Best effort: the tag only tells what was done, and that it could not be written must not undo it. The
 * union of old and new is right whether Valohai adds tags or replaces them.
 */
async function addTag(valohai: TagWriter, { id, tags }: Execution, tag: string): Promise<Tagging> {
  if (tags.includes(tag)) return 'there already';
  try {
    await valohai.setTags(id, [...tags, tag]);
    return 'written';
  } catch {
    // The next look finds the retry by its own `retry-of:` tag.
    return 'not written';
  }
}
