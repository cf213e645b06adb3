import { classify } from '../../functions/policy/classify.ts';
import { countRetries, type Decision, decide, type Facts, hasFailed } from '../../functions/policy/decide.ts';
import type { Failure } from '../../functions/policy/failure.ts';
import type { Policy, Rule } from '../../functions/policy/policy.ts';
import { type ComparedCondition, compareRule, ruleFor } from '../../functions/policy/rules.ts';
import { CATALOGUE } from '../../functions/policy/signatures/catalogue.ts';
import { type Timetable, timetableFor, type WaitRange, waitRange } from '../../functions/policy/timetable.ts';
import { contextOf, type LogContext } from './log-context.ts';

/** What a policy decides about an execution, and everything that leads to it. */
export interface Explanation {
  /** Without jitter: at the earliest. */
  readonly decision: Decision;
  /** With all the jitter: at the latest. */
  readonly latest: Decision;
  /** Since when the waits are counted: its end, or now where it has none. */
  readonly failedAt: Date;
  /** Undefined for an execution that has not failed: there is nothing to judge. */
  readonly judgement: Judgement | undefined;
}

export interface Judgement {
  readonly failure: Failure;
  /** Why the catalogue puts the signature into its class; undefined without a signature. */
  readonly why: string | undefined;
  readonly context: LogContext;
  readonly rules: readonly ComparedRule[];
  readonly timetable: Timetable;
  /** How many retries there were for this kind of failure; lost machines have a count of their own. */
  readonly retriesSoFar: number;
  readonly waits: readonly Wait[];
}

/** A rule of the policy, compared with the failure. */
export interface ComparedRule {
  /** Its place in the file, from 1. */
  readonly number: number;
  readonly name: string | undefined;
  readonly conditions: readonly ComparedCondition[];
  readonly matches: boolean;
  /** Whether it is the one that counts: the first that matches. */
  readonly counts: boolean;
}

/** How long is waited before a retry, counted from 1 among those for this kind of failure. */
export interface Wait extends WaitRange {
  readonly attempt: number;
}

const ALL_THE_JITTER = 1 - Number.EPSILON;

export function explain(facts: Facts, policy: Policy, now: Date): Explanation {
  const { execution } = facts;
  const isFailure = hasFailed(execution);
  const failedAt = isFailure ? (execution.endedAt ?? now) : now;
  return {
    decision: decide(facts, policy, failedAt, 0),
    latest: decide(facts, policy, failedAt, ALL_THE_JITTER),
    failedAt,
    judgement: isFailure ? judge(facts, policy) : undefined,
  };
}

function judge({ execution, log }: Facts, policy: Policy): Judgement {
  const failure = classify({ log, statusDetail: execution.statusDetail });
  const subject = { execution, log, failure };
  const chosen = ruleFor(policy, subject);
  const timetable = timetableFor(policy, failure, chosen, execution.parameters);
  const done = countRetries(execution.tags, failure).ofItsKind;
  return {
    failure,
    why: CATALOGUE.find(({ id }) => id === failure.signature)?.why,
    context: contextOf(log, failure),
    rules: policy.rules.map((rule, index) =>
      compared(rule, index + 1, compareRule(rule, subject), rule === chosen),
    ),
    timetable,
    retriesSoFar: done,
    waits: Array.from({ length: timetable.retries }, (_, index) => {
      const attempt = index + 1;
      // Only the wait that is next follows what this failure asks for.
      const asked = attempt === done + 1 ? failure.retryAfterSeconds : undefined;
      return { attempt, ...waitRange(attempt, timetable, asked) };
    }),
  };
}

function compared(
  { name }: Rule,
  number: number,
  conditions: readonly ComparedCondition[],
  counts: boolean,
): ComparedRule {
  return { number, name, conditions, matches: conditions.every(({ holds }) => holds), counts };
}
