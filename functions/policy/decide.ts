import { classify } from './classify.ts';
import { formatDuration } from './duration.ts';
import type { ExecutionFacts } from './execution-facts.ts';
import { type Failure, type FailureReason, isPassing, type LogLine } from './failure.ts';
import { matchesGlob } from './glob.ts';
import type { Policy } from './policy.ts';
import { isHandsOff, retriedAs, retriesSoFar } from './retry-tags.ts';
import { ruleFor } from './rules.ts';
import { type Timetable, timetableFor, waitBefore } from './timetable.ts';

/** How often an execution that still reads as running is looked at again, a minute apart. */
export const MOST_LOOKS = 5;

/** Everything a judgement rests on. */
export interface Facts {
  readonly execution: ExecutionFacts;
  /** The platform's status events and the tail of the log, in order of time. */
  readonly log: readonly LogLine[];
  /** When the first execution of this chain of retries failed. */
  readonly firstFailureAt: Date;
  /** How often this notification's execution was already looked at and found running. */
  readonly looks: number;
  /** When the pending retry was to start: its wait has been served and is not waited again. */
  readonly due?: Date | undefined;
}

/**
 * Why a failure is not retried; stands in its `not-retried:` tag. `exhausted`: all its retries are used up;
 * `expired`: its time is over; `no-retry`: a person or the code said so; `rejected`: Valohai refuses the copy.
 */
export type GiveUpCause = FailureReason | 'exhausted' | 'expired' | 'no-retry' | 'rejected';

/** What is done about an execution. `attempt` counts retries from 1, `of` is how many there can be. */
export type Decision =
  | {
      readonly kind: 'retry';
      readonly attempt: number;
      readonly of: number;
      readonly at: Date;
      /** What failed, by the catalogue's name; undefined when it has none. */
      readonly signature: string | undefined;
      readonly why: string;
    }
  | {
      readonly kind: 'give-up';
      readonly cause: GiveUpCause;
      readonly attempt: number;
      readonly of: number;
      readonly why: string;
    }
  | { readonly kind: 'ignore'; readonly why: string }
  | { readonly kind: 'look-again'; readonly look: number; readonly at: Date; readonly why: string };

/**
 * Decides what becomes of an execution that is said to have failed. Pure: clock and chance are parameters.
 *
 * @param random at least 0 and less than 1
 */
export function decide(facts: Facts, policy: Policy, now: Date, random: number): Decision {
  const { execution } = facts;
  const handsOff = whyNotOurs(execution, policy);
  if (handsOff !== undefined) return { kind: 'ignore', why: handsOff };
  if (!hasFailed(execution)) return notFailed(facts, now);

  const copy = retriedAs(execution.tags);
  if (copy !== undefined) return { kind: 'ignore', why: `it was already retried as #${copy}` };

  const failure = classify({ log: facts.log, statusDetail: execution.statusDetail });
  const rule = ruleFor(policy, { execution, log: facts.log, failure });
  const timetable = timetableFor(policy, failure, rule, execution.parameters);
  return judge(facts, failure, timetable, now, random);
}

function judge(facts: Facts, failure: Failure, timetable: Timetable, now: Date, random: number): Decision {
  const done = retriesSoFar(facts.execution.tags);
  const of = timetable.retries;
  const giveUp = (cause: GiveUpCause, why: string): Decision => ({
    kind: 'give-up',
    cause,
    attempt: done,
    of,
    why,
  });
  const what = describe(failure);

  if (isHandsOff(facts.execution.tags)) return giveUp('no-retry', 'a person tagged it no-retry');
  if (failure.said === 'no-retry') return giveUp('no-retry', what);
  if (of === 0) return giveUp(failure.reason, `${what}: ${whyNone(failure)}`);
  if (done >= of) return giveUp('exhausted', `${done} of ${of} retries are used up: ${what}`);

  const attempt = done + 1;
  const wait = Math.max(waitBefore(attempt, timetable, random), failure.retryAfterSeconds ?? 0);
  // Compared as numbers: a log can ask for a wait that reaches beyond what a Date can hold.
  const at = facts.due?.getTime() ?? now.getTime() + wait * 1_000;
  if (at > facts.firstFailureAt.getTime() + timetable.within * 1_000) {
    const within = formatDuration(timetable.within);
    return giveUp('expired', `${what}: ${within} after the first failure it is too late`);
  }
  return { kind: 'retry', attempt, of, at: new Date(at), signature: failure.signature, why: what };
}

function whyNotOurs(execution: ExecutionFacts, policy: Policy): string | undefined {
  const { project, memberOf } = execution;
  if (execution.deleted) return 'it was deleted';
  if (policy.projects !== undefined && !policy.projects.some((glob) => matchesGlob(glob, project.name))) {
    return `the policy's projects do not include ${project.name}`;
  }
  if (project.readOnly) return `the project ${project.name} is read-only`;
  if (memberOf !== undefined) return `it belongs to a ${memberOf}, which a copy could not rejoin`;
  if (execution.autorestart && execution.environment?.spot === true) {
    return 'Valohai restarts it by itself (autorestart on a spot machine)';
  }
  if (execution.commit === undefined) return 'it has no commit, so it cannot be started again';
  return undefined;
}

/** `crashed` is an old name of `error`. */
function hasFailed(execution: ExecutionFacts): boolean {
  return execution.status === 'error' || execution.status === 'crashed';
}

function notFailed({ execution, looks }: Facts, now: Date): Decision {
  const { status } = execution;
  if (status === 'complete') return { kind: 'ignore', why: 'it completed' };
  if (status === 'stopped') return { kind: 'ignore', why: 'it was stopped' };
  if (looks >= MOST_LOOKS) {
    return { kind: 'ignore', why: `it still reads as ${status} after ${looks} looks, so it has not failed` };
  }
  const why = `it still reads as ${status}, so it has not failed yet`;
  return { kind: 'look-again', look: looks + 1, at: new Date(now.getTime() + 60_000), why };
}

function whyNone({ reason }: Failure): string {
  return isPassing(reason) ? 'no retries are allowed for it' : 'another try would not help';
}

function describe({ reason, signature, line }: Failure): string {
  const name = signature === undefined ? reason : `${reason} (${signature})`;
  return line === undefined ? name : `${name}: ${line}`;
}
