import {
  Agent,
  createServer,
  request as httpRequest,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import { FUNCTION_HEADER, PROCESS_HEADER } from './mark-requests.ts';

/** A request on its way through a proxy. */
export interface PassingRequest {
  readonly method: string;
  /** With the query. */
  readonly path: string;
  readonly body: string;
  /** Name of the function that asks; empty where it is none. */
  readonly lambda: string;
  /** Of the function that asks. */
  readonly pid: number | undefined;
}

/** What becomes of a request. */
export interface Misbehaviour {
  /** Done while the request stands at the door. */
  readonly before?: (request: PassingRequest) => Promise<void>;
  /** Whether the service gets the request. */
  readonly reaches: boolean;
  /** Done after the service has answered, before the client hears of it. */
  readonly after?: (request: PassingRequest) => Promise<void>;
  readonly answer: 'the true one' | 'half of it' | 'none' | 'reset' | ErrorAnswer;
}

export interface ErrorAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

interface Trap {
  readonly catches: (request: PassingRequest) => boolean;
  readonly misbehaviour: Misbehaviour;
}

interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** Stands between a client and a service, and spoils the requests that it was told to spoil, each once. */
export class MisbehavingProxy {
  /** Gets every answer that a service gave, before it is spoilt. */
  onAnswer: ((request: PassingRequest, status: number) => void) | undefined;
  readonly #server: Server;
  readonly #agent = new Agent({ keepAlive: true });
  #traps: Trap[] = [];
  #target: string | undefined;

  private constructor() {
    this.#server = createServer((incoming, outgoing) => {
      this.#pass(incoming, outgoing).catch(() => reset(outgoing));
    });
    this.#server.keepAliveTimeout = 60_000;
  }

  static async start(): Promise<MisbehavingProxy> {
    const proxy = new MisbehavingProxy();
    await new Promise<void>((resolve) => proxy.#server.listen(0, '127.0.0.1', resolve));
    return proxy;
  }

  /** Origin, without a slash at its end. */
  get url(): string {
    const address = this.#server.address();
    if (address === null || typeof address === 'string') throw new Error('the proxy has no port');
    return `http://127.0.0.1:${address.port}`;
  }

  /** Origin of the service; while there is none, connections are cut. */
  set target(origin: string | undefined) {
    this.#target = origin;
  }

  /** Spoils the first request that is caught. */
  misbehaveOnce(catches: Trap['catches'], misbehaviour: Misbehaviour): void {
    this.#traps.push({ catches, misbehaviour });
  }

  async close(): Promise<void> {
    await new Promise((resolve) => {
      this.#server.close(resolve);
      this.#server.closeAllConnections();
    });
    this.#agent.destroy();
  }

  async #pass(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(Buffer.from(chunk));
    const body = Buffer.concat(chunks);
    const request = describe(incoming, body);
    const forward = () => this.#forward(incoming, body, request);
    const trap = this.#traps.find(({ catches }) => catches(request));
    if (trap === undefined) {
      send(outgoing, await forward());
      return;
    }
    this.#traps = this.#traps.filter((other) => other !== trap);
    await misbehave(trap.misbehaviour, request, outgoing, forward);
  }

  async #forward(incoming: IncomingMessage, body: Buffer, request: PassingRequest): Promise<Answer> {
    const target = this.#target;
    if (target === undefined) throw new Error('the service is down');
    const answer = await new Promise<Answer>((resolve, reject) => {
      const { method = 'GET', headers, url = '/' } = incoming;
      const onward = httpRequest(`${target}${url}`, { method, headers, agent: this.#agent }, (response) => {
        const parts: Buffer[] = [];
        response.on('data', (part: Buffer) => parts.push(part));
        response.on('error', reject);
        response.on('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            body: Buffer.concat(parts),
          }),
        );
      });
      onward.on('error', reject);
      onward.end(body);
    });
    this.onAnswer?.(request, answer.status);
    return answer;
  }
}

function describe({ method = 'GET', url = '/', headers }: IncomingMessage, body: Buffer): PassingRequest {
  const pid = Number(headers[PROCESS_HEADER]);
  return {
    method,
    path: url,
    body: body.toString('utf8'),
    lambda: String(headers[FUNCTION_HEADER] ?? ''),
    pid: pid > 0 ? pid : undefined,
  };
}

async function misbehave(
  { before, reaches, after, answer }: Misbehaviour,
  request: PassingRequest,
  outgoing: ServerResponse,
  forward: () => Promise<Answer>,
): Promise<void> {
  await before?.(request);
  const truth = reaches ? await forward() : undefined;
  await after?.(request);
  // Whoever gets no answer breaks off in time.
  if (answer === 'none') return;
  if (answer === 'reset' || (truth === undefined && typeof answer === 'string')) return reset(outgoing);
  if (typeof answer === 'object') {
    outgoing.writeHead(answer.status, answer.headers).end(answer.body);
  } else if (truth !== undefined) {
    send(outgoing, answer === 'half of it' ? halved(truth) : truth);
  }
}

/** An empty answer can't be halved; a lone brace is no JSON either. */
function halved(answer: Answer): Answer {
  const body = answer.body.subarray(0, Math.floor(answer.body.length / 2));
  return { ...answer, body: body.length === 0 ? Buffer.from('{') : body };
}

function send(outgoing: ServerResponse, { status, headers, body }: Answer): void {
  const { 'content-length': _length, 'transfer-encoding': _encoding, connection: _, ...rest } = headers;
  outgoing.writeHead(status, { ...rest, 'content-length': body.length }).end(body);
}

function reset(outgoing: ServerResponse): void {
  outgoing.socket?.resetAndDestroy();
}
