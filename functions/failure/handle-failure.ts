import type { Schedules } from '../aws/schedules.ts';
import { type Decision, decide } from '../policy/decide.ts';
import type { Policy } from '../policy/policy.ts';
import { lookScheduleName, retryScheduleName } from '../retry/schedule-name.ts';
import type { ScheduledRetry } from '../retry/scheduled-retry.ts';
import { ValohaiRejectedError } from '../valohai/errors.ts';
import type { Execution } from '../valohai/execution.ts';
import { type FailureReader, readFacts } from './read-facts.ts';
import { type TagWriter, tagNotRetried } from './tag-failure.ts';

/** What somebody said about an execution: it has failed. */
export interface FailureReport {
  readonly executionId: string;
  /** How often it was already looked at because it still read as running. */
  readonly looks: number;
}

export interface FailureHandling {
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
 * @throws what another try can cure: Valohai, the Scheduler or the secret cannot be reached
 */
export async function handleFailure(
  report: FailureReport,
  handling: FailureHandling,
): Promise<HandledFailure> {
  const { valohai, policy } = handling;
  const now = handling.now();
  let facts: Awaited<ReturnType<typeof readFacts>>;
  try {
    facts = await readFacts(valohai, report.executionId, now);
  } catch (error) {
    if (!(error instanceof ValohaiRejectedError)) throw error;
    return {
      decision: { kind: 'ignore', why: `Valohai does not show it: ${error.message}` },
      isRepeated: false,
    };
  }
  const { execution } = facts;
  const decision = decide({ ...facts, looks: report.looks }, policy, now, handling.random());
  return { decision, execution, isRepeated: await carryOut(decision, execution, handling) };
}

/** @returns whether it had been carried out before */
async function carryOut(
  decision: Decision,
  execution: Execution,
  handling: FailureHandling,
): Promise<boolean> {
  const { valohai, schedules } = handling;
  const subject = { projectId: execution.project.id, executionId: execution.id };
  switch (decision.kind) {
    case 'retry': {
      const due = decision.at.toISOString();
      const input: ScheduledRetry = { ...subject, version: 1, purpose: 'launch', due, turn: 0 };
      const name = retryScheduleName(subject);
      return (await schedules.create({ name, at: decision.at, input })) === 'exists';
    }
    case 'look-again': {
      const { look, at } = decision;
      const input: ScheduledRetry = { ...subject, version: 1, purpose: 'look', look };
      return (await schedules.create({ name: lookScheduleName(subject, look), at, input })) === 'exists';
    }
    case 'give-up':
      return (await tagNotRetried(valohai, execution, decision.cause)) === 'there already';
    case 'ignore':
      return false;
  }
}
