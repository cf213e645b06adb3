import type { ExecutionFacts } from './execution-facts.ts';
import type { Failure, LogLine } from './failure.ts';
import { matchesGlob } from './glob.ts';
import type { Policy, Rule } from './policy.ts';
import { matchesTextPattern } from './text-pattern.ts';

/** What rules look at. */
export interface Subject {
  readonly execution: ExecutionFacts;
  readonly log: readonly LogLine[];
  readonly failure: Failure;
}

/** The first rule that matches; rules after it do not count. */
export function ruleFor(policy: Policy, subject: Subject): Rule | undefined {
  return policy.rules.find((rule) => matchesRule(rule, subject));
}

/** Whether every condition of the rule holds. A list in one condition means "any of". */
function matchesRule({ when }: Rule, { execution, log, failure }: Subject): boolean {
  return (
    holds(when.reason, (reason) => reason === failure.reason) &&
    holds(when.signature, (glob) => isLike(glob, failure.signature)) &&
    holds(when.project, (glob) => matchesGlob(glob, execution.project.name)) &&
    holds(when.step, (glob) => matchesGlob(glob, execution.step)) &&
    holds(when.environment, (glob) => isLike(glob, execution.environment?.slug)) &&
    holds(when.tag, (glob) => execution.tags.some((tag) => matchesGlob(glob, tag))) &&
    holds(when.log, (pattern) => log.some((line) => matchesTextPattern(pattern, line.message))) &&
    holds(when.statusDetail, (pattern) => matchesTextPattern(pattern, execution.statusDetail))
  );
}

function holds<Value>(anyOf: readonly Value[] | undefined, matches: (value: Value) => boolean): boolean {
  return anyOf === undefined || anyOf.some(matches);
}

/** What is not known is like nothing, not even like `*`. */
function isLike(glob: string, text: string | undefined): boolean {
  return text !== undefined && matchesGlob(glob, text);
}
