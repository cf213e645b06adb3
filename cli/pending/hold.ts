import { holdName } from '../../functions/retry/schedule-name.ts';
import { MARK } from '../../functions/retry/scheduled-retry.ts';
import { fewAtATime } from '../few-at-a-time.ts';
import type { InstalledSchedules } from '../installed-schedules.ts';
import { soon } from '../soon.ts';
import { byDue, type Pending, readInDetail } from './pending-retries.ts';

/** A hold ends when a person ends it; a schedule has to say some time, and being disabled it never fires. */
const FAR_FUTURE = new Date('2099-12-31T00:00:00Z');

/** Holds back all retries of a project, until somebody releases it. */
export async function hold(
  projectId: string,
  schedules: InstalledSchedules,
): Promise<'held' | 'held already'> {
  const mark = { name: holdName(projectId), at: FAR_FUTURE, input: MARK, state: 'DISABLED' as const };
  return (await schedules.create(mark)) === 'created' ? 'held' : 'held already';
}

/**
 * Ends a hold. A launch that met it looks again only every quarter of an hour, so those are moved up, the
 * first due ones first.
 *
 * @param pending of this project
 * @returns how many were moved up, or that there was no hold
 */
export async function release(
  projectId: string,
  pending: readonly Pending[],
  schedules: InstalledSchedules,
  now: Date,
): Promise<{ readonly kind: 'released'; readonly movedUp: number } | { readonly kind: 'not held' }> {
  if ((await schedules.remove(holdName(projectId))) === 'gone') return { kind: 'not held' };
  const putOff = await readInDetail(
    pending.filter(({ work }) => work === 'put off'),
    schedules,
  );
  // One that has its place among the launches of a minute has waited for the others, not for the hold.
  const held = putOff.filter(({ scheduled }) => scheduled?.purpose === 'launch' && !scheduled.hasSlot);
  const moved = await fewAtATime(held.sort(byDue), async ({ name, dueAt }, place) => {
    const at = soon(now, place);
    if (dueAt !== undefined && dueAt <= at) return 'soon enough';
    return schedules.move(name, at);
  });
  return { kind: 'released', movedUp: moved.filter((kind) => kind === 'moved').length };
}
