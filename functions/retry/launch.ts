import type { Schedule, Schedules } from '../aws/schedules.ts';
import { type HoldingBack, heldUntil, holdBack } from '../breaker/hold-back.ts';
import type { FailureTelling } from '../failure/failure-telling.ts';
import { isPassingError, nextTry, type PassingError } from '../failure/pauses.ts';
import { type FailureReader, readFacts } from '../failure/read-facts.ts';
import { type TagWriter, tagNotRetried, tagRetried, tagWouldRetry } from '../failure/tag-failure.ts';
import { decide, type GiveUp, giveUpInstead, type Retry } from '../policy/decide.ts';
import type { Policy } from '../policy/policy.ts';
import { GENERAL_WITHIN } from '../policy/timetable.ts';
import { ValohaiRejectedError, ValohaiUnauthorizedError } from '../valohai/errors.ts';
import type { Execution } from '../valohai/execution.ts';
import { type FailureLister, whySpent } from './budget.ts';
import { copyOf } from './copy.ts';
import { findCopy } from './find-copy.ts';
import { reserveSlot } from './launch-slot.ts';
import { type Recent, type RecentReader, readRecent } from './read-recent.ts';
import { claimName, holdName, turnScheduleName } from './schedule-name.ts';
import { MARK, type OpenBreaker, type ScheduledLaunch } from './scheduled-retry.ts';

/** What launching needs of Valohai. */
export interface LaunchPad extends FailureReader, RecentReader, FailureLister, TagWriter {
  newerThan: HoldingBack['valohai']['newerThan'];
  create(body: Readonly<Record<string, unknown>>): Promise<Execution>;
}

export interface Launching extends FailureTelling {
  readonly valohai: LaunchPad;
  readonly schedules: Schedules;
  readonly policy: Policy;
  readonly now: () => Date;
  /** Told when a retry opens the breaker for its signature. */
  readonly onBreakerOpened?: (breaker: OpenBreaker, project: string) => Promise<void>;
  /** Told when a retry has to wait because its project's budget is used up. */
  readonly onBudgetSpent?: (project: Execution['project'], why: string) => Promise<void>;
}

/** How a launch ended. */
export type Launch =
  | {
      readonly kind: 'launched';
      readonly failed: Execution;
      readonly copy: Execution;
      readonly attempt: number;
      readonly of: number;
      readonly why: string;
    }
  | { readonly kind: 'give-up'; readonly failed: Execution; readonly decision: GiveUp }
  /** The policy went into shadow mode while it waited. */
  | { readonly kind: 'would-retry'; readonly failed: Execution; readonly decision: Retry }
  | { readonly kind: 'ignore'; readonly failed?: Execution; readonly why: string }
  | {
      readonly kind: 'postponed';
      readonly executionId: string;
      /** Where it was read before it turned out that it has to wait. */
      readonly failed?: Execution;
      readonly at: Date;
      readonly why: string;
    };

const MINUTE_MS = 60_000;

/** How long a claim holds. The function lives less than a minute, so whoever made the claim is gone by then. */
const CLAIM_MS = 1.5 * MINUTE_MS;

/** When a launch is taken over whose turn died half-way: after its claim, which may go a minute late. */
const TAKE_OVER_MS = 5 * MINUTE_MS;

/** How soon a launch that a person holds back looks whether it is still held. */
const HELD_MS = 15 * MINUTE_MS;

/** How soon a launch looks again whether its project's budget has room. */
const SPENT_MS = 60 * MINUTE_MS;

/**
 * Starts the retry of a failed execution, unless something has changed since it was scheduled.
 *
 * At most one copy. Valohai has no idempotency key, so who wants to look for a copy and create one makes a
 * claim first: a schedule whose name only one can create. Before that it makes the schedule of the next turn,
 * which takes over should this one die half-way; it also tells two deliveries of one turn apart. Both are
 * removed when the turn is done. What remains possible: a POST that Valohai carries out only after a later
 * turn has looked (at least a minute later), and a copy that Valohai's list does not show yet.
 *
 * @throws what Lambda's own further tries and then the dead letters are for: the Scheduler is away too, or
 *   Valohai was for as long as the chain's time lasts
 */
export async function launchRetry(delivered: ScheduledLaunch, launching: Launching): Promise<Launch> {
  // What becomes known on the way is written into it, and so goes along with the next turn.
  const scheduled = { ...delivered };
  try {
    return await launchNow(scheduled, launching);
  } catch (error) {
    if (isPassingError(error)) return await postpone(scheduled, launching, error);
    throw error;
  }
}

