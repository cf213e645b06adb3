import * as v from 'valibot';

/** Why a body is not a notification: the sender's fault, said in one sentence. */
export class NotificationError extends Error {
  override readonly name = 'NotificationError';
}

/** An execution that completed, as far as the notification describes it. */
export interface Completion {
  readonly executionId: string;
  readonly counter?: number | undefined;
  readonly project?: string | undefined;
  readonly step?: string | undefined;
  /** They tell whether it was a retry. */
  readonly tags?: readonly string[] | undefined;
}

/** What a notification says, as far as it matters. */
export type Notification =
  /** An execution is said to have failed, or it is not said how it ended. */
  | { readonly kind: 'failed'; readonly executionId: string; readonly projectId?: string | undefined }
  /** An execution completed. */
  | ({ readonly kind: 'completed' } & Completion)
  /** It is about something else. */
  | { readonly kind: 'other'; readonly why: string };

const NotAnObject = 'is not an object';

const BodySchema = v.object({ data: v.nullish(v.custom<object>(isObject, NotAnObject), {}) }, NotAnObject);

/**
 * The flat keys of `data`. Only the id and the status of an execution stand in a known example; a wrong kind
 * of any other key must not cost a retry.
 */
const DataSchema = v.object({
  'valohai.execution-id': v.nullish(v.pipe(v.string('is not a text'), v.uuid('is not a UUID'))),
  'valohai.execution-status': v.fallback(v.nullish(v.string()), undefined),
  'valohai.execution-counter': v.fallback(v.nullish(v.number()), undefined),
  'valohai.execution-step': v.fallback(v.nullish(v.string()), undefined),
  'valohai.execution-tags': v.fallback(v.nullish(v.array(v.string())), undefined),
  'valohai.project-id': v.fallback(v.nullish(v.pipe(v.string(), v.uuid())), undefined),
  'valohai.project-name': v.fallback(v.nullish(v.string()), undefined),
  'valohai.pipeline-id': v.nullish(v.unknown()),
  'valohai.task-id': v.nullish(v.unknown()),
});

/** Statuses of a notification that are certainly not about a failure. `complete` is one of its own. */
const NOT_FAILED: readonly string[] = [
  'created',
  'queued',
  'started',
  'stopping',
  'stopping_hard',
  'stopped',
];

/**
 * Reads a notification's body. It is recognised by its `data`, because the `type` of a failed execution is
 * not documented.
 *
 * @throws NotificationError that names the first thing that is wrong
 */
export function parseNotification(body: string): Notification {
  const data = parseData(body);
  const executionId = data['valohai.execution-id'];
  const status = data['valohai.execution-status'];
  if (data['valohai.pipeline-id']) return { kind: 'other', why: 'it is about a pipeline or a node of one' };
  if (data['valohai.task-id']) return { kind: 'other', why: 'it is about a task or a child of one' };
  if (!executionId) return { kind: 'other', why: 'it is not about an execution' };
  if (status === 'complete') {
    return {
      kind: 'completed',
      executionId,
      counter: data['valohai.execution-counter'] ?? undefined,
      project: data['valohai.project-name'] ?? undefined,
      step: data['valohai.execution-step'] ?? undefined,
      tags: data['valohai.execution-tags'] ?? undefined,
    };
  }
  if (status && NOT_FAILED.includes(status))
    return { kind: 'other', why: `the execution is said to be ${status}` };
  return { kind: 'failed', executionId, projectId: data['valohai.project-id'] ?? undefined };
}

function parseData(body: string): v.InferOutput<typeof DataSchema> {
  let json: unknown;
  try {
    json = JSON.parse(body);
  } catch {
    throw new NotificationError(body.trim() === '' ? 'The body is empty.' : 'The body is not JSON.');
  }
  if (!isObject(json)) throw new NotificationError(`The body is ${kindOf(json)}, not an object.`);
  const { data } = checked(BodySchema, json, '');
  return checked(DataSchema, data, 'data');
}

function checked<Output>(schema: v.GenericSchema<unknown, Output>, input: unknown, where: string): Output {
  const parsed = v.safeParse(schema, input);
  if (parsed.success) return parsed.output;
  const [issue] = parsed.issues;
  const path = [where, v.getDotPath(issue) ?? ''].filter((part) => part !== '').join('.');
  throw new NotificationError(`${path} ${issue.message}.`);
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function kindOf(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'a list' : `a ${typeof value}`;
}
