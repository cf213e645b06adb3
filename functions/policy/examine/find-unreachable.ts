import { parseAttempts } from '../attempts.ts';
import type { Policy, Rule } from '../policy.ts';
import { MOST_RETRIES } from '../policy-values.ts';
import { nameOf } from '../rules.ts';
import { parseSpan } from '../span.ts';
import { isExpression } from '../text-pattern.ts';
import type { Finding } from './finding.ts';
import { coversGlob } from './glob-sets.ts';
import { reasonsOf, signaturesOf } from './reach.ts';

/** The rules that never get their turn, because others above match everything that they do. */
export function findUnreachable(policy: Policy): Finding[] {
  return policy.rules.flatMap((rule, index): Finding[] => {
    const above = coveringRules(rule, policy.rules.slice(0, index));
    if (above === undefined) return [];
    const names = above.map((one) => `“${nameOf(policy, one)}”`).join(' and ');
    const matches = above.length === 1 ? 'matches' : 'match';
    const message = `is never reached: ${names} above ${matches} all that it could`;
    return [{ keys: ['rules', index], message, severity: 'error' }];
  });
}

/**
 * The rules that together match all that one does, or undefined. The reasons and attempts of one rule may be
 * covered by several others; every other condition must follow from a single one.
 */
function coveringRules(rule: Rule, above: readonly Rule[]): readonly Rule[] | undefined {
  const wider = above.filter((one) => isImplied(one, rule));
  const covering = new Set<Rule>();
  for (const reason of reasonsOf(rule)) {
    for (const attempt of attemptsOf(rule)) {
      const first = wider.find((one) => reasonsOf(one).includes(reason) && attemptsOf(one).includes(attempt));
      if (first === undefined) return undefined;
      covering.add(first);
    }
  }
  return covering.size === 0 ? undefined : [...covering];
}

function attemptsOf({ when }: Rule): number[] {
  const ranges = when.attempt?.map(parseAttempts);
  return Array.from({ length: MOST_RETRIES }, (_, index) => index + 1).filter(
    (attempt) => ranges?.some((range) => range && range.from <= attempt && attempt <= range.to) ?? true,
  );
}

// Every execution has a project and a step; not everything else that a rule looks at.
// Stryker disable next-line StringLiteral: what covers no text at all covers every text too
const ANY: readonly string[] = ['*'];

/** Whether the conditions of one rule, reason and attempt aside, hold wherever those of another do. */
function isImplied(one: Rule, other: Rule): boolean {
  const [wide, narrow] = [one.when, other.when];
  return (
    isSignatureImplied(one, other) &&
    follows(wide.project, narrow.project ?? ANY, coversGlob) &&
    follows(wide.step, narrow.step ?? ANY, coversGlob) &&
    follows(wide.environment, narrow.environment, coversGlob) &&
    follows(wide.commit, narrow.commit, coversGlob) &&
    follows(wide.tag, narrow.tag, coversGlob) &&
    follows(wide.creator, narrow.creator, coversGlob) &&
    follows(wide.duration, narrow.duration, coversSpan) &&
    follows(wide.log, narrow.log, coversPattern) &&
    follows(wide['status-detail'], narrow['status-detail'], coversPattern)
  );
}

function isSignatureImplied(one: Rule, other: Rule): boolean {
  const wide = signaturesOf(one);
  return wide === undefined || (signaturesOf(other)?.every((signature) => wide.includes(signature)) ?? false);
}

/** Whether a condition holds wherever another one does. */
function follows(
  wide: readonly string[] | undefined,
  narrow: readonly string[] | undefined,
  covers: (wide: string, narrow: string) => boolean,
): boolean {
  if (wide === undefined) return true;
  return narrow?.every((one) => wide.some((other) => covers(other, one))) ?? false;
}

function coversSpan(wide: string, narrow: string): boolean {
  const [outer, inner] = [parseSpan(wide), parseSpan(narrow)];
  return (
    outer !== undefined && inner !== undefined && outer.after <= inner.after && inner.within <= outer.within
  );
}

/** Of two regular expressions it is only known when they are the same. */
function coversPattern(wide: string, narrow: string): boolean {
  if (isExpression(wide) || isExpression(narrow)) return wide === narrow;
  return narrow.toLowerCase().includes(wide.toLowerCase());
}
