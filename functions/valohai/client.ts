import * as v from 'valibot';
import type { LogLine } from '../policy/failure.ts';
import { ValohaiRejectedError, ValohaiUnauthorizedError, ValohaiUnavailableError } from './errors.ts';
import { type Execution, ExecutionSchema, fullName, toDate } from './execution.ts';
import type { HttpRequest, HttpResponse, SendHttp } from './http.ts';
import { retryAfterOf } from './retry-after.ts';

/** Where the token comes from, and how to get it anew when Valohai refuses it. */
export interface TokenSource {
  /** The token at hand. */
  current(): Promise<string>;
  /** The token as it is stored now. */
  renewed(): Promise<string>;
}

/** An execution in a list. Whether lists carry all of this is not known, so everything else may be missing. */
export interface ListedExecution {
  readonly id: string;
  readonly counter: number;
  readonly tags?: readonly string[] | undefined;
  readonly step?: string | undefined;
  readonly status?: string | undefined;
  readonly commit?: string | undefined;
  readonly createdAt?: Date | undefined;
  readonly endedAt?: Date | undefined;
}

/** What one request shows of a list. */
export interface Page<Item = ListedExecution> {
  readonly items: readonly Item[];
  /** Whether the list ends with it. */
  readonly isLast: boolean;
}

/** A project that the token can read, its name as `owner/name`. */
export interface ListedProject {
  readonly id: string;
  readonly name: string;
}

/** How much of a log is read: its last events, of which the newest says most. */
const LOG_EVENTS = 500;
const STATUS_EVENTS = 100;
const PAGE = 100;

/** One odd line must not cost the judgement of all the others. */
const LogLineSchema = v.object({
  time: v.fallback(v.string(), ''),
  stream: v.fallback(v.picklist(['status', 'stdout', 'stderr']), 'stdout'),
  message: v.fallback(v.string(), ''),
});
const EventsSchema = v.object({ events: v.array(LogLineSchema) });
const StatusEventsSchema = v.object({ status_events: v.array(LogLineSchema) });

const Time = v.fallback(v.pipe(v.nullish(v.string()), v.transform(toDate)), undefined);

const ListedExecutionSchema = v.pipe(
  v.object({
    id: v.pipe(v.string(), v.uuid()),
    counter: v.number(),
    tags: v.fallback(v.optional(v.array(v.string())), undefined),
    step: v.fallback(v.optional(v.string()), undefined),
    status: v.fallback(v.optional(v.string()), undefined),
    commit: v.fallback(
      v.optional(
        v.pipe(
          v.object({ identifier: v.string() }),
          v.transform(({ identifier }) => identifier),
        ),
      ),
      undefined,
    ),
    ctime: Time,
    end_time: Time,
  }),
  v.transform(({ ctime, end_time, ...listed }) => ({ ...listed, createdAt: ctime, endedAt: end_time })),
);

const MeSchema = v.object({ username: v.nullish(v.string(), 'unnamed') });

const ListedProjectSchema = v.pipe(
  v.object({
    id: v.string(),
    name: v.string(),
    owner: v.nullish(v.union([v.string(), v.object({ username: v.nullish(v.string(), '') })])),
  }),
  v.transform((project) => ({ id: project.id, name: fullName(project) })),
);

/**
 * Valohai's REST API, as far as it is needed.
 *
 * Every call throws `ValohaiUnavailableError` (network, 429, 5xx, an unreadable answer),
 * `ValohaiRejectedError` (another 4xx) or `ValohaiUnauthorizedError` (401 also with the renewed token).
 */
export class ValohaiClient {
  readonly host: string;
  readonly #token: TokenSource;
  readonly #send: SendHttp;

  /** @param host origin of the installation, such as https://app.valohai.com; the token goes nowhere else */
  constructor(host: string, token: TokenSource, send: SendHttp) {
    this.host = host;
    this.#token = token;
    this.#send = send;
  }

  /** Who the token belongs to. */
  async me(): Promise<{ readonly username: string }> {
    return this.#get('users/me/', MeSchema);
  }

  /** Every project that the token can read. */
  async projects(): Promise<ListedProject[]> {
    const found: ListedProject[] = [];
    for await (const project of this.#list('projects/', {}, ListedProjectSchema)) found.push(project);
    return found;
  }

  /** @param ref an execution's id, or `<project id>:<counter>` */
  async execution(ref: string): Promise<Execution> {
    return this.#get(`executions/${ref}/?exclude=metadata,events,outputs`, ExecutionSchema);
  }

  /** The platform's own events and the tail of the log, in order of time. */
  async log(executionId: string): Promise<LogLine[]> {
    // One after the other: the second goes over the first's connection, where a new one costs 3 ms of CPU.
    const tail = await this.#get(`executions/${executionId}/events/?limit=${LOG_EVENTS}`, EventsSchema);
    const status = await this.#get(
      `executions/${executionId}/status-events/?limit=${STATUS_EVENTS}`,
      StatusEventsSchema,
    );
    const inTail = new Set(tail.events.map(identity));
    const elsewhere = status.status_events.filter((line) => !inTail.has(identity(line)));
    return [...elsewhere, ...tail.events].sort((a, b) => (a.time < b.time ? -1 : a.time > b.time ? 1 : 0));
  }

