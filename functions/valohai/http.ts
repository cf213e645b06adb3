import type { IncomingMessage, RequestOptions } from 'node:http';
import { Agent, request as secureRequest } from 'node:https';

/** One request; the body, if any, is JSON. */
export interface HttpRequest {
  readonly method: 'GET' | 'POST';
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | undefined;
}

export interface HttpResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

/** Sends a request and reads the whole answer; throws when there is none. Never follows a redirect. */
export type SendHttp = (request: HttpRequest) => Promise<HttpResponse>;

/** From the first byte sent to the last one read. Well below the functions' own time-outs. */
const TIMEOUT_MS = 8_000;

/** A log tail is far smaller; a larger answer is not one of Valohai's. */
const LARGEST_ANSWER = 16 * 1_024 * 1_024;

/** How requests are made, and what keeps their connections. */
type Transport = Required<Pick<RequestOptions, 'agent'>> & { readonly request: typeof secureRequest };

const secure: Transport = { request: secureRequest, agent: new Agent({ keepAlive: true }) };
let plain: Transport | undefined;

/** Without TLS only a Valohai on the same machine is spoken to, so that is loaded there only. */
async function transportFor({ protocol }: URL): Promise<Transport> {
  if (protocol === 'https:') return secure;
  const { Agent, request } = await import('node:http');
  plain ??= { request, agent: new Agent({ keepAlive: true }) };
  return plain;
}

/**
 * `SendHttp` over node:https. The global fetch would cost about 35 ms of CPU at its first use, as much as
 * the whole AWS client, in a function that mostly starts cold.
 */
export const sendHttp: SendHttp = async (request) => {
  try {
    return await exchange(request);
  } catch (error) {
    // While Lambda was frozen the other side may have closed the kept connection. A GET can safely go again.
    if (request.method === 'GET' && error instanceof StaleConnectionError) return exchange(request);
    throw error;
  }
};

class StaleConnectionError extends Error {}

async function exchange({ method, url, headers, body }: HttpRequest): Promise<HttpResponse> {
  const transport = await transportFor(url);
  return new Promise((resolve, reject) => {
    const options: RequestOptions = {
      method,
      agent: transport.agent,
      headers: body === undefined ? headers : { ...headers, 'content-length': Buffer.byteLength(body) },
      signal: AbortSignal.timeout(TIMEOUT_MS),
    };
    const request = transport.request(url, options, (response) => {
      read(response).then(resolve, reject);
    });
    request.on('error', (error: NodeJS.ErrnoException) => {
      const isStale = request.reusedSocket && error.code === 'ECONNRESET';
      reject(isStale ? new StaleConnectionError(error.message, { cause: error }) : spoken(error));
    });
    request.end(body);
  });
}

function read(response: IncomingMessage): Promise<HttpResponse> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    response.on('data', (chunk: Buffer) => {
      chunks.push(chunk);
      size += chunk.length;
      if (size > LARGEST_ANSWER) {
        response.destroy(new Error(`an answer of more than ${LARGEST_ANSWER} bytes`));
      }
    });
    response.on('end', () => {
      const body = Buffer.concat(chunks).toString();
      resolve({ status: response.statusCode ?? 0, headers: response.headers, body });
    });
    response.on('error', (error) => reject(spoken(error)));
  });
}

/** Says a time-out as one; Node calls it "The operation was aborted". */
function spoken(error: unknown): Error {
  if (error instanceof Error && (error.name === 'AbortError' || error.name === 'TimeoutError')) {
    return new Error(`no answer within ${TIMEOUT_MS / 1_000} s`, { cause: error });
  }
  return error instanceof Error ? error : new Error(String(error));
}
