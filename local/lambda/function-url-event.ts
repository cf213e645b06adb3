import { randomBytes, randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

/** Text for Lambda, measured against AWS by third parties; everything else, also what has no type, is base64. */
const TEXT_TYPE = /^(text\/|application\/(json|javascript|xml)\s*(;|$))/i;

/** Headers that concern one connection and never reach a function; cookies have a place of their own. */
const NOT_PASSED_ON = new Set([
  'connection',
  'keep-alive',
  'transfer-encoding',
  'upgrade',
  'expect',
  'te',
  'cookie',
]);

const API_ID = 'local';

/**
 * The event that a function URL gives to its function, payload format 2.0.
 * See https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html#urls-payloads.
 */
export function functionUrlEvent(request: IncomingMessage, body: Buffer, now: Date): object {
  const [rawPath = '/', ...query] = (request.url ?? '/').split('?');
  const rawQueryString = query.join('?');
  const headers = passedOnHeaders(request);
  const cookies = cookiesOf(request);
  const sourceIp = request.socket.remoteAddress ?? '';
  return {
    version: '2.0',
    routeKey: '$default',
    rawPath,
    rawQueryString,
    ...(cookies.length === 0 ? {} : { cookies }),
    headers: {
      ...headers,
      'x-amzn-trace-id': `Root=1-${Math.floor(now.getTime() / 1000).toString(16)}-${randomBytes(12).toString('hex')}`,
      'x-forwarded-for': sourceIp,
      'x-forwarded-port': String(request.socket.localPort ?? ''),
      'x-forwarded-proto': 'http',
    },
    ...(rawQueryString === ''
      ? {}
      : { queryStringParameters: joinDuplicates(new URLSearchParams(rawQueryString)) }),
    requestContext: {
      accountId: 'anonymous',
      apiId: API_ID,
      domainName: (headers.host ?? 'localhost').replace(/:\d+$/, ''),
      domainPrefix: API_ID,
      http: {
        method: request.method,
        path: rawPath,
        protocol: `HTTP/${request.httpVersion}`,
        sourceIp,
        userAgent: headers['user-agent'] ?? '',
      },
      requestId: randomUUID(),
      routeKey: '$default',
      stage: '$default',
      time: logTime(now),
      timeEpoch: now.getTime(),
    },
    ...bodyOf(body, headers['content-type'] ?? ''),
  };
}

function passedOnHeaders(request: IncomingMessage): Record<string, string> {
  const pairs = Object.entries(request.headersDistinct).filter(([name]) => !NOT_PASSED_ON.has(name));
  return Object.fromEntries(pairs.map(([name, values]) => [name, (values ?? []).join(',')]));
}

function cookiesOf(request: IncomingMessage): string[] {
  return (request.headersDistinct.cookie ?? [])
    .flatMap((line) => line.split(/;\s*/))
    .filter((cookie) => cookie !== '');
}

function joinDuplicates(parameters: URLSearchParams): Record<string, string> {
  return Object.fromEntries([...parameters.keys()].map((key) => [key, parameters.getAll(key).join(',')]));
}

function bodyOf(body: Buffer, contentType: string): object {
  if (body.length === 0) return { isBase64Encoded: false };
  const isBase64Encoded = !TEXT_TYPE.test(contentType);
  return { body: body.toString(isBase64Encoded ? 'base64' : 'utf8'), isBase64Encoded };
}

/** As in `12/Mar/2020:19:03:58 +0000`. */
function logTime(now: Date): string {
  const [, day, month, year, time] = now.toUTCString().split(' ');
  return `${day}/${month}/${year}:${time} +0000`;
}
