import * as v from 'valibot';
import { ATTEMPTS_FORM, parseAttempts } from './attempts.ts';
import { FAILURE_REASONS } from './failure.ts';
import { anyOf, Globs, Mode, Text, TIMING, toTiming } from './policy-values.ts';
import { parseSpan, SPAN_FORM } from './span.ts';
import { TEXT_PATTERN_FORM, whyNotTextPattern } from './text-pattern.ts';

const Reason = v.picklist(FAILURE_REASONS, `one of ${FAILURE_REASONS.join(', ')}`);

const TextPattern = v.pipe(
  v.string(TEXT_PATTERN_FORM),
  v.check(
    (pattern) => whyNotTextPattern(pattern) === undefined,
    ({ input }) => whyNotTextPattern(input) ?? TEXT_PATTERN_FORM,
  ),
);

const Attempt = v.pipe(
  v.custom<number | string>((value) => parseAttempts(value) !== undefined, ATTEMPTS_FORM),
  v.transform(String),
);

const DurationSpan = v.pipe(
  v.string(SPAN_FORM),
  v.check((text) => parseSpan(text) !== undefined, SPAN_FORM),
);

/** The conditions of a rule, as the file says them. */
export const WhenMap = v.strictObject(
  {
    reason: v.optional(anyOf(Reason, 'a reason or a list of them')),
    signature: v.optional(Globs),
    project: v.optional(Globs),
    step: v.optional(Globs),
    environment: v.optional(Globs),
    tag: v.optional(Globs),
    log: v.optional(anyOf(TextPattern, TEXT_PATTERN_FORM)),
    'status-detail': v.optional(anyOf(TextPattern, TEXT_PATTERN_FORM)),
    commit: v.optional(Globs),
    creator: v.optional(Globs),
    duration: v.optional(anyOf(DurationSpan, SPAN_FORM)),
    attempt: v.optional(anyOf(Attempt, ATTEMPTS_FORM)),
  },
  'conditions such as { reason: network }',
);

const When = v.pipe(
  WhenMap,
  v.check((when) => Object.keys(when).length > 0, 'at least one condition, such as { reason: network }'),
);

const LADDER_FORM = 'an environment, or a list of at least two different ones that begins with the smallest';
const Environment = v.lazy((value) => (Array.isArray(value) ? Ladder : Text));
const Ladder = v.pipe(
  v.array(Text, LADDER_FORM),
  v.check((rungs) => rungs.length > 1 && new Set(rungs).size === rungs.length, LADDER_FORM),
);

const PARAMETER_FORM = 'a text, a number, true, false, or a list of them';
const Plain = v.union(
  [v.string(), v.pipe(v.number(), v.finite(PARAMETER_FORM)), v.boolean()],
  PARAMETER_FORM,
);
const Parameter = v.union([Plain, v.array(Plain)], PARAMETER_FORM);

const PRIORITY_FORM = 'a whole number';
const NOTIFY_FORM = 'true, false, or names such as of a team';

const LONGEST_REASON = 100;
const REASON_FORM = `one line of at most ${LONGEST_REASON} characters that tells people why`;

/** A rule, as the file says it. */
export const RuleMap = v.strictObject(
  {
    name: v.optional(Text),
    when: When,
    ...TIMING,
    mode: v.optional(Mode),
    retry: v.optional(v.literal('never', 'never; how often it is retried is said by retries')),
    reason: v.optional(
      v.pipe(
        v.string(REASON_FORM),
        v.regex(/^[^\p{Cc}]*\S[^\p{Cc}]*$/u, REASON_FORM),
        v.maxLength(LONGEST_REASON, REASON_FORM),
      ),
    ),
    environment: v.optional(Environment),
    parameters: v.optional(v.record(Text, Parameter, 'parameters such as { batch-size: 16 }')),
    priority: v.optional(v.pipe(v.number(PRIORITY_FORM), v.integer(PRIORITY_FORM))),
    notify: v.optional(
      v.union([v.boolean(), v.pipe(v.array(Text), v.minLength(1, NOTIFY_FORM))], NOTIFY_FORM),
    ),
  },
  'a rule such as { when: { reason: network }, retries: 3 }',
);

/** A rule, checked and brought into the form the code works with. */
export const RuleSchema = v.pipe(
  RuleMap,
  v.transform((rule) => ({
    name: rule.name,
    when: rule.when,
    mode: rule.mode,
    never: rule.retry === 'never',
    /** What people are told when it is never retried. */
    told: rule.reason,
    timing: toTiming(rule),
    environment: typeof rule.environment === 'string' ? rule.environment : undefined,
    /** Environments from the smallest to the largest. */
    ladder: typeof rule.environment === 'string' ? undefined : rule.environment,
    parameters: rule.parameters,
    priority: rule.priority,
    notify: rule.notify,
  })),
);

/** One rule: its conditions and what it sets. */
export type Rule = v.InferOutput<typeof RuleSchema>;

/** The conditions of a rule; a list means "any of". */
export type Conditions = Rule['when'];
