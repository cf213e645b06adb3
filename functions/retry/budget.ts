import { hasFailed } from '../policy/decide.ts';
import { retryOf } from '../policy/retry-tags.ts';
import type { ListedExecution } from '../valohai/client.ts';
import type { Recent } from './read-recent.ts';

/** A project's executions that were created in the last 24 hours. */
export interface Day {
  readonly executions: number;
  /** Retries among them that failed again. One that recovered or still runs has burnt nothing in vain. */
  readonly failedAgain: number;
}

/** Lists a project's failed executions, newest first. */
export interface FailureLister {
  failures(projectId: string): AsyncIterable<ListedExecution>;
}

const DAY_MS = 24 * 3_600_000;

/** So many retries may fail again in a day in any case, so that small projects can have some. */
export const ALWAYS_ALLOWED = 10;

/** After so many failures, and at each multiple, it is seen whether more have to be read; and where that ends. */
const FEW_FAILURES = 100;
const MOST_FAILURES = 1_000;

/**
 * Why no further retry of a project may start now, if so: its budget, a share of the day's executions, is burnt.
 *
 * @param failures the project's failed executions, newest first; not asked for where nothing depends on them
 * @param budget from 0 to 1, which means that there is none
 */
export async function whySpent(
  recent: Recent,
  failures: AsyncIterable<ListedExecution>,
  budget: number,
  now: Date,
): Promise<string | undefined> {
  if (budget >= 1) return undefined;
  const day = await countDay(recent, failures, budget, now);
  if (!isSpent(day, budget)) return undefined;
  return `the budget for retries is used up: of the project's ${day.executions} executions in 24 hours, ${day.failedAgain} are retries that failed again (allowed: ${Math.round(budget * 100)} %, at least ${ALWAYS_ALLOWED})`;
}

/** Whether so many retries failed again that another one might exceed the budget. */
export function isSpent({ executions, failedAgain }: Day, budget: number): boolean {
  return failedAgain >= Math.max(ALWAYS_ALLOWED, budget * executions);
}

/**
 * Counts a project's day: from what was read to find a copy, where that reaches so far, as it does in a project
 * with fewer than a hundred executions a day. Else from the list of failures, and the numbers of executions.
 *
 * Where lists carry no tags, times or status, nothing is counted.
 */
export async function countDay(
  { executions, isAll }: Recent,
  failures: AsyncIterable<ListedExecution>,
  budget: number,
  now: Date,
): Promise<Day> {
  const since = now.getTime() - DAY_MS;
  const ofDay = executions.filter((one) => createdAt(one) >= since);
  if (isAll || ofDay.length < executions.length) {
    return { executions: ofDay.length, failedAgain: ofDay.filter(hasFailedAgain).length };
  }
  const newest = executions[0]?.counter ?? 0;
  return countFailures(failures, newest, budget, since);
}

/** Reads on only while the failures alone, of which there are fewer than executions, exceed the budget. */
async function countFailures(
  failures: AsyncIterable<ListedExecution>,
  newest: number,
  budget: number,
  since: number,
): Promise<Day> {
  let read = 0;
  let failedAgain = 0;
  let first: ListedExecution | undefined;
  const dayFrom = (start: number): Day => ({ executions: newest - start, failedAgain });
  for await (const failure of failures) {
    if (createdAt(failure) < since) return dayFrom(startBetween(failure, first, since));
    first = failure;
    read += 1;
    if (hasFailedAgain(failure)) failedAgain += 1;
    const isEnough = read >= MOST_FAILURES || !isSpent({ executions: read, failedAgain }, budget);
    if (isEnough && read % FEW_FAILURES === 0) return dayFrom(failure.counter - 1);
  }
  return dayFrom(0);
}

/** About which number the day began with, from the last failure before it and the first one in it. */
function startBetween(before: ListedExecution, first: ListedExecution | undefined, since: number): number {
  if (first === undefined) return before.counter;
  const part = (since - createdAt(before)) / (createdAt(first) - createdAt(before));
  return before.counter + Math.floor(part * (first.counter - before.counter));
}

function hasFailedAgain(listed: ListedExecution): boolean {
  return hasFailed(listed) && retryOf(listed.tags ?? []) !== undefined;
}

/** In milliseconds; what has no time counts as old. */
function createdAt({ createdAt }: ListedExecution): number {
  return createdAt?.getTime() ?? 0;
}
