import { randomUUID } from 'node:crypto';
import type { IncomingHttpHeaders, IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { stateTrouble } from '../state-trouble.ts';
import { AwsError } from './aws-error.ts';
import type { Protocol } from './protocol.ts';
import { readJsonBody } from './request-body.ts';

/** A request that bears a signature, its body read. */
export interface AwsRequest {
  method: string;
  /** As sent, still percent-encoded, without the query. */
  path: string;
  query: URLSearchParams;
  headers: IncomingHttpHeaders;
  body: unknown;
  /** Aborted when the client has gone. */
  signal: AbortSignal;
}

/**
 * Makes an HTTP listener of a function from request to answer. The answer is sent as JSON, what the
 * function throws as an error that AWS's clients understand.
 */
export function createAwsEndpoint(
  protocol: Protocol,
  answer: (request: AwsRequest) => object | Promise<object>,
): RequestListener {
  return async (request, response) => {
    const requestId = randomUUID();
    try {
      const parsed = await readRequest(request, response);
      send(response, 200, requestId, protocol.contentType, {}, await answer(parsed));
    } catch (thrown) {
      const error = thrown instanceof AwsError ? thrown : internalError(thrown);
      const { headers, body } = protocol.describe(error);
      const described = { 'x-amzn-ErrorType': error.code, ...headers };
      send(response, error.status, requestId, protocol.contentType, described, body);
    }
  };
}

async function readRequest(request: IncomingMessage, response: ServerResponse): Promise<AwsRequest> {
  const gone = new AbortController();
  response.once('close', () => gone.abort());
  const url = new URL(request.url ?? '/', 'http://localhost');
  const body = await readJsonBody(request);
  requireSignature(request.headers);
  return {
    method: request.method ?? 'GET',
    path: url.pathname,
    query: url.searchParams,
    headers: request.headers,
    body,
    signal: gone.signal,
  };
}

/**
 * The signature itself proves nothing here, for nobody shares a key with this machine. That there must
 * be one keeps out web pages: a browser asks first before it sends this header to another host.
 */
function requireSignature(headers: IncomingHttpHeaders): void {
  if (!headers.authorization?.startsWith('AWS4-')) {
    throw new AwsError('MissingAuthenticationToken', 'Missing Authentication Token', 403);
  }
}

/** What went wrong inside may hold a payload or a secret, so it is not told, unless it is the disk. */
function internalError(error: unknown): AwsError {
  const why = stateTrouble(error);
  const message =
    why === undefined
      ? 'The local endpoint failed to process the request.'
      : `The local endpoint cannot keep its state: ${why}.`;
  return new AwsError('InternalServerException', message, 500);
}

function send(
  response: ServerResponse,
  status: number,
  requestId: string,
  contentType: string,
  headers: Record<string, string>,
  body: object,
): void {
  response.writeHead(status, { 'content-type': contentType, 'x-amzn-RequestId': requestId, ...headers });
  response.end(JSON.stringify(body));
}
