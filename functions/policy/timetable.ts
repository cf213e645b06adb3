import { parseDuration } from './duration.ts';
import { type Failure, type FailureReason, isPassing } from './failure.ts';
import { MOST_RETRIES, type Policy, type Rule, type Timing } from './policy.ts';

/**
 * The shortest wait in seconds. EventBridge Scheduler refuses times that have passed and fires within the
 * minute after the given one, so nothing sooner can be promised.
 */
export const SHORTEST_WAIT = 60;

/** How often and how fast one failure is retried. All times in seconds. */
export interface Timetable {
  readonly retries: number;
  readonly delay: number;
  readonly backoff: number;
  readonly maxDelay: number;
  readonly jitter: number;
  /** From the first failure of the chain to its last retry. */
  readonly within: number;
}

const MINUTE = 60;
const HOUR = 3_600;
const DAY = 86_400;

/** How long after its first failure a chain may go on, in seconds, where nothing else is said. */
export const GENERAL_WITHIN = DAY;

const GENERAL: Timetable = {
  retries: 0,
  delay: MINUTE,
  backoff: 2,
  maxDelay: HOUR,
  jitter: 0.5,
  within: DAY,
};

const OF_REASON: Readonly<Record<FailureReason, Partial<Timetable>>> = {
  network: { retries: 3 },
  'rate-limit': { retries: 3, delay: 5 * MINUTE },
  service: { retries: 3 },
  infrastructure: { retries: 5, delay: 30 },
  capacity: { retries: 5, delay: 5 * MINUTE, maxDelay: 30 * MINUTE },
  resource: {},
  permanent: {},
  unknown: {},
};

/**
 * The timetable of one failure: what its rule sets, else what the policy sets for all, else what suits its
 * reason. A lasting failure has no retries unless a rule or the user's own code asks for them; a ladder of
 * environments asks for one for each of its rungs. The execution's parameters `retries` and `delay` come
 * last, within the policy's limits.
 */
export function timetableFor(
  policy: Policy,
  failure: Pick<Failure, 'reason' | 'said'>,
  rule: Rule | undefined,
  parameters: Readonly<Record<string, unknown>>,
): Timetable {
  const isSaid = failure.said === 'retry';
  // What only the user's own code calls passing is treated like the trouble of a service.
  const reason = isSaid && !isPassing(failure.reason) ? 'service' : failure.reason;
  const ofAll: Timing = isPassing(reason)
    ? policy.timing
    : { ...policy.timing, retries: rule?.ladder?.length };
  const ofRule: Layer = rule?.never ? { ...rule.timing, retries: 0 } : (rule?.timing ?? {});
  const layers = [ofRule, ofAll, OF_REASON[reason]];
  // What the code says wins over a rule that says otherwise.
  const byPolicy = layered(isSaid ? layers.map(withoutNone) : layers, GENERAL);
  const retries = Math.min(retriesAsked(parameters, byPolicy), policy.maxRetries, MOST_RETRIES);
  const delay = parseDuration(parameters.delay) ?? byPolicy.delay;
  return { ...byPolicy, retries, delay };
}

function withoutNone(layer: Layer): Layer {
  return layer.retries === 0 ? { ...layer, retries: undefined } : layer;
}

/** Between how many and how many seconds lie before a retry. */
export interface WaitRange {
  readonly from: number;
  readonly to: number;
}

/**
 * The wait before a retry (1 for the first one). It grows by the backoff, and the jitter makes it longer by
 * up to its share, so that what failed together does not come back together. Near `max-delay` the spread
 * lies below the limit instead of above it.
 *
 * @param asked seconds that the failure itself asks to wait: so long at least, also beyond `max-delay`, and
 *   spread over as much as without it
 */
export function waitRange(attempt: number, timetable: Timetable, asked = 0): WaitRange {
  const { delay, backoff, maxDelay, jitter } = timetable;
  const longest = Math.max(maxDelay, SHORTEST_WAIT);
  const grown = Math.min(delay * backoff ** (attempt - 1), longest / (1 + jitter));
  const least = Math.max(grown, SHORTEST_WAIT);
  const spread = Math.min(least * (1 + jitter), longest) - least;
  const from = Math.max(least, asked);
  return { from, to: from + spread };
}

/**
 * The wait in seconds before a retry, by chance somewhere in its range.
 *
 * @param random at least 0 and less than 1
 */
export function waitBefore(attempt: number, timetable: Timetable, random: number, asked = 0): number {
  const { from, to } = waitRange(attempt, timetable, asked);
  return from + (to - from) * random;
}

/** A parameter can change how often a failure is retried, not whether: that is the policy's to say. */
function retriesAsked(parameters: Readonly<Record<string, unknown>>, byPolicy: Timetable): number {
  return byPolicy.retries === 0 ? 0 : (countIn(parameters.retries) ?? byPolicy.retries);
}

/** A parameter may be a number or a text with one. */
function countIn(parameter: unknown): number | undefined {
  const isText = typeof parameter === 'string' && parameter.trim() !== '';
  const count = isText || typeof parameter === 'number' ? Number(parameter) : Number.NaN;
  return Number.isInteger(count) && count >= 0 ? count : undefined;
}

type Layer = { readonly [Key in keyof Timetable]?: number | undefined };

function layered(layers: readonly Layer[], general: Timetable): Timetable {
  const first = (key: keyof Timetable) =>
    layers.find((layer) => layer[key] !== undefined)?.[key] ?? general[key];
  return {
    retries: first('retries'),
    delay: first('delay'),
    backoff: first('backoff'),
    maxDelay: first('maxDelay'),
    jitter: first('jitter'),
    within: first('within'),
  };
}
