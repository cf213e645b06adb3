import * as v from 'valibot';
import { Duration, Globs, MOST_RETRIES, Mode, Retries, Share, TIMING, toTiming } from './policy-values.ts';
import { RuleMap, RuleSchema, WhenMap } from './rule-schema.ts';

export { MOST_RETRIES, type Timing } from './policy-values.ts';
export type { Rule } from './rule-schema.ts';

/** The Valohai that is meant when a policy names none. */
export const DEFAULT_HOST = 'https://app.valohai.com';

/** An address of Valohai, which becomes its origin. */
export const HostSchema = v.pipe(
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

/** How many retries may start in one project in a minute when a policy does not say so. */
export const DEFAULT_CAP = 10;

/** How many retries may start in a minute, so that what failed together does not come back together. */
const LaunchesPerMinute = v.strictObject(
  { project: v.optional(Cap, DEFAULT_CAP), all: v.optional(Cap, 30) },
  'caps such as { project: 10, all: 30 }',
);

const SweepMap = v.strictObject(
  {
    every: v.optional(v.pipe(Duration, v.minValue(60, 'at least a minute')), '15m'),
    'look-back': v.optional(Duration, '6h'),
  },
  'a map such as { every: 15m, look-back: 6h }',
);

/** How often Valohai is asked for failures that nobody reported, and how old these may be. */
const Sweep = v.pipe(
  SweepMap,
  v.transform(({ every, 'look-back': lookBack }) => ({ every, lookBack })),
);

const RERUNS_FORM = 'count (as the retry), or ignore';

const PolicyMap = v.strictObject(
  {
    host: v.optional(HostSchema, DEFAULT_HOST),
    projects: v.optional(Globs),
    'max-retries': v.optional(Retries, MOST_RETRIES),
    ...TIMING,
    mode: v.optional(Mode, 'live'),
    'launches-per-minute': v.optional(LaunchesPerMinute, {}),
    budget: v.optional(Share, 0.25),
    'reruns-by-people': v.optional(v.picklist(['count', 'ignore'], RERUNS_FORM), 'count'),
    sweep: v.optional(Sweep, {}),
    rules: v.optional(
      v.array(RuleSchema, 'a list of rules, each a rule such as { when: { reason: network }, retries: 3 }'),
      [],
    ),
  },
  'a map with keys such as host, retries, delay and rules',
);

/** What `retry-policy.yaml` may say, checked and brought into the form the code works with. */
export const PolicySchema = v.pipe(
  PolicyMap,
  v.transform((file) => ({
    host: file.host,
    projects: file.projects,
    mode: file.mode,
    maxRetries: file['max-retries'],
    launchesPerMinute: file['launches-per-minute'],
    /** Of a project's executions of a day, so many may be retries that failed again; 1 switches it off. */
    budget: file.budget,
    rerunsByPeople: file['reruns-by-people'],
    sweep: file.sweep,
    timing: toTiming(file),
    rules: file.rules,
  })),
);

/** The maps of a policy by the key that they stand under; the rules' own under `rules`, the whole under ''. */
export const POLICY_MAPS = {
  '': PolicyMap,
  'launches-per-minute': LaunchesPerMinute,
  rules: RuleMap,
  when: WhenMap,
  sweep: SweepMap,
} as const;

/** A policy as the file says it; this is what stands in `policy.json` beside each function. */
export type PolicyDocument = v.InferInput<typeof PolicySchema>;

/** A policy as the code reads it: durations in seconds, lists always lists. */
export type Policy = v.InferOutput<typeof PolicySchema>;

function isHost(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const url = new URL(text);
  const isPlain = url.pathname === '/' && url.search === '' && url.hash === '';
  return ['http:', 'https:'].includes(url.protocol) && isPlain && url.username === '' && url.password === '';
}
