import type { EnvironmentFacts, ExecutionFacts } from './execution-facts.ts';
import { type Failure, isPassing } from './failure.ts';
import type { Rule } from './policy.ts';

/** What a retry has otherwise than the execution that failed. */
export interface Changes {
  /** Slug or id. */
  readonly environment?: string;
  /** Those that are overridden or added. */
  readonly parameters?: NonNullable<Rule['parameters']>;
  readonly priority?: number;
}

/** What a rule changes in a retry, or undefined when it is the same again. */
export function changesBy(
  rule: Rule | undefined,
  execution: ExecutionFacts,
  failure: Failure,
): Changes | undefined {
  if (rule === undefined) return undefined;
  const environment = rule.environment ?? rungsAbove(rule, execution, failure)?.[0];
  const changes: Changes = {
    ...(environment !== undefined && { environment }),
    ...(rule.parameters !== undefined && { parameters: rule.parameters }),
    ...(rule.priority !== undefined && { priority: rule.priority }),
  };
  return Object.keys(changes).length === 0 ? undefined : changes;
}

/**
 * The environments that are left above the one on which it failed; all, when that is not on the ladder.
 *
 * Undefined when the ladder is not climbed: a failure that passes by itself, such as a lost connection, needs
 * no larger machine. Its retry stays where it is, also where an earlier failure has raised it.
 */
export function rungsAbove(
  { ladder }: Rule,
  { environment }: ExecutionFacts,
  { reason }: Failure,
): readonly string[] | undefined {
  if (ladder === undefined || isPassing(reason)) return undefined;
  return ladder.slice(ladder.findIndex((rung) => isSame(rung, environment)) + 1);
}

/** Valohai takes a slug or an id where it asks for an environment. */
function isSame(rung: string, environment: EnvironmentFacts | undefined): boolean {
  return environment !== undefined && (rung === environment.slug || rung === environment.id);
}
