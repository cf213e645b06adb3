import type { SecretStore } from '../aws/secrets.ts';
import { type FailureHandling, type HandledFailure, handleFailure } from '../failure/handle-failure.ts';
import { retriesSoFar } from '../policy/retry-tags.ts';
import type { Telemetry } from '../telemetry.ts';
import { isAuthentic } from './authenticate.ts';
import { type Completion, NotificationError, parseNotification } from './notification.ts';

/** A request to the webhook. */
export interface Request {
  readonly method: string;
  /** Starts with a slash; the key stands in it, so it must not be logged. */
  readonly path: string;
  readonly authorization: string | undefined;
  readonly body: Buffer;
}

/** What the sender is told. */
export interface Answer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

export interface Receiving extends FailureHandling {
  readonly secrets: Pick<SecretStore, 'current' | 'renewed'>;
  readonly telemetry: Telemetry;
}

/** Notifications have about 1 kB; Valohai's largest are far from this. */
const LARGEST_BODY = 256 * 1_024;

/** The sender's fault. */
class RefusedError extends Error {
  override readonly name = 'RefusedError';
  readonly status: number;

  constructor(status: number, why: string) {
    super(why);
    this.status = status;
  }
}

/**
 * Receives a notification: lets in who has a key, and turns a failure into a schedule.
 *
 * Answers 202 for a scheduled retry, 200 for doing nothing on purpose, 4xx for the sender's mistakes, and
 * 503 only where sending again could help. Never throws.
 */
export async function receive(request: Request, receiving: Receiving): Promise<Answer> {
  const { telemetry } = receiving;
  try {
    await admit(request, receiving.secrets);
    telemetry.received();
    return await answer(request, receiving);
  } catch (error) {
    if (error instanceof RefusedError || error instanceof NotificationError) {
      const status = error instanceof RefusedError ? error.status : 400;
      telemetry.refused(status, error.message);
      return { status, body: { kind: 'refused', why: error.message } };
    }
    telemetry.failed(error);
    return {
      status: 503,
      body: { kind: 'unavailable', why: 'Something needed is away; send it again later.' },
    };
  }
}

/** @throws RefusedError unless the request has a key, is a POST and is small enough, in this order */
async function admit(request: Request, secrets: Receiving['secrets']): Promise<void> {
  const knows = (keys: readonly string[]) => isAuthentic(request, keys);
  // A key that was stored a moment ago is not in the kept secret yet.
  if (!knows((await secrets.current()).webhookKeys) && !knows((await secrets.renewed()).webhookKeys)) {
    throw new RefusedError(
      401,
      'The key is missing or wrong: POST to /<key>, or send authorization: Bearer <key>.',
    );
  }
  if (request.method !== 'POST')
    throw new RefusedError(405, `The method is ${request.method}, only POST is taken.`);
  if (request.body.length > LARGEST_BODY) {
    throw new RefusedError(
      413,
      `The body has ${request.body.length} bytes, at most ${LARGEST_BODY} are taken.`,
    );
  }
}

async function answer(request: Request, receiving: Receiving): Promise<Answer> {
  const notification = parseNotification(request.body.toString('utf8'));
  switch (notification.kind) {
    case 'other':
      receiving.telemetry.ignored(notification.why);
      return { status: 200, body: { kind: 'ignore', why: notification.why } };
    case 'completed':
      await noteRecovery(notification, receiving);
      return { status: 200, body: { kind: 'ignore', why: 'the execution completed' } };
    case 'failed': {
      const { executionId, projectId } = notification;
      const report = { executionId, projectId, looks: 0, tries: 0, since: receiving.now() };
      const handled = await handleFailure(report, receiving);
      receiving.telemetry.handled(handled);
      return toAnswer(handled);
    }
  }
}

function toAnswer({ decision, execution }: HandledFailure): Answer {
  const isScheduled = decision.kind === 'retry' || decision.kind === 'look-again';
  return { status: isScheduled ? 202 : 200, body: { execution: execution?.id, ...decision } };
}

/** Counts a retry that completed. Only a count: that Valohai is away must not make the sender repeat it. */
async function noteRecovery(completion: Completion, { valohai, telemetry }: Receiving): Promise<void> {
  const { executionId } = completion;
  try {
    const tags = completion.tags ?? (await valohai.execution(executionId)).tags;
    telemetry.completed(completion, retriesSoFar(tags));
  } catch (error) {
    telemetry.failed(error, executionId);
  }
}