async function launchNow(scheduled: ScheduledLaunch, launching: Launching): Promise<Launch> {
  const { valohai, schedules, policy } = launching;
  const now = launching.now();
  const wait = await whyWait(scheduled, launching, now);
  const postponed = wait && (await putOff({ ...scheduled, hasSlot: wait.hasSlot }, wait, launching));
  if (postponed !== undefined) return postponed;
  const facts = await readFacts(valohai, scheduled.executionId, now).catch(gone);
  if (facts instanceof ValohaiRejectedError) {
    return { kind: 'ignore', why: `Valohai does not show it any more: ${facts.message}` };
  }
  const { execution: failed } = facts;
  const { due } = scheduled;
  const decision = decide({ ...facts, looks: 0, due: new Date(due) }, policy, now, 0);
  if (decision.kind === 'give-up') {
    await tagNotRetried(valohai, failed, decision, launching);
    return { kind: 'give-up', failed, decision };
  }
  if (decision.kind === 'would-retry') {
    await tagWouldRetry(valohai, failed, decision.reason);
    return { kind: 'would-retry', failed, decision };
  }
  if (decision.kind !== 'retry') return { kind: 'ignore', failed, why: decision.why };
  if (wait !== undefined) return expire(failed, decision, wait.why, launching);

  // Without an end, a launch that dies in every turn would be taken over for ever. But a delivery may be late.
  if (now.getTime() > Math.max(decision.until.getTime(), latestLaunch({ due }, policy)) + TAKE_OVER_MS) {
    const recent = await readRecent(valohai, failed);
    const why = `it was due at ${due} and not started in time`;
    return (await startedBefore(failed, recent, launching)) ?? expire(failed, decision, why, launching);
  }

  scheduled.until = decision.until.toISOString();
  const held = await whyHeld(failed, decision, scheduled, launching);
  if (held !== undefined) return held;
  scheduled.isCounted = true;
  const takeOver = nextTurn(scheduled, new Date(now.getTime() + TAKE_OVER_MS));
  if ((await schedules.create(takeOver)) === 'exists') {
    return { kind: 'ignore', failed, why: 'another delivery of the same retry is at work on it' };
  }
  const claim = { name: claimName(scheduled), at: new Date(now.getTime() + CLAIM_MS), input: MARK };
  if ((await schedules.create(claim)) === 'exists') {
    const why = 'another schedule of the same retry is at work on it';
    return { kind: 'postponed', executionId: failed.id, failed, at: takeOver.at, why };
  }
  try {
    const launch = await createOnce(failed, decision, scheduled, launching);
    if (launch.kind !== 'postponed') await release(schedules, takeOver.name);
    return launch;
  } catch (error) {
    // Who postpones moves the next turn; for Lambda's own further tries it has to make way.
    if (!isPassingError(error)) await release(schedules, takeOver.name);
    throw error;
  } finally {
    await release(schedules, claim.name);
  }
}

interface Wait {
  readonly at: Date;
  readonly why: string;
}

/** Whether it is this launch's turn: nobody holds it back, and its minute has a place left. */
async function whyWait(
  { projectId, executionId, hasSlot, heldBy: signature }: ScheduledLaunch,
  launching: Launching,
  now: Date,
): Promise<(Wait & { readonly hasSlot: boolean }) | undefined> {
  const { schedules, policy } = launching;
  const caps = policy.launchesPerMinute;
  if (await schedules.exists(holdName(projectId))) {
    const at = new Date(now.getTime() + HELD_MS);
    return { at, hasSlot: false, why: 'a person holds back the retries of its project' };
  }
  const until = signature && (await heldUntil({ projectId, executionId, signature }, launching));
  if (until) return { ...waitForProbe(until, signature, now), hasSlot: false };
  if (hasSlot) return undefined;
  const at = await reserveSlot(schedules, projectId, caps, now);
  if (at <= now) return undefined;
  const why = `${caps.project} retries may start in a minute in one project, ${caps.all} in all`;
  return { at, hasSlot: true, why };
}

/** Makes the next turn for when a launch may go on; undefined when that is beyond the end of its chain. */
async function putOff(
  scheduled: ScheduledLaunch,
  { at, why }: Wait,
  { schedules, policy }: Launching,
): Promise<Launch | undefined> {
  if (at.getTime() > latestLaunch(scheduled, policy)) return undefined;
  await makeOrMove(schedules, nextTurn(scheduled, at));
  return { kind: 'postponed', executionId: scheduled.executionId, at, why };
}

/** Puts off a launch that had its place in this minute, which is lost, or gives it up when that were too late. */
async function holdOff(
  failed: Execution,
  retry: Retry,
  wait: Wait,
  scheduled: ScheduledLaunch,
  launching: Launching,
): Promise<Launch> {
  const next = { ...scheduled, isCounted: true, hasSlot: false };
  const postponed = await putOff(next, wait, launching);
  return postponed ? { ...postponed, failed } : expire(failed, retry, wait.why, launching);
}

/** Gives up a retry that would have to wait beyond the end of its chain. */
async function expire(failed: Execution, retry: Retry, why: string, launching: Launching): Promise<Launch> {
  const decision = giveUpInstead(retry, 'expired', why);
  await tagNotRetried(launching.valohai, failed, decision, launching);
  return { kind: 'give-up', failed, decision };
}

