import { isPassing } from '../../functions/policy/failure.ts';
import { retriedAs } from '../../functions/policy/retry-tags.ts';
import type { ComparedCondition } from '../../functions/policy/rules.ts';
import { NOT_COPIED } from '../../functions/retry/copy.ts';
import type { Explained, ExplainedExecution } from './explained.ts';
import type { ComparedRule, Judgement } from './explanation.ts';

/** A log has hundreds of lines, and only a few of what a condition found are worth showing. */
const MOST_FOUND = 5;

/** An explanation as the one JSON document that `--json` prints. Durations are in seconds. */
export function explainedAsJson({ policyFile, explanation, execution }: Explained): object {
  const { decision, latest, failedAt, judgement } = explanation;
  return {
    policy: policyFile,
    ...(execution === undefined ? {} : { execution: subject(execution) }),
    failedAt,
    ...(judgement === undefined ? {} : judged(judgement)),
    decision: { ...decision, ...('at' in latest ? { latest: latest.at } : {}) },
    ...(execution?.copy === undefined ? {} : { copy: { ...execution.copy, notCopied: NOT_COPIED } }),
  };
}

function subject({ execution, link }: ExplainedExecution): object {
  const { id, counter, project, step, status, tags } = execution;
  return { id, counter, project: project.name, step, status, tags, link, retriedAs: retriedAs(execution) };
}

function judged({ failure, why, context, rules, timetable, retriesSoFar, waits }: Judgement): object {
  const deciding = context.lines.find(({ isDeciding }) => isDeciding);
  return {
    failure: { ...failure, passing: isPassing(failure.reason), ...(why === undefined ? {} : { why }) },
    log: { lines: context.of, decidingLine: deciding?.number, context: context.lines },
    rules: rules.map(rule),
    retriesSoFar,
    timetable: { ...timetable, waits },
  };
}

function rule({ conditions, ...rest }: ComparedRule): object {
  return { ...rest, conditions: conditions.map(condition) };
}

function condition({ found, ...rest }: ComparedCondition): object {
  return { ...rest, found: found.slice(0, MOST_FOUND) };
}
