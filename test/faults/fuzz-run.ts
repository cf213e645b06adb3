import { request as httpRequest } from 'node:http';
import * as v from 'valibot';
import { FunctionUrl } from '../../local/lambda/function-url.ts';
import { eventOf, type FuzzRequest, requestFor } from './fuzz-request.ts';
import type { Result } from './fuzz-target.ts';
import { FuzzWorld } from './fuzz-world.ts';

export interface FuzzOptions {
  readonly seed: number;
  /** How many requests. */
  readonly size: number;
  /** Gets the number of requests so far, now and then. */
  readonly onProgress: (done: number) => void;
}

export interface FuzzReport {
  /** How many answers had each status. */
  readonly statuses: Readonly<Record<string, number>>;
  /** What was wrong, each with the number of its request; at most the first twenty. */
  readonly wrong: readonly string[];
  readonly wrongCount: number;
}

interface Answer {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
}

const BATCH = 500;
/** Every so many-th request goes over HTTP as well, through the local function URL. */
const OVER_HTTP = 50;

const AnswerSchema = v.object({
  statusCode: v.number(),
  headers: v.object({ 'content-type': v.string() }),
  body: v.string(),
});
const BodySchema = v.pipe(v.string(), v.parseJson(), v.looseObject({ kind: v.string() }));

/** Feeds the webhook with requests of all kinds. The same seed gives the same requests, but for key and ids. */
export async function fuzz({ seed, size, onProgress }: FuzzOptions): Promise<FuzzReport> {
  const world = await FuzzWorld.start();
  const url = await FunctionUrl.start({
    host: '127.0.0.1',
    port: 0,
    invoke: async (payload) => toInvocation((await world.invoke([payload]))[0]),
  });
  const statuses: Record<string, number> = {};
  const wrong: string[] = [];
  let wrongCount = 0;
  const note = (problem: string | undefined, index: number) => {
    if (problem === undefined) return;
    wrongCount += 1;
    if (wrong.length < 20) wrong.push(`request ${index}: ${problem}`);
  };
  try {
    for (let from = 0; from < size; from += BATCH) {
      const count = Math.min(BATCH, size - from);
      const requests = Array.from({ length: count }, (_, offset) => requestFor(seed, from + offset, world));
      const results = await world.invoke(requests.map((request, offset) => eventOf(request, from + offset)));
      for (const [offset, request] of requests.entries()) {
        const answer = answerIn(results[offset]);
        const status = answer === undefined ? 'none' : String(answer.status);
        statuses[status] = (statuses[status] ?? 0) + 1;
        note(problemOf(request, answer, results[offset], world), from + offset);
      }
      for (let offset = 0; offset < count; offset += OVER_HTTP) {
        const request = requests[offset];
        if (request !== undefined) note(await problemOverHttp(request, url.port, world), from + offset);
      }
      onProgress(from + count);
    }
    if (world.leaks > 0) note('a secret in what the function wrote', size);
    for (const error of world.unhandled) note(`unhandled: ${error}`, size);
    return { statuses, wrong, wrongCount };
  } finally {
    await url.stop();
    await world.stop();
  }
}

function toInvocation(result: Result | undefined) {
  return result?.kind === 'returned'
    ? { kind: 'response' as const, payload: result.value }
    : {
        kind: 'function-error' as const,
        payload: { errorType: 'Error', errorMessage: result?.why ?? 'no result' },
      };
}

function answerIn(result: Result | undefined): Answer | undefined {
  if (result?.kind !== 'returned') return undefined;
  const parsed = v.safeParse(AnswerSchema, result.value);
  if (!parsed.success) return undefined;
  const { statusCode: status, headers, body } = parsed.output;
  return { status, contentType: headers['content-type'], body };
}

function problemOf(
  request: FuzzRequest,
  answer: Answer | undefined,
  result: Result | undefined,
  world: FuzzWorld,
): string | undefined {
  const shown = `${request.method} ${request.body.toString('utf8').slice(0, 300)}`;
  if (answer === undefined) return `no valid answer but ${JSON.stringify(result)} to ${shown}`;
  if (!request.allowed.includes(answer.status)) {
    return `${answer.status} instead of ${request.allowed.join(' or ')} to ${shown}: ${answer.body}`;
  }
  if (answer.contentType !== 'application/json') return `${answer.contentType} to ${shown}`;
  if (!v.safeParse(BodySchema, answer.body).success) return `a body without kind to ${shown}: ${answer.body}`;
  return world.holdsSecret(answer.body) ? `a secret in the answer to ${shown}` : undefined;
}

/** The same through HTTP, as far as HTTP lets it through: without what no client can send. */
async function problemOverHttp(
  request: FuzzRequest,
  port: number,
  world: FuzzWorld,
): Promise<string | undefined> {
  const path = request.path.replaceAll(/[^!-~]|\?/g, '-');
  const isSame = path === request.path && request.method !== 'HEAD';
  const headers = Object.fromEntries(
    Object.entries(request.headers).filter(([, value]) => /^[\t -~]*$/.test(value)),
  );
  const hasKey = !/[^!-~]/.test(request.headers.authorization ?? '');
  const answer = await send(port, { ...request, path, headers });
  if (!isSame || !hasKey || request.isMislabelled) {
    return answer.status < 500 ? undefined : `${answer.status} over HTTP: ${answer.body}`;
  }
  const problem = problemOf(request, answer, undefined, world);
  return problem === undefined ? undefined : `over HTTP: ${problem}`;
}

function send(
  port: number,
  { method, path, headers, body }: Pick<FuzzRequest, 'method' | 'path' | 'headers' | 'body'>,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const options = {
      port,
      host: '127.0.0.1',
      method,
      path,
      headers: { ...headers, 'content-length': body.length },
    };
    const outgoing = httpRequest(options, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          contentType: response.headers['content-type'] ?? '',
          body: Buffer.concat(chunks).toString('utf8'),
        }),
      );
    });
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}
