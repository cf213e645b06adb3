import { type Changes, changesBy, rungsAbove } from './changes.ts';
import { classify } from './classify.ts';
import { formatDuration } from './duration.ts';
import type { ExecutionFacts } from './execution-facts.ts';
import { type Failure, type FailureReason, isPassing, type LogLine } from './failure.ts';
import { matchesGlob } from './glob.ts';
import { MOST_RETRIES, type Policy, type Rule } from './policy.ts';
import { infrastructureRetries, isHandsOff, retriedAs, retriesSoFar } from './retry-tags.ts';
import { nameOf, ruleFor } from './rules.ts';
import { timetableFor, waitBefore } from './timetable.ts';

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
 * `expired`: its time is over; `no-retry`: a person or the code said so; `never`: a rule said so; `rejected`:
 * Valohai refuses the copy.
 */
export type GiveUpCause = FailureReason | 'exhausted' | 'expired' | 'no-retry' | 'never' | 'rejected';

/** What every decision about a failure tells. */
interface Judged {
  /** Counts all retries of the chain from 1, as the tag `retry: 2` does. */
  readonly attempt: number;
  /** How many there can be: those that its kind of failure may have, and those spent on the other kind. */
  readonly of: number;
  readonly reason: FailureReason;
  /** What failed, by the catalogue's name; undefined when it has none. */
  readonly signature?: string | undefined;
  /** The rule that matched; undefined when none did. */
  readonly rule?: string | undefined;
  /** Whether, or to which names, the rule wants this to be told; undefined when it does not say. */
  readonly notify?: Rule['notify'];
  readonly why: string;
}

/** A retry, and what it has otherwise than the execution that failed. */
export interface Retry extends Judged {
  readonly at: Date;
  /** The end of its chain: where something holds it up, it starts by then or not at all. */
  readonly until: Date;
  readonly changes?: Changes | undefined;
}

/** A failure that is not retried. */
export interface GiveUp extends Judged {
  readonly kind: 'give-up';
  readonly cause: GiveUpCause;
  /** The rule's own words for it, which people see in place of the cause. */
  readonly told?: string | undefined;
}

/** What is done about an execution. */
export type Decision =
  | (Retry & { readonly kind: 'retry' })
  /** It would be retried, but the policy or the rule is in shadow mode. */
  | (Retry & { readonly kind: 'would-retry' })
  | GiveUp
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

  const copy = retriedAs(execution);
  if (copy !== undefined) return { kind: 'ignore', why: `it was already retried as #${copy}` };

  const failure = classify({ log: facts.log, statusDetail: execution.statusDetail });
  const rule = ruleFor(policy, { execution, log: facts.log, failure });
  const decision = judge(facts, failure, policy, rule, now, random);
  const isShadow = (rule?.mode ?? policy.mode) === 'shadow';
  return decision.kind === 'retry' && isShadow ? { ...decision, kind: 'would-retry' } : decision;
}

/** A retry that is given up after all, because it could not be started. */
export function giveUpInstead(
  { at: _at, until: _until, changes: _changes, ...judged }: Retry,
  cause: GiveUpCause,
  why: string,
): GiveUp {
  return { ...judged, kind: 'give-up', cause, why };
}

function judge(
  facts: Facts,
  failure: Failure,
  policy: Policy,
  rule: Rule | undefined,
  now: Date,
  random: number,
): Decision {
  const { execution } = facts;
  const timetable = timetableFor(policy, failure, rule, execution.parameters);
  const done = countRetries(execution.tags, failure);
  const rungs = rule && rungsAbove(rule, execution, failure);
  const of = timetable.retries === 0 ? 0 : Math.min(done.others + timetable.retries, MOST_RETRIES);
  const what = describe(failure);
  const judged = {
    of,
    reason: failure.reason,
    signature: failure.signature,
    rule: rule && nameOf(policy, rule),
    notify: rule?.notify,
  };
  const giveUp = (cause: GiveUpCause, why: string, told?: string): Decision => ({
    kind: 'give-up',
    cause,
    attempt: done.all,
    ...judged,
    told,
    why,
  });

  if (isHandsOff(execution.tags)) return giveUp('no-retry', 'a person tagged it no-retry');
  if (failure.said === 'no-retry') return giveUp('no-retry', what);
  if (rule?.never && of === 0) {
    return giveUp('never', `${what}: ${rule.told ?? `the rule ${judged.rule} says never`}`, rule.told);
  }
  if (of === 0) return giveUp(failure.reason, `${what}: ${whyNone(failure)}`);
  if (done.all >= of) return giveUp('exhausted', `${done.all} of ${of} retries are used up: ${what}`);
  if (rungs?.length === 0) {
    return giveUp(
      'exhausted',
      // Stryker disable next-line OptionalChaining: what stands at the top of a ladder is known
      `${what}: no larger environment than ${execution.environment?.slug} is on the ladder`,
    );
  }

  const wait = waitBefore(done.ofItsKind + 1, timetable, random, failure.retryAfterSeconds);
  // Compared as numbers: a log can ask for a wait that reaches beyond what a Date can hold.
  const at = facts.due?.getTime() ?? now.getTime() + wait * 1_000;
  const until = new Date(facts.firstFailureAt.getTime() + timetable.within * 1_000);
  if (at > until.getTime()) {
    const within = formatDuration(timetable.within);
    return giveUp('expired', `${what}: ${within} after the first failure it is too late`);
  }
  const changes = changesBy(rule, execution, failure);
  return { kind: 'retry', attempt: done.all + 1, ...judged, at: new Date(at), until, changes, why: what };
}

/** Lost machines have a budget of their own, so that they do not eat the one of real failures. */
export function countRetries(tags: readonly string[], { reason }: Failure) {
  const all = retriesSoFar(tags);
  const lost = infrastructureRetries(tags);
  const ofItsKind = reason === 'infrastructure' ? lost : all - lost;
  return { all, ofItsKind, others: all - ofItsKind };
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
export function hasFailed({ status }: { readonly status?: string | undefined }): boolean {
  return status === 'error' || status === 'crashed';
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
  return isPassing(reason) ? 'no retries are allowed for it' : 'nothing says that another try would help';
}

function describe({ reason, signature, line }: Failure): string {
  const name = signature === undefined ? reason : `${reason} (${signature})`;
  return line === undefined ? name : `${name}: ${line}`;
}
