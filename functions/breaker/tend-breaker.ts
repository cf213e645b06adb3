import type { Schedules } from '../aws/schedules.ts';
import { isPassingError } from '../failure/pauses.ts';
import { classify } from '../policy/classify.ts';
import { hasFailed } from '../policy/decide.ts';
import type { LogLine } from '../policy/failure.ts';
import type { Policy } from '../policy/policy.ts';
import { isSettled, retriedAs } from '../policy/retry-tags.ts';
import { GENERAL_WITHIN } from '../policy/timetable.ts';
import { type CopyReader, findCopy } from '../retry/find-copy.ts';
import { type RecentReader, readRecent } from '../retry/read-recent.ts';
import { breakerName } from '../retry/schedule-name.ts';
import type { OpenBreaker } from '../retry/scheduled-retry.ts';
import { ValohaiRejectedError } from '../valohai/errors.ts';
import type { Execution } from '../valohai/execution.ts';

export interface ProbeReader extends CopyReader, RecentReader {
  log(executionId: string): Promise<LogLine[]>;
}

export interface Tending {
  readonly valohai: ProbeReader;
  readonly schedules: Pick<Schedules, 'create'>;
  readonly policy: Policy;
  readonly now: () => Date;
}

/** What became of an open breaker. Closed is what is not made anew: the held retries then go as the caps let them. */
export type Tended =
  | { readonly kind: 'still-open'; readonly until: Date; readonly why: string }
  | { readonly kind: 'closed'; readonly why: string };

const LONGEST_WAIT_SECONDS = 3_600;

/** After that, whatever its probe does, the others are held back in vain. */
const LONGEST_PROBE_MS = 3_600_000;

/** Looks how the probe of an open breaker does, and makes the breaker anew unless it can be closed. */
export async function tendBreaker(breaker: OpenBreaker, tending: Tending): Promise<Tended> {
  const now = tending.now();
  const within = (tending.policy.timing.within ?? GENERAL_WITHIN) * 1_000;
  if (now.getTime() > new Date(breaker.openedAt).getTime() + within) {
    return { kind: 'closed', why: 'it was open for as long as a retry is worth anything' };
  }
  const probed = await readProbe(breaker, tending.valohai, now);
  if (probed.kind === 'closed') return probed;
  if (probed.kind === 'running' && now.getTime() - Date.parse(breaker.probeFrom) >= LONGEST_PROBE_MS) {
    return { kind: 'closed', why: `after an hour, ${probed.why}` };
  }
  const waitSeconds =
    probed.kind === 'failed' ? Math.min(2 * breaker.waitSeconds, LONGEST_WAIT_SECONDS) : breaker.waitSeconds;
  const until = new Date(now.getTime() + waitSeconds * 1_000);
  const next: OpenBreaker = {
    ...breaker,
    waitSeconds,
    turn: breaker.turn + 1,
    ...(probed.kind === 'failed' ? { probe: probed.copy.id, probeFrom: until.toISOString() } : {}),
  };
  // The next probe starts when the wait is over; how it does can be seen a moment after that.
  const at = probed.kind === 'failed' ? new Date(until.getTime() + 60_000) : until;
  const name = breakerName(breaker.projectId, breaker.signature, next.turn);
  await tending.schedules.create({ name, at, input: next });
  return { kind: 'still-open', until: at, why: probed.why };
}

type Probed =
  | { readonly kind: 'closed'; readonly why: string }
  | { readonly kind: 'running'; readonly why: string }
  | { readonly kind: 'failed'; readonly copy: Execution; readonly why: string };

async function readProbe(breaker: OpenBreaker, valohai: ProbeReader, now: Date): Promise<Probed> {
  try {
    const failed = await valohai.execution(breaker.probe);
    const counter = retriedAs(failed);
    if (counter === undefined && isSettled(failed))
      return { kind: 'closed', why: 'its probe is not retried' };
    const copied = counter ?? (await findUntagged(failed, valohai));
    if (copied === undefined) return { kind: 'running', why: 'its probe has not started yet' };
    const copy = await valohai.execution(`${breaker.projectId}:${copied}`);
    return await judgeCopy(copy, failed, breaker, valohai, now);
  } catch (error) {
    if (error instanceof ValohaiRejectedError) return { kind: 'closed', why: 'its probe is gone' };
    if (isPassingError(error)) return { kind: 'running', why: error.message };
    throw error;
  }
}

/** A copy whose number could not be noted on what it repeats. */
async function findUntagged(failed: Execution, valohai: ProbeReader): Promise<number | undefined> {
  const { executions } = await readRecent(valohai, failed);
  return (await findCopy(valohai, failed, executions, 'ignore'))?.counter;
}

async function judgeCopy(
  copy: Execution,
  failed: Execution,
  { signature }: OpenBreaker,
  valohai: ProbeReader,
  now: Date,
): Promise<Probed> {
  const probe = `its probe #${copy.counter}`;
  if (copy.status === 'complete') return { kind: 'closed', why: `${probe} completed` };
  if (copy.status === 'stopped') return { kind: 'closed', why: `${probe} was stopped` };
  if (!hasFailed(copy)) {
    return hasOutlived(copy, failed, now)
      ? { kind: 'closed', why: `${probe} has run for longer than it took to fail before` }
      : { kind: 'running', why: `${probe} is ${copy.status}` };
  }
  const failure = classify({ log: await valohai.log(copy.id), statusDetail: copy.statusDetail });
  return failure.signature === signature
    ? { kind: 'failed', copy, why: `${probe} failed the same way` }
    : { kind: 'closed', why: `${probe} failed in another way (${failure.reason})` };
}

/** Whether a copy that runs got farther than what it repeats, the time in the queue included. */
function hasOutlived(copy: Execution, failed: Execution, now: Date): boolean {
  if (copy.status !== 'started' || !copy.createdAt || !failed.createdAt || !failed.endedAt) return false;
  const life = failed.endedAt.getTime() - failed.createdAt.getTime();
  return now.getTime() - copy.createdAt.getTime() > life;
}
