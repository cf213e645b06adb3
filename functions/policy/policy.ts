import * as v from 'valibot';
import { DURATION_FORM, parseDuration } from './duration.ts';
import { FAILURE_REASONS } from './failure.ts';
import { isTextPattern, TEXT_PATTERN_FORM } from './text-pattern.ts';

/** No policy and no parameter can ask for more retries of one failure than this. */
export const MOST_RETRIES = 10;

/** The Valohai that is meant when a policy names none. */
export const DEFAULT_HOST = 'https://app.valohai.com';

const Duration = v.pipe(
  v.custom<number | string>((value) => parseDuration(value) !== undefined, DURATION_FORM),
  v.transform((value) => parseDuration(value) ?? 0),
);

const RETRIES_FORM = `a whole number from 0 to ${MOST_RETRIES}`;
const Retries = v.pipe(
  v.number(RETRIES_FORM),
  v.integer(RETRIES_FORM),
  v.minValue(0, RETRIES_FORM),
  v.maxValue(MOST_RETRIES, RETRIES_FORM),
);

const BACKOFF_FORM = 'a factor from 1 to 10';
const Backoff = v.pipe(v.number(BACKOFF_FORM), v.minValue(1, BACKOFF_FORM), v.maxValue(10, BACKOFF_FORM));

const JITTER_FORM = 'a share from 0 to 1, such as 0.5';
const Jitter = v.pipe(v.number(JITTER_FORM), v.minValue(0, JITTER_FORM), v.maxValue(1, JITTER_FORM));

/** One value or a list of them; a list means "any of". */
function anyOf<Item extends string>(item: v.GenericSchema<Item>, form: string) {
  const One = v.pipe(
    item,
    v.transform((value) => [value]),
  );
  const List = v.pipe(v.array(item, form), v.minLength(1, form));
  return v.lazy((value) => (Array.isArray(value) ? List : One));
}

const Text = v.pipe(v.string('a text'), v.nonEmpty('a text that is not empty'));
const Globs = anyOf(Text, 'a text in which * stands for anything, or a list of them');
const Reason = v.picklist(FAILURE_REASONS, `one of ${FAILURE_REASONS.join(', ')}`);
const TextPattern = v.pipe(v.string(TEXT_PATTERN_FORM), v.check(isTextPattern, TEXT_PATTERN_FORM));

const When = v.pipe(
  v.strictObject(
    {
      reason: v.optional(anyOf(Reason, 'a reason or a list of them')),
      signature: v.optional(Globs),
      project: v.optional(Globs),
      step: v.optional(Globs),
      environment: v.optional(Globs),
      tag: v.optional(Globs),
      log: v.optional(anyOf(TextPattern, TEXT_PATTERN_FORM)),
      'status-detail': v.optional(anyOf(TextPattern, TEXT_PATTERN_FORM)),
    },
    'conditions such as { reason: network }',
  ),
  v.check((when) => Object.keys(when).length > 0, 'at least one condition, such as { reason: network }'),
);

/** The numbers that both the whole policy and one of its rules can set. */
const timing = {
  retries: v.optional(Retries),
  delay: v.optional(Duration),
  backoff: v.optional(Backoff),
  'max-delay': v.optional(Duration),
  jitter: v.optional(Jitter),
  within: v.optional(Duration),
};

const RULE_FORM = 'a rule such as { when: { reason: network }, retries: 3 }';

const RuleSchema = v.pipe(
  v.strictObject({ name: v.optional(Text), when: When, ...timing }, RULE_FORM),
  v.transform((rule) => ({
    name: rule.name,
    when: { ...rule.when, statusDetail: rule.when['status-detail'] },
    timing: toTiming(rule),
  })),
);

const HostSchema = v.pipe(
  v.string('an address such as https://app.valohai.com'),
  v.check(isHost, 'an address such as https://app.valohai.com, without a path, a query or a password'),
  v.transform((host) => new URL(host).origin),
);

const CAP_FORM = 'a whole number from 1 to 1000';
const Cap = v.pipe(
  v.number(CAP_FORM),
  v.integer(CAP_FORM),
  v.minValue(1, CAP_FORM),
  v.maxValue(1_000, CAP_FORM),
);

/** How many retries may start in a minute, so that what failed together does not come back together. */
const LaunchesPerMinute = v.strictObject(
  { project: v.optional(Cap, 10), all: v.optional(Cap, 30) },
  'caps such as { project: 10, all: 30 }',
);

/** What `retry-policy.yaml` may say, checked and brought into the form the code works with. */
export const PolicySchema = v.pipe(
  v.strictObject(
    {
      host: v.optional(HostSchema, DEFAULT_HOST),
      projects: v.optional(Globs),
      'max-retries': v.optional(Retries, MOST_RETRIES),
      ...timing,
      'launches-per-minute': v.optional(LaunchesPerMinute, {}),
      rules: v.optional(v.array(RuleSchema, `a list of rules, each ${RULE_FORM}`), []),
    },
    'a map with keys such as host, retries, delay and rules',
  ),
  v.transform((file) => ({
    host: file.host,
    projects: file.projects,
    maxRetries: file['max-retries'],
    launchesPerMinute: file['launches-per-minute'],
    timing: toTiming(file),
    rules: file.rules,
  })),
);

/** A policy as the file says it; this is what stands in `policy.json` beside each function. */
export type PolicyDocument = v.InferInput<typeof PolicySchema>;

/** A policy as the code reads it: durations in seconds, lists always lists. */
export type Policy = v.InferOutput<typeof PolicySchema>;

/** One rule: its conditions and what it sets. */
export type Rule = Policy['rules'][number];

/** The numbers a rule or the policy sets; those left out come from the next, more general place. */
export type Timing = Policy['timing'];

function toTiming(from: {
  readonly retries?: number | undefined;
  readonly delay?: number | undefined;
  readonly backoff?: number | undefined;
  readonly 'max-delay'?: number | undefined;
  readonly jitter?: number | undefined;
  readonly within?: number | undefined;
}) {
  return {
    retries: from.retries,
    delay: from.delay,
    backoff: from.backoff,
    maxDelay: from['max-delay'],
    jitter: from.jitter,
    within: from.within,
  };
}

function isHost(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const url = new URL(text);
  const isPlain = url.pathname === '/' && url.search === '' && url.hash === '';
  return ['http:', 'https:'].includes(url.protocol) && isPlain && url.username === '' && url.password === '';
}
