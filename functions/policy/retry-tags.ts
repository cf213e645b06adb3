/**
 * The tags in which the state of a retry stands, readable for people in Valohai:
 *
 * - `retry: 2` on a retry: it is the second one (the form of Valohai's own recipe)
 * - `retry-of: #736` on a retry: which execution it repeats
 * - `retried: #737` on a failed execution: its retry
 * - `not-retried: permanent` on a failed execution: why it has none
 * - `no-retry` on any execution, set by a person: hands off
 */
const OURS = /^(?:retry|retry-of|retried|not-retried):/;

/** How many retries led to this execution; 0 for one that a person or a trigger started. */
export function retriesSoFar(tags: readonly string[]): number {
  return Math.max(0, ...tags.map((tag) => Number(/^retry:\s*(\d{1,6})$/.exec(tag)?.[1] ?? 0)));
}

/** The counter of the execution that this one repeats. */
export function retryOf(tags: readonly string[]): number | undefined {
  return counterIn(tags, /^retry-of:\s*#(\d{1,15})$/);
}

/** The counter of the execution by which this one was retried. */
export function retriedAs(tags: readonly string[]): number | undefined {
  return counterIn(tags, /^retried:\s*#(\d{1,15})$/);
}

/** Whether the failure of this execution was dealt with: it was retried, or it is said why not. */
export function isSettled(tags: readonly string[]): boolean {
  return tags.some((tag) => /^(?:retried|not-retried):/.test(tag));
}

/** Whether a person wants this execution left alone. */
export function isHandsOff(tags: readonly string[]): boolean {
  return tags.some((tag) => tag.trim().toLowerCase() === 'no-retry');
}

/** The tags of a retry: those of the failed execution, except the ones about retries, and its own two. */
export function tagsOfRetry(tags: readonly string[], attempt: number, failedCounter: number): string[] {
  const kept = tags.filter((tag) => !OURS.test(tag));
  return [...kept, `retry: ${attempt}`, `retry-of: #${failedCounter}`];
}

/** The tag that a failed execution gets once its retry exists. */
export function retriedTag(counter: number): string {
  return `retried: #${counter}`;
}

/** The tag that a failed execution gets when it will not be retried. */
export function notRetriedTag(cause: string): string {
  return `not-retried: ${cause}`;
}

function counterIn(tags: readonly string[], form: RegExp): number | undefined {
  for (const tag of tags) {
    const counter = form.exec(tag)?.[1];
    if (counter !== undefined) return Number(counter);
  }
  return undefined;
}
