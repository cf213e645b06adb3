import { bodyFor, bytes } from './fuzz-body.ts';
import { SeededRandom } from './seeded-random.ts';

/** A request, and what may be answered to it. */
export interface FuzzRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  /** Whether the event says so although it is not, or the other way round, which only a strange sender brings about. */
  readonly isMislabelled: boolean;
  /** The statuses that are right. */
  readonly allowed: readonly number[];
}

/** What the webhook was made for. */
export interface Known {
  readonly key: string;
  readonly executions: readonly string[];
}

const METHODS = ['GET', 'PUT', 'DELETE', 'PATCH', 'HEAD', 'OPTIONS'] as const;

/** As documented: scheduled, nothing done on purpose, the sender's mistakes. Never a 5xx. */
const TAKEN: readonly number[] = [200, 202, 400];
const LARGEST_BODY = 256 * 1_024;

/** The request of this number: the same for the same seed, key and executions. */
export function requestFor(seed: number, index: number, known: Known): FuzzRequest {
  const random = new SeededRandom(seed, 'request', index);
  const { path, headers, isAuthentic } = credentials(random, known.key);
  const method = random.chance(0.92) ? 'POST' : random.pick(METHODS);
  const body = bodyFor(random, known.executions);
  const isMislabelled = random.chance(0.03);
  return {
    method,
    path,
    headers: { ...oddHeaders(random), ...headers },
    body,
    isMislabelled,
    allowed: allowedFor(isAuthentic, method, body, isMislabelled),
  };
}

/** The event of a function URL, payload format 2.0, as JSON. */
export function eventOf({ method, path, headers, body, isMislabelled }: FuzzRequest, index: number): string {
  const isBase64Encoded = index % 2 === 0;
  return JSON.stringify({
    version: '2.0',
    routeKey: '$default',
    rawPath: path,
    rawQueryString: '',
    headers,
    requestContext: {
      accountId: 'anonymous',
      apiId: 'local',
      domainName: 'hooks.example',
      http: { method, path, protocol: 'HTTP/1.1', sourceIp: '192.0.2.7', userAgent: 'fuzz' },
      requestId: `request-${index}`,
      routeKey: '$default',
      stage: '$default',
      timeEpoch: 1_700_000_000_000,
    },
    ...(body.length === 0 ? {} : { body: body.toString(isBase64Encoded ? 'base64' : 'utf8') }),
    isBase64Encoded: isMislabelled ? !isBase64Encoded : isBase64Encoded,
  });
}

function credentials(random: SeededRandom, key: string) {
  const lot = random.next();
  if (lot < 0.72) return { path: `/${key}`, headers: {}, isAuthentic: true };
  if (lot < 0.75) return { path: `/${key}/`, headers: {}, isAuthentic: true };
  if (lot < 0.85) return { path: oddPath(random), headers: bearer(key), isAuthentic: true };
  if (lot < 0.93) return { path: `/${almost(random, key)}`, headers: {}, isAuthentic: false };
  return { path: oddPath(random), headers: bearer(almost(random, key)), isAuthentic: false };
}

function bearer(key: string): Record<string, string> {
  return { authorization: `Bearer ${key}` };
}

/** Nearly the key. */
function almost(random: SeededRandom, key: string): string {
  return random.pick([
    '',
    key.slice(1),
    key.slice(0, -1),
    `${key}x`,
    `x${key}`,
    `${key}/${key}`,
    `%${key}`,
    `${key.slice(0, 9)}%00${key.slice(9)}`,
    key.toUpperCase().concat('A'),
    '\ud83d\ude00'.repeat(40),
    'a'.repeat(8_000),
    '../'.repeat(30),
  ]);
}

function oddPath(random: SeededRandom): string {
  return random.pick([
    '/',
    '//',
    '/webhook',
    '/%2e%2e/%2e%2e',
    `/${'p'.repeat(5_000)}`,
    '/%ff%fe',
    '/ü/✓',
    '/a?b=c',
    '/favicon.ico',
  ]);
}

function oddHeaders(random: SeededRandom): Record<string, string> {
  if (random.chance(0.5)) return { 'content-type': 'application/json' };
  return {
    'content-type': random.pick([
      'text/plain',
      'application/x-www-form-urlencoded',
      '',
      'application/json; x',
    ]),
    'x-odd': bytes(random, random.below(60)).toString('latin1'),
    'x-forwarded-for': random.pick(['', '::1', '1.1.1.1, 2.2.2.2', 'x'.repeat(4_000)]),
  };
}

function allowedFor(
  isAuthentic: boolean,
  method: string,
  body: Buffer,
  isMislabelled: boolean,
): readonly number[] {
  if (!isAuthentic) return [401];
  if (method !== 'POST') return [405];
  // What was labelled wrongly has another length and other bytes by the time it is read.
  if (isMislabelled) return [...TAKEN, 413];
  if (body.length > LARGEST_BODY) return [413];
  return isJsonObject(body) ? TAKEN : [400];
}

function isJsonObject(body: Buffer): boolean {
  try {
    const json: unknown = JSON.parse(body.toString('utf8'));
    return typeof json === 'object' && json !== null && !Array.isArray(json);
  } catch {
    return false;
  }
}
