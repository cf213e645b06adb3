import * as v from 'valibot';

const Id = v.pipe(v.string(), v.uuid());
const Count = v.pipe(v.number(), v.integer(), v.minValue(0));

/**
 * What a schedule carries to the retry function. A schedule that was made before an upgrade fires after it,
 * so every version that was ever deployed is read for ever.
 */
export const ScheduledRetrySchema = v.variant('purpose', [
  v.object({
    version: v.literal(1),
    /** Start the retry. */
    purpose: v.literal('launch'),
    projectId: Id,
    executionId: Id,
    /** When the retry was to start: its wait has been served. */
    due: v.pipe(v.string(), v.isoTimestamp()),
    /** The end of its chain; not known in schedules from before there was this field. */
    until: v.optional(v.pipe(v.string(), v.isoTimestamp())),
    /** 0 for the retry itself, n for the n-th time that it had to be taken over. */
    turn: Count,
    /** How often Valohai was away when it was to be started. */
    tries: v.optional(Count, 0),
    /** Whether its place among the launches of its minute is taken. */
    hasSlot: v.optional(v.boolean(), false),
    /** Whether its failure was counted by the breaker. */
    isCounted: v.optional(v.boolean(), false),
    /** The signature whose breaker has held it back: that is asked before a place is taken. */
    heldBy: v.optional(v.string()),
  }),
  v.object({
    version: v.literal(1),
    /** Look again whether the execution, which still read as running, has failed. */
    purpose: v.literal('look'),
    projectId: Id,
    executionId: Id,
    /** How many looks found it running before this one. */
    look: Count,
    /** How often Valohai was away when it was to be looked at. */
    tries: v.optional(Count, 0),
    /** When the failure was first heard of; not known in schedules from before there was this field. */
    since: v.optional(v.pipe(v.string(), v.isoTimestamp())),
  }),
  v.object({
    version: v.literal(1),
    /** Look how the probe of an open breaker does. */
    purpose: v.literal('breaker'),
    projectId: Id,
    signature: v.string(),
    /** The failed execution whose retry goes first. */
    probe: Id,
    /** When it may. */
    probeFrom: v.pipe(v.string(), v.isoTimestamp()),
    waitSeconds: v.pipe(v.number(), v.minValue(1)),
    openedAt: v.pipe(v.string(), v.isoTimestamp()),
    turn: Count,
  }),
  v.object({
    version: v.literal(1),
    /** Nothing: the schedule is a mark that others find by its name, and its time has come to go. */
    purpose: v.literal('mark'),
  }),
]);

export type ScheduledRetry = v.InferOutput<typeof ScheduledRetrySchema>;
/** The same before it is read: what has a default may be left out. */
export type ScheduledRetryInput = v.InferInput<typeof ScheduledRetrySchema>;
export type ScheduledLaunch = Extract<ScheduledRetry, { purpose: 'launch' }>;
export type OpenBreaker = Extract<ScheduledRetry, { purpose: 'breaker' }>;
export type ScheduledMark = Extract<ScheduledRetry, { purpose: 'mark' }>;
export type ScheduledLook = Extract<ScheduledRetry, { purpose: 'look' }>;

/** The input of a schedule that is a mark. */
export const MARK: ScheduledMark = { version: 1, purpose: 'mark' };

/** A schedule's input that this version of the function cannot read. */
export class ContractError extends Error {
  override readonly name = 'ContractError';
}

/** @throws ContractError that names the first field that is wrong */
export function parseScheduledRetry(event: unknown): ScheduledRetry {
  const parsed = v.safeParse(ScheduledRetrySchema, event);
  if (parsed.success) return parsed.output;
  const [issue] = parsed.issues;
  throw new ContractError(
    `The schedule's input cannot be read: ${v.getDotPath(issue) ?? 'event'}: ${issue.message}. ` +
      'Was it made by a newer version of valohai-retry, or by hand?',
  );
}
