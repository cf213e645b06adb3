import type { Schedules } from '../aws/schedules.ts';
import { type FailureHandling, type HandledFailure, handleFailure } from '../failure/handle-failure.ts';
import { isPassingError, nextTry } from '../failure/pauses.ts';
import { matchesGlob } from '../policy/glob.ts';
import { isSettled } from '../policy/retry-tags.ts';
import { pendingNames } from '../retry/schedule-name.ts';
import { MARK } from '../retry/scheduled-retry.ts';
import type { ListedExecution, ListedProject } from '../valohai/client.ts';
import { ValohaiRejectedError } from '../valohai/errors.ts';
import type { SweepRequest } from './sweep-request.ts';

/** Lists what may have failed without a word. */
export interface FailureLister {
  projects(): Promise<ListedProject[]>;
  /** Newest first. */
  failures(projectId: string): AsyncIterable<ListedExecution>;
}

export interface Sweeping extends FailureHandling {
  readonly valohai: FailureHandling['valohai'] & FailureLister;
  /** Of the retry function, for what is found. */
  readonly schedules: Pick<Schedules, 'create' | 'exists' | 'remove' | 'installedAt'>;
  /** Of the sweep itself, to go on after it ran out of time. */
  readonly ownSchedules: Pick<Schedules, 'create'>;
  /** Whether there is time for one more execution. */
  readonly hasTime: () => boolean;
  /** Told of each failure that nobody had handled. */
  readonly onFound: (handled: HandledFailure) => void;
}

/** How a sweep ended. */
export type Sweep =
  | {
      readonly kind: 'swept' | 'out-of-time';
      /** How far back somebody asked it to look. */
      readonly hours?: number;
      readonly projects: number;
      /** Recent failures. */
      readonly looked: number;
      /** Those of them that were neither settled nor waiting for their retry. */
      readonly found: number;
      /** Whether there were failures since the last sweep and no notification told of any of them. */
      readonly isUnheard: boolean;
      /** Names of the projects whose failures Valohai does not show, though it lists the projects. */
      readonly unreadable: readonly string[];
    }
  /** Who asked for more than the regular sweep does is served when that is over. */
  | { readonly kind: 'already-running'; readonly hours?: number; readonly goesOnAt?: Date };

const RUNNING = 'sweep-running';

/** The function lives less than five minutes, so that whoever made the mark is gone when it goes. */
const RUNNING_MS = 5 * 60_000;

/** Before what is left goes on. */
const PAUSE_MS = 60_000;

/** How often a sweep that somebody asked for goes on while Valohai is away: for about a day. */
const MOST_TRIES = 24;

/** How long a notification may take. */
const ON_ITS_WAY_MS = 2 * 60_000;

/** How long an execution may have run before it failed: lists are in the order of creation. */
const LONGEST_RUN_MS = 14 * 86_400_000;

/**
 * Asks Valohai for failed executions that nobody reported or that nobody could handle, and handles each as if
 * it had been notified. One at a time, and never two sweeps at once: the mark of a running one is a schedule,
 * whose name only one can create.
 *
 * @throws what another try can cure; the next sweep finds what this one did not
 */
export async function sweep(request: SweepRequest, sweeping: Sweeping): Promise<Sweep> {
  const { schedules, now } = sweeping;
  const at = new Date(now().getTime() + RUNNING_MS);
  const mark = await schedules.create({ name: RUNNING, at, input: MARK });
  if (mark === 'exists') return waitForTheOther(request, sweeping);
  try {
    return await sweepProjects(request, sweeping);
  } finally {
    await schedules.remove(RUNNING);
  }
}

/** The regular sweep comes again by itself; what somebody asked for, and the rest of a long one, do not. */
async function waitForTheOther(request: SweepRequest, sweeping: Sweeping): Promise<Sweep> {
  const asked = hoursOf(request);
  if (Object.keys(request).length === 0) return { kind: 'already-running', ...asked };
  const goesOnAt = new Date(sweeping.now().getTime() + PAUSE_MS);
  const name = `sweep-later-${goesOnAt.getTime()}`;
  await sweeping.ownSchedules.create({ name, at: goesOnAt, input: { ...request } });
  return { kind: 'already-running', ...asked, goesOnAt };
}

/** Where a sweep has got to, as a request to go on from there. */
interface Progress {
  place: SweepRequest;
}

/** The regular sweep comes again by itself; what somebody asked for goes on once Valohai may be back. */
async function sweepProjects(request: SweepRequest, sweeping: Sweeping): Promise<Sweep> {
  const progress: Progress = { place: request };
  try {
    return await goThrough(request, progress, sweeping);
  } catch (error) {
    const tries = request.tries ?? 0;
    if (Object.keys(request).length > 0 && isPassingError(error) && tries < MOST_TRIES) {
      const at = nextTry(sweeping.now(), tries, error);
      await goOnLater({ ...progress.place, tries: tries + 1 }, at, sweeping);
    }
    throw error;
  }
}

