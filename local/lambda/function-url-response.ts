import type { OutgoingHttpHeaders, ServerResponse } from 'node:http';
import * as v from 'valibot';
import type { InvocationResult } from './invocation-result.ts';

const structuredSchema = v.object({
  statusCode: v.pipe(v.number(), v.integer(), v.minValue(200), v.maxValue(599)),
  headers: v.nullish(v.record(v.string(), v.union([v.string(), v.number(), v.boolean()]))),
  cookies: v.nullish(v.array(v.string())),
  body: v.nullish(v.string()),
  isBase64Encoded: v.nullish(v.boolean()),
});

/** Lambda frames the response itself. */
const NOT_PASSED_ON = new Set(['connection', 'content-length', 'transfer-encoding']);

const JSON_TYPE = { 'content-type': 'application/json' };

/**
 * Sends what a function returned, as a function URL does: an object with a `statusCode` describes the response,
 * any other JSON is the body of a 200. A failed or malformed result is a 502 that tells the caller nothing.
 * See https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html#urls-payloads.
 */
export function sendResult(response: ServerResponse, result: InvocationResult): void {
  if (result.kind === 'function-error') {
    sendMessage(response, 502, 'Internal Server Error');
  } else if (hasStatusCode(result.payload)) {
    sendStructured(response, result.payload);
  } else {
    const { payload } = result;
    response.writeHead(200, JSON_TYPE).end(typeof payload === 'string' ? payload : JSON.stringify(payload));
  }
}

/** Answers in the function URL's own name, as in `{"Message":"Internal Server Error"}`. */
export function sendMessage(response: ServerResponse, status: number, message: string): void {
  response.writeHead(status, JSON_TYPE).end(JSON.stringify({ Message: message }));
}

function hasStatusCode(payload: unknown): boolean {
  return typeof payload === 'object' && payload !== null && 'statusCode' in payload;
}

function sendStructured(response: ServerResponse, payload: unknown): void {
  try {
    const { statusCode, headers, cookies, body, isBase64Encoded } = v.parse(structuredSchema, payload);
    response.writeHead(statusCode, outgoingHeaders(headers ?? {}, cookies ?? []));
    response.end(Buffer.from(body ?? '', isBase64Encoded ? 'base64' : 'utf8'));
  } catch {
    // Not what Lambda describes, or a header that HTTP does not allow.
    sendMessage(response, 502, 'Internal Server Error');
  }
}

function outgoingHeaders(
  headers: Readonly<Record<string, string | number | boolean>>,
  cookies: string[],
): OutgoingHttpHeaders {
  const passedOn = Object.entries(headers)
    .map(([name, value]): [string, string] => [name.toLowerCase(), String(value)])
    .filter(([name]) => !NOT_PASSED_ON.has(name));
  return {
    ...JSON_TYPE,
    ...Object.fromEntries(passedOn),
    ...(cookies.length === 0 ? {} : { 'set-cookie': cookies }),
  };
}
