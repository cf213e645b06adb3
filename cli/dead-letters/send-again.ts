import { createHash } from 'node:crypto';
import { retryScheduleName } from '../../functions/retry/schedule-name.ts';
import type { ScheduledRetry } from '../../functions/retry/scheduled-retry.ts';
import type { InstalledSchedules } from '../installed-schedules.ts';
import { soon } from '../soon.ts';
import { isSendable, type Letter } from './letter.ts';
import type { LetterBox } from './letter-box.ts';

/** What became of a letter. */
export type Sent =
  | { readonly kind: 'sent'; readonly id: string; readonly at: Date }
  /** A schedule made of this very letter is still pending: an earlier try could not delete the letter. */
  | { readonly kind: 'sent before'; readonly id: string }
  /** The schedule is there, but so is the letter. */
  | { readonly kind: 'not deleted'; readonly id: string; readonly why: string }
  | { readonly kind: 'not sent'; readonly id: string; readonly why: string };

/**
 * Makes a schedule with the letter's input again, due in a minute, and then deletes the letter. The schedule's
 * name follows from the letter's id, so that a letter that is sent again twice makes one schedule. Should it be
 * sent again after that one has fired, a second one finds what the first has done, as every retry does: what
 * remains possible is what functions/retry/launch.ts says.
 *
 * @param place of the letter among those that are sent together, from 0
 */
export async function sendAgain(
  letter: Letter,
  place: number,
  { box, schedules, now }: { box: LetterBox; schedules: InstalledSchedules; now: Date },
): Promise<Sent> {
  const { id, content } = letter;
  if (content.kind === 'unreadable') return { kind: 'not sent', id, why: content.why };
  if (!isSendable(letter)) return { kind: 'not sent', id, why: 'it is a mark, which has nothing to do' };
  const { scheduled } = content;
  const at = soon(now, place);
  const made = await schedules.create({ name: againName(scheduled, id), at, input: scheduled });
  try {
    await box.delete(letter);
  } catch (error) {
    return { kind: 'not deleted', id, why: error instanceof Error ? error.message : String(error) };
  }
  return made === 'created' ? { kind: 'sent', id, at } : { kind: 'sent before', id };
}

/** Begins like every name that belongs to the execution; at most 64 characters. */
function againName(scheduled: ScheduledRetry, letterId: string): string {
  const digest = createHash('sha256').update(letterId).digest('hex').slice(0, 12);
  const isAboutExecution = scheduled.purpose === 'launch' || scheduled.purpose === 'look';
  return isAboutExecution ? `${retryScheduleName(scheduled)}.again-${digest}` : `again-${digest}`;
}