async function goThrough(request: SweepRequest, progress: Progress, sweeping: Sweeping): Promise<Sweep> {
  const since = await oldestEnd(request, sweeping);
  const projects = await chosenProjects(request, sweeping);
  const count = { looked: 0, found: 0, heard: 0, unheard: 0 };
  const unreadable: string[] = [];
  const end = (kind: 'swept' | 'out-of-time'): Sweep => {
    const { looked, found, heard, unheard } = count;
    const isUnheard = unheard > 0 && heard === 0;
    return { kind, ...hoursOf(request), projects: projects.length, looked, found, isUnheard, unreadable };
  };
  for (const project of projects) {
    const before = project.id === request.fromProject ? request.beforeCounter : undefined;
    progress.place = { ...request, fromProject: project.id, beforeCounter: before };
    try {
      for await (const failure of failuresFrom(sweeping.valohai, project.id, since)) {
        progress.place = { ...progress.place, beforeCounter: failure.counter + 1 };
        if (!sweeping.hasTime()) {
          await goOnLater(progress.place, new Date(sweeping.now().getTime() + PAUSE_MS), sweeping);
          return end('out-of-time');
        }
        if (isPast(failure, since, before)) continue;
        count.looked += 1;
        const isKnown = isSettled(failure) || (await isPending(project.id, failure, sweeping));
        const isFound = !isKnown && (await handle(project.id, failure, sweeping));
        if (isFound) count.found += 1;
        if (isSinceLastSweep(failure, sweeping)) {
          if (isKnown) count.heard += 1;
          if (isFound) count.unheard += 1;
        }
      }
    } catch (error) {
      // What one project does not show is no reason to leave the others alone.
      if (!(error instanceof ValohaiRejectedError)) throw error;
      unreadable.push(project.name);
    }
  }
  return end('swept');
}

/** @returns whether it was news: not a pipeline's, which is left alone each time, nor given up before */
async function handle(projectId: string, failure: ListedExecution, sweeping: Sweeping): Promise<boolean> {
  const since = failure.endedAt ?? sweeping.now();
  const report = { executionId: failure.id, projectId, looks: 0, tries: 0, since };
  const handled = await handleFailure(report, sweeping);
  if (handled.decision.kind === 'ignore' || handled.isRepeated) return false;
  sweeping.onFound(handled);
  return true;
}

/** Whether only a notification can have told of it by now; one of the last minutes may still be on its way. */
function isSinceLastSweep({ endedAt }: ListedExecution, { policy, now }: Sweeping): boolean {
  if (endedAt === undefined) return false;
  const age = now().getTime() - endedAt.getTime();
  return age > ON_ITS_WAY_MS && age < policy.sweep.every * 1_000;
}

/** Failures from before the installation are left alone, unless somebody asks for them. */
async function oldestEnd({ hours }: SweepRequest, { schedules, policy, now }: Sweeping): Promise<Date> {
  if (hours !== undefined) return new Date(now().getTime() - hours * 3_600_000);
  const lookBack = new Date(now().getTime() - policy.sweep.lookBack * 1_000);
  const installedAt = await schedules.installedAt();
  return installedAt > lookBack ? installedAt : lookBack;
}

/** In the order of their ids, which stays the same from one sweep to the next. */
async function chosenProjects(
  { fromProject }: SweepRequest,
  { valohai, policy }: Sweeping,
): Promise<ListedProject[]> {
  const readable = await valohai.projects();
  return readable
    .filter(
      ({ name }) => policy.projects === undefined || policy.projects.some((glob) => matchesGlob(glob, name)),
    )
    .sort((a, b) => (a.id < b.id ? -1 : 1))
    .filter(({ id }) => fromProject === undefined || id >= fromProject);
}

/** A project's failures, back to those that were created so long ago that they cannot have ended since. */
async function* failuresFrom(
  valohai: FailureLister,
  projectId: string,
  since: Date,
): AsyncGenerator<ListedExecution> {
  const oldestStart = since.getTime() - LONGEST_RUN_MS;
  for await (const failure of valohai.failures(projectId)) {
    if (failure.createdAt !== undefined && failure.createdAt.getTime() < oldestStart) return;
    yield failure;
  }
}

/** Whether it ended too long ago, or an earlier part of the same sweep has looked at it. */
function isPast({ endedAt, counter }: ListedExecution, since: Date, before: number | undefined): boolean {
  return (endedAt !== undefined && endedAt < since) || (before !== undefined && counter >= before);
}

async function isPending(
  projectId: string,
  { id: executionId }: ListedExecution,
  { schedules }: Sweeping,
): Promise<boolean> {
  const found = await Promise.all(
    pendingNames({ projectId, executionId }).map((name) => schedules.exists(name)),
  );
  return found.some(Boolean);
}

async function goOnLater(request: SweepRequest, at: Date, { ownSchedules }: Sweeping): Promise<void> {
  const { hours, fromProject, beforeCounter, tries } = request;
  const told = [hours, fromProject?.slice(-12), beforeCounter, tries].filter((part) => part !== undefined);
  await ownSchedules.create({ name: `sweep-on-${told.join('-')}`, at, input: { ...request } });
}

function hoursOf({ hours }: SweepRequest): { readonly hours?: number } {
  return hours === undefined ? {} : { hours };
}
