import type { Schedules } from '../aws/schedules.ts';
import { retryOf } from '../policy/retry-tags.ts';
import { breakerName, seenName } from '../retry/schedule-name.ts';
import { MARK, type OpenBreaker, parseScheduledRetry } from '../retry/scheduled-retry.ts';
import type { ListedExecution } from '../valohai/client.ts';

/** A retry, and the breaker that it has to pass. */
export interface Passenger {
  readonly projectId: string;
  readonly executionId: string;
  readonly signature: string;
}

/** A retry that wants to start. */
export interface Candidate extends Passenger {
  readonly counter: number;
  /** Whether its failure was counted when it wanted to start before. */
  readonly isCounted: boolean;
}

export interface HoldingBack {
  readonly schedules: Pick<Schedules, 'create' | 'read'>;
  readonly valohai: { newerThan(projectId: string, counter: number): AsyncIterable<ListedExecution> };
  readonly now: () => Date;
}

/** Whether a retry may start. */
export type Passage =
  | { readonly kind: 'free' }
  /** It is the one that opened the breaker, and goes first. */
  | { readonly kind: 'opened'; readonly breaker: OpenBreaker }
  | { readonly kind: 'held'; readonly until: Date };

/** So many failures with one signature in one project, within the window, open the breaker. */
export const THRESHOLD = 5;
const WINDOW_MS = 10 * 60_000;
const FIRST_WAIT_SECONDS = 120;

/**
 * The breaker: when many executions of a project fail the same way, one retry goes first and the others wait
 * for what becomes of it. Counted with marks that go by themselves after ten minutes; the open breaker is a
 * schedule too, which looks after its probe whenever it fires.
 */
export async function holdBack(candidate: Candidate, holding: HoldingBack): Promise<Passage> {
  const now = holding.now();
  const open = await findOpen(candidate, holding.schedules);
  if (open !== undefined) return passageThrough(open, candidate, now);
  if (candidate.isCounted || (await count(candidate, holding.schedules, now))) return { kind: 'free' };
  if (await hasRecovery(candidate, holding, now)) return { kind: 'free' };
  return openFor(candidate, holding.schedules, now);
}

/** Until when an open breaker holds a retry back; undefined when none does. Counts and opens nothing. */
export async function heldUntil(
  passenger: Passenger,
  { schedules, now }: Pick<HoldingBack, 'schedules' | 'now'>,
): Promise<Date | undefined> {
  const open = await findOpen(passenger, schedules);
  const passage = open && passageThrough(open, passenger, now());
  return passage?.kind === 'held' ? passage.until : undefined;
}

interface Open {
  readonly breaker: OpenBreaker;
  readonly at: Date;
}

async function findOpen(
  { projectId, signature }: Passenger,
  schedules: Pick<Schedules, 'read'>,
): Promise<Open | undefined> {
  let open: Open | undefined;
  // Not both at once, which would open a second connection. While one fires, the next may be there already.
  for (const turn of [0, 1]) {
    const schedule = await schedules.read(breakerName(projectId, signature, turn));
    if (schedule === undefined) continue;
    const breaker = parseScheduledRetry(JSON.parse(schedule.input));
    const isNewer = breaker.purpose === 'breaker' && breaker.turn >= (open?.breaker.turn ?? 0);
    if (isNewer) open = { breaker, at: schedule.at };
  }
  return open;
}

function passageThrough({ breaker, at }: Open, { executionId }: Passenger, now: Date): Passage {
  const probeFrom = new Date(breaker.probeFrom);
  if (breaker.probe !== executionId) return { kind: 'held', until: at };
  return now >= probeFrom ? { kind: 'free' } : { kind: 'held', until: probeFrom };
}

/** @returns whether there was a place for it, so that the failures are still few */
async function count(
  { projectId, signature }: Candidate,
  schedules: Pick<Schedules, 'create'>,
  now: Date,
): Promise<boolean> {
  const at = new Date(now.getTime() + WINDOW_MS);
  for (let place = 1; place < THRESHOLD; place += 1) {
    const name = seenName(projectId, signature, place);
    if ((await schedules.create({ name, at, input: MARK })) === 'created') return true;
  }
  return false;
}

/** A retry of the project that completed within the window says that the trouble passes by itself. */
async function hasRecovery(
  { projectId, counter }: Candidate,
  { valohai }: HoldingBack,
  now: Date,
): Promise<boolean> {
  const since = new Date(now.getTime() - WINDOW_MS);
  for await (const { tags, status, endedAt } of valohai.newerThan(projectId, counter)) {
    const isRetry = retryOf(tags ?? []) !== undefined;
    if (isRetry && status === 'complete' && (endedAt ?? now) >= since) return true;
  }
  return false;
}

async function openFor(
  { projectId, executionId, signature }: Candidate,
  schedules: Pick<Schedules, 'create'>,
  now: Date,
): Promise<Passage> {
  const breaker: OpenBreaker = {
    version: 1,
    purpose: 'breaker',
    projectId,
    signature,
    probe: executionId,
    probeFrom: now.toISOString(),
    waitSeconds: FIRST_WAIT_SECONDS,
    openedAt: now.toISOString(),
    turn: 0,
  };
  const at = new Date(now.getTime() + FIRST_WAIT_SECONDS * 1_000);
  const made = await schedules.create({ name: breakerName(projectId, signature, 0), at, input: breaker });
  return made === 'created' ? { kind: 'opened', breaker } : { kind: 'held', until: at };
}
