import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import { onTestFinished } from 'vitest';

/** What a proxy answers by itself. */
export interface OwnAnswer {
  readonly status: number;
  readonly headers?: Record<string, string>;
}

/** A request as it came in. */
export interface Seen {
  readonly path: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly authorization: string | undefined;
}

/** Stands in front of a simulator, counts, and can step in. */
export class CountingProxy {
  readonly seen: Seen[] = [];
  /** The most requests that were under way at a time. */
  most = 0;
  /** Answers in the simulator's place, or holds the request for ever; undefined lets it through. */
  stepIn: (path: string) => OwnAnswer | 'hold' | undefined = () => undefined;
  url = '';
  #underWay = 0;

  /** Ends with the test. */
  static async before(target: string): Promise<CountingProxy> {
    const proxy = new CountingProxy();
    const server = createServer((incoming, outgoing) => proxy.#serve(target, incoming, outgoing));
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve);
    });
    onTestFinished(() => {
      server.close();
      server.closeAllConnections();
    });
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('the proxy has no port');
    proxy.url = `http://127.0.0.1:${address.port}`;
    return proxy;
  }

  #serve(target: string, incoming: IncomingMessage, outgoing: ServerResponse): void {
    const path = incoming.url ?? '/';
    this.seen.push({ path, at: Date.now(), authorization: incoming.headers.authorization });
    this.#underWay += 1;
    this.most = Math.max(this.most, this.#underWay);
    outgoing.once('close', () => {
      this.#underWay -= 1;
    });
    const own = this.stepIn(path);
    if (own === 'hold') return;
    if (own !== undefined) {
      outgoing.writeHead(own.status, own.headers).end('{}');
      return;
    }
    const forwarded = request(`${target}${path}`, { headers: incoming.headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    });
    forwarded.on('error', () => outgoing.destroy());
    forwarded.end();
  }
}
