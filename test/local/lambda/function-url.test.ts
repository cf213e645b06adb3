import { type IncomingMessage, request } from 'node:http';
import { networkInterfaces } from 'node:os';
import { text } from 'node:stream/consumers';
import { expect, onTestFinished, test } from 'vitest';
import { FunctionUrl } from '../../../local/lambda/function-url.ts';
import type { InvocationResult } from '../../../local/lambda/invocation-result.ts';
import { LambdaHost } from '../../../local/lambda/lambda-host.ts';
import { functionFrom } from './function-folder.ts';

/** Not every machine that runs tests has IPv6. */
const HAS_IPV6 = networkInterfaces().lo?.some(({ family }) => family === 'IPv6') ?? false;

interface Sent {
  readonly method?: string;
  readonly path?: string;
  /** Names and values in turn, as they go over the wire. */
  readonly headers?: string[];
  readonly body?: string | Buffer;
}

interface Received {
  readonly status: number | undefined;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

async function send(
  { port }: Pick<FunctionUrl, 'port'>,
  { method = 'POST', path = '/', headers = [], body = '' }: Sent,
): Promise<Received> {
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  const length = ['Host', 'retry.example', 'Content-Length', String(Buffer.byteLength(body))];
  const options = { agent: false, host: '127.0.0.1', port, method, path, headers: [...length, ...headers] };
  request(options, resolve).on('error', reject).end(body);
  const answer = await promise;
  return { status: answer.statusCode, headers: answer.headers, body: await text(answer) };
}

async function urlOf(
  invoke: (payload: string) => Promise<InvocationResult>,
  host = '127.0.0.1',
): Promise<FunctionUrl> {
  const url = await FunctionUrl.start({ host, port: 0, invoke });
  onTestFinished(() => url.stop());
  return url;
}

/** Sends a request and gives back the event that the function saw. */
async function eventOf(sent: Sent): Promise<unknown> {
  const events: unknown[] = [];
  const url = await urlOf(async (payload) => {
    events.push(JSON.parse(payload));
    return { kind: 'response', payload: null };
  });
  await send(url, sent);
  return events[0];
}

function urlReturning(payload: unknown): Promise<FunctionUrl> {
  return urlOf(async () => ({ kind: 'response', payload }));
}

const OF_IPV6: [string, string][] = [
  ['::', 'http://127.0.0.1'],
  ['::1', 'http://[::1]'],
];

test.each([['127.0.0.1', 'http://127.0.0.1'], ['0.0.0.0', 'http://127.0.0.1'], ...(HAS_IPV6 ? OF_IPV6 : [])])(
  'that listens on %s is reached from this machine at %s',
  async (host, at) => {
    const url = await urlOf(async () => ({ kind: 'response', payload: 'here' }), host);

    expect(url.origin).toBe(`${at}:${url.port}`);
    expect((await fetch(url.origin)).status).toBe(200);
  },
);

test('gives the function an event of payload format 2.0', async () => {
  const event = await eventOf({
    path: '/a%20key/?b=2&a=1&a=x%26y',
    headers: ['Content-Type', 'application/json', 'User-Agent', 'Sender/1', 'X-Two', 'one', 'x-two', 'two'],
    body: '{"ä":1}',
  });

  expect(event).toEqual({
    version: '2.0',
    routeKey: '$default',
    rawPath: '/a%20key/',
    rawQueryString: 'b=2&a=1&a=x%26y',
    headers: {
      host: 'retry.example',
      'content-length': '8',
      'content-type': 'application/json',
      'user-agent': 'Sender/1',
      'x-two': 'one,two',
      'x-amzn-trace-id': expect.stringMatching(/^Root=1-[0-9a-f]{8}-[0-9a-f]{24}$/),
      'x-forwarded-for': '127.0.0.1',
      'x-forwarded-port': expect.stringMatching(/^\d+$/),
      'x-forwarded-proto': 'http',
    },
    queryStringParameters: { b: '2', a: '1,x&y' },
    requestContext: {
      accountId: 'anonymous',
      apiId: 'local',
      domainName: 'retry.example',
      domainPrefix: 'local',
      http: {
        method: 'POST',
        path: '/a%20key/',
        protocol: 'HTTP/1.1',
        sourceIp: '127.0.0.1',
        userAgent: 'Sender/1',
      },
      requestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      routeKey: '$default',
      stage: '$default',
      time: expect.stringMatching(/^\d\d\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d \+0000$/),
      timeEpoch: expect.any(Number),
    },
    body: '{"ä":1}',
    isBase64Encoded: false,
  });
});

test('leaves out what a request does not have', async () => {
  const event = await eventOf({ method: 'GET', path: '/' });

  expect(event).toMatchObject({ rawQueryString: '', isBase64Encoded: false });
  for (const key of ['body', 'cookies', 'queryStringParameters']) expect(event).not.toHaveProperty(key);
});

test('gives cookies a list of their own', async () => {
  const event = await eventOf({ headers: ['Cookie', 'a=1; b=2', 'Cookie', 'c=3'] });

  expect(event).toMatchObject({ cookies: ['a=1', 'b=2', 'c=3'] });
  expect(event).not.toHaveProperty('headers.cookie');
});

test.each([
  'text/plain',
  'application/json; charset=utf-8',
  'Application/JSON',
  'application/xml',
  'application/javascript',
])('gives a body of type %s as text', async (type) => {
  expect(await eventOf({ headers: ['Content-Type', type], body: 'täxt' })).toMatchObject({
    body: 'täxt',
    isBase64Encoded: false,
  });
});

test.each([
  ['Content-Type', 'application/octet-stream'],
  ['Content-Type', 'application/x-www-form-urlencoded'],
  ['Content-Type', 'application/json-seq'],
  [],
])('gives any other body as base64: %s %s', async (...headers) => {
  const body = Buffer.from([0, 255, 128, 10]);

  expect(await eventOf({ headers, body })).toMatchObject({ body: 'AP+ACg==', isBase64Encoded: true });
});

test('sends the response that a function describes', async () => {
  const url = await urlReturning({
    statusCode: 202,
    headers: { 'Content-Type': 'text/plain', 'X-Number': 1, 'Content-Length': '999' },
    cookies: ['a=1; Secure', 'b=2'],
    body: 'scheduled',
  });

  const { status, headers, body } = await send(url, {});

  expect({ status, body }).toEqual({ status: 202, body: 'scheduled' });
  expect(headers).toMatchObject({
    'content-type': 'text/plain',
    'x-number': '1',
    'set-cookie': ['a=1; Secure', 'b=2'],
  });
});

test('decodes a body that the function encoded', async () => {
  const url = await urlReturning({ statusCode: 200, body: 'w6Q=', isBase64Encoded: true });

  expect(await send(url, {})).toMatchObject({ status: 200, body: 'ä' });
});

test.each([
  [{ kind: 'ignore' }, '{"kind":"ignore"}'],
  ['plain', 'plain'],
  [null, 'null'],
  [[1], '[1]'],
])('sends %j as the body of a 200', async (payload, body) => {
  const answer = await send(await urlReturning(payload), {});

  expect(answer).toMatchObject({ status: 200, body, headers: { 'content-type': 'application/json' } });
});

test.each([
  { statusCode: 'none' },
  { statusCode: 200, body: { not: 'a string' } },
  { statusCode: 99 },
  { statusCode: 200, headers: { 'a bad name': 'x' } },
  { statusCode: 200, headers: { name: 'line\nbreak' } },
])('answers 502 to a result that is no response: %j', async (payload) => {
  const answer = await send(await urlReturning(payload), {});

  expect(answer).toMatchObject({ status: 502, body: '{"Message":"Internal Server Error"}' });
});

test('answers 502 to a function error and does not show it', async () => {
  const payload = { errorType: 'Error', errorMessage: 'not for callers' };
  const url = await urlOf(async () => ({ kind: 'function-error', payload }));

  expect(await send(url, {})).toMatchObject({ status: 502, body: '{"Message":"Internal Server Error"}' });
});

test('answers 503 when the function cannot be invoked', async () => {
  const url = await urlOf(() => Promise.reject(new Error('stopping')));

  expect(await send(url, {})).toMatchObject({ status: 503, body: '{"Message":"Service Unavailable"}' });
});

test.each([
  ['beyond 6 MB', 'text/plain', 6 * 1024 * 1024 + 1],
  ['that is beyond 6 MB once it is base64', 'image/png', 5 * 1024 * 1024],
])('answers 413 to a body %s and does not invoke', async (_what, type, size) => {
  const url = await urlOf(() => expect.unreachable());

  const answer = await send(url, { headers: ['Content-Type', type], body: Buffer.alloc(size, 'a') });

  expect(answer).toMatchObject({ status: 413, body: '{"Message":"Request Entity Too Large"}' });
});

test('answers what is under way when it stops, and takes nothing more', async () => {
  const invoked = Promise.withResolvers<void>();
  const result = Promise.withResolvers<InvocationResult>();
  const url = await urlOf(() => {
    invoked.resolve();
    return result.promise;
  });
  const { port } = url;
  const answer = send(url, {});
  await invoked.promise;

  const stopped = url.stop();
  result.resolve({ kind: 'response', payload: 'in time' });
  await stopped;

  expect(await answer).toMatchObject({ status: 200, body: 'in time' });
  await expect(send({ port }, {})).rejects.toThrow('ECONNREFUSED');
});

test('reports an address that is taken', async () => {
  const url = await urlReturning(null);
  const taken = { host: '127.0.0.1', port: url.port, invoke: () => expect.unreachable() };

  await expect(FunctionUrl.start(taken)).rejects.toThrow('EADDRINUSE');
});

test('carries a large request to a real function and its answer back', async () => {
  const source = `export const handler = async (event) => ({
    statusCode: 201, body: String(Buffer.from(event.body, 'base64').length) })`;
  const host = await LambdaHost.start({ functions: [functionFrom(source)], onLog: () => {} });
  onTestFinished(() => host.stop());
  const url = await urlOf((payload) => host.invoke('sample', payload));

  expect(await send(url, { body: Buffer.alloc(4_000_000, 'a') })).toMatchObject({
    status: 201,
    body: '4000000',
  });
});
