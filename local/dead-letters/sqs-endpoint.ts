import { randomUUID } from 'node:crypto';
import type { RequestListener } from 'node:http';
import { AwsError } from '../aws-protocol/aws-error.ts';
import { type AwsRequest, createAwsEndpoint } from '../aws-protocol/endpoint.ts';
import { findOperation, type Operations } from '../aws-protocol/operation.ts';
import type { DeadLetter, DeadLetters } from './dead-letters.ts';
import {
  type MessageAttributes,
  md5OfAttributes,
  md5OfBody,
  selectAttributes,
} from './message-attributes.ts';
import { invalidParameterValue, missingParameter, queueDoesNotExist, sqsJson } from './sqs-error.ts';
import {
  ChangeMessageVisibility,
  DeleteMessage,
  GetQueueAttributes,
  GetQueueUrl,
  ListQueues,
  PurgeQueue,
  parseSqsInput,
  ReceiveMessage,
  SendMessage,
} from './sqs-request.ts';

const LONGEST_MESSAGE_BYTES = 262_144;
/** XML's characters, the only ones that SQS takes. */
const FORBIDDEN_CHARACTERS = /[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/u;

/** The HTTP side of the dead letters: what SQS can do with a queue that is already there. */
export function createSqsEndpoint(queue: DeadLetters): RequestListener {
  const operations = operationsOf(queue);
  return createAwsEndpoint(sqsJson, (request) => findOperation(operations, 'AmazonSQS', request)(request));
}

function operationsOf(queue: DeadLetters): Operations {
  return {
    SendMessage: ({ body }) => {
      const { QueueUrl, MessageBody, MessageAttributes, DelaySeconds } = parseSqsInput(SendMessage, body);
      requireQueue(queue, QueueUrl);
      requireMessage(MessageBody, MessageAttributes);
      const { id } = queue.send(MessageBody, MessageAttributes, DelaySeconds * 1000);
      return {
        MessageId: id,
        MD5OfMessageBody: md5OfBody(MessageBody),
        ...(hasMembers(MessageAttributes) && { MD5OfMessageAttributes: md5OfAttributes(MessageAttributes) }),
      };
    },
    ReceiveMessage: ({ body, signal }) => {
      const input = parseSqsInput(ReceiveMessage, body);
      requireQueue(queue, input.QueueUrl);
      return receive(queue, input, signal);
    },
    DeleteMessage: ({ body }) => {
      const { QueueUrl, ReceiptHandle } = parseSqsInput(DeleteMessage, body);
      requireQueue(queue, QueueUrl);
      queue.delete(messageIdOf(ReceiptHandle));
      return {};
    },
    ChangeMessageVisibility: ({ body }) => {
      const { QueueUrl, ReceiptHandle, VisibilityTimeout } = parseSqsInput(ChangeMessageVisibility, body);
      requireQueue(queue, QueueUrl);
      const { kind } = queue.hide(messageIdOf(ReceiptHandle), VisibilityTimeout * 1000);
      if (kind === 'unknown') {
        throw invalidParameterValue(ReceiptHandle, 'ReceiptHandle', 'Message does not exist.');
      }
      if (kind === 'not-in-flight') {
        throw new AwsError('MessageNotInflight', 'The message is not in flight.');
      }
      return {};
    },
    GetQueueUrl: (request) => {
      const { QueueName } = parseSqsInput(GetQueueUrl, request.body);
      if (QueueName !== queue.name) {
        throw queueDoesNotExist();
      }
      return { QueueUrl: queueUrl(queue, request) };
    },
    ListQueues: (request) => {
      const { QueueNamePrefix } = parseSqsInput(ListQueues, request.body);
      return { QueueUrls: queue.name.startsWith(QueueNamePrefix) ? [queueUrl(queue, request)] : [] };
    },
    GetQueueAttributes: ({ body }) => {
      const { QueueUrl, AttributeNames } = parseSqsInput(GetQueueAttributes, body);
      requireQueue(queue, QueueUrl);
      return { Attributes: selectQueueAttributes(queue, AttributeNames) };
    },
    PurgeQueue: ({ body }) => {
      requireQueue(queue, parseSqsInput(PurgeQueue, body).QueueUrl);
      queue.purge();
      return {};
    },
  };
}

/** Waits for the first letter if asked to, but never for more than one. */
async function receive(queue: DeadLetters, input: ReceiveMessage, signal: AbortSignal): Promise<object> {
  const deadline = Date.now() + input.WaitTimeSeconds * 1000;
  let letters = queue.receive(input.MaxNumberOfMessages, input.VisibilityTimeout * 1000);
  while (letters.length === 0 && Date.now() < deadline && !signal.aborted) {
    await queue.wait(deadline - Date.now(), signal);
    // A client that has gone must not take a letter along.
    letters = signal.aborted ? [] : queue.receive(input.MaxNumberOfMessages, input.VisibilityTimeout * 1000);
  }
  return letters.length === 0 ? {} : { Messages: letters.map((letter) => showLetter(queue, letter, input)) };
}

function showLetter(queue: DeadLetters, letter: DeadLetter, input: ReceiveMessage): object {
  const attributes = selectAttributes(letter.attributes, input.MessageAttributeNames);
  const wanted = [...input.MessageSystemAttributeNames, ...input.AttributeNames];
  const system = select(
    {
      SenderId: queue.accountId,
      SentTimestamp: String(letter.sentAt),
      ApproximateReceiveCount: String(letter.receiveCount),
      ApproximateFirstReceiveTimestamp: String(letter.firstReceivedAt),
    },
    wanted,
  );
  return {
    MessageId: letter.id,
    ReceiptHandle: Buffer.from(`${letter.id} ${randomUUID()}`).toString('base64'),
    MD5OfBody: md5OfBody(letter.body),
    Body: letter.body,
    ...(hasMembers(system) && { Attributes: system }),
    ...(hasMembers(attributes) && {
      MD5OfMessageAttributes: md5OfAttributes(attributes),
      MessageAttributes: attributes,
    }),
  };
}

function selectQueueAttributes(queue: DeadLetters, names: string[]): Record<string, string> {
  const { visible, delayed, hidden } = queue.countByState();
  const created = String(Math.floor(queue.createdAt / 1000));
  const all = {
    QueueArn: queue.arn,
    ApproximateNumberOfMessages: String(visible),
    ApproximateNumberOfMessagesNotVisible: String(hidden),
    ApproximateNumberOfMessagesDelayed: String(delayed),
    CreatedTimestamp: created,
    LastModifiedTimestamp: created,
    VisibilityTimeout: '30',
    MaximumMessageSize: String(LONGEST_MESSAGE_BYTES),
    DelaySeconds: '0',
    ReceiveMessageWaitTimeSeconds: '0',
  };
  const unknown = names.find((name) => name !== 'All' && !Object.hasOwn(all, name));
  if (unknown !== undefined) {
    throw new AwsError('InvalidAttributeName', `Unknown Attribute ${unknown}.`);
  }
  return select(all, names);
}

function select(values: Record<string, string>, names: string[]): Record<string, string> {
  return Object.fromEntries(
    Object.entries(values).filter(([name]) => names.includes('All') || names.includes(name)),
  );
}

/** `http://<the host that was asked>/<account>/<name>` */
function queueUrl(queue: DeadLetters, { headers }: AwsRequest): string {
  return `http://${headers.host}/${queue.accountId}/${queue.name}`;
}

function requireQueue(queue: DeadLetters, url: string): void {
  if (!url.endsWith(`/${queue.accountId}/${queue.name}`)) {
    throw queueDoesNotExist();
  }
}

function requireMessage(body: string, attributes: MessageAttributes): void {
  if (body === '') {
    throw missingParameter('MessageBody');
  }
  if (FORBIDDEN_CHARACTERS.test(body)) {
    throw new AwsError('InvalidMessageContents', 'The message contains characters that are not allowed.');
  }
  if (Buffer.byteLength(body) + Buffer.byteLength(JSON.stringify(attributes)) > LONGEST_MESSAGE_BYTES) {
    const reason = `Message must be shorter than ${LONGEST_MESSAGE_BYTES} bytes.`;
    throw new AwsError('InvalidParameterValue', `One or more parameters are invalid. Reason: ${reason}`);
  }
  for (const [name, { DataType, StringValue, BinaryValue }] of Object.entries(attributes)) {
    const value = DataType.startsWith('Binary') ? BinaryValue : StringValue;
    if (!/^(String|Number|Binary)(\.|$)/.test(DataType) || value === undefined || value === '') {
      throw new AwsError('InvalidParameterValue', `The message attribute '${name}' is not valid.`);
    }
  }
}

/** A handle names its message; each receipt has another one, and all of them work as long as the message exists. */
function messageIdOf(receiptHandle: string): string {
  const [id = '', receipt] = Buffer.from(receiptHandle, 'base64').toString('utf8').split(' ');
  if (receipt === undefined || id === '') {
    throw new AwsError('ReceiptHandleIsInvalid', 'The input receipt handle is invalid.');
  }
  return id;
}

function hasMembers(object: object): boolean {
  return Object.keys(object).length > 0;
}