  /** The project's executions that were created after one, newest first. */
  async *newerThan(projectId: string, counter: number): AsyncGenerator<ListedExecution> {
    for await (const { items } of this.newest(projectId)) {
      for (const execution of items) {
        if (execution.counter <= counter) return;
        yield execution;
      }
    }
  }

  /** The project's executions, newest first, up to a hundred at a time; each page is asked for when it is needed. */
  newest(projectId: string): AsyncGenerator<Page> {
    return this.#pages('executions/', { project: projectId, ordering: '-counter' }, ListedExecutionSchema);
  }

  /** The project's failed executions, newest first. One that fails meanwhile can make another come twice. */
  failures(projectId: string): AsyncGenerator<ListedExecution> {
    const query = { project: projectId, status: 'error', ordering: '-counter' };
    return this.#list('executions/', query, ListedExecutionSchema);
  }

  /** Creates an execution. Sent once and never again: after an error, look whether it was created. */
  async create(body: Readonly<Record<string, unknown>>): Promise<Execution> {
    return this.#call({ method: 'POST', path: 'executions/', body }, ExecutionSchema);
  }

  /** Sets tags. Whether Valohai adds or replaces is not known, so give the union of the old and the new. */
  async setTags(executionId: string, tags: readonly string[]): Promise<void> {
    await this.#call(
      { method: 'POST', path: `executions/${executionId}/tags/`, body: { tags } },
      v.unknown(),
    );
  }

  async *#list<Item>(...list: List<Item>): AsyncGenerator<Item> {
    for await (const { items } of this.#pages(...list)) yield* items;
  }

  /** Goes through a list page by page, each asked for when it is needed. */
  async *#pages<Item>(...[path, query, item]: List<Item>): AsyncGenerator<Page<Item>> {
    const page = v.object({ next: v.nullish(v.string()), results: v.array(item) });
    for (let offset = 0; ; offset += PAGE) {
      const words = new URLSearchParams({ ...query, limit: String(PAGE), offset: String(offset) });
      const { next, results } = await this.#get(`${path}?${words}`, page);
      const isLast = !next || results.length === 0;
      yield { items: results, isLast };
      if (isLast) return;
    }
  }

  #get<Output>(path: string, schema: v.GenericSchema<unknown, Output>): Promise<Output> {
    return this.#call({ method: 'GET', path }, schema);
  }

  async #call<Output>(call: Call, schema: v.GenericSchema<unknown, Output>): Promise<Output> {
    let response = await this.#exchange(call, await this.#token.current());
    if (response.status === 401) response = await this.#exchange(call, await this.#token.renewed());
    refuse(call, response);
    return parse(call, response, schema);
  }

  async #exchange({ method, path, body }: Call, token: string): Promise<HttpResponse> {
    const request: HttpRequest = {
      method,
      url: new URL(`/api/v0/${path}`, this.host),
      headers: {
        authorization: `Token ${token}`,
        accept: 'application/json',
        'user-agent': 'valohai-retry',
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      body: body === undefined ? undefined : JSON.stringify(body),
    };
    try {
      return await this.#send(request);
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      throw new ValohaiUnavailableError(`${named({ method, path })} at ${this.host} got no answer: ${why}`, {
        cause: error,
      });
    }
  }
}

type List<Item> = [
  path: string,
  query: Readonly<Record<string, string>>,
  item: v.GenericSchema<unknown, Item>,
];

interface Call {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly body?: Readonly<Record<string, unknown>>;
}

function named({ method, path }: Call): string {
  return `${method} /api/v0/${path.replace(/\?.*/, '')}`;
}

function refuse(call: Call, response: HttpResponse): void {
  const { status } = response;
  if (status >= 200 && status < 300) return;
  const answered = `${named(call)} was answered with ${status}`;
  if (status === 429 || status >= 500) {
    throw new ValohaiUnavailableError(answered, { retryAfterSeconds: retryAfterOf(response) });
  }
  if (status === 401) {
    throw new ValohaiUnauthorizedError(
      'Valohai refuses the stored token (401). Create a new one in Valohai under My Profile, Authentication, ' +
        'and store it with `npm run set-token`.',
    );
  }
  if (status >= 300 && status < 400) {
    throw new ValohaiRejectedError(
      `${answered}, a redirect: does \`host\` in the policy name Valohai itself?`,
      status,
    );
  }
  throw new ValohaiRejectedError(`${answered}: ${response.body.slice(0, 500)}`, status);
}

function parse<Output>(call: Call, response: HttpResponse, schema: v.GenericSchema<unknown, Output>): Output {
  let json: unknown;
  try {
    json = JSON.parse(response.body === '' ? 'null' : response.body);
  } catch (cause) {
    throw new ValohaiUnavailableError(`${named(call)} was answered with something that is not JSON`, {
      cause,
    });
  }
  const parsed = v.safeParse(schema, json);
  if (parsed.success) return parsed.output;
  const [issue] = parsed.issues;
  throw new ValohaiUnavailableError(
    `${named(call)} was answered without what is needed: ${v.getDotPath(issue) ?? 'the answer'}: ${issue.message}`,
  );
}

function identity({ time, message }: { readonly time: string; readonly message: string }): string {
  return `${time}\n${message}`;
}
