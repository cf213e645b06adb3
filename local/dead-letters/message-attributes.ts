import { createHash } from 'node:crypto';
import * as v from 'valibot';

/** What may stand beside a message's body. Binary values are Base64. */
export const MessageAttribute = v.object({
  DataType: v.string(),
  StringValue: v.optional(v.string()),
  BinaryValue: v.optional(v.string()),
});
export type MessageAttribute = v.InferOutput<typeof MessageAttribute>;

export const MessageAttributes = v.record(v.string(), MessageAttribute);
export type MessageAttributes = v.InferOutput<typeof MessageAttributes>;

const STRING_VALUE = Buffer.of(1);
const BINARY_VALUE = Buffer.of(2);

/** Attributes that are text, as most are. */
export function textAttributes(values: Record<string, string>): MessageAttributes {
  return Object.fromEntries(
    Object.entries(values).map(([name, StringValue]) => [name, { DataType: 'String', StringValue }]),
  );
}

/** The attributes that a receiver asked for: `All`, `.*`, names, or beginnings of names as `prefix.*`. */
export function selectAttributes(attributes: MessageAttributes, wanted: string[]): MessageAttributes {
  const matches = (name: string) =>
    wanted.some(
      (pattern) =>
        pattern === 'All' ||
        pattern === name ||
        (pattern.endsWith('.*') && name.startsWith(pattern.slice(0, -2))),
    );
  return Object.fromEntries(Object.entries(attributes).filter(([name]) => matches(name)));
}

export function md5OfBody(body: string): string {
  return createHash('md5').update(body).digest('hex');
}

/**
 * The digest by which clients check attributes
 * (docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-message-metadata.html).
 */
export function md5OfAttributes(attributes: MessageAttributes): string {
  const hash = createHash('md5');
  const names = Object.keys(attributes).sort();
  for (const name of names) {
    const { DataType, StringValue, BinaryValue } = attributes[name] ?? { DataType: '' };
    hash.update(withLength(Buffer.from(name))).update(withLength(Buffer.from(DataType)));
    if (BinaryValue === undefined) {
      hash.update(STRING_VALUE).update(withLength(Buffer.from(StringValue ?? '')));
    } else {
      hash.update(BINARY_VALUE).update(withLength(Buffer.from(BinaryValue, 'base64')));
    }
  }
  return hash.digest('hex');
}

function withLength(bytes: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return Buffer.concat([length, bytes]);
}
