import type { IncomingMessage } from 'node:http';
import { AwsError } from './aws-error.ts';

const LIMIT_BYTES = 1024 * 1024;

/**
 * Reads a request's body as JSON. An empty body is an empty object, as AWS has it.
 *
 * @throws AwsError `RequestEntityTooLargeException` above 1 MiB, `SerializationException` for what is no JSON.
 */
export async function readJsonBody(request: IncomingMessage): Promise<unknown> {
  const text = await readText(request);
  if (text.trim() === '') {
    return {};
  }
  try {
    // AWS takes a member that is null for one that is absent.
    return JSON.parse(text, (_key, value) => value ?? undefined);
  } catch {
    throw new AwsError('SerializationException', 'The request body is not valid JSON.');
  }
}

async function readText(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    const bytes = Buffer.from(chunk);
    size += bytes.length;
    // The rest is read too, but not kept: a client that is still sending would not see the answer.
    if (size <= LIMIT_BYTES) {
      chunks.push(bytes);
    }
  }
  if (size > LIMIT_BYTES) {
    throw new AwsError(
      'RequestEntityTooLargeException',
      `The request is larger than ${LIMIT_BYTES} bytes.`,
      413,
    );
  }
  return Buffer.concat(chunks).toString('utf8');
}
