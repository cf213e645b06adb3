import type { Message } from '@aws-sdk/client-sqs';
import * as v from 'valibot';
import { parseScheduledRetry, type ScheduledRetry } from '../../functions/retry/scheduled-retry.ts';

/** Why a letter lies in the queue, as far as it tells. */
export interface Death {
  /** The Scheduler could not deliver it, a function could not handle it, or somebody else wrote it. */
  readonly kind: 'not delivered' | 'not handled' | 'foreign';
  readonly why: string;
  /** How often it was tried. */
  readonly tries?: number | undefined;
  /** Whom it was for: the ARN of a function, or of an action of AWS. */
  readonly target?: string | undefined;
}

/** What a letter was to bring to the retry function. */
export type Content =
  | { readonly kind: 'scheduled'; readonly scheduled: ScheduledRetry }
  | { readonly kind: 'unreadable'; readonly why: string };

/** A letter of the dead-letter queue. */
export interface Letter {
  /** The message's id; it stays the same however often the letter is read. */
  readonly id: string;
  /** By it, the queue knows who has taken the letter. */
  readonly handle: string;
  readonly arrivedAt: Date;
  readonly body: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly death: Death;
  readonly content: Content;
}

/**
 * What Lambda writes about an asynchronous invocation that it gave up:
 * https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html. An event that grew too old
 * without a single try has no response.
 */
const FailureRecord = v.object({
  requestContext: v.object({
    functionArn: v.optional(v.string()),
    condition: v.optional(v.string(), 'unknown'),
    approximateInvokeCount: v.optional(v.number()),
  }),
  requestPayload: v.unknown(),
  responsePayload: v.fallback(
    v.nullish(v.object({ errorType: v.nullish(v.string()), errorMessage: v.nullish(v.string()) })),
    undefined,
  ),
});

/** Reads a message whatever stands in it: what nobody can read is a letter too. */
export function readLetter(message: Message): Letter {
  const { MessageId: id = '', ReceiptHandle: handle = '', Body: body = '', Attributes = {} } = message;
  const attributes = Object.fromEntries(
    Object.entries(message.MessageAttributes ?? {}).map(([name, { StringValue = '' }]) => [
      name,
      StringValue,
    ]),
  );
  const arrivedAt = new Date(Number(Attributes.SentTimestamp ?? 0));
  return { id, handle, arrivedAt, body, attributes, ...understand(body, attributes) };
}

/** Whether it can be sent again: a mark only held a place, whose time is over. */
export function isSendable({ content }: Letter): boolean {
  return content.kind === 'scheduled' && content.scheduled.purpose !== 'mark';
}

function understand(
  body: string,
  attributes: Readonly<Record<string, string>>,
): Pick<Letter, 'death' | 'content'> {
  const json = parseJson(body);
  const { ERROR_CODE: code, ERROR_MESSAGE: message = '', RETRY_ATTEMPTS: retries = '' } = attributes;
  if (code !== undefined) {
    const tries = /^\d+$/.test(retries) ? Number(retries) + 1 : undefined;
    return {
      death: { kind: 'not delivered', why: `${code}: ${message}`, tries, target: attributes.TARGET_ARN },
      content: readContent(json),
    };
  }
  const record = v.safeParse(FailureRecord, json);
  if (record.success) {
    const { requestContext, requestPayload, responsePayload } = record.output;
    const { condition, approximateInvokeCount: tries, functionArn } = requestContext;
    const target = functionArn?.replace(/:\$LATEST$/, '');
    const error = [responsePayload?.errorType, responsePayload?.errorMessage].filter((part) => part);
    const why = error.length > 0 ? error.join(': ') : condition;
    return { death: { kind: 'not handled', why, tries, target }, content: readContent(requestPayload) };
  }
  return {
    death: { kind: 'foreign', why: 'neither the Scheduler nor Lambda has written it' },
    content: { kind: 'unreadable', why: 'it is not a letter of the Scheduler or of Lambda' },
  };
}

function readContent(payload: unknown): Content {
  try {
    return { kind: 'scheduled', scheduled: parseScheduledRetry(payload) };
  } catch (error) {
    return { kind: 'unreadable', why: error instanceof Error ? error.message : String(error) };
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
