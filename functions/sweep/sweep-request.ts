import * as v from 'valibot';

/** The fewest and the most hours that a sweep can be asked to look back. */
export const SWEEP_HOURS = { fewest: 1, most: 168 } as const;

/** What the sweep function is asked: by its schedule nothing, by people and by itself more. */
const SweepRequestSchema = v.object({
  /** How far back to look; also before the installation. */
  hours: v.optional(v.pipe(v.number(), v.minValue(SWEEP_HOURS.fewest), v.maxValue(SWEEP_HOURS.most))),
  /** The project at which an earlier sweep ran out of time. */
  fromProject: v.optional(v.string()),
  /** The execution before which it stopped there. */
  beforeCounter: v.optional(v.number()),
  /** How often it went on because Valohai was away. */
  tries: v.optional(v.number()),
});

/** What the sweep is asked; nothing by its own schedule. */
export type SweepRequest = v.InferOutput<typeof SweepRequestSchema>;

/** A request to the sweep function that it cannot read. */
export class SweepRequestError extends Error {
  override readonly name = 'SweepRequestError';
}

/** @throws SweepRequestError that names the first field that is wrong */
export function parseSweepRequest(event: unknown): SweepRequest {
  const parsed = v.safeParse(SweepRequestSchema, event);
  if (parsed.success) return parsed.output;
  const [issue] = parsed.issues;
  throw new SweepRequestError(
    `${v.getDotPath(issue) ?? 'the event'}: ${issue.message}. Expected {} or {"hours": 1 to 168}.`,
  );
}
