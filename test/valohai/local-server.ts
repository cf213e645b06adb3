import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';

/** A request as it arrived. */
export interface Received {
  readonly method: string;
  readonly url: URL;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
  /** Which of the server's connections it came over, counted from 1. */
  readonly connection: number;
}

/** Answers one request, well or badly. */
export type Answer = (response: ServerResponse, request: Received) => void;

/** An HTTP server of this machine that answers as it is told and keeps what it was asked. */
export class LocalServer {
  readonly received: Received[] = [];
  readonly #answer: Answer;
  readonly #server: Server;
  #connections = 0;

  private constructor(answer: Answer) {
    this.#answer = answer;
    const numbers = new WeakMap<object, number>();
    this.#server = createServer((request, response) => void this.#serve(request, response, numbers));
    this.#server.on('connection', (socket) => {
      this.#connections += 1;
      numbers.set(socket, this.#connections);
    });
  }

  static async start(answer: Answer): Promise<LocalServer> {
    const local = new LocalServer(answer);
    await new Promise<void>((listening) => local.#server.listen(0, '127.0.0.1', listening));
    return local;
  }

  get origin(): string {
    const address = this.#server.address();
    if (address === null || typeof address === 'string') throw new Error('the server does not listen');
    return `http://127.0.0.1:${address.port}`;
  }

  get paths(): string[] {
    return this.received.map(({ method, url }) => `${method} ${url.pathname}`);
  }

  /** Ends all connections that are kept open without a request. */
  closeIdleConnections(): void {
    this.#server.closeIdleConnections();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((closed) => this.#server.close(closed));
  }

  async #serve(request: IncomingMessage, response: ServerResponse, numbers: WeakMap<object, number>) {
    const received: Received = {
      method: request.method ?? '',
      url: new URL(request.url ?? '', this.origin),
      headers: request.headers,
      body: await text(request),
      connection: numbers.get(request.socket) ?? 0,
    };
    this.received.push(received);
    this.#answer(response, received);
  }
}

/** Answers with JSON. */
export function json(content: unknown, status = 200, headers: Record<string, string> = {}): Answer {
  return (response) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers });
    response.end(JSON.stringify(content));
  };
}

/** Gives each answer once, in this order, and the last one to every request after it. */
export function inTurn(...answers: readonly [Answer, ...Answer[]]): Answer {
  let turn = 0;
  return (response, request) => {
    const answer = answers[Math.min(turn, answers.length - 1)] ?? answers[0];
    turn += 1;
    answer(response, request);
  };
}
