import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import * as v from 'valibot';
import { type FunctionError, functionErrorSchema } from './invocation-result.ts';
import { MAX_PAYLOAD_BYTES, readBody } from './read-body.ts';

/** What an instance is given to work on. */
export interface Assignment {
  readonly requestId: string;
  /** JSON text. */
  readonly payload: string;
  /** Milliseconds since the epoch. */
  readonly deadline: number;
  readonly functionArn: string;
  readonly traceId: string;
}

/** The host's side of one instance, which the instance's runtime client reaches through the Runtime API. */
export interface RuntimeApiTarget {
  /** Settles when there is work; a client may wait for hours. */
  next(): Promise<Assignment>;
  /** False when that invocation is not the one under way. */
  respond(requestId: string, payload: unknown): boolean;
  /** False when that invocation is not the one under way. */
  fail(requestId: string, error: FunctionError): boolean;
  failInit(error: FunctionError): void;
}

const ROUTE =
  /^\/([0-9a-f]{32})\/2018-06-01\/runtime\/(?:(init)\/error|invocation\/(?:(next)|([\w-]+)\/(response|error)))$/;

/**
 * Lambda's Runtime API, version 2018-06-01, for all instances of the host.
 * Each instance reaches it under an unguessable path of its own: that tells them apart, and keeps other users
 * of the machine from fetching an event, whose path holds the webhook's key.
 */
export class RuntimeApi {
  readonly #server: Server;
  readonly #targets = new Map<string, RuntimeApiTarget>();

  private constructor() {
    this.#server = createServer((request, response) => {
      this.#answer(request, response).catch(() => response.destroy());
    });
    // A connection rests for as long as a handler runs; closing it would race with the client's next request.
    this.#server.keepAliveTimeout = 0;
  }

  static async start(): Promise<RuntimeApi> {
    const api = new RuntimeApi();
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    api.#server.once('error', reject).listen(0, '127.0.0.1', resolve);
    await promise;
    return api;
  }

  /** @returns the value of `AWS_LAMBDA_RUNTIME_API` for this instance */
  register(target: RuntimeApiTarget): string {
    const path = randomBytes(16).toString('hex');
    this.#targets.set(path, target);
    const address = this.#server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    return `127.0.0.1:${port}/${path}`;
  }

  unregister(address: string): void {
    this.#targets.delete(address.slice(address.indexOf('/') + 1));
  }

  async stop(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#server.close(() => resolve());
    this.#server.closeAllConnections();
    await promise;
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const [, path, init, next, requestId, outcome] = ROUTE.exec(request.url ?? '') ?? [];
    const target = path === undefined ? undefined : this.#targets.get(path);
    const method = next === undefined ? 'POST' : 'GET';
    if (target === undefined || request.method !== method) return refuse(response, 404, 'NotFound');
    if (next !== undefined) return hand(response, await target.next());

    const body = await readBody(request, MAX_PAYLOAD_BYTES);
    if (init !== undefined) {
      target.failInit(parseError(body.kind === 'body' ? body.bytes : Buffer.alloc(0)));
      return accept(response);
    }
    if (requestId === undefined) return refuse(response, 404, 'NotFound');
    if (body.kind === 'too-large') {
      const errorMessage = `Response payload size exceeded maximum allowed payload size (${MAX_PAYLOAD_BYTES} bytes).`;
      target.fail(requestId, { errorType: 'Function.ResponseSizeTooLarge', errorMessage });
      return refuse(response, 413, 'RequestEntityTooLarge');
    }
    const known =
      outcome === 'response'
        ? target.respond(requestId, parseJson(body.bytes))
        : target.fail(requestId, parseError(body.bytes));
    return known ? accept(response) : refuse(response, 400, 'InvalidRequestID');
  }
}

function hand(response: ServerResponse, assignment: Assignment): void {
  response.writeHead(200, {
    'content-type': 'application/json',
    'Lambda-Runtime-Aws-Request-Id': assignment.requestId,
    'Lambda-Runtime-Deadline-Ms': String(assignment.deadline),
    'Lambda-Runtime-Invoked-Function-Arn': assignment.functionArn,
    'Lambda-Runtime-Trace-Id': assignment.traceId,
  });
  response.end(assignment.payload);
}

function accept(response: ServerResponse): void {
  response.writeHead(202, { 'content-type': 'application/json' }).end('{"status":"OK"}\n');
}

function refuse(response: ServerResponse, status: number, errorType: string): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify({ errorType }));
}

/** A runtime client that sends no JSON breaks off its connection and so ends its instance. */
function parseJson(bytes: Buffer): unknown {
  return JSON.parse(bytes.toString('utf8'));
}

function parseError(bytes: Buffer): FunctionError {
  return v.parse(
    v.fallback(functionErrorSchema, { errorType: 'Unhandled', errorMessage: '' }),
    jsonOrText(bytes),
  );
}

function jsonOrText(bytes: Buffer): unknown {
  try {
    return parseJson(bytes);
  } catch {
    return bytes.toString('utf8');
  }
}
