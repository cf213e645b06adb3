import { parseAttempts } from './attempts.ts';
import type { ExecutionFacts } from './execution-facts.ts';
import type { Failure, LogLine } from './failure.ts';
import { matchesGlob } from './glob.ts';
import type { Policy, Rule } from './policy.ts';
import { retriesSoFar } from './retry-tags.ts';
import { parseSpan } from './span.ts';
import { matchesTextPattern } from './text-pattern.ts';

/** What rules look at. */
export interface Subject {
  readonly execution: ExecutionFacts;
  readonly log: readonly LogLine[];
  readonly failure: Failure;
}

/** The first rule that matches; rules after it do not count. */
export function ruleFor(policy: Policy, subject: Subject): Rule | undefined {
  return policy.rules.find((rule) => conditionsOf(rule).every((condition) => holds(condition, subject)));
}

/** What a rule is called: its name, or which one of the policy's it is. */
export function nameOf(policy: Policy, rule: Rule): string {
  return rule.name ?? `rule ${policy.rules.indexOf(rule) + 1}`;
}

/** How one condition of a rule compares with a failure. */
export interface ComparedCondition {
  /** As the policy file calls it. */
  readonly name: string;
  readonly wanted: readonly string[];
  readonly found: readonly string[];
  readonly holds: boolean;
}

/** Compares each condition of a rule with a failure, for people who ask why it matches or does not. */
export function compareRule(rule: Rule, subject: Subject): ComparedCondition[] {
  return conditionsOf(rule).map((condition) => ({
    name: condition.name,
    wanted: condition.wanted,
    found: condition.look(subject),
    holds: holds(condition, subject),
  }));
}

/** Something that a rule can look at. What is not known is an empty list, which is like nothing, not even `*`. */
interface Aspect {
  readonly name: keyof Rule['when'];
  readonly look: (subject: Subject) => readonly string[];
  readonly matches: (wanted: string, found: string) => boolean;
}

/** The log comes last: it is the longest to look through. */
const ASPECTS: readonly Aspect[] = [
  { name: 'reason', look: ({ failure }) => [failure.reason], matches: (wanted, found) => wanted === found },
  { name: 'signature', look: ({ failure }) => known(failure.signature), matches: matchesGlob },
  { name: 'project', look: ({ execution }) => [execution.project.name], matches: matchesGlob },
  { name: 'step', look: ({ execution }) => [execution.step], matches: matchesGlob },
  { name: 'environment', look: ({ execution }) => known(execution.environment?.slug), matches: matchesGlob },
  { name: 'commit', look: ({ execution }) => known(execution.commit), matches: matchesGlob },
  { name: 'tag', look: ({ execution }) => execution.tags, matches: matchesGlob },
  { name: 'creator', look: ({ execution }) => known(execution.creator), matches: matchesGlob },
  { name: 'duration', look: ({ execution }) => known(inSeconds(execution.duration)), matches: isInSpan },
  { name: 'attempt', look: ({ execution }) => [`${retriesSoFar(execution.tags) + 1}`], matches: isAttempt },
  { name: 'status-detail', look: ({ execution }) => [execution.statusDetail], matches: matchesTextPattern },
  { name: 'log', look: ({ log }) => log.map(({ message }) => message), matches: matchesTextPattern },
];

interface Condition extends Aspect {
  readonly wanted: readonly string[];
}

/** All of them must hold. */
function conditionsOf({ when }: Rule): Condition[] {
  return ASPECTS.flatMap((aspect) => {
    const wanted = when[aspect.name];
    return wanted === undefined ? [] : [{ ...aspect, wanted }];
  });
}

/** A list in one condition means "any of". */
function holds({ wanted, look, matches }: Condition, subject: Subject): boolean {
  const found = look(subject);
  return wanted.some((one) => found.some((text) => matches(one, text)));
}

function known(text: string | undefined): readonly string[] {
  return text === undefined ? [] : [text];
}

function inSeconds(duration: number | undefined): string | undefined {
  return duration === undefined ? undefined : `${duration}s`;
}

function isInSpan(wanted: string, found: string): boolean {
  const span = parseSpan(wanted);
  const seconds = Number.parseFloat(found);
  return span !== undefined && span.after < seconds && seconds <= span.within;
}

/** The attempt is the retry that would be next, counted as in the tag `retry: 2`. */
function isAttempt(wanted: string, found: string): boolean {
  const attempts = parseAttempts(wanted);
  const attempt = Number(found);
  return attempts !== undefined && attempts.from <= attempt && attempt <= attempts.to;
}
