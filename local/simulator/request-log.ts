/** A request as it came in, without its headers: the token stands in one of them. */
export interface LoggedRequest {
  /** ISO 8601. */
  readonly at: string;
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  readonly query: string;
  /** Parsed where it was JSON, otherwise its text; null where there was none. */
  readonly body: unknown;
}

/** More than any test makes, and little enough to stay in memory for weeks. */
const KEPT = 10_000;

/** What clients have asked, for tests to look at. */
export class RequestLog {
  #requests: LoggedRequest[] = [];

  add(request: { method: string; path: string; query: URLSearchParams; body: Buffer }): void {
    this.#requests.push({
      at: new Date().toISOString(),
      method: request.method,
      path: request.path,
      query: request.query.toString(),
      body: toLoggedBody(request.body),
    });
    if (this.#requests.length > KEPT) this.#requests.shift();
  }

  list(): readonly LoggedRequest[] {
    return this.#requests;
  }

  /** How many of each method and path, such as `{"POST /api/v0/executions/": 2}`. */
  counts(): Record<string, number> {
    const counts: Record<string, number> = {};
    for (const { method, path } of this.#requests) {
      const key = `${method} ${path}`;
      counts[key] = (counts[key] ?? 0) + 1;
    }
    return counts;
  }

  clear(): void {
    this.#requests = [];
  }
}

function toLoggedBody(body: Buffer): unknown {
  if (body.length === 0) return null;
  const text = body.toString('utf8');
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
