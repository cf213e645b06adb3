import type { FailureReason } from './failure.ts';

/**
 * The tags in which the state of a retry stands, readable for people in Valohai:
 *
 * - `retry: 2` on a retry: it is the second one (the form of Valohai's own recipe)
 * - `retry-infrastructure: 1` on a retry: so many of these were for a machine that was lost. They have a
 *   budget of their own: the others are what is left of `retry:`
 * - `retry-of: #736` on a retry: which execution it repeats
 * - `retried: #737` on a failed execution: its retry
 * - `not-retried: permanent` on a failed execution: why it has none
 * - `would-retry: network` on a failed execution: it would have been retried, were the policy not in shadow mode
 * - `no-retry` on any execution, set by a person: hands off
 */
const OURS =
  /^(?:retry(?:-infrastructure)?:\s*\d{1,6}$|(?:retry-of|retried):\s*#\d{1,15}$|(?:not-retried|would-retry):)/;

/** How many retries led to this execution; 0 for one that a person or a trigger started. */
export function retriesSoFar(tags: readonly string[]): number {
  return countIn(tags, /^retry:\s*(\d{1,6})$/);
}

/** How many of them were for a machine that was lost. */
export function infrastructureRetries(tags: readonly string[]): number {
  return Math.min(countIn(tags, /^retry-infrastructure:\s*(\d{1,6})$/), retriesSoFar(tags));
}

/** The counter of the execution that this one repeats. */
export function retryOf(tags: readonly string[]): number | undefined {
  return countersIn(tags, /^retry-of:\s*#(\d{1,15})$/)[0];
}

/** An execution as far as its tags tell what was done about it. */
interface Tagged {
  readonly counter: number;
  readonly tags?: readonly string[] | undefined;
}

/**
 * The counter of the execution by which this one was retried. One that is not newer is no retry of it: a person's
 * copy takes the tags of its original along.
 */
export function retriedAs({ counter, tags }: Tagged): number | undefined {
  return tags && countersIn(tags, /^retried:\s*#(\d{1,15})$/).find((retry) => retry > counter);
}

/** Whether the failure of this execution was dealt with: it was retried, or it is said why not, or that it would be. */
export function isSettled(failed: Tagged): boolean {
  const isSaid = failed.tags?.some((tag) => /^(?:not-retried|would-retry):/.test(tag)) ?? false;
  return isSaid || retriedAs(failed) !== undefined;
}

/** Whether a person wants this execution left alone. */
export function isHandsOff(tags: readonly string[]): boolean {
  return tags.some((tag) => tag.trim().toLowerCase() === 'no-retry');
}

/**
 * The tags of a retry: those of the failed execution, except the ones about retries, and its own.
 *
 * @param reason why the failed execution failed
 */
export function tagsOfRetry(
  tags: readonly string[],
  attempt: number,
  failedCounter: number,
  reason: FailureReason,
): string[] {
  const kept = tags.filter((tag) => !OURS.test(tag));
  const lost = infrastructureRetries(tags) + Number(reason === 'infrastructure');
  const ofLost = lost > 0 ? [`retry-infrastructure: ${lost}`] : [];
  return [...kept, `retry: ${attempt}`, ...ofLost, `retry-of: #${failedCounter}`];
}

/** The tag that a failed execution gets once its retry exists. */
export function retriedTag(counter: number): string {
  return `retried: #${counter}`;
}

/** The tag that a failed execution gets when it will not be retried. */
export function notRetriedTag(cause: string): string {
  return `not-retried: ${cause}`;
}

/** The tag that a failed execution gets when it would be retried, were the policy not in shadow mode. */
export function wouldRetryTag(reason: FailureReason): string {
  return `would-retry: ${reason}`;
}

function countIn(tags: readonly string[], form: RegExp): number {
  return Math.max(0, ...tags.map((tag) => Number(form.exec(tag)?.[1] ?? 0)));
}

function countersIn(tags: readonly string[], form: RegExp): number[] {
  return tags.flatMap((tag) => form.exec(tag)?.[1] ?? []).map(Number);
}
