import * as v from 'valibot';

/** What the sweep function is asked: by its schedule nothing, by people and by itself more. */
const SweepRequestSchema = v.object({
  /** How far back to look; also before the installation. */
  hours: v.optional(v.pipe(v.number(), v.minValue(1), v.maxValue(168))),
  /** The project at which an earlier sweep ran out of time. */
  fromProject: v.optional(v.string()),
  /** The execution before which it stopped there. */
  beforeCounter: v.optional(v.number()),
});

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
