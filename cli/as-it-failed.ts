import type { ReadFacts } from '../functions/failure/read-facts.ts';
import type { Facts } from '../functions/policy/decide.ts';

/** What was noted on a failed execution once it had been judged. */
const NOTED_SINCE = /^(?:retried|not-retried|would-retry):/;

/** What a judgement rested on when the execution failed, for one that is judged again later. */
export function asItFailed({ execution, log, firstFailureAt }: ReadFacts): Facts {
  const tags = execution.tags.filter((tag) => !NOTED_SINCE.test(tag));
  return { execution: { ...execution, tags }, log, firstFailureAt, looks: 0 };
}
