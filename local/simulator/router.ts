import * as v from 'valibot';

/** A request as the routes see it; the token has been judged before and is not in it. */
export interface ApiRequest {
  readonly method: string;
  /** Still percent-encoded, without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly contentType: string;
  readonly body: Buffer;
  /** What the client reaches the simulator by, such as `http://127.0.0.1:8090`, without a slash at the end. */
  readonly origin: string;
}

/** `body` is sent as JSON; undefined sends none. */
export interface ApiAnswer {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Decoded values of the `{names}` in a route's path. */
export type PathValues = Readonly<Record<string, string>>;

export interface Route {
  readonly method: string;
  /** Such as `/api/v0/executions/{execution}/`. */
  readonly path: string;
  readonly handle: (request: ApiRequest, values: PathValues) => ApiAnswer | Promise<ApiAnswer>;
}

/** Thrown where a request cannot be served; its answer is what the client gets. */
export class RequestRefusedError extends Error {
  override readonly name = 'RequestRefusedError';
  readonly answer: ApiAnswer;

  constructor(status: number, body: unknown) {
    super(`the request is answered with ${status}`);
    this.answer = { status, body };
  }
}

export const NOT_FOUND: ApiAnswer = { status: 404, body: { detail: 'Not found.' } };

export function notFound(): RequestRefusedError {
  return new RequestRefusedError(NOT_FOUND.status, NOT_FOUND.body);
}

/** Finds the route of a request and runs it, with Django's manners about methods and slashes. */
export class Router {
  readonly #routes: readonly (Route & { readonly pattern: RegExp })[];

  constructor(routes: readonly Route[]) {
    this.#routes = routes.map((route) => ({ ...route, pattern: toPattern(route.path) }));
  }

  async answer(request: ApiRequest): Promise<ApiAnswer> {
    const onPath = this.#routes.filter(({ pattern }) => pattern.test(request.path));
    if (onPath.length === 0) return this.#answerUnknownPath(request);
    const route = onPath.find(({ method }) => method === request.method);
    if (route === undefined) return methodNotAllowed(request.method, onPath);
    try {
      return await route.handle(request, readValues(route.pattern, request.path));
    } catch (error) {
      if (error instanceof RequestRefusedError) return error.answer;
      throw error;
    }
  }

  #answerUnknownPath({ method, path, query }: ApiRequest): ApiAnswer {
    const withSlash = `${path}/`;
    const isOnlySlashMissing = this.#routes.some(({ pattern }) => pattern.test(withSlash));
    // A client that followed a redirect would lose the body of its POST, so only GET gets one.
    if (!isOnlySlashMissing || method !== 'GET') return NOT_FOUND;
    const location = query.size === 0 ? withSlash : `${withSlash}?${query}`;
    return { status: 301, headers: { location } };
  }
}

/** The body as a schema wants it; a 400 that names the fields otherwise. */
export function readBody<Schema extends v.GenericSchema>(
  request: ApiRequest,
  schema: Schema,
): v.InferOutput<Schema> {
  return readAs(readJson(request), schema);
}

/** A value as a schema wants it; a 400 that names the fields otherwise. */
export function readAs<Schema extends v.GenericSchema>(
  value: unknown,
  schema: Schema,
): v.InferOutput<Schema> {
  const result = v.safeParse(schema, value);
  if (result.success) return result.output;
  throw new RequestRefusedError(400, fieldErrors(result.issues));
}

/** What was sent: JSON, or a form as an object. */
export function readJson({ body, contentType }: ApiRequest): unknown {
  if (contentType.startsWith('application/x-www-form-urlencoded')) {
    return Object.fromEntries(new URLSearchParams(body.toString('utf8')));
  }
  const text = body.toString('utf8');
  if (text === '') return {};
  try {
    return JSON.parse(text);
  } catch {
    throw new RequestRefusedError(400, { detail: 'JSON parse error' });
  }
}

/** As Django REST framework writes them: a map of fields to lists of messages. */
export type FieldErrors = Record<string, (string | { readonly message: string; readonly code: string })[]>;

function fieldErrors(issues: readonly v.BaseIssue<unknown>[]): FieldErrors {
  const errors: FieldErrors = {};
  for (const issue of issues) {
    const field = issue.path?.[0]?.key;
    const name = typeof field === 'string' ? field : 'non_field_errors';
    errors[name] = [...(errors[name] ?? []), describe(issue)];
  }
  return errors;
}

function describe({ input, message }: v.BaseIssue<unknown>): string {
  if (input === undefined) return 'This field is required.';
  if (input === null) return 'This field may not be null.';
  return message;
}

function methodNotAllowed(method: string, routes: readonly Route[]): ApiAnswer {
  const allow = routes.map((route) => route.method).join(', ');
  return { status: 405, body: { detail: `Method "${method}" not allowed.` }, headers: { allow } };
}

function toPattern(path: string): RegExp {
  const source = path.replace(/[.]/g, '\\.').replace(/\{(\w+)\}/g, '(?<$1>[^/]+)');
  return new RegExp(`^${source}$`);
}

function readValues(pattern: RegExp, path: string): PathValues {
  const groups = pattern.exec(path)?.groups ?? {};
  return Object.fromEntries(Object.entries(groups).map(([name, value]) => [name, decode(value)]));
}

function decode(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    throw notFound();
  }
}
