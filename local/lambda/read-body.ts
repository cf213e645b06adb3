import type { IncomingMessage } from 'node:http';

/** Lambda's limit for the payload of a synchronous invocation, in both directions (6 MB). */
export const MAX_PAYLOAD_BYTES = 6 * 1024 * 1024;

export type Body = { readonly kind: 'body'; readonly bytes: Buffer } | { readonly kind: 'too-large' };

/**
 * Reads a body to its end. What goes beyond `limit` bytes is read and dropped: a client that is cut off
 * while it still sends sees a broken connection instead of the answer.
 */
export async function readBody(message: IncomingMessage, limit: number): Promise<Body> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of message) {
    const bytes = Buffer.from(chunk);
    size += bytes.length;
    if (size <= limit) chunks.push(bytes);
    else chunks.length = 0;
  }
  return size > limit ? { kind: 'too-large' } : { kind: 'body', bytes: Buffer.concat(chunks) };
}
