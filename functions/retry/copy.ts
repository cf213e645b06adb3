import type { Retry } from '../policy/decide.ts';
import { tagsOfRetry } from '../policy/retry-tags.ts';
import type { Execution } from '../valohai/execution.ts';

/** What `GET /executions/{id}/` does not reveal, so that no copy can have it. */
export const NOT_COPIED = 'time limit, environment variable groups and presets';

/** Valohai's own restart of spot machines passes its state in this input; a copy must not continue it. */
const RESTART_INPUT = '_restart';

/**
 * The body of `POST /executions/` that starts a failed execution again: everything that is known of it, what
 * the policy changes, the tags of a retry, and two environment variables by which the code can resume from a
 * checkpoint.
 */
export function copyOf(
  failed: Execution,
  { attempt, reason, changes = {} }: Pick<Retry, 'attempt' | 'reason' | 'changes'>,
): Record<string, unknown> {
  const { [RESTART_INPUT]: _restart, ...inputs } = failed.inputs;
  const body = {
    project: failed.project.id,
    commit: failed.commit,
    step: failed.step,
    command: failed.command,
    image: failed.image,
    environment: changes.environment ?? failed.environment?.id,
    title: failed.title,
    inputs,
    parameters: { ...failed.parameters, ...changes.parameters },
    environment_variables: {
      ...failed.environmentVariables,
      RETRY_ATTEMPT: String(attempt),
      RETRY_OF_EXECUTION: failed.id,
    },
    inherit_environment_variables: true,
    runtime_config: failed.runtimeConfig,
    priority: changes.priority ?? failed.priority,
    tags: tagsOfRetry(failed.tags, attempt, failed.counter, reason),
  };
  return Object.fromEntries(Object.entries(body).filter(([, value]) => value !== undefined));
}
