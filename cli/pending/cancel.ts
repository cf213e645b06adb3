import { isHandsOff, retriedAs } from '../../functions/policy/retry-tags.ts';
import { ValohaiRejectedError } from '../../functions/valohai/errors.ts';
import type { Execution } from '../../functions/valohai/execution.ts';
import type { InstalledSchedules } from '../installed-schedules.ts';
import type { Subject } from './find-pending.ts';
import { readPendingOf } from './pending-retries.ts';

interface TaggableValohai {
  execution(ref: string): Promise<Execution>;
  setTags(executionId: string, tags: readonly string[]): Promise<void>;
}

/** What became of a cancelled execution. */
export interface Cancelled {
  readonly executionId: string;
  /** How many schedules were deleted. */
  readonly deleted: number;
  /** `gone`: Valohai does not show the execution any more, so that nothing can start it again. */
  readonly tag: 'written' | 'there already' | 'gone' | 'not written';
  /** Why the tag could not be written. */
  readonly problem?: string | undefined;
  /** The retry that had been started before. */
  readonly retriedAs?: number | undefined;
}

/**
 * Cancels what is pending for an execution. The tag comes first: it wins over a launch that is about to begin,
 * over notifications and over the sweep, so that nothing comes back between the two steps. Marks stay, for a
 * launch that is under way must keep its claim.
 */
export async function cancel(
  { executionId, projectEnd }: Subject,
  schedules: InstalledSchedules,
  valohai: TaggableValohai,
): Promise<Cancelled> {
  const tagging = await tagHandsOff(executionId, valohai);
  let deleted = 0;
  for (const { name } of await readPendingOf(executionId, projectEnd, schedules)) {
    if ((await schedules.remove(name)) === 'removed') deleted += 1;
  }
  return { executionId, deleted, ...tagging };
}

async function tagHandsOff(
  executionId: string,
  valohai: TaggableValohai,
): Promise<Omit<Cancelled, 'executionId' | 'deleted'>> {
  try {
    const { counter, tags } = await valohai.execution(executionId);
    const retried = { retriedAs: retriedAs({ counter, tags }) };
    if (isHandsOff(tags)) return { tag: 'there already', ...retried };
    await valohai.setTags(executionId, [...tags, 'no-retry']);
    return { tag: 'written', ...retried };
  } catch (error) {
    if (error instanceof ValohaiRejectedError && error.status === 404) return { tag: 'gone' };
    return { tag: 'not written', problem: error instanceof Error ? error.message : String(error) };
  }
}