/** Whether a breaker holds this retry back, and until when. */
async function whyHeld(
  failed: Execution,
  retry: Retry,
  scheduled: ScheduledLaunch,
  launching: Launching,
): Promise<Launch | undefined> {
  const { signature } = retry;
  if (signature === undefined) return undefined;
  const { isCounted, projectId, executionId } = scheduled;
  const candidate = { projectId, executionId, counter: failed.counter, signature, isCounted };
  const passage = await holdBack(candidate, launching);
  if (passage.kind === 'free') return undefined;
  if (passage.kind === 'opened') {
    await launching.onBreakerOpened?.(passage.breaker, failed.project.name);
    return undefined;
  }
  const wait = waitForProbe(passage.until, signature, launching.now());
  return holdOff(failed, retry, wait, { ...scheduled, heldBy: signature }, launching);
}

function waitForProbe(until: Date, signature: string, now: Date): Wait {
  const at = new Date(Math.max(until.getTime(), now.getTime() + MINUTE_MS));
  const why = `many fail the same way (${signature}); one retry goes first, this one waits for it`;
  return { at, why };
}

async function createOnce(
  failed: Execution,
  decision: Retry,
  scheduled: ScheduledLaunch,
  launching: Launching,
): Promise<Launch> {
  const { valohai, policy, now } = launching;
  const recent = await readRecent(valohai, failed);
  const before = await startedBefore(failed, recent, launching);
  if (before !== undefined) return before;
  const spent = await whySpent(recent, valohai.failures(failed.project.id), policy.budget, now());
  if (spent !== undefined) {
    await launching.onBudgetSpent?.(failed.project, spent);
    const wait = { at: new Date(now().getTime() + SPENT_MS), why: spent };
    return holdOff(failed, decision, wait, scheduled, launching);
  }
  const { attempt, of, why } = decision;
  try {
    const copy = await valohai.create(copyOf(failed, decision));
    await tagRetried(valohai, failed, copy.counter);
    return { kind: 'launched', failed, copy, attempt, of, why };
  } catch (error) {
    if (!(error instanceof ValohaiRejectedError)) throw error;
    const rejected = giveUpInstead(decision, 'rejected', error.message);
    await tagNotRetried(valohai, failed, rejected, launching);
    return { kind: 'give-up', failed, decision: rejected };
  }
}

/** Notes a copy that exists already. */
async function startedBefore(
  failed: Execution,
  { executions }: Recent,
  { valohai, policy }: Launching,
): Promise<Launch | undefined> {
  const found = await findCopy(valohai, failed, executions, policy.rerunsByPeople);
  if (found === undefined) return undefined;
  await tagRetried(valohai, failed, found.counter);
  return { kind: 'ignore', failed, why: `it was already started again as #${found.counter} by ${found.by}` };
}

/** Puts the launch off while Valohai is away or refuses the token, until the time of the chain is over. */
async function postpone(
  scheduled: ScheduledLaunch,
  { schedules, policy, now, onTokenRefused }: Launching,
  error: PassingError,
): Promise<Launch> {
  const at = nextTry(now(), scheduled.tries, error);
  if (at.getTime() > latestLaunch(scheduled, policy)) throw error;
  await makeOrMove(schedules, nextTurn({ ...scheduled, tries: scheduled.tries + 1 }, at));
  if (error instanceof ValohaiUnauthorizedError) await onTokenRefused?.();
  return { kind: 'postponed', executionId: scheduled.executionId, at, why: error.message };
}

/** In milliseconds: the end of the chain, or where that is not known, the time of one after the retry was due. */
function latestLaunch({ due, until }: Pick<ScheduledLaunch, 'due' | 'until'>, { timing }: Policy): number {
  return until ? Date.parse(until) : Date.parse(due) + (timing.within ?? GENERAL_WITHIN) * 1_000;
}

function nextTurn(scheduled: ScheduledLaunch, at: Date): Schedule {
  const turn = scheduled.turn + 1;
  return { name: turnScheduleName(scheduled, turn), at, input: { ...scheduled, turn } };
}

/**
 * Where this turn had made the next one already, to take it over, that is moved. So is one of the same name that has
 * fired, if AWS has not deleted it yet.
 */
async function makeOrMove(schedules: Schedules, schedule: Schedule): Promise<void> {
  if ((await schedules.create(schedule)) === 'exists') await schedules.move(schedule);
}

/** Best effort: a next turn that stays finds the copy and does nothing, a claim that stays ends by itself. */
async function release(schedules: Schedules, name: string): Promise<void> {
  try {
    await schedules.remove(name);
  } catch {
    return;
  }
}

function gone(error: unknown): ValohaiRejectedError {
  if (error instanceof ValohaiRejectedError) return error;
  throw error;
}
