import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { isIPv6 } from 'node:net';
import { functionUrlEvent } from './function-url-event.ts';
import { sendMessage, sendResult } from './function-url-response.ts';
import type { InvocationResult } from './invocation-result.ts';
import { MAX_PAYLOAD_BYTES, readBody } from './read-body.ts';

export interface FunctionUrlOptions {
  /** Address to listen on, such as 127.0.0.1. */
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  /** Invokes the function behind the URL with an event as JSON text. */
  readonly invoke: (payload: string) => Promise<InvocationResult>;
}

/** How long requests under way may go on after the end was asked for. */
const CLOSE_MS = 1400;

/** The public side of one function: an HTTP server that does what Lambda's function URL does. */
export class FunctionUrl {
  readonly #server: Server;
  readonly #invoke: FunctionUrlOptions['invoke'];

  private constructor(options: FunctionUrlOptions) {
    this.#invoke = options.invoke;
    this.#server = createServer((request, response) => {
      this.#answer(request, response).catch(() => response.destroy());
    });
    // Nobody needs longer to send 6 MB.
    this.#server.requestTimeout = 60_000;
  }

  /** @throws the system's error when the address cannot be listened on, such as EADDRINUSE */
  static async start(options: FunctionUrlOptions): Promise<FunctionUrl> {
    const url = new FunctionUrl(options);
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    url.#server.once('error', reject).listen(options.port, options.host, resolve);
    await promise;
    return url;
  }

  /** The port that it listens on. */
  get port(): number {
    return this.#address.port;
  }

  /** Where this machine reaches it: what listens on all addresses is on 127.0.0.1 too. */
  get origin(): string {
    const { address, port } = this.#address;
    if (address === '0.0.0.0' || address === '::') return `http://127.0.0.1:${port}`;
    return `http://${isIPv6(address) ? `[${address}]` : address}:${port}`;
  }

  /** Takes no more requests, and ends within 1.5 s; those under way are answered if the host answers them in time. */
  async stop(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#server.close(() => resolve());
    const cut = setTimeout(() => this.#server.closeAllConnections(), CLOSE_MS);
    await promise;
    clearTimeout(cut);
  }

  get #address(): { readonly address: string; readonly port: number } {
    const address = this.#server.address();
    return typeof address === 'object' && address !== null ? address : { address: '0.0.0.0', port: 0 };
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await readBody(request, MAX_PAYLOAD_BYTES);
    if (body.kind === 'too-large') return sendMessage(response, 413, 'Request Entity Too Large');
    const event = JSON.stringify(functionUrlEvent(request, body.bytes, new Date()));
    // Lambda's limit is for the event: a body that fits can be too large once it is base64.
    if (Buffer.byteLength(event) > MAX_PAYLOAD_BYTES)
      return sendMessage(response, 413, 'Request Entity Too Large');
    const result = await this.#tryInvoke(event);
    // A connection kept for further requests would hold up the end.
    if (!this.#server.listening) response.setHeader('connection', 'close');
    if (result === undefined) return sendMessage(response, 503, 'Service Unavailable');
    sendResult(response, result);
  }

  async #tryInvoke(event: string): Promise<InvocationResult | undefined> {
    try {
      return await this.#invoke(event);
    } catch {
      return undefined;
    }
  }
}
