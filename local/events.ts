import * as v from 'valibot';

/** The lines that the functions log, as far as they tell what was done. */
const LogLineSchema = v.object({
  message: v.picklist(['decided', 'launched', 'gave-up', 'refused', 'failed', 'told', 'swept']),
  timestamp: v.optional(v.string()),
  kind: v.optional(v.string()),
  execution: v.optional(v.string()),
  counter: v.optional(v.number()),
  project: v.optional(v.string()),
  step: v.optional(v.string()),
  attempt: v.optional(v.number()),
  of: v.optional(v.number()),
  at: v.optional(v.string()),
  copy: v.optional(v.string()),
  copyCounter: v.optional(v.number()),
  cause: v.optional(v.string()),
  status: v.optional(v.number()),
  isRepeated: v.optional(v.boolean()),
  subject: v.optional(v.string()),
  hours: v.optional(v.number()),
  looked: v.optional(v.number()),
  found: v.optional(v.number()),
  why: v.optional(v.string()),
});

/** Something that a function did, or that went wrong. `at` is when a retry is due, or else when it happened. */
export type InstallationEvent = { readonly event: string } & Omit<
  v.InferOutput<typeof LogLineSchema>,
  'message'
>;

/**
 * Reads an event from a line that a function wrote.
 *
 * @returns undefined for lines that are not about a decision, such as metrics
 */
export function readEvent(line: string): InstallationEvent | undefined {
  let json: unknown;
  try {
    json = JSON.parse(line);
  } catch {
    // A function logs JSON only: this is Node, telling why it ended.
    return line.trim() === '' ? undefined : { event: 'failed', kind: 'crash', why: line.trim() };
  }
  const parsed = v.safeParse(LogLineSchema, json);
  if (!parsed.success) return undefined;
  const { message, timestamp, ...fields } = parsed.output;
  return { event: message, ...fields, at: fields.at ?? timestamp };
}
