import type { InstalledSchedules } from '../installed-schedules.ts';
import { soon } from '../soon.ts';
import type { Subject } from './find-pending.ts';
import { byDue, readPendingOf } from './pending-retries.ts';

/** What became of an execution that is to start now. */
export type Hurried =
  | { readonly kind: 'moved'; readonly executionId: string; readonly at: Date }
  /** Its schedule is due as soon already, or has just fired. */
  | { readonly kind: 'soon enough'; readonly executionId: string };

/**
 * Moves what is pending for an execution to the next possible time. Of several schedules the first due one is
 * moved: the later ones are there in case it fails.
 *
 * @param place of the execution among those that are moved together, from 0
 */
export async function startNow(
  { executionId, projectEnd }: Subject,
  place: number,
  schedules: InstalledSchedules,
  now: Date,
): Promise<Hurried> {
  const at = soon(now, place);
  const [first] = (await readPendingOf(executionId, projectEnd, schedules)).sort(byDue);
  if (first === undefined || (first.dueAt !== undefined && first.dueAt <= at)) {
    return { kind: 'soon enough', executionId };
  }
  const moved = await schedules.move(first.name, at);
  return moved === 'moved' ? { kind: 'moved', executionId, at } : { kind: 'soon enough', executionId };
}
