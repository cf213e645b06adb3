import {
  parseScheduledRetry,
  type ScheduledLaunch,
  type ScheduledLook,
  type ScheduledRetry,
} from '../../functions/retry/scheduled-retry.ts';
import { fewAtATime } from '../few-at-a-time.ts';
import type { InstalledSchedules, ListedSchedule } from '../installed-schedules.ts';
import { NO_PROJECT, roleOf, type Work } from './schedule-role.ts';

/** A schedule that will retry an execution, or look whether it has failed. */
export interface Pending {
  readonly name: string;
  readonly work: Work;
  /** The last 12 hex digits of the project's id; NO_PROJECT where the notification did not tell it. */
  readonly projectEnd: string;
  readonly executionId: string;
  readonly createdAt?: Date | undefined;
}

/** A project whose retries a person holds back. */
export interface Hold {
  readonly projectEnd: string;
  readonly since?: Date | undefined;
}

/** An open breaker: retries of failures that are alike wait for the one that goes first. */
export interface Breaker {
  readonly projectEnd: string;
  /** What the failures have in common. */
  readonly signature?: string | undefined;
  /** When the one that goes first is looked at again. */
  readonly lookAt?: Date | undefined;
}

/** What its name did not tell. */
export interface PendingInDetail extends Pending {
  readonly dueAt?: Date | undefined;
  /** Undefined when this version cannot read it. */
  readonly scheduled?: ScheduledLaunch | ScheduledLook | undefined;
}

/** Everything that is pending, the oldest first, and what is held back, by people and by breakers. */
export async function readPending(schedules: InstalledSchedules) {
  const pending: Pending[] = [];
  const holds: Hold[] = [];
  const breakers: Breaker[] = [];
  for await (const listed of schedules.list()) {
    const role = roleOf(listed.name);
    if (role.kind === 'pending') pending.push({ ...listed, ...role });
    if (role.kind === 'hold') holds.push({ projectEnd: role.projectEnd, since: listed.createdAt });
    if (role.kind === 'breaker') breakers.push(await readBreaker(listed.name, role.projectEnd, schedules));
  }
  return { pending: pending.sort(byAge), holds, breakers };
}

async function readBreaker(
  name: string,
  projectEnd: string,
  schedules: InstalledSchedules,
): Promise<Breaker> {
  const schedule = await schedules.read(name);
  const input = readInput(schedule?.input ?? '');
  const signature = input?.purpose === 'breaker' ? input.signature : undefined;
  return { projectEnd, signature, lookAt: schedule?.dueAt };
}

/** What is pending for one execution now, in detail. */
export async function readPendingOf(
  executionId: string,
  projectEnd: string,
  schedules: InstalledSchedules,
): Promise<PendingInDetail[]> {
  const found: Pending[] = [];
  const hex = executionId.replaceAll('-', '');
  for (const prefix of new Set([`${projectEnd}.${hex}`, `${NO_PROJECT}.${hex}`])) {
    for await (const listed of schedules.list(prefix)) {
      const role = roleOf(listed.name);
      if (role.kind === 'pending') found.push({ ...listed, ...role });
    }
  }
  return readInDetail(found, schedules);
}

/** Reads the schedules themselves. Those that are gone meanwhile, or prove to be marks, are left out. */
export async function readInDetail(
  pending: readonly Pending[],
  schedules: InstalledSchedules,
): Promise<PendingInDetail[]> {
  const read = await fewAtATime(pending, async (one): Promise<PendingInDetail[]> => {
    const schedule = await schedules.read(one.name);
    if (schedule === undefined) return [];
    const input = readInput(schedule.input);
    if (input?.purpose === 'mark') return [];
    const scheduled = input?.purpose === 'launch' || input?.purpose === 'look' ? input : undefined;
    return [{ ...one, dueAt: schedule.dueAt, scheduled }];
  });
  return read.flat();
}

/** The soonest first; what is due at no known time comes last. */
export function byDue(a: PendingInDetail, b: PendingInDetail): number {
  return (a.dueAt?.getTime() ?? Number.MAX_VALUE) - (b.dueAt?.getTime() ?? Number.MAX_VALUE);
}

function byAge(a: ListedSchedule, b: ListedSchedule): number {
  return (a.createdAt?.getTime() ?? 0) - (b.createdAt?.getTime() ?? 0);
}

function readInput(text: string): ScheduledRetry | undefined {
  try {
    return parseScheduledRetry(JSON.parse(text));
  } catch {
    return undefined;
  }
}
