import type { Schedules } from '../aws/schedules.ts';
import { type Decision, decide } from '../policy/decide.ts';
import type { Policy } from '../policy/policy.ts';
import { GENERAL_WITHIN } from '../policy/timetable.ts';
import { awayScheduleName, gaveUpName, lookScheduleName, retryScheduleName } from '../retry/schedule-name.ts';
import { MARK, type ScheduledRetryInput } from '../retry/scheduled-retry.ts';
import { ValohaiRejectedError, ValohaiUnauthorizedError } from '../valohai/errors.ts';
import type { Execution } from '../valohai/execution.ts';
import { type FailureTelling, GIVE_UP_DAYS } from './failure-telling.ts';
import { isPassingError, nextTry, type PassingError } from './pauses.ts';
import { type FailureReader, readFacts } from './read-facts.ts';
import { type Tagging, type TagWriter, tagNotRetried, tagWouldRetry } from './tag-failure.ts';

/** What somebody said about an execution: it has failed. */
export interface FailureReport {
  readonly executionId: string;
  /** Not every notification names the project. */
  readonly projectId?: string | undefined;
  /** How often it was already looked at because it still read as running. */
  readonly looks: number;
  /** How often Valohai was already away when it was to be looked at. */
  readonly tries: number;
  /** When the failure was first heard of. */
  readonly since: Date;
}

export interface FailureHandling extends FailureTelling {
  readonly valohai: FailureReader & TagWriter;
  readonly schedules: Pick<Schedules, 'create'>;
  readonly policy: Policy;
  readonly now: () => Date;
  readonly random: () => number;
}

/** The decision, and the execution it is about unless Valohai does not show it. */
export interface HandledFailure {
  readonly decision: Decision;
  readonly execution?: Execution;
  /** Whether an earlier report of the same failure had already led to this. */
  readonly isRepeated: boolean;
}

/**
 * Handles a failure, however it was heard of: reads the truth from Valohai, decides, and creates the one
 * schedule that follows. The same failure any number of times leads to the same schedule.
 *
 * A Valohai that is away, or a token that it refuses, costs nothing: the failure is looked at again later.
 *
 * @throws what another try by the sender, or by Lambda, can cure: the Scheduler cannot be reached; and what
 *   belongs into the dead letters: Valohai was away for as long as a retry is worth anything
 */
export async function handleFailure(
  report: FailureReport,
  handling: FailureHandling,
): Promise<HandledFailure> {
  try {
    return await judge(report, handling);
  } catch (error) {
    if (error instanceof ValohaiRejectedError) {
      const why = `Valohai does not show it: ${error.message}`;
      return { decision: { kind: 'ignore', why }, isRepeated: false };
    }
    if (isPassingError(error)) return await lookLater(report, handling, error);
    throw error;
  }
}

async function judge(report: FailureReport, handling: FailureHandling): Promise<HandledFailure> {
  const now = handling.now();
  const facts = await readFacts(handling.valohai, report.executionId, now);
  const { execution } = facts;
  const decision = decide({ ...facts, looks: report.looks }, handling.policy, now, handling.random());
  return { decision, execution, isRepeated: await carryOut(decision, execution, report, handling) };
}

/** Where the tag cannot be written, a mark remembers it instead. */
async function wasSettledBefore(
  subject: { readonly projectId: string; readonly executionId: string },
  tagging: Tagging,
  { schedules, now }: FailureHandling,
): Promise<boolean> {
  if (tagging !== 'not written') return tagging === 'there already';
  const at = new Date(now().getTime() + GIVE_UP_DAYS * 86_400_000);
  return (await schedules.create({ name: gaveUpName(subject), at, input: MARK })) === 'exists';
}

/** Where a notification did not name the project, its schedule stands apart from those of all projects. */
const NO_PROJECT = '00000000-0000-0000-0000-000000000000';

/** Has the failure read again once Valohai may be back. */
async function lookLater(
  report: FailureReport,
  { schedules, policy, now, onTokenRefused }: FailureHandling,
  error: PassingError,
): Promise<HandledFailure> {
  const at = nextTry(now(), report.tries, error);
  const within = policy.timing.within ?? GENERAL_WITHIN;
  if (at.getTime() > report.since.getTime() + within * 1_000) throw error;
  const tries = report.tries + 1;
  const subject = { projectId: report.projectId ?? NO_PROJECT, executionId: report.executionId };
  const input = lookInput(subject, { ...report, tries });
  const made = await schedules.create({ name: awayScheduleName(subject, tries), at, input });
  const decision: Decision = { kind: 'look-again', look: report.looks, at, why: error.message };
  if (error instanceof ValohaiUnauthorizedError) await onTokenRefused?.();
  return { decision, isRepeated: made === 'exists' };
}

function lookInput(
  subject: { readonly projectId: string; readonly executionId: string },
  { looks: look, tries, since }: FailureReport,
): ScheduledRetryInput {
  return { ...subject, version: 1, purpose: 'look', look, tries, since: since.toISOString() };
}

/** @returns whether it had been carried out before */
async function carryOut(
  decision: Decision,
  execution: Execution,
  report: FailureReport,
  handling: FailureHandling,
): Promise<boolean> {
  const { valohai, schedules } = handling;
  const subject = { projectId: execution.project.id, executionId: execution.id };
  switch (decision.kind) {
    case 'retry': {
      const due = decision.at.toISOString();
      const input: ScheduledRetryInput = {
        ...subject,
        version: 1,
        purpose: 'launch',
        due,
        until: decision.until.toISOString(),
        turn: 0,
      };
      const name = retryScheduleName(subject);
      return (await schedules.create({ name, at: decision.at, input })) === 'exists';
    }
    case 'look-again': {
      const { look, at } = decision;
      const input = lookInput(subject, { ...report, looks: look });
      return (await schedules.create({ name: lookScheduleName(subject, look), at, input })) === 'exists';
    }
    case 'give-up':
      return wasSettledBefore(subject, await tagNotRetried(valohai, execution, decision, handling), handling);
    case 'would-retry':
      return wasSettledBefore(subject, await tagWouldRetry(valohai, execution, decision.reason), handling);
    case 'ignore':
      return false;
  }
}
