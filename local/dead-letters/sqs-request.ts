import * as v from 'valibot';
import { AwsError } from '../aws-protocol/aws-error.ts';
import { MessageAttributes } from './message-attributes.ts';
import { invalidParameterValue, missingParameter } from './sqs-error.ts';

const QueueUrl = { QueueUrl: v.string() };
const ReceiptHandle = { ReceiptHandle: v.string() };
const Names = v.optional(v.array(v.string()), []);

/** A whole number, refused in SQS's own words. */
function bounded(min: number, max: number) {
  const reason = `Must be between ${min} and ${max}, if provided.`;
  return v.pipe(v.number(), v.integer(reason), v.minValue(min, reason), v.maxValue(max, reason));
}

const Visibility = bounded(0, 43_200);

export const SendMessage = v.object({
  ...QueueUrl,
  MessageBody: v.string(),
  DelaySeconds: v.optional(bounded(0, 900), 0),
  MessageAttributes: v.optional(MessageAttributes, {}),
});

export const ReceiveMessage = v.object({
  ...QueueUrl,
  MaxNumberOfMessages: v.optional(bounded(1, 10), 1),
  VisibilityTimeout: v.optional(Visibility, 30),
  WaitTimeSeconds: v.optional(bounded(0, 20), 0),
  MessageAttributeNames: Names,
  MessageSystemAttributeNames: Names,
  /** The older name of the one above. */
  AttributeNames: Names,
});
export type ReceiveMessage = v.InferOutput<typeof ReceiveMessage>;

export const DeleteMessage = v.object({ ...QueueUrl, ...ReceiptHandle });
export const ChangeMessageVisibility = v.object({
  ...QueueUrl,
  ...ReceiptHandle,
  VisibilityTimeout: Visibility,
});
export const GetQueueUrl = v.object({ QueueName: v.string() });
export const GetQueueAttributes = v.object({ ...QueueUrl, AttributeNames: Names });
export const PurgeQueue = v.object(QueueUrl);
export const ListQueues = v.object({ QueueNamePrefix: v.optional(v.string(), '') });

/**
 * Checks a request as SQS does, which names the first thing that is wrong.
 *
 * @throws AwsError `MissingParameter`, `InvalidParameterValue`, `SerializationException`
 */
export function parseSqsInput<Schema extends v.GenericSchema>(
  schema: Schema,
  input: unknown,
): v.InferOutput<Schema> {
  const result = v.safeParse(schema, input);
  if (result.success) {
    return result.output;
  }
  const [issue] = result.issues;
  const name = (issue.path ?? []).map(({ key }) => String(key)).join('.');
  if (issue.received === 'undefined') {
    throw missingParameter(name);
  }
  if (issue.kind === 'schema') {
    throw new AwsError('SerializationException', `${name || 'The request body'} has the wrong type.`);
  }
  throw invalidParameterValue(issue.input, name, issue.message);
}
